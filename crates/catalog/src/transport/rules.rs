//! Demands on several svar together.

use super::check::Faults;
use super::demands::{Demand, Place, WireRule};
use super::forms::{holds_pattern, trimmed, truth};
use super::message::{Message, Part, Svar};
use super::table::{Group, SvarForm};

/// What a kind demands of all svar with its number.
pub(super) fn of_group(form: &SvarForm, message: &Message<'_>, faults: &mut Faults) {
    match form.group {
        Group::Single | Group::Rows => {}
        Group::Repeated {
            exclusive,
            described,
        } => {
            each_code_once(form, message, faults);
            if let Some(alone) = exclusive {
                alone_or_not(form, alone, message, faults);
            }
            if let Some(code) = described {
                for svar in &message.svar {
                    description(form.number, svar, code, faults);
                }
            }
        }
        Group::Periods => {
            each_code_once(form, message, faults);
            no_overlap(form, message, faults);
        }
        Group::Diagnoses => {
            all(form, message).for_each(|svar| diagnosis_rows(form, svar, faults));
        }
    }
}

/// Checks a demand of the type.
pub(super) fn check(rule: &WireRule, message: &Message<'_>, faults: &mut Faults) {
    match *rule {
        WireRule::Count { svar, min, max } => {
            let count = count(message, svar);
            faults.unless((min..=max).contains(&count), || {
                format!("Svar {svar} ska förekomma mellan {min} och {max} gånger.")
            });
        }
        WireRule::AtLeastOne(numbers) => {
            let there = numbers.iter().any(|number| count(message, *number) > 0);
            faults.unless(there, || {
                let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
                format!("Minst ett av svar {} ska finnas.", numbers.join(", "))
            });
        }
        WireRule::GoesWithTick { svar, tick } => {
            for (_, part) in first_parts(message, tick) {
                goes_with_tick(count(message, svar), svar, part, faults);
            }
        }
        WireRule::NotAfter { date, rows, codes } => {
            not_after(message, date, rows, codes, faults);
        }
        WireRule::DemandedUnlessTicked { svar, tick } => {
            let demanded = count(message, tick) != 1
                || first_parts(message, tick).any(|(_, part)| !says_true(part));
            for number in svar {
                faults.unless(!demanded || count(message, *number) > 0, || {
                    format!("Svar {number} saknas.")
                });
            }
        }
        WireRule::DemandedWhenNotTicked { some, one, tick } => {
            let demanded = first_parts(message, tick).any(|(_, part)| !says_true(part));
            for number in some {
                faults.unless(!demanded || count(message, *number) > 0, || {
                    format!("Svar {number} saknas.")
                });
            }
            for number in one {
                faults.unless(!demanded || count(message, *number) == 1, || {
                    format!("Svar {number} ska förekomma en gång.")
                });
            }
        }
        WireRule::SvarGoesWith {
            svar,
            codes_of,
            codes,
            unless_ticked,
            ban_looks,
        } => {
            let there = count(message, svar);
            let wanted = |code: &str| codes.contains(&code);
            let due = any_code(message, codes_of, wanted);
            let fits = match ban_looks {
                Place::AnywhereOnce => {
                    codes_anywhere(message, codes_of)
                        .filter(|c| wanted(c))
                        .count()
                        == 1
                }
                Place::OwnSvar => first_parts(message, codes_of)
                    .filter(|(svar, _)| svar.is(codes_of))
                    .any(|(_, part)| wanted(trimmed(part.code()))),
            };
            let exempt = unless_ticked
                .is_some_and(|tick| first_parts(message, tick).any(|(_, part)| says_true(part)));
            faults.unless(!due || exempt || there == 1, || {
                format!("Svar {svar} saknas.")
            });
            faults.unless(fits || there == 0, || {
                format!("Svar {svar} får inte anges till svar {codes_of} som det är besvarat.")
            });
        }
        WireRule::SvarRuledOut {
            svar,
            codes_of,
            code,
        } => {
            let ruled_out = any_code(message, codes_of, |found| found == code);
            faults.unless(!ruled_out || count(message, svar) == 0, || {
                format!("Svar {svar} får inte anges med {code} i svar {codes_of}.")
            });
        }
        WireRule::PartWhenTrue { part, svar, demand } => {
            for (beside, tick) in first_parts(message, svar) {
                part_when_true(beside, tick, (svar, part), demand, faults);
            }
        }
        WireRule::PartWithCode { part, svar, code } => {
            for (beside, coded) in first_parts(message, svar) {
                part_with_code(beside, coded, (svar, part), code, faults);
            }
        }
    }
}

