//! Units that answer for what others issued.

use intyg_app::UnitTakeover;
use intyg_core::ids::HsaId;
use serde::Deserialize;

/// A unit whose certificates another one has taken over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeoverConfig {
    /// The unit that issued them, by its id in HSA.
    unit: String,
    /// The unit that answers for them.
    by: String,
}

/// Returns who answers for whom; where one takeover follows another, the last unit answers for all.
///
/// # Errors
/// One line per fault, with its key.
pub(super) fn takeovers(configured: &[TakeoverConfig]) -> Result<Vec<UnitTakeover>, Vec<String>> {
    let mut faults = Vec::new();
    let mut takeovers: Vec<UnitTakeover> = Vec::new();
    for TakeoverConfig { unit, by } in configured {
        let mut id = |key: &str, text: &str| {
            HsaId::parse(text)
                .inspect_err(|_| {
                    faults.push(format!(
                        "takeovers.{key}: must be the HSA-id of a unit, not {text}"
                    ));
                })
                .ok()
        };
        let (Some(unit), Some(by)) = (id("unit", unit), id("by", by)) else {
            continue;
        };
        if takeovers.iter().any(|other| other.unit == unit) {
            faults.push(format!("takeovers.unit: {unit} stands there twice"));
        } else {
            takeovers.push(UnitTakeover { unit, by });
        }
    }
    let last: Vec<Option<HsaId>> = takeovers
        .iter()
        .map(|takeover| last(&takeovers, takeover))
        .collect();
    for (takeover, last) in takeovers.iter_mut().zip(last) {
        match last {
            Some(last) => takeover.by = last,
            None => faults.push(format!(
                "takeovers.by: {} would answer for itself in the end",
                takeover.unit
            )),
        }
    }
    if faults.is_empty() {
        Ok(takeovers)
    } else {
        Err(faults)
    }
}

/// Returns the unit at the end of the chain; `None` when it has no end.
fn last(takeovers: &[UnitTakeover], first: &UnitTakeover) -> Option<HsaId> {
    let mut by = &first.by;
    for _ in takeovers {
        match takeovers.iter().find(|next| next.unit == *by) {
            None => return Some(by.clone()),
            Some(next) => by = &next.by,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn of(pairs: &[(&str, &str)]) -> Config {
        let sections: Vec<String> = pairs
            .iter()
            .map(|(unit, by)| format!("[[takeovers]]\nunit = '{unit}'\nby = '{by}'\n"))
            .collect();
        toml::from_str(&sections.concat()).expect("readable")
    }

    const A: &str = "SE0000000000-A";
    const B: &str = "SE0000000000-B";
    const C: &str = "SE0000000000-C";

    #[test]
    fn the_last_unit_of_a_chain_answers_for_all() {
        for pairs in [[(A, B), (B, C)], [(B, C), (A, B)]] {
            let mut takeovers = of(&pairs).takeovers().expect("no faults");
            takeovers.sort_by(|one, other| one.unit.cmp(&other.unit));
            let ids: Vec<(&str, &str)> = takeovers
                .iter()
                .map(|takeover| (takeover.unit.as_str(), takeover.by.as_str()))
                .collect();
            assert_eq!(ids, [(A, C), (B, C)]);
        }
        assert_eq!(of(&[]).takeovers(), Ok(Vec::new()));
    }

    #[test]
    fn a_unit_is_the_same_in_any_case() {
        let takeovers = of(&[(" se0000000000-a ", B), ("se0000000000-b", C)]).takeovers();
        let takeovers = takeovers.expect("no faults");
        assert_eq!(takeovers[0].unit.as_str(), A);
        assert_eq!(takeovers[0].by.as_str(), C, "the chain is followed");
        let twice = of(&[(A, B), ("se0000000000-a", C)]).faults();
        assert_eq!(twice, ["takeovers.unit: SE0000000000-A stands there twice"]);
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        for (pairs, words) in [
            (
                &[("", B)][..],
                "takeovers.unit: must be the HSA-id of a unit, not ",
            ),
            (
                &[(A, "")],
                "takeovers.by: must be the HSA-id of a unit, not ",
            ),
            (
                &[(A, B), (A, C)],
                "takeovers.unit: SE0000000000-A stands there twice",
            ),
            (
                &[(A, A)],
                "takeovers.by: SE0000000000-A would answer for itself in the end",
            ),
        ] {
            assert_eq!(of(pairs).faults(), [words]);
        }
        assert_eq!(of(&[(A, B), (B, C), (C, A)]).faults().len(), 3);
    }
}
