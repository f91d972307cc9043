use std::collections::BTreeSet;

use intyg_catalog::fields::{FieldRole, fields};
use intyg_catalog::{registry, validation};
use intyg_core::diagnosis::DiagnosisTitles;
use jiff::ToSpan as _;
use jiff::civil::date;
use scraper::{ElementRef, Html, Selector};

use super::*;
use crate::editor::fields::{Shape, shape};

const TODAY: Date = date(2026, 11, 22);

/// A register that knows every code.
struct EveryCode;

impl DiagnosisTitles for EveryCode {
    fn title(&self, _: CodeSystem, code: &str) -> Option<String> {
        Some(format!("Titel på {code}"))
    }
}

/// Returns answers with something in every field.
pub(in crate::editor) fn full_answers(ctype: &CertificateType) -> Answers {
    let mut answers = Answers::default();
    for element in ctype.elements() {
        for field in fields(element) {
            let text = match (field.role, shape(element, &field)) {
                (FieldRole::Tick, _) => "true".to_owned(),
                (_, Shape::Preset(words)) => words.last().copied().unwrap_or_default().to_owned(),
                (_, Shape::OneOf(words)) => words.first().copied().unwrap_or_default().to_owned(),
                (FieldRole::Date | FieldRole::EndDate, _) => "2026-11-20".to_owned(),
                (FieldRole::DiagnosisCode, _) => "M545".to_owned(),
                (FieldRole::Number, _) => "6".to_owned(),
                _ => "Text med <tecken> & \"citat\"\noch en rad till".to_owned(),
            };
            answers.set(field.key, text);
        }
    }
    answers
}

/// Renders the form of a type.
pub(in crate::editor) fn form_html(
    ctype: &'static CertificateType,
    answers: &Answers,
    checked: Checked,
) -> String {
    let findings = validation::validate(ctype, answers, TODAY, &EveryCode);
    let open_rows = BTreeMap::new();
    let context = FormContext {
        ctype,
        version: ctype.text_version_on(TODAY),
        answers,
        findings: &findings,
        today: TODAY,
        checked,
        typing_in: None,
        open_rows: &open_rows,
        register_notices: &[(CodeSystem::Icd10Se, "Ett litet register.".to_owned())],
        origins: &BTreeMap::new(),
        unreviewed: &[],
        requests: &[],
    };
    let mut html = String::new();
    for section in sections(&context).expect("sections") {
        let anchor = section.anchor;
        html.extend([
            "<section id=\"",
            &anchor,
            "\" aria-labelledby=\"",
            &anchor,
            "-rubrik\">",
        ]);
        html.push_str(&section.head.html());
        for question in section.questions {
            html.push_str(&question.html());
        }
        html.push_str("</section>");
    }
    html.push_str(&navigator(&context).expect("the navigator").html());
    html.push_str(&summary(&context).expect("the summary").html());
    html
}

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).expect("a selector"))
        .collect()
}

/// Every type, empty and full, before and after the first check.
fn every_form() -> Vec<(String, Html)> {
    let mut forms = Vec::new();
    for ctype in registry::ALL {
        for (what, answers) in [("empty", Answers::default()), ("full", full_answers(ctype))] {
            for checked in [Checked::NotYet, Checked::Yes] {
                let name = format!("{} {what} {checked:?}", ctype.code);
                forms.push((
                    name,
                    Html::parse_fragment(&form_html(ctype, &answers, checked)),
                ));
            }
        }
    }
    forms
}

#[test]
fn every_id_is_there_once_and_everything_that_refers_to_one_finds_it() {
    for (name, html) in every_form() {
        let mut ids = BTreeSet::new();
        for element in select(&html, "[id]") {
            let id = element.attr("id").expect("an id");
            assert!(ids.insert(id), "{name}: {id} twice");
        }
        for attribute in [
            "for",
            "aria-describedby",
            "aria-labelledby",
            "aria-controls",
            "data-pick",
        ] {
            for element in select(&html, &format!("[{attribute}]")) {
                for id in element
                    .attr(attribute)
                    .into_iter()
                    .flat_map(str::split_whitespace)
                {
                    assert!(ids.contains(id), "{name}: {attribute} names {id}");
                }
            }
        }
        for link in select(&html, "a[href^='#']") {
            let target = link
                .attr("href")
                .unwrap_or_default()
                .trim_start_matches('#');
            assert!(ids.contains(target), "{name}: a link to {target}");
        }
    }
}

