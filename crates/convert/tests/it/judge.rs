//! How the judge finds the rules, and what it says.

use intyg_convert::{Refused, Verdict, validate_all, validate_document, validate_file};

use crate::fixtures::xml;
use crate::samples::minimal;

#[test]
fn the_rules_are_found_by_type_in_any_case_and_major_version() {
    let good = xml(&minimal());
    let with = |code: &str, version: &str| {
        good.replace(
            "<t:code>LISJP</t:code>",
            &format!("<t:code>{code}</t:code>"),
        )
        .replace(
            "<c:version>1.3</c:version>",
            &format!("<c:version>{version}</c:version>"),
        )
    };
    for (code, version) in [("LISJP", "1"), (" lisjp\n", "1.0"), ("Lisjp", " 1.9 ")] {
        assert_eq!(
            validate_file(with(code, version).as_bytes()),
            Verdict::Pass,
            "{code} {version}"
        );
    }
    for (code, version) in [("LISJ", "1.3"), ("LISJP", "7.0"), ("LISJP", "x"), ("", "")] {
        let verdict = validate_file(with(code, version).as_bytes());
        assert!(
            matches!(verdict, Verdict::Unreadable(_)),
            "{code} {version}: {verdict:?}"
        );
    }
}

#[test]
fn the_envelope_is_not_judged() {
    let wrong = xml(&minimal())
        .replace("b64ea353-e8f6-4832-b563-fc7d46f29548", "annat")
        .replace(
            "<t:extension>191212121212</t:extension>",
            "<t:extension>1</t:extension>",
        );
    assert_eq!(validate_file(wrong.as_bytes()), Verdict::Pass);
    let wrapped = format!(
        "<e:Envelope xmlns:e=\"urn:x\"><e:Body>{}</e:Body></e:Envelope>",
        xml(&minimal())
    );
    assert_eq!(validate_file(wrapped.as_bytes()), Verdict::Pass);
}

#[test]
fn every_fault_is_named_and_the_first_one_shown() {
    let bad = xml(&minimal())
        .replace("STOR_SANNOLIKHET", "KANSKE")
        .replace("2024-03-17", "2024-03-01");
    let Err(Refused::Faults(faults)) = validate_document(bad.as_bytes()) else {
        panic!("refused");
    };
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "Perioden i delsvar 32.2 slutar före den börjar.",
            "Koden i delsvar 39.1 finns inte i KV_FKMU_0006.",
        ]
    );
    assert_eq!(
        validate_file(bad.as_bytes()),
        Verdict::Fail {
            first: texts[0].clone(),
            more: 1
        }
    );
    assert_eq!(
        validate_document(bad.as_bytes())
            .expect_err("refused")
            .to_string(),
        texts.join("; ")
    );
}

#[test]
fn many_files_are_judged_in_their_order() {
    let good = xml(&minimal());
    let bad = good.replace("STOR_SANNOLIKHET", "KANSKE");
    let files: Vec<Vec<u8>> = (0..37)
        .map(|i| {
            if i % 3 == 0 {
                bad.as_bytes().to_vec()
            } else {
                good.as_bytes().to_vec()
            }
        })
        .collect();
    let one_by_one: Vec<Verdict> = files.iter().map(|file| validate_file(file)).collect();
    assert_eq!(all(&files), one_by_one);
    assert_eq!(
        one_by_one.iter().filter(|v| **v == Verdict::Pass).count(),
        24
    );
    assert_eq!(all(&[]), []);
}

#[test]
fn what_cannot_be_read_is_told_in_its_place() {
    let files = ["a", "b", "c"];
    let mut told = Vec::new();
    validate_all(
        &files,
        |file| match *file {
            "b" => Err("no such file".to_owned()),
            _ => Ok(xml(&minimal()).into_bytes()),
        },
        |file, verdict| told.push((*file, verdict)),
    );
    let unreadable = Verdict::Unreadable("no such file".to_owned());
    assert_eq!(
        told,
        [
            ("a", Verdict::Pass),
            ("b", unreadable),
            ("c", Verdict::Pass)
        ]
    );
}

fn all(files: &[Vec<u8>]) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    validate_all(
        files,
        |file| Ok(file.clone()),
        |_, verdict| verdicts.push(verdict),
    );
    verdicts
}
