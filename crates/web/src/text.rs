//! Swedish words for what the system knows. Source: ui 6.2–6.9, 8.

use intyg_app::{MessageReason, Reason, SHORTEST_WRITE_OFF};
use intyg_core::revocation::LONGEST_COMMENT;
use intyg_core::time::{clock_time, date_and_time, local_date};
use jiff::Timestamp;
use jiff::civil::Date;

/// A certificate from before June 2018. Source: ui 6.19.
pub(crate) const READ_ONLY: &str = "Intyget kan bara läsas. Nya intyg skrivs i Nationella intyg.";

/// Why an action is not possible.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Deceased => "Patienten är avliden. Nya intyg kan inte skapas.".to_owned(),
        Reason::UnitInactive => "Enheten är inaktiv.".to_owned(),
        Reason::TypeNotOffered => "Intygstypen kan inte längre väljas.".to_owned(),
        Reason::TypeReplaced { name, by } if by.is_empty() => {
            format!("{name} har ersatts och kan inte längre skrivas. Välj Ny.")
        }
        Reason::TypeReplaced { name, by } => {
            format!("{name} har ersatts av {by} och kan inte längre skrivas. Välj Ny.")
        }
        Reason::ReadOnly { .. } => READ_ONLY.to_owned(),
        Reason::Signed { .. } => "Intyget är signerat och låst. Välj Visa.".to_owned(),
        Reason::Locked { since } => {
            format!("Utkastet är låst sedan {since}. Välj Ny kopia för att fortsätta.")
        }
        Reason::Deleted => "Intyget är raderat. Välj Visa.".to_owned(),
        // Nobody here sent it: a message from its recipient has shown that it is there.
        Reason::AlreadySent { by, at } if by.is_empty() => {
            format!("Intyget skickades redan {}.", date_and_time(*at))
        }
        Reason::AlreadySent { by, at } => {
            format!("Intyget skickades redan {} av {by}.", date_and_time(*at))
        }
        Reason::SentByPatient { at } => sent_by_patient(*at),
        Reason::NotSigned => "Intyget är inte signerat.".to_owned(),
        Reason::TestPerson => {
            "Patienten är en testperson. Inget skickas till Försäkringskassan.".to_owned()
        }
        Reason::MayNotSign => {
            "Du har inte rätt att signera. Öppna utkastet och välj Klart att signera.".to_owned()
        }
        Reason::OwnCertificate => {
            "Intyget gäller dig själv, och ingen kan intyga om sig själv. Låt en kollega signera."
                .to_owned()
        }
        Reason::ConsentMissing => {
            "Inget skickas utan samtycke. Kryssa i samtycke eller tryck Avbryt.".to_owned()
        }
        Reason::PatientUnknown => "Numret finns inte i patientregistret.".to_owned(),
        Reason::IsDraft => "Utkastet kan ändras direkt. Välj Ändra.".to_owned(),
        Reason::MayNotRevoke => "Bara läkare kan radera ett signerat intyg.".to_owned(),
        Reason::Ended { on } => format!(
            "Sjukskrivningen avslutades {on} och kan inte förlängas. Försäkringskassan tar inte emot en sådan kopia. Välj Ny."
        ),
        Reason::Completed { .. } => {
            "Intyget är kompletterat. Kopiera det nyare intyget.".to_owned()
        }
        Reason::CopyBegun { .. } => {
            "Det finns redan ett påbörjat intyg som förlänger eller rättar det här.".to_owned()
        }
        Reason::OriginalDeleted => {
            "Originalet raderades medan intyget signerades. Inget är signerat. Gå igenom utkastet och signera igen.".to_owned()
        }
        Reason::MayNotComplement => {
            "Bara läkare kan komplettera ett intyg och hantera en begäran om komplettering.".to_owned()
        }
        Reason::NotSent => {
            "Intyget är inte skickat till Försäkringskassan. Välj Visa och Skicka samtycke.".to_owned()
        }
        Reason::NoCompletionAsked => {
            "Försäkringskassan har inte begärt komplettering av intyget.".to_owned()
        }
        Reason::ComplementBegun { .. } => "Det finns redan en påbörjad komplettering.".to_owned(),
        Reason::CompletionAsked => {
            "Försäkringskassan begär komplettering av originalet. Vill du komplettera i stället? Väljer du Ny kopia markeras begäran som hanterad när kopian signeras.".to_owned()
        }
        Reason::RequestsChanged => {
            "Begäran om komplettering har ändrats sedan intyget visades. Inget är signerat. Läs den och signera igen.".to_owned()
        }
        Reason::Message(why) => message_reason(why),
        Reason::RevocationReasonMissing => "Välj varför intyget raderas.".to_owned(),
        Reason::CommentMissing => "Beskriv felet.".to_owned(),
        Reason::CommentTooLong => {
            format!("Beskrivningen är längre än {LONGEST_COMMENT} tecken. Korta den.")
        }
        Reason::CommentUnsendable { signs } => {
            format!("Beskrivningen har tecken som mottagarna inte tar emot: {signs}. Ta bort dem.")
        }
        Reason::PrintReasonMissing => "Skriv varför du skriver ut.".to_owned(),
        Reason::PrinterUnknown => "Skrivaren finns inte på enheten. Välj en annan.".to_owned(),
        Reason::PrintReasonTooLong { over } | Reason::WriteOffCommentTooLong { over } => format!("{over} tecken för mycket."),
        Reason::WriteOffCommentMissing => {
            format!("Skriv med minst {SHORTEST_WRITE_OFF} tecken hur ärendet sköts i stället.")
        }
        Reason::NeverWrittenOff => {
            "Meddelandet kan inte avskrivas. Radera intyget om det inte ska skickas.".to_owned()
        }
        Reason::NotFailed => "Meddelandet ligger inte längre under FEL.".to_owned(),
        Reason::WrittenOff { by, at } => {
            format!("Meddelandet avskrevs {} av {by}.", date_and_time(*at))
        }
        Reason::PrintAgain => {
            "Det har gått för lång tid sedan du skrev ut, eller så har innehållet ändrats. Skriv ut igen."
                .to_owned()
        }
    }
}

