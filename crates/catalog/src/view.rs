//! The content as question–answer pairs, one way of showing per kind: what Visa shows and what is printed are this, so that nothing
//! is on the screen and missing on paper. Source: ui 6.9, certificate-types 17.3, 19.

mod reader;

use jiff::civil::Date;

use crate::answers::Answers;
use crate::condition::Situation;
use crate::element::{CertificateType, ElementId, Section, TextVersion, Wire};
use crate::value::Values;
use reader::Reader;

/// What is to be shown: a draft as it stands, or a certificate as it was signed.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The type.
    pub ctype: &'static CertificateType,
    /// Version of the words; an unknown one is shown with the newest.
    pub text_version: &'a str,
    /// The answers as text.
    pub answers: &'a Answers,
    /// The answers that could be read.
    pub values: &'a Values,
    /// Additional questions of the receiver (9001 and up): id and answer.
    pub additional: &'a [(String, String)],
    /// Where the answers come from.
    pub origin: Origin,
    /// Local date in Sweden.
    pub today: Date,
}

/// Where answers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A draft: every field as it was typed.
    Draft,
    /// A document. What is sent within another answer is read there, and has no answer of its own.
    Document,
}

impl Content<'_> {
    /// Returns the words that are shown.
    pub fn version(&self) -> Option<&'static TextVersion> {
        self.ctype
            .text_version(self.text_version)
            .or(self.ctype.text_versions.last())
    }
}

/// A section of the certificate.
#[derive(Debug, PartialEq, Eq)]
pub struct SectionView {
    /// Its number, if it has one.
    pub number: Option<u8>,
    /// Heading in the words of the text version.
    pub heading: &'static str,
    /// Why it is not filled in; empty = it is.
    pub ruled_out_because: &'static str,
    /// The questions that are asked, with their answers.
    pub pairs: Vec<Pair>,
}

/// A question and its answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Pair {
    /// Whose answer it is; `None` for a question that the receiver has added.
    pub element: Option<ElementId>,
    /// The question as the form has it.
    pub question: String,
    /// What was answered.
    pub answer: Shown,
}

/// An answer in its form on the page.
#[derive(Debug, PartialEq, Eq)]
pub enum Shown {
    /// "Ej angivet".
    Missing,
    /// Text with its line breaks.
    Text(String),
    /// One line each.
    Lines(Vec<String>),
    /// Rows under column headers, with a last line.
    Table(Table),
}

/// Rows under column headers; the first column names the row.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// One per column.
    pub headers: &'static [&'static str],
    /// As many cells each as there are headers.
    pub rows: Vec<Vec<String>>,
    /// Under the table; empty = nothing.
    pub note: String,
}

/// Returns every section with its questions, in the order of the form.
pub fn sections(view: &Content<'_>) -> Vec<SectionView> {
    let reader = Reader {
        ctype: view.ctype,
        version: view.version(),
        view,
    };
    let situation = Situation {
        ty: view.ctype,
        answers: view.answers,
        today: view.today,
    };
    let section = |section: &'static Section| {
        let is_shown = section.shown.holds(situation);
        let elements = section
            .elements
            .iter()
            .filter(|element| is_shown && element.shown.holds(situation))
            .filter(|element| view.origin == Origin::Draft || !matches!(element.wire, Wire::Never));
        SectionView {
            number: section.number,
            heading: reader
                .version
                .map_or(section.heading, |version| version.heading(section)),
            ruled_out_because: if is_shown {
                ""
            } else {
                section.ruled_out_because
            },
            pairs: elements.map(|element| reader.pair(element)).collect(),
        }
    };
    let mut sections: Vec<SectionView> = view.ctype.sections.iter().map(section).collect();
    if !view.additional.is_empty() {
        sections.push(additional(view.additional, reader.version));
    }
    sections
}

/// Questions that the receiver has added, in the words of the text version; by their numbers where it has none.
/// Source: certificate-types 19.
fn additional(answers: &[(String, String)], version: Option<&TextVersion>) -> SectionView {
    let known = |id: &str| version?.additional_question(id.parse().ok()?);
    let pair = |(id, answer): &(String, String)| Pair {
        element: None,
        question: known(id).map_or_else(
            || format!("Tilläggsfråga {id}"),
            |question| question.label.to_owned(),
        ),
        answer: text(answer),
    };
    SectionView {
        number: None,
        heading: "Tilläggsfrågor",
        ruled_out_because: "",
        pairs: answers.iter().map(pair).collect(),
    }
}

/// Returns an answer as running text: a row per line, its cells with commas between; empty when there is none.
pub fn plain(shown: &Shown) -> String {
    match shown {
        Shown::Missing => String::new(),
        Shown::Text(text) => text.clone(),
        Shown::Lines(lines) => lines.join("\n"),
        Shown::Table(table) => {
            let rows = table.rows.iter().map(|row| {
                let cells: Vec<&str> = row.iter().map(String::as_str).collect();
                cells
                    .into_iter()
                    .filter(|cell| !cell.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ")
            });
            let note = Some(table.note.clone()).filter(|note| !note.is_empty());
            rows.chain(note).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Returns everything that is shown as one text, question by question.
pub fn as_text(view: &Content<'_>) -> String {
    let mut text = String::new();
    for section in sections(view) {
        text.push_str(section.heading);
        text.push('\n');
        for pair in section.pairs {
            for line in [pair.question, plain(&pair.answer)] {
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
    text
}

/// What stands where nothing was answered. Source: certificate-types 19.
pub const NOT_STATED: &str = "Ej angivet";

fn text(typed: &str) -> Shown {
    if typed.is_empty() {
        Shown::Missing
    } else {
        Shown::Text(typed.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::AdditionalQuestion;

    #[test]
    fn an_additional_question_has_the_words_of_its_version_or_its_number() {
        let version = TextVersion {
            version: "1.0",
            valid_from: jiff::civil::date(2016, 11, 29),
            form_id: &[],
            labels: &[],
            additional: &[AdditionalQuestion {
                number: 9001,
                label: "Har patienten en kontaktperson?",
                help: "",
            }],
        };
        let answers = [("9001", "Ja"), ("9002", "Rad 1\nrad 2")]
            .map(|(id, text)| (id.to_owned(), text.to_owned()));
        let shown = |version| -> Vec<(String, Shown)> {
            additional(&answers, version)
                .pairs
                .into_iter()
                .map(|pair| (pair.question, pair.answer))
                .collect()
        };
        let second = || {
            (
                "Tilläggsfråga 9002".to_owned(),
                Shown::Text("Rad 1\nrad 2".to_owned()),
            )
        };
        assert_eq!(
            shown(Some(&version)),
            [
                (
                    "Har patienten en kontaktperson?".to_owned(),
                    Shown::Text("Ja".to_owned())
                ),
                second()
            ]
        );
        assert_eq!(
            shown(None),
            [
                (
                    "Tilläggsfråga 9001".to_owned(),
                    Shown::Text("Ja".to_owned())
                ),
                second()
            ]
        );
    }
}
