//! What the installation decides about the pages.

/// Settings of the web pages.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Whom to turn to for help, as it follows "Problem att logga in?", e.g. a telephone number.
    pub contact: String,
    /// Shows the test strip on every page (R18).
    pub test_environment: bool,
    /// `__Host-` cookies with `Secure`. Off only where pages are served over plain HTTP, which the demo does on loopback (R35).
    pub secure_cookies: bool,
    /// Refuses requests from proxies and for host names other than loopback (R18).
    pub loopback_only: bool,
    /// Offers user name and password; only the demo login does (R18).
    pub password_login: bool,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            contact: "Kontakta din lokala it-support.".to_owned(),
            test_environment: false,
            secure_cookies: true,
            loopback_only: false,
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
            secure_cookies: false,
            loopback_only: true,
            password_login: true,
        }
    }
}
