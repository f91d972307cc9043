//! Konversation: what the recipient and the unit write to each other about a certificate, beside the certificate. Source: ui 6.13.

mod compose;
mod discard;
mod follow;
mod handled;
mod messages;
mod typed;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use intyg_app::{ConversationState, ConversationView, MessageShown, Tick};
use intyg_core::conversation::Party;
use intyg_core::ids::{CertificateId, FormKey, MessageId};
use serde::Deserialize;

use crate::certificate::ContentPart;
use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::flash::Flash;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page_with_flash, refused};
use crate::state::WebState;
use crate::text::{self, conversation_reason as words};
use crate::urls;

use compose::{Compose, Open};
use follow::Poll;
pub(crate) use handled::only;
use messages::{Look, ThreadPart};
use typed::Typed;

/// Its addresses.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/intyg/{id}/konversation", get(show))
        .route(
            "/intyg/{id}/konversation/nytt",
            get(compose::show_message).post(compose::send_message),
        )
        .route(
            "/intyg/{id}/konversation/kan-inte-komplettera",
            get(compose::show_cannot).post(compose::send_cannot),
        )
        .route("/intyg/{id}/konversation/utkast", post(compose::autosave))
        .route(
            "/intyg/{id}/konversation/kasta",
            get(discard::ask).post(discard::discard),
        )
        .route("/intyg/{id}/konversation/leverans", get(follow::delivery))
        .route(
            "/intyg/{id}/konversation/{m}/hanterat",
            post(handled::handle),
        )
        .route("/intyg/{id}/hanterat", post(handled::handle_only))
}

#[derive(Template)]
#[template(path = "conversation/page.html")]
struct ConversationPage {
    shell: Shell,
    state: StateLine,
    bar: Bar,
    /// What is being written; `None` = no form is open.
    compose: Option<Compose>,
    groups: [Group; 2],
    is_empty: bool,
    poll: Poll,
    content: ContentPart,
    certificate: String,
}

/// Certificate and state of the conversation.
#[derive(Template)]
#[template(path = "conversation/state.html")]
struct StateLine {
    what: String,
    state: &'static str,
    look: &'static str,
    /// What has just been done, for those who hear it; empty = nothing.
    said: String,
    is_update: bool,
}

/// The buttons on top, with what stands in their way.
#[derive(Template)]
#[template(path = "conversation/bar.html")]
struct Bar {
    csrf: String,
    new: String,
    new_reason: String,
    /// An unsent text waits in the form.
    has_draft: bool,
    /// Komplettering, where a new message is no answer.
    complement: Option<Complement>,
    handle: String,
    handle_reason: &'static str,
    is_update: bool,
}

/// The ways to answer a request to complete.
struct Complement {
    action: String,
    form_key: String,
    /// Empty = it is possible.
    reason: String,
    /// Where the reason leads; empty = nowhere.
    leads: String,
    /// Kan inte komplettera; empty = not offered.
    cannot: String,
}

struct Group {
    id: &'static str,
    heading: &'static str,
    threads: Vec<ThreadPart>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asking {
    /// The request that is about to be marked without a completion.
    hantera: String,
}

/// `GET /intyg/{i}/konversation`.
async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Address(id): Address<CertificateId>,
    Query(asking): Query<Asking>,
) -> Result<Response, WebError> {
    let asked = asking.hantera.parse().ok();
    let mut page = conversation_page(&web, &user, id, &Open::Nothing, None, asked).await?;
    page.shell = page.shell.with_flash(flash);
    page_with_flash(&page, flash)
}

async fn conversation_page(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    open: &Open,
    typed: Option<Typed>,
    asked_about: Option<MessageId>,
) -> Result<ConversationPage, WebError> {
    let view = web.app.conversation(user.actor(), id).await?;
    let certificate = web.app.certificate(user.actor(), id).await?;
    let place = Place::Certificate(id);
    let shell = Shell::for_patient(web, user, &view.patient, place, "Konversation").await?;
    let content = ContentPart::of(&certificate);
    let form_key = || web.app.new_form_key();
    let look = Look {
        view: &view,
        csrf: &shell.csrf,
        me: &user.actor().staff.id,
        form_key: &form_key,
        asked_about,
    };
    let groups = look.groups();
    let compose = Compose::of(&view, open, typed, &shell.csrf, form_key());
    let bar = Bar::of(&view, &shell.csrf, form_key());
    Ok(ConversationPage {
        state: StateLine::of(&view, String::new()),
        bar: Bar {
            has_draft: bar.has_draft && compose.is_none(),
            ..bar
        },
        compose,
        is_empty: groups.iter().all(|group| group.threads.is_empty()),
        groups,
        poll: Poll::of_view(&view),
        content,
        certificate: urls::certificate(id),
        shell,
    })
}

/// Answers with the page of something that was not done, or cannot be.
fn not_done(mut page: ConversationPage, code: Code) -> Result<Response, WebError> {
    page.shell = page.shell.with_errors();
    refused(&page, code)
}

/// Every message, thread by thread.
fn all(view: &ConversationView) -> impl Iterator<Item = &MessageShown> {
    view.requests
        .iter()
        .chain(&view.questions)
        .flat_map(|thread| std::iter::once(&thread.question).chain(&thread.followers))
}

impl StateLine {
    fn of(view: &ConversationView, said: String) -> Self {
        let (state, look) = match view.state {
            ConversationState::None => ("Ingen konversation", "gone"),
            ConversationState::Ongoing => ("Pågående", "info"),
            ConversationState::Ended => ("Avslutad", "ok"),
        };
        let is_update = !said.is_empty();
        Self {
            what: format!(
                "{}, skapat {}",
                view.ctype.full_name(),
                text::date(view.created_at)
            ),
            state,
            look,
            said,
            is_update,
        }
    }
}

impl Bar {
    fn of(view: &ConversationView, csrf: &str, form_key: FormKey) -> Self {
        let (handle, handle_reason) = handle(view);
        let new_reason = view.new_message.as_ref().err();
        let asks = all(view).any(messages::is_open_request);
        Self {
            csrf: csrf.to_owned(),
            new: urls::new_message(view.id),
            new_reason: new_reason.map(words).unwrap_or_default(),
            has_draft: !view.drafts.is_empty() && new_reason.is_none(),
            complement: asks.then(|| Complement::of(view, form_key)),
            handle,
            handle_reason,
            is_update: false,
        }
    }
}

impl Complement {
    fn of(view: &ConversationView, form_key: FormKey) -> Self {
        let refused = view.complement_refused.as_ref();
        Self {
            action: urls::complement(view.id),
            form_key: form_key.to_text(),
            reason: refused.map(words).unwrap_or_default(),
            leads: refused.and_then(text::way_on).unwrap_or_default(),
            cannot: match view.cannot_refused {
                None => urls::cannot_complete(view.id),
                Some(_) => String::new(),
            },
        }
    }
}

/// What the button Hanterat does, and why nothing: it marks the only message that has come in and waits.
fn handle(view: &ConversationView) -> (String, &'static str) {
    let mut waiting = all(view).filter(|message| {
        message.from == Party::Recipient
            && message.handled.is_none()
            && message.tick == Tick::Possible
    });
    match (waiting.next(), waiting.next()) {
        (Some(only), None) => (urls::handle_message(view.id, only.id), ""),
        (Some(_), Some(_)) => (
            String::new(),
            "Flera meddelanden är ohanterade. Kryssa i Hanterat vid vart och ett.",
        ),
        (None, _) => (String::new(), "Det finns inget meddelande att hantera."),
    }
}
