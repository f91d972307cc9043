//! Certificates, drafts, documents and consents.

use intyg_core::actor::Role;
use intyg_core::ids::{CertificateId, HsaId, PatientKey};
use intyg_core::person::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Frozen;

/// Who did something: the id in HSA and the name as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRef {
    /// Her id in HSA.
    pub id: HsaId,
    /// Her name at that time.
    pub name: String,
}

/// Life-cycle state of a certificate. Source: exchange 4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateState {
    /// Being written.
    Draft,
    /// Signed: never changed again.
    Signed,
    /// Signed and taken back.
    Revoked,
    /// A draft thrown away; stays readable.
    DeletedDraft,
}

/// How far a draft has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DraftMark {
    /// Opened, at most saved by the program itself.
    Begun,
    /// Saved by hand as Utkast.
    Saved,
    /// Klart att signera.
    Ready,
}

/// Why a state of a draft was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DraftStateKind {
    /// By the program while somebody typed.
    Autosave,
    /// By hand.
    Manual,
    /// The state it began with.
    Created,
    /// After two persons' changes were brought together.
    Merge,
}

/// What lists show of the content, so that they need not read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// First day of the certificate's period, if it has one.
    pub period_from: Option<Date>,
    /// Last day, included.
    pub period_to: Option<Date>,
    /// Degrees as lists show them; empty = none.
    pub degrees: String,
    /// Diagnoses as lists show them; empty = none.
    pub diagnosis: String,
    /// Its periods, in the order of the form; `None` for one that was saved before they were kept.
    pub periods: Option<Vec<DegreePeriod>>,
}

/// A period with its degree, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DegreePeriod {
    /// Per cent.
    pub percent: u16,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Summary {
    /// Returns the periods as they are stored.
    pub(crate) fn stored_periods(&self) -> Option<String> {
        let text =
            |period: &DegreePeriod| format!("{} {} {}", period.percent, period.from, period.to);
        let periods = self.periods.as_ref()?;
        Some(periods.iter().map(text).collect::<Vec<_>>().join(";"))
    }

    /// Reads [`Summary::stored_periods`].
    pub(crate) fn read_periods(stored: &str) -> Option<Vec<DegreePeriod>> {
        let read = |text: &str| {
            let mut words = text.split(' ');
            let period = DegreePeriod {
                percent: words.next()?.parse().ok()?,
                from: words.next()?.parse().ok()?,
                to: words.next()?.parse().ok()?,
            };
            words.next().is_none().then_some(period)
        };
        stored
            .split(';')
            .filter(|text| !text.is_empty())
            .map(read)
            .collect()
    }
}

/// A draft about to be stored; it gets `rev` 1.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Its id for ever.
    pub id: CertificateId,
    /// Code of the type as on the wire.
    pub type_code: String,
    /// Major version of the type.
    pub type_major: u8,
    /// Version of the texts.
    pub text_version: String,
    /// The patient in addresses.
    pub patient: PatientKey,
    /// The patient on the certificate.
    pub person_id: PersonId,
    /// The unit that issues it.
    pub unit_id: HsaId,
    /// Its name.
    pub unit_name: String,
    /// Its care provider.
    pub provider_id: HsaId,
    /// The answers as JSON.
    pub answers: String,
    /// Whether it has no error.
    pub is_complete: bool,
    /// How far it has come.
    pub mark: DraftMark,
    /// What lists show.
    pub summary: Summary,
    /// Made in a test login: never leaves loopback (R108).
    pub test_login: bool,
    /// For a test-indicated person: never goes to Försäkringskassan (R108).
    pub test_person: bool,
    /// Who made it.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
}

