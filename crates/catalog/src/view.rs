//! The content as question–answer pairs, one way of showing per kind: what Visa shows and what is printed are this, so that nothing
//! is on the screen and missing on paper. Source: ui 6.9, certificate-types 17.3, 19.

use intyg_core::diagnosis::CodeSystem;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::condition::Situation;
use crate::element::{
    CertificateType, Code, CodeSet, Element, ElementId, Kind, Section, TextVersion, Wire,
};
use crate::summary;
use crate::value::Values;

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

struct Reader<'a> {
    ctype: &'static CertificateType,
    version: Option<&'static TextVersion>,
    view: &'a Content<'a>,
}

impl Reader<'_> {
    fn pair(&self, element: &'static Element) -> Pair {
        let label = self
            .version
            .map_or(element.label, |version| version.label(element));
        Pair {
            element: Some(element.id),
            question: if label.is_empty() {
                element.name.to_owned()
            } else {
                label.to_owned()
            },
            answer: self.answer(element),
        }
    }

    fn answers(&self) -> &Answers {
        self.view.answers
    }

    fn answer(&self, element: &'static Element) -> Shown {
        let id = element.id.as_str();
        match &element.kind {
            Kind::Tick { label } => self.tick(id, label),
            Kind::YesNo => match self.answers().get(id) {
                "true" => Shown::Text("Ja".to_owned()),
                "false" => Shown::Text("Nej".to_owned()),
                _ => Shown::Missing,
            },
            Kind::Date { .. } | Kind::Text { .. } | Kind::Number { .. } => {
                text(self.answers().get(id))
            }
            Kind::Code { set, .. } => set
                .find(self.answers().get(id))
                .map_or(Shown::Missing, |code| {
                    Shown::Text(self.code_label(element, code).to_owned())
                }),
            Kind::Codes { set, .. } => lines(
                self.ticked(id, set)
                    .map(|code| self.code_label(element, code).to_owned())
                    .collect(),
            ),
            Kind::DatedBasis { set, described } => self.basis(element, set, described.code),
            Kind::Investigations { set, max, .. } => self.investigations(element, set, *max),
            Kind::Periods { set } => self.periods(element, set),
            Kind::Diagnoses { max, systems, .. } => self.diagnoses(id, *max, systems.len()),
            Kind::UnitContact => self.contact(id),
        }
    }

    fn tick(&self, id: &str, label: &str) -> Shown {
        if !self.answers().is_ticked(id) {
            Shown::Missing
        } else if label.is_empty() {
            Shown::Text("Ja".to_owned())
        } else {
            Shown::Text(label.to_owned())
        }
    }

    fn ticked<'s>(
        &'s self,
        id: &'s str,
        set: &'static CodeSet,
    ) -> impl Iterator<Item = &'static Code> + use<'s> {
        set.codes
            .iter()
            .filter(move |code| self.answers().is_ticked(&format!("{id}.{}", code.code)))
    }

    fn code_label(&self, element: &Element, code: &'static Code) -> &'static str {
        self.version
            .map_or(code.label, |version| version.code_label(element.id, code))
    }

    fn basis(&self, element: &'static Element, set: &'static CodeSet, described: &str) -> Shown {
        let id = element.id.as_str();
        let row = |code: &'static Code| {
            let mut what = self.code_label(element, code).to_owned();
            let text = self.answers().get(&format!("{id}.{}.text", code.code));
            if code.code == described && !text.is_empty() {
                what = format!("{what}: {text}");
            }
            vec![
                what,
                or_missing(self.answers().get(&format!("{id}.{}.datum", code.code))),
            ]
        };
        table(
            &["Underlag", "Datum"],
            self.ticked(id, set).map(row).collect(),
            String::new(),
        )
    }

    fn investigations(
        &self,
        element: &'static Element,
        set: &'static CodeSet,
        max: usize,
    ) -> Shown {
        let cell =
            |row: usize, part: &str| self.answers().get(&format!("{}.{row}.{part}", element.id));
        let rows = (1..=max)
            .filter(|row| {
                ["typ", "datum", "text"]
                    .iter()
                    .any(|part| !cell(*row, part).is_empty())
            })
            .map(|row| {
                let what = set.find(cell(row, "typ"));
                vec![
                    or_missing(what.map_or("", |code| self.code_label(element, code))),
                    or_missing(cell(row, "datum")),
                    or_missing(cell(row, "text")),
                ]
            });
        table(
            &["Utredning eller underlag", "Datum", "Hämtas från"],
            rows.collect(),
            String::new(),
        )
    }

    fn periods(&self, element: &'static Element, set: &'static CodeSet) -> Shown {
        let id = element.id.as_str();
        let typed =
            |code: &str, part: &str| or_missing(self.answers().get(&format!("{id}.{code}.{part}")));
        let readable = summary::periods(self.ctype, self.view.values);
        let row = |code: &'static Code| {
            let days = readable
                .iter()
                .find(|period| period.degree.code == code.code)
                .map(|period| summary::days(period.days()));
            vec![
                self.code_label(element, code).to_owned(),
                typed(code.code, "from"),
                typed(code.code, "tom"),
                days.unwrap_or_default(),
            ]
        };
        let note = summary::days_line(readable).unwrap_or_default();
        table(
            &["Grad", "Från och med", "Till och med", "Dagar"],
            self.ticked(id, set).map(row).collect(),
            note,
        )
    }

    fn diagnoses(&self, id: &str, max: usize, systems: usize) -> Shown {
        let cell =
            |row: usize, part: &str| self.answers().get(&format!("{id}.{row}.{part}")).to_owned();
        let rows = (1..=max).map(|row| vec![cell(row, "kod"), cell(row, "text")]);
        let filled = rows
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let system = CodeSystem::from_key(self.answers().get(&format!("{id}.kodverk")));
        let note = system
            .filter(|_| systems > 1)
            .map(|system| format!("Kodverk: {}", system.label()));
        table(&["Diagnoskod", "Diagnos"], filled, note.unwrap_or_default())
    }

    fn contact(&self, id: &str) -> Shown {
        let part = |name: &str| self.answers().get(&format!("{id}.{name}")).to_owned();
        let town = format!("{} {}", part("postnummer"), part("postort"))
            .trim()
            .to_owned();
        let telephone = part("telefon");
        let telephone = if telephone.is_empty() {
            telephone
        } else {
            format!("Telefon {telephone}")
        };
        lines(
            [part("adress"), town, telephone]
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect(),
        )
    }
}

/// What stands where nothing was answered. Source: certificate-types 19.
pub const NOT_STATED: &str = "Ej angivet";

fn or_missing(typed: &str) -> String {
    if typed.is_empty() {
        NOT_STATED.to_owned()
    } else {
        typed.to_owned()
    }
}

fn text(typed: &str) -> Shown {
    if typed.is_empty() {
        Shown::Missing
    } else {
        Shown::Text(typed.to_owned())
    }
}

fn lines(lines: Vec<String>) -> Shown {
    if lines.is_empty() {
        Shown::Missing
    } else {
        Shown::Lines(lines)
    }
}

fn table(headers: &'static [&'static str], rows: Vec<Vec<String>>, note: String) -> Shown {
    if rows.is_empty() {
        Shown::Missing
    } else {
        Shown::Table(Table {
            headers,
            rows,
            note,
        })
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
