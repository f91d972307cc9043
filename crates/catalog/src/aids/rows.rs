//! Rows that are ticked and dated.

use jiff::civil::Date;

use super::Save;
use crate::answers::Answers;
use crate::dates;
use crate::element::{CodeSet, DescribedCode, Element};

pub(super) fn basis(
    element: &Element,
    set: &CodeSet,
    described: &DescribedCode,
    answers: &mut Answers,
    save: &Save<'_>,
) {
    for code in set.codes {
        let tick = format!("{}.{}", element.id, code.code);
        let date = format!("{tick}.datum");
        let text = (code.code == described.code).then(|| format!("{tick}.text"));
        let typed: Vec<&str> = std::iter::once(date.as_str())
            .chain(text.as_deref())
            .collect();
        settle_tick(answers, save, &tick, &typed);
        if is_new(answers, save, &tick) && answers.get(&date).is_empty() {
            answers.set(date.as_str(), save.today.to_string());
        }
        rewrite(answers, &date, |typed| dates::read(typed, save.today).ok());
    }
}

pub(super) fn day(element: &Element, answers: &mut Answers, save: &Save<'_>) {
    rewrite(answers, element.id.0, |typed| {
        dates::read(typed, save.today).ok()
    });
}

pub(super) fn investigations(
    element: &Element,
    max: usize,
    answers: &mut Answers,
    save: &Save<'_>,
) {
    for row in 1..=max {
        rewrite(answers, &format!("{}.{row}.datum", element.id), |typed| {
            dates::read(typed, save.today).ok()
        });
    }
}

pub(super) fn periods(element: &Element, set: &CodeSet, answers: &mut Answers, save: &Save<'_>) {
    let row = |code: &str| {
        let tick = format!("{}.{code}", element.id);
        (format!("{tick}.from"), format!("{tick}.tom"), tick)
    };
    for degree in set.codes {
        let (from, to, tick) = row(degree.code);
        settle_tick(answers, save, &tick, &[&from, &to]);
        rewrite_period(answers, &from, &to, save.today);
    }
    for degree in set.codes {
        let (from, to, tick) = row(degree.code);
        if !is_new(answers, save, &tick) || !answers.get(&from).trim().is_empty() {
            continue;
        }
        let latest = set
            .codes
            .iter()
            .filter_map(|other| dates::read(answers.get(&row(other.code).1), save.today).ok())
            .max();
        let start = latest
            .or(save.copied_end)
            .and_then(|end| end.tomorrow().ok())
            .unwrap_or(save.today);
        answers.set(from.as_str(), start.to_string());
        rewrite_period(answers, &from, &to, save.today);
    }
}

/// Unticking clears the row; writing in an unticked row ticks it.
fn settle_tick(answers: &mut Answers, save: &Save<'_>, tick: &str, fields: &[&str]) {
    if answers.is_ticked(tick) {
        return;
    }
    if !answers.get(tick).is_empty() {
        answers.set(tick, "");
    }
    let written = |field: &&str| {
        let typed = answers.get(field);
        !typed.trim().is_empty() && typed != save.previous.get(field)
    };
    if !save.previous.is_ticked(tick) && fields.iter().any(written) {
        answers.set(tick, "true");
        return;
    }
    for field in fields {
        answers.set(*field, "");
    }
}

fn is_new(answers: &Answers, save: &Save<'_>, tick: &str) -> bool {
    answers.is_ticked(tick) && !save.previous.is_ticked(tick)
}

fn rewrite_period(answers: &mut Answers, from: &str, to: &str, today: Date) {
    rewrite(answers, from, |typed| dates::read(typed, today).ok());
    let start = dates::read(answers.get(from), today).ok();
    rewrite(answers, to, |typed| {
        dates::read_end(typed, start, today).ok()
    });
}

/// Writes a date as ISO 8601; what is no date stays as typed.
fn rewrite(answers: &mut Answers, field: &str, read: impl Fn(&str) -> Option<Date>) {
    if let Some(date) = read(answers.get(field)) {
        answers.set(field, date.to_string());
    }
}