/// What Skicka samtycke is not needed for any more. Source: ui 6.9.
pub(crate) fn sent_by_patient(at: Timestamp) -> String {
    format!(
        "Patienten skickade intyget {}. Det behöver inte skickas igen.",
        local_date(at)
    )
}

/// Why something cannot be done with a message. Source: ui 6.13, 6.16.
fn message_reason(why: &MessageReason) -> String {
    match why {
        MessageReason::MessageTooLong { over } => {
            return format!("Meddelandet är {over} tecken för långt.");
        }
        MessageReason::MessageUnsendable { signs } => {
            return format!(
                "Meddelandet har tecken som mottagarna inte tar emot: {signs}. Ta bort dem."
            );
        }
        MessageReason::CompletionRequested => {
            "En begäran om komplettering besvaras genom Komplettering."
        }
        MessageReason::ConversationClosed => {
            "Intyget är raderat. Konversationen kan bara läsas."
        }
        MessageReason::ConversationOngoing => {
            "Det finns redan en pågående konversation. Vänta på svar, eller markera den som hanterad."
        }
        MessageReason::QuestionNotChosen => "Välj vilket meddelande du svarar på.",
        MessageReason::SubjectMissing => "Välj meddelandetyp.",
        MessageReason::MessageMissing => "Skriv ett meddelande.",
        MessageReason::AnsweredAlready => "Meddelandet är redan besvarat.",
        MessageReason::QuestionClosed => {
            "Meddelandet är redan hanterat. Ta bort markeringen Hanterat för att svara."
        }
        MessageReason::RequestAnswered => {
            "Begäran om komplettering är besvarad och förblir hanterad."
        }
        MessageReason::NothingToHandle => "Det finns inget meddelande att hantera.",
        MessageReason::MessageDraftGone => {
            "Någon annan har skickat eller kastat utkastet. Din text är kvar på skärmen."
        }
        MessageReason::CannotReasonMissing => "Välj varför intyget inte kan kompletteras.",
        MessageReason::CertificateNotChosen => "Välj vilket intyg meddelandet hör till.",
        MessageReason::OtherPatientOrUnit => {
            "Intyget gäller en annan patient eller en annan enhet."
        }
        MessageReason::NotAssignable => "Personen har inget uppdrag på enheten.",
    }
    .to_owned()
}

