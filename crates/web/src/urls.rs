//! Every address, as functions. None holds a `PersonId`. Source: ui 4.1.

use intyg_core::ids::{CertificateId, MessageId, OutboxId, PatientKey};
use intyg_core::print_code::PrintCode;

/// Login.
pub const LOGIN: &str = "/logga-in";
/// Logout (POST).
pub const LOGOUT: &str = "/logga-ut";
/// Choose unit.
pub const UNITS: &str = "/valj-enhet";
/// Find patient.
pub const FIND_PATIENT: &str = "/patient";
/// The dialog that lists the shortcuts.
pub const SHORTCUTS: &str = "/kortkommandon";
/// Regelförklaringar.
pub const RULES: &str = "/regler";
/// Inställningar.
pub const SETTINGS: &str = "/installningar";
/// Att göra.
pub const TODO: &str = "/enhet/att-gora";
/// Enhetens inkorg; also its filter (POST).
pub const INBOX: &str = "/enhet/inkorg";
/// Enhetens utkorg; also its filter (POST).
pub const OUTBOX: &str = "/enhet/utkorg";
/// Drafts on the unit.
pub const UNIT_DRAFTS: &str = "/enhet/utkast";
/// Search in a diagnosis register.
pub const DIAGNOSIS_REGISTER: &str = "/diagnosregister";

/// Login, and after it back to `next`, an address of ours.
pub fn login_and_return(next: &str) -> String {
    format!("{LOGIN}?till={}", encode(next))
}

/// Choice of unit, and after it on to `next`, an address of ours.
pub fn units_and_on(next: &str) -> String {
    format!("{UNITS}?till={}", encode(next))
}

/// Inställningar, and after it back to `next`, an address of ours.
pub fn settings_and_back(next: &str) -> String {
    format!("{SETTINGS}?till={}", encode(next))
}

/// The patient's start page; also Ny (POST).
pub fn overview(patient: PatientKey) -> String {
    format!("/patient/{patient}/intyg")
}

/// Returns the patient whose start page the address is.
pub fn patient_of(address: &str) -> Option<PatientKey> {
    address
        .strip_prefix("/patient/")?
        .strip_suffix("/intyg")?
        .parse()
        .ok()
}

/// The patient's certificates from before June 2018.
pub fn legacy(patient: PatientKey) -> String {
    format!("/patient/{patient}/lakarintyg")
}

/// A certificate from before June 2018.
pub fn legacy_certificate(id: CertificateId) -> String {
    format!("/lakarintyg/{id}")
}

/// Visa.
pub fn certificate(id: CertificateId) -> String {
    format!("/intyg/{id}")
}

/// State of the sending, in the background.
pub fn delivery(id: CertificateId) -> String {
    format!("/intyg/{id}/leverans")
}

/// The status words of a list row, in the background.
pub fn row_status(id: CertificateId) -> String {
    format!("/intyg/{id}/status")
}

/// What was sent, exactly.
pub fn message(id: CertificateId, message: OutboxId) -> String {
    format!("/intyg/{id}/meddelande/{message}")
}

/// Att göra of the whole unit.
pub fn todo_of_unit() -> String {
    format!("{TODO}?vems=enheten")
}

/// Enhetens utkorg at one message.
pub fn outbox_at(message: OutboxId) -> String {
    format!("{OUTBOX}#rad-{message}")
}

/// Läs in.
pub fn read_in(message: MessageId) -> String {
    format!("{INBOX}/{message}/las-in")
}

/// Tilldela, for a message that came in.
pub fn assign_message(message: MessageId) -> String {
    format!("{INBOX}/{message}/tilldela")
}

/// Skicka igen (POST).
pub fn resend(message: OutboxId) -> String {
    format!("{OUTBOX}/{message}/skicka-igen")
}

/// Avskriv.
pub fn write_off(message: OutboxId) -> String {
    format!("{OUTBOX}/{message}/avskriv")
}

/// Tilldela.
pub fn assign(draft: CertificateId) -> String {
    format!("{UNIT_DRAFTS}/{draft}/tilldela")
}

/// The print dialog with its reason filled in: the paper stands in for what could not be sent (A65).
pub fn print_instead(id: CertificateId) -> String {
    format!("{}?varfor=reservrutin", print(id))
}

/// The consent dialog; also Skicka samtycke.
pub fn consent(id: CertificateId) -> String {
    format!("/intyg/{id}/samtycke")
}

/// Klart att signera.
pub fn mark_ready(id: CertificateId) -> String {
    format!("/intyg/{id}/klart-att-signera")
}

/// Radera.
pub fn delete(id: CertificateId) -> String {
    format!("/intyg/{id}/radera")
}

/// Historik.
pub fn history(id: CertificateId) -> String {
    format!("/intyg/{id}/historik")
}

/// Historik with the answers of one saved state.
pub fn history_state(id: CertificateId, rev: i64) -> String {
    format!("/intyg/{id}/historik?tillstand={rev}")
}

/// What differs from an older certificate.
pub fn compare(id: CertificateId, older: CertificateId) -> String {
    format!("/intyg/{id}/jamfor/{older}")
}

/// The patient's sick leaves.
pub fn sick_leaves(patient: PatientKey) -> String {
    format!("/patient/{patient}/sjukskrivningar")
}

