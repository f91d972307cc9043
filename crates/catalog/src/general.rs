//! Rules that follow from the kinds of answers, for "Varför?": every finding names one of these or a rule of its type.

use crate::condition::Condition;
use crate::element::CertificateType;
use crate::finding::{Fault, Finding};

/// A rule that holds for every type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeneralRule {
    /// Number, e.g. `D4`.
    pub number: &'static str,
    /// The rule in one Swedish sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

macro_rules! rules {
    ($($name:ident = $number:literal, $sentence:literal, $source:literal;)*) => {
        $(pub(crate) const $name: &str = $number;)*
        /// Every general rule.
        pub const ALL: &[GeneralRule] = &[$(GeneralRule { number: $number, sentence: $sentence, source: $source },)*];
    };
}

rules! {
    TEXT_REQUIRED = "T1", "Ett obligatoriskt svar ska fyllas i.", "certificate-types 5.3 T1";
    TEXT_BLANK = "T2", "Ett svar får inte bestå av enbart blanksteg.", "certificate-types 5.3 T2";
    TEXT_LIMIT = "T3", "Svaret har en längsta tillåten längd.", "certificate-types 5.3 T3, 11";
    TEXT_SIGNS = "T4", "Bara tecken som mottagarens system klarar kan sändas.", "certificate-types 5.3 T4";
    NUMBER_RANGE = "N1", "Ett antal skrivs med siffror och ligger inom sina gränser.", "certificate-types 10.3, 10.4";
    CHOOSE_SOME = "V1", "Minst ett alternativ ska väljas.", "certificate-types 5.1";
    CHOOSE_ONE = "V2", "Ett alternativ ska väljas.", "certificate-types 5.1";
    CHOOSE_KNOWN = "V3", "Svaret ska vara ett av alternativen.", "certificate-types 4";
    CHOOSE_AT_MOST = "V4", "Antalet alternativ är begränsat.", "certificate-types 6.2";
    ANSWER_SOME = "V5", "Minst en av frågorna i avsnittet ska besvaras.", "certificate-types 7.2 KAT_5";
    CHOOSE_ALONE = "R21", "Ett alternativ som utesluter de andra kan inte kombineras med dem.", "certificate-types 6.2 KAT_7";
    DATE_FORM = "D1", "Datum skrivs som åååå-mm-dd.", "certificate-types 5.2 D1";
    DATE_EXISTS = "D2", "Datumet ska finnas i kalendern.", "certificate-types 5.2 D2";
    DATE_RANGE = "D3", "Datumet ska ligga mellan 1900-01-02 och 2099-12-11.", "certificate-types 5.2 D3";
    DATE_FUTURE = "D4", "Det som intyget grundas på kan inte ligga i framtiden.", "certificate-types 5.2 D4";
    DATE_REQUIRED = "D5", "Ett ikryssat underlag ska ha ett datum.", "certificate-types 6.2 KAT_1";
    DATE_MANDATORY = "D6", "Ett obligatoriskt datum ska anges.", "certificate-types 5.1, 7.2 KAT_1";
    DATE_AHEAD = "D7", "Ett väntat datum ligger inom den tid som frågan gäller.", "certificate-types 5.2";
    ROW_WHOLE = "I1", "Varje utredning ska ha typ, datum och uppgift om var den kan hämtas.", "certificate-types 7.2 KAT_1";
    ROW_FIRST = "I2", "Utredningarna fylls i uppifrån.", "certificate-types 7.2 KAT_1";
    DESCRIPTION_REQUIRED = "R2", "Alternativet som behöver beskrivas ska ha en beskrivning.", "certificate-types 6.6";
    PERIOD_DATES = "P1", "En ikryssad grad ska ha både första och sista dag.", "certificate-types 6.4 P1";
    PERIOD_ORDER = "P2", "Sista dagen kan inte ligga före den första.", "certificate-types 6.4 P2";
    PERIOD_OVERLAP = "R17", "Två perioder får inte ha någon dag gemensam.", "certificate-types 6.4 P3, 6.6";
    DIAGNOSIS_REQUIRED = "DX1", "Minst en diagnos ska anges.", "certificate-types 5.4 DX1";
    DIAGNOSIS_MAIN = "DX2", "Den första raden är huvuddiagnosen och fylls i först.", "certificate-types 5.4 DX2";
    DIAGNOSIS_CODE = "DX3", "Varje diagnos ska ha en kod.", "certificate-types 5.4 DX3";
    DIAGNOSIS_FOUR = "DX4", "Koder som börjar med F eller Z73 anges med minst fyra tecken.", "certificate-types 5.4 DX4";
    DIAGNOSIS_THREE = "DX5", "En diagnoskod har minst tre tecken.", "certificate-types 5.4 DX5";
    DIAGNOSIS_KNOWN = "DX7", "Diagnoskoden ska finnas i det valda registret.", "certificate-types 5.4 DX6–DX7";
    DIAGNOSIS_TEXT = "DX8", "Varje diagnos ska ha en text.", "certificate-types 5.4 DX8";
    UNIT_FIELD = "U1", "Enhetens adress och telefon ska anges.", "certificate-types 5.6";
    UNIT_POSTCODE = "U2", "Ett postnummer har fem siffror.", "certificate-types 5.6";
    UNIT_TELEPHONE = "U3", "Ett telefonnummer består av siffror.", "certificate-types 5.6, ui 8.1";
    SAME_TEXT = "A26", "Samma text på två ställen är ofta ett misstag.", "ui 6.6";
    OTHER_DEGREE = "A15a", "Graden i texten bör vara en av graderna i perioderna.", "ui 6.6";
    OTHER_END = "A15b", "Slutdatumet i texten bör vara slutdatumet i perioderna.", "ui 6.6";
}

/// Why a remark is made. Source: ui 5.11.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rule in one sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Number of the rule.
    pub number: &'static str,
    /// The answers that make the question mandatory, e.g. "Nuvarande arbete är ikryssat"; empty when none do.
    pub because: String,
}

/// Explains a finding; `None` for a rule that the type does not have.
pub fn explain(ty: &CertificateType, finding: &Finding) -> Option<Explanation> {
    let (sentence, source) = ty
        .rules
        .iter()
        .find(|rule| rule.number == finding.rule)
        .map(|rule| (rule.sentence, rule.source))
        .or_else(|| {
            let rule = ALL.iter().find(|rule| rule.number == finding.rule)?;
            Some((rule.sentence, rule.source))
        })?;
    let because = match (finding.fault, ty.element(finding.element.0)) {
        (Fault::Missing, Some(element)) => because(ty, &[element.shown, element.required]),
        _ => String::new(),
    };
    Some(Explanation {
        sentence,
        source,
        number: finding.rule,
        because,
    })
}

fn because(ty: &CertificateType, conditions: &[Condition]) -> String {
    let told: Vec<String> = conditions
        .iter()
        .map(|condition| condition.explain(ty))
        .filter(|told| !told.is_empty())
        .collect();
    told.join(" och ")
}
