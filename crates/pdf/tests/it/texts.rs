//! Texts that would be something else than text, if they could.

use intyg_catalog::element::Kind;
use intyg_catalog::registry;
use proptest::prelude::*;

use crate::samples::{Fate, Sample, TODAY};
use crate::tools::{Paper, plain};

/// The example of a type with this text in its first free text.
fn with_text(text: &str) -> Sample {
    let ctype = registry::ALL[0];
    let mut answers = (ctype.example)(TODAY, TODAY);
    let element = ctype
        .elements()
        .filter(|element| matches!(element.kind, Kind::Text { limit } if limit > 1000))
        .find(|element| !answers.get(element.id.as_str()).is_empty())
        .expect("a free text");
    answers.set(element.id.as_str(), format!("Början {text} slutet"));
    Sample::new(ctype, answers)
}

fn printed(text: &str) -> String {
    let paper = Paper::of(&with_text(text).pdf(Fate::Signed));
    paper.check();
    paper.text()
}

#[test]
fn every_sign_of_latin_1_comes_out_as_itself() {
    let signs: Vec<String> = ('!'..='~')
        .chain('¡'..='ÿ')
        .filter(|sign| *sign != '\u{ad}')
        .map(String::from)
        .collect();
    let expected = plain(&format!("Början{}slutet", signs.join("")));
    for text in [signs.join(" "), signs.join("")] {
        let found = printed(&text);
        assert!(found.contains(&expected), "{expected} in {found}");
        assert!(!found.contains(&plain("Tecken saknas")));
    }
}

#[test]
fn markup_is_text() {
    for text in [
        "#panic(\"x\") #let x = 1 #import \"@preview/x:1.0.0\": * #read(\"/etc/passwd\")",
        "= Rubrik *fet* _kursiv_ `kod` $x^2$ <etikett> @etikett // /* */ \\ ~ -- --- ... 'a' \"b\"",
        "] ) } { ( [ \\u{41} \\n \\\" \\\\ #sys.inputs https://example.com/ mailto:a@b.se",
        "<script>alert(1)</script> &amp; %PDF-1.7 endstream endobj (text) Tj << /Type >>",
        "- punkt + punkt / term: text",
    ] {
        let found = printed(text);
        let expected = plain(&format!("Början {text} slutet"));
        assert!(found.contains(&expected), "{expected} in {found}");
    }
}

#[test]
fn a_sign_that_the_font_lacks_is_a_box_and_the_paper_says_so() {
    let found = printed("smiley 😀 漢字 \u{202e}omvänt");
    assert!(found.contains(&plain("smiley □ □□ □omvänt")), "{found}");
    assert!(found.contains(&plain("Tecken som inte kan skrivas ut visas som □.")));
}

#[test]
fn a_long_run_without_blanks_is_not_cut() {
    // The right margin of a page of A4, in points.
    const MARGIN: f64 = 595.3 - 62.3;
    for sign in ['W', 'i', 'å', '/'] {
        let run: String = std::iter::repeat_n(sign, 3000).collect();
        let paper = Paper::of(&with_text(&run).pdf(Fate::Signed));
        let is_part = |text: &str| text.contains(&sign.to_string().repeat(4));
        let raw = paper.raw_text();
        let lines = raw.lines().filter(|line| is_part(line));
        let found: usize = lines.map(|line| line.matches(sign).count()).sum();
        assert!(found >= 3000, "{found} of {sign}");
        for (word, right) in paper.words() {
            assert!(
                !is_part(&word) || right < MARGIN + 1.0,
                "{word} ends at {right}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_can_be_sent_is_printed(text in "[ -~\u{a1}-\u{ac}\u{ae}-\u{ff}\n\t]{1,400}") {
        let found = printed(&text);
        // A page may end within the text: word by word, in order.
        let mut rest = found.as_str();
        for word in text.split_whitespace().map(plain) {
            let at = rest.find(&word);
            prop_assert!(at.is_some(), "{word} of {text:?} in {found}");
            rest = &rest[at.unwrap_or(0) + word.len()..];
        }
    }

    #[test]
    fn whatever_was_typed_can_be_printed(text in "\\PC{1,200}|(?s).{1,100}") {
        let sample = with_text(&text);
        let made = intyg_pdf::render(&sample.print(Fate::Draft));
        prop_assert!(made.is_ok(), "{:?}", made.map_err(|error| error.detail().to_owned()));
    }
}
