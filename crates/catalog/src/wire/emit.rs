//! Values to svar.

use super::{Content, Part, Svar};
use crate::element::{CertificateType, Code, CodeSet, Element, Kind, Wire, WireSystem};
use crate::transport::DiagnosisOrder;
use crate::value::{Diagnoses, Value, Values};

/// Returns the svar of the values, in the order in which the type sends them. What has no value is left out.
pub fn emit(ty: &CertificateType, values: &Values) -> Vec<Svar> {
    let mut svar = Vec::new();
    for number in ty.wire_order {
        let of_number = ty
            .elements()
            .filter_map(|element| Some((element, element.id.wire()?)))
            .filter(|(_, (svar, _))| svar == number);
        let mut own: Vec<Svar> = Vec::new();
        for (element, (_, part)) in of_number {
            for made in element_svar(ty, element, *number, part, values) {
                match own.first_mut() {
                    Some(first) if made.instance.is_none() => first.parts.extend(made.parts),
                    _ => own.push(made),
                }
            }
        }
        svar.append(&mut own);
    }
    if ty.transport.additional_questions {
        svar.extend(
            values
                .additional()
                .map(|(number, text)| Svar::single(number, 1, Content::Text(text.to_owned()))),
        );
    }
    svar
}

fn element_svar(
    ty: &CertificateType,
    element: &Element,
    svar: u16,
    part: u8,
    values: &Values,
) -> Vec<Svar> {
    match element.wire {
        Wire::Never => return Vec::new(),
        Wire::Composed(compose) => {
            return compose(values)
                .map(|text| Svar::single(svar, part, Content::Text(text)))
                .into_iter()
                .collect();
        }
        Wire::ByKind | Wire::OrFalse => {}
    }
    let untouched = matches!(element.wire, Wire::OrFalse).then_some(&Value::Bool(false));
    let Some(value) = values.get(element.id).or(untouched) else {
        return Vec::new();
    };
    match (&element.kind, value) {
        (Kind::Tick { .. } | Kind::YesNo, Value::Bool(answer)) => {
            vec![Svar::single(svar, part, Content::Text(answer.to_string()))]
        }
        (Kind::Date { .. }, Value::Date(date)) => {
            vec![Svar::single(svar, part, Content::Text(date.to_string()))]
        }
        (Kind::Text { .. }, Value::Text(text)) => {
            vec![Svar::single(svar, part, Content::Text(text.clone()))]
        }
        (Kind::Number { .. }, Value::Number(number)) => {
            vec![Svar::single(svar, part, Content::Text(number.to_string()))]
        }
        (Kind::Code { set, .. }, Value::Code(chosen)) => {
            vec![Svar::single(svar, part, code(set, chosen))]
        }
        (Kind::Codes { set, .. }, Value::Codes(chosen)) => {
            repeated(svar, chosen.iter().map(|chosen| vec![code(set, chosen)]))
        }
        (Kind::DatedBasis { set, .. }, Value::DatedBasis(rows)) => repeated(
            svar,
            rows.iter().map(|row| {
                [code(set, row.code), Content::Text(row.date.to_string())]
                    .into_iter()
                    .chain(row.text.clone().map(Content::Text))
                    .collect()
            }),
        ),
        (Kind::Investigations { set, .. }, Value::Investigations(rows)) => repeated(
            svar,
            rows.iter().map(|row| {
                let day = Content::Text(row.date.to_string());
                vec![code(set, row.code), day, Content::Text(row.origin.clone())]
            }),
        ),
        (Kind::Periods { set }, Value::Periods(periods)) => repeated(
            svar,
            periods.iter().map(|period| {
                let (from, to) = (period.from, period.to);
                vec![code(set, period.degree), Content::Period { from, to }]
            }),
        ),
        (Kind::Diagnoses { systems, .. }, Value::Diagnoses(diagnoses)) => {
            vec![diagnosis_svar(
                svar,
                systems,
                diagnoses,
                ty.transport.diagnosis_order,
            )]
        }
        // The unit's contact details stand in the envelope; a value of another kind cannot have been read.
        _ => Vec::new(),
    }
}

fn repeated(svar: u16, rows: impl Iterator<Item = Vec<Content>>) -> Vec<Svar> {
    (1..)
        .zip(rows)
        .map(|(instance, contents)| Svar {
            id: svar,
            instance: Some(instance),
            parts: (1..)
                .zip(contents)
                .map(|(number, content)| Part { number, content })
                .collect(),
        })
        .collect()
}

fn code(set: &CodeSet, code: &Code) -> Content {
    Content::Code {
        code: code.code.to_owned(),
        system: set.system.to_owned(),
        name: Some(code.wire_name.to_owned()),
    }
}

fn diagnosis_svar(
    svar: u16,
    systems: &[WireSystem],
    diagnoses: &Diagnoses,
    order: DiagnosisOrder,
) -> Svar {
    let system = systems
        .iter()
        .find(|known| known.system == diagnoses.system)
        .map_or("", |known| known.oid);
    let mut parts = Vec::new();
    for (number, row) in (1_u8..).step_by(2).zip(&diagnoses.rows) {
        let text = Part {
            number,
            content: Content::Text(row.text.clone()),
        };
        let code = Part {
            number: number + 1,
            content: Content::Code {
                code: row.code.clone(),
                system: system.to_owned(),
                name: row.title.clone(),
            },
        };
        match order {
            DiagnosisOrder::CodeFirst => parts.extend([code, text]),
            DiagnosisOrder::TextFirst => parts.extend([text, code]),
        }
    }
    Svar {
        id: svar,
        instance: None,
        parts,
    }
}
