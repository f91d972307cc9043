//! Demands on a message, as data.

/// Demands that a type makes beside those that follow from the kinds of its elements.
#[derive(Debug)]
pub struct Transport {
    /// Whether svar 9000–9999 may be sent. Source: certificate-types 3 E12.
    pub additional_questions: bool,
    /// What stands first in a diagnosis. Source: certificate-types 5.4, 10.3.
    pub diagnosis_order: DiagnosisOrder,
    /// How much of a message the national rules look at.
    pub reach: Reach,
    /// What stands around the answers.
    pub envelope: EnvelopeForm,
    /// Demands on the whole message.
    pub rules: &'static [WireRule],
}

/// How much of a message the national rules look at.
#[derive(Debug, Clone, Copy)]
pub enum Reach {
    /// Every svar is judged whole, and no other than those of the type may stand.
    Everything,
    /// Only these svar are judged. Everything else passes, unless a coded value or a period in it is not whole, which the national
    /// schema refuses. Source: certificate-types 10.5.
    Only(&'static [Judged]),
}

/// How far a svar is judged.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// Which.
    pub svar: u16,
    /// What is said of the number of its parts.
    pub parts: Parts,
    /// Whether what its parts hold is judged, wherever they stand.
    pub content: Judgement,
}

/// What is said of the parts of a svar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// Mandatory ones are there, none is there twice, and there are no others.
    Closed,
    /// Mandatory ones are there and none is there twice.
    Counted,
    /// Nothing.
    Any,
}

/// Whether something is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// By its kind.
    ByKind,
    /// Not at all.
    Free,
}

/// What stands around the answers of a message that we send. Source: certificate-types 2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvelopeForm {
    /// Whether the signer's licensed profession is stated.
    pub licensed_profession: Stated,
    /// Whose unit is the root of an earlier certificate's id.
    pub relation_root: RelationRoot,
}

/// Whether something is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// Stated when it is known.
    Yes,
    /// Left out.
    No,
}

/// The root of the id of an earlier certificate in a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationRoot {
    /// The unit of the new certificate.
    NewUnit,
    /// The unit that issued the earlier one.
    UnitOfOriginal,
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
    /// At least one of the svar stands.
    AtLeastOne(&'static [u16]),
    /// The svar stands at least once when the first part of `tick` is `true`, and not when it is `false`.
    GoesWithTick {
        /// Which.
        svar: u16,
        /// The svar whose first part decides.
        tick: u16,
    },
    /// The day of a svar does not lie after the day (part 2) of any row with one of the codes (part 1).
    NotAfter {
        /// The svar whose first part is the day.
        date: u16,
        /// The svar that holds the rows.
        rows: u16,
        /// The codes.
        codes: &'static [&'static str],
    },
    /// Each svar is demanded unless `tick` is sent, and is `true`.
    DemandedUnlessTicked {
        /// Which.
        svar: &'static [u16],
        /// The svar whose first part takes the demand away.
        tick: u16,
    },
    /// When `tick` is sent and not `true`, each of `some` is demanded, and each of `one` exactly once. Without `tick` nothing is.
    DemandedWhenNotTicked {
        /// At least one of each.
        some: &'static [u16],
        /// One of each.
        one: &'static [u16],
        /// The svar whose first part decides.
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
        /// Where the ban looks for the codes; the demand looks everywhere.
        ban_looks: Place,
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

impl WireRule {
    /// The svar stands exactly once.
    pub(crate) const fn once(svar: u16) -> Self {
        Self::Count {
            svar,
            min: 1,
            max: 1,
        }
    }
}

/// Where a rule looks for a part: the national rules differ, which shows when it stands in a svar that is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Anywhere, and it must be there exactly once.
    AnywhereOnce,
    /// In its own svar.
    OwnSvar,
}

/// Whether something must or may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Must.
    Mandatory,
    /// May.
    Optional,
}

/// What stands first in a diagnosis that we send; receivers do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosisOrder {
    /// 6.2 before 6.1.
    CodeFirst,
    /// 6.1 before 6.2.
    TextFirst,
}
