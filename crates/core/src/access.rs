//! Access decisions. The matrix is the only source of permissions; whoever wants to act needs a [`Permit`] from [`decide`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::actor::{Actor, Role};
use crate::ids::HsaId;
use crate::patient::Protection;
use crate::person::PersonId;

static MATRIX: LazyLock<Matrix> =
    LazyLock::new(|| Matrix::parse(include_str!("access/matrix.txt")));

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $row:literal, $key:literal, $activity:ident;)*) => {
        /// What a person wants to do: a row of the permission matrix.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// Returns the row of the matrix, e.g. `H05`.
            pub fn row(self) -> &'static str {
                match self { $(Self::$name => $row,)* }
            }
            /// Returns the name in the access log.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
            /// Returns the activity type of the national log contract. Source: reliability-security R127.
            pub fn activity(self) -> Activity {
                match self { $(Self::$name => Activity::$activity,)* }
            }
        }
    };
}

actions! {
    /// See the list of a patient's certificates.
    ListCertificates = "H01", "list_certificates", Read;
    /// Open a signed certificate.
    ViewCertificate = "H02", "view_certificate", Read;
    /// Open a draft.
    ViewDraft = "H03", "view_draft", Read;
    /// Ny.
    CreateDraft = "H04", "create_draft", Write;
    /// Change and save a draft.
    SaveDraft = "H05", "save_draft", Write;
    /// Validera.
    Validate = "H06", "validate", Write;
    /// Throw a draft away.
    DeleteDraft = "H07", "delete_draft", Delete;
    /// Klart att signera.
    MarkReady = "H08", "mark_ready", Write;
    /// Sign.
    Sign = "H09", "sign", Sign;
    /// Register consent and send to Försäkringskassan.
    Send = "H10", "send", Print;
    /// Print a signed certificate.
    PrintCertificate = "H11", "print_certificate", Print;
    /// Print a draft.
    PrintDraft = "H12", "print_draft", Print;
    /// Ny kopia; the unit of the original counts.
    Renew = "H13", "renew", Write;
    /// Komplettering: a new draft from a request.
    Complement = "H14", "complement", Write;
    /// Take a signed certificate back.
    Revoke = "H15", "revoke", Delete;
    /// Read the messages about a certificate.
    ReadConversation = "H16", "read_conversation", Read;
    /// Ask the recipient.
    AskQuestion = "H17", "ask_question", Write;
    /// Answer a question from the recipient.
    AnswerQuestion = "H18", "answer_question", Write;
    /// Hanterat on or off, for everything but completion requests.
    MarkHandled = "H19", "mark_handled", Write;
    /// See the unit's incoming messages, with their content.
    ViewInbox = "H20", "view_inbox", Read;
    /// See the unit's outgoing messages.
    ViewOutbox = "H21", "view_outbox", Read;
    /// Send a message under FEL again.
    Resend = "H22", "resend", Write;
    /// Give up a message under FEL for good.
    WriteOff = "H23", "write_off", Write;
    /// List and open certificates from before June 2018.
    ViewLegacy = "H24", "view_legacy", Read;
    /// Change one of those, which nobody may.
    ChangeLegacy = "H25", "change_legacy", Write;
    /// Choose the own preset certificate.
    ChoosePreset = "H26", "choose_preset", Write;
    /// See the patient's diagnoses in the journal.
    FetchDiagnosis = "H27", "fetch_diagnosis", Read;
    /// Hanterat for a completion request, or the answer that it cannot be completed.
    HandleRequest = "H37", "handle_request", Write;
}

/// Activity types of StoreLog. Source: exchange 5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Läsa.
    Read,
    /// Skriva.
    Write,
    /// Signera.
    Sign,
    /// Utskrift, also used for sending.
    Print,
    /// Radera.
    Delete,
}

impl Activity {
    /// Returns the word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "Läsa",
            Self::Write => "Skriva",
            Self::Sign => "Signera",
            Self::Print => "Utskrift",
            Self::Delete => "Radera",
        }
    }
}

