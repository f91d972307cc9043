//! The read-only view, which Visa and the paper share.

use intyg_catalog::element::{CertificateType, Wire};
use intyg_catalog::reading;
use intyg_catalog::registry;
use intyg_catalog::view::{Content, Origin, Pair, SectionView, Shown, sections};
use intyg_catalog::visibility::visible_elements;

use crate::samples::{TODAY, Titles, V1, full, infection, minimal};

fn view(
    ctype: &'static CertificateType,
    answers: &intyg_catalog::answers::Answers,
    origin: Origin,
) -> Vec<SectionView> {
    let values = reading::read(ctype, answers, TODAY, &Titles).values;
    sections(&Content {
        ctype,
        text_version: "1.3",
        answers,
        values: &values,
        additional: &[],
        origin,
        today: TODAY,
    })
}

fn pairs(sections: Vec<SectionView>) -> Vec<Pair> {
    sections
        .into_iter()
        .flat_map(|section| section.pairs)
        .collect()
}

#[test]
fn every_question_that_is_asked_is_shown() {
    for ctype in registry::ALL {
        for answers in [
            full(),
            minimal(),
            infection(),
            (ctype.example)(TODAY, TODAY),
        ] {
            let asked = visible_elements(ctype, &answers, TODAY).into_iter();
            let (draft, document) = (
                pairs(view(ctype, &answers, Origin::Draft)),
                pairs(view(ctype, &answers, Origin::Document)),
            );
            let own = asked
                .clone()
                .filter(|(_, element)| !matches!(element.wire, Wire::Never));
            assert_eq!(draft.len(), asked.count());
            assert_eq!(
                document.len(),
                own.count(),
                "the rest is read within others"
            );
        }
    }
}

#[test]
fn a_section_that_is_ruled_out_says_why() {
    let shown = view(V1, &infection(), Origin::Document);
    assert_eq!(shown.len(), V1.sections.len());
    let out: Vec<_> = shown
        .iter()
        .filter(|section| !section.ruled_out_because.is_empty())
        .collect();
    assert!(!out.is_empty());
    assert!(out.iter().all(|section| section.pairs.is_empty()));
}

#[test]
fn each_kind_is_shown_as_one_reads_it() {
    let all = pairs(view(V1, &full(), Origin::Draft));
    let answer = |question: &str| {
        let pair = all.iter().find(|pair| pair.question.starts_with(question));
        &pair.unwrap_or_else(|| panic!("{question}")).answer
    };
    assert_eq!(
        answer("Kommer möjligheterna"),
        &Shown::Text("Ja".to_owned())
    );
    let Shown::Table(periods) = answer("Min bedömning") else {
        panic!("no table");
    };
    assert_eq!(periods.rows.len(), 4);
    assert!(periods.note.starts_with("Intyget omfattar "));
    let Shown::Table(basis) = answer("Intyget är baserat på") else {
        panic!("no table");
    };
    assert!(
        basis
            .rows
            .iter()
            .any(|row| row[0].ends_with(": Samtal med arbetsgivaren"))
    );
    assert!(matches!(answer("I relation till"), Shown::Lines(lines) if lines.len() == 2));
    let empty = pairs(view(V1, &minimal(), Origin::Draft));
    assert!(empty.iter().any(|pair| pair.answer == Shown::Missing));
}
