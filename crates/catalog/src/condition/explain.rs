//! Conditions in words, for "Varför?".

use crate::condition::Condition;
use crate::element::{CertificateType, ElementId, Kind};

/// Whether the condition is told as it stands or turned round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polarity {
    Holds,
    Fails,
}

impl Polarity {
    fn turned(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
    fn not(self) -> &'static str {
        match self {
            Self::Holds => "",
            Self::Fails => "inte ",
        }
    }
}

pub(super) fn sentence(condition: &Condition, ty: &CertificateType, polarity: Polarity) -> String {
    let not = polarity.not();
    match *condition {
        Condition::Always | Condition::Never => String::new(),
        Condition::Is(id, wanted) => tick(id, wanted, ty, polarity),
        Condition::Has(id, code) => {
            format!("{} är {not}{}", code_label(id, code, ty), chosen(id, ty))
        }
        Condition::HasValidPeriod(id, code) => {
            format!("{} har {not}en giltig period", code_label(id, code, ty))
        }
        Condition::StartsDaysAgo(_, days) => {
            format!("perioden börjar {not}minst {days} dagar bakåt")
        }
        Condition::All(parts) => joined(parts, ty, polarity, " och ", " eller "),
        Condition::Any(parts) => joined(parts, ty, polarity, " eller ", " och "),
        Condition::Not(part) => sentence(part, ty, polarity.turned()),
    }
}

fn joined(
    parts: &[Condition],
    ty: &CertificateType,
    polarity: Polarity,
    holds: &str,
    fails: &str,
) -> String {
    let told: Vec<String> = parts
        .iter()
        .map(|part| sentence(part, ty, polarity))
        .filter(|told| !told.is_empty())
        .collect();
    told.join(if polarity == Polarity::Holds {
        holds
    } else {
        fails
    })
}

fn tick(id: ElementId, wanted: bool, ty: &CertificateType, polarity: Polarity) -> String {
    let Some(element) = ty.element(id.0) else {
        return String::new();
    };
    let said = wanted == (polarity == Polarity::Holds);
    match (&element.kind, said) {
        (Kind::YesNo, true) => format!("{} är besvarad med ja", element.name),
        (Kind::YesNo, false) => format!("{} är inte besvarad med ja", element.name),
        (_, true) => format!("{} är ikryssad", element.name),
        (_, false) => format!("{} är inte ikryssad", element.name),
    }
}

fn code_label(id: ElementId, code: &str, ty: &CertificateType) -> String {
    ty.element(id.0)
        .and_then(|element| element.kind.code_set())
        .and_then(|set| set.find(code))
        .map_or_else(
            || code.to_owned(),
            |code| code.label.trim_end_matches('.').to_owned(),
        )
}

fn chosen(id: ElementId, ty: &CertificateType) -> &'static str {
    match ty.element(id.0).map(|element| &element.kind) {
        Some(Kind::Code { .. }) => "valt",
        _ => "ikryssat",
    }
}
