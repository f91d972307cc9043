//! What the installation decides about the pages.

/// Settings of the web pages.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Whom to turn to for help, as it follows "Problem att logga in?", e.g. a telephone number.
    pub contact: String,
    /// Shows the test strip on every page (R18).
    pub test_environment: bool,
    /// How browsers reach the pages.
    pub transport: Transport,
    /// Offers user name and password; only the demo login does (R18).
    pub password_login: bool,
}

/// How browsers reach the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// By https: cookies are `__Host-` ones with `Secure` (R35).
    Https,
    /// By plain HTTP from this machine alone: requests from proxies and for other host names are refused (R18).
    PlainOnLoopback,
}

impl Transport {
    pub(crate) fn is_https(self) -> bool {
        self == Self::Https
    }
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            contact: "Kontakta din lokala it-support.".to_owned(),
            test_environment: false,
            transport: Transport::Https,
            password_login: false,
        }
    }
}

impl WebConfig {
    /// Returns the settings of the demo: plain HTTP on loopback, with the demo login.
    pub fn demo(contact: impl Into<String>) -> Self {
        Self {
            contact: contact.into(),
            test_environment: true,
            transport: Transport::PlainOnLoopback,
            password_login: true,
        }
    }
}
