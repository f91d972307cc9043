use intyg_catalog::element::{Element, Kind};
use intyg_catalog::fields::FieldRole;
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::*;
use crate::editor::view::tests::{form_html, full_answers};

/// A type with fields of every role.
fn ctype() -> &'static CertificateType {
    let with_periods = registry::ALL.iter().find(|ty| ty.period_element.is_some());
    with_periods.expect("a type with periods")
}

/// Returns what a browser would post of a form.
fn successful_controls(html: &str) -> Vec<(String, String)> {
    let document = Html::parse_fragment(html);
    let selector =
        Selector::parse("input[name], textarea[name], select[name]").expect("a selector");
    let controls = document.select(&selector).filter_map(|control| {
        let name = control.attr("name")?.to_owned();
        let value = match (
            control.value().name(),
            control.attr("type").unwrap_or_default(),
        ) {
            ("input", "checkbox" | "radio") => control
                .attr("checked")
                .and(control.attr("value"))?
                .to_owned(),
            ("input", _) => control.attr("value").unwrap_or_default().to_owned(),
            ("select", _) => chosen(control),
            _ => control.text().collect::<String>().replace('\n', "\r\n"),
        };
        Some((name, value))
    });
    controls.collect()
}

fn chosen(select: ElementRef<'_>) -> String {
    let option = Selector::parse("option[selected]").expect("a selector");
    select
        .select(&option)
        .next()
        .and_then(|option| option.attr("value"))
        .unwrap_or_default()
        .to_owned()
}

fn read(ctype: &CertificateType, pairs: &[(String, String)]) -> Answered {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    answers(ctype, &pairs, None).expect("answers")
}

fn posted(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let Ok(Answered::Changed(changed)) = answers(ctype(), pairs, None) else {
        panic!("single fields")
    };
    changed
}

/// Answers with anything that somebody can have put in a form.
fn any_answers() -> impl Strategy<Value = (&'static CertificateType, Answers)> {
    proptest::sample::select(registry::ALL)
        .prop_flat_map(|ctype| answers_of(ctype).prop_map(move |answers| (ctype, answers)))
}

fn answers_of(ctype: &CertificateType) -> impl Strategy<Value = Answers> + use<> {
    let fields: Vec<_> = ctype
        .elements()
        .flat_map(|element| {
            fields(element)
                .into_iter()
                .map(move |field| (shape(element, &field), field))
        })
        .map(|(shape, field)| {
            let values = match shape {
                // Only a question of its own keeps "no" apart from nothing.
                Shape::Box => words_of(vec!["", "true"]),
                Shape::OneOf(words) if words.is_empty() => Just(String::new()).boxed(),
                Shape::OneOf(mut words) => {
                    words.push("");
                    words_of(words)
                }
                // The preset one is the same as none.
                Shape::Preset(words) => {
                    words_of([&[""], words.get(1..).unwrap_or_default()].concat())
                }
                Shape::Typed if field.role == FieldRole::Text => {
                    "[a-zåäö<>&\"'\n\t =.0-9]{0,40}".boxed()
                }
                Shape::Typed => "[a-zåäö<>&\"' =.0-9-]{0,12}".boxed(),
            };
            values.prop_map(move |value| (field.key.clone(), value))
        })
        .collect();
    fields.prop_map(|fields| fields.into_iter().collect())
}

fn words_of(words: Vec<&'static str>) -> BoxedStrategy<String> {
    proptest::sample::select(words)
        .prop_map(str::to_owned)
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_form_posts_back_what_it_was_made_from((ctype, answers) in any_answers()) {
        let html = form_html(ctype, &answers, Checked::Yes);
        prop_assert_eq!(read(ctype, &successful_controls(&html)), Answered::Whole(answers));
    }
}

#[test]
fn a_full_and_an_empty_form_post_back_what_they_were_made_from() {
    for ctype in registry::ALL {
        let mut full = full_answers(ctype);
        let lines = ctype.elements().flat_map(fields);
        for field in lines.filter(|field| field.role == FieldRole::Line) {
            full.set(field.key, "en rad");
        }
        for answers in [Answers::default(), full] {
            let html = form_html(ctype, &answers, Checked::NotYet);
            let posted = read(ctype, &successful_controls(&html));
            assert_eq!(posted, Answered::Whole(answers));
        }
    }
}

