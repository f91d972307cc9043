//! Printing: the dialog that asks where and why, and the document. Source: ui 6.10.

mod check;
mod document;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{Error, LONGEST_REASON, PrintRequest, PrintTarget, PrintView, Reason};
use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, refused};
use crate::state::WebState;
use crate::{text, urls};

pub(crate) use check::check;
pub(crate) use document::pdf;

/// Reasons that a button fills in. Source: ui 6.10.
const QUICK_REASONS: [&str; 3] = [
    "Patienten vill ha en kopia",
    "Till annan vårdgivare",
    STAND_IN,
];
/// The paper stands in for what could not be sent.
const STAND_IN: &str = "Reservrutin vid driftstopp";

/// Where it can be printed: value of the form, words, and where it goes.
const TARGETS: [(&str, &str, PrintTarget); 2] = [
    ("dator", "Den här datorns skrivare", PrintTarget::Computer),
    ("pdf", "Spara som PDF", PrintTarget::File),
];

#[derive(Template)]
#[template(path = "print/page.html")]
struct PrintPage {
    shell: Shell,
    body: PrintBody,
}

#[derive(Template)]
#[template(path = "print/dialog.html")]
struct PrintDialog {
    body: PrintBody,
}

struct PrintBody {
    csrf: String,
    action: String,
    form_key: String,
    /// Name of the certificate and whose it is, by number.
    what: String,
    is_protected: bool,
    is_draft: bool,
    is_revoked: bool,
    targets: Vec<Target>,
    reason: String,
    quick_reasons: [&'static str; 3],
    longest_reason: usize,
    /// What is wrong with the comment; empty = nothing.
    error: String,
    back: String,
    /// The document, once it is ordered.
    ordered: Option<Ordered>,
}

struct Target {
    value: &'static str,
    words: &'static str,
    is_chosen: bool,
}

struct Ordered {
    url: String,
    code: String,
    is_file: bool,
}

/// What the address says beside the certificate.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Order {
    /// The code of a print that has been ordered.
    kod: String,
    /// Where it goes.
    till: String,
    /// Why, when a link has led here that knows.
    varfor: String,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Attempt {
    reason: String,
    target: String,
    error: String,
    ordered: Option<PrintCode>,
}

/// `GET /intyg/{i}/skriv-ut`: the dialog; with a code, the way to the document.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
    Query(order): Query<Order>,
) -> Result<Response, WebError> {
    let attempt = Attempt {
        ordered: PrintCode::parse(&order.kod).ok(),
        target: order.till,
        reason: match order.varfor.as_str() {
            "reservrutin" => STAND_IN.to_owned(),
            _ => String::new(),
        },
        ..Attempt::default()
    };
    print_page(&web, &user, hx, id, attempt).await
}

/// `POST /intyg/{i}/skriv-ut`: the print is written down.
pub(crate) async fn order(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let target = posted.get("skrivare");
    let request = PrintRequest {
        reason: posted.get("kommentar").to_owned(),
        target: TARGETS
            .into_iter()
            .find(|(value, _, _)| *value == target)
            .map(|(_, _, target)| target)
            .ok_or(WebError::new(Code::BadRequest))?,
        form_key: posted.form_key()?,
    };
    let mut attempt = Attempt {
        reason: request.reason.clone(),
        target: target.to_owned(),
        ..Attempt::default()
    };
    match web.app.print(user.actor(), id, request).await {
        Ok(code) if hx.is_partial() => attempt.ordered = Some(code),
        Ok(code) => {
            let ordered = urls::print_ordered(id, code, target);
            return Ok(Redirect::to(&ordered).into_response());
        }
        Err(Error::Refused(
            reason @ (Reason::PrintReasonMissing | Reason::PrintReasonTooLong { .. }),
        )) => attempt.error = text::reason(&reason),
        Err(error) => return Err(error.into()),
    }
    print_page(&web, &user, hx, id, attempt).await
}

async fn print_page(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    id: CertificateId,
    attempt: Attempt,
) -> Result<Response, WebError> {
    let view = web.app.print_view(user.actor(), id).await?;
    let is_refused = !attempt.error.is_empty();
    let mut shell =
        Shell::for_patient(web, user, &view.patient, Place::Certificate(id), "Skriv ut").await?;
    if is_refused {
        shell = shell.with_errors();
    }
    let form_key = web.app.new_form_key().to_text();
    let body = print_body(&view, attempt, form_key, shell.csrf.clone());
    match (hx, is_refused) {
        (Hx::Partial, false) => page(&PrintDialog { body }),
        (Hx::Partial, true) => refused(&PrintDialog { body }, Code::Validation),
        (Hx::Page, false) => page(&PrintPage { shell, body }),
        (Hx::Page, true) => refused(&PrintPage { shell, body }, Code::Validation),
    }
}

fn print_body(view: &PrintView, attempt: Attempt, form_key: String, csrf: String) -> PrintBody {
    let is_file = attempt.target == "pdf";
    PrintBody {
        csrf,
        action: urls::print(view.id),
        form_key,
        what: format!(
            "{} för {}",
            view.ctype.full_name(),
            view.patient.person_id.formatted()
        ),
        is_protected: view.patient.protection.is_protected(),
        is_draft: view.is_draft,
        is_revoked: view.is_revoked,
        targets: TARGETS
            .into_iter()
            .map(|(value, words, _)| Target {
                value,
                words,
                is_chosen: value == attempt.target,
            })
            .collect(),
        reason: attempt.reason,
        quick_reasons: QUICK_REASONS,
        longest_reason: LONGEST_REASON,
        error: attempt.error,
        back: urls::certificate(view.id),
        ordered: attempt.ordered.map(|code| Ordered {
            url: urls::pdf(view.id, code),
            code: code.to_string(),
            is_file,
        }),
    }
}
