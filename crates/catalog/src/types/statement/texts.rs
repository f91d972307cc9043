//! Explanations in our own words. Source: certificate-types 7.2, 7.5.

pub(super) const NO_EXAMINATION: &str = "Förklara varför utlåtandet skrivs utan att du har undersökt patienten. Texten sänds under Övriga upplysningar.";
pub(super) const INVESTIGATIONS: &str = "Skriv vilken vårdgivare eller klinik som har utredningen, så att Försäkringskassan kan hämta den där. Skickar patienten själv med den, skriv det i stället.";
pub(super) const DIAGNOSES: &str = "Ange först den sjukdom som påverkar mest. Koden skrivs med bokstäver och siffror, med så många positioner som möjligt. Har patienten fler än tre diagnoser som har betydelse, ange de övriga under Övriga upplysningar.";
