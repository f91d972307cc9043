//! What lists and notices say of a certificate: when it is in force, to what degree, and for which diagnosis.

use jiff::civil::Date;

use crate::element::CertificateType;
use crate::value::{Diagnosis, Period, Value, Values};

/// The gist of a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// First and last day.
    pub period: Option<(Date, Date)>,
    /// Degrees in per cent, in order of their first days.
    pub degrees: Vec<u16>,
    /// Code of the main diagnosis with its dot, e.g. `M54.5`.
    pub diagnosis: Option<String>,
    /// The periods in per cent, first and last day, in the order of the form.
    pub periods: Vec<(u16, Date, Date)>,
}

impl Summary {
    /// Returns one line, e.g. `100 % 2026-03-01–2026-03-31, M54.5`; empty when nothing is known.
    pub fn line(&self) -> String {
        let degrees: Vec<String> = self.degrees.iter().map(|d| format!("{d} %")).collect();
        let period = self.period.map(|(from, to)| format!("{from}–{to}"));
        let when: Vec<String> = Some(degrees.join(", "))
            .filter(|degrees| !degrees.is_empty())
            .into_iter()
            .chain(period)
            .collect();
        let parts: Vec<String> = Some(when.join(" "))
            .filter(|when| !when.is_empty())
            .into_iter()
            .chain(self.diagnosis.clone())
            .collect();
        parts.join(", ")
    }
}

/// Returns the gist of the readable answers.
pub fn summary(ty: &CertificateType, values: &Values) -> Summary {
    let periods = periods(ty, values);
    let mut by_start: Vec<&Period> = periods.iter().collect();
    by_start.sort_by_key(|period| period.from);
    Summary {
        period: span(periods),
        degrees: by_start.iter().map(|period| period.degree.figure).collect(),
        diagnosis: main_diagnosis(ty, values).map(|diagnosis| dotted(&diagnosis.code)),
        periods: periods
            .iter()
            .map(|period| (period.degree.figure, period.from, period.to))
            .collect(),
    }
}

/// Returns the periods of a certificate; none when its type has none.
pub fn periods<'a>(ty: &CertificateType, values: &'a Values) -> &'a [Period] {
    match ty.period_element.and_then(|id| values.get(id)) {
        Some(Value::Periods(periods)) => periods,
        _ => &[],
    }
}

/// Returns the main diagnosis.
pub fn main_diagnosis<'a>(ty: &CertificateType, values: &'a Values) -> Option<&'a Diagnosis> {
    match ty.diagnosis_element.and_then(|id| values.get(id)) {
        Some(Value::Diagnoses(diagnoses)) => diagnoses.rows.first(),
        _ => None,
    }
}

/// Returns the first and the last day of the periods.
pub fn span(periods: &[Period]) -> Option<(Date, Date)> {
    let first = periods.iter().map(|period| period.from).min()?;
    let last = periods.iter().map(|period| period.to).max()?;
    Some((first, last))
}

/// Returns the sum of the lengths of the periods, in days. Source: certificate-types 6.4.
pub fn covered_days(periods: &[Period]) -> i32 {
    periods.iter().map(Period::days).sum()
}

/// Returns the number of days that at least one period covers; this decides on the advice for less than 15 days.
/// Source: certificate-types 13.6.
pub fn total_days_merged(periods: &[Period]) -> i32 {
    let mut spans: Vec<(Date, Date)> = periods.iter().map(|p| (p.from, p.to)).collect();
    spans.sort_unstable();
    let mut days = 0;
    let mut covered_to: Option<Date> = None;
    for (from, to) in spans {
        let start = match covered_to {
            Some(end) if end >= from => end.tomorrow().unwrap_or(end),
            _ => from,
        };
        if start <= to {
            days += (to - start).get_days() + 1;
        }
        covered_to = covered_to.max(Some(to));
    }
    days
}

/// Returns "Intyget omfattar {n} dagar, {från}–{till}."; `None` without periods. Source: ui 5.6.
pub fn days_line(periods: &[Period]) -> Option<String> {
    let (from, to) = span(periods)?;
    Some(format!(
        "Intyget omfattar {}, {from}–{to}.",
        days(covered_days(periods))
    ))
}

/// Returns "1 dag" or "{n} dagar".
pub fn days(count: i32) -> String {
    if count == 1 {
        "1 dag".to_owned()
    } else {
        format!("{count} dagar")
    }
}

/// Returns "Arbetar {h} timmar per vecka": the hours left at a degree of sick leave, from the typed normal weekly hours
/// (0–168, with one decimal sign). Nothing of this is stored. Source: acceptance A16.
pub fn working_hours(weekly_hours: &str, degree_percent: u16) -> Option<String> {
    let hours: f64 = weekly_hours.trim().replace(',', ".").parse().ok()?;
    if !(0.0..=168.0).contains(&hours) || degree_percent > 100 {
        return None;
    }
    let left = hours * f64::from(100 - degree_percent) / 100.0;
    let rounded = (left * 100.0).round() / 100.0;
    let text = rounded.to_string().replace('.', ",");
    Some(format!("Arbetar {text} timmar per vecka"))
}

fn dotted(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}.{tail}"),
        _ => code.to_owned(),
    }
}
