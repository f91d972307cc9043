//! What holds for any input.

use intyg_rivta::{
    certificate::{Delsvar, Svar, parse_register, write_register},
    interaction::Interaction,
    message::{
        parse_message_to_care, parse_message_to_recipient, write_message_to_care,
        write_message_to_recipient,
    },
    result::read_response,
    revoke::{parse_revoke, write_revoke},
    send::{parse_send, write_send},
    soap, xml,
};
use proptest::{collection::vec, prelude::*};

use crate::samples;

/// Runs everything that reads foreign bytes. Nothing may panic; verdicts are free.
fn read_everything(bytes: &[u8]) {
    let Ok(document) = xml::parse(bytes) else {
        return;
    };
    if let Ok(register) = parse_register(&document) {
        let written = write_register(&register).unwrap();
        let again = xml::parse(written.as_bytes()).unwrap();
        assert_eq!(parse_register(&again).unwrap(), register);
    }
    _ = parse_send(&document);
    _ = parse_revoke(&document);
    if let Ok(message) = parse_message_to_care(&document) {
        let written = write_message_to_care(&message).unwrap();
        let again = xml::parse(written.as_bytes()).unwrap();
        assert_eq!(parse_message_to_care(&again).unwrap(), message);
    }
    _ = parse_message_to_recipient(&document);
    _ = soap::read_request(&document);
    _ = soap::read_response(&document);
    _ = read_response(Interaction::RegisterCertificate, document.root());
}

/// A message with some bytes replaced, removed or doubled.
fn damaged(text: String) -> impl Strategy<Value = Vec<u8>> {
    let bytes = text.into_bytes();
    let length = bytes.len();
    vec((0..length, 0..4u8, any::<u8>(), 1..40usize), 1..4).prop_map(move |changes| {
        let mut bytes = bytes.clone();
        for (at, kind, byte, count) in changes {
            let at = at.min(bytes.len().saturating_sub(1));
            let end = (at + count).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let copy = bytes[at..end].to_vec();
                    drop(bytes.splice(at..at, copy));
                }
                _ => bytes.insert(at, b"<>&\"'/!?="[usize::from(byte) % 9]),
            }
            if bytes.is_empty() {
                bytes.push(b'<');
            }
        }
        bytes
    })
}

/// A message that stays well-formed: one element is swapped, doubled or dropped.
fn misplaced(text: String) -> impl Strategy<Value = String> {
    let tags: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
    (0..tags.len(), 0..tags.len(), 0..3u8).prop_map(move |(first, second, kind)| {
        let document = xml::parse(text.as_bytes()).unwrap();
        let elements: Vec<&str> = document
            .root()
            .descendants()
            .skip(1)
            .map(xml::Element::source)
            .collect();
        let first = elements[first % elements.len()];
        let second = elements[second % elements.len()];
        match kind {
            0 => text.replacen(first, second, 1),
            1 => text.replacen(first, "", 1),
            _ => text.replacen(first, &format!("{first}{second}"), 1),
        }
    })
}

fn register() -> String {
    write_register(&samples::register()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        read_everything(&bytes);
    }

    #[test]
    fn random_markup_never_panics(text in "[<>/a:= \"'!\\-\\[\\]&#x;?å\n]{0,80}") {
        read_everything(text.as_bytes());
    }

    #[test]
    fn damaged_messages_never_panic(bytes in damaged(register())) {
        read_everything(&bytes);
    }

    #[test]
    fn damaged_sends_never_panic(bytes in damaged(write_send(&samples::send()).unwrap())) {
        read_everything(&bytes);
    }

    #[test]
    fn damaged_revocations_never_panic(bytes in damaged(write_revoke(&samples::revoke()).unwrap())) {
        read_everything(&bytes);
    }

    #[test]
    fn damaged_messages_to_care_never_panic(
        bytes in damaged(write_message_to_care(&samples::message_to_care()).unwrap())
    ) {
        read_everything(&bytes);
    }

    #[test]
    fn damaged_messages_to_recipients_never_panic(
        bytes in damaged(write_message_to_recipient(&samples::message_to_recipient()).unwrap())
    ) {
        read_everything(&bytes);
    }

    #[test]
    fn misplaced_elements_of_messages_never_panic(
        text in misplaced(write_message_to_care(&samples::message_to_care()).unwrap())
    ) {
        read_everything(text.as_bytes());
    }

    #[test]
    fn misplaced_elements_never_panic(text in misplaced(register())) {
        read_everything(text.as_bytes());
    }

    #[test]
    fn any_text_survives_writing_and_reading(
        texts in vec("[\\t\\n\\r -~\u{A0}-\u{FF}\u{2000}-\u{2100}😀]{0,60}", 1..5)
    ) {
        let mut register = samples::register();
        register.certificate.answers = texts
            .iter()
            .map(|text| Svar {
                id: "25".to_owned(),
                instance: None,
                parts: vec![Delsvar::text("25.1", text.clone())],
            })
            .collect();
        let written = write_register(&register).unwrap();
        let document = xml::parse(written.as_bytes()).unwrap();
        prop_assert_eq!(parse_register(&document).unwrap(), register);
    }
}
