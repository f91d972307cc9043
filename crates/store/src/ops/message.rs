//! Messages of a conversation: stored once, then only their handling changes. Whoever changes it has called
//! [`Tx::lock_certificate`] before.

use intyg_core::conversation::{Handling, ItemState, MessageKind, Party, Subject};
use intyg_core::ids::{CertificateId, HsaId, MessageId, OutboxId, PatientKey};
use jiff::Timestamp;
use jiff::civil::Date;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::rows::{
    HandledMark, MessageRow, NewMessage, PendingRow, PointRow, StaffRef, WrittenMessage,
};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

macro_rules! message_columns {
    () => {
        "m.id AS id, m.party AS party, m.kind AS kind, m.subject AS subject, m.message_id AS message_id, \
         m.reference_id AS reference_id, m.certificate_id AS certificate_id, m.stated_certificate AS stated_certificate, \
         m.person_id AS person_id, m.unit_id AS unit_id, m.sent_at AS sent_at, m.created_at AS created_at, \
         m.heading AS heading, m.text AS text, m.reply_by AS reply_by, m.question_id AS question_id, \
         m.written_by AS written_by, m.written_by_name AS written_by_name, m.outbox_id AS outbox_id, m.state AS state, \
         m.latest_event_at AS latest_event_at, m.handled_at AS handled_at, m.handled_by AS handled_by, \
         m.handled_by_name AS handled_by_name, m.handled_how AS handled_how, m.handled_through AS handled_through, \
         m.read_in_at AS read_in_at, m.assigned_to AS assigned_to, m.assigned_to_name AS assigned_to_name, \
         (SELECT COUNT(*) FROM message a WHERE a.question_id = m.id AND a.kind = 'answer') AS answers"
    };
}
pub(super) use message_columns;

macro_rules! pending {
    ($where:literal) => {
        concat!(
            "SELECT m.id AS id, m.certificate_id AS certificate_id, m.party AS party, m.kind AS kind, m.subject AS subject,
                m.state AS state, m.handled_at AS handled_at, m.sent_at AS sent_at, m.created_at AS created_at,
                m.reply_by AS reply_by
             FROM message m WHERE ",
            $where,
            " AND (m.state <> 'closed' OR (m.party = 'recipient' AND m.handled_at IS NULL)) ORDER BY m.created_at, m.id"
        )
    };
}

