//! The contract that we serve: messages come in by SOAP. Source: exchange 1.2, 1.8, 3.3; reliability-security 7, 8.
//!
//! No session and no person stands behind a call; what it may do is what [`App::receive`] allows. The listener is a loopback one until
//! calls come over mutual TLS.

mod body;
mod wsdl;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use intyg_app::{App, IncomingMessage, IncomingPoint, Receipt};
use intyg_core::conversation::reception::RejectionClass;
use intyg_rivta::interaction::Interaction;
use intyg_rivta::message::{MessageToCare, read_message_to_care};
use intyg_rivta::result::{self, ErrorId, ResultType};
use intyg_rivta::soap::{self, FaultCode, SoapError};
use intyg_rivta::xml;
use tokio::sync::Semaphore;

use body::{Unread, Whole, read};

/// Large calls that are held at the same time; the others wait. Small ones are read at once, and the listener bounds how many.
const LARGE_AT_ONCE: usize = 16;
/// Calls that are understood and stored at the same time, so that pages keep their share of the database.
const AT_ONCE: usize = 16;
/// Calls whose XML is read at the same time, so that pages are served meanwhile.
const PARSING: usize = 1;
/// How long a call that has come whole may take, waiting included; how long it may come is the listener's affair.
/// Source: reliability-security R61.
const HANDLING: Duration = Duration::from_secs(25);
/// Longest address in bytes, longest header lines together, in bytes, and how many. Source: reliability-security R63.
const URI_BYTES: usize = 2 * 1024;
const HEADER_BYTES: usize = 16 * 1024;
const HEADER_COUNT: usize = 64;

const CONTRACT: Interaction = Interaction::SendMessageToCare;

#[derive(Clone)]
struct Inbox {
    app: App,
    large: Arc<Semaphore>,
    working: Arc<Semaphore>,
    parsing: Arc<Semaphore>,
}

/// Returns the endpoint of `SendMessageToCare` as a service, with its own limits and without a fallback, to be merged with the pages.
pub fn router(app: App) -> Router {
    let inbox = Inbox {
        app,
        large: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
        working: Arc::new(Semaphore::new(AT_ONCE)),
        parsing: Arc::new(Semaphore::new(PARSING)),
    };
    Router::new()
        .route(CONTRACT.path(), any(answer))
        .with_state(inbox)
}

async fn answer(State(inbox): State<Inbox>, request: Request) -> Response {
    let address = request.uri().path_and_query();
    if address.is_some_and(|address| address.as_str().len() > URI_BYTES) {
        let status = StatusCode::URI_TOO_LONG;
        return fault(status, FaultCode::Client, "The address is too long");
    }
    if request.method() != axum::http::Method::POST {
        return wsdl::answer(&request);
    }
    if let Some(refused) = refuse_headers(request.headers()) {
        return refused;
    }
    let id = inbox.app.new_request_id();
    App::in_request(id, inbox.take(request)).await
}

/// What a header says before anything is read.
fn refuse_headers(headers: &HeaderMap) -> Option<Response> {
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let media = text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let is_soap = media.split(';').next().map(str::trim) == Some("text/xml");
    let action = text(HeaderName::from_static("soapaction")).map(|action| action.trim_matches('"'));
    if bytes > HEADER_BYTES || headers.len() > HEADER_COUNT {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        Some(fault(
            status,
            FaultCode::Client,
            "The headers are too large",
        ))
    } else if !is_soap || headers.contains_key(CONTENT_ENCODING) {
        Some(fault(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            FaultCode::Client,
            "Only text/xml is taken, and not compressed",
        ))
    } else if action.is_some_and(|action| !action.is_empty() && action != CONTRACT.soap_action()) {
        Some(client_fault("The SOAPAction is not one of this endpoint"))
    } else {
        None
    }
}

impl Inbox {
    async fn take(&self, request: Request) -> Response {
        let whole = match read(request, &self.large).await {
            Ok(whole) => whole,
            Err(unread) => return unread_fault(unread),
        };
        match Box::pin(tokio::time::timeout(HANDLING, self.work(whole))).await {
            Ok(response) => response,
            Err(_) => busy(),
        }
    }

    async fn work(&self, whole: Whole) -> Response {
        let Ok(_turn) = self.working.acquire().await else {
            return server_fault();
        };
        match self.understood(whole).await {
            Ok(message) => self.receive(&message).await,
            Err(response) => *response,
        }
    }

    /// Reads the XML beside the threads that serve everybody, one call at a time.
    async fn understood(&self, whole: Whole) -> Result<IncomingMessage, Box<Response>> {
        let Ok(_turn) = self.parsing.acquire().await else {
            return Err(Box::new(server_fault()));
        };
        let understood = tokio::task::spawn_blocking(move || understand(&whole.bytes)).await;
        match understood {
            Ok(Ok(message)) => Ok(message),
            Ok(Err(fault)) => Err(Box::new(client_fault_of(&fault))),
            Err(error) => {
                tracing::error!(%error, "a message could not be read");
                Err(Box::new(server_fault()))
            }
        }
    }

