//! What came in, for the commands `inbox list` and `inbox show` of those who run the installation.

use std::collections::BTreeMap;

use intyg_core::conversation::ItemState;
use intyg_core::ids::{CertificateId, HsaId, MessageId};
use intyg_store::{HandledMark, InboxFilter, InboxStatus, MessageRow};

use super::handling::named;
use crate::error::Error;
use crate::state::App;

/// A message as an operator sees it in a list: nothing that tells of a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxLine {
    /// The message.
    pub id: MessageId,
    /// When it came.
    pub received_at: jiff::Timestamp,
    /// For which unit.
    pub unit: HsaId,
    /// What it is.
    pub matter: String,
    /// Last day for an answer.
    pub reply_by: Option<jiff::civil::Date>,
    /// The certificate; `None` = on none.
    pub certificate: Option<CertificateId>,
    /// Its mark, by the HSA-id of who set it.
    pub handled: Option<(jiff::Timestamp, HsaId)>,
}

impl App {
    /// Lists what came in, for one unit or all. One entry in the access log.
    pub async fn inbox_lines(
        &self,
        unit: Option<&HsaId>,
        status: InboxStatus,
        operator: &str,
    ) -> Result<Vec<InboxLine>, Error> {
        let mut tx = self.store().begin_read().await?;
        let units = match unit {
            Some(unit) => vec![unit.clone()],
            None => tx.units_with_inbox().await?,
        };
        let filter = InboxFilter {
            status,
            ..InboxFilter::default()
        };
        let mut lines = Vec::new();
        for unit in units {
            for (id, _) in tx.inbox(&unit, &filter).await? {
                lines.extend(tx.message(id).await?.map(line));
            }
        }
        drop(tx);
        self.write_entries(&[self.command_entry("inbox_list", operator, "inbox list")])
            .await?;
        Ok(lines)
    }

    /// Returns a message field by field; the access to the patient is logged.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown id.
    pub async fn inbox_record(
        &self,
        id: MessageId,
        operator: &str,
        reason: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let mut tx = self.store().begin_read().await?;
        let row = tx.message(id).await?.ok_or(Error::NotFound)?;
        let mut entry = self.command_entry("inbox_show", operator, reason);
        entry.patient = Some(row.person_id.clone());
        entry.resource_id = row
            .certificate
            .map_or_else(|| row.stated_certificate.clone(), CertificateId::to_text);
        entry.resource_unit = Some(row.unit_id.clone());
        let mut fields = fields(&row);
        if let Some(certificate) = row.certificate {
            let lines = tx.contact_lines_of_certificate(certificate).await?;
            let lines: Vec<_> = of(row.id, lines).collect();
            fields.insert("contact".to_owned(), lines.join("; "));
            let points = of(row.id, tx.points_of_certificate(certificate).await?);
            for (n, point) in (1..).zip(points) {
                let place = point.instance.map_or(point.question.clone(), |n| {
                    format!("{} ({n})", point.question)
                });
                fields.insert(format!("point {n}"), format!("{place}: {}", point.text));
            }
        }
        drop(tx);
        self.write_entries(&[entry]).await?;
        Ok(fields)
    }
}

fn of<T>(id: MessageId, parts: Vec<(MessageId, T)>) -> impl Iterator<Item = T> {
    parts
        .into_iter()
        .filter(move |(of, _)| *of == id)
        .map(|(_, part)| part)
}

fn line(row: MessageRow) -> InboxLine {
    InboxLine {
        id: row.id,
        received_at: row.created_at,
        matter: named(&row),
        reply_by: row.reply_by,
        certificate: row.certificate,
        handled: row.handled.map(|mark| (mark.at, mark.by.id)),
        unit: row.unit_id,
    }
}

fn fields(row: &MessageRow) -> BTreeMap<String, String> {
    let mark = |mark: &HandledMark| format!("{} by {}, {}", mark.at, mark.by.id, mark.how.key());
    [
        ("id", row.id.to_text()),
        ("meddelande-id", row.message_id.clone()),
        ("referens-id", row.reference_id.clone().unwrap_or_default()),
        ("from", row.party.key().to_owned()),
        ("kind", row.kind.key().to_owned()),
        ("subject", row.subject.code().to_owned()),
        ("unit", row.unit_id.to_string()),
        ("personnummer", row.person_id.digits().to_owned()),
        ("certificate", row.stated_certificate.clone()),
        ("received", row.created_at.to_string()),
        ("sent", row.sent_at.to_string()),
        (
            "read in",
            row.read_in_at.map(|at| at.to_string()).unwrap_or_default(),
        ),
        ("heading", row.heading.clone()),
        ("text", row.text.clone()),
        (
            "reply by",
            row.reply_by.map(|day| day.to_string()).unwrap_or_default(),
        ),
        (
            "state",
            row.state.map(ItemState::key).unwrap_or_default().to_owned(),
        ),
        (
            "handled",
            row.handled.as_ref().map(mark).unwrap_or_default(),
        ),
        (
            "answers or reminds of",
            row.question.map(MessageId::to_text).unwrap_or_default(),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