/// What the decision rests on, read in the same transaction as the change (R29).
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Unit that owns the object: the certificate's, or the actor's own for a new one.
    pub unit: &'a HsaId,
    /// Care provider of that unit.
    pub provider: &'a HsaId,
    /// The patient, unless the action concerns none.
    pub patient: Option<PatientFacts<'a>>,
}

/// The patient's part of the facts.
#[derive(Debug, Clone)]
pub struct PatientFacts<'a> {
    /// Who.
    pub id: &'a PersonId,
    /// Her protected status as just asked for.
    pub protection: Protection,
}

/// Leave to do one action on one object. Only [`decide`] makes it, so that a forgotten check does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    action: Action,
    unit: HsaId,
    patient: Option<PersonId>,
}

impl Permit {
    /// Returns what may be done.
    pub fn action(&self) -> Action {
        self.action
    }
    /// Returns the unit that owns the object.
    pub fn unit(&self) -> &HsaId {
        &self.unit
    }
    /// Returns the patient, if the action concerns one.
    pub fn patient(&self) -> Option<&PersonId> {
        self.patient.as_ref()
    }
}

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The object belongs elsewhere: answered exactly as if it did not exist (R30).
    #[error("not visible to this actor")]
    Invisible,
    /// The role may not do this on the own unit; never says that the patient is protected.
    #[error("not permitted")]
    Forbidden,
}

/// Decides whether `actor` may do `action`.
///
/// # Errors
/// [`Denied::Invisible`] for another unit's or provider's object, [`Denied::Forbidden`] within the own unit.
pub fn decide(actor: &Actor, action: Action, facts: &Facts<'_>) -> Result<Permit, Denied> {
    let own_unit = actor.unit();
    if own_unit.provider.id != *facts.provider || own_unit.id != *facts.unit {
        return Err(Denied::Invisible);
    }
    let protected = facts
        .patient
        .as_ref()
        .is_some_and(|patient| patient.protection.is_protected());
    let cell = if protected {
        Cell::OwnProtected
    } else {
        Cell::OwnNormal
    };
    if !MATRIX.allows(action.row(), actor.role(), cell) {
        return Err(Denied::Forbidden);
    }
    Ok(Permit {
        action,
        unit: facts.unit.clone(),
        patient: facts.patient.as_ref().map(|patient| patient.id.clone()),
    })
}

/// Whose objects on the own unit a role may act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nobody's.
    Nobody,
    /// Those of patients without protected identity: each patient has to be asked for.
    OpenPatients,
    /// Everybody's.
    EveryPatient,
}

/// Tells how far an action reaches for a role, so that a count needs no question per patient where the answer is the same for all.
/// It permits nothing.
pub fn reach(role: Role, action: Action) -> Reach {
    let allows = |cell| MATRIX.allows(action.row(), role, cell);
    match (allows(Cell::OwnNormal), allows(Cell::OwnProtected)) {
        (true, true) => Reach::EveryPatient,
        (true, false) => Reach::OpenPatients,
        (false, _) => Reach::Nobody,
    }
}

/// A position in a cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    OwnNormal = 0,
    OwnProtected = 2,
}

struct Matrix(BTreeMap<&'static str, Vec<&'static str>>);

impl Matrix {
    fn parse(text: &'static str) -> Self {
        let rows = text
            .lines()
            .filter_map(|line| line.split('#').next())
            .filter_map(|line| {
                let mut words = line.split_whitespace();
                Some((words.next()?, words.collect()))
            });
        Self(rows.collect())
    }

    fn allows(&self, row: &str, role: Role, cell: Cell) -> bool {
        let column = Role::ALL.iter().position(|r| *r == role);
        column
            .and_then(|column| self.0.get(row)?.get(column)?.as_bytes().get(cell as usize))
            .is_some_and(|mark| *mark == b'J')
    }
}

#[cfg(test)]
mod tests;