/// Why Signera is not possible: a signed certificate has other words there than for Ändra.
pub(crate) fn sign_reason(why: &Reason) -> String {
    match why {
        Reason::Signed { .. } => "Intyget är redan signerat.".to_owned(),
        other => reason(other),
    }
}

/// Why Konversation is not possible: a draft has other words there than for Radera.
pub(crate) fn conversation_reason(why: &Reason) -> String {
    match why {
        Reason::NotSigned => "Ett utkast har ingen konversation.".to_owned(),
        other => reason(other),
    }
}

/// Why Radera is not possible: a deleted certificate has other words there than for Ändra.
pub(crate) fn delete_reason(why: &Reason) -> String {
    match why {
        Reason::Deleted => "Intyget är redan raderat.".to_owned(),
        other => reason(other),
    }
}

/// Returns the address of the certificate that a reason speaks of.
pub(crate) fn way_on(why: &Reason) -> Option<String> {
    let id = why.other_certificate()?;
    Some(match why {
        Reason::CopyBegun { .. } | Reason::ComplementBegun { .. } => crate::urls::edit(id),
        _ => crate::urls::certificate(id),
    })
}

/// The message of a save that met somebody else's.
pub(crate) fn draft_conflict(by: &str, at: Timestamp) -> String {
    format!(
        "{by} sparade utkastet kl. {}. Din text är kvar på skärmen – välj hur du vill göra.",
        clock_time(at)
    )
}

/// The message of a signing whose draft somebody has saved since it was shown.
pub(crate) fn changed_since_shown(by: &str, at: Timestamp) -> String {
    format!(
        "{by} sparade utkastet kl. {}. Inget är signerat. Gå igenom utkastet igen.",
        clock_time(at)
    )
}

/// The words of a refused access, by what the address is about.
pub(crate) fn no_right(path: &str, unit: &str) -> String {
    let what = if path.starts_with("/intyg/") || path.starts_with("/lakarintyg/") {
        "intyget"
    } else if path.starts_with("/patient") {
        return "Du har inte behörighet att se patientens intyg på den här enheten.".to_owned();
    } else {
        "sidan"
    };
    format!("Du saknar behörighet till {what} på {unit}.")
}

/// Returns `10.42` for an instant of `today`, otherwise `2026-11-22 kl. 10.42`.
pub(crate) fn moment(at: Timestamp, today: Date) -> String {
    if local_date(at) == today {
        clock_time(at)
    } else {
        date_and_time(at)
    }
}

/// Returns `1 träff` or `12 träffar`.
pub(crate) fn hits(n: usize) -> String {
    match n {
        1 => "1 träff".to_owned(),
        n => format!("{n} träffar"),
    }
}

/// Returns how long it is until a day, that day included: `9 dagar kvar`. Source: ui 6.13.
pub(crate) fn days_left(day: Date, today: Date) -> String {
    match (day - today).get_days() {
        1 => "1 dag kvar".to_owned(),
        0 => "sista dagen i dag".to_owned(),
        -1 => "1 dag för sent".to_owned(),
        late @ ..0 => format!("{} dagar för sent", -late),
        left => format!("{left} dagar kvar"),
    }
}

/// Returns `2026-11-22`.
pub(crate) fn date(at: Timestamp) -> String {
    local_date(at).to_string()
}

/// Returns `2026-03-01–2026-03-31`.
pub(crate) fn period((from, to): (Date, Date)) -> String {
    format!("{from}–{to}")
}

/// Returns "{n} svar ändrade sedan intyget {datum}." Source: ui 5.16.
pub(crate) fn changed_since(changed: usize, date: &str) -> String {
    match changed {
        0 => format!("Inga svar är ändrade sedan intyget {date}."),
        1 => format!("1 svar ändrat sedan intyget {date}."),
        _ => format!("{changed} svar ändrade sedan intyget {date}."),
    }
}

/// Returns "Svara senast {datum} (9 dagar kvar)".
pub(crate) fn reply_by(day: Date, today: Date) -> String {
    let words = days_left(day, today);
    format!("Svara senast {day} ({words})")
}

/// Tells whether an answer is due within three days, or late. Source: ui 6.4, 6.13.
pub(crate) fn is_urgent(day: Date, today: Date) -> bool {
    (day - today).get_days() <= 3
}

