//! The check of a whole message.

use std::fmt;

use super::content;
use super::demands::{Parts, Reach};
use super::forms::trimmed;
use super::message::{Message, Part, Svar};
use super::rules;
use super::table::{Group, SvarForm, with_table};
use crate::element::CertificateType;

/// Why a message would be refused: one line in Swedish, without anything of the patient's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportFault(pub String);

impl fmt::Display for TransportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<TransportFault>);

impl Faults {
    /// Reports a fault; the words are made only when there is one.
    pub(super) fn unless(&mut self, fine: bool, words: impl FnOnce() -> String) {
        if !fine {
            self.0.push(TransportFault(words()));
        }
    }
}

/// Returns everything for which the national rules would refuse the message; nothing when they take it.
pub fn check(ty: &CertificateType, message: &Message<'_>) -> Vec<TransportFault> {
    with_table(ty, |table| {
        let mut faults = Faults::default();
        for svar in &message.svar {
            let form = table.find(svar);
            match form {
                Some(form) => known_svar(form, svar, &mut faults),
                None => other_svar(ty, svar, &mut faults),
            }
            instance(form, svar, &mut faults);
            for part in &svar.parts {
                match table.find_part(part) {
                    Some(form) => content::check(form, part, &mut faults),
                    None => content::any(part, &mut faults),
                }
            }
        }
        for form in &table.svar {
            let count = message.svar.iter().filter(|s| s.is(form.number)).count();
            let is_within = form.max.is_none_or(|max| count <= max);
            faults.unless(is_within, || {
                let max = form.max.unwrap_or_default();
                format!("Svar {} får förekomma högst {max} gånger.", form.number)
            });
            // Comparing each with each takes very long in a message that holds thousands, and is refused already.
            if is_within {
                rules::of_group(form, message, &mut faults);
            }
        }
        for rule in ty.transport.rules {
            rules::check(rule, message, &mut faults);
        }
        if ty.transport.additional_questions {
            additional_questions(message, &mut faults);
        }
        faults.0
    })
}

fn known_svar(form: &SvarForm, svar: &Svar<'_>, faults: &mut Faults) {
    if form.counting == Parts::Any {
        return;
    }
    for part in &form.parts {
        let is_it = |p: &&Part<'_>| p.is(form.number, part.number);
        let count = svar.parts.iter().filter(is_it).count();
        faults.unless(count >= usize::from(part.mandatory), || {
            format!("Delsvar {} saknas.", part.id)
        });
        faults.unless(count <= 1, || {
            format!("Delsvar {} får bara förekomma en gång.", part.id)
        });
    }
    for part in svar.parts.iter().filter(|_| form.counting == Parts::Closed) {
        faults.unless(
            form.parts
                .iter()
                .any(|known| part.is(form.number, known.number)),
            || format!("Oväntat delsvar i svar {}.", form.number),
        );
    }
}

fn other_svar(ty: &CertificateType, svar: &Svar<'_>, faults: &mut Faults) {
    let passes = match ty.transport.reach {
        Reach::Everything => ty.transport.additional_questions && is_additional(svar.id),
        Reach::Only(_) => true,
    };
    faults.unless(passes, || "Oväntat svar.".to_owned());
}

fn instance(form: Option<&SvarForm>, svar: &Svar<'_>, faults: &mut Faults) {
    let repeated = form.is_some_and(|form| {
        matches!(
            form.group,
            Group::Repeated { .. } | Group::Rows | Group::Periods
        )
    });
    faults.unless(!repeated || svar.instance.count == 1, || {
        format!("Svar {} ska ha ett instansnummer.", svar.id)
    });
    faults.unless(svar.instance.count <= 1, || {
        "Ett svar får ha högst ett instansnummer.".to_owned()
    });
    let number = svar.instance.first.as_deref().map_or("1", trimmed);
    let digits = number.strip_prefix('+').unwrap_or(number);
    let positive =
        digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<i32>().is_ok_and(|n| n >= 1);
    faults.unless(positive, || {
        "Instansnumret ska vara ett heltal större än 0.".to_owned()
    });
}

/// Each id once, one part, and a text in it. 9000 is let through unchecked, as the national rules do.
/// Source: certificate-types 3 E12, 18.
fn additional_questions(message: &Message<'_>, faults: &mut Faults) {
    for (i, svar) in message.svar.iter().enumerate() {
        if !is_additional(svar.id) || svar.id == "9000" {
            continue;
        }
        let twice = message
            .svar
            .iter()
            .take(i)
            .any(|earlier| earlier.id == svar.id);
        faults.unless(!twice, || {
            format!("Tilläggsfråga {} förekommer två gånger.", svar.id)
        });
        faults.unless(svar.parts.len() == 1, || {
            format!("Tilläggsfråga {} ska ha ett delsvar.", svar.id)
        });
        for part in &svar.parts {
            content::text(part, faults);
        }
    }
}

fn is_additional(id: &str) -> bool {
    id.len() == 4 && id.starts_with('9') && id.bytes().all(|b| b.is_ascii_digit())
}
