//! Certificates of the old contract, and the old form in the generic format.

use std::path::Path;

use intyg_catalog::retired::Answer;
use intyg_convert::{LegacyError, TakenIn, Verdict, read_legacy, take_in, validate_file};

use crate::fixtures::xml;
use crate::national::{schematron, shared, write_all};
use crate::samples::minimal;

const SAMPLE: &str = include_str!("../../../server/data/legacy-2017.xml");

fn taken(text: &str) -> TakenIn {
    take_in(text.as_bytes()).expect("a certificate")
}

fn reasons(text: &str) -> Vec<String> {
    match take_in(text.as_bytes()) {
        Err(LegacyError::Refused(reasons)) => reasons,
        other => panic!("{other:?}"),
    }
}

/// Heading, question and answer of every field, one line each.
fn shown(text: &str) -> Vec<String> {
    let certificate = taken(text).certificate;
    let fields = certificate.ty.show(&certificate.content);
    let mut lines = Vec::new();
    for field in fields {
        for pair in field.pairs {
            let answer = match pair.answer {
                Answer::Missing => "-".to_owned(),
                Answer::Text(text) => text,
                Answer::Lines(lines) => lines.join(" / "),
                Answer::Table { headers, rows } => {
                    let rows: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
                    format!("{}: {}", headers.join(" "), rows.join(" / "))
                }
            };
            lines.push(format!("{}|{}|{answer}", field.heading, pair.question));
        }
    }
    lines
}

#[test]
fn every_field_is_shown_under_the_label_of_the_form() {
    assert_eq!(
        shown(SAMPLE),
        [
            "Avstängning enligt smittskyddslagen på grund av smitta (fält 1)||-",
            "Diagnos/diagnoser för sjukdom som orsakar nedsatt arbetsförmåga (fält 2)|Diagnoskod enligt ICD-10 (huvuddiagnos)|M511 (ICD-10)",
            "Diagnos/diagnoser för sjukdom som orsakar nedsatt arbetsförmåga (fält 2)|Förtydligande av diagnos/diagnoser|Sjukdomar i lumbalkotpelaren och andra disksjukdomar med radikulopati",
            "Aktuellt sjukdomsförlopp (Fält 3)||Ryggvärk med utstrålning i vänster ben sedan ett lyft i mitten av april.",
            "Funktionsnedsättning - observationer, undersökningsfynd och utredningsresultat (fält 4)||Inskränkt rörlighet i ländryggen. Positivt Lasègues prov på vänster sida vid 40 grader.",
            "Intyget baseras på (fält 4b)||Min undersökning av patienten den 2017-04-24 / Journaluppgifter, den 2017-04-18",
            "Aktivitetsbegränsning relaterat till diagnos och funktionsnedsättning (fält 5)||Kan inte lyfta eller sitta längre än en kvart. Kan inte köra truck.",
            "Rekommendationer (fält 6a)||Kontakt med företagshälsovården",
            "Planerad eller pågående behandling eller åtgärd (fält 6b)||Inom sjukvården: Fysioterapi två gånger i veckan",
            "Är arbetslivsinriktad rehabilitering aktuell? (fält 7)||Nej",
            "Patientens arbetsförmåga bedöms i förhållande till (fält 8a)||Nuvarande arbete: Lagerarbetare, kör truck",
            "Jag bedömer att arbetsförmåga är (fält 8b)||Nedsatt med Från och med Längst till och med: Helt nedsatt 2017-04-24 2017-05-14 / Nedsatt med hälften 2017-05-15 2017-05-31",
            "Patientens arbetsförmåga bedöms nedsatt längre tid än den som det försäkringsmedicinska beslutsstödet anger, därför att: (fält 9)||Lång väntan på magnetkamera.",
            "Prognos - kommer patienten att få tillbaka sin arbetsförmåga i nuvarande arbete? (Gäller inte arbetslösa) (fält 10)||Ja, delvis",
            "Kan resor till och från arbetet med annat färdsätt än normalt göra det möjligt för patienten att återgå i arbete? (fält 11)||Nej",
            "Kontakt önskas med Försäkringskassan (fält 12)||Ja",
            "Övriga upplysningar och förtydliganden (fält 13)||10: Svår värk de första veckorna. Patienten önskar ett möte på arbetsplatsen.",
            "Datum (fält 14)||2017-04-24",
            "Utfärdare och enhet (fält 15 och 16)||Eva Exempelius / Exempelby vårdcentral / Låtsasgatan 1 / 999 10 Exempelby / Telefon 08-465 004 10",
            "Förskrivarkod och arbetsplatskod (fält 17)||0000000 - 1234567",
        ]
    );
}

