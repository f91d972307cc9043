//! What stands on the paper.

use intyg_catalog::registry;
use intyg_catalog::view::{self, Shown};

use crate::samples::{Fate, Sample, TODAY};
use crate::tools::{Paper, plain};

/// Everything that Visa shows is on the paper, in that order.
fn check_content(sample: &Sample, paper: &Paper) {
    let text = paper.text();
    let mut rest = text.as_str();
    let mut found = |what: &str| {
        let what = plain(what);
        let at = rest
            .find(&what)
            .unwrap_or_else(|| panic!("{what} in {text}"));
        rest = &rest[at + what.len()..];
    };
    for section in view::sections(&sample.print(Fate::Signed).content) {
        if let Some(number) = section.number {
            found(&format!("{number}. {}", section.heading));
        } else {
            found(section.heading);
        }
        if !section.ruled_out_because.is_empty() {
            found(section.ruled_out_because);
        }
        for pair in section.pairs {
            found(&pair.question);
            match pair.answer {
                Shown::Missing => found("Ej angivet"),
                // The head and the foot of a page stand between the lines of a long text: word by word.
                Shown::Text(text) => text.split_whitespace().for_each(&mut found),
                Shown::Lines(lines) => lines.iter().for_each(|line| found(line)),
                Shown::Table(table) => {
                    for header in table.headers {
                        found(header);
                    }
                    for cell in table.rows.iter().flatten() {
                        cell.split_whitespace().for_each(&mut found);
                    }
                    found(&table.note);
                }
            }
        }
    }
}

#[test]
fn every_answer_of_every_type_is_on_the_paper() {
    for ctype in registry::ALL {
        let samples = [
            Sample::new(ctype, (ctype.example)(TODAY, TODAY)),
            Sample::new(ctype, intyg_catalog::answers::Answers::default()),
            Sample::at_limits(ctype),
        ];
        for sample in samples {
            let paper = Paper::of(&sample.pdf(Fate::Signed));
            paper.check();
            check_content(&sample, &paper);
        }
    }
}

#[test]
fn each_text_version_has_its_own_words_and_form_id() {
    for ctype in registry::ALL {
        for version in ctype.text_versions {
            let mut sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
            version.version.clone_into(&mut sample.text_version);
            let paper = Paper::of(&sample.pdf(Fate::Signed));
            check_content(&sample, &paper);
            assert!(
                paper.text().contains(&plain(&version.form_id.join(" "))),
                "{}",
                version.version
            );
        }
    }
}

#[test]
fn questions_that_the_receiver_has_added_are_printed() {
    let ctype = registry::ALL[0];
    let mut sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
    sample.additional = vec![("9001".to_owned(), "Ett svar till".to_owned())];
    let paper = Paper::of(&sample.pdf(Fate::Signed));
    check_content(&sample, &paper);
    assert!(paper.text().contains(&plain("Tilläggsfråga 9001")));
}

#[test]
fn number_code_and_page_stand_on_every_page() {
    let sample = Sample::at_limits(registry::ALL[0]);
    let paper = Paper::of(&sample.pdf(Fate::Signed));
    let raw = paper.raw_text();
    let pages: Vec<&str> = raw
        .split('\u{c}')
        .filter(|page| !page.trim().is_empty())
        .collect();
    assert_eq!(pages.len(), paper.pages());
    assert!(pages.len() > 4);
    let code = sample.print(Fate::Signed).code.to_string();
    for (index, page) in pages.iter().enumerate() {
        let page = plain(page);
        for what in [
            "Personnummer 19121212-1212".to_owned(),
            code.clone(),
            format!("Sida {} av {}", index + 1, pages.len()),
            "Intygs-ID: 9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a. Intyget är utskrivet från Nationella intyg".to_owned(),
        ] {
            assert!(page.contains(&plain(&what)), "{what} in {page}");
        }
    }
}

