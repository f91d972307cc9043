use super::*;
use jiff::SignedDuration;

fn words() -> Words {
    Words {
        today: jiff::civil::date(2026, 11, 22),
        turn_to: "Kontakta it-stödet.".to_owned(),
        csrf: "token".to_owned(),
        shows_patients: true,
    }
}

#[test]
fn the_strip_says_who_is_away_and_how_much_waits() {
    let at: jiff::Timestamp = "2026-11-22T09:12:00Z".parse().expect("a time");
    let receiver = |is_paused, waiting, since| ReceiverState {
        name: "Intygstjänsten".to_owned(),
        since,
        is_paused,
        waiting,
    };
    for (receiver, expected) in [
        (
            receiver(false, 2, at),
            "Intygstjänsten svarar inte sedan 10.12. 2 meddelanden väntar.",
        ),
        (
            receiver(false, 1, at - SignedDuration::from_hours(24)),
            "Intygstjänsten svarar inte sedan 2026-11-21 kl. 10.12. 1 meddelande väntar.",
        ),
        (
            receiver(true, 3, at),
            "Sändningen till Intygstjänsten är pausad sedan 10.12. 3 meddelanden väntar.",
        ),
    ] {
        assert_eq!(strip(&receiver, &words()), expected);
    }
}

#[test]
fn what_cannot_be_read_is_told_of() {
    for (count, expected) in [
        (0, None),
        (
            1,
            Some("1 meddelande kan inte läsas och skickas inte. Kontakta it-stödet."),
        ),
        (
            2,
            Some("2 meddelanden kan inte läsas och skickas inte. Kontakta it-stödet."),
        ),
    ] {
        assert_eq!(unreadable(count, &words()).as_deref(), expected);
    }
}

#[test]
fn an_address_keeps_the_filter_and_the_other_pages() {
    let asked = Asked {
        typ: "send".to_owned(),
        fel: "2".to_owned(),
        ..Asked::default()
    };
    assert_eq!(
        asked.address("skickade", "3"),
        "/enhet/utkorg?typ=send&fel=2&skickade=3"
    );
    assert_eq!(asked.address("fel", ""), "/enhet/utkorg?typ=send");
    assert_eq!(Asked::default().address("fel", ""), "/enhet/utkorg");
}
