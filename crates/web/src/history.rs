//! Historik: what has happened to a certificate, its saved states, and the way back to one of them. Source: ui 4.1, acceptance A42, N07.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{DraftStateKind, HistoryView, SavedState};
use intyg_catalog::view::{Content, Origin, SectionView, Shown, sections};
use intyg_core::ids::CertificateId;
use intyg_core::time::date_and_time;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::flash::{self, Notice};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    shell: Shell,
    events: Vec<Event>,
    states: Vec<StateRow>,
    shown: Option<ShownPart>,
    action: String,
    rev: i64,
    /// Why no state can be brought back; empty = it can.
    refused: String,
    back: String,
}

struct Event {
    at: String,
    what: String,
    by: String,
    unit: String,
}

struct StateRow {
    rev: i64,
    at: String,
    by: String,
    kind: &'static str,
    changed: String,
    url: String,
    is_shown: bool,
    is_newest: bool,
}

/// One state with its answers.
struct ShownPart {
    rev: i64,
    at: String,
    older: String,
    newer: String,
    sections: Vec<SectionView>,
}

/// Which state is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    tillstand: Option<i64>,
}

/// `GET /intyg/{i}/historik`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let view = web.app.history(user.actor(), id, asked.tillstand).await?;
    let place = Place::Certificate(id);
    let shell = Shell::for_patient(&web, &user, &view.patient, place, "Historik").await?;
    page(&history_page(&view, shell))
}

/// `POST /intyg/{i}/historik`: brings a state back.
pub(crate) async fn restore(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let to = posted
        .get("tillstand")
        .parse()
        .map_err(|_| WebError::new(Code::BadRequest))?;
    web.app
        .restore_draft(user.actor(), id, posted.rev(), to)
        .await
        .map_err(|error| WebError::from(error).leading_to(urls::history(id), "Historik"))?;
    Ok(flash::go(&urls::edit(id), Notice::Restored, None))
}

fn history_page(view: &HistoryView, shell: Shell) -> HistoryPage {
    let shown_rev = view.shown.as_ref().map(|shown| shown.rev);
    let state_url = |rev: i64| urls::history_state(view.id, rev);
    HistoryPage {
        events: view
            .events
            .iter()
            .map(|event| Event {
                at: date_and_time(event.at),
                what: event.what.clone(),
                by: event.by.clone().unwrap_or_else(|| "Systemet".to_owned()),
                unit: event.unit.clone().unwrap_or_default(),
            })
            .collect(),
        states: view
            .states
            .iter()
            .map(|state| StateRow {
                rev: state.rev,
                at: date_and_time(state.at),
                by: state.by.clone(),
                kind: kind(state),
                changed: state.changed.join(", "),
                url: state_url(state.rev),
                is_shown: shown_rev == Some(state.rev),
                is_newest: state.rev == view.rev,
            })
            .collect(),
        shown: view.shown.as_ref().map(|shown| ShownPart {
            rev: shown.rev,
            at: view
                .states
                .iter()
                .find(|state| state.rev == shown.rev)
                .map(|state| date_and_time(state.at))
                .unwrap_or_default(),
            older: shown.older.map(state_url).unwrap_or_default(),
            newer: shown.newer.map(state_url).unwrap_or_default(),
            sections: sections(&Content {
                ctype: view.ctype,
                text_version: &view.text_version,
                answers: &shown.answers,
                values: &shown.values,
                additional: &[],
                origin: Origin::Draft,
                today: view.today,
            }),
        }),
        action: urls::history(view.id),
        rev: view.rev,
        refused: view
            .restore_refused
            .as_ref()
            .map(text::reason)
            .unwrap_or_default(),
        back: if view.restore_refused.is_none() {
            urls::edit(view.id)
        } else {
            urls::certificate(view.id)
        },
        shell,
    }
}

fn kind(state: &SavedState) -> &'static str {
    match state.kind {
        DraftStateKind::Created => "Skapat",
        DraftStateKind::Autosave => "Sparat automatiskt",
        DraftStateKind::Manual => "Sparat",
        DraftStateKind::Merge => "Sammanfört med någon annans ändringar",
    }
}
