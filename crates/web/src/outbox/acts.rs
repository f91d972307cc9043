//! Skicka igen and Avskriv.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{
    Error, LONGEST_WRITE_OFF, Reason, ResendScope, Resent, SHORTEST_WRITE_OFF, WriteOffView,
};
use intyg_core::ids::OutboxId;

use super::description;
use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page, refused};
use crate::state::WebState;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "outbox/write_off_page.html")]
struct WriteOffPage {
    shell: Shell,
    body: WriteOffBody,
}

#[derive(Template)]
#[template(path = "outbox/write_off_dialog.html")]
struct WriteOffDialog {
    body: WriteOffBody,
}

struct WriteOffBody {
    csrf: String,
    action: String,
    type_name: &'static str,
    description: &'static str,
    what: String,
    comment: String,
    shortest: usize,
    longest: usize,
    /// What is wrong with the comment; empty = nothing.
    error: String,
    back: &'static str,
}

/// `POST /enhet/utkorg/{m}/skicka-igen`.
pub(super) async fn resend(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<OutboxId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let scope = match posted.get("omfattning") {
        "samma-orsak" => ResendScope::SameCause,
        _ => ResendScope::One,
    };
    let notice = match web.app.resend(user.actor(), id, scope).await? {
        Resent { count: 0, .. } => Notice::NothingToResend,
        Resent {
            with_earlier: true, ..
        } => Notice::ResentWithEarlier,
        Resent { .. } => Notice::Resent,
    };
    Ok(flash::go(urls::OUTBOX, notice, None))
}

/// `GET /enhet/utkorg/{m}/avskriv`.
pub(super) async fn ask_to_write_off(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<OutboxId>,
) -> Result<Response, WebError> {
    write_off_page(&web, &user, hx, id, "", String::new()).await
}

/// `POST /enhet/utkorg/{m}/avskriv`.
pub(super) async fn write_off(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<OutboxId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let comment = posted.get("kommentar");
    match web.app.write_off(user.actor(), id, comment).await {
        Ok(()) => Ok(flash::go(urls::OUTBOX, Notice::WrittenOff, None)),
        Err(Error::Refused(
            reason @ (Reason::WriteOffCommentMissing | Reason::WriteOffCommentTooLong { .. }),
        )) => write_off_page(&web, &user, hx, id, comment, text::reason(&reason)).await,
        Err(error) => Err(error.into()),
    }
}

async fn write_off_page(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    id: OutboxId,
    comment: &str,
    error: String,
) -> Result<Response, WebError> {
    let view = web.app.write_off_view(user.actor(), id).await?;
    let is_refused = !error.is_empty();
    let mut shell = Shell::new(web, user.current(), "Avskriv meddelande");
    if is_refused {
        shell = shell.with_errors();
    }
    let body = body(id, &view, comment, error, shell.csrf.clone());
    match (hx, is_refused) {
        (Hx::Partial, false) => page(&WriteOffDialog { body }),
        (Hx::Partial, true) => refused(&WriteOffDialog { body }, Code::Validation),
        (Hx::Page, false) => page(&WriteOffPage { shell, body }),
        (Hx::Page, true) => refused(&WriteOffPage { shell, body }, Code::Validation),
    }
}

fn body(
    id: OutboxId,
    view: &WriteOffView,
    comment: &str,
    error: String,
    csrf: String,
) -> WriteOffBody {
    let line = &view.line;
    WriteOffBody {
        csrf,
        action: urls::write_off(id),
        type_name: line.line.kind.type_name(),
        description: description(line.line.kind),
        what: format!(
            "{} {} för {}",
            line.form,
            text::date(line.certificate_created_at),
            view.patient.person_id.formatted()
        ),
        comment: comment.to_owned(),
        shortest: SHORTEST_WRITE_OFF,
        longest: LONGEST_WRITE_OFF,
        error,
        back: urls::OUTBOX,
    }
}
