//! Enhetens inkorg: what Försäkringskassan has written to the unit, until it is handled. Source: ui 6.16, exchange 3.4, acceptance S87,
//! S88, D10, A73.

mod acts;
mod rows;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use intyg_app::{InboxPage as Inbox, InboxRequest, InboxStatus, Matter};
use intyg_core::conversation::Subject;
use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;
use intyg_core::time::local_date;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::filter::{self, Choice};
use crate::flash::Flash;
use crate::news::{NewsBox, Since};
use crate::paging::{self, Pager, Size};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with_flash, refused};
use crate::state::WebState;
use crate::{patients, text, urls};

use rows::Row;

/// The only type of message that comes in. Source: acceptance S87.
const TYPE: &str = "PMOCareCertificateMessageToCare";
/// The same, where it may be broken into lines.
const TYPE_IN_PARTS: [&str; 3] = ["PMOCare", "Certificate", "MessageToCare"];

/// Choices of the filter Status: value in the address and words.
const STATUSES: [(&str, &str, InboxStatus); 3] = [
    ("", "Att åtgärda", InboxStatus::Todo),
    ("atgardade", "Åtgärdade", InboxStatus::Done),
    ("alla", "Alla", InboxStatus::All),
];

/// Choices of the filter Ärende, with their values in the address.
const MATTERS: [(&str, Matter); 6] = [
    ("komplettering", Matter::Question(Subject::Complement)),
    ("avstamningsmote", Matter::Question(Subject::Coordination)),
    ("kontakt", Matter::Question(Subject::Contact)),
    ("ovrigt", Matter::Question(Subject::Other)),
    ("svar", Matter::Answer),
    ("paminnelse", Matter::Reminder),
];

/// Its addresses.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/enhet/inkorg", get(show).post(search))
        .route("/enhet/inkorg/nya", get(news))
        .route(
            "/enhet/inkorg/{m}/las-in",
            get(acts::ask_to_read_in).post(acts::read_in),
        )
        .route(
            "/enhet/inkorg/{m}/tilldela",
            get(acts::ask_to_assign).post(acts::assign),
        )
}

#[derive(Template)]
#[template(path = "inbox/page.html")]
struct InboxPage {
    shell: Shell,
    news: NewsBox,
    filter: Filter,
    type_name: [&'static str; 3],
    hits: String,
    empty: &'static str,
    rows: Vec<Row>,
    pager: Pager,
}

/// The filter as it stands in the form.
struct Filter {
    statuses: Vec<Choice>,
    types: Vec<Choice>,
    matters: Vec<Choice>,
    issuers: Vec<Choice>,
    assignees: Vec<Choice>,
    person_id: String,
    from: String,
    to: String,
    sizes: [Size; 4],
    /// What is wrong with the number; empty = nothing.
    error: &'static str,
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    status: String,
    /// Every message that comes in is of the one type.
    typ: String,
    arende: String,
    utfardare: String,
    tilldelat: String,
    /// Key of the patient, never her number.
    patient: String,
    fran: String,
    till: String,
    antal: String,
    sida: String,
}

impl Asked {
    fn request(&self) -> InboxRequest {
        let status = STATUSES.iter().find(|(key, ..)| *key == self.status);
        let matter = MATTERS.iter().find(|(key, _)| *key == self.arende);
        InboxRequest {
            status: status.map_or(InboxStatus::Todo, |(.., status)| *status),
            matter: matter.map(|(_, matter)| *matter),
            issuer: HsaId::parse(&self.utfardare).ok(),
            assigned: filter::assigned(&self.tilldelat),
            patient: self.patient.parse().ok(),
            from: filter::day(&self.fran),
            to: filter::day(&self.till),
            page: paging::request(&self.sida, &self.antal),
        }
    }

