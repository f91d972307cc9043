//! What goes wrong, as the user sees it: one type with a stable code, a Swedish text and a reference. Nothing of the cause reaches the browser.

mod code;
mod page;

use std::error::Error as StdError;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use intyg_app::Reason;
use intyg_core::ids::CertificateId;

pub(crate) use code::Code;
pub(crate) use page::render;

use crate::{text, urls};

/// An answer other than the one that was asked for. A middleware makes it a page or a fragment.
#[derive(Debug, Clone)]
pub(crate) struct WebError {
    code: Code,
    message: Option<String>,
    way_out: Option<WayOut>,
    retry_after: Option<u64>,
    cause: Option<String>,
}

/// A link that leads on.
#[derive(Debug, Clone)]
pub(crate) struct WayOut {
    pub(crate) url: String,
    pub(crate) label: &'static str,
}

impl WebError {
    /// An error with the words that its code has.
    pub(crate) fn new(code: Code) -> Self {
        Self {
            code,
            message: None,
            way_out: None,
            retry_after: None,
            cause: None,
        }
    }

    /// Too many of something; the next one is allowed in `seconds`.
    pub(crate) fn too_many(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(Code::RateLimit)
        }
        .saying(format!("Vänta {seconds} sekunder."))
    }

    /// Says this instead of the code's words.
    #[must_use]
    pub(crate) fn saying(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Offers this way out instead of the code's.
    #[must_use]
    pub(crate) fn leading_to(mut self, url: String, label: &'static str) -> Self {
        self.way_out = Some(WayOut { url, label });
        self
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub(crate) fn because(mut self, cause: &dyn StdError) -> Self {
        let mut chain = cause.to_string();
        let mut next = cause.source();
        while let Some(source) = next {
            chain.push_str(": ");
            chain.push_str(&source.to_string());
            next = source.source();
        }
        self.cause = Some(chain);
        self
    }
}

/// Returns where a certificate is read that its state keeps from being changed.
pub(crate) fn reading(id: CertificateId, reason: &Reason) -> String {
    match reason {
        Reason::ReadOnly { id } => urls::legacy_certificate(*id),
        _ => urls::certificate(id),
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<intyg_app::Error> for WebError {
    fn from(error: intyg_app::Error) -> Self {
        use intyg_app::Error;
        let new = Self::new;
        match &error {
            Error::NotFound => new(Code::NotFound),
            Error::Forbidden => new(Code::Forbidden),
            Error::NoAssignment => {
                new(Code::Forbidden).leading_to(urls::UNITS.to_owned(), "Byt enhet")
            }
            Error::Refused(reason @ Reason::ReadOnly { id }) => new(Code::StateConflict)
                .saying(text::reason(reason))
                .leading_to(urls::legacy_certificate(*id), "Till intyget"),
            Error::Refused(reason) => new(Code::of_refusal(reason)).saying(text::reason(reason)),
            Error::Conflict(conflict) => {
                new(Code::DraftConflict).saying(text::draft_conflict(&conflict.by, conflict.at))
            }
            Error::ChangedSinceShown { by, at } => {
                new(Code::DraftConflict).saying(text::changed_since_shown(by, *at))
            }
            Error::NoRevision => new(Code::PreconditionRequired),
            Error::Incomplete(_) => new(Code::Validation),
            Error::SignInvalid(what) => new(Code::SignInvalid).saying(format!(
                "Intyget kan inte signeras eftersom det inte uppfyller mottagarens regler: {what}."
            )),
            Error::JournalUnavailable => new(Code::Unavailable).because(&error),
            Error::KeyReused => new(Code::IdempotencyMismatch),
            Error::Integrity(_) => new(Code::Integrity).because(&error),
            Error::StorageFull => new(Code::StorageFull).because(&error),
            Error::Store(_) => new(Code::StorageFailed).because(&error),
            Error::Signing(_) | Error::Inconsistent(_) => new(Code::Internal).because(&error),
        }
    }
}