impl Tx {
    /// Stores a message; `false` when one with its `meddelande-id` is stored already, and nothing is written then. Two at the same
    /// instant wait for each other.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a second answer to a question.
    pub async fn insert_message(&mut self, message: &NewMessage) -> Result<bool, Error> {
        let party = match message.written {
            Some(_) => Party::Care,
            None => Party::Recipient,
        };
        let inserted = execute!(
            self,
            "INSERT INTO message (id, party, kind, subject, message_id, reference_id, certificate_id, stated_certificate, person_id,
                unit_id, sent_at, created_at, heading, text, stated_reply_by, question_id, written_by, written_by_name, outbox_id,
                state, reply_by, latest_event_at, handled_by_name, read_in_at, assigned_to_name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $15, $12, '',
                $21, '')
             ON CONFLICT (party, message_id) DO NOTHING",
            message.id.to_text(),
            party.key(),
            message.kind.key(),
            message.subject.code(),
            message.message_id.as_str(),
            message.reference_id.as_deref(),
            message.certificate.map(CertificateId::to_text),
            message.stated_certificate.as_str(),
            message.person_id.digits(),
            message.unit_id.as_str(),
            ms(message.sent_at),
            ms(message.at),
            message.heading.as_str(),
            message.text.as_str(),
            message.reply_by.map(|date| date.to_string()),
            message.question.map(MessageId::to_text),
            message.written.as_ref().map(|written| written.by.id.as_str()),
            message.written.as_ref().map_or("", |written| written.by.name.as_str()),
            message.written.as_ref().map(|written| written.outbox.to_text()),
            message.state.map(ItemState::key),
            message.certificate.map(|_| ms(message.at))
        )?;
        if inserted == 0 {
            return Ok(false);
        }
        self.insert_parts(message).await?;
        Ok(true)
    }

    async fn insert_parts(&mut self, message: &NewMessage) -> Result<(), Error> {
        for (position, line) in (1_i64..).zip(&message.contact_lines) {
            one_row(execute!(
                self,
                "INSERT INTO message_contact_line (message_id, position, text) VALUES ($1, $2, $3)",
                message.id.to_text(),
                position,
                line.as_str()
            )?)?;
        }
        for (position, point) in (1_i64..).zip(&message.points) {
            one_row(execute!(
                self,
                "INSERT INTO message_point (message_id, position, question_id, instance, text) VALUES ($1, $2, $3, $4, $5)",
                message.id.to_text(),
                position,
                point.question.as_str(),
                point.instance.map(i64::from),
                point.text.as_str()
            )?)?;
        }
        Ok(())
    }

    /// Returns a message by our name for it.
    pub async fn message(&mut self, id: MessageId) -> Result<Option<MessageRow>, Error> {
        fetch_optional!(
            self,
            message_row,
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM message m WHERE m.id = $1"
            ),
            id.to_text()
        )
    }

    /// Returns a message by its `meddelande-id`, compared as given.
    pub async fn message_by_wire_id(
        &mut self,
        party: Party,
        message_id: &str,
    ) -> Result<Option<MessageRow>, Error> {
        fetch_optional!(
            self,
            message_row,
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM message m WHERE m.party = $1 AND m.message_id = $2"
            ),
            party.key(),
            message_id
        )
    }

    /// Returns the message that an order in the outbox sends.
    pub async fn message_in_outbox(&mut self, id: OutboxId) -> Result<Option<MessageRow>, Error> {
        fetch_optional!(
            self,
            message_row,
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM message m WHERE m.outbox_id = $1"
            ),
            id.to_text()
        )
    }

    /// Returns the messages of a certificate, the oldest first.
    pub async fn messages_of_certificate(
        &mut self,
        id: CertificateId,
    ) -> Result<Vec<MessageRow>, Error> {
        fetch_all!(
            self,
            message_row,
            concat!(
                "SELECT ",
                message_columns!(),
                " FROM message m WHERE m.certificate_id = $1 ORDER BY m.created_at, m.id"
            ),
            id.to_text()
        )
    }

    /// Returns the contact lines of a certificate's messages, each message's in its order.
    pub async fn contact_lines_of_certificate(
        &mut self,
        id: CertificateId,
    ) -> Result<Vec<(MessageId, String)>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "message_contact_line", "message_id");
                Ok::<_, Error>((row.id("message_id")?, row.text("text")?))
            },
            "SELECT l.message_id AS message_id, l.text AS text FROM message m
             JOIN message_contact_line l ON l.message_id = m.id
             WHERE m.certificate_id = $1 ORDER BY l.message_id, l.position",
            id.to_text()
        )
    }

    /// Returns what a certificate's messages want completed, each message's in its order.
    pub async fn points_of_certificate(
        &mut self,
        id: CertificateId,
    ) -> Result<Vec<(MessageId, PointRow)>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "message_point", "message_id");
                let instance = row.opt_int("instance")?;
                let point = PointRow {
                    question: row.text("question_id")?,
                    instance: instance
                        .map(|n| i32::try_from(n).map_err(|_| row.unreadable("instance")))
                        .transpose()?,
                    text: row.text("text")?,
                };
                Ok::<_, Error>((row.id("message_id")?, point))
            },
            "SELECT p.message_id AS message_id, p.question_id AS question_id, p.instance AS instance, p.text AS text
             FROM message m JOIN message_point p ON p.message_id = m.id
             WHERE m.certificate_id = $1 ORDER BY p.message_id, p.position",
            id.to_text()
        )
    }

    /// Returns the messages of a certificate that something is still to be done about: questions that are not closed, and what came in
    /// and is not handled. The oldest first.
    pub async fn pending_of_certificate(
        &mut self,
        id: CertificateId,
    ) -> Result<Vec<PendingRow>, Error> {
        fetch_all!(
            self,
            pending_row,
            pending!("m.certificate_id = $1"),
            id.to_text()
        )
    }

    /// Returns those of everything that a unit has of a patient.
    pub async fn pending_of_patient(
        &mut self,
        patient: PatientKey,
        unit: &HsaId,
    ) -> Result<Vec<PendingRow>, Error> {
        fetch_all!(
            self,
            pending_row,
            pending!(
                "m.certificate_id IN (SELECT c.id FROM certificate c WHERE c.patient_key = $1 AND c.unit_id = $2)"
            ),
            patient.to_text(),
            unit.as_str()
        )
    }

    /// Moves a question from one state to another.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not in `from`.
    pub async fn move_question(
        &mut self,
        id: MessageId,
        from: ItemState,
        to: ItemState,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE message SET state = $3 WHERE id = $1 AND state = $2",
            id.to_text(),
            from.key(),
            to.key()
        )?)
    }

    /// Notes that something happened to a question; a reminder may move its last day for an answer.
    pub async fn touch_question(
        &mut self,
        id: MessageId,
        at: Timestamp,
        reply_by: Option<Date>,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE message SET latest_event_at = $2, reply_by = COALESCE($3, reply_by) WHERE id = $1",
            id.to_text(),
            ms(at),
            reply_by.map(|date| date.to_string())
        )?)
    }

    /// Marks a message as handled; `false` when it was so already, and then the first mark stays.
    pub async fn mark_handled(&mut self, id: MessageId, mark: &HandledMark) -> Result<bool, Error> {
        let changed = execute!(
            self,
            "UPDATE message SET handled_at = $2, handled_by = $3, handled_by_name = $4, handled_how = $5, handled_through = $6
             WHERE id = $1 AND handled_at IS NULL",
            id.to_text(),
            ms(mark.at),
            mark.by.id.as_str(),
            mark.by.name.as_str(),
            mark.how.key(),
            mark.through.map(CertificateId::to_text)
        )?;
        Ok(changed == 1)
    }

    /// Takes the mark away; `false` when there was none.
    pub async fn unmark_handled(&mut self, id: MessageId) -> Result<bool, Error> {
        let changed = execute!(
            self,
            "UPDATE message SET handled_at = NULL, handled_by = NULL, handled_by_name = '', handled_how = NULL, handled_through = NULL
             WHERE id = $1 AND handled_at IS NOT NULL",
            id.to_text()
        )?;
        Ok(changed == 1)
    }

    /// Puts a message on its certificate.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is on one already.
    pub async fn read_in_message(
        &mut self,
        id: MessageId,
        certificate: CertificateId,
        at: Timestamp,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE message SET certificate_id = $2, read_in_at = $3 WHERE id = $1 AND certificate_id IS NULL",
            id.to_text(),
            certificate.to_text(),
            ms(at)
        )?)
    }

    /// Sets who is to deal with a message; `None` = nobody in particular.
    pub async fn assign_message(
        &mut self,
        id: MessageId,
        to: Option<&StaffRef>,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE message SET assigned_to = $2, assigned_to_name = $3 WHERE id = $1",
            id.to_text(),
            to.map(|staff| staff.id.as_str()),
            to.map_or("", |staff| staff.name.as_str())
        )?)
    }
}