/// The box of a message that was given up.
pub(crate) fn failed(cause: &str) -> String {
    if cause.is_empty() {
        "Gick inte att skicka (FEL).".to_owned()
    } else {
        format!("Gick inte att skicka (FEL): {cause}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_the_words_of_the_specification() {
        let at: Timestamp = "2026-11-22T09:42:00Z".parse().expect("a time");
        let by = || "Eva Exempel".to_owned();
        for (given, expected) in [
            (
                Reason::Deceased,
                "Patienten är avliden. Nya intyg kan inte skapas.",
            ),
            (Reason::UnitInactive, "Enheten är inaktiv."),
            (
                Reason::TypeReplaced {
                    name: "Läkarintyg FK1".to_owned(),
                    by: "Läkarintyg FK2".to_owned(),
                },
                "Läkarintyg FK1 har ersatts av Läkarintyg FK2 och kan inte längre skrivas. Välj Ny.",
            ),
            (
                Reason::Signed { by: by(), at },
                "Intyget är signerat och låst. Välj Visa.",
            ),
            (Reason::Deleted, "Intyget är raderat. Välj Visa."),
            (
                Reason::AlreadySent { by: by(), at },
                "Intyget skickades redan 2026-11-22 kl. 10.42 av Eva Exempel.",
            ),
            (
                Reason::MayNotSign,
                "Du har inte rätt att signera. Öppna utkastet och välj Klart att signera.",
            ),
            (
                Reason::ConsentMissing,
                "Inget skickas utan samtycke. Kryssa i samtycke eller tryck Avbryt.",
            ),
        ] {
            assert_eq!(reason(&given), expected);
        }
        assert_eq!(
            sign_reason(&Reason::Signed { by: by(), at }),
            "Intyget är redan signerat."
        );
        assert_eq!(sign_reason(&Reason::Deceased), reason(&Reason::Deceased));
        assert_eq!(delete_reason(&Reason::Deleted), "Intyget är redan raderat.");
        assert_eq!(
            conversation_reason(&Reason::NotSigned),
            "Ett utkast har ingen konversation."
        );
        assert_eq!(
            reason(&Reason::Ended {
                on: jiff::civil::date(2026, 3, 31)
            }),
            "Sjukskrivningen avslutades 2026-03-31 och kan inte förlängas. Försäkringskassan tar inte emot en sådan kopia. Välj Ny."
        );
    }

    #[test]
    fn a_refused_access_says_to_what_and_where() {
        assert_eq!(
            no_right("/intyg/1", "Exempelby"),
            "Du saknar behörighet till intyget på Exempelby."
        );
        assert_eq!(
            no_right("/valj-enhet", "Exempelby"),
            "Du saknar behörighet till sidan på Exempelby."
        );
        assert_eq!(
            no_right("/patient/1/intyg", "Exempelby"),
            "Du har inte behörighet att se patientens intyg på den här enheten."
        );
    }

    #[test]
    fn the_last_day_of_an_answer_comes_with_the_days_that_are_left() {
        let today = jiff::civil::date(2026, 11, 22);
        for (day, words, urgent) in [
            (date_of(12, 1), "2026-12-01 (9 dagar kvar)", false),
            (date_of(11, 26), "2026-11-26 (4 dagar kvar)", false),
            (date_of(11, 25), "2026-11-25 (3 dagar kvar)", true),
            (date_of(11, 23), "2026-11-23 (1 dag kvar)", true),
            (date_of(11, 22), "2026-11-22 (sista dagen i dag)", true),
            (date_of(11, 21), "2026-11-21 (1 dag för sent)", true),
            (date_of(11, 12), "2026-11-12 (10 dagar för sent)", true),
        ] {
            assert_eq!(reply_by(day, today), format!("Svara senast {words}"));
            assert_eq!(is_urgent(day, today), urgent, "{words}");
        }
    }

    fn date_of(month: i8, day: i8) -> Date {
        jiff::civil::date(2026, month, day)
    }

    #[test]
    fn failures_are_in_whole_sentences() {
        assert_eq!(failed(""), "Gick inte att skicka (FEL).");
        assert_eq!(
            failed("Det gick inte att nå Intygstjänsten."),
            "Gick inte att skicka (FEL): Det gick inte att nå Intygstjänsten."
        );
    }
}
