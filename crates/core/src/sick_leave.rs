//! Sick leaves: which days certificates cover, where they leave gaps and where they overlap, and the picture of it. Pure.
//! Source: ui 5.15, acceptance N01, A12, A95, A96.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::ids::CertificateId;

/// Certificates with at most so many free days between them belong to one sick leave ("less than 6 days apart").
const LONGEST_PAUSE: i32 = 5;
/// Days of a sick leave at which something changes, its first day being day 1.
const LANDMARKS: [i32; 3] = [90, 180, 365];
/// Today is drawn when it lies at most so many days outside the certificates.
const NEAR: i32 = 60;
/// The width of the picture; places in it are thousandths of a per cent.
pub const WIDTH: i64 = 100_000;

/// A period of a certificate, both days included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// Whose.
    pub certificate: CertificateId,
    /// First day.
    pub from: Date,
    /// Last day, not before the first.
    pub to: Date,
    /// Degree in per cent, 1–100.
    pub percent: u16,
    /// The certificate is not signed.
    pub is_draft: bool,
}

impl Spell {
    /// Returns the days of the period.
    pub fn stretch(&self) -> Stretch {
        Stretch {
            from: self.from,
            to: self.to,
        }
    }
}

/// Days that follow each other, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// First day.
    pub from: Date,
    /// Last day, not before the first.
    pub to: Date,
}

impl Stretch {
    /// Returns the number of days, at least 1.
    pub fn days(&self) -> i32 {
        days_between(self.from, self.to) + 1
    }
    /// Tells whether a day is in it.
    pub fn has(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Returns the days that at least one of them has, as few stretches as possible, in order.
pub fn covered(stretches: &[Stretch]) -> Vec<Stretch> {
    at_least(1, stretches)
}

/// Returns the days that at least two of them have, in order.
pub fn overlaps(stretches: &[Stretch]) -> Vec<Stretch> {
    at_least(2, stretches)
}

/// Returns the free days between them, in order.
pub fn gaps(stretches: &[Stretch]) -> Vec<Stretch> {
    let covered = covered(stretches);
    let pairs = covered.iter().zip(covered.iter().skip(1));
    pairs
        .filter_map(|(before, after)| {
            Some(Stretch {
                from: before.to.tomorrow().ok()?,
                to: after.from.yesterday().ok()?,
            })
        })
        .collect()
}

/// Returns the sick leaves that they make up, in order; short gaps do not end one.
pub fn leaves(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut leaves: Vec<Stretch> = Vec::new();
    for stretch in covered(stretches) {
        match leaves.last_mut() {
            Some(last) if days_between(last.to, stretch.from) <= LONGEST_PAUSE + 1 => {
                last.to = stretch.to;
            }
            _ => leaves.push(stretch),
        }
    }
    leaves
}

/// Returns the number of days that both have.
pub fn shared_days(a: &[Stretch], b: &[Stretch]) -> i32 {
    let both: Vec<Stretch> = covered(a).into_iter().chain(covered(b)).collect();
    overlaps(&both).iter().map(Stretch::days).sum()
}

/// Returns the first day of the sick leave that goes on today, and which day of it today is; drafts do not count.
pub fn ongoing(spells: &[Spell], today: Date) -> Option<(Date, i32)> {
    let signed: Vec<Stretch> = spells
        .iter()
        .filter(|spell| !spell.is_draft)
        .map(Spell::stretch)
        .collect();
    let leave = leaves(&signed).into_iter().find(|leave| leave.has(today))?;
    Some((leave.from, days_between(leave.from, today) + 1))
}

/// The picture of sick leaves: what is drawn, from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The days from edge to edge.
    pub window: Stretch,
    /// One per period, the earliest first.
    pub bars: Vec<Bar>,
    /// Free days between certificates.
    pub gaps: Vec<Place>,
    /// Days that more than one period has.
    pub overlaps: Vec<Place>,
    /// Vertical lines.
    pub lines: Vec<Line>,
}

/// Where days lie in the picture, in thousandths of a per cent of its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which days.
    pub stretch: Stretch,
    /// Left edge, from 0.
    pub x: i64,
    /// Width; left edge and width together are at most [`WIDTH`].
    pub width: i64,
}

