//! Klart att signera: hands a draft to a doctor. Source: ui 6.8.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{DraftView, ReadyRequest};
use intyg_catalog::finding::Severity;
use intyg_core::ids::{CertificateId, HsaId};

use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::urls;

#[derive(Template)]
#[template(path = "ready/page.html")]
struct ReadyPage {
    shell: Shell,
    body: ReadyBody,
}

#[derive(Template)]
#[template(path = "ready/dialog.html")]
struct ReadyDialog {
    body: ReadyBody,
}

struct ReadyBody {
    csrf: String,
    action: String,
    rev: i64,
    doctors: Vec<Doctor>,
    /// How much is missing; empty = nothing.
    missing: String,
    back: String,
}

struct Doctor {
    id: String,
    name: String,
}

/// `GET /intyg/{i}/klart-att-signera`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let draft = web.app.open_draft(user.actor(), id).await?;
    let doctors = web.app.doctors(user.actor()).await?;
    let shell = Shell::for_patient(
        &web,
        &user,
        &draft.patient,
        Place::Certificate(id),
        "Klart att signera",
    )
    .await?;
    let body = ReadyBody {
        csrf: shell.csrf.clone(),
        action: urls::mark_ready(id),
        rev: draft.rev,
        doctors: doctors
            .into_iter()
            .map(|staff| Doctor {
                id: staff.id.to_string(),
                name: format!("{}, {}", staff.name, staff.title),
            })
            .collect(),
        missing: missing(&draft),
        back: urls::edit_to_sign(id),
    };
    match hx {
        Hx::Partial => page(&ReadyDialog { body }),
        Hx::Page => page(&ReadyPage { shell, body }),
    }
}

/// `POST /intyg/{i}/klart-att-signera`.
pub(crate) async fn mark(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let doctor = match posted.get("lakare") {
        "" => None,
        typed => Some(HsaId::parse(typed).map_err(|_| WebError::new(Code::BadRequest))?),
    };
    let request = ReadyRequest {
        rev: posted.rev(),
        doctor,
        note: posted.get("meddelande").to_owned(),
    };
    web.app.mark_ready(user.actor(), id, request).await?;
    let patient = web.app.close_tab(user.actor(), id).await?;
    Ok(flash::go(
        &urls::overview(patient),
        Notice::MarkedReady,
        Some(id),
    ))
}

fn missing(draft: &DraftView) -> String {
    match draft
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Stop)
        .count()
    {
        0 => String::new(),
        1 => "1 uppgift saknas. Läkaren behöver fylla i den innan intyget kan signeras.".to_owned(),
        n => {
            format!("{n} uppgifter saknas. Läkaren behöver fylla i dem innan intyget kan signeras.")
        }
    }
}