/// Regelförklaringar at one rule.
pub fn rule(number: &str) -> String {
    format!("{RULES}#regel-{number}")
}

/// Komplettering (POST).
pub fn complement(id: CertificateId) -> String {
    format!("/intyg/{id}/komplettering")
}

/// Konversation.
pub fn conversation(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation")
}

/// Konversation at one message.
pub fn conversation_at(id: CertificateId, message: MessageId) -> String {
    format!("/intyg/{id}/konversation#meddelande-{message}")
}

/// Konversation, which asks whether a request is to be marked without a completion.
pub fn ask_to_handle(id: CertificateId, message: MessageId) -> String {
    format!("/intyg/{id}/konversation?hantera={message}#meddelande-{message}")
}

/// Hanterat of a message (POST).
pub fn handle_message(id: CertificateId, message: MessageId) -> String {
    format!("/intyg/{id}/konversation/{message}/hanterat")
}

/// Hanterat of the only message that waits (POST).
pub fn handle_only_message(id: CertificateId) -> String {
    format!("/intyg/{id}/hanterat")
}

/// Nytt meddelande.
pub fn new_message(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation/nytt")
}

/// Nytt meddelande as the answer to a question.
pub fn answer_message(id: CertificateId, question: MessageId) -> String {
    format!("{}?fraga={question}", new_message(id))
}

/// Kan inte komplettera.
pub fn cannot_complete(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation/kan-inte-komplettera")
}

/// Saves what is being written, in the background (POST).
pub fn save_message(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation/utkast")
}

/// Kasta, for what is written in `slot`.
pub fn discard_message(id: CertificateId, slot: &str) -> String {
    format!("/intyg/{id}/konversation/kasta?plats={}", encode(slot))
}

/// States of the own messages, in the background.
pub fn conversation_delivery(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation/leverans")
}

/// Ny kopia.
pub fn copy(id: CertificateId) -> String {
    format!("/intyg/{id}/ny-kopia")
}

/// The print dialog.
pub fn print(id: CertificateId) -> String {
    format!("/intyg/{id}/skriv-ut")
}

/// The print dialog after the order: it leads to the document.
pub fn print_ordered(id: CertificateId, code: PrintCode, target: &str) -> String {
    format!(
        "{}?kod={}&till={}",
        print(id),
        code.to_text(),
        encode(target)
    )
}

/// The document of a print.
pub fn pdf(id: CertificateId, code: PrintCode) -> String {
    format!("/intyg/{id}/pdf?kod={}", code.to_text())
}

/// Closes the certificate's tab (POST).
pub fn close_tab(id: CertificateId) -> String {
    format!("/intyg/{id}/stang-flik")
}

/// The editor.
pub fn edit(id: CertificateId) -> String {
    format!("/intyg/{id}/redigera")
}

/// The editor as it was left for signing: Utkast is not ticked.
pub fn edit_to_sign(id: CertificateId) -> String {
    format!("/intyg/{id}/redigera?utkast=nej")
}

/// The editor with the list of what is missing.
pub fn edit_and_check(id: CertificateId) -> String {
    format!("/intyg/{id}/redigera?kontrollera=ja#felsammanfattning")
}

/// Autosave (POST).
pub fn answers(id: CertificateId) -> String {
    format!("/intyg/{id}/svar")
}

/// Validera (POST).
pub fn validate(id: CertificateId) -> String {
    format!("/intyg/{id}/validera")
}

/// Spara (POST).
pub fn save(id: CertificateId) -> String {
    format!("/intyg/{id}/spara")
}

/// Stäng (POST).
pub fn close(id: CertificateId) -> String {
    format!("/intyg/{id}/stang")
}

/// The patient's diagnoses in the journal, for row `row` (from 1).
pub fn journal_diagnoses(id: CertificateId, row: usize) -> String {
    format!("/intyg/{id}/diagnos/{row}/journal")
}

/// Row `row` (from 1) of the diagnoses takes what was picked (POST).
pub fn diagnosis(id: CertificateId, row: usize) -> String {
    format!("{}{row}", diagnosis_rows(id))
}

/// Before the number of a row of diagnoses.
pub fn diagnosis_rows(id: CertificateId) -> String {
    format!("/intyg/{id}/diagnos/")
}

/// An address with those values of a query that are not empty.
pub fn with_query(base: &str, values: &[(&str, &str)]) -> String {
    let mut url = base.to_owned();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(name);
        url.push('=');
        url.push_str(&encode(value));
    }
    url
}

/// Percent-encodes a value of a query.
pub fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Returns `next` when it is an address of ours that a page may lead to, so that a login never ends on another site.
pub fn own(next: &str) -> Option<&str> {
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (next.starts_with('/') && !next.starts_with("//") && plain).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_followed_after_login() {
        for good in ["/", "/patient", "/intyg/1?flik=om"] {
            assert_eq!(own(good), Some(good));
        }
        for bad in [
            "",
            "patient",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/ å",
        ] {
            assert_eq!(own(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_query_value_is_encoded() {
        assert_eq!(
            login_and_return("/intyg/1?a=å&b=1"),
            "/logga-in?till=/intyg/1%3Fa%3D%C3%A5%26b%3D1"
        );
    }
}