/// A period in the picture; its height is its degree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The period.
    pub spell: Spell,
    /// Where it lies.
    pub place: Place,
}

/// A vertical line at the beginning of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it marks.
    pub mark: Mark,
    /// Which day.
    pub day: Date,
    /// Where.
    pub x: i64,
}

/// What a line marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Today.
    Today,
    /// This day of a sick leave, its first day being day 1.
    Day(i32),
}

/// Draws the periods; `None` when there are none.
pub fn picture(spells: &[Spell], today: Date) -> Option<Picture> {
    let stretches: Vec<Stretch> = spells.iter().map(Spell::stretch).collect();
    let window = window(&stretches, today)?;
    let mut sorted: Vec<&Spell> = spells.iter().collect();
    sorted.sort_by_key(|spell| (spell.from, spell.to, spell.percent, spell.certificate));
    let place = |stretch: Stretch| place(window, stretch);
    Some(Picture {
        window,
        bars: sorted
            .into_iter()
            .map(|spell| Bar {
                place: place(spell.stretch()),
                spell: spell.clone(),
            })
            .collect(),
        gaps: gaps(&stretches).into_iter().map(place).collect(),
        overlaps: overlaps(&stretches).into_iter().map(place).collect(),
        lines: lines(window, &leaves(&stretches), today),
    })
}

fn window(stretches: &[Stretch], today: Date) -> Option<Stretch> {
    let from = stretches.iter().map(|stretch| stretch.from).min()?;
    let to = stretches.iter().map(|stretch| stretch.to).max()?;
    let is_near = days_between(today, from) <= NEAR && days_between(to, today) <= NEAR;
    Some(if is_near {
        Stretch {
            from: from.min(today),
            to: to.max(today),
        }
    } else {
        Stretch { from, to }
    })
}

/// A place ends where the day after it begins.
fn place(window: Stretch, stretch: Stretch) -> Place {
    let x = edge(window, days_between(window.from, stretch.from));
    let end = edge(window, days_between(window.from, stretch.to) + 1);
    Place {
        stretch,
        x,
        width: end - x,
    }
}

/// Returns where the day begins that comes so many days after the window's first one.
fn edge(window: Stretch, days: i32) -> i64 {
    i64::from(days) * WIDTH / i64::from(window.days())
}

fn lines(window: Stretch, leaves: &[Stretch], today: Date) -> Vec<Line> {
    let landmarks = leaves.iter().flat_map(|leave| {
        LANDMARKS.into_iter().filter_map(|day| {
            let date = leave.from.checked_add((day - 1).days()).ok()?;
            leave.has(date).then_some((Mark::Day(day), date))
        })
    });
    let all = landmarks.chain(window.has(today).then_some((Mark::Today, today)));
    all.map(|(mark, day)| Line {
        mark,
        day,
        x: edge(window, days_between(window.from, day)),
    })
    .collect()
}

/// Sweeps over the days at which something begins or ends.
fn at_least(wanted: i32, stretches: &[Stretch]) -> Vec<Stretch> {
    let mut changes: BTreeMap<Date, (i32, i32)> = BTreeMap::new();
    for stretch in stretches
        .iter()
        .filter(|stretch| stretch.from <= stretch.to)
    {
        changes.entry(stretch.from).or_default().0 += 1;
        changes.entry(stretch.to).or_default().1 += 1;
    }
    let mut found: Vec<Stretch> = Vec::new();
    let (mut count, mut from) = (0, None);
    for (day, (begin, end)) in changes {
        count += begin;
        if count >= wanted && from.is_none() {
            from = Some(day);
        }
        count -= end;
        if count < wanted
            && let Some(from) = from.take()
        {
            push(&mut found, Stretch { from, to: day });
        }
    }
    found
}

/// Days that follow each other without a break are one stretch.
fn push(found: &mut Vec<Stretch>, stretch: Stretch) {
    match found.last_mut() {
        Some(last) if days_between(last.to, stretch.from) == 1 => last.to = stretch.to,
        _ => found.push(stretch),
    }
}

/// Returns how many days `b` comes after `a`.
fn days_between(a: Date, b: Date) -> i32 {
    (b - a).get_days()
}

#[cfg(test)]
mod tests;
