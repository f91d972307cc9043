//! Rules that follow from the kinds of answers, for "Varför?": every finding names one of these or a rule of its type.

/// A rule that holds for every type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeneralRule {
    /// Number, e.g. `D4`.
    pub number: &'static str,
    /// The rule in one Swedish sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What to do so that it is kept.
    pub remedy: &'static str,
}

macro_rules! rules {
    ($($name:ident = $number:literal, $sentence:literal, $source:literal, $remedy:literal;)*) => {
        $(pub(crate) const $name: &str = $number;)*
        /// Every general rule.
        pub const ALL: &[GeneralRule] = &[$(GeneralRule { number: $number, sentence: $sentence, source: $source, remedy: $remedy },)*];
    };
}

rules! {
    TEXT_REQUIRED = "T1", "Ett obligatoriskt svar ska fyllas i.", "certificate-types 5.3 T1", "Skriv ett svar.";
    TEXT_BLANK = "T2", "Ett svar får inte bestå av enbart blanksteg.", "certificate-types 5.3 T2", "Skriv ett svar, eller töm fältet.";
    TEXT_LIMIT = "T3", "Svaret har en längsta tillåten längd.", "certificate-types 5.3 T3, 11", "Korta texten så att den ryms.";
    TEXT_SIGNS = "T4", "Bara tecken som mottagarens system klarar kan sändas.", "certificate-types 5.3 T4", "Ersätt tecknet med ett vanligt tecken.";
    NUMBER_RANGE = "N1", "Ett antal skrivs med siffror och ligger inom sina gränser.", "certificate-types 10.3, 10.4", "Skriv ett tal inom gränserna.";
    CHOOSE_SOME = "V1", "Minst ett alternativ ska väljas.", "certificate-types 5.1", "Kryssa i minst ett alternativ.";
    CHOOSE_ONE = "V2", "Ett alternativ ska väljas.", "certificate-types 5.1", "Välj ett av alternativen.";
    CHOOSE_KNOWN = "V3", "Svaret ska vara ett av alternativen.", "certificate-types 4", "Välj ett av alternativen i listan.";
    CHOOSE_AT_MOST = "V4", "Antalet alternativ är begränsat.", "certificate-types 6.2", "Ta bort kryss tills antalet ryms.";
    ANSWER_SOME = "V5", "Minst en av frågorna i avsnittet ska besvaras.", "certificate-types 7.2 KAT_5", "Besvara minst en av frågorna i avsnittet.";
    CHOOSE_ALONE = "R21", "Ett alternativ som utesluter de andra kan inte kombineras med dem.", "certificate-types 6.2 KAT_7", "Behåll antingen det alternativet eller de andra.";
    DATE_FORM = "D1", "Datum skrivs som åååå-mm-dd.", "certificate-types 5.2 D1", "Skriv datumet som åååå-mm-dd.";
    DATE_EXISTS = "D2", "Datumet ska finnas i kalendern.", "certificate-types 5.2 D2", "Skriv ett datum som finns.";
    DATE_RANGE = "D3", "Datumet ska ligga mellan 1900-01-02 och 2099-12-11.", "certificate-types 5.2 D3", "Skriv ett datum inom gränserna.";
    DATE_FUTURE = "D4", "Det som intyget grundas på kan inte ligga i framtiden.", "certificate-types 5.2 D4", "Skriv dagens datum eller ett tidigare.";
    DATE_REQUIRED = "D5", "Ett ikryssat underlag ska ha ett datum.", "certificate-types 6.2 KAT_1", "Skriv ett datum, eller ta bort krysset.";
    DATE_MANDATORY = "D6", "Ett obligatoriskt datum ska anges.", "certificate-types 5.1, 7.2 KAT_1", "Skriv ett datum.";
    DATE_AHEAD = "D7", "Ett väntat datum ligger inom den tid som frågan gäller.", "formulärets fråga", "Skriv ett datum inom den tid som frågan gäller.";
    ROW_WHOLE = "I1", "Varje utredning ska ha typ, datum och uppgift om var den kan hämtas.", "certificate-types 7.2 KAT_1", "Fyll i hela raden, eller ta bort den.";
    ROW_FIRST = "I2", "Utredningarna fylls i uppifrån.", "certificate-types 7.2 KAT_1", "Fyll i den översta raden.";
    DESCRIPTION_REQUIRED = "R2", "Alternativet som behöver beskrivas ska ha en beskrivning.", "certificate-types 6.6", "Skriv en beskrivning, eller ta bort krysset.";
    PERIOD_DATES = "P1", "En ikryssad grad ska ha både första och sista dag.", "certificate-types 6.4 P1", "Skriv båda datumen, eller ta bort krysset.";
    PERIOD_ORDER = "P2", "Sista dagen kan inte ligga före den första.", "certificate-types 6.4 P2", "Ändra ett av datumen så att perioden slutar när den börjar eller senare.";
    PERIOD_OVERLAP = "R17", "Två perioder får inte ha någon dag gemensam.", "certificate-types 6.4 P3, 6.6", "Ändra datumen så att ingen dag finns i två perioder.";
    DIAGNOSIS_REQUIRED = "DX1", "Minst en diagnos ska anges.", "certificate-types 5.4 DX1", "Ange en diagnos.";
    DIAGNOSIS_MAIN = "DX2", "Den första raden är huvuddiagnosen och fylls i först.", "certificate-types 5.4 DX2", "Fyll i den första raden.";
    DIAGNOSIS_CODE = "DX3", "Varje diagnos ska ha en kod.", "certificate-types 5.4 DX3", "Skriv diagnosens kod.";
    DIAGNOSIS_FOUR = "DX4", "Koder som börjar med F eller Z73 anges med minst fyra tecken.", "certificate-types 5.4 DX4", "Välj en kod med minst fyra tecken.";
    DIAGNOSIS_THREE = "DX5", "En diagnoskod har minst tre tecken.", "certificate-types 5.4 DX5", "Välj en kod med minst tre tecken.";
    DIAGNOSIS_KNOWN = "DX7", "Diagnoskoden ska finnas i det valda registret.", "certificate-types 5.4 DX6–DX7", "Sök i registret och välj en kod som finns där.";
    DIAGNOSIS_TEXT = "DX8", "Varje diagnos ska ha en text.", "certificate-types 5.4 DX8", "Skriv diagnosens text.";
    UNIT_FIELD = "U1", "Enhetens adress och telefon ska anges.", "certificate-types 5.6", "Fyll i fältet.";
    UNIT_POSTCODE = "U2", "Ett postnummer har fem siffror.", "certificate-types 5.6", "Skriv fem siffror.";
    UNIT_TELEPHONE = "U3", "Ett telefonnummer består av siffror.", "certificate-types 5.6, ui 8.1", "Skriv numret med siffror.";
    SAME_TEXT = "A26", "Samma text på två ställen är ofta ett misstag.", "ui 6.6", "Läs båda texterna och ändra den som är fel. Stämmer de kan de stå kvar.";
    OTHER_DEGREE = "A15a", "Graden i texten bör vara en av graderna i perioderna.", "ui 6.6", "Ändra texten eller perioden. Stämmer båda kan de stå kvar.";
    OTHER_END = "A15b", "Slutdatumet i texten bör vara slutdatumet i perioderna.", "ui 6.6", "Ändra texten eller perioden. Stämmer båda kan de stå kvar.";
    OTHER_CERTIFICATE = "A12", "Två intyg bör inte ha någon dag gemensam.", "acceptance A12, ui 6.6", "Ändra datumen, eller kontrollera att båda intygen ska gälla samtidigt.";
    PAUSE = "A12b", "Mellan intyg som hör till samma sjukfall bör det inte finnas några dagar utan intyg.", "acceptance A12, ui 6.6", "Ändra första dagen, eller kontrollera att uppehållet stämmer.";
    TEXT_AS_BEFORE = "A26b", "En text som är ordagrant densamma som i det förra intyget kan ha blivit gammal.", "ui 6.6, acceptance N11", "Läs texten. Stämmer den kan den stå kvar.";
}
