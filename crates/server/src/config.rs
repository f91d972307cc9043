//! The configuration: one TOML file, unknown keys are errors, and what is wrong is said per key.

mod activation;
mod printers;
mod takeovers;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use intyg_app::{Printer, UnitTakeover};
use intyg_catalog::offering::Offering;
use serde::Deserialize;

use activation::ActivationConfig;
use printers::PrinterConfig;
use takeovers::TakeoverConfig;

/// The whole configuration. `config.example.toml` documents every key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Where browsers connect.
    pub(crate) listen: SocketAddr,
    /// Where those who run the installation read health and metrics; nowhere without it.
    pub(crate) admin_listen: Option<SocketAddr>,
    /// `sqlite:PATH` or `postgres://…`.
    pub(crate) database: String,
    /// Folder of the installation's own files: the signing key and imported registers.
    pub(crate) data_dir: PathBuf,
    /// Whom users ask for help, as every page's footer says.
    pub(crate) contact: String,
    /// Intygstjänsten.
    pub(crate) intygstjansten: Intygstjansten,
    /// The record system around us.
    pub(crate) journal: JournalConfig,
    /// Sessions.
    pub(crate) session: SessionConfig,
    /// Drafts.
    pub(crate) drafts: DraftsConfig,
    /// The outbox.
    pub(crate) outbox: OutboxConfig,
    /// The disk.
    pub(crate) disk: DiskConfig,
    /// Later versions of forms, and from when they take the place of the earlier ones.
    pub(crate) certificate_types: Vec<ActivationConfig>,
    /// The units' printers.
    pub(crate) printers: Vec<PrinterConfig>,
    /// Units that answer for what others issued.
    pub(crate) takeovers: Vec<TakeoverConfig>,
}

/// Where Intygstjänsten is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Intygstjansten {
    /// Base address without a final slash.
    pub(crate) url: String,
    /// Its logical address; the value is the receiver's to give (exchange, open point 1).
    pub(crate) logical_address: String,
    /// Försäkringskassan's logical address, which stands in the messages to it; likewise the receiver's to give.
    pub(crate) recipient_logical_address: String,
}

/// Which record system answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct JournalConfig {
    /// A demo journal of one's own; the embedded one without it.
    pub(crate) demo_file: Option<PathBuf>,
}

/// Limits of sessions. Source: reliability-security R36.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SessionConfig {
    /// 5–60.
    pub(crate) idle_minutes: u16,
    /// 1–12.
    pub(crate) absolute_hours: u16,
}

/// Drafts. Source: acceptance A47.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DraftsConfig {
    /// Days after which a draft cannot be changed any more, 0–365; 0 = never.
    pub(crate) lock_after_days: u16,
}

/// Limits of the outbox. Source: reliability-security R98, R101.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OutboxConfig {
    /// Calls at the same time, 1–32.
    pub(crate) concurrency: u32,
    /// Minutes from the first attempt until a message goes to FEL, 10–1440.
    pub(crate) give_up_after_minutes: u16,
}

/// The disk. Source: reliability-security R88.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DiskConfig {
    /// Size of the reserve file, 0–4096; 0 = none.
    pub(crate) reserve_megabytes: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8470),
            admin_listen: None,
            database: "sqlite:intyg-data/intyg.db".to_owned(),
            data_dir: PathBuf::from("intyg-data"),
            contact: "Kontakta din lokala support.".to_owned(),
            intygstjansten: Intygstjansten::default(),
            journal: JournalConfig::default(),
            session: SessionConfig::default(),
            drafts: DraftsConfig::default(),
            outbox: OutboxConfig::default(),
            disk: DiskConfig::default(),
            certificate_types: Vec::new(),
            printers: Vec::new(),
            takeovers: Vec::new(),
        }
    }
}

impl Default for Intygstjansten {
    fn default() -> Self {
        Self {
            url: "http://127.0.0.1:8471".to_owned(),
            logical_address: "5565594230".to_owned(),
            recipient_logical_address: "2021005521".to_owned(),
        }
    }
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            absolute_hours: 10,
        }
    }
}

impl Default for OutboxConfig {
    fn default() -> Self {
        Self {
            concurrency: 4,
            give_up_after_minutes: 60,
        }
    }
}

