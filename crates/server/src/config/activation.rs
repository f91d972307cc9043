//! From when later versions of forms are offered.

use intyg_catalog::offering::{Activation, Offering};
use intyg_core::time;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

/// From when a later version of a form takes the place of the earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActivationConfig {
    /// Code of the type on the wire.
    code: String,
    /// Major version.
    version: u8,
    /// First moment, in Swedish time unless it has an offset of its own.
    active_from: Moment,
}

/// A date and time as it stands in the file, with quotation marks or without.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "toml::Value")]
struct Moment(String);

impl From<toml::Value> for Moment {
    fn from(value: toml::Value) -> Self {
        Self(match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        })
    }
}

impl Moment {
    fn parse(&self) -> Option<Timestamp> {
        let text = self.0.trim();
        let local = || text.parse::<DateTime>().ok();
        let day = || text.parse::<Date>().ok().map(|day| day.at(0, 0, 0, 0));
        text.parse()
            .ok()
            .or_else(|| day().or_else(local).and_then(time::from_local))
    }
}

/// Returns what the activations amount to.
///
/// # Errors
/// One line per fault, with its key.
pub(super) fn offering(activations: &[ActivationConfig]) -> Result<Offering, Vec<String>> {
    let mut faults = Vec::new();
    let mut readable = Vec::new();
    for ActivationConfig {
        code,
        version,
        active_from,
    } in activations
    {
        // The other keys are judged all the same.
        let from = active_from.parse().unwrap_or_else(|| {
            faults.push(format!(
                "certificate_types.active_from: must be a date and time such as 2027-03-01T00:00:00, not {}",
                active_from.0
            ));
            Timestamp::MAX
        });
        readable.push(Activation {
            code: code.clone(),
            major: *version,
            from,
        });
    }
    match Offering::new(readable) {
        Ok(offering) if faults.is_empty() => Ok(offering),
        Ok(_) => Err(faults),
        Err(meaningless) => {
            faults.extend(
                meaningless
                    .iter()
                    .map(|fault| format!("certificate_types: {fault}")),
            );
            Err(faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn config(activation: &str) -> Config {
        toml::from_str(&format!("[[certificate_types]]\n{activation}")).expect("readable")
    }

    #[test]
    fn every_way_to_write_the_moment_means_the_same() {
        for moment in [
            "2027-03-01T00:00:00",
            "2027-03-01 00:00:00",
            "2027-03-01",
            "2027-03-01T00:00:00+01:00",
            "2027-02-28T23:00:00Z",
            "\"2027-03-01T00:00\"",
            "\"2027-03-01 00:00\"",
        ] {
            let offering = config(&format!(
                "code = 'LISJP'\nversion = 2\nactive_from = {moment}\n"
            ))
            .offering()
            .expect(moment);
            let major = |at: &str| {
                offering
                    .at(at.parse().expect("a time"))
                    .iter()
                    .find(|ty| ty.code == "LISJP")
                    .map(|ty| ty.major)
            };
            assert_eq!(major("2027-02-28T22:59:59.999Z"), Some(1), "{moment}");
            assert_eq!(major("2027-02-28T23:00:00Z"), Some(2), "{moment}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        for (code, version, moment, words) in [
            (
                "LISJQ",
                2,
                "2027-03-01",
                "no certificate type has the code \"LISJQ\"; there are ",
            ),
            (
                "LISJP",
                3,
                "2027-03-01",
                "LISJP has no version 3; it has 1, 2",
            ),
            ("LISJP", 1, "2027-03-01", "LISJP version 1 is the first one"),
            (
                "LISJP",
                2,
                "'i morgon'",
                "certificate_types.active_from: must be a date and time such as 2027-03-01T00:00:00, not i morgon",
            ),
            ("LISJP", 2, "'2027-02-30'", "not 2027-02-30"),
            ("LISJP", 2, "5", "not 5"),
        ] {
            let faults = config(&format!(
                "code = '{code}'\nversion = {version}\nactive_from = {moment}\n"
            ))
            .faults();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(
                faults[0].starts_with("certificate_types") && faults[0].contains(words),
                "{faults:?}"
            );
        }
        let twice = "code = 'LISJP'\nversion = 2\nactive_from = 2027-03-01T00:00:00\n";
        assert_eq!(
            config(&format!("{twice}[[certificate_types]]\n{twice}")).faults(),
            ["certificate_types: LISJP version 2 is activated twice"]
        );
    }

    #[test]
    fn without_the_section_no_later_version_is_offered() {
        let offering = Config::default().offering().expect("no faults");
        let far = "2098-01-01T00:00:00Z".parse().expect("a time");
        assert!(offering.at(far).iter().all(|ty| ty.major == 1));
    }
}
