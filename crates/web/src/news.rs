//! "Visa {n} nya": a list is never changed under the user's hands; a button on top tells that there is more. Source: ui 4.4 (8).

use askama::Template;
use jiff::Timestamp;
use serde::Deserialize;

use crate::error::{Code, WebError};

/// The place of the button, which asks for itself.
#[derive(Template)]
#[template(path = "news_box.html")]
pub(crate) struct NewsBox {
    news: String,
    list: &'static str,
    count: usize,
}

impl NewsBox {
    /// `list` is the page's address; what came after `since` is news.
    pub(crate) fn new(list: &'static str, since: Timestamp, count: usize) -> Self {
        Self {
            news: format!("{list}/nya?sedan={}", since.as_millisecond()),
            list,
            count,
        }
    }
}

/// What the address of the request asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Since {
    sedan: String,
}

impl Since {
    pub(crate) fn at(&self) -> Result<Timestamp, WebError> {
        let at = self.sedan.parse().ok();
        at.and_then(|ms| Timestamp::from_millisecond(ms).ok())
            .ok_or(WebError::new(Code::BadRequest))
    }
}
