//! Enhetens utkorg: what the unit has sent, what waits and what could not be sent. Source: ui 6.17.

mod acts;
mod follow;
mod rows;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use intyg_app::{OutboxRequest, ReceiverState, UnitOutbox};
use intyg_core::outbox::OutboxKind;
use intyg_core::person::PersonId;
use intyg_core::time::local_date;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::flash::Flash;
use crate::news::NewsBox;
use crate::paging::{self, Pager, Size};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with_flash, refused};
use crate::state::WebState;
use crate::{patients, text, urls};

pub(crate) use rows::{Entry, description, entries};
use rows::{Row, Words, rows};

/// Its addresses.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/enhet/utkorg", get(show).post(filter))
        .route("/enhet/utkorg/lage", get(follow::states))
        .route("/enhet/utkorg/nya", get(follow::news))
        .route("/enhet/utkorg/{m}/skicka-igen", post(acts::resend))
        .route(
            "/enhet/utkorg/{m}/avskriv",
            get(acts::ask_to_write_off).post(acts::write_off),
        )
}

#[derive(Template)]
#[template(path = "outbox/page.html")]
struct OutboxPage {
    shell: Shell,
    strips: Vec<String>,
    news: NewsBox,
    sections: Vec<Section>,
    /// Where the states of what is on its way are asked for; empty = nothing is.
    poll: String,
    filter: Filter,
    shows_patients: bool,
}

struct Section {
    id: &'static str,
    heading: String,
    is_fault: bool,
    is_open: bool,
    has_filter: bool,
    /// The result line of the filter; empty = it is not filtered.
    hits: String,
    empty: &'static str,
    rows: Vec<Row>,
    pager: Pager,
}

/// The filter of "Skickade" as it stands in the form.
struct Filter {
    kinds: Vec<Kind>,
    person_id: String,
    sizes: [Size; 4],
    /// What is wrong with the number; empty = nothing.
    error: &'static str,
}

struct Kind {
    key: &'static str,
    name: &'static str,
    is_chosen: bool,
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    typ: String,
    /// Key of the patient, never her number.
    patient: String,
    antal: String,
    fel: String,
    vantar: String,
    skickade: String,
}

impl Asked {
    fn request(&self) -> OutboxRequest {
        OutboxRequest {
            kind: OutboxKind::from_key(&self.typ),
            patient: self.patient.parse().ok(),
            failed: paging::request(&self.fel, &self.antal),
            open: paging::request(&self.vantar, &self.antal),
            done: paging::request(&self.skickade, &self.antal),
        }
    }

    /// Returns the address with one value changed; the pages of the other lists stay.
    fn address(&self, changed: &str, value: &str) -> String {
        let all = [
            ("typ", &self.typ),
            ("patient", &self.patient),
            ("antal", &self.antal),
            ("fel", &self.fel),
            ("vantar", &self.vantar),
            ("skickade", &self.skickade),
        ];
        let query = all.map(|(name, old)| (name, if name == changed { value } else { old }));
        urls::with_query(urls::OUTBOX, &query)
    }

    fn is_filtered(&self) -> bool {
        !self.typ.is_empty() || !self.patient.is_empty()
    }
}

/// `GET /enhet/utkorg`.
async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = outbox_page(&web, &user, &asked).await?;
    page.shell = page.shell.with_flash(flash);
    page_with_flash(&page, flash)
}

/// `POST /enhet/utkorg`: the filter is posted, so that a personnummer stands in no address; what the address gets is the patient's key.
async fn filter(
    State(web): State<WebState>,
    user: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let mut asked: Asked = posted.read()?;
    let typed = posted.get("personnummer").trim();
    let error = match patients::to_filter_by(&web, &user, typed).await? {
        Ok(key) => {
            asked.patient = key;
            let url = asked.address("skickade", "");
            return Ok(Redirect::to(&format!("{url}#skickade")).into_response());
        }
        Err(error) => error,
    };
    let mut page = outbox_page(&web, &user, &asked).await?;
    page.shell = page.shell.with_errors();
    page.filter.error = error;
    typed.clone_into(&mut page.filter.person_id);
    refused(&page, Code::BadPersonnummer)
}

