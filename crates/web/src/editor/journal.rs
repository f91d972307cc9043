//! The patient's own diagnoses from the journal, for one row of the form. Source: ui 6.7.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{Error, JournalDiagnosisView, SaveKind, SaveRequest, Submitted};
use intyg_catalog::answers::html_id;
use intyg_catalog::element::{CertificateType, Element, Kind};
use intyg_core::ids::CertificateId;
use serde::Deserialize;

use super::fields::{CODE, REGISTER, TEXT, key, row_key};
use super::form::{self, Answered};
use super::page::type_key;
use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::urls;

/// The revision that the choice is saved against, and whether OK was pressed with nothing marked.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    rev: Option<i64>,
    #[serde(default)]
    fel: String,
}

struct Body {
    action: String,
    back: String,
    csrf: String,
    type_key: String,
    rev: String,
    nothing_marked: bool,
    list: List,
}

/// What there is to choose from.
enum List {
    Unavailable,
    Empty,
    Rows {
        rows: Vec<Row>,
        /// A code occurs more than once; the older ones are folded away.
        has_repeats: bool,
    },
}

struct Row {
    number: usize,
    date: String,
    code: String,
    title: String,
    unit: String,
    system: &'static str,
    is_repeat: bool,
    /// Why it cannot be taken; empty when it can.
    why_not: &'static str,
}

#[derive(Template)]
#[template(path = "editor/journal.html")]
struct Page {
    shell: Shell,
    body: Body,
}

#[derive(Template)]
#[template(path = "editor/journal_dialog.html")]
struct Dialog {
    body: Body,
}

/// `GET /intyg/{id}/diagnos/{row}/journal`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Address((id, row)): Address<(CertificateId, usize)>,
    Query(asked): Query<Asked>,
    hx: Hx,
) -> Result<Response, WebError> {
    let list = match web.app.journal_diagnoses(user.actor(), id).await {
        Ok(diagnoses) => list(diagnoses),
        Err(Error::JournalUnavailable) => List::Unavailable,
        Err(error) => return Err(error.into()),
    };
    let mut body = Body {
        action: urls::diagnosis(id, row),
        back: urls::edit(id),
        csrf: user.current().page_token(),
        type_key: String::new(),
        rev: asked.rev.map(|rev| rev.to_string()).unwrap_or_default(),
        nothing_marked: asked.fel == "val",
        list,
    };
    if hx.is_partial() {
        return page(&Dialog { body });
    }
    let draft = web.app.open_draft(user.actor(), id).await?;
    body.type_key = type_key(draft.ctype);
    let place = Place::Certificate(id);
    let shell =
        Shell::for_patient(&web, &user, &draft.patient, place, "Patientens diagnoser").await?;
    page(&Page { shell, body })
}

fn list(diagnoses: Vec<JournalDiagnosisView>) -> List {
    if diagnoses.is_empty() {
        return List::Empty;
    }
    let mut seen = BTreeSet::new();
    let rows: Vec<Row> = diagnoses
        .into_iter()
        .enumerate()
        .map(|(i, diagnosis)| Row {
            number: i + 1,
            date: diagnosis.recorded_on.to_string(),
            is_repeat: !seen.insert(diagnosis.code.clone()),
            why_not: why_not(&diagnosis),
            code: diagnosis.code,
            title: diagnosis.title,
            unit: diagnosis.unit_name,
            system: diagnosis.system.key(),
        })
        .collect();
    let has_repeats = rows.iter().any(|row| row.is_repeat);
    List::Rows { rows, has_repeats }
}

fn why_not(diagnosis: &JournalDiagnosisView) -> &'static str {
    if diagnosis.is_in_certificate {
        "finns i intyget"
    } else if diagnosis.is_too_short {
        "Koden behöver fyra tecken. Välj en mer exakt kod i registret."
    } else if diagnosis.is_of_other_register {
        "Koden är ur ett annat kodverk än intygets. Sök i registret i stället."
    } else {
        ""
    }
}

/// `POST /intyg/{id}/diagnos/{row}`: OK without script, from the journal's list and from the register's.
pub(super) async fn pick(
    State(web): State<WebState>,
    user: SignedIn,
    Address((id, row)): Address<(CertificateId, usize)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let pairs: Vec<(&str, &str)> = posted.iter().collect();
    let ctype = form::type_of(&pairs).ok_or(WebError::new(Code::BadRequest))?;
    let element = diagnosis_element(ctype, row).ok_or(WebError::new(Code::NotFound))?;
    let number = posted.get("val");
    if number.is_empty() {
        let list = urls::own(posted.get("lista"))
            .map_or_else(|| urls::journal_diagnoses(id, row), str::to_owned);
        let rev = posted.get("rev");
        let separator = if list.contains('?') { '&' } else { '?' };
        return Ok(Redirect::to(&format!(
            "{list}{separator}rev={}&fel=val",
            urls::encode(rev)
        ))
        .into_response());
    }
    let picked = |part: &str| posted.get(&format!("{part}.{number}"));
    let text_field = row_key(element, row, TEXT);
    let (code_field, register_field) = (row_key(element, row, CODE), key(element, REGISTER));
    let fields = [
        (code_field.as_str(), picked("kod")),
        (text_field.as_str(), picked("text")),
        (register_field.as_str(), picked("kodverk")),
    ];
    let submitted = match form::answers(ctype, &fields, None) {
        Ok(Answered::Whole(answers)) => Submitted::Whole(answers),
        Ok(Answered::Changed(changed)) => Submitted::Changed(changed),
        Err(_) => return Err(WebError::new(Code::Validation)),
    };
    let request = SaveRequest {
        fetched: picked("datum").parse().into_iter().collect(),
        rev: posted.rev(),
        kind: SaveKind::Auto,
        submitted,
    };
    web.app.save_draft(user.actor(), id, request).await?;
    let url = format!("{}?utkast=nej#{}", urls::edit(id), html_id(&text_field));
    Ok(Redirect::to(&url).into_response())
}

/// Returns the type's element for diagnoses when it has that row.
pub(super) fn diagnosis_element(ctype: &CertificateType, row: usize) -> Option<&'static Element> {
    let element = ctype.element(ctype.diagnosis_element?.as_str())?;
    let Kind::Diagnoses { max, .. } = element.kind else {
        return None;
    };
    (1..=max).contains(&row).then_some(element)
}
