//! Rows that are ticked and dated: what the certificate is based on, and periods of sick leave.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Reader;
use crate::dates::{self, DateFault};
use crate::element::{CodeSet, DateSpan, DescribedCode};
use crate::general;
use crate::messages;
use crate::value::{BasisRow, Period, Value};

impl Reader<'_> {
    pub(super) fn basis(
        &mut self,
        set: &'static CodeSet,
        described: &'static DescribedCode,
    ) -> Option<Value> {
        let mut rows = Vec::new();
        for code in set.codes {
            let row = format!("{}.{}", self.element.id, code.code);
            if !self.answers.is_ticked(&row) {
                continue;
            }
            let date = self.past_date(&format!("{row}.datum"), general::DATE_REQUIRED);
            let text = if code.code == described.code {
                self.description(&format!("{row}.text"), described)
            } else {
                None
            };
            rows.extend(date.map(|date| BasisRow { code, date, text }));
        }
        (!rows.is_empty()).then_some(Value::DatedBasis(rows))
    }

    /// Reads a date that is not in the future; `rule` demands that there is one.
    pub(super) fn past_date(&mut self, field: &str, rule: &'static str) -> Option<Date> {
        let typed = self.answers.get(field);
        if typed.trim().is_empty() {
            self.missing(field, rule, messages::DATE_MISSING);
            return None;
        }
        let date = self.date(field, dates::read(typed, self.today))?;
        if date > self.today {
            self.wrong(field, general::DATE_FUTURE, messages::DATE_FUTURE);
        }
        Some(date)
    }

    /// Reads the element's own day, if there is one.
    pub(super) fn day(&mut self, span: DateSpan) -> Option<Date> {
        let field = self.element.id.0;
        if self.answers.get(field).trim().is_empty() {
            return None;
        }
        match span {
            DateSpan::Past => self.past_date(field, general::DATE_MANDATORY),
            DateSpan::Ahead { months } => self.date_ahead(field, months),
        }
    }

    fn date_ahead(&mut self, field: &str, months: u8) -> Option<Date> {
        let date = self.date(field, dates::read(self.answers.get(field), self.today))?;
        let last = self.today.saturating_add(i64::from(months).months());
        if date < self.today || date > last {
            self.wrong(
                field,
                general::DATE_AHEAD,
                messages::date_between(self.today, last),
            );
        }
        Some(date)
    }

    fn description(&mut self, field: &str, described: &DescribedCode) -> Option<String> {
        if self.answers.get(field).trim().is_empty() {
            let text = messages::fill_in(described.name);
            self.missing(field, general::DESCRIPTION_REQUIRED, text);
            return None;
        }
        self.text(field, described.limit)
    }

    pub(super) fn periods(&mut self, set: &'static CodeSet) -> Option<Value> {
        let mut periods: Vec<Period> = Vec::new();
        for degree in set.codes {
            let row = format!("{}.{}", self.element.id, degree.code);
            if !self.answers.is_ticked(&row) {
                continue;
            }
            let Some((from, to)) = self.period(&format!("{row}.from"), &format!("{row}.tom"))
            else {
                continue;
            };
            let period = Period { degree, from, to };
            for earlier in &periods {
                self.overlap(earlier, &period);
            }
            periods.push(period);
        }
        (!periods.is_empty()).then_some(Value::Periods(periods))
    }

    fn period(&mut self, from_field: &str, to_field: &str) -> Option<(Date, Date)> {
        let from_typed = self.answers.get(from_field);
        let to_typed = self.answers.get(to_field);
        let empty = [(from_field, from_typed), (to_field, to_typed)]
            .into_iter()
            .find(|(_, typed)| typed.trim().is_empty());
        if let Some((field, _)) = empty {
            self.missing(field, general::PERIOD_DATES, messages::PERIOD_DATES);
        }
        let from = (!from_typed.trim().is_empty())
            .then(|| self.date(from_field, dates::read(from_typed, self.today)))
            .flatten();
        let waits_for_from = from.is_none() && dates::length(to_typed).is_some();
        let to = (!to_typed.trim().is_empty() && !waits_for_from)
            .then(|| self.date(to_field, dates::read_end(to_typed, from, self.today)))
            .flatten();
        let (from, to) = (from?, to?);
        if to < from {
            self.wrong(to_field, general::PERIOD_ORDER, messages::END_BEFORE_START);
            return None;
        }
        Some((from, to))
    }

    /// Reports days that two periods share, at the first day of the one that starts later. Source: certificate-types 6.4 P3.
    fn overlap(&mut self, a: &Period, b: &Period) {
        let (from, to) = (a.from.max(b.from), a.to.min(b.to));
        if from > to {
            return;
        }
        let later = if a.from > b.from { a } else { b };
        let text = format!(
            "{} och {} överlappar {from}–{to}.",
            a.degree.label, b.degree.label
        );
        let field = format!("{}.{}.from", self.element.id, later.degree.code);
        self.wrong(&field, general::PERIOD_OVERLAP, text);
    }

    fn date(&mut self, field: &str, read: Result<Date, DateFault>) -> Option<Date> {
        match read {
            Ok(date) => Some(date),
            Err(fault) => {
                let rule = match fault {
                    DateFault::Form => general::DATE_FORM,
                    DateFault::NoSuchDay => general::DATE_EXISTS,
                    DateFault::OutOfRange => general::DATE_RANGE,
                };
                let text = messages::date(fault, self.answers.get(field));
                self.wrong(field, rule, text);
                None
            }
        }
    }
}
