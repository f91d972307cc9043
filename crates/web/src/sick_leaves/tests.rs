use intyg_core::sick_leave::Spell;
use jiff::ToSpan as _;
use jiff::civil::date;
use scraper::{Html, Selector};

use super::*;

const DAY_ONE: Date = date(2026, 3, 1);

fn period(number: u8, from: i32, to: i32, percent: u16, state: PeriodState) -> SickLeavePeriod {
    SickLeavePeriod {
        spell: Spell {
            certificate: CertificateId::from_random_bytes([number; 16]),
            from: DAY_ONE + from.days(),
            to: DAY_ONE + to.days(),
            percent,
            is_draft: state == PeriodState::Draft,
        },
        created_at: "2026-03-01T09:00:00Z".parse().expect("a time"),
        state,
    }
}

fn html(periods: &[SickLeavePeriod]) -> Html {
    let picture = Picture::of(periods, DAY_ONE + 5.days(), None).expect("a picture");
    Html::parse_fragment(&picture.render().expect("it renders"))
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector)
        .map(|element| element.text().collect::<String>())
        .collect()
}

#[test]
fn picture_and_table_tell_the_same() {
    let periods = [
        period(1, 0, 30, 100, PeriodState::InForce),
        period(2, 28, 60, 50, PeriodState::Draft),
        period(3, 64, 70, 25, PeriodState::Draft),
    ];
    let html = html(&periods);
    let titles = texts(&html, "rect[class^=deg] title");
    let rows: Vec<String> = texts(&html, "tbody tr");
    assert_eq!(titles.len(), rows.len());
    for ((title, row), period) in titles.iter().zip(&rows).zip(&periods) {
        let Spell {
            from, to, percent, ..
        } = period.spell;
        assert_eq!(*title, format!("{percent} procent {from}–{to}"));
        let days = period.spell.stretch().days();
        assert!(
            row.starts_with(&format!("{from}{to}{days}{percent} %")),
            "{row}"
        );
    }
    assert_eq!(texts(&html, "rect.draft").len(), 2, "drafts are dashed");
    assert_eq!(
        texts(&html, "figcaption li"),
        [
            "överlappar 3 dagar, 2026-03-29–2026-03-31",
            "uppehåll 3 dagar, 2026-05-01–2026-05-03"
        ]
    );
    assert_eq!(
        texts(&html, "figcaption > p"),
        ["Pågående sjukfall sedan 2026-03-01, dag 6."]
    );
    let summary = html
        .select(&Selector::parse("svg").expect("a selector"))
        .next();
    assert_eq!(
        summary.and_then(|svg| svg.attr("aria-label")),
        Some("Sjukskrivningar 2026-03-01–2026-05-10: 3 perioder, 1 uppehåll och 1 överlappning.")
    );
}

#[test]
fn five_hundred_certificates_are_drawn_within_the_picture() {
    let periods: Vec<_> = (0..500)
        .map(|n| period(1, n * 10, n * 10 + 7, 50, PeriodState::Ended))
        .collect();
    let html = html(&periods);
    assert_eq!(texts(&html, "tbody tr").len(), 500);
    assert_eq!(texts(&html, "rect[class^=deg]").len(), 500);
}

#[test]
fn per_cents_keep_their_zeros() {
    for (thousandths, expected) in [
        (0, "0.000%"),
        (5, "0.005%"),
        (12_340, "12.340%"),
        (100_000, "100.000%"),
    ] {
        assert_eq!(per_cent(thousandths), expected);
    }
}
