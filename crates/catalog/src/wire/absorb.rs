//! Svar to values, and to answers as if they had been typed. What the national rules let through is taken as it is, also where
//! draft validation would not. Source: certificate-types 19.

use super::{ADDITIONAL, Content, Svar};
use crate::answers::Answers;
use crate::element::{CertificateType, CodeSet, Element, Kind, Wire, WireSystem};
use crate::reading::whole_number;
use crate::transport::{lenient_date, truth};
use crate::value::{BasisRow, Diagnoses, Diagnosis, Investigation, Period, Value, Values};

/// What a message says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Absorbed {
    /// For renewal.
    pub answers: Answers,
    /// For reading.
    pub values: Values,
}

/// Reads the svar that the type has elements for, and the answers to additional questions where it takes them; the others are left
/// to the caller.
pub fn absorb(ty: &CertificateType, svar: &[Svar]) -> Absorbed {
    let mut absorbed = Absorbed::default();
    for element in ty.elements() {
        let Some((number, part)) = element.id.wire() else {
            continue;
        };
        if matches!(element.wire, Wire::Never) {
            continue;
        }
        let own: Vec<&Svar> = svar.iter().filter(|s| s.id == number).collect();
        if let Some(value) = value(element, part, &own) {
            write(element, &value, &mut absorbed.answers);
            absorbed.values.insert(element.id, value);
        } else if let (Kind::Number { .. }, Some(svar)) = (&element.kind, own.first()) {
            // No rule looks at it, so it may be anything, and is shown as it came.
            absorbed
                .answers
                .set(element.id.0, svar.text(part).unwrap_or_default());
        }
    }
    if ty.transport.additional_questions {
        additional(svar, &mut absorbed.values);
    }
    absorbed
}

/// The first text of each, whatever its part is called; the national rules do not look at that.
fn additional(svar: &[Svar], values: &mut Values) {
    for svar in svar.iter().filter(|svar| ADDITIONAL.contains(&svar.id)) {
        let text = svar.parts.iter().find_map(|part| match &part.content {
            Content::Text(text) => Some(text),
            Content::Code { .. } | Content::Period { .. } => None,
        });
        if let Some(text) = text {
            values.insert_additional(svar.id, text.clone());
        }
    }
}

fn value(element: &Element, part: u8, svar: &[&Svar]) -> Option<Value> {
    let first = svar.first()?;
    match &element.kind {
        Kind::Tick { .. } | Kind::YesNo => truth(first.text(part)?).map(Value::Bool),
        Kind::Date { .. } => lenient_date(first.text(part)?).map(Value::Date),
        Kind::Text { .. } => Some(Value::Text(first.text(part)?.to_owned())),
        Kind::Number { .. } => whole_number(first.text(part)?).map(Value::Number),
        Kind::Code { set, .. } => set.find(first.code(part)?).map(Value::Code),
        Kind::Codes { set, .. } => filled(in_order(set, svar, |_, code| Some(code)), Value::Codes),
        Kind::DatedBasis { set, .. } => {
            let rows = in_order(set, svar, |svar, code| {
                Some(BasisRow {
                    code,
                    date: lenient_date(svar.text(2)?)?,
                    text: svar.text(3).map(ToOwned::to_owned),
                })
            });
            filled(rows, Value::DatedBasis)
        }
        Kind::Investigations { set, .. } => {
            filled(investigations(set, svar), Value::Investigations)
        }
        Kind::Periods { set } => {
            let periods = in_order(set, svar, |svar, degree| match svar.part(2)? {
                Content::Period { from, to } => Some(Period {
                    degree,
                    from: *from,
                    to: *to,
                }),
                Content::Text(_) | Content::Code { .. } => None,
            });
            filled(periods, Value::Periods)
        }
        Kind::Diagnoses { max, systems, .. } => diagnoses(first, *max, systems),
        Kind::UnitContact => None,
    }
}