    async fn receive(&self, message: &IncomingMessage) -> Response {
        let result = match self.app.receive(message).await {
            Ok(Receipt::Stored) => ResultType::ok(),
            Ok(Receipt::Rejected(rejection)) => {
                let text = rejection.text();
                match rejection.class() {
                    RejectionClass::AlreadyReceived => ResultType::info(text),
                    RejectionClass::Validation => ResultType::error(ErrorId::Validation, text),
                    RejectionClass::Application => ResultType::error(ErrorId::Application, text),
                }
            }
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a message could not be stored; the sender is asked to try again"
                );
                let text = "The message could not be stored. Try again.";
                ResultType::error(ErrorId::Technical, text)
            }
        };
        let body = result::write_response(CONTRACT, &result);
        match body.and_then(|body| soap::write_response(&body)) {
            Ok(envelope) => xml_response(StatusCode::OK, envelope),
            Err(_) => server_fault(),
        }
    }
}

/// Why a call was not understood.
struct NotUnderstood {
    code: FaultCode,
    text: String,
}

impl NotUnderstood {
    fn unmarshalling(why: impl std::fmt::Display) -> Self {
        Self {
            code: FaultCode::Client,
            text: format!("Unmarshalling Error: {why}"),
        }
    }
}

impl From<SoapError> for NotUnderstood {
    fn from(error: SoapError) -> Self {
        let code = match error {
            SoapError::OtherVersion => FaultCode::VersionMismatch,
            SoapError::MustUnderstand => FaultCode::MustUnderstand,
            SoapError::NotAnEnvelope | SoapError::Body | SoapError::Content => FaultCode::Client,
        };
        Self {
            code,
            text: format!("Unmarshalling Error: {error}"),
        }
    }
}

fn understand(bytes: &[u8]) -> Result<IncomingMessage, NotUnderstood> {
    let document = xml::parse(bytes).map_err(NotUnderstood::unmarshalling)?;
    let request = soap::read_request(&document)?;
    let message = read_message_to_care(request.body).map_err(NotUnderstood::unmarshalling)?;
    Ok(incoming(
        request.logical_address.unwrap_or_default(),
        message,
    ))
}

fn incoming(address: String, call: MessageToCare) -> IncomingMessage {
    let message = call.message;
    IncomingMessage {
        address,
        message_id: message.id,
        reference_id: message.reference_id,
        sent_at: message.sent_at,
        certificate: message.certificate.extension,
        patient: message.patient.extension,
        unit: message.logical_address,
        subject: message.subject.code,
        sender: call.sender.code,
        heading: message.heading,
        text: message.text,
        reminds_of: message.reminder_of,
        answers: message.reply_to.map(|question| question.message_id),
        contact_lines: call.contact_lines,
        points: call
            .points
            .into_iter()
            .map(|point| IncomingPoint {
                question: point.question_id,
                instance: point.instance,
                text: point.text,
            })
            .collect(),
        reply_by: call.last_reply_date,
    }
}

fn client_fault(text: &str) -> Response {
    fault(StatusCode::INTERNAL_SERVER_ERROR, FaultCode::Client, text)
}

fn client_fault_of(why: &NotUnderstood) -> Response {
    tracing::warn!(reason = why.text, "a call was not understood");
    fault(StatusCode::INTERNAL_SERVER_ERROR, why.code, &why.text)
}

fn unread_fault(unread: Unread) -> Response {
    let (status, text) = match unread {
        Unread::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The message is too large"),
        Unread::Broken => (
            StatusCode::REQUEST_TIMEOUT,
            "The message did not come whole, or not in time",
        ),
        Unread::NoPlace => return busy(),
    };
    fault(status, FaultCode::Client, text)
}

fn busy() -> Response {
    fault(
        StatusCode::SERVICE_UNAVAILABLE,
        FaultCode::Server,
        "The call took too long. Try again.",
    )
}

fn server_fault() -> Response {
    fault(
        StatusCode::INTERNAL_SERVER_ERROR,
        FaultCode::Server,
        "The call could not be handled. Try again.",
    )
}

/// A fault comes with status 500 by SOAP 1.1, chapter 6.2, unless HTTP itself has a better word.
fn fault(status: StatusCode, code: FaultCode, text: &str) -> Response {
    match soap::write_fault(code, text) {
        Ok(envelope) => xml_response(status, envelope),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn xml_response(status: StatusCode, envelope: String) -> Response {
    let content_type = HeaderValue::from_static(soap::CONTENT_TYPE);
    (status, [(CONTENT_TYPE, content_type)], envelope).into_response()
}

fn not_allowed() -> Response {
    let allowed = HeaderValue::from_static("GET, POST");
    (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, allowed)]).into_response()
}
