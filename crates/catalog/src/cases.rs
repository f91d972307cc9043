//! Worked cases of every rule: a complete certificate in which one thing is made wrong. The tests run them, and the page of the rules shows
//! them. They follow from the kinds of the questions, so that a new type has its cases. Source: acceptance N15.

mod kinds;

use intyg_core::organisation::Contact;
use intyg_core::sick_leave::Stretch;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::condition::Condition;
use crate::element::{CertificateType, Element, ElementId, Kind, Section};
use crate::explanation::quoted;
use crate::fields::{fields, set_contact};
use crate::general;
use crate::surroundings::{Neighbour, Original, Surroundings};

/// A rule has at most so many cases in a type: more of the same kind of question show nothing new.
const MOST_OF_A_RULE: usize = 2;
const LONG_TEXT: &str = "Kan inte bära, lyfta eller stå längre stunder.";

/// A complete certificate in which a rule is broken.
#[derive(Debug, Clone)]
pub struct Case {
    /// Number of the rule.
    pub rule: &'static str,
    /// Where it is broken.
    pub element: ElementId,
    /// All answers.
    pub answers: Answers,
    /// Other certificates, where the rule compares with them.
    pub surroundings: Surroundings,
    /// The answers that differ from those of [`complete`], in words, question by question.
    pub changed: Vec<String>,
}

/// Returns a complete certificate of `today`, with which nothing is wrong.
pub fn complete(ty: &CertificateType, today: Date) -> Answers {
    let mut answers = (ty.example)(
        today.saturating_sub(2.days()),
        today.saturating_add(17.days()),
    );
    let contact = Contact {
        address: "Låtsasgatan 1".to_owned(),
        postcode: "999 10".to_owned(),
        city: "Exempelby".to_owned(),
        telephone: "08-465 004 10".to_owned(),
        email: String::new(),
    };
    for element in ty
        .elements()
        .filter(|e| matches!(e.kind, Kind::UnitContact))
    {
        set_contact(&mut answers, element, &contact);
    }
    answers
}

/// Returns the cases of every rule that can be broken in a type, in the order of its form.
pub fn cases(ty: &'static CertificateType, today: Date) -> Vec<Case> {
    let mut maker = Maker {
        ty,
        today,
        complete: complete(ty, today),
        made: Vec::new(),
    };
    for section in ty.sections {
        for element in section.elements {
            maker.of_kind(section, element);
        }
        maker.unanswered(section);
    }
    for rule in ty.rules {
        let mut answers = maker.complete.clone();
        (rule.break_it)(&mut answers, today);
        if let Some(element) = rule.looks_at.first() {
            maker.add(rule.number, *element, answers, Surroundings::default());
        }
    }
    maker.texts();
    maker.surroundings();
    maker.made
}

struct Maker {
    ty: &'static CertificateType,
    today: Date,
    complete: Answers,
    made: Vec<Case>,
}

