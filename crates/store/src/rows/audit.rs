//! The access log, the events of a certificate and the facts of the installation.

use intyg_core::actor::Role;
use intyg_core::ids::{CertificateId, HsaId, LogId, RequestId};
use intyg_core::person::PersonId;
use jiff::Timestamp;

use super::StaffRef;

/// Whether the action was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditOutcome {
    /// Done.
    Done,
    /// Refused (nekad).
    Refused,
}

/// An entry of the access log. No user name, no patient name, no content. Source: reliability-security R119.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its id for ever.
    pub log_id: LogId,
    /// When.
    pub at: Timestamp,
    /// Who; none for a failed login or a command.
    pub staff_id: Option<HsaId>,
    /// Her title; empty = none.
    pub staff_title: String,
    /// Name of the assignment; empty = none.
    pub assignment: String,
    /// In which role.
    pub role: Option<Role>,
    /// Her care provider.
    pub provider_id: Option<HsaId>,
    /// Its name; empty = none.
    pub provider_name: String,
    /// Her unit.
    pub unit_id: Option<HsaId>,
    /// Its name; empty = none.
    pub unit_name: String,
    /// What, e.g. `sign`.
    pub action: String,
    /// Activity type of the national log contract (R127).
    pub activity: String,
    /// Purpose (R127).
    pub purpose: String,
    /// Whose information.
    pub patient: Option<PersonId>,
    /// `Intyg` or another type; empty = none.
    pub resource_type: String,
    /// Id of the resource; empty = none.
    pub resource_id: String,
    /// Care provider of the resource.
    pub resource_provider: Option<HsaId>,
    /// Unit of the resource.
    pub resource_unit: Option<HsaId>,
    /// The reason that the user gave; empty = none.
    pub reason: String,
    /// Done or refused.
    pub outcome: AuditOutcome,
    /// The request.
    pub correlation: RequestId,
    /// Version of the program.
    pub software_version: String,
}

/// An entry with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Place, from 1, without gaps.
    pub seq: i64,
    /// The entry.
    pub entry: AuditEntry,
}

/// Something that happened to a certificate, for its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Which certificate.
    pub certificate: CertificateId,
    /// When.
    pub at: Timestamp,
    /// What, e.g. `signed`.
    pub kind: String,
    /// Who.
    pub by: StaffRef,
    /// On which unit; empty for what the program does by itself.
    pub unit: String,
    /// A line without personal data; empty = none.
    pub detail: String,
}

/// Facts of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceFacts {
    /// Number of the newest migration that has been run.
    pub schema_version: i64,
    /// 32 hexadecimal digits, made when the database was made.
    pub installation_id: String,
}
