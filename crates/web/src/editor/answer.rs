//! Answers to partial requests: what has changed of the page, and nothing else.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use intyg_app::DraftView;

use super::page::{self, Ui};
use super::view::{self, Fragment, navigator};
use crate::error::{Code, WebError};

/// Makes the answer: every fragment whose fingerprint the page does not have yet.
///
/// # Errors
/// When a template cannot be rendered.
pub(super) fn fragments(
    draft: &DraftView,
    ui: &Ui,
    known: &BTreeMap<String, String>,
    more: Vec<Fragment>,
) -> Result<Response, WebError> {
    let all = whole_form(draft, ui).map_err(|error| internal(&error))?;
    let html: String = all
        .into_iter()
        .chain(more)
        .filter(|fragment| known.get(fragment.id()) != Some(&fragment.fingerprint()))
        .map(|fragment| fragment.html())
        .collect();
    Ok((StatusCode::OK, Html(html)).into_response())
}

fn whole_form(draft: &DraftView, ui: &Ui) -> Result<Vec<Fragment>, askama::Error> {
    let context = ui.context(draft);
    let mut all = vec![page::rev(draft), page::status(draft)];
    all.extend(view::fragments(&context)?);
    all.push(navigator(&context)?);
    all.push(view::gap_label(&draft.findings));
    all.push(view::copied(draft)?);
    all.extend(view::requests(draft)?);
    all.extend(page::sick_leaves(draft)?);
    Ok(all)
}

/// Returns the error of a template that cannot be rendered.
pub(super) fn internal(error: &askama::Error) -> WebError {
    WebError::new(Code::Internal).because(error)
}
