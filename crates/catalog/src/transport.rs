//! What the receivers' systems demand of a message.

/// Demands that a type makes beside those that follow from the kinds of its elements.
#[derive(Debug)]
pub struct Transport {
    /// Whether svar 9000–9999 may be sent. Source: certificate-types 3 E12.
    pub additional_questions: bool,
    /// Demands on the whole message.
    pub rules: &'static [WireRule],
}

/// A demand that concerns several svar, or the number of one.
#[derive(Debug, Clone, Copy)]
pub enum WireRule {
    /// The svar stands at least `min` and at most `max` times.
    Count {
        /// Which.
        svar: u16,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// Each svar is demanded unless `tick` is sent, and is `true`.
    DemandedUnlessTicked {
        /// Which.
        svar: &'static [u16],
        /// The svar whose first part takes the demand away.
        tick: u16,
    },
    /// The svar stands exactly when one of the codes does.
    SvarGoesWith {
        /// Which.
        svar: u16,
        /// The svar that holds the codes.
        codes_of: u16,
        /// The codes.
        codes: &'static [&'static str],
        /// A tick that takes the demand away, but not the ban.
        unless_ticked: Option<u16>,
    },
    /// The svar must not stand beside the code.
    SvarRuledOut {
        /// Which.
        svar: u16,
        /// The svar that holds the code.
        codes_of: u16,
        /// The code.
        code: &'static str,
    },
    /// The part stands only when the first part of its svar is `true`.
    PartWhenTrue {
        /// Number of the part.
        part: u8,
        /// Its svar.
        svar: u16,
        /// Whether it must stand then.
        demand: Demand,
    },
    /// The part stands exactly when the first part of its svar is the code.
    PartWithCode {
        /// Number of the part.
        part: u8,
        /// Its svar.
        svar: u16,
        /// The code.
        code: &'static str,
    },
}

/// Whether something must or may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Must.
    Mandatory,
    /// May.
    Optional,
}

/// Tells whether a code has the form of a diagnosis code: a letter and two digits, then letters, digits or dashes, of which
/// there must be at least one after F and Z73. Any case. The length is not looked at.
/// Source: certificate-types 5.4 DX10.
pub fn is_diagnosis_code(code: &str) -> bool {
    let [letter, tens, ones, rest @ ..] = code.as_bytes() else {
        return false;
    };
    let letter = letter.to_ascii_uppercase();
    let needs_more = letter == b'F' || (letter == b'Z' && (*tens, *ones) == (b'7', b'3'));
    letter.is_ascii_uppercase()
        && tens.is_ascii_digit()
        && ones.is_ascii_digit()
        && rest.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && !(needs_more && rest.is_empty())
}