/// A certificate or draft without its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRow {
    /// Its id.
    pub id: CertificateId,
    /// Code of the type as on the wire.
    pub type_code: String,
    /// Major version of the type.
    pub type_major: u8,
    /// Version of the texts.
    pub text_version: String,
    /// The patient in addresses.
    pub patient: PatientKey,
    /// The patient on the certificate.
    pub person_id: PersonId,
    /// The unit that answers for it.
    pub unit_id: HsaId,
    /// The unit that issued it, where another one has taken it over.
    pub issuing_unit_id: Option<HsaId>,
    /// Name of the unit that issues it.
    pub unit_name: String,
    /// Care provider of the unit that answers for it.
    pub provider_id: HsaId,
    /// Life-cycle state.
    pub state: CertificateState,
    /// How far the draft had come.
    pub mark: DraftMark,
    /// Whether the draft had no error.
    pub is_complete: bool,
    /// Revision; each save adds one. Signing and deleting leave it as it is.
    pub rev: i64,
    /// What lists show.
    pub summary: Summary,
    /// Who made it.
    pub created_by: StaffRef,
    /// When.
    pub created_at: Timestamp,
    /// Who saved it last.
    pub updated_by: StaffRef,
    /// When.
    pub updated_at: Timestamp,
    /// The doctor it was marked ready for.
    pub ready_for: Option<HsaId>,
    /// A line to her; empty = none.
    pub ready_note: String,
    /// Who signed and when.
    pub signed: Option<(StaffRef, Timestamp)>,
    /// Who deleted the draft and when.
    pub deleted: Option<(StaffRef, Timestamp)>,
    /// When Intygstjänsten had it.
    pub registered_at: Option<Timestamp>,
    /// When it had been passed on to the recipient.
    pub sent_at: Option<Timestamp>,
    /// When the patient sent it herself.
    pub patient_sent_at: Option<Timestamp>,
    /// Made in a test login.
    pub test_login: bool,
    /// For a test-indicated person.
    pub test_person: bool,
}

impl CertificateRow {
    /// Returns the unit that issued it, which stands in its id on the wire.
    pub fn issuing_unit(&self) -> &HsaId {
        self.issuing_unit_id.as_ref().unwrap_or(&self.unit_id)
    }
}

/// A new state of a draft.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// The answers as JSON.
    pub answers: String,
    /// Whether it has no error.
    pub is_complete: bool,
    /// How far it has come. Anything but [`DraftMark::Ready`] takes an earlier ready mark away with its doctor and note.
    pub mark: DraftMark,
    /// Why it is saved.
    pub kind: DraftStateKind,
    /// What lists show.
    pub summary: Summary,
    /// Who.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
}

/// Klart att signera.
#[derive(Debug, Clone)]
pub struct Ready {
    /// For whom, if for a certain doctor.
    pub doctor: Option<HsaId>,
    /// A line to her; empty = none.
    pub note: String,
    /// Who marks it.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
}

/// A draft's deletion.
#[derive(Debug, Clone)]
pub struct DeletedDraft {
    /// Who.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
}

/// A signature about to be stored.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Who signed.
    pub by: StaffRef,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// The signed XML, byte for byte.
    pub document: Frozen,
}

/// A signed document as it was stored; reading has verified its hash (R83).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which certificate.
    pub certificate: CertificateId,
    /// The signed XML with its hash.
    pub xml: Frozen,
    /// Who signed.
    pub signer: HsaId,
    /// In which role.
    pub role: Role,
    /// On which unit.
    pub unit_id: HsaId,
    /// When.
    pub signed_at: Timestamp,
}

/// One saved state of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftStateRow {
    /// Which draft.
    pub certificate: CertificateId,
    /// The revision that this save made.
    pub rev: i64,
    /// The answers as JSON.
    pub answers: String,
    /// When.
    pub saved_at: Timestamp,
    /// By whom.
    pub by: StaffRef,
    /// Why.
    pub kind: DraftStateKind,
}

/// A recorded consent: without it nothing is sent to the recipient (R107).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRow {
    /// For which certificate.
    pub certificate: CertificateId,
    /// To which recipient.
    pub recipient: String,
    /// Who recorded it.
    pub given_by: StaffRef,
    /// When.
    pub given_at: Timestamp,
}

/// A draft in the list of its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitDraftRow {
    /// The draft.
    pub draft: CertificateRow,
    /// Number under which its patient is known.
    pub person: PersonId,
    /// Who is to go on with it.
    pub assigned: Option<StaffRef>,
}

/// What a unit has to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnitCounts {
    /// Drafts, those marked ready included.
    pub drafts: i64,
    /// Drafts marked Klart att signera.
    pub ready: i64,
    /// Outgoing messages that wait or are being sent.
    pub waiting: i64,
    /// Outgoing messages under FEL.
    pub failed: i64,
}
