use super::*;

fn words() -> Words {
    let mut words = Words::default();
    words
        .add(r#"const A: ElementId = ElementId("33.2"); const B: ElementId = ElementId("27"); const C: [&str; 2] = ["HELT_NEDSATT", "LISJP"];"#)
        .unwrap();
    words
}

fn check(language: Language, text: &str, expected: &[(usize, &str)]) {
    let found = forbidden(language, text, &words()).unwrap();
    let found: Vec<(usize, &str)> = found.iter().map(|(l, w)| (*l, w.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn rust_is_looked_through() {
    for (text, expected) in [
        (r#"fn f() { answers.get("27"); }"#, vec![(1, "27")]),
        (r#"fn f() { answers.get("27.1", "270"); }"#, vec![]),
        ("fn f() -> u8 { 27 }", vec![]),
        ("\n\nconst X: &str = \"33.2\";", vec![(3, "33.2")]),
        (
            r##"const X: &str = r#"kod HELT_NEDSATT"#;"##,
            vec![(1, "HELT_NEDSATT")],
        ),
        (
            r#"const X: &str = "<div id='f-32-x'>";"#,
            vec![(1, "f-32-x")],
        ),
        (
            r#"const X: &str = "Läkarintyg FK 7804";"#,
            vec![(1, "FK 7804")],
        ),
        ("enum E { Lisjp }", vec![(1, "Lisjp")]),
        (
            r#"#[serde(rename = "LISJP")] struct S;"#,
            vec![(1, "LISJP")],
        ),
        (
            "/// As in LISJP, element \"27\".\nfn f() {} // FK7804",
            vec![],
        ),
        ("//! FK7804\n#![expect(dead_code)]\nfn f() {}", vec![]),
        (
            "#[cfg(test)]\nmod tests { const X: &str = \"27\"; }\nconst Y: &str = \"27\";",
            vec![(3, "27")],
        ),
        ("#[cfg(test)]\nmod lisjp;\nmod fk7804;", vec![(3, "fk7804")]),
    ] {
        check(Language::Rust, text, &expected);
    }
}

#[test]
fn scripts_are_looked_through() {
    for (text, expected) in [
        ("// FK7804\nfield('27')", vec![(2, "27")]),
        ("/* q-27\n */ const a = `f-32-x`;", vec![(2, "f-32-x")]),
        ("const a = 27, b = 'q-';", vec![]),
    ] {
        check(Language::Script, text, &expected);
    }
}

#[test]
fn templates_style_sheets_and_sql_are_looked_through() {
    let (markup, sql) = (Language::Markup, Language::Sql);
    for (language, text, expected) in [
        (
            markup,
            "{# FK7804 #}\n<p width=\"27\">LISJP</p>",
            vec![(2, "LISJP")],
        ),
        (
            markup,
            "<!-- q-1\n-->\n<a href=\"#q-27\">",
            vec![(3, "q-27")],
        ),
        (
            markup,
            ":root { --ink: red; } #nav-27 {}",
            vec![(1, "nav-27")],
        ),
        (markup, "<nav id=\"nav-{{ id }}\">{{ row.q }}", vec![]),
        (
            sql,
            "-- LISJP\nCHECK (kind IN ('LISJP'))",
            vec![(2, "LISJP")],
        ),
    ] {
        check(language, text, &expected);
    }
}

#[test]
fn what_is_no_rust_is_an_error() {
    assert!(forbidden(Language::Rust, "fn f( {", &words()).is_err());
}