#[test]
fn the_gist_is_that_of_the_periods() {
    let certificate = taken(SAMPLE).certificate;
    let summary = certificate.ty.summary(&certificate.content);
    assert_eq!(summary.line(), "100 %, 50 % 2017-04-24–2017-05-31, M511");
    assert_eq!(certificate.signed_at.to_string(), "2017-04-24T08:42:00Z");
}

#[test]
fn what_is_stored_has_no_name_and_says_the_same() {
    let taken = taken(SAMPLE);
    assert!(taken.had_names && !taken.document.contains("Påhittsson"));
    let again = read_legacy(taken.document.as_bytes()).expect("a certificate");
    assert_eq!(again.content, taken.certificate.content);
    assert_eq!(again.patient, taken.certificate.patient);
}

#[test]
fn a_certificate_that_cannot_be_kept_is_refused_with_every_reason() {
    for (from, to, expected) in [
        (
            "19690203-9830",
            "19690203-9831",
            "Patientens personnummer är inte giltigt.",
        ),
        (
            "19690203-9830",
            "690203-9830",
            "Patientens personnummer är inte giltigt.",
        ),
        (
            "SE0000000000-P001",
            "SE_1",
            "Utfärdarens HSA-id är inte giltigt.",
        ),
        ("SE0000000000-E001", "Å", "Enhetens HSA-id är inte giltigt."),
        (
            "SE0000000000-V001",
            "a b",
            "Vårdgivarens HSA-id saknas eller är inte giltigt.",
        ),
        (
            "Helt_nedsatt",
            "Lite_nedsatt",
            "Okänd kod i nedsattningsgrad.",
        ),
        (
            "Nuvarande_arbete",
            "Studier",
            "Okänd kod i typAvSysselsattning.",
        ),
        (
            "Aterstallas_delvis",
            "Kanske",
            "Okänd kod i prognosangivelse.",
        ),
        (
            "Min_undersokning_av_patienten",
            "X",
            "Okänd kod i vardkontakttyp.",
        ),
        ("Journaluppgifter", "X", "Okänd kod i referenstyp."),
        (
            "Kroppsfunktion",
            "X",
            "Okänd kod i typAvFunktionstillstand.",
        ),
        (
            "Kontakt_med_Forsakringskassan_ar_aktuell",
            "X",
            "Okänd kod i aktivitetskod.",
        ),
        (
            "2017-04-24T10:42:00",
            "2018-06-01T00:00:00",
            "Intyget är signerat 2018-06-01 eller senare, då blanketten inte längre användes.",
        ),
    ] {
        assert_eq!(reasons(&SAMPLE.replace(from, to)), [expected], "{from}");
    }
    let last = SAMPLE.replace("2017-04-24T10:42:00", "2018-05-31T23:59:59");
    assert!(take_in(last.as_bytes()).is_ok(), "the last day");
    let without = SAMPLE
        .split_once("<c:vardgivare>")
        .zip(SAMPLE.split_once("</c:vardgivare>"))
        .map(|((before, _), (_, after))| format!("{before}{after}"))
        .expect("a care provider");
    assert_eq!(
        reasons(&without.replace("19690203-9830", "19690203-9831")),
        [
            "Patientens personnummer är inte giltigt.",
            "Vårdgivarens HSA-id saknas eller är inte giltigt."
        ]
    );
}

#[test]
fn what_is_no_such_certificate_is_unreadable() {
    for bytes in [
        &b""[..],
        b"<a/>",
        b"\xff\xfe<a/>",
        b"<!DOCTYPE a><a/>",
        &SAMPLE.as_bytes()[..2000],
        xml(&minimal()).as_bytes(),
    ] {
        let error = take_in(bytes).expect_err("not taken");
        assert!(matches!(error, LegacyError::Unreadable(_)), "{error:?}");
        assert!(!error.to_string().contains('\n') && !error.to_string().is_empty());
    }
    let huge = vec![b' '; intyg_rivta::xml::limits::DOCUMENT + 1];
    assert!(matches!(take_in(&huge), Err(LegacyError::Unreadable(_))));
}

/// The old form in the generic format: a message of the present one under its code, with these svar alone.
fn message(code: &str, version: &str, svar: &str) -> String {
    let good = xml(&minimal());
    let (head, rest) = good.split_once("<c:svar ").expect("svar");
    let (_, tail) = rest.rsplit_once("</c:svar>").expect("svar");
    format!("{head}{svar}{tail}")
        .replace(
            "<t:code>LISJP</t:code>",
            &format!("<t:code>{code}</t:code>"),
        )
        .replace(
            "<c:version>1.3</c:version>",
            &format!("<c:version>{version}</c:version>"),
        )
}