    /// Returns the address of a page.
    fn address(&self, number: &str) -> String {
        let query = [
            ("status", self.status.as_str()),
            ("typ", &self.typ),
            ("arende", &self.arende),
            ("utfardare", &self.utfardare),
            ("tilldelat", &self.tilldelat),
            ("patient", &self.patient),
            ("fran", &self.fran),
            ("till", &self.till),
            ("antal", &self.antal),
            ("sida", number),
        ];
        urls::with_query(urls::INBOX, &query)
    }

    fn is_filtered(&self) -> bool {
        let InboxRequest {
            status,
            matter,
            issuer,
            assigned,
            patient,
            from,
            to,
            page: _,
        } = self.request();
        status != InboxStatus::Todo
            || matter.is_some()
            || issuer.is_some()
            || assigned.is_some()
            || patient.is_some()
            || from.is_some()
            || to.is_some()
    }
}

/// `GET /enhet/inkorg`.
async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = inbox_page(&web, &user, &asked).await?;
    page.shell = page.shell.with_flash(flash);
    page_with_flash(&page, flash)
}

/// `POST /enhet/inkorg`: the filter is posted, so that a personnummer stands in no address.
async fn search(
    State(web): State<WebState>,
    user: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let mut asked: Asked = posted.read()?;
    let typed = posted.get("personnummer").trim();
    let error = match patients::to_filter_by(&web, &user, typed).await? {
        Ok(key) => {
            asked.patient = key;
            return Ok(Redirect::to(&asked.address("")).into_response());
        }
        Err(error) => error,
    };
    let mut page = inbox_page(&web, &user, &asked).await?;
    page.shell = page.shell.with_errors();
    page.filter.error = error;
    typed.clone_into(&mut page.filter.person_id);
    refused(&page, Code::BadPersonnummer)
}

/// `GET /enhet/inkorg/nya`.
async fn news(
    State(web): State<WebState>,
    user: SignedIn,
    Query(since): Query<Since>,
) -> Result<Response, WebError> {
    let at = since.at()?;
    let count = web.app.inbox_news(user.actor(), at).await?;
    page(&NewsBox::new(urls::INBOX, at, count))
}

async fn inbox_page(web: &WebState, user: &SignedIn, asked: &Asked) -> Result<InboxPage, WebError> {
    let view = web.app.inbox(user.actor(), &asked.request()).await?;
    let today = local_date(view.at);
    Ok(InboxPage {
        shell: Shell::new(web, user.current(), "Enhetens inkorg"),
        news: NewsBox::new(urls::INBOX, view.at, 0),
        type_name: TYPE_IN_PARTS,
        hits: text::hits(view.messages.total),
        empty: if asked.is_filtered() {
            "Inga meddelanden i inkorgen passar filtret."
        } else {
            "Inkorgen är tom. Nya meddelanden från Försäkringskassan visas här."
        },
        rows: view
            .messages
            .rows
            .iter()
            .map(|message| rows::row(message, today))
            .collect(),
        pager: Pager::of(&view.messages, "meddelanden", |n| {
            asked.address(&n.to_string())
        }),
        filter: filter_form(&view, asked),
    })
}

fn filter_form(view: &Inbox, asked: &Asked) -> Filter {
    Filter {
        statuses: STATUSES
            .iter()
            .map(|(key, words, _)| Choice::new(key, words, &asked.status))
            .collect(),
        types: vec![Choice::new(TYPE, TYPE, &asked.typ)],
        matters: MATTERS
            .iter()
            .map(|(key, matter)| Choice::new(key, rows::matter(*matter), &asked.arende))
            .collect(),
        issuers: filter::people(&view.issuers, &asked.utfardare),
        assignees: filter::assignees(&view.assignees, &asked.tilldelat),
        person_id: view
            .patient
            .as_ref()
            .map(PersonId::formatted)
            .unwrap_or_default(),
        from: asked.fran.clone(),
        to: asked.till.clone(),
        sizes: paging::sizes(&asked.antal),
        error: "",
    }
}
