//! What can be made wrong in an answer of each kind.

use jiff::ToSpan as _;

use super::{LONG_TEXT, Maker};
use crate::element::{CodeSet, DateSpan, DescribedCode, DiagnosisRules, Element, Kind, Section};
use crate::fields::fields;
use crate::general;
use crate::reading::CONTACT_FIELDS;
use crate::surroundings::Surroundings;
use crate::visibility::is_required;

/// Part of a key after the element's id, and its text.
type Edits<'a> = &'a [(&'a str, &'a str)];

impl Maker {
    pub(super) fn of_kind(&mut self, section: &'static Section, element: &'static Element) {
        let asked = self.asked(section, element);
        let demanded = is_required(self.ty, element, &asked, self.today);
        let mut wrong = Wrong {
            maker: self,
            section,
            element,
        };
        match &element.kind {
            Kind::Tick { .. } => {}
            Kind::YesNo | Kind::Code { .. } => {
                wrong.if_demanded(demanded, general::CHOOSE_ONE);
                wrong.with(general::CHOOSE_KNOWN, &[("", "?")]);
            }
            Kind::Text { limit } => wrong.text(*limit, demanded),
            Kind::Number { .. } => {
                wrong.if_demanded(demanded, general::TEXT_REQUIRED);
                wrong.with(general::NUMBER_RANGE, &[("", "många")]);
            }
            Kind::Date { span } => {
                wrong.if_demanded(demanded, general::DATE_MANDATORY);
                wrong.dates(*span);
            }
            Kind::Codes {
                set,
                max,
                exclusive,
            } => {
                wrong.if_demanded(demanded, general::CHOOSE_SOME);
                wrong.codes(set, *max, *exclusive);
            }
            Kind::DatedBasis { set, described } => {
                wrong.if_demanded(demanded, general::CHOOSE_SOME);
                wrong.basis(set, described);
            }
            Kind::Investigations { set, .. } => wrong.investigations(set),
            Kind::Periods { set } => {
                wrong.if_demanded(demanded, general::CHOOSE_SOME);
                wrong.periods(set);
            }
            Kind::Diagnoses { rules, .. } => {
                wrong.if_demanded(demanded, general::DIAGNOSIS_REQUIRED);
                wrong.diagnoses(*rules);
            }
            Kind::UnitContact => {
                for (part, _) in CONTACT_FIELDS.iter().take(1) {
                    wrong.with(general::UNIT_FIELD, &[(part, "")]);
                }
                wrong.with(general::UNIT_POSTCODE, &[("postnummer", "1234")]);
                wrong.with(general::UNIT_TELEPHONE, &[("telefon", "växeln")]);
            }
        }
    }
}

/// Makes one question wrong.
struct Wrong<'m> {
    maker: &'m mut Maker,
    section: &'static Section,
    element: &'static Element,
}

