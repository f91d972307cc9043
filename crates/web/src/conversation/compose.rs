//! Nytt meddelande and Kan inte komplettera: the forms, their sending and their saving. Source: ui 6.13, acceptance S74–S80, A69, A70.

mod form;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{CannotComplete, Error, NewMessageOffer, SaveMessage, Slot, WriteMessage};
use intyg_core::ids::{CertificateId, MessageId};
use intyg_core::time::clock_time;
use serde::Deserialize;

use super::typed::Typed;
use super::{conversation_page, not_done, words};
use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::flash::{self, Flash, Notice};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{page, page_with_flash, refused};
use crate::state::WebState;
use crate::{text, urls};

use form::Counter;
pub(super) use form::{Compose, Open};

/// What has changed since a form for a new question was shown.
const ASKED_MEANWHILE: &str = "Försäkringskassan har frågat något medan du skrev, och nu besvaras det med Nytt meddelande. \
     Din text är kvar här. Läs meddelandet först.";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    /// The question that is answered.
    fraga: String,
    /// The choice of a question was sent, with one or without.
    valj: String,
}

/// `GET /intyg/{i}/konversation/nytt`.
pub(super) async fn show_message(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Address(id): Address<CertificateId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    let question: Option<MessageId> = chosen.fraga.parse().ok();
    let open = Open::Message {
        question,
        is_choice_missing: question.is_none() && !chosen.valj.is_empty(),
    };
    show(&web, &user, flash, id, open).await
}

/// `GET /intyg/{i}/konversation/kan-inte-komplettera`.
pub(super) async fn show_cannot(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    show(&web, &user, flash, id, Open::Cannot).await
}

async fn show(
    web: &WebState,
    user: &SignedIn,
    flash: Flash,
    id: CertificateId,
    open: Open,
) -> Result<Response, WebError> {
    let mut page = conversation_page(web, user, id, &open, None, None).await?;
    match &page.compose {
        None => not_done(page, Code::StateConflict),
        Some(compose) if compose.has_errors() => not_done(page, Code::Validation),
        Some(_) => {
            page.shell = page.shell.with_flash(flash);
            page_with_flash(&page, flash)
        }
    }
}

/// `POST /intyg/{i}/konversation/nytt`: `gor` is what to do, the text goes where `plats` says.
pub(super) async fn send_message(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let typed = Typed::of(&posted);
    let question = match typed.slot {
        Some(Slot::Answer(question)) => Some(question),
        Some(Slot::Question) => None,
        Some(Slot::CannotComplete) | None => return Err(WebError::new(Code::BadRequest)),
    };
    let open = Open::Message {
        question,
        is_choice_missing: false,
    };
    if posted.get("gor") == "spara" {
        return save(&web, &user, id, open, typed).await;
    }
    // A question is never sent as the answer to something that its writer has not seen.
    if question.is_none() {
        let view = web.app.conversation(user.actor(), id).await?;
        if matches!(view.new_message, Ok(NewMessageOffer::Answer(_))) {
            let typed = typed.saying(ASKED_MEANWHILE);
            return again(&web, &user, id, open, typed, Code::StateConflict).await;
        }
    }
    let request = WriteMessage {
        subject: typed.subject,
        question,
        text: typed.text.clone(),
        form_key: posted.form_key()?,
    };
    let done = web.app.write_message(user.actor(), id, request).await;
    sent(&web, &user, id, open, typed, done).await
}

/// `POST /intyg/{i}/konversation/kan-inte-komplettera`.
pub(super) async fn send_cannot(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let typed = Typed {
        slot: Some(Slot::CannotComplete),
        ..Typed::of(&posted)
    };
    if posted.get("gor") == "spara" {
        return save(&web, &user, id, Open::Cannot, typed).await;
    }
    let request = CannotComplete {
        reason: typed.cannot,
        text: typed.text.clone(),
        form_key: posted.form_key()?,
    };
    let done = web.app.cannot_complete(user.actor(), id, request).await;
    sent(&web, &user, id, Open::Cannot, typed, done).await
}

async fn sent<T>(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    open: Open,
    typed: Typed,
    done: Result<T, Error>,
) -> Result<Response, WebError> {
    match done {
        Ok(_) => Ok(flash::go(
            &urls::conversation(id),
            Notice::MessageQueued,
            None,
        )),
        Err(Error::Refused(reason)) => {
            let code = Code::of_refusal(&reason);
            again(web, user, id, open, typed.refused(&reason), code).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Spara utkast.
async fn save(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    open: Open,
    typed: Typed,
) -> Result<Response, WebError> {
    let to = match typed.slot {
        Some(Slot::Answer(question)) => urls::answer_message(id, question),
        Some(Slot::CannotComplete) => urls::cannot_complete(id),
        Some(Slot::Question) | None => urls::new_message(id),
    };
    match keep(web, user, id, &typed).await {
        Ok(_) => Ok(flash::go(&to, Notice::MessageSaved, None)),
        Err(error) => match conflict(&error) {
            Some(words) => {
                let typed = typed.saying(&words);
                again(web, user, id, open, typed, Code::StateConflict).await
            }
            None => Err(error.into()),
        },
    }
}

/// Shows the form again, with everything that was typed.
async fn again(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    open: Open,
    typed: Typed,
    code: Code,
) -> Result<Response, WebError> {
    let page = conversation_page(web, user, id, &open, Some(typed), None).await?;
    not_done(page, code)
}

async fn keep(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    typed: &Typed,
) -> Result<i64, Error> {
    let Some(slot) = typed.slot else {
        return Err(Error::NotFound);
    };
    let save = SaveMessage {
        slot,
        subject: typed.subject,
        text: typed.text.clone(),
        rev: typed.rev,
    };
    web.app.save_message(user.actor(), id, save).await
}

/// Says why something was not saved, when the writer can do something about it.
fn conflict(error: &Error) -> Option<String> {
    match error {
        Error::ChangedSinceShown { by, at } => Some(text::draft_conflict(by, *at)),
        Error::Refused(reason) => Some(words(reason)),
        _ => None,
    }
}

#[derive(Template)]
#[template(path = "conversation/saved.html")]
struct SavedPart {
    words: String,
    /// Where what is saved now is read; empty = this is it.
    other: String,
    rev: i64,
    counter: Counter,
}

/// `POST /intyg/{i}/konversation/utkast`: what is being written, saved as it is typed.
pub(super) async fn autosave(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let typed = Typed::of(&posted);
    let slot = typed.slot.ok_or(WebError::new(Code::BadRequest))?;
    let part = |words, other, rev| SavedPart {
        words,
        other,
        rev,
        counter: Counter::of(slot, &typed.text).updated(),
    };
    match keep(&web, &user, id, &typed).await {
        Ok(rev) => {
            let words = format!("Sparat {}", clock_time(web.app.now()));
            page(&part(words, String::new(), rev))
        }
        Err(error) => match conflict(&error) {
            Some(words) => {
                let other = urls::conversation(id);
                refused(&part(words, other, typed.rev), Code::StateConflict)
            }
            None => Err(error.into()),
        },
    }
}