#[test]
fn the_signature_block_tells_who_signed_when_and_where() {
    let ctype = registry::ALL[0];
    let sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
    let signed = Paper::of(&sample.pdf(Fate::Signed)).text();
    for what in [
        "Underskrift",
        "Datum 2026-11-22",
        "Signerat 2026-11-22 kl. 10.42",
        "Detta är en utskrift av ett elektroniskt intyg. Intyget har signerats elektroniskt av intygsutfärdaren.",
        "Namnförtydligande Eva Exempel",
        "Befattning Specialistläkare, Överläkare",
        "Eventuell specialistkompetens Allmänmedicin",
        "Läkarens HSA-id SE0000000000-P001",
        "Arbetsplatskod 0123456789",
        "Exempelby vårdcentral Exempelgatan 1 800 00 Exempelstad Telefon: 026-00 00 00",
        "Underskriften omfattar samtliga uppgifter i intyget",
    ] {
        assert!(signed.contains(&plain(what)), "{what} in {signed}");
    }
    let draft = Paper::of(&sample.pdf(Fate::Draft)).text();
    for what in ["Eva Exempel", "SE0000000000-P001", "elektroniskt"] {
        assert!(!draft.contains(&plain(what)), "{what} on a draft");
    }
    assert!(draft.contains(&plain("Utkastet är inte signerat.")));
}

#[test]
fn the_marks_tell_what_the_paper_is_worth() {
    let ctype = registry::ALL[0];
    let sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
    let sent = plain("Intyget har skickats digitalt till Försäkringskassan");
    let cases = [
        (Fate::Draft, "UTKAST", "Gäller inte som intyg."),
        (
            Fate::DeletedDraft,
            "UTKAST",
            "Raderat. Gäller inte som intyg.",
        ),
        (
            Fate::Revoked,
            "MAKULERAT",
            "Intyget är raderat och gäller inte.",
        ),
    ];
    for (fate, mark, words) in cases {
        let paper = Paper::of(&sample.pdf(fate));
        let text = paper.text();
        // Across every page, and once in words.
        let marks = text.matches(mark).count();
        assert_eq!(marks, paper.pages() + 1, "{fate:?}");
        assert!(text.contains(&plain(words)), "{fate:?}");
        assert!(!text.contains(&sent), "{fate:?}");
    }
    for (fate, is_sent) in [(Fate::Signed, false), (Fate::Sent, true)] {
        let text = Paper::of(&sample.pdf(fate)).text();
        assert!(
            !text.contains("UTKAST") && !text.contains("MAKULERAT"),
            "{fate:?}"
        );
        assert_eq!(text.contains(&sent), is_sent, "{fate:?}");
        assert_eq!(text.contains("1177.se"), is_sent, "{fate:?}");
    }
}

#[test]
fn the_information_text_is_not_printed() {
    for ctype in registry::ALL {
        let sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
        let text = Paper::of(&sample.pdf(Fate::Signed)).text();
        for paragraph in ctype.information.paragraphs {
            assert!(!text.contains(&plain(paragraph)), "{paragraph}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let ctype = registry::ALL[0];
    let sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
    let first = sample.pdf(Fate::Signed);
    let other = sample.pdf(Fate::Draft);
    assert!(
        first == sample.pdf(Fate::Signed),
        "another print lay between"
    );
    assert!(first != other);
}

#[test]
fn it_is_tagged_archival_and_in_swedish() {
    for ctype in registry::ALL {
        let sample = Sample::new(ctype, (ctype.example)(TODAY, TODAY));
        let bytes = sample.pdf(Fate::Signed);
        let paper = Paper::of(&bytes);
        let info = paper.info();
        for what in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
        ] {
            assert!(info.contains(what), "{what} in {info}");
        }
        let line = |name: &str| {
            info.lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::trim)
        };
        assert_eq!(line("Title:"), Some(ctype.full_name().as_str()));
        assert_eq!(line("Tagged:"), Some("yes"));
        assert!(paper.objects().contains("/Lang (sv-SE)"));
        let structure = paper.structure();
        let tables: &[&str] = if ctype.diagnosis_element.is_some() {
            &["Table", "TH", "TD"]
        } else {
            &[]
        };
        for tag in ["H1", "H2", "H3", "P"].iter().chain(tables) {
            let is_there = structure
                .lines()
                .filter_map(|line| line.split_whitespace().next())
                .any(|word| word.trim_end_matches(':') == *tag);
            assert!(is_there, "{tag} in {structure}");
        }
    }
}
