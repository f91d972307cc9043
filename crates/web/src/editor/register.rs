//! Search in a diagnosis register: hits for the list under a field, and a page of its own without script. Source: ui 5.7.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use intyg_app::{DraftView, RegisterHits, registers_of};
use intyg_catalog::element::{Element, Kind, WireSystem};
use intyg_core::diagnosis::CodeSystem;
use intyg_core::ids::CertificateId;
use serde::{Deserialize, Serialize};

use super::fields::{CODE, REGISTER, TEXT, key, row_key};
use super::form;
use super::page::type_key;
use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::hx::Hx;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;
use crate::urls;

/// Longest search text. Source: reliability-security R63.
const LONGEST_SEARCH: usize = 100;
/// Characters from which on a code is searched. Source: acceptance A20.
const SHORTEST_CODE: usize = 3;

/// What is searched, and for which row of which draft.
#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    sok: String,
    #[serde(default)]
    kodverk: String,
    /// `kod` or `text`: what is typed in.
    #[serde(default)]
    falt: String,
    intyg: Option<CertificateId>,
    rad: Option<usize>,
    #[serde(default)]
    typ: String,
    #[serde(default)]
    rev: String,
    #[serde(default)]
    fel: String,
}

impl Search {
    fn system(&self) -> CodeSystem {
        CodeSystem::from_key(&self.kodverk).unwrap_or(CodeSystem::Icd10Se)
    }
    fn is_too_short(&self) -> bool {
        let length = self.sok.trim().chars().count();
        length == 0 || (self.falt == CODE && length < SHORTEST_CODE)
    }
}

/// The list under a field.
#[derive(Debug, Serialize)]
struct ListUnderField {
    hits: Vec<Hit>,
    /// "3 träffar", or that there are none.
    words: String,
    more: bool,
}

#[derive(Debug, Serialize)]
struct Hit {
    code: String,
    title: String,
    /// The receiver wants a longer code.
    short: bool,
}

#[derive(Template)]
#[template(path = "editor/register.html")]
struct Page {
    shell: Shell,
    notice: String,
    context: Vec<(&'static str, String)>,
    systems: Vec<CodeSystem>,
    chosen: CodeSystem,
    text: String,
    found: Option<Found>,
    pick: Option<Pick>,
    nothing_marked: bool,
}

struct Found {
    count_words: String,
    rows: Vec<intyg_app::RegisterHit>,
    more: bool,
}

/// Where the chosen row goes.
struct Pick {
    action: String,
    back: String,
    type_key: String,
    rev: String,
    list: String,
}

/// `GET /diagnosregister`.
pub(super) async fn search(
    State(web): State<WebState>,
    user: SignedIn,
    Query(search): Query<Search>,
    hx: Hx,
) -> Result<Response, WebError> {
    if search.sok.chars().count() > LONGEST_SEARCH {
        return Err(WebError::new(Code::Validation).saying("Skriv högst 100 tecken."));
    }
    let system = search.system();
    let text = search.sok.trim();
    let ctype = form::type_of_key(&search.typ);
    let found = if search.is_too_short() {
        RegisterHits::default()
    } else {
        web.app.search_diagnoses(ctype, system, text)
    };
    let words = count_words(&found, text, system);
    if hx.is_partial() {
        let hits = found.hits.into_iter().map(|hit| Hit {
            code: hit.code,
            title: hit.title,
            short: hit.is_too_short,
        });
        let list = ListUnderField {
            hits: hits.collect(),
            words,
            more: found.more,
        };
        return Ok(Json(list).into_response());
    }
    page(&Page {
        shell: Shell::new(&web, user.current(), "Diagnosregister"),
        notice: web.app.registers().source_description(system),
        context: search.context(),
        systems: ctype.map_or_else(|| CodeSystem::ALL.to_vec(), registers_of),
        chosen: system,
        found: (!text.is_empty()).then_some(Found {
            count_words: words,
            rows: found.hits,
            more: found.more,
        }),
        pick: search.pick(),
        nothing_marked: search.fel == "val",
        text: search.sok,
    })
}

fn count_words(found: &RegisterHits, text: &str, system: CodeSystem) -> String {
    match found.hits.len() {
        0 => format!("Ingen träff på {text} i {}.", system.label()),
        1 => "1 träff".to_owned(),
        count => format!("{count} träffar"),
    }
}

impl Search {
    /// Returns what the next search on the page must carry on.
    fn context(&self) -> Vec<(&'static str, String)> {
        let id = self.intyg.map(CertificateId::to_text).unwrap_or_default();
        let row = self.rad.map(|row| row.to_string()).unwrap_or_default();
        [
            ("intyg", id),
            ("rad", row),
            ("typ", self.typ.clone()),
            ("rev", self.rev.clone()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    fn pick(&self) -> Option<Pick> {
        let (id, row) = (self.intyg?, self.rad?);
        Some(Pick {
            action: urls::diagnosis(id, row),
            back: urls::edit(id),
            type_key: self.typ.clone(),
            rev: self.rev.clone(),
            list: format!(
                "{}?intyg={id}&rad={row}&typ={}&kodverk={}&sok={}",
                urls::DIAGNOSIS_REGISTER,
                urls::encode(&self.typ),
                self.system().key(),
                urls::encode(&self.sok),
            ),
        })
    }
}

/// Returns the address of the page for a row of a draft, with what has been typed there.
pub(super) fn address(
    id: CertificateId,
    element: &Element,
    row: usize,
    draft: &DraftView,
) -> String {
    let typed = |part| draft.answers.get(&row_key(element, row, part)).trim();
    let text = Some(typed(CODE))
        .filter(|code| !code.is_empty())
        .unwrap_or(typed(TEXT));
    let chosen = CodeSystem::from_key(draft.answers.get(&key(element, REGISTER)));
    let system = chosen.or_else(|| systems(element).first().map(|preset| preset.system));
    format!(
        "{}?intyg={id}&rad={row}&typ={}&rev={}&kodverk={}&sok={}",
        urls::DIAGNOSIS_REGISTER,
        urls::encode(&type_key(draft.ctype)),
        draft.rev,
        system.map_or("", CodeSystem::key),
        urls::encode(text),
    )
}

fn systems(element: &Element) -> &'static [WireSystem] {
    match element.kind {
        Kind::Diagnoses { systems, .. } => systems,
        _ => &[],
    }
}
