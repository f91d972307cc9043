//! Where diagnoses come from: the registers and the patient's journal.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::{CertificateType, DiagnosisRules, Element, Kind};
use intyg_catalog::fields::{FieldRole, fields};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::diagnosis::{CodeSystem, normalise_code};
use intyg_core::ids::CertificateId;
use jiff::civil::Date;

use crate::error::Error;
use crate::guard::Permitted;
use crate::overview::type_of;
use crate::state::App;

/// At most so many hits are listed. Source: acceptance A20.
pub const MOST_HITS: usize = 18;

/// Hits in a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterHits {
    /// Best first, at most [`MOST_HITS`].
    pub hits: Vec<RegisterHit>,
    /// There are more.
    pub more: bool,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterHit {
    /// The code.
    pub code: String,
    /// Its official title.
    pub title: String,
    /// The receiver wants a longer code (A21).
    pub is_too_short: bool,
}

/// A diagnosis in the patient's journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalDiagnosisView {
    /// When it was recorded.
    pub recorded_on: Date,
    /// The code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its register.
    pub system: CodeSystem,
    /// Where it was recorded.
    pub unit_name: String,
    /// It stands in the certificate already.
    pub is_in_certificate: bool,
    /// The receiver wants a longer code (A21).
    pub is_too_short: bool,
    /// The certificate takes no codes of its register.
    pub is_of_other_register: bool,
}

impl App {
    /// Searches a register by the beginning of a code or by words, for a certificate of a type.
    pub fn search_diagnoses(
        &self,
        ctype: Option<&CertificateType>,
        system: CodeSystem,
        text: &str,
    ) -> RegisterHits {
        let rules = rules(ctype);
        let found = self.registers().search(system, text, MOST_HITS);
        let hits = found.hits.into_iter().map(|hit| RegisterHit {
            is_too_short: rules.is_too_short(&hit.code),
            code: hit.code,
            title: hit.title,
        });
        RegisterHits {
            hits: hits.collect(),
            more: found.more,
        }
    }

    /// Returns the patient's diagnoses in the journal, newest first, for a draft.
    ///
    /// # Errors
    /// [`Error::JournalUnavailable`] when the journal does not answer.
    pub async fn journal_diagnoses(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<Vec<JournalDiagnosisView>, Error> {
        let Permitted {
            row,
            resource,
            permit,
            ..
        } = self
            .permitted(actor, id, |_| Action::FetchDiagnosis)
            .await?;
        let found = self
            .journal()
            .diagnoses(&row.person_id)
            .await
            .map_err(|_| Error::JournalUnavailable)?;
        let ctype = type_of(&row)?;
        let rules = rules(Some(ctype));
        let used = used_codes(ctype, &self.stored_answers(id).await?);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        let views = found.into_iter().map(|diagnosis| JournalDiagnosisView {
            recorded_on: diagnosis.recorded_on,
            is_in_certificate: used.contains(&normalise_code(&diagnosis.code)),
            is_too_short: rules.is_too_short(&diagnosis.code),
            is_of_other_register: !registers_of(ctype).contains(&diagnosis.system),
            code: diagnosis.code,
            title: diagnosis.title,
            system: diagnosis.system,
            unit_name: diagnosis.unit_name,
        });
        Ok(views.collect())
    }
}

/// Returns what the type demands of a diagnosis; of an unknown type, as much as any does.
fn rules(ctype: Option<&CertificateType>) -> DiagnosisRules {
    let of = |element: &'static Element| match element.kind {
        Kind::Diagnoses { rules, .. } => Some(rules),
        _ => None,
    };
    ctype
        .and_then(|ctype| ctype.elements().find_map(of))
        .unwrap_or(DiagnosisRules::Positions)
}

/// Returns the registers that a type takes codes of, the preset one first.
pub fn registers_of(ctype: &CertificateType) -> Vec<CodeSystem> {
    let of = |element: &'static Element| match element.kind {
        Kind::Diagnoses { systems, .. } => Some(systems),
        _ => None,
    };
    let systems = ctype.elements().find_map(of).unwrap_or_default();
    systems.iter().map(|system| system.system).collect()
}

fn used_codes(ctype: &CertificateType, answers: &Answers) -> Vec<String> {
    let keys = ctype
        .elements()
        .flat_map(fields)
        .filter(|field| field.role == FieldRole::DiagnosisCode);
    keys.map(|field| normalise_code(answers.get(&field.key)))
        .filter(|code| !code.is_empty())
        .collect()
}