fn all<'m>(
    form: &'m SvarForm,
    message: &'m Message<'m>,
) -> impl Iterator<Item = &'m Svar<'m>> + Clone {
    message.svar.iter().filter(|svar| svar.is(form.number))
}

fn each_code_once(form: &SvarForm, message: &Message<'_>, faults: &mut Faults) {
    let all = all(form, message);
    for (i, svar) in all.clone().enumerate() {
        let twice = first(svar).is_some_and(|part| {
            let code = trimmed(part.code());
            all.clone()
                .take(i)
                .filter_map(first)
                .any(|earlier| trimmed(earlier.code()) == code)
        });
        faults.unless(!twice, || {
            format!("Samma kod förekommer två gånger i svar {}.", form.number)
        });
    }
}

/// Compares codes untrimmed, as the national rules do: with blanks around it the combination passes.
fn alone_or_not(form: &SvarForm, alone: &str, message: &Message<'_>, faults: &mut Faults) {
    let mut codes = all(form, message)
        .filter_map(first)
        .filter(|part| part.cv.first.is_some())
        .map(Part::code);
    let has_it = codes.clone().any(|code| code == alone);
    faults.unless(!has_it || codes.all(|code| code == alone), || {
        format!(
            "{alone} i svar {} kan inte kombineras med andra svar.",
            form.number
        )
    });
}

/// The parts may stand in a svar that is not their own: the national rules look for them anywhere.
fn description(number: u16, svar: &Svar<'_>, described: &str, faults: &mut Faults) {
    let find = |part: u16| svar.parts.iter().find(|found| found.is(number, part));
    let code = find(1).map_or("", |part| trimmed(part.code()));
    let there = find(3).is_some();
    faults.unless(there == (code == described) || code.is_empty(), || {
        format!("Delsvar {number}.3 ska anges med {described} och bara då.")
    });
}

/// Days that only touch do not overlap here, though they do in draft validation. Source: certificate-types 6.4 P4.
fn no_overlap(form: &SvarForm, message: &Message<'_>, faults: &mut Faults) {
    let periods = all(form, message)
        .filter_map(|svar| svar.part(2))
        .map(|part| {
            let (start, end) = part.ends();
            (trimmed(start), trimmed(end))
        });
    for (i, (start, end)) in periods.clone().enumerate() {
        let overlaps = periods
            .clone()
            .take(i)
            .any(|(other_start, other_end)| other_start < end && other_end > start);
        faults.unless(!overlaps, || "Två perioder överlappar.".to_owned());
    }
}

/// Text and code stand together, rows are filled from above, and all codes are of one register.
fn diagnosis_rows(form: &SvarForm, svar: &Svar<'_>, faults: &mut Faults) {
    let find = |number: u16| svar.part(number);
    let main_system = find(2).map_or("", |part| trimmed(part.system()));
    let rows = u16::try_from(form.parts.len() / 2).unwrap_or(1);
    for row in 2..=rows {
        let (text, code) = (find(2 * row - 1), find(2 * row));
        faults.unless(text.is_some() == code.is_some(), || {
            format!("Diagnos {row} ska ha både text och kod.")
        });
        faults.unless(text.is_none() || find(2 * row - 3).is_some(), || {
            format!("Diagnos {row} kräver diagnos {}.", row - 1)
        });
        let system = code.map_or("", |part| trimmed(part.system()));
        faults.unless(holds_pattern(main_system, system), || {
            "Alla diagnoser ska ha samma kodverk.".to_owned()
        });
    }
}