impl Wrong<'_> {
    fn key(&self, part: &str) -> String {
        let id = self.element.id;
        if part.is_empty() {
            id.0.to_owned()
        } else {
            format!("{id}.{part}")
        }
    }

    fn with(&mut self, rule: &'static str, edits: Edits<'_>) {
        let mut answers = self.maker.asked(self.section, self.element);
        for (part, text) in edits {
            answers.set(self.key(part), *text);
        }
        let id = self.element.id;
        self.maker.add(rule, id, answers, Surroundings::default());
    }

    fn if_demanded(&mut self, demanded: bool, rule: &'static str) {
        if !demanded {
            return;
        }
        let mut answers = self.maker.asked(self.section, self.element);
        for field in fields(self.element) {
            answers.set(field.key, "");
        }
        let id = self.element.id;
        self.maker.add(rule, id, answers, Surroundings::default());
    }

    fn text(&mut self, limit: usize, demanded: bool) {
        self.if_demanded(demanded, general::TEXT_REQUIRED);
        if !demanded && !self.element.folded {
            self.with(general::TEXT_BLANK, &[("", "  ")]);
        }
        let long = "å".repeat(limit + 1);
        self.with(general::TEXT_LIMIT, &[("", long.as_str())]);
        self.with(general::TEXT_SIGNS, &[("", "Går → hem.")]);
    }

    fn dates(&mut self, span: DateSpan) {
        let day = |days: i32| self.maker.today.saturating_add(days.days()).to_string();
        let (outside, typed) = match span {
            DateSpan::Past => (general::DATE_FUTURE, day(1)),
            DateSpan::Ahead { .. } => (general::DATE_AHEAD, day(-1)),
        };
        for (rule, typed) in [
            (general::DATE_FORM, "i våras"),
            (general::DATE_EXISTS, "2026-02-30"),
            (general::DATE_RANGE, "1899-12-31"),
            (outside, typed.as_str()),
        ] {
            self.with(rule, &[("", typed)]);
        }
    }

    fn codes(&mut self, set: &'static CodeSet, max: usize, exclusive: Option<&'static str>) {
        let others: Vec<&str> = set
            .codes
            .iter()
            .map(|code| code.code)
            .filter(|code| Some(*code) != exclusive)
            .collect();
        if others.len() > max {
            let too_many: Vec<(&str, &str)> = others
                .iter()
                .take(max + 1)
                .map(|code| (*code, "true"))
                .collect();
            self.with(general::CHOOSE_AT_MOST, &too_many);
        }
        if let (Some(alone), Some(other)) = (exclusive, others.first()) {
            self.with(general::CHOOSE_ALONE, &[(alone, "true"), (other, "true")]);
        }
    }

    fn basis(&mut self, set: &'static CodeSet, described: &'static DescribedCode) {
        let Some(first) = set.codes.first() else {
            return;
        };
        let date = format!("{}.datum", first.code);
        self.with(general::DATE_REQUIRED, &[(first.code, "true"), (&date, "")]);
        let today = self.maker.today.to_string();
        let described_date = format!("{}.datum", described.code);
        let edits = [(described.code, "true"), (&described_date, today.as_str())];
        self.with(general::DESCRIPTION_REQUIRED, &edits);
        let tomorrow = self.maker.today.saturating_add(1.day()).to_string();
        for (rule, typed) in [
            (general::DATE_FORM, "i våras"),
            (general::DATE_FUTURE, tomorrow.as_str()),
        ] {
            self.with(rule, &[(first.code, "true"), (&date, typed)]);
        }
    }

    fn investigations(&mut self, set: &'static CodeSet) {
        let Some(first) = set.codes.first() else {
            return;
        };
        let today = self.maker.today.to_string();
        let blank = [("1.typ", ""), ("1.datum", ""), ("1.text", "")];
        self.with(
            general::ROW_WHOLE,
            &[("1.typ", first.code), ("1.datum", ""), ("1.text", "")],
        );
        let second = [
            ("2.typ", first.code),
            ("2.datum", today.as_str()),
            ("2.text", LONG_TEXT),
        ];
        let edits: Vec<(&str, &str)> = blank.into_iter().chain(second).collect();
        self.with(general::ROW_FIRST, &edits);
    }

    fn periods(&mut self, set: &'static CodeSet) {
        let day = |days: i32| self.maker.today.saturating_add(days.days()).to_string();
        let (today, before, later) = (day(0), day(-1), day(9));
        let mut rows = set.codes.iter().map(|code| {
            let row = |part| format!("{}.{part}", code.code);
            (code.code, row("from"), row("tom"))
        });
        let (Some((tick, from, to)), Some((other, other_from, other_to))) =
            (rows.next(), rows.next())
        else {
            return;
        };
        self.with(
            general::PERIOD_DATES,
            &[(tick, "true"), (&from, &today), (&to, "")],
        );
        self.with(
            general::PERIOD_ORDER,
            &[(tick, "true"), (&from, &today), (&to, &before)],
        );
        self.with(
            general::PERIOD_OVERLAP,
            &[
                (tick, "true"),
                (&from, &today),
                (&to, &later),
                (other, "true"),
                (&other_from, &today),
                (&other_to, &later),
            ],
        );
    }

    fn diagnoses(&mut self, rules: DiagnosisRules) {
        self.with(general::DIAGNOSIS_CODE, &[("1.kod", "")]);
        self.with(general::DIAGNOSIS_TEXT, &[("1.text", "")]);
        self.with(general::DIAGNOSIS_KNOWN, &[("1.kod", "X9Z9")]);
        self.with(
            general::DIAGNOSIS_MAIN,
            &[
                ("1.kod", ""),
                ("1.text", ""),
                ("2.kod", "M545"),
                ("2.text", "Lumbago"),
            ],
        );
        if rules == DiagnosisRules::Positions {
            self.with(general::DIAGNOSIS_FOUR, &[("1.kod", "F32")]);
            self.with(general::DIAGNOSIS_THREE, &[("1.kod", "M5")]);
        }
    }
}
