//! Where a printer is.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// The port of IPP. Source: RFC 8010, 3.1.
const PORT: u16 = 631;

/// Address of a printer: `ipp://HOST[:PORT]/PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterAddress {
    host: String,
    port: u16,
    path: String,
}

/// What was written is no address of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address of a printer is written ipp://HOST[:PORT]/PATH")]
pub struct InvalidAddress;

impl PrinterAddress {
    /// Tells whether it is on this machine, e.g. a print server's.
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self
                .host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }

    /// The address in the message itself.
    pub(crate) fn uri(&self) -> String {
        format!("ipp://{}:{}{}", self.host, self.port, self.path)
    }

    /// Where the message is sent.
    pub(crate) fn http_url(&self) -> String {
        format!("http://{}:{}{}", self.host, self.port, self.path)
    }
}

impl FromStr for PrinterAddress {
    type Err = InvalidAddress;
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let rest = text.strip_prefix("ipp://").ok_or(InvalidAddress)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let is_plain = |text: &str, also: &str| {
            text.chars()
                .all(|sign| sign.is_ascii_alphanumeric() || also.contains(sign))
        };
        if !is_plain(path, "/-_.~%") {
            return Err(InvalidAddress);
        }
        let (host, port) = match authority.parse::<SocketAddr>() {
            Ok(SocketAddr::V6(address)) => (format!("[{}]", address.ip()), address.port()),
            Ok(SocketAddr::V4(address)) => (address.ip().to_string(), address.port()),
            Err(_) => match authority.split_once(':') {
                Some((host, port)) => (host.to_owned(), port.parse().map_err(|_| InvalidAddress)?),
                None => (authority.to_owned(), PORT),
            },
        };
        if host.is_empty() || !(host.starts_with('[') || is_plain(&host, ".-")) || port == 0 {
            return Err(InvalidAddress);
        }
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port,
            path: format!("/{path}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_the_http_server_behind_it() {
        for (text, http) in [
            (
                "ipp://localhost/printers/a",
                "http://localhost:631/printers/a",
            ),
            (
                "ipp://127.0.0.1:8631/ipp/print",
                "http://127.0.0.1:8631/ipp/print",
            ),
            ("ipp://[::1]:631/ipp/print", "http://[::1]:631/ipp/print"),
            (
                "ipp://Skrivare.example.se",
                "http://skrivare.example.se:631/",
            ),
        ] {
            let address: PrinterAddress = text.parse().expect(text);
            assert_eq!(address.http_url(), http);
            assert_eq!(address.uri(), http.replace("http:", "ipp:"));
        }
    }

    #[test]
    fn what_is_no_address_of_a_printer_is_refused() {
        for text in [
            "",
            "ipp://",
            "ipp:///printers/a",
            "http://127.0.0.1:631/",
            "ipps://127.0.0.1/",
            "ipp://127.0.0.1:x/",
            "ipp://127.0.0.1:0/",
            "ipp://user@127.0.0.1/",
            "ipp://127.0.0.1/a b",
            "ipp://127.0.0.1/a?b",
            "ipp://a:b:c/",
        ] {
            assert_eq!(
                text.parse::<PrinterAddress>(),
                Err(InvalidAddress),
                "{text}"
            );
        }
    }

    #[test]
    fn loopback_is_told_from_the_rest() {
        for (text, expected) in [
            ("ipp://127.0.0.1:1/x", true),
            ("ipp://127.8.9.1/x", true),
            ("ipp://[::1]:631/", true),
            ("ipp://localhost/printers/a", true),
            ("ipp://localhost.example.se/", false),
            ("ipp://10.0.0.1/", false),
        ] {
            let address: PrinterAddress = text.parse().expect(text);
            assert_eq!(address.is_loopback(), expected, "{text}");
        }
    }
}
