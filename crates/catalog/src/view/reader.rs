//! One way of showing per kind of answer.

use intyg_core::diagnosis::CodeSystem;

use super::{Content, NOT_STATED, Pair, Shown, Table, text};
use crate::answers::Answers;
use crate::element::{CertificateType, Code, CodeSet, Element, Kind, TextVersion};
use crate::summary;

/// Reads the answers of one certificate, each in the way of its kind.
pub(super) struct Reader<'a> {
    pub(super) ctype: &'static CertificateType,
    pub(super) version: Option<&'static TextVersion>,
    pub(super) view: &'a Content<'a>,
}

impl Reader<'_> {
    pub(super) fn pair(&self, element: &'static Element) -> Pair {
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

fn or_missing(typed: &str) -> String {
    if typed.is_empty() {
        NOT_STATED.to_owned()
    } else {
        typed.to_owned()
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