pub(super) fn message_row(row: &impl Fields) -> Result<MessageRow, Error> {
    let row = Columns::new(row, "message", "id");
    Ok(MessageRow {
        id: row.id("id")?,
        party: row.parsed("party", Party::from_key)?,
        kind: row.parsed("kind", MessageKind::from_key)?,
        subject: row.parsed("subject", Subject::from_code)?,
        message_id: row.text("message_id")?,
        reference_id: row.opt_text("reference_id")?,
        certificate: row.opt_parsed("certificate_id", |id| id.parse().ok())?,
        stated_certificate: row.text("stated_certificate")?,
        person_id: row.person("person_id")?,
        unit_id: row.hsa("unit_id")?,
        sent_at: row.time("sent_at")?,
        created_at: row.time("created_at")?,
        heading: row.text("heading")?,
        text: row.text("text")?,
        reply_by: row.opt_date("reply_by")?,
        question: row.opt_parsed("question_id", |id| id.parse().ok())?,
        written: match row.opt_parsed("outbox_id", |id| id.parse().ok())? {
            None => None,
            Some(outbox) => Some(WrittenMessage {
                by: row.staff("written_by", "written_by_name")?,
                outbox,
            }),
        },
        state: row.opt_parsed("state", ItemState::from_key)?,
        is_answered: row.int("answers")? > 0,
        latest_event_at: row.time("latest_event_at")?,
        handled: match row.opt_time("handled_at")? {
            None => None,
            Some(at) => Some(HandledMark {
                at,
                by: row.staff("handled_by", "handled_by_name")?,
                how: row.parsed("handled_how", Handling::from_key)?,
                through: row.opt_parsed("handled_through", |id| id.parse().ok())?,
            }),
        },
        read_in_at: row.opt_time("read_in_at")?,
        assigned_to: match row.opt_hsa("assigned_to")? {
            None => None,
            Some(id) => Some(StaffRef {
                id,
                name: row.text("assigned_to_name")?,
            }),
        },
    })
}

fn pending_row(row: &impl Fields) -> Result<PendingRow, Error> {
    let row = Columns::new(row, "message", "id");
    Ok(PendingRow {
        id: row.id("id")?,
        certificate: row.id("certificate_id")?,
        party: row.parsed("party", Party::from_key)?,
        kind: row.parsed("kind", MessageKind::from_key)?,
        subject: row.parsed("subject", Subject::from_code)?,
        state: row.opt_parsed("state", ItemState::from_key)?,
        is_handled: row.opt_time("handled_at")?.is_some(),
        sent_at: row.time("sent_at")?,
        created_at: row.time("created_at")?,
        reply_by: row.opt_date("reply_by")?,
    })
}
