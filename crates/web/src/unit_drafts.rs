//! Utkast på enheten: every draft of the unit, and whose it is. Source: ui 6.18, acceptance A77.

mod assign;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use intyg_app::{DraftLine, DraftOrder, DraftsRequest, RowStatus, UnitDrafts};
use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;
use intyg_core::time::{date_and_time, local_date};
use jiff::civil::Date;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::filter::Choice;
use crate::flash::Flash;
use crate::news::{NewsBox, Since};
use crate::paging::{self, Pager, Size};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with_flash, refused};
use crate::state::WebState;
use crate::tag::{self, Tag};
use crate::{filter, patients, text, urls};

/// Columns that sort: value in the address, words, order, and whether the greatest comes first.
const COLUMNS: [(&str, &str, DraftOrder, bool); 6] = [
    ("sparat", "Senast sparat", DraftOrder::Saved, true),
    ("patient", "Patient", DraftOrder::Patient, false),
    ("namn", "Namn", DraftOrder::Name, false),
    ("status", "Status", DraftOrder::Status, false),
    ("sparat-av", "Sparat av", DraftOrder::SavedBy, false),
    ("tilldelat", "Tilldelat", DraftOrder::Assigned, false),
];

/// Its addresses.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/enhet/utkast", get(show).post(search))
        .route("/enhet/utkast/nya", get(news))
        .route(
            "/enhet/utkast/{id}/tilldela",
            get(assign::show).post(assign::assign),
        )
}

#[derive(Template)]
#[template(path = "drafts/page.html")]
struct DraftsPage {
    shell: Shell,
    news: NewsBox,
    filter: Filter,
    hits: String,
    empty: &'static str,
    headers: Vec<Header>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Header {
    label: &'static str,
    /// Empty = the column does not sort.
    url: String,
    /// `aria-sort`
    sorted: &'static str,
}

struct Row {
    id: String,
    saved: String,
    patient: String,
    name: String,
    tag: Tag,
    missing: usize,
    saved_by: String,
    assigned: String,
    url: String,
    edit: String,
    edit_reason: String,
    assign: String,
    what: String,
}

/// The filter as it stands in the form.
struct Filter {
    statuses: Vec<Choice>,
    savers: Vec<Choice>,
    assignees: Vec<Choice>,
    person_id: String,
    from: String,
    to: String,
    sizes: [Size; 4],
    sort: String,
    order: String,
    /// What is wrong with the number; empty = nothing.
    error: &'static str,
}

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    status: String,
    sparat_av: String,
    tilldelat: String,
    /// Key of the patient, never her number.
    patient: String,
    fran: String,
    till: String,
    antal: String,
    sida: String,
    sortera: String,
    ordning: String,
}

impl Asked {
    fn column(&self) -> (&'static str, DraftOrder, bool) {
        let wanted = COLUMNS.iter().find(|(key, ..)| *key == self.sortera);
        let (key, _, order, greatest_first) = *wanted.unwrap_or(&COLUMNS[0]);
        let is_descending = match self.ordning.as_str() {
            "stigande" => false,
            "fallande" => true,
            _ => greatest_first,
        };
        (key, order, is_descending)
    }

    fn request(&self) -> DraftsRequest {
        let (_, order, is_descending) = self.column();
        DraftsRequest {
            status: status_of(&self.status),
            saved_by: HsaId::parse(&self.sparat_av).ok(),
            assigned: filter::assigned(&self.tilldelat),
            patient: self.patient.parse().ok(),
            from: filter::day(&self.fran),
            to: filter::day(&self.till),
            order,
            is_descending,
            page: paging::request(&self.sida, &self.antal),
        }
    }

    /// Returns the address with some values changed.
    fn address(&self, changed: &[(&str, &str)]) -> String {
        let all = [
            ("status", self.status.as_str()),
            ("sparat_av", &self.sparat_av),
            ("tilldelat", &self.tilldelat),
            ("patient", &self.patient),
            ("fran", &self.fran),
            ("till", &self.till),
            ("antal", &self.antal),
            ("sida", &self.sida),
            ("sortera", &self.sortera),
            ("ordning", &self.ordning),
        ];
        let query = all.map(|(name, old)| {
            let new = changed.iter().find(|(changed, _)| *changed == name);
            (name, new.map_or(old, |(_, value)| value))
        });
        urls::with_query(urls::UNIT_DRAFTS, &query)
    }