fn goes_with_tick(there: usize, svar: u16, tick: &Part<'_>, faults: &mut Faults) {
    match truth(&tick.text) {
        Some(true) => faults.unless(there > 0, || format!("Svar {svar} saknas.")),
        Some(false) => faults.unless(there == 0, || {
            format!(
                "Svar {svar} får inte anges när delsvar {} är false.",
                tick.id
            )
        }),
        None => {}
    }
}

/// Compares the dates as texts, as the national rules do: a missing one is before all others.
fn not_after(message: &Message<'_>, date: u16, rows: u16, codes: &[&str], faults: &mut Faults) {
    let text = |part: Option<&Part<'_>>| part.map_or("", |part| trimmed(&part.text)).to_owned();
    let known = text(
        message
            .svar
            .iter()
            .find(|svar| svar.is(date))
            .and_then(first),
    );
    for (beside, part) in first_parts(message, rows) {
        if codes.contains(&trimmed(part.code())) {
            let second = beside.parts.iter().find(|part| part.is(rows, 2));
            faults.unless(known <= text(second), || {
                format!("Datumet i svar {date} får inte ligga efter datumet i svar {rows}.")
            });
        }
    }
}

fn part_when_true(
    beside: &Svar<'_>,
    tick: &Part<'_>,
    (svar, number): (u16, u8),
    demand: Demand,
    faults: &mut Faults,
) {
    let there = beside.parts.iter().any(|part| part.is(svar, number.into()));
    if says_true(tick) {
        faults.unless(there || demand == Demand::Optional, || {
            format!("Delsvar {svar}.{number} saknas.")
        });
    } else {
        faults.unless(!there, || {
            format!("Delsvar {svar}.{number} får inte anges när {svar}.1 är false.")
        });
    }
}

fn part_with_code(
    beside: &Svar<'_>,
    coded: &Part<'_>,
    (svar, number): (u16, u8),
    wanted: &str,
    faults: &mut Faults,
) {
    let there = beside.parts.iter().any(|part| part.is(svar, number.into()));
    let code = trimmed(coded.code());
    faults.unless(there == (code == wanted) || code.is_empty(), || {
        format!("Delsvar {svar}.{number} ska anges med {wanted} och bara då.")
    });
}

fn first<'m>(svar: &'m Svar<'m>) -> Option<&'m Part<'m>> {
    svar.part(1)
}

fn count(message: &Message<'_>, number: u16) -> usize {
    message.svar.iter().filter(|svar| svar.is(number)).count()
}

/// Returns every part `{number}.1` with the svar that it stands in, which need not be the right one: the national rules look
/// for parts anywhere.
fn first_parts<'m>(
    message: &'m Message<'m>,
    number: u16,
) -> impl Iterator<Item = (&'m Svar<'m>, &'m Part<'m>)> {
    message.svar.iter().flat_map(move |svar| {
        svar.parts
            .iter()
            .filter(move |part| part.is(number, 1))
            .map(move |part| (svar, part))
    })
}

/// As the national rules look for it: anywhere in the text.
fn says_true(part: &Part<'_>) -> bool {
    part.text.contains('1') || part.text.contains("true")
}

fn any_code(message: &Message<'_>, number: u16, is_it: impl Fn(&str) -> bool) -> bool {
    codes_anywhere(message, number).any(is_it)
}

fn codes_anywhere<'m>(message: &'m Message<'m>, number: u16) -> impl Iterator<Item = &'m str> {
    first_parts(message, number).map(|(_, part)| trimmed(part.code()))
}
