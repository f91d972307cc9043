//! The content of certificates in storage: answers as JSON, summaries, hashes, events.

use aws_lc_rs::digest::{SHA256, digest as sha};
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::surroundings::Surroundings;
use intyg_catalog::value::Values;
use intyg_catalog::{reading, summary, validation};
use intyg_core::actor::Actor;
use intyg_core::diagnosis::DiagnosisTitles;
use intyg_core::event::EventKind;
use intyg_core::ids::CertificateId;
use intyg_store::{CertificateRow, DegreePeriod, EventRow, Summary};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::error::Error;
use crate::guard::staff_ref;
use crate::hex::hex;

/// Reads stored answers.
pub(crate) fn answers(id: CertificateId, json: &str) -> Result<Answers, Error> {
    serde_json::from_str(json).map_err(|error| {
        Error::Inconsistent(format!(
            "the answers of certificate {id} cannot be read: {error}"
        ))
    })
}

/// Writes answers for storage; the same answers always give the same text.
pub(crate) fn to_json(answers: &Answers) -> Result<String, Error> {
    serde_json::to_string(answers)
        .map_err(|error| Error::Inconsistent(format!("answers cannot be written: {error}")))
}

/// Returns SHA-256 as 64 hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    hex(sha(&SHA256, text.as_bytes()).as_ref())
}

/// Returns the hash of what a signer is shown: type, version, patient, unit and answers (R113).
pub(crate) fn shown_hash(row: &CertificateRow, answers: &Answers) -> Result<String, Error> {
    let json = to_json(answers)?;
    Ok(digest(&format!(
        "{} {} {} {} {json}",
        row.type_code,
        row.text_version,
        row.person_id.digits(),
        row.unit_id
    )))
}

/// How many findings stop the signing.
pub(crate) fn stops(findings: &[Finding]) -> usize {
    let stops = |finding: &&Finding| finding.severity == Severity::Stop;
    findings.iter().filter(stops).count()
}

/// Tells whether a draft with these findings may be signed.
pub(crate) fn is_complete(findings: &[Finding]) -> bool {
    validation::may_be_signed(findings)
}

/// What is kept beside the answers of a draft.
pub(crate) struct Judged {
    /// It may be signed.
    pub(crate) is_complete: bool,
    /// What lists show of it.
    pub(crate) summary: Summary,
}

/// Reads answers and judges them.
pub(crate) fn judge(
    ctype: &CertificateType,
    answers: &Answers,
    today: Date,
    titles: &dyn DiagnosisTitles,
) -> Judged {
    let reading = reading::read(ctype, answers, today, titles);
    let alone = Surroundings::default();
    let findings = validation::validate_read(ctype, answers, today, &reading, &alone);
    Judged {
        is_complete: is_complete(&findings),
        summary: summary(ctype, &reading.values),
    }
}

/// What lists show of the answers.
pub(crate) fn summary(ctype: &CertificateType, values: &Values) -> Summary {
    stored_summary(summary::summary(ctype, values))
}

/// The gist as lists show it.
pub(crate) fn stored_summary(summary: summary::Summary) -> Summary {
    let degrees: Vec<String> = summary
        .degrees
        .iter()
        .map(|percent| format!("{percent} %"))
        .collect();
    Summary {
        period_from: summary.period.map(|(from, _)| from),
        period_to: summary.period.map(|(_, to)| to),
        degrees: degrees.join(", "),
        diagnosis: summary.diagnosis.unwrap_or_default(),
        periods: Some(
            summary
                .periods
                .into_iter()
                .map(|(percent, from, to)| DegreePeriod { percent, from, to })
                .collect(),
        ),
    }
}

pub(crate) fn event(
    actor: &Actor,
    id: CertificateId,
    at: Timestamp,
    kind: EventKind,
    detail: &str,
) -> EventRow {
    EventRow {
        certificate: id,
        at,
        kind: kind.key().to_owned(),
        by: staff_ref(actor),
        unit: actor.unit().name.clone(),
        detail: detail.to_owned(),
    }
}
