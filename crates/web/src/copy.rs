//! Ny kopia from Visa, or by its address. Source: ui 6.11.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{CopyView, Error, OpenRequests, Reason};
use intyg_core::ids::CertificateId;
use intyg_core::lifecycle::CopyKind;

use crate::error::WebError;
use crate::extract::Address;
use crate::flash;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "copy.html")]
struct CopyPage {
    shell: Shell,
    action: String,
    form_key: String,
    what: String,
    is_correction: bool,
    question: Option<Question>,
    has_period: bool,
    back: String,
}

/// What is asked when the original is to be completed. Source: ui 6.11, acceptance A45.
struct Question {
    words: String,
    complement: String,
    /// Why Komplettering is not possible; empty = it is.
    refused: String,
    /// Where the reason leads; empty = nowhere.
    leads: String,
}

/// Name of the field that says that the question has been answered.
const ASKED: &str = "anda";

/// `GET /intyg/{i}/ny-kopia`: nothing is made by following a link.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = match web.app.copy_view(user.actor(), id).await {
        Ok(view) => view,
        Err(error) => return Err(refusal(error, id)),
    };
    let place = Place::Certificate(id);
    let shell = Shell::for_patient(&web, &user, &view.patient, place, "Ny kopia").await?;
    page(&CopyPage {
        shell,
        action: urls::copy(id),
        form_key: web.app.new_form_key().to_text(),
        what: format!(
            "{}, skapat {}",
            view.ctype.full_name(),
            text::date(view.created_at)
        ),
        question: (view.open_requests > 0).then(|| question(&view)),
        is_correction: view.kind == CopyKind::Correction,
        has_period: view.ctype.period_element.is_some(),
        back: urls::certificate(id),
    })
}

fn question(view: &CopyView) -> Question {
    let refused = view.complement_refused.as_ref();
    Question {
        words: text::reason(&Reason::CompletionAsked),
        complement: urls::complement(view.id),
        refused: refused.map(text::reason).unwrap_or_default(),
        leads: refused.and_then(text::way_on).unwrap_or_default(),
    }
}

/// `POST /intyg/{i}/ny-kopia`.
pub(crate) async fn copy(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let requests = if posted.has(ASKED) {
        OpenRequests::Handle
    } else {
        OpenRequests::Ask
    };
    let form_key = posted.form_key()?;
    match web.app.copy(user.actor(), id, requests, form_key).await {
        Ok(copy) => Ok(flash::open(&urls::edit(copy))),
        Err(Error::Refused(Reason::CompletionAsked)) => Ok(flash::open(&urls::copy(id))),
        Err(error) => Err(refusal(error, id)),
    }
}

/// A refusal leads to the copy or completion that has been begun, or back to the original.
pub(crate) fn refusal(error: Error, id: CertificateId) -> WebError {
    let leads = match &error {
        Error::Refused(reason) => text::way_on(reason),
        _ => return error.into(),
    };
    match leads {
        Some(other) => WebError::from(error).leading_to(other, "Öppna"),
        None => WebError::from(error).leading_to(urls::certificate(id), "Visa"),
    }
}
