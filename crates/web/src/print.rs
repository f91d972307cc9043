//! Printing: the dialog that asks where and why, and the document. Source: ui 6.10.

mod check;
mod document;
mod printer;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{Error, LONGEST_REASON, OrderedPrint, PrintRequest, PrintView, Reason};
use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, refused};
use crate::state::WebState;
use crate::{text, urls};

pub(crate) use check::check;
pub(crate) use document::pdf;
use printer::Sending;

/// Reasons that a button fills in. Source: ui 6.10.
const QUICK_REASONS: [&str; 3] = [
    "Patienten vill ha en kopia",
    "Till annan vårdgivare",
    STAND_IN,
];
/// The paper stands in for what could not be sent.
const STAND_IN: &str = "Reservrutin vid driftstopp";

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
    /// What is wrong with the order.
    error: Option<Fault>,
    back: String,
    /// The document, once it is ordered.
    ordered: Option<Ordered>,
}

impl PrintBody {
    /// The order, when nothing is left to choose.
    fn done(&self) -> Option<&Ordered> {
        self.ordered.as_ref().filter(|ordered| !ordered.failed)
    }

    /// What is wrong with the printer, or with what it said; empty = nothing.
    fn printer_error(&self) -> &str {
        let failed = self.ordered.as_ref().filter(|ordered| ordered.failed);
        self.fault(true)
            .or(failed.map(|ordered| ordered.words.as_str()))
            .unwrap_or_default()
    }

    /// What is wrong with the comment; empty = nothing.
    fn comment_error(&self) -> &str {
        self.fault(false).unwrap_or_default()
    }

    fn fault(&self, is_printer: bool) -> Option<&str> {
        self.error
            .as_ref()
            .filter(|error| error.is_printer == is_printer)
            .map(|error| error.words.as_str())
    }
}

struct Target {
    value: String,
    words: String,
    is_chosen: bool,
}

/// What is wrong with the order.
struct Fault {
    words: String,
    /// Whether with the printer; with the comment otherwise.
    is_printer: bool,
}

struct Ordered {
    url: String,
    code: String,
    /// What became of it, or what to do now.
    words: String,
    /// What the link to the document says.
    link: &'static str,
    /// A printer did not take it: the form is offered again.
    failed: bool,
    /// A printer took it: the document needs not be opened.
    is_sent: bool,
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
    error: Option<Fault>,
    ordered: Option<PrintCode>,
    /// What the printer said.
    sending: Option<Sending>,
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

/// `POST /intyg/{i}/skriv-ut`: the print is written down and, when it is for a printer of the unit, sent there.
///
/// What the printer said is the answer itself and not the next page's, so that no address can claim it.
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
        target: printer::target(target).ok_or(WebError::new(Code::BadRequest))?,
        form_key: posted.form_key()?,
    };
    let mut attempt = Attempt {
        reason: request.reason.clone(),
        target: target.to_owned(),
        ..Attempt::default()
    };
    match web.app.print(user.actor(), id, request).await {
        Ok(OrderedPrint { code, printer }) => {
            attempt.ordered = Some(code);
            if let Some(printer) = printer {
                attempt.sending = Some(printer::send(&web, &user, id, code, printer).await?);
            } else if !hx.is_partial() {
                let ordered = urls::print_ordered(id, code, target);
                return Ok(Redirect::to(&ordered).into_response());
            }
        }
        Err(Error::Refused(
            reason @ (Reason::PrintReasonMissing
            | Reason::PrintReasonTooLong { .. }
            | Reason::PrinterUnknown),
        )) => {
            attempt.error = Some(Fault {
                words: text::reason(&reason),
                is_printer: reason == Reason::PrinterUnknown,
            });
        }
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
    let is_refused = attempt.error.is_some();
    let mut shell =
        Shell::for_patient(web, user, &view.patient, Place::Certificate(id), "Skriv ut").await?;
    let has_failed = matches!(&attempt.sending, Some(sending) if sending.outcome.is_err());
    if is_refused || has_failed {
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
        targets: targets(view, &attempt.target),
        ordered: attempt
            .ordered
            .map(|code| ordered(view.id, code, &attempt.target, attempt.sending.as_ref())),
        reason: attempt.reason,
        quick_reasons: QUICK_REASONS,
        longest_reason: LONGEST_REASON,
        error: attempt.error,
        back: urls::certificate(view.id),
    }
}

/// Where it can be printed, the printer of the user's own computer first. Source: ui 6.10.
fn targets(view: &PrintView, chosen: &str) -> Vec<Target> {
    let own = ("dator".to_owned(), "Den här datorns skrivare".to_owned());
    let file = ("pdf".to_owned(), "Spara som PDF".to_owned());
    let of_unit = view
        .printers
        .iter()
        .map(|name| (printer::value(name), name.clone()));
    std::iter::once(own)
        .chain(of_unit)
        .chain([file])
        .map(|(value, words)| Target {
            is_chosen: value == chosen,
            value,
            words,
        })
        .collect()
}

fn ordered(id: CertificateId, code: PrintCode, target: &str, sending: Option<&Sending>) -> Ordered {
    let is_computer = target == "dator";
    Ordered {
        url: urls::pdf(id, code),
        code: code.to_string(),
        words: match (sending, target) {
            (Some(sending), _) => sending.words(),
            (None, "pdf") => "Öppna filen och spara den.".to_owned(),
            (None, "dator") => "Öppna den och skriv ut den med webbläsarens utskrift.".to_owned(),
            // The same order came before: nothing is sent to a printer twice.
            (None, _) => "Öppna den om papperet inte har kommit.".to_owned(),
        },
        link: if is_computer {
            "Öppna utskriften"
        } else {
            "Öppna PDF"
        },
        failed: sending.is_some_and(|sending| sending.outcome.is_err()),
        is_sent: sending.is_some_and(|sending| sending.outcome.is_ok()),
    }
}