    fn headers(&self) -> Vec<Header> {
        let (current, _, is_descending) = self.column();
        let mut headers: Vec<Header> = COLUMNS
            .iter()
            .map(|(key, label, _, greatest_first)| {
                let is_current = *key == current;
                let turn = if is_current {
                    !is_descending
                } else {
                    *greatest_first
                };
                let order = if turn { "fallande" } else { "stigande" };
                Header {
                    label,
                    url: self.address(&[("sortera", key), ("ordning", order), ("sida", "")]),
                    sorted: match (is_current, is_descending) {
                        (false, _) => "none",
                        (true, true) => "descending",
                        (true, false) => "ascending",
                    },
                }
            })
            .collect();
        let missing = Header {
            label: "Saknas",
            url: String::new(),
            sorted: "none",
        };
        headers.insert(4, missing);
        headers
    }
}

/// `GET /enhet/utkast`.
async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let mut page = drafts_page(&web, &user, &asked).await?;
    page.shell = page.shell.with_flash(flash);
    page_with_flash(&page, flash)
}

/// `POST /enhet/utkast`: the filter is posted, so that a personnummer stands in no address.
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
            return Ok(Redirect::to(&asked.address(&[])).into_response());
        }
        Err(error) => error,
    };
    let mut page = drafts_page(&web, &user, &asked).await?;
    page.shell = page.shell.with_errors();
    page.filter.error = error;
    typed.clone_into(&mut page.filter.person_id);
    refused(&page, Code::BadPersonnummer)
}

/// `GET /enhet/utkast/nya`.
async fn news(
    State(web): State<WebState>,
    user: SignedIn,
    Query(since): Query<Since>,
) -> Result<Response, WebError> {
    let at = since.at()?;
    let count = web.app.drafts_news(user.actor(), at).await?;
    page(&NewsBox::new(urls::UNIT_DRAFTS, at, count))
}

async fn drafts_page(
    web: &WebState,
    user: &SignedIn,
    asked: &Asked,
) -> Result<DraftsPage, WebError> {
    let view = web.app.unit_drafts(user.actor(), &asked.request()).await?;
    let today = local_date(view.at);
    Ok(DraftsPage {
        shell: Shell::new(web, user.current(), "Utkast på enheten"),
        news: NewsBox::new(urls::UNIT_DRAFTS, view.at, 0),
        hits: text::hits(view.drafts.total),
        empty: if view.hides_some {
            "Inga utkast på enheten passar filtret."
        } else {
            "Det finns inga utkast på enheten."
        },
        headers: asked.headers(),
        rows: view
            .drafts
            .rows
            .iter()
            .map(|line| row(line, today))
            .collect(),
        pager: Pager::of(&view.drafts, "utkast", |n| {
            asked.address(&[("sida", &n.to_string())])
        }),
        filter: filter_form(&view, asked),
    })
}

fn row(line: &DraftLine, today: Date) -> Row {
    Row {
        id: line.id.to_text(),
        saved: text::moment(line.saved_at, today),
        patient: line.patient.formatted(),
        name: line.name.clone(),
        tag: tag::of(line.status),
        missing: line.missing,
        saved_by: line.saved_by.clone(),
        assigned: line.assigned.clone(),
        url: urls::certificate(line.id),
        edit: urls::edit(line.id),
        edit_reason: line
            .edit_refused
            .as_ref()
            .map(text::reason)
            .unwrap_or_default(),
        assign: urls::assign(line.id),
        what: format!("{}, sparat {}", line.name, date_and_time(line.saved_at)),
    }
}

fn filter_form(view: &UnitDrafts, asked: &Asked) -> Filter {
    let status = |status: RowStatus| {
        let tag = tag::of(status);
        Choice::new(tag.key, tag.label, &asked.status)
    };
    Filter {
        statuses: RowStatus::DRAFTS.into_iter().map(status).collect(),
        savers: filter::people(&view.savers, &asked.sparat_av),
        assignees: filter::assignees(&view.assignees, &asked.tilldelat),
        person_id: view
            .patient
            .as_ref()
            .map(PersonId::formatted)
            .unwrap_or_default(),
        from: asked.fran.clone(),
        to: asked.till.clone(),
        sizes: paging::sizes(&asked.antal),
        sort: asked.sortera.clone(),
        order: asked.ordning.clone(),
        error: "",
    }
}

fn status_of(key: &str) -> Option<RowStatus> {
    RowStatus::DRAFTS
        .into_iter()
        .find(|status| tag::of(*status).key == key)
}
