//! Words of the pages.

use intyg_rivta::message::MessageKind;
use jiff::{SignedDuration, Timestamp};

use crate::{
    Authority, Fault,
    clock::swedish_zone,
    compose::subject_text,
    scenario::Mistake,
    world::{Direction, Message, MessageState},
};

pub(super) fn with_hyphen(number: &str) -> String {
    match number.split_at_checked(8) {
        Some((date, rest)) => format!("{date}-{rest}"),
        None => number.to_owned(),
    }
}

pub(super) fn swedish_time(at: Timestamp) -> String {
    at.to_zoned(swedish_zone())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// Tells how far the clock is ahead; empty for not at all.
pub(super) fn ahead(offset: SignedDuration) -> String {
    let minutes = offset.as_mins();
    if minutes == 0 {
        return String::new();
    }
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let parts = [(days, "dygn"), (hours, "tim"), (minutes, "min")];
    let told: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    format!("Framflyttad {}", told.join(" "))
}

/// Tells what a message is, and about what.
pub(super) fn title(message: &Message) -> String {
    let from = match message.direction {
        Direction::ToCare => "Från Försäkringskassan",
        Direction::ToRecipient => "Från vården",
    };
    let kind = match message.kind() {
        MessageKind::Question => "fråga",
        MessageKind::Answer => "svar",
        MessageKind::Reminder => "påminnelse",
    };
    format!("{from}: {kind}, {}", subject_text(&message.subject))
}

pub(super) fn state(state: &MessageState) -> String {
    match state {
        MessageState::Written => "Inte skickat än".to_owned(),
        MessageState::Accepted => "Mottaget".to_owned(),
        MessageState::Repeated { text } => format!("Redan mottaget ({text})"),
        MessageState::Stopped { text } => format!("Stoppat av Intygstjänsten ({text})"),
        MessageState::Refused { text } => format!("Avvisat av vården ({text})"),
        MessageState::Waiting { text } => format!("Inte framme, skickas igen ({text})"),
        MessageState::GivenUp { text } => format!("Inte framme, inga fler försök ({text})"),
    }
}

pub(super) const fn authority(authority: Authority) -> &'static str {
    match authority {
        Authority::Intygstjansten => "Intygstjänsten",
        Authority::Forsakringskassan => "Försäkringskassan",
    }
}

pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::TechnicalError => "Avvisar tillfälligt".to_owned(),
        Fault::ValidationError => "Avvisar innehållet".to_owned(),
        Fault::ApplicationError => "Avvisar enligt en egen regel".to_owned(),
        Fault::Revoked => "Avvisar som makulerat".to_owned(),
        Fault::UnnamedError => "Avvisar utan feltyp".to_owned(),
        Fault::SoapFault { text } => format!("Svarar med tekniskt fel ({text})"),
        Fault::Html { status } => format!("Svarar med en webbsida ({status})"),
        Fault::EmptyBody => "Svarar tomt".to_owned(),
        Fault::CutBefore => "Bryter förbindelsen".to_owned(),
        Fault::CutAfter => "Tar emot men svarar inte".to_owned(),
        Fault::Slow { milliseconds } => {
            let (seconds, tenths) = (milliseconds / 1000, milliseconds / 100 % 10);
            format!("Svarar efter {seconds},{tenths} s")
        }
    }
}

pub(super) const fn mistake(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::OtherPatient => "Fel personnummer",
        Mistake::OtherUnit => "Fel enhet",
        Mistake::OtherSubject => "Svar med annat ämne än frågan",
        Mistake::UnknownCertificate => "Okänt intyg",
        Mistake::UnknownReference => "Okänt meddelande som svaret eller påminnelsen gäller",
        Mistake::UnknownSubject => "Okänt ämne",
        Mistake::UnknownSender => "Okänd avsändare",
        Mistake::EmptyText => "Ingen text",
        Mistake::PointsOnOtherSubject => "Punkter att komplettera i annat ämne",
        Mistake::LastDateOnAnswer => "Sista dag för svar i ett svar",
        Mistake::ReminderWithoutReference => "Påminnelse som inte gäller något meddelande",
        Mistake::TimeWithZone => "Tid med tidszon, bryter mot schemat",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_the_clock_is_ahead_is_told_in_whole_minutes() {
        for (seconds, expected) in [
            (0, ""),
            (59, ""),
            (61, "Framflyttad 1 min"),
            (61 * 60, "Framflyttad 1 tim 1 min"),
            (2 * 86_400 + 60, "Framflyttad 2 dygn 1 min"),
        ] {
            assert_eq!(ahead(SignedDuration::from_secs(seconds)), expected);
        }
    }
}
