//! Labels per text version. Source: certificate-types 1.2, 1.3.

use jiff::civil::date;

use crate::samples::V1;

#[test]
fn a_draft_gets_the_text_version_of_its_day() {
    for (day, version) in [
        (date(2016, 1, 1), "1.0"),
        (date(2020, 2, 16), "1.0"),
        (date(2020, 2, 17), "1.1"),
        (date(2021, 3, 22), "1.2"),
        (date(2022, 2, 1), "1.3"),
        (date(2030, 1, 1), "1.3"),
    ] {
        assert_eq!(V1.text_version_on(day).expect("a version").version, version);
    }
    assert!(V1.has_text_version("1.2") && !V1.has_text_version("1.4") && !V1.has_text_version("1"));
}

#[test]
fn an_old_certificate_is_shown_with_its_own_words() {
    let element = |id: &str| V1.element(id).expect("an element");
    let label = |version: &str, id: &str| {
        V1.text_version(version)
            .expect("a version")
            .label(element(id))
    };
    let code = |version: &str, id: &str, code: &str| {
        let code = element(id)
            .kind
            .code_set()
            .and_then(|set| set.find(code))
            .expect("a code");
        V1.text_version(version)
            .expect("a version")
            .code_label(element(id).id, code)
    };
    for version in ["1.0", "1.1", "1.2"] {
        assert!(label(version, "33").starts_with("Finns det medicinska skäl"));
        assert!(label(version, "33.2").starts_with("Beskriv medicinska skäl"));
    }
    assert!(label("1.3", "33").starts_with("Kommer möjligheterna"));
    assert_eq!(code("1.0", "1", "ANNAT"), "Annat");
    assert_eq!(code("1.1", "1", "ANNAT"), "annat");
    assert!(code("1.1", "39", "SANNOLIKT_INTE").contains("stor sannolikhet inte"));
    assert!(code("1.2", "39", "SANNOLIKT_INTE").contains("förväntas inte"));
    let section = &V1.sections[7];
    assert_eq!(
        V1.text_version("1.0").expect("a version").heading(section),
        "Bedömning"
    );
}
