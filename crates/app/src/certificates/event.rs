//! What has happened to a certificate, in words.

use intyg_catalog::element::CertificateType;
use intyg_core::event::EventKind;
use intyg_store::EventRow;
use jiff::Timestamp;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// When.
    pub at: Timestamp,
    /// What, in Swedish.
    pub what: String,
    /// By whom; `None` for the program itself.
    pub by: Option<String>,
    /// On which unit; `None` for the program itself.
    pub unit: Option<String>,
}

/// What happened, newest first.
pub(crate) fn event_views(ctype: &CertificateType, events: &[EventRow]) -> Vec<EventView> {
    events
        .iter()
        .rev()
        .map(|event| event_view(ctype, event))
        .collect()
}

pub(crate) fn event_view(ctype: &CertificateType, event: &EventRow) -> EventView {
    EventView {
        at: event.at,
        // What a later release has written is better told by its key than not at all.
        what: EventKind::from_key(&event.kind).map_or_else(
            || event.kind.clone(),
            |kind| words(kind, &event.detail, ctype),
        ),
        by: Some(event.by.name.clone()).filter(|name| !name.is_empty()),
        unit: Some(event.unit.clone()).filter(|name| !name.is_empty()),
    }
}

fn words(kind: EventKind, detail: &str, ctype: &CertificateType) -> String {
    let recipient = ctype.recipient.name;
    match kind {
        EventKind::Created => "Skapat".to_owned(),
        EventKind::CreatedAsCopy => format!("Skapat som kopia av intyget {detail}"),
        EventKind::Copied => "Kopierat".to_owned(),
        EventKind::Revoked => format!("Raderat: {detail}"),
        EventKind::NothingLeft => {
            "Ingenting hade skickats, så ingen mottagare behöver meddelas".to_owned()
        }
        EventKind::RevocationConfirmed => "Intygstjänsten har makulerat intyget".to_owned(),
        EventKind::RevokeFailed => "Makuleringen gick inte att skicka (FEL)".to_owned(),
        EventKind::Saved => "Sparat som utkast".to_owned(),
        EventKind::Restored => format!("Återställt till hur det var {detail}"),
        EventKind::Assigned => format!("Tilldelat {detail}"),
        EventKind::Unassigned => "Tilldelningen borttagen".to_owned(),
        EventKind::Ready => "Markerat Klart att signera".to_owned(),
        EventKind::Fetched => format!("Diagnos hämtad från journalen: {detail}"),
        EventKind::DraftDeleted => "Utkastet raderat".to_owned(),
        EventKind::Signed => "Signerat".to_owned(),
        EventKind::Printed => format!("Utskrivet. Kommentar: {detail}"),
        EventKind::PrintNotTaken => format!("{detail} tog inte emot utskriften"),
        EventKind::PrintUnclear => {
            format!("{detail} svarade inte i tid, så papperet kan ha kommit")
        }
        EventKind::DraftPrinted => format!("Utkastet utskrivet. Kommentar: {detail}"),
        EventKind::Consent => format!("Samtycke registrerat, skickas till {detail}"),
        EventKind::Registered => "Levererat till Intygstjänsten".to_owned(),
        EventKind::Sent => format!("Levererat till {recipient}"),
        EventKind::RevokedThere => {
            format!("Inte skickat till {recipient}: intyget är makulerat hos Intygstjänsten")
        }
        EventKind::RegisterFailed => "Gick inte att skicka till Intygstjänsten (FEL)".to_owned(),
        EventKind::TakenOver => format!("Övertaget av {detail}"),
        EventKind::Resent => format!("Skickas igen: {detail}"),
        EventKind::WrittenOff => {
            format!("Avskrivet, skickas inte till {recipient}. Kommentar: {detail}")
        }
        EventKind::SendFailed => format!("Gick inte att skicka till {recipient} (FEL)"),
        EventKind::MessageReceived => format!("Meddelande från {recipient}: {detail}"),
        EventKind::QuestionAsked => format!("Fråga till {recipient}: {detail}"),
        EventKind::QuestionAnswered => format!("Svar till {recipient}: {detail}"),
        EventKind::CannotComplete => format!("Svar till {recipient}: kan inte kompletteras"),
        EventKind::MessageDelivered => format!("Meddelandet levererat till {recipient}"),
        EventKind::MessageFailed => {
            format!("Meddelandet gick inte att skicka till {recipient} (FEL)")
        }
        EventKind::MessageReadIn => format!("Meddelande inläst: {detail}"),
        EventKind::MessageHandled => format!("Markerat som hanterat: {detail}"),
        EventKind::MessageUnhandled => format!("Inte längre markerat som hanterat: {detail}"),
        EventKind::RequestClosed => format!("Begäran om komplettering hanterad {detail}"),
        EventKind::RequestReopened => {
            "Begäran om komplettering öppnad igen: intyget som kompletterade är raderat".to_owned()
        }
        EventKind::CreatedAsComplement => format!("Skapat som komplettering av intyget {detail}"),
        EventKind::ComplementBegun => "Komplettering påbörjad".to_owned(),
        EventKind::SentByPatient => {
            format!("Patienten skickade intyget till {recipient} {detail}")
        }
        EventKind::FoundSent => {
            format!("{recipient} har intyget enligt Intygstjänsten sedan {detail}")
        }
        EventKind::RevokedElsewhere => {
            format!("Intyget är makulerat hos Intygstjänsten av ett annat system sedan {detail}")
        }
        EventKind::ProvedSent => {
            format!("{recipient} har intyget: ett meddelande om det har kommit")
        }
    }
}
