//! Messages as Försäkringskassan writes them, right or wrong on purpose.

use intyg_rivta::{
    message::{self as wire, ComplementPoint, MessageToCare, write_message_to_care},
    names,
    types::{Code, IntygId, MessageReference, PersonId},
    xml::WriteError,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    scenario::Mistake,
    seed,
    world::{Certificate, Direction, Message, MessageState, NewMessage, Point},
};

/// What a message is to say.
#[derive(Debug, Clone)]
pub(crate) struct Letter<'a> {
    /// The certificate that it is about.
    pub(crate) certificate: &'a Certificate,
    /// Code of the party that writes: the one that the certificate was sent to.
    pub(crate) sender: &'a str,
    /// `meddelande-id`.
    pub(crate) id: String,
    /// What the reference follows from.
    pub(crate) seed: u64,
    /// When it is written.
    pub(crate) at: Timestamp,
    /// Text.
    pub(crate) text: String,
    /// What it is.
    pub(crate) content: Content<'a>,
    /// The last day for an answer.
    pub(crate) last_reply_date: Option<Date>,
    /// What is wrong with it.
    pub(crate) mistake: Option<Mistake>,
}

/// What kind of message, and what belongs to it.
#[derive(Debug, Clone)]
pub(crate) enum Content<'a> {
    /// A question about a subject.
    Question {
        /// Code of the subject.
        subject: &'static str,
        /// What is to be completed.
        points: Vec<Point>,
    },
    /// A reminder of a question.
    Reminder(&'a Message),
    /// An answer to a question.
    Answer(&'a Message),
}

/// Writes a message.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub(crate) fn compose(letter: &Letter<'_>, zone: &TimeZone) -> Result<NewMessage, WriteError> {
    let mut request = request(letter, zone);
    if let Some(mistake) = letter.mistake {
        spoil(&mut request, mistake);
    }
    let mut xml = write_message_to_care(&request)?;
    if letter.mistake == Some(Mistake::TimeWithZone) {
        xml = xml.replacen("</rc:skickatTidpunkt>", "Z</rc:skickatTidpunkt>", 1);
    }
    let message = request.message;
    Ok(NewMessage {
        logical_address: message.logical_address,
        message: Message {
            id: message.id,
            direction: Direction::ToCare,
            certificate: letter.certificate.id.clone(),
            subject: message.subject.code,
            reference: message.reference_id,
            heading: message.heading,
            text: message.text,
            points: request.points.into_iter().map(kept).collect(),
            reply_to: message.reply_to.map(|question| question.message_id),
            reminder_of: message.reminder_of,
            last_reply_date: request.last_reply_date,
            at: letter.at,
            state: MessageState::Written,
            unchecked: false,
            attempts: Vec::new(),
            xml,
        },
    })
}

fn kept(point: ComplementPoint) -> Point {
    Point {
        question: point.question_id,
        instance: point.instance,
        text: point.text,
    }
}

fn request(letter: &Letter<'_>, zone: &TimeZone) -> MessageToCare {
    let facts = &letter.certificate.facts;
    let local = letter.at.to_zoned(zone.clone()).datetime();
    let subject = match &letter.content {
        Content::Question { subject, .. } => subject,
        Content::Reminder(_) => "PAMINN",
        Content::Answer(question) => question.subject.as_str(),
    };
    let own = format!(
        "FK-{}-{:06}",
        local.year(),
        seed::below(1_000_000, letter.seed, &["reference", &letter.id])
    );
    let reference = match &letter.content {
        Content::Reminder(question) => question.reference.clone().unwrap_or(own),
        Content::Question { .. } | Content::Answer(_) => own,
    };
    let points = match &letter.content {
        Content::Question { points, .. } => points.iter().map(asked).collect(),
        Content::Reminder(_) | Content::Answer(_) => Vec::new(),
    };
    MessageToCare {
        message: wire::Message {
            id: letter.id.clone(),
            reference_id: Some(reference),
            sent_at: local,
            certificate: IntygId {
                root: facts.root.clone(),
                extension: letter.certificate.id.clone(),
            },
            patient: PersonId {
                root: facts.patient_root.clone(),
                extension: letter.certificate.patient.clone(),
            },
            logical_address: facts.unit.clone(),
            subject: Code::new(subject, names::SUBJECT, subject_text(subject)),
            heading: Some(subject_text(subject).to_owned()),
            text: letter.text.clone(),
            reminder_of: match &letter.content {
                Content::Reminder(question) => Some(question.id.clone()),
                Content::Question { .. } | Content::Answer(_) => None,
            },
            reply_to: match &letter.content {
                Content::Answer(question) => Some(MessageReference {
                    message_id: question.id.clone(),
                    reference_id: question.reference.clone(),
                }),
                Content::Question { .. } | Content::Reminder(_) => None,
            },
        },
        sender: Code::new(letter.sender, names::PART, "Försäkringskassan"),
        contact_lines: vec![
            "Försäkringskassan, simulerat kontor".to_owned(),
            "Telefon 010-000 00 00".to_owned(),
        ],
        points,
        last_reply_date: letter.last_reply_date,
    }
}

fn asked(point: &Point) -> ComplementPoint {
    ComplementPoint {
        question_id: point.question.clone(),
        instance: point.instance,
        text: point.text.clone(),
    }
}

/// Returns the text of a subject. Source: `spec/exchange.md` 1.3.
pub(crate) fn subject_text(code: &str) -> &'static str {
    match code {
        "KOMPLT" => "Komplettering",
        "AVSTMN" => "Avstämningsmöte",
        "KONTKT" => "Kontakt",
        "PAMINN" => "Påminnelse",
        _ => "Övrigt",
    }
}

fn spoil(request: &mut MessageToCare, mistake: Mistake) {
    const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
    let message = &mut request.message;
    match mistake {
        // Only the first of the twelve digits differs.
        Mistake::OtherPatient => {
            let number = &message.patient.extension;
            let century = if number.starts_with('1') { '2' } else { '1' };
            let rest: String = number.chars().skip(1).collect();
            message.patient.extension = format!("{century}{rest}");
        }
        Mistake::OtherUnit => message.logical_address.push_str("-X"),
        Mistake::OtherSubject => {
            let other = if message.subject.code == "OVRIGT" {
                "KONTKT"
            } else {
                "OVRIGT"
            };
            message.subject = Code::new(other, names::SUBJECT, subject_text(other));
        }
        Mistake::UnknownCertificate => NOBODY.clone_into(&mut message.certificate.extension),
        Mistake::UnknownReference => {
            if let Some(question) = &mut message.reply_to {
                NOBODY.clone_into(&mut question.message_id);
            }
            if let Some(reminded) = &mut message.reminder_of {
                NOBODY.clone_into(reminded);
            }
        }
        Mistake::UnknownSubject => "NYTTAMNE".clone_into(&mut message.subject.code),
        Mistake::UnknownSender => "OKAND".clone_into(&mut request.sender.code),
        Mistake::EmptyText => " ".clone_into(&mut message.text),
        Mistake::PointsOnOtherSubject => request.points.push(ComplementPoint {
            question_id: "1".to_owned(),
            instance: None,
            text: "Komplettera uppgiften.".to_owned(),
        }),
        Mistake::LastDateOnAnswer => request.last_reply_date = Some(message.sent_at.date()),
        Mistake::ReminderWithoutReference => message.reminder_of = None,
        // It is put into the finished text.
        Mistake::TimeWithZone => (),
    }
}