/// The first field with this role, and the next one after it.
fn field(role: FieldRole) -> String {
    ctype()
        .elements()
        .flat_map(fields)
        .find(|field| field.role == role)
        .expect("such a field")
        .key
}

#[test]
fn single_fields_are_read_by_what_may_stand_in_them() {
    let (tick, text, date, choice) = (
        field(FieldRole::Tick),
        field(FieldRole::Text),
        field(FieldRole::Date),
        field(FieldRole::Choice),
    );
    for (name, given, expected) in [
        (&tick, vec!["true"], Some("true")),
        (&tick, vec!["false", "true"], Some("true")),
        (&tick, vec!["false"], Some("false")),
        (&tick, vec!["on"], Some("")),
        (&text, vec!["a\r\nb\rc"], Some("a\nb\nc")),
        (&text, vec!["\u{201c}x\u{201d}\0"], Some("\"x\"")),
        (&text, vec![""], Some("")),
        (&text, vec!["förra", "sista"], Some("sista")),
        (&date, vec!["2026-02-31"], Some("2026-02-31")),
        (&choice, vec!["hittepå"], Some("")),
        (&"okänt".to_owned(), vec!["x"], None),
        (&"rev".to_owned(), vec!["7"], None),
    ] {
        let pairs: Vec<(&str, &str)> = given.iter().map(|value| (name.as_str(), *value)).collect();
        let expected: Vec<_> = expected
            .map(|text| (name.clone(), text.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(posted(&pairs), expected, "{name} {given:?}");
    }
}

#[test]
fn a_question_on_the_form_without_its_fields_has_been_emptied() {
    let element = ctype().elements().next().expect("an element");
    let keys: Vec<_> = fields(element)
        .into_iter()
        .map(|field| (field.key, String::new()))
        .collect();
    assert_eq!(posted(&[("fraga", element.id.as_str())]), keys);
    assert_eq!(posted(&[]), []);
}

#[test]
fn no_text_is_longer_than_any_field_takes() {
    let text = field(FieldRole::Text);
    for (length, is_taken) in [
        (LONGEST_TEXT - 1, true),
        (LONGEST_TEXT, true),
        (LONGEST_TEXT + 1, false),
    ] {
        let long = "å".repeat(length);
        let read = answers(ctype(), &[(text.as_str(), long.as_str())], None);
        assert_eq!(read.is_ok(), is_taken, "{length}");
        assert!(
            is_taken
                || read
                    == Err(TextTooLong {
                        field: text.clone()
                    })
        );
    }
}

#[test]
fn the_forms_own_fields_are_read() {
    let envelope = Envelope::parse(
        ctype(),
        &[
            ("rev", "7"),
            ("visa", "saknas"),
            ("utkast", "true"),
            ("skriver", "x"),
            ("rader", "6:2"),
            ("rader", "x:100"),
            ("har", "q-1:ab navigator:cd trasig"),
        ],
    );
    assert_eq!(envelope.rev, Some(7));
    assert_eq!(envelope.checked, Checked::Yes);
    assert!(envelope.keep_as_draft);
    assert_eq!(envelope.typing_in.as_deref(), Some("x"));
    assert_eq!(envelope.open_rows, BTreeMap::from([("6".to_owned(), 2)]));
    assert_eq!(envelope.known.len(), 2);

    let nothing = Envelope::parse(ctype(), &[("rev", "sju"), ("utkast", "false")]);
    assert_eq!(
        (nothing.rev, nothing.checked, nothing.keep_as_draft),
        (None, Checked::NotYet, false)
    );
}

/// The element with diagnoses, and answers with three rows.
fn three_rows() -> (String, Answers) {
    let element = ctype()
        .diagnosis_element
        .expect("diagnoses")
        .as_str()
        .to_owned();
    let rows = [("1", "A"), ("2", "B"), ("3", "C")];
    let answers = rows.into_iter().flat_map(|(row, code)| {
        [
            (format!("{element}.{row}.kod"), code.to_owned()),
            (format!("{element}.{row}.text"), code.to_lowercase()),
        ]
    });
    (element.clone(), answers.collect())
}

fn codes_after(step: &str) -> String {
    let (element, rows) = three_rows();
    let step = Step::parse(ctype(), &step.replace('E', &element));
    let mut pairs: Vec<(&str, &str)> = rows.iter().collect();
    pairs.push(("fraga", &element));
    let Ok(Answered::Changed(changed)) = answers(ctype(), &pairs, step.as_ref()) else {
        panic!("one question")
    };
    let changed: Answers = changed.into_iter().collect();
    let rows = (1..=3).map(|row| {
        let part = |part| changed.get(&format!("{element}.{row}.{part}"));
        format!("{}{}", part("kod"), part("text"))
    });
    rows.collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_of_diagnoses_are_moved_and_removed_with_code_and_text_together() {
    for (step, expected) in [
        ("ta-bort:E:1", "Bb Cc "),
        ("ta-bort:E:2", "Aa Cc "),
        ("ta-bort:E:3", "Aa Bb "),
        ("upp:E:3", "Aa Cc Bb"),
        ("ner:E:1", "Bb Aa Cc"),
        ("lagg-till:E", "Aa Bb Cc"),
        ("upp:E:1", "Aa Bb Cc"),
        ("ner:E:3", "Aa Bb Cc"),
        ("ta-bort:E:4", "Aa Bb Cc"),
        ("ta-bort:finns-inte:1", "Aa Bb Cc"),
    ] {
        assert_eq!(codes_after(step), expected, "{step}");
    }
}

#[test]
fn the_focus_follows_the_row() {
    let (element, _) = three_rows();
    for (step, rows, focus) in [
        ("lagg-till", 2, 3),
        ("ta-bort:2", 3, 1),
        ("upp:3", 3, 2),
        ("ner:1", 3, 2),
        ("sok:2", 2, 2),
    ] {
        let (word, row) = step.split_once(':').unwrap_or((step, ""));
        let mut open_rows = BTreeMap::from([(element.clone(), rows)]);
        let Some(Step::Row(step)) = Step::parse(ctype(), &format!("{word}:{element}:{row}")) else {
            panic!("{word}")
        };
        step.adjust(&mut open_rows);
        assert_eq!(
            step.focus(&open_rows),
            format!("{element}.{focus}.kod"),
            "{word}"
        );
    }
}

#[test]
fn the_type_of_a_form_is_one_that_we_know() {
    let key = format!("{} {}", ctype().code, ctype().major);
    assert!(type_of(&[("typ", &key)]).is_some());
    for bad in ["", "LISJP", "X 1", "LISJP x", "LISJP 99"] {
        assert!(type_of(&[("typ", bad)]).is_none(), "{bad}");
    }
}

/// Rows of investigations are added and removed like those of diagnoses, and nothing else is done with them.
#[test]
fn rows_of_investigations_can_be_added_and_removed() {
    let (ctype, element) = registry::ALL
        .iter()
        .find_map(|ctype| {
            let is_it = |e: &&Element| matches!(e.kind, Kind::Investigations { .. });
            Some((*ctype, ctype.elements().find(is_it)?))
        })
        .expect("a type with investigations");
    let id = element.id.as_str();
    let parse = |word: &str| Step::parse(ctype, &format!("{word}:{id}:1"));
    for word in ["upp", "ner", "sok", "journal"] {
        assert!(parse(word).is_none(), "{word}");
    }
    let keys: Vec<String> = fields(element).into_iter().map(|field| field.key).collect();
    let typed: Vec<(&str, &str)> = keys
        .iter()
        .map(String::as_str)
        .zip(["LOGOPED", "2026-01-01", "a", "PSYKOLOG", "2026-01-02", "b"])
        .chain([("fraga", id)])
        .collect();
    let step = parse("ta-bort");
    let Ok(Answered::Changed(changed)) = answers(ctype, &typed, step.as_ref()) else {
        panic!("single fields")
    };
    let left: Vec<&str> = changed.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        left,
        ["2026-01-02", "b", "PSYKOLOG", "", "", "", "", "", ""],
        "the second row has moved up, fields in the order of their keys"
    );
    let Some(Step::Row(step)) = parse("lagg-till") else {
        panic!("a row is added")
    };
    let mut open = BTreeMap::new();
    step.adjust(&mut open);
    assert_eq!(step.focus(&open), format!("{id}.2.typ"));
}
