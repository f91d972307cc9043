//! What differs between two certificates, answer by answer and word by word.

use intyg_catalog::answers::Answers;
use intyg_catalog::difference::{Change, Difference, Stands, difference};
use intyg_catalog::element::CertificateType;
use intyg_catalog::reading::read;
use intyg_catalog::view::{Content, Origin};
use proptest::prelude::*;

use crate::samples::{TODAY, Titles, V1, V2, all, minimal, minimal_v2, with};

fn compare(
    (old_type, old): (&'static CertificateType, &Answers),
    (new_type, new): (&'static CertificateType, &Answers),
) -> Difference {
    let values = [
        read(old_type, old, TODAY, &Titles),
        read(new_type, new, TODAY, &Titles),
    ];
    let content = |ctype: &'static CertificateType, answers, at: usize| Content {
        ctype,
        text_version: "",
        answers,
        values: &values[at].values,
        additional: &[],
        origin: Origin::Draft,
        today: TODAY,
    };
    difference(&content(old_type, old, 0), &content(new_type, new, 1))
}

fn marked(found: &Difference) -> Vec<(String, Change)> {
    found
        .sections
        .iter()
        .flat_map(|section| &section.answers)
        .filter(|answer| answer.change != Change::Unchanged)
        .map(|answer| {
            let id = answer.element.map_or("", |id| id.as_str());
            (id.to_owned(), answer.change)
        })
        .collect()
}

#[test]
fn exactly_the_changed_answers_are_marked() {
    let old = minimal();
    let new = with(
        minimal(),
        &[("35", "Nedsatt rörlighet."), ("25", "Nytt."), ("17", "")],
    );
    let found = compare((V1, &old), (V1, &new));
    assert_eq!(
        marked(&found),
        [
            ("35".to_owned(), Change::Changed),
            ("17".to_owned(), Change::Removed),
            ("25".to_owned(), Change::Added),
        ]
    );
    assert_eq!(found.changed, 3);
    let one_reverted = with(new, &[("25", "")]);
    assert_eq!(compare((V1, &old), (V1, &one_reverted)).changed, 2);
    assert_eq!(compare((V1, &old), (V1, &old)).changed, 0);
}

#[test]
fn words_are_marked_and_the_rest_stays() {
    let old = with(minimal(), &[("35", "Kan inte lyfta tungt.")]);
    let new = with(minimal(), &[("35", "Kan inte bära tungt.")]);
    let found = compare((V1, &old), (V1, &new));
    let answer = found
        .sections
        .iter()
        .flat_map(|section| &section.answers)
        .find(|answer| answer.change == Change::Changed)
        .expect("one");
    let parts: Vec<_> = answer
        .parts
        .iter()
        .map(|p| (p.stands, p.text.as_str()))
        .collect();
    assert_eq!(
        parts,
        [
            (Stands::InBoth, "Kan inte "),
            (Stands::Before, "lyfta"),
            (Stands::Now, "bära"),
            (Stands::InBoth, " tungt."),
        ]
    );
}

#[test]
fn what_a_later_version_no_longer_asks_is_still_shown() {
    let old = with(minimal(), &[("27", "")]);
    let found = compare((V1, &old), (V2, &minimal_v2()));
    let last = found.sections.last().expect("sections");
    assert_eq!(last.heading, "Besvaras inte längre");
    assert!(
        last.answers
            .iter()
            .all(|answer| answer.change == Change::Removed)
    );
    assert!(
        last.answers
            .iter()
            .any(|answer| answer.element.is_some_and(|id| id.as_str() == "40"))
    );
}

proptest! {
    /// Both texts can be read out of the marks.
    #[test]
    fn nothing_is_lost_between_the_marks(old in "[a-c ]{0,12}(\\n[a-c ]{0,6})?", new in "[a-c ]{0,12}(\\n[a-c ]{0,6})?") {
        let before = with(minimal(), &[("35", &old)]);
        let after = with(minimal(), &[("35", &new)]);
        let found = compare((V1, &before), (V1, &after));
        let answer = found.sections.iter().flat_map(|s| &s.answers).find(|a| a.element.is_some_and(|id| id.as_str() == "35")).expect("asked");
        let text = |stands| -> String {
            answer.parts.iter().filter(|p| p.stands == Stands::InBoth || p.stands == stands).map(|p| p.text.as_str()).collect()
        };
        prop_assert_eq!(text(Stands::Before), old);
        prop_assert_eq!(text(Stands::Now), new);
    }
}

#[test]
fn every_type_can_be_compared_with_itself() {
    for sample in all() {
        let full = (sample.full)();
        assert_eq!(compare((sample.ty, &full), (sample.ty, &full)).changed, 0);
        let from_nothing = compare((sample.ty, &Answers::default()), (sample.ty, &full));
        assert!(
            marked(&from_nothing)
                .iter()
                .all(|(_, change)| *change != Change::Changed)
        );
    }
}