async fn outbox_page(
    web: &WebState,
    user: &SignedIn,
    asked: &Asked,
) -> Result<OutboxPage, WebError> {
    let view = web.app.unit_outbox(user.actor(), &asked.request()).await?;
    let shell = Shell::new(web, user.current(), "Enhetens utkorg");
    let words = Words {
        today: local_date(view.at),
        turn_to: shell.turn_to(),
        csrf: shell.csrf.clone(),
        shows_patients: view.shows_patients,
    };
    Ok(OutboxPage {
        strips: view
            .receivers
            .iter()
            .map(|receiver| strip(receiver, &words))
            .chain(unreadable(view.unreadable, &words))
            .collect(),
        news: NewsBox::new(urls::OUTBOX, view.at, 0),
        poll: follow::poll_address(&view.open.rows),
        sections: sections(&view, asked, &words),
        filter: filter_form(&view, asked),
        shows_patients: view.shows_patients,
        shell,
    })
}

fn sections(view: &UnitOutbox, asked: &Asked, words: &Words) -> Vec<Section> {
    let failed = Section {
        id: "fel",
        heading: format!("FEL ({})", view.failed.total),
        is_fault: true,
        is_open: true,
        has_filter: false,
        hits: String::new(),
        empty: "Inga fel.",
        rows: rows(&view.failed.rows, words),
        pager: Pager::of(&view.failed, "FEL", |n| {
            format!("{}#fel", asked.address("fel", &n.to_string()))
        }),
    };
    let open = Section {
        id: "vantar",
        heading: format!("Väntar och försöker igen ({})", view.open.total),
        is_fault: false,
        empty: "Inget väntar på att skickas.",
        rows: rows(&view.open.rows, words),
        pager: Pager::of(&view.open, "det som väntar", |n| {
            format!("{}#vantar", asked.address("vantar", &n.to_string()))
        }),
        ..failed_like()
    };
    let done = Section {
        id: "skickade",
        heading: format!("Skickade ({})", view.done.total),
        is_fault: false,
        is_open: asked.is_filtered() || view.done.number > 1 || !asked.antal.is_empty(),
        has_filter: true,
        hits: if asked.is_filtered() {
            text::hits(view.done.total)
        } else {
            String::new()
        },
        empty: if asked.is_filtered() {
            "Inget som skickats de senaste 30 dagarna passar filtret."
        } else {
            "Inget har skickats de senaste 30 dagarna."
        },
        rows: rows(&view.done.rows, words),
        pager: Pager::of(&view.done, "det som skickats", |n| {
            format!("{}#skickade", asked.address("skickade", &n.to_string()))
        }),
    };
    vec![failed, open, done]
}

/// An open section without rows.
fn failed_like() -> Section {
    Section {
        id: "",
        heading: String::new(),
        is_fault: true,
        is_open: true,
        has_filter: false,
        hits: String::new(),
        empty: "",
        rows: Vec::new(),
        pager: Pager::default(),
    }
}

fn filter_form(view: &UnitOutbox, asked: &Asked) -> Filter {
    Filter {
        kinds: OutboxKind::ALL
            .into_iter()
            .map(|kind| Kind {
                key: kind.key(),
                name: kind.type_name(),
                is_chosen: kind.key() == asked.typ,
            })
            .collect(),
        person_id: view
            .patient
            .as_ref()
            .map(PersonId::formatted)
            .unwrap_or_default(),
        sizes: paging::sizes(&asked.antal),
        error: "",
    }
}

fn strip(receiver: &ReceiverState, words: &Words) -> String {
    let since = text::moment(receiver.since, words.today);
    let waiting = match receiver.waiting {
        1 => "1 meddelande väntar.".to_owned(),
        n => format!("{n} meddelanden väntar."),
    };
    if receiver.is_paused {
        format!(
            "Sändningen till {} är pausad sedan {since}. {waiting}",
            receiver.name
        )
    } else {
        format!("{} svarar inte sedan {since}. {waiting}", receiver.name)
    }
}

/// Messages that no list can show are told of all the same.
fn unreadable(count: usize, words: &Words) -> Option<String> {
    let what = match count {
        0 => return None,
        1 => "1 meddelande kan inte läsas och skickas inte.".to_owned(),
        n => format!("{n} meddelanden kan inte läsas och skickas inte."),
    };
    Some(format!("{what} {}", words.turn_to))
}

#[cfg(test)]
mod tests;
