//! Läs in and Tilldela.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{Error, InboxCertificate, MessageReason, ReadIn, Reason};
use intyg_core::ids::MessageId;

use super::rows;
use crate::assign::{self, AssignBody};
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
#[template(path = "inbox/read_in_page.html")]
struct ReadInPage {
    shell: Shell,
    body: ReadInBody,
}

#[derive(Template)]
#[template(path = "inbox/read_in_dialog.html")]
struct ReadInDialog {
    shell: Shell,
    body: ReadInBody,
}

struct ReadInBody {
    action: String,
    what: String,
    text: String,
    patient: String,
    /// That it is on its certificate already; empty = it is not.
    already: String,
    choices: Vec<Choice>,
    /// What is wrong with the choice; empty = nothing.
    error: String,
    back: &'static str,
}

/// A certificate that the message can be put on.
struct Choice {
    id: String,
    name: String,
    issuer: String,
}

/// `GET /enhet/inkorg/{m}/las-in`.
pub(super) async fn ask_to_read_in(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<MessageId>,
) -> Result<Response, WebError> {
    read_in_page(&web, &user, hx, id, String::new()).await
}

/// `POST /enhet/inkorg/{m}/las-in`.
pub(super) async fn read_in(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<MessageId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let chosen = posted.get("intyg").parse().ok();
    match web.app.read_in(user.actor(), id, chosen).await {
        Ok(ReadIn::Now(_)) => Ok(flash::go(urls::INBOX, Notice::ReadIn, None)),
        Ok(ReadIn::Before(_)) => read_in_page(&web, &user, hx, id, String::new()).await,
        Err(Error::Refused(
            reason @ Reason::Message(
                MessageReason::CertificateNotChosen | MessageReason::OtherPatientOrUnit,
            ),
        )) => read_in_page(&web, &user, hx, id, text::reason(&reason)).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /enhet/inkorg/{m}/tilldela`.
pub(super) async fn ask_to_assign(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<MessageId>,
) -> Result<Response, WebError> {
    let view = web.app.message_assign_view(user.actor(), id).await?;
    let body = AssignBody {
        heading: "Tilldela meddelande",
        question: "Vem ska ta hand om meddelandet?",
        what: rows::what(&view.message),
        action: urls::assign_message(id),
        staff: assign::colleagues(&view.staff, view.assigned.as_ref()),
        back: urls::INBOX,
    };
    assign::show(&web, &user, hx, body)
}

/// `POST /enhet/inkorg/{m}/tilldela`.
pub(super) async fn assign(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<MessageId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let to = assign::chosen(&posted)?;
    web.app
        .assign_message(user.actor(), id, to.as_ref())
        .await?;
    let notice = match to {
        Some(_) => Notice::MessageAssigned,
        None => Notice::MessageUnassigned,
    };
    Ok(flash::go(urls::INBOX, notice, None))
}

async fn read_in_page(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    id: MessageId,
    error: String,
) -> Result<Response, WebError> {
    let view = web.app.read_in_view(user.actor(), id).await?;
    let is_refused = !error.is_empty();
    let mut shell = Shell::new(web, user.current(), "Läs in meddelandet");
    if is_refused {
        shell = shell.with_errors();
    }
    let body = ReadInBody {
        action: urls::read_in(id),
        what: rows::what(&view.message),
        already: view
            .message
            .certificate
            .as_ref()
            .map_or(String::new(), already),
        text: view.message.text,
        patient: view.message.person_id.formatted(),
        choices: view.choices.iter().map(choice).collect(),
        error,
        back: urls::INBOX,
    };
    match (hx, is_refused) {
        (Hx::Partial, false) => page(&ReadInDialog { shell, body }),
        (Hx::Partial, true) => refused(&ReadInDialog { shell, body }, Code::Validation),
        (Hx::Page, false) => page(&ReadInPage { shell, body }),
        (Hx::Page, true) => refused(&ReadInPage { shell, body }, Code::Validation),
    }
}

fn already(certificate: &InboxCertificate) -> String {
    format!(
        "Meddelandet är redan inläst på intyget {}.",
        text::date(certificate.created_at)
    )
}

fn choice(certificate: &InboxCertificate) -> Choice {
    Choice {
        id: certificate.id.to_text(),
        name: rows::certificate(certificate),
        issuer: certificate.issuer.clone(),
    }
}