#[test]
fn every_control_has_a_label_and_every_group_a_legend() {
    for (name, html) in every_form() {
        for control in select(&html, "input:not([type=hidden]), textarea, select") {
            let id = control
                .attr("id")
                .unwrap_or_else(|| panic!("{name}: a control without id"));
            let labels = select(&html, &format!("label[for='{id}']"));
            let text: String = labels.iter().flat_map(ElementRef::text).collect();
            assert!(
                labels.len() == 1 && !text.trim().is_empty(),
                "{name}: {id} has {} labels",
                labels.len()
            );
        }
        for group in select(&html, "fieldset") {
            let legend = Selector::parse("legend").expect("a selector");
            let text: String = group
                .select(&legend)
                .next()
                .expect("a legend")
                .text()
                .collect();
            assert!(!text.trim().is_empty(), "{name}: an empty legend");
        }
        for button in select(&html, "button") {
            assert!(
                !button.text().collect::<String>().trim().is_empty(),
                "{name}: a button without words"
            );
        }
    }
}

#[test]
fn questions_and_fields_have_the_ids_that_tests_and_links_rely_on() {
    for ctype in registry::ALL {
        let html = Html::parse_fragment(&form_html(ctype, &Answers::default(), Checked::Yes));
        for element in ctype.elements() {
            assert_eq!(
                select(&html, &format!("#{}", question_anchor(element.id))).len(),
                1,
                "{}",
                element.id
            );
            for field in fields(element) {
                let names = select(&html, &format!("[name='{}']", field.key));
                assert!(!names.is_empty(), "{} is not on the form", field.key);
            }
        }
    }
}

#[test]
fn what_is_missing_is_listed_after_the_check_and_waits_before_it() {
    for ctype in registry::ALL {
        let before = Html::parse_fragment(&form_html(ctype, &Answers::default(), Checked::NotYet));
        let after = Html::parse_fragment(&form_html(ctype, &Answers::default(), Checked::Yes));
        let stops = select(&after, "#navigator a[data-gap]").len();
        assert!(stops > 0);
        assert_eq!(
            select(&before, "#navigator a[data-gap]").len(),
            stops,
            "F8 finds them in any case"
        );
        assert_eq!(
            select(&before, "#navigator a[data-gap]:not([hidden])").len(),
            0
        );
        assert_eq!(select(&before, "section .remark.stop").len(), 0);
        assert_eq!(
            select(&after, "#navigator a[data-gap]:not([hidden])").len(),
            stops
        );
        assert_eq!(select(&after, "#felsammanfattning li a").len(), stops);
        assert_eq!(
            select(&after, ".question .remark.stop, .section-head .remark.stop").len(),
            stops,
            "the same at the field, or at the section that it concerns as a whole"
        );
        let words: String = select(&after, ".nav-count")
            .iter()
            .flat_map(ElementRef::text)
            .collect();
        assert_eq!(words, format!("{stops} uppgifter saknas"));
    }
}

#[test]
fn remarks_wait_while_somebody_types_in_the_field() {
    let ctype = registry::ALL.first().expect("a type");
    let field = ctype
        .elements()
        .flat_map(fields)
        .find(|field| field.role == FieldRole::Date)
        .expect("a date");
    let tick = field.key.rsplit_once('.').expect("a row").0.to_owned();
    let answers: Answers = [
        (tick, "true".to_owned()),
        (field.key.clone(), "2026-02-31".to_owned()),
    ]
    .into_iter()
    .collect();
    let findings = validation::validate(ctype, &answers, TODAY, &EveryCode);
    let open_rows = BTreeMap::new();
    let origins = BTreeMap::new();
    let mut context = FormContext {
        ctype,
        version: None,
        answers: &answers,
        findings: &findings,
        today: TODAY,
        checked: Checked::NotYet,
        typing_in: None,
        open_rows: &open_rows,
        register_notices: &[],
        origins: &origins,
        unreviewed: &[],
        requests: &[],
    };
    let shows = |context: &FormContext<'_>| {
        let fragments = fragments(context).expect("fragments");
        fragments.iter().any(|fragment| {
            fragment
                .html()
                .contains("2026-02-31 finns inte i kalendern.")
        })
    };
    assert!(shows(&context));
    context.typing_in = Some(&field.key);
    assert!(!shows(&context));
}

#[test]
fn a_warning_does_not_mark_its_row_as_wrong() {
    for ctype in registry::ALL
        .iter()
        .filter(|ctype| ctype.period_element.is_some())
    {
        // So long a period is unusual, but not wrong.
        let from = TODAY.checked_sub(300.days()).expect("a day");
        let html = form_html(ctype, &(ctype.example)(from, TODAY), Checked::Yes);
        let html = Html::parse_document(&html);
        assert!(!select(&html, ".period-row .remark.warning").is_empty());
        assert_eq!(select(&html, ".period-row.invalid").len(), 0);
    }
}

#[test]
fn a_form_with_all_fields_is_small() {
    for ctype in registry::ALL {
        let bytes = form_html(ctype, &full_answers(ctype), Checked::Yes).len();
        assert!(bytes < 120_000, "{}: {bytes} bytes", ctype.code);
    }
}
