//! The units' printers.

use intyg_app::Printer;
use intyg_core::ids::HsaId;
use intyg_printing::PrinterAddress;
use serde::Deserialize;

/// Longest name of a printer, in characters.
const LONGEST_NAME: usize = 80;

/// A printer of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrinterConfig {
    /// The unit's id in HSA.
    unit: String,
    /// What the print dialog calls it.
    name: String,
    /// `ipp://HOST[:PORT]/PATH`.
    url: String,
}

/// Returns the printers.
///
/// # Errors
/// One line per fault, with its key.
pub(super) fn printers(configured: &[PrinterConfig]) -> Result<Vec<Printer>, Vec<String>> {
    let mut faults = Vec::new();
    let mut printers: Vec<Printer> = Vec::new();
    for PrinterConfig { unit, name, url } in configured {
        if !url
            .parse()
            .is_ok_and(|url: PrinterAddress| url.is_loopback())
        {
            faults.push(format!(
                "printers.url: must be ipp:// and a loopback address, e.g. of a print server on this machine, since printing over TLS is not built; not {url}"
            ));
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            faults.push(format!(
                "printers.name: must be 1 to {LONGEST_NAME} characters"
            ));
        }
        let Ok(unit) = HsaId::parse(unit) else {
            faults.push(format!(
                "printers.unit: must be the HSA-id of a unit, not {unit}"
            ));
            continue;
        };
        if printers
            .iter()
            .any(|other| other.unit == unit && other.name == name)
        {
            faults.push(format!(
                "printers.name: {unit} has two printers called {name}"
            ));
        }
        printers.push(Printer {
            unit,
            name: name.to_owned(),
            address: url.clone(),
        });
    }
    if faults.is_empty() {
        Ok(printers)
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    const GOOD: &str = "[[printers]]\nunit = 'SE0000000000-E001'\nname = ' Expeditionen '\nurl = 'ipp://localhost/printers/a'\n";

    #[test]
    fn a_printer_belongs_to_a_unit() {
        let config: Config = toml::from_str(GOOD).expect("readable");
        let printers = config.printers().expect("no faults");
        assert_eq!(printers.len(), 1);
        assert_eq!(printers[0].unit.as_str(), "SE0000000000-E001");
        assert_eq!(printers[0].name, "Expeditionen");
        assert_eq!(printers[0].address, "ipp://localhost/printers/a");
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        for (from, to, words) in [
            (
                "ipp://localhost/",
                "ipp://10.0.0.1/",
                "printers.url: must be ipp:// and a loopback address",
            ),
            (
                "ipp://",
                "http://",
                "printers.url: must be ipp:// and a loopback address",
            ),
            (
                "SE0000000000-E001",
                "",
                "printers.unit: must be the HSA-id of a unit",
            ),
            (
                " Expeditionen ",
                " ",
                "printers.name: must be 1 to 80 characters",
            ),
        ] {
            let config: Config = toml::from_str(&GOOD.replace(from, to)).expect("readable");
            let faults = config.faults();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].starts_with(words), "{faults:?}");
        }
        let twice: Config = toml::from_str(&GOOD.repeat(2)).expect("readable");
        assert_eq!(
            twice.faults(),
            ["printers.name: SE0000000000-E001 has two printers called Expeditionen"]
        );
    }
}
