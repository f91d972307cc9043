//! The list of a patient's certificates from before June 2018.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{LegacyList, LegacyListRow};
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::time::date_and_time;

use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, refused};
use crate::state::WebState;
use crate::{text, urls};

const NOTHING_MARKED: &str = "Markera ett intyg i listan först.";

#[derive(Template)]
#[template(path = "legacy/list.html")]
struct ListPage {
    shell: Shell,
    action: String,
    /// Why the last action was not possible; empty = it was, or there was none.
    reason: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    url: String,
    name: String,
    date: String,
    time: String,
    period: String,
    issuer: String,
    unit: String,
    /// Accessible name of the radio.
    label: String,
    is_marked: bool,
}

/// `GET /patient/{p}/lakarintyg`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Address(key): Address<PatientKey>,
) -> Result<Response, WebError> {
    let list = web.app.legacy_list(user.actor(), key).await?;
    page(&list_page(&web, &user, &list, "").await?)
}

/// `POST /patient/{p}/lakarintyg`: Visa for the marked certificate; there is nothing else.
pub(super) async fn act(
    State(web): State<WebState>,
    user: SignedIn,
    Address(key): Address<PatientKey>,
    posted: Posted,
) -> Result<Response, WebError> {
    if posted.get("gor") != "visa" {
        return Err(nothing_new(&web, &user, key).await);
    }
    if let Ok(id) = posted.get("intyg").parse::<CertificateId>() {
        return Ok(flash::open(&urls::legacy_certificate(id)));
    }
    let list = web.app.legacy_list(user.actor(), key).await?;
    let page = list_page(&web, &user, &list, NOTHING_MARKED).await?;
    refused(&page, Code::Validation)
}

/// Anything else that is asked of the list.
pub(super) async fn refuse(
    State(web): State<WebState>,
    user: SignedIn,
    Address(parts): Address<Vec<(String, String)>>,
) -> WebError {
    let key = parts
        .iter()
        .find(|(name, _)| name == "p")
        .and_then(|(_, key)| key.parse().ok());
    match key {
        Some(key) => nothing_new(&web, &user, key).await,
        None => WebError::new(Code::NotFound),
    }
}

/// Refuses with the reason, to those who may see the list.
async fn nothing_new(web: &WebState, user: &SignedIn, key: PatientKey) -> WebError {
    match web.app.legacy_list(user.actor(), key).await {
        Ok(_) => WebError::new(Code::StateConflict)
            .saying("Här kan intyg bara läsas. Nya intyg skrivs i Nationella intyg.")
            .leading_to(urls::overview(key), "Till Nationella intyg"),
        Err(error) => error.into(),
    }
}

async fn list_page(
    web: &WebState,
    user: &SignedIn,
    list: &LegacyList,
    reason: &str,
) -> Result<ListPage, WebError> {
    let patient = &list.patient;
    let shell = Shell::for_patient(web, user, patient, Place::Legacy, "Läkarintyg").await?;
    let is_only = list.rows.len() == 1;
    Ok(ListPage {
        shell,
        action: urls::legacy(patient.key),
        reason: reason.to_owned(),
        rows: list.rows.iter().map(|row| view(row, is_only)).collect(),
    })
}

fn view(row: &LegacyListRow, is_marked: bool) -> Row {
    let date = text::date(row.signed_at);
    Row {
        id: row.id.to_text(),
        url: urls::legacy_certificate(row.id),
        label: format!("{}, {date}", row.name),
        name: row.name.clone(),
        time: date_and_time(row.signed_at),
        date,
        period: period(row),
        issuer: issuer(&row.issuer).to_owned(),
        unit: row.unit.clone(),
        is_marked,
    }
}

fn period(row: &LegacyListRow) -> String {
    match row.period {
        Some(days) if row.degrees.is_empty() => text::period(days),
        Some(days) => format!("{}, {}", text::period(days), row.degrees),
        None => "–".to_owned(),
    }
}

/// The name of a doctor with protected identity is not in the certificate.
pub(super) fn issuer(name: &str) -> &str {
    if name.is_empty() { "–" } else { name }
}