impl Maker {
    fn add(
        &mut self,
        rule: &'static str,
        element: ElementId,
        answers: Answers,
        surroundings: Surroundings,
    ) {
        if self.made.iter().filter(|case| case.rule == rule).count() >= MOST_OF_A_RULE {
            return;
        }
        let differing = self.complete.differing_fields(&answers);
        let is_changed = |element: &&'static Element| {
            fields(element)
                .iter()
                .any(|field| differing.contains(&field.key))
        };
        let changed = self
            .ty
            .elements()
            .filter(is_changed)
            .map(|element| {
                quoted(self.ty, element, &answers, |field| {
                    differing.iter().any(|key| key == field)
                })
                .unwrap_or_else(|| format!("{}: inget svar", element.name))
            })
            .collect();
        self.made.push(Case {
            rule,
            element,
            answers,
            surroundings,
            changed,
        });
    }

    /// The complete certificate, with whatever makes this question be asked.
    fn asked(&self, section: &Section, element: &Element) -> Answers {
        let mut answers = self.complete.clone();
        for condition in [&section.shown, &element.shown] {
            self.satisfy(condition, true, &mut answers);
        }
        answers
    }

    fn satisfy(&self, condition: &Condition, wanted: bool, answers: &mut Answers) {
        match *condition {
            Condition::Always | Condition::Never => {}
            Condition::Is(id, value) => answers.set(id.0, (value == wanted).to_string()),
            Condition::Has(id, code) | Condition::HasValidPeriod(id, code) => {
                self.choose(id, code, wanted, answers);
            }
            Condition::StartsDaysAgo(id, days) => {
                if let Some(Kind::Periods { set }) = self.ty.element(id.0).map(|e| &e.kind) {
                    let start = self
                        .today
                        .saturating_sub(if wanted { days } else { 0 }.days());
                    for code in set.codes {
                        let row = format!("{id}.{}", code.code);
                        if answers.is_ticked(&row) {
                            answers.set(format!("{row}.from"), start.to_string());
                        }
                    }
                }
            }
            Condition::All(parts) | Condition::Any(parts) => {
                // One of them is enough where one of them decides.
                let one = matches!(condition, Condition::Any(_)) == wanted;
                for part in parts.iter().take(if one { 1 } else { parts.len() }) {
                    self.satisfy(part, wanted, answers);
                }
            }
            Condition::Not(part) => self.satisfy(part, !wanted, answers),
        }
    }

    fn choose(&self, id: ElementId, code: &str, wanted: bool, answers: &mut Answers) {
        let Some(kind) = self.ty.element(id.0).map(|element| &element.kind) else {
            return;
        };
        let row = format!("{id}.{code}");
        match kind {
            Kind::Code { .. } => answers.set(id.0, if wanted { code } else { "" }),
            Kind::Periods { .. } if wanted => {
                let from = self.today.saturating_add(30.days());
                answers.set(format!("{row}.from"), from.to_string());
                answers.set(
                    format!("{row}.tom"),
                    from.saturating_add(6.days()).to_string(),
                );
                answers.set(row, "true");
            }
            _ => answers.set(row, if wanted { "true" } else { "" }),
        }
    }

    fn unanswered(&mut self, section: &'static Section) {
        if section.at_least_one.is_empty() {
            return;
        }
        let mut answers = self.complete.clone();
        let keys = section
            .elements
            .iter()
            .flat_map(fields)
            .map(|field| field.key);
        for key in keys {
            answers.set(key, "");
        }
        if let Some(first) = section.elements.first() {
            self.add(
                general::ANSWER_SOME,
                first.id,
                answers,
                Surroundings::default(),
            );
        }
    }

    /// What texts say of each other and of the periods.
    fn texts(&mut self) {
        let texts: Vec<ElementId> = self
            .ty
            .elements()
            .filter(|element| matches!(element.kind, Kind::Text { .. }))
            .filter(|element| !self.complete.get(element.id.0).is_empty())
            .map(|element| element.id)
            .collect();
        let [first, second, ..] = texts.as_slice() else {
            return;
        };
        let (first, second) = (*first, *second);
        let mut same = self.complete.clone();
        same.set(first.0, LONG_TEXT);
        same.set(second.0, LONG_TEXT);
        self.add(general::SAME_TEXT, second, same, Surroundings::default());
        if self.ty.period_element.is_none() {
            return;
        }
        let far = self.today.saturating_add(99.days());
        for (rule, text) in [
            (
                general::OTHER_DEGREE,
                "Patienten arbetar 25 procent.".to_owned(),
            ),
            (
                general::OTHER_END,
                format!("Sjukskriven till och med {far}."),
            ),
        ] {
            let mut answers = self.complete.clone();
            answers.set(first.0, text);
            self.add(rule, first, answers, Surroundings::default());
        }
    }

    fn surroundings(&mut self) {
        let created_on = self.today.saturating_sub(30.days());
        let original = Surroundings {
            original: Some(Original {
                created_on,
                answers: self.complete.clone(),
            }),
            ..Surroundings::default()
        };
        let text = self.ty.elements().find(|element| {
            matches!(element.kind, Kind::Text { .. })
                && self.complete.get(element.id.0).chars().count() > LONG_TEXT.len()
        });
        if let Some(text) = text {
            self.add(
                general::TEXT_AS_BEFORE,
                text.id,
                self.complete.clone(),
                original,
            );
        }
        let Some(periods) = self.ty.period_element else {
            return;
        };
        // The example begins two days ago.
        for (rule, last_day) in [(general::OTHER_CERTIFICATE, 0), (general::PAUSE, 5)] {
            let other = Neighbour {
                created_on,
                periods: vec![Stretch {
                    from: created_on,
                    to: self.today.saturating_sub(last_day.days()),
                }],
                is_extended: false,
            };
            let surroundings = Surroundings {
                others: vec![other],
                ..Surroundings::default()
            };
            self.add(rule, periods, self.complete.clone(), surroundings);
        }
    }
}