impl Default for DiskConfig {
    fn default() -> Self {
        Self {
            reserve_megabytes: 256,
        }
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, or has an unknown key: the message names file and place.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map(|span| {
                text.get(..span.start)
                    .unwrap_or_default()
                    .lines()
                    .count()
                    .max(1)
            });
            let place = line.map_or_else(String::new, |line| format!(" line {line}"));
            anyhow::anyhow!("{}{place}: {}", path.display(), error.message())
        })
    }

    /// Returns one line per fault; empty = the configuration can be used.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut demand = |holds: bool, text: &str| {
            if !holds {
                faults.push(text.to_owned());
            }
        };
        demand(
            self.listen.ip().is_loopback(),
            "listen: must be a loopback address, since the demo login is the only login there is",
        );
        demand(
            self.admin_listen
                .is_none_or(|address| address.ip().is_loopback()),
            "admin_listen: must be a loopback address",
        );
        demand(
            self.database.parse::<intyg_store::DatabaseUrl>().is_ok(),
            "database: must be sqlite:PATH or postgres://USER@HOST/DATABASE",
        );
        demand(
            is_loopback_url(&self.intygstjansten.url),
            "intygstjansten.url: must be http:// and a loopback address, since calls over mutual TLS are not built",
        );
        demand(
            !self.intygstjansten.url.ends_with('/'),
            "intygstjansten.url: must not end with a slash",
        );
        demand(
            !self.intygstjansten.logical_address.trim().is_empty(),
            "intygstjansten.logical_address: must not be empty",
        );
        demand(
            !self
                .intygstjansten
                .recipient_logical_address
                .trim()
                .is_empty(),
            "intygstjansten.recipient_logical_address: must not be empty",
        );
        demand(
            !self.contact.trim().is_empty(),
            "contact: must not be empty",
        );
        demand(
            (5..=60).contains(&self.session.idle_minutes),
            "session.idle_minutes: must be 5 to 60",
        );
        demand(
            (1..=12).contains(&self.session.absolute_hours),
            "session.absolute_hours: must be 1 to 12",
        );
        demand(
            self.drafts.lock_after_days <= 365,
            "drafts.lock_after_days: must be 0 to 365",
        );
        demand(
            (1..=32).contains(&self.outbox.concurrency),
            "outbox.concurrency: must be 1 to 32",
        );
        demand(
            (10..=1440).contains(&self.outbox.give_up_after_minutes),
            "outbox.give_up_after_minutes: must be 10 to 1440",
        );
        demand(
            self.disk.reserve_megabytes <= 4096,
            "disk.reserve_megabytes: must be 0 to 4096",
        );
        faults.extend(self.offering().err().unwrap_or_default());
        faults.extend(self.printers().err().unwrap_or_default());
        faults.extend(self.takeovers().err().unwrap_or_default());
        faults
    }

    /// Returns which later versions of forms are offered from when.
    ///
    /// # Errors
    /// One line per fault.
    pub(crate) fn offering(&self) -> Result<Offering, Vec<String>> {
        activation::offering(&self.certificate_types)
    }

    /// Returns the units' printers.
    ///
    /// # Errors
    /// One line per fault.
    pub(crate) fn printers(&self) -> Result<Vec<Printer>, Vec<String>> {
        printers::printers(&self.printers)
    }

    /// Returns which units answer for what others issued.
    ///
    /// # Errors
    /// One line per fault.
    pub(crate) fn takeovers(&self) -> Result<Vec<UnitTakeover>, Vec<String>> {
        takeovers::takeovers(&self.takeovers)
    }
}

/// Tells whether an address is plain HTTP to this machine. Source: reliability-security R18.
fn is_loopback_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or_default();
    authority
        .parse::<SocketAddr>()
        .is_ok_and(|address| address.ip().is_loopback())
        || authority
            .strip_prefix("localhost:")
            .is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_documents_every_key_with_its_default() {
        let text = include_str!("../../../config.example.toml");
        let uncommented: String = text
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .fold(String::new(), |all, line| all + line + "\n");
        let config: Config = toml::from_str(&uncommented).expect("the example can be read");
        assert_eq!(
            config,
            Config {
                admin_listen: Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8472)),
                journal: JournalConfig {
                    demo_file: Some("my-journal.toml".into())
                },
                certificate_types: config.certificate_types.clone(),
                printers: config.printers.clone(),
                takeovers: config.takeovers.clone(),
                ..Config::default()
            }
        );
        assert_eq!(
            (
                config.certificate_types.len(),
                config.printers.len(),
                config.takeovers.len()
            ),
            (1, 1, 1)
        );
        assert_eq!(config.faults(), Vec::<String>::new());
        assert_eq!(
            toml::from_str::<Config>(text).expect("with everything commented out"),
            Config::default()
        );
        assert_eq!(Config::default().faults(), Vec::<String>::new());
    }

    #[test]
    fn every_fault_is_named_with_its_key() {
        let config: Config = toml::from_str(
            "listen = '0.0.0.0:80'\nadmin_listen = '0.0.0.0:81'\ndatabase = 'mysql://x'\ncontact = ''\n[intygstjansten]\nurl = 'https://it.example/'\nlogical_address = ''\nrecipient_logical_address = ''\n[session]\nidle_minutes = 4\nabsolute_hours = 13\n[drafts]\nlock_after_days = 366\n[outbox]\nconcurrency = 0\ngive_up_after_minutes = 9\n[disk]\nreserve_megabytes = 4097\n",
        )
        .expect("readable");
        let faults = config.faults();
        let keys: Vec<_> = faults
            .iter()
            .filter_map(|fault| fault.split(':').next())
            .collect();
        assert_eq!(
            keys,
            [
                "listen",
                "admin_listen",
                "database",
                "intygstjansten.url",
                "intygstjansten.url",
                "intygstjansten.logical_address",
                "intygstjansten.recipient_logical_address",
                "contact",
                "session.idle_minutes",
                "session.absolute_hours",
                "drafts.lock_after_days",
                "outbox.concurrency",
                "outbox.give_up_after_minutes",
                "disk.reserve_megabytes"
            ]
        );
        assert!(
            toml::from_str::<Config>("lisen = '127.0.0.1:1'").is_err(),
            "an unknown key is an error"
        );
    }

    #[test]
    fn only_plain_http_to_this_machine_is_loopback() {
        for (url, expected) in [
            ("http://127.0.0.1:8471", true),
            ("http://127.8.9.1:1/x", true),
            ("http://[::1]:8471", true),
            ("http://localhost:80", true),
            ("http://localhost.example.se:80", false),
            ("https://127.0.0.1:8471", false),
            ("http://10.0.0.1:8471", false),
            ("http://127.0.0.1@example.se:80", false),
        ] {
            assert_eq!(is_loopback_url(url), expected, "{url}");
        }
    }
}