const DEGREE: &str = "<c:delsvar id='32.1'><t:cv><t:code>HALFTEN</t:code><t:codeSystem>KV_FKMU_0003</t:codeSystem></t:cv></c:delsvar>";
const DAYS: &str = "<c:delsvar id='32.2'><t:datePeriod><t:start>2017-04-24</t:start><t:end>2017-05-14</t:end></t:datePeriod></c:delsvar>";

fn svar(parts: &[&str]) -> String {
    format!(
        "<c:svar id='32'><c:instans>1</c:instans>{}</c:svar>",
        parts.concat()
    )
}

/// Svar, and whether the national rules take them.
fn messages() -> Vec<(String, bool)> {
    let good = svar(&[DEGREE, DAYS]);
    vec![
        (good.clone(), true),
        (format!("{good}{good}"), true),
        (
            format!("{good}<c:svar id='99'><c:delsvar id='99.9'>x</c:delsvar></c:svar>"),
            true,
        ),
        (good.replace("2017-05-14", "2017-01-01"), true),
        (good.replace("2017-05-14", " 2017-05-14Z "), true),
        (good.replace("HALFTEN", " HALFTEN "), true),
        (
            "<c:svar id='33'><c:delsvar id='33.1'>x</c:delsvar></c:svar>".to_owned(),
            false,
        ),
        (svar(&[DEGREE]), false),
        (svar(&[DAYS]), false),
        (svar(&[DEGREE, DEGREE, DAYS]), false),
        (svar(&[DEGREE, DAYS, DAYS]), false),
        (good.replace("HALFTEN", "HALVA"), false),
        (good.replace("KV_FKMU_0003", "KV_FKMU_0004"), false),
        (good.replace("KV_FKMU_0003", " KV_FKMU_0003"), false),
        (good.replace("2017-05-14", "2017-02-30"), false),
        (good.replace("<t:end>2017-05-14</t:end>", ""), false),
        (
            svar(&["<c:delsvar id='32.1'>HALFTEN</c:delsvar>", DAYS]),
            false,
        ),
        (
            svar(&[DEGREE, "<c:delsvar id='32.2'>2017-04-24</c:delsvar>"]),
            false,
        ),
        (
            format!("{good}<c:svar id='35'><c:delsvar id='32.1'>x</c:delsvar></c:svar>"),
            false,
        ),
    ]
}

#[test]
fn the_old_form_in_the_generic_format_is_judged_by_its_periods_alone() {
    for (svar, passes) in messages() {
        for code in ["FK7263", " fk7263 "] {
            let verdict = validate_file(message(code, "1.0", &svar).as_bytes());
            assert_eq!(verdict == Verdict::Pass, passes, "{svar}: {verdict:?}");
            assert!(!matches!(verdict, Verdict::Unreadable(_)), "{verdict:?}");
        }
    }
    let other = message("FK7263", "2.0", &svar(&[DEGREE, DAYS]));
    assert!(matches!(
        validate_file(other.as_bytes()),
        Verdict::Unreadable(_)
    ));
}

/// The rule file uses the prefix `xs` without declaring it, which a strict processor refuses: a copy declares it. Returns its path.
fn with_schema_types(shared: &Path, folder: &Path) -> String {
    let national = std::fs::read_to_string(shared.join("rules/fk7263sit.sch")).expect("rules");
    let declared = national.replacen(
        "<iso:ns ",
        "<iso:ns prefix=\"xs\" uri=\"http://www.w3.org/2001/XMLSchema\"/><iso:ns ",
        1,
    );
    assert_ne!(declared, national);
    let copy = folder.join("fk7263sit.sch");
    std::fs::write(&copy, declared).expect("a copy");
    copy.to_str().expect("a path in UTF-8").to_owned()
}

#[test]
fn the_old_form_gets_the_verdict_of_the_national_rules() {
    let Some(shared) = shared("the old form in the generic format") else {
        return;
    };
    let (documents, expected): (Vec<String>, Vec<bool>) = messages()
        .into_iter()
        .map(|(svar, passes)| (message("FK7263", "1.0", &svar), passes))
        .unzip();
    let folder = tempfile::tempdir().expect("a folder");
    let files = write_all(folder.path(), &documents);
    let rules = with_schema_types(&shared, folder.path());
    let Some(lines) = schematron(&shared, &rules, &files) else {
        return;
    };
    let national: Vec<bool> = lines.iter().map(|line| line.starts_with("pass ")).collect();
    assert_eq!(national, expected, "{lines:#?}");
}
