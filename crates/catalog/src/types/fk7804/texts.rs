//! Explanations and the information text in our own words, as far as all versions share them. Source: certificate-types 6.7.

use crate::element::Information;

pub(super) const INFORMATION: Information = Information {
    heading: "Om läkarintyg för sjukpenning",
    paragraphs: &[
        "Sjukpenning är en ersättning till den som har nedsatt arbetsförmåga på grund av sjukdom. Intyget är underlag när Försäkringskassan bedömer rätten till den. Samma intyg används för smittbärarpenning.",
        "Är patienten okänd för dig ska identiteten kontrolleras, till exempel med en id-handling, innan intyget skrivs.",
        "Den som är anställd behöver intyget från och med sjukperiodens åttonde dag. För studerande prövas rätten att behålla studiemedel tidigast från dag 15.",
        "Försäkringskassan bedömer arbetsförmågan i steg, rehabiliteringskedjan: de första 90 dagarna mot patientens vanliga arbete, efter 90 dagar även mot annat arbete hos arbetsgivaren och efter 180 dagar mot arbete som normalt förekommer på arbetsmarknaden, om inga undantag gäller. Efter 365 dagar är undantagen färre.",
    ],
};

pub(super) const INFECTION: &str = "Kryssa här när patienten inte får arbeta på grund av ett beslut enligt smittskyddslagen, behöver undersökas eller hälsokontrolleras utan att vara sjuk, eller inte får hantera livsmedel. Då besvaras bara frågorna om diagnos, nedsättning av arbetsförmågan och övriga upplysningar.";
pub(super) const OCCUPATION: &str = "Kryssar du i flera och sjukskrivningens omfattning eller längd skiljer sig mellan dem, förtydliga det under Övriga upplysningar.";
pub(super) const DIAGNOSES: &str = "Ange först den sjukdom som påverkar arbetsförmågan mest och använd så många positioner i koden som möjligt. Har patienten fler än tre sjukdomar som påverkar arbetsförmågan, ange de övriga under Övriga upplysningar.";
pub(super) const IMPAIRMENT: &str = "Beskriv de avvikelser som du har sett vid undersökningen och svar från till exempel röntgen, laboratorium och tester. Vid psykisk sjukdom hör också relevant sjukhistoria hit.";
pub(super) const LIMITATION: &str = "Ge konkreta exempel på vad patienten inte klarar i sin sysselsättning, hur ofta och i vilken grad. Skriv varifrån uppgifterna kommer, till exempel din observation eller patientens berättelse. Ange också sådant som patienten bör undvika av medicinska skäl.";
pub(super) const PERIODS: &str = "Bedöm nedsättningen i förhållande till patientens ordinarie arbetstid. Varje grad har en egen period och perioderna får inte gå in i varandra.";
pub(super) const LONGER_THAN_GUIDANCE: &str = "Här kan du beskriva sådant som förlänger sjukskrivningen, till exempel hur sjukdomen har utvecklats, komplikationer eller andra sjukdomar.";
pub(super) const WORKING_TIME: &str = "Frågan besvaras bara när arbetsförmågan är nedsatt till en del. Arbetstiden minskas i regel lika mycket varje dag, om det inte finns medicinska skäl till något annat.";
pub(super) const PROGNOSIS_HELP: &str =
    "Uppgiften är viktig när Försäkringskassan och arbetsgivaren planerar för återgång i arbete.";
