//! What the handlers share.

use std::sync::Arc;

use intyg_app::App;
use tokio::sync::Semaphore;

use crate::config::WebConfig;
use crate::limits::{CHECK_RATE, LOGIN_RATE, PRESSES, SESSION_RATE, SIGN_RATE};
use crate::rate::RateLimiter;

/// The use cases, the settings of the pages and what is counted in memory. Cheap to clone.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// Settings of the pages.
    pub config: Arc<WebConfig>,
    pub(crate) rates: Arc<Rates>,
    /// Places for documents that are being laid out.
    pub(crate) presses: Arc<Semaphore>,
}

/// How often something has happened.
pub(crate) struct Rates {
    /// Requests, by session.
    pub(crate) session: RateLimiter,
    /// Attempts to log in, by address.
    pub(crate) login: RateLimiter,
    /// Signings, by user.
    pub(crate) sign: RateLimiter,
    /// Checks of prints, by user.
    pub(crate) check: RateLimiter,
}

impl WebState {
    /// Bundles the use cases with the settings of the pages.
    pub fn new(app: App, config: WebConfig) -> Self {
        Self {
            app,
            config: Arc::new(config),
            rates: Arc::new(Rates {
                session: RateLimiter::new(SESSION_RATE),
                login: RateLimiter::new(LOGIN_RATE),
                sign: RateLimiter::new(SIGN_RATE),
                check: RateLimiter::new(CHECK_RATE),
            }),
            presses: Arc::new(Semaphore::new(PRESSES)),
        }
    }
}