/// Returns the rows in the order of the set, whatever order they were sent in.
fn in_order<T>(
    set: &'static CodeSet,
    svar: &[&Svar],
    row: impl Fn(&Svar, &'static crate::element::Code) -> Option<T>,
) -> Vec<T> {
    set.codes
        .iter()
        .filter_map(|code| {
            let svar = svar.iter().find(|svar| svar.code(1) == Some(code.code))?;
            row(svar, code)
        })
        .collect()
}

/// Returns the rows in the order of their numbers.
fn investigations(set: &'static CodeSet, svar: &[&Svar]) -> Vec<Investigation> {
    let mut numbered = svar.to_vec();
    numbered.sort_by_key(|svar| svar.instance);
    let row = |svar: &&Svar| {
        Some(Investigation {
            code: set.find(svar.code(1)?)?,
            date: lenient_date(svar.text(2)?)?,
            origin: svar.text(3)?.to_owned(),
        })
    };
    numbered.iter().filter_map(row).collect()
}

fn filled<T>(rows: Vec<T>, value: impl FnOnce(Vec<T>) -> Value) -> Option<Value> {
    (!rows.is_empty()).then(|| value(rows))
}

fn diagnoses(svar: &Svar, max: usize, systems: &[WireSystem]) -> Option<Value> {
    let Content::Code { system, .. } = svar.part(2)? else {
        return None;
    };
    let known = systems.iter().find(|known| known.is(system));
    // Where there is no choice of register, the national rules do not look at it either.
    let only = systems.first().filter(|_| systems.len() == 1);
    let system = known.or(only)?.system;
    let rows = (1_u8..)
        .step_by(2)
        .take(max)
        .filter_map(|number| {
            let Content::Code { code, name, .. } = svar.part(number + 1)? else {
                return None;
            };
            Some(Diagnosis {
                code: code.to_uppercase(),
                text: svar.text(number)?.to_owned(),
                title: name.clone(),
            })
        })
        .collect();
    filled(rows, |rows| Value::Diagnoses(Diagnoses { system, rows }))
}

/// Writes a value as its kind is typed.
fn write(element: &Element, value: &Value, answers: &mut Answers) {
    let id = element.id;
    match value {
        Value::Bool(answer) => answers.set(id.0, answer.to_string()),
        Value::Date(date) => answers.set(id.0, date.to_string()),
        Value::Text(text) => answers.set(id.0, text.as_str()),
        Value::Number(number) => answers.set(id.0, number.to_string()),
        Value::Code(code) => answers.set(id.0, code.code),
        Value::Codes(codes) => {
            for code in codes {
                answers.set(format!("{id}.{}", code.code), "true");
            }
        }
        Value::DatedBasis(rows) => {
            for row in rows {
                let key = format!("{id}.{}", row.code.code);
                answers.set(format!("{key}.datum"), row.date.to_string());
                answers.set(format!("{key}.text"), row.text.clone().unwrap_or_default());
                answers.set(key, "true");
            }
        }
        Value::Investigations(rows) => {
            for (number, row) in (1..).zip(rows) {
                answers.set(format!("{id}.{number}.typ"), row.code.code);
                answers.set(format!("{id}.{number}.datum"), row.date.to_string());
                answers.set(format!("{id}.{number}.text"), row.origin.as_str());
            }
        }
        Value::Periods(periods) => {
            for period in periods {
                let key = format!("{id}.{}", period.degree.code);
                answers.set(format!("{key}.from"), period.from.to_string());
                answers.set(format!("{key}.tom"), period.to.to_string());
                answers.set(key, "true");
            }
        }
        Value::Diagnoses(diagnoses) => {
            answers.set(format!("{id}.kodverk"), diagnoses.system.key());
            for (row, diagnosis) in (1..).zip(&diagnoses.rows) {
                answers.set(format!("{id}.{row}.kod"), diagnosis.code.as_str());
                answers.set(format!("{id}.{row}.text"), diagnosis.text.as_str());
            }
        }
        Value::UnitContact(contact) => crate::fields::set_contact(answers, element, contact),
    }
}
