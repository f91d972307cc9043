//! The document of a print that has been written down.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{Error, Printed, PrintedState, SignatureBlock};
use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;
use intyg_pdf::{Print, Signature, State as PaperState};

use super::Order;
use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::session::SignedIn;
use crate::state::WebState;
use crate::urls;

/// `GET /intyg/{i}/pdf`: the document of the print with this code; without one, the dialog that makes it.
pub(crate) async fn pdf(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    Query(order): Query<Order>,
) -> Result<Response, WebError> {
    let Ok(code) = PrintCode::parse(&order.kod) else {
        return Ok(Redirect::to(&urls::print(id)).into_response());
    };
    let printed = web
        .app
        .printed(user.actor(), id, code)
        .await
        .map_err(|error| match error {
            Error::Refused(_) => WebError::from(error).leading_to(urls::print(id), "Skriv ut"),
            other => other.into(),
        })?;
    let bytes = rendered(&web, printed).await?;
    let name = format!("inline; filename=\"{}\"", file_name(id));
    let name = HeaderValue::from_str(&name)
        .map_err(|error| WebError::new(Code::Internal).because(&error))?;
    let kind = HeaderValue::from_static("application/pdf");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// Holds nothing that tells whose it is. Source: reliability-security R49.
pub(super) fn file_name(id: CertificateId) -> String {
    let id = id.to_text();
    format!("intyg-{}.pdf", id.get(..8).unwrap_or(&id))
}

/// Lays out on a thread of its own, few at a time. Who has given up waiting does not free the place: the work goes on.
pub(super) async fn rendered(web: &WebState, printed: Printed) -> Result<Vec<u8>, WebError> {
    let internal = |error: &dyn std::error::Error| WebError::new(Code::Internal).because(error);
    let place = web
        .presses
        .clone()
        .acquire_owned()
        .await
        .map_err(|error| internal(&error))?;
    let work = tokio::task::spawn_blocking(move || {
        let made = intyg_pdf::render(&paper(&printed));
        drop(place);
        made
    });
    work.await
        .map_err(|error| internal(&error))?
        .map_err(|error| internal(&error))
}

fn paper(printed: &Printed) -> Print<'_> {
    Print {
        content: printed.content(),
        id: printed.id,
        patient: &printed.person_id,
        state: match &printed.state {
            PrintedState::Draft => PaperState::Draft,
            PrintedState::DeletedDraft => PaperState::DeletedDraft,
            PrintedState::Signed { signature, sent_to } => PaperState::Signed {
                signature: block(signature),
                sent_to: *sent_to,
            },
            PrintedState::Revoked { signature } => PaperState::Revoked {
                signature: block(signature),
            },
        },
        code: printed.code,
        printed_at: printed.printed_at,
    }
}

fn block(signature: &SignatureBlock) -> Signature<'_> {
    Signature {
        at: signature.at,
        name: &signature.name,
        positions: &signature.positions,
        specialities: &signature.specialities,
        hsa_id: &signature.hsa_id,
        workplace_code: &signature.workplace_code,
        unit: &signature.unit,
        contact: &signature.contact,
    }
}
