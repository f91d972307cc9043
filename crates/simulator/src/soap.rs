//! The SOAP endpoints: reads a call, lets a fault or the service decide, keeps the transmission, and answers.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use intyg_rivta::{
    certificate::read_register,
    get::{Get, read_get},
    interaction::Interaction,
    message::{MessageToRecipient, read_message_to_recipient},
    result::{ErrorId, ResultType, write_response},
    revoke::{Revoke, read_revoke},
    send::{Send, read_send},
    soap::{self, FaultCode},
    xml,
};
use jiff::Timestamp;

use crate::{
    connection,
    faults::{Authority, Fault},
    server::Shared,
    services::{self, Decision, Passed, Registration},
    world::{Effect, Event, Outcome, Transmission, World},
};

/// Handles one call.
pub(crate) async fn call(shared: Arc<Shared>, interaction: Interaction, bytes: Bytes) -> Response {
    let (response, delay) = decide(&shared, interaction, &bytes);
    if let Some(delay) = delay {
        tokio::time::sleep(delay).await;
    }
    response
}

/// Decides and keeps, in one go: nothing else happens in between, and nobody can leave in the middle.
fn decide(
    shared: &Shared,
    interaction: Interaction,
    bytes: &Bytes,
) -> (Response, Option<Duration>) {
    let now = shared.now();
    let incoming = xml::parse(bytes);
    let read = match &incoming {
        Ok(document) => Incoming::read(interaction, document, now),
        Err(error) => Incoming::unreadable(error.to_string()),
    };
    let Incoming {
        certificate,
        body_digest,
        certificate_digest,
        request,
    } = read;

    let mut state = shared.lock();
    let authority = Authority::Intygstjansten;
    let fault = state
        .plan
        .take(authority, interaction, certificate.as_deref());
    let (decided, travel) = match (Course::of(interaction, fault), request) {
        (Course::Refuse(response), _) => (Decided::fault(response), Travel::AtOnce),
        (Course::Act(travel), Err(text)) => (Decided::unreadable(text), travel),
        (Course::Act(travel), Ok(Request::Get(order))) => (
            Decided::read(services::get(&state.world, &order, shared.zone())),
            travel,
        ),
        (Course::Act(travel), Ok(Request::Change(change))) => {
            let decision = change.decide(&state.world, now);
            let further = decision
                .is_passed_on(&state.world)
                .then(|| {
                    let authority = Authority::Forsakringskassan;
                    state
                        .plan
                        .take(authority, interaction, certificate.as_deref())
                })
                .flatten();
            Decided::passed_on(interaction, decision, further.as_ref(), travel)
        }
    };
    let transmission = Transmission {
        number: state.world.next_number(),
        at: now,
        interaction: interaction.name().to_owned(),
        certificate,
        body_digest: body_digest.unwrap_or_else(|| hexadecimal(bytes)),
        certificate_digest,
        outcome: decided.outcome,
        answer_lost: travel == Travel::Never,
    };
    let kept = state.keep(Event::Transmission {
        transmission: Box::new(transmission),
        effect: decided.effect.map(Box::new),
    });
    if let Err(error) = kept {
        tracing::error!(%error, "the transmission could not be kept");
        let text = "The simulator could not keep the message";
        return (fault_response(FaultCode::Server, text), None);
    }
    drop(state);
    shared.wake();
    match travel {
        Travel::AtOnce => (decided.response, None),
        Travel::After(delay) => (decided.response, Some(delay)),
        Travel::Never => (connection::cut(), None),
    }
}

/// How the answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Travel {
    AtOnce,
    After(Duration),
    Never,
}

/// What a call meets: a fault that keeps it from having its effect, or the service.
enum Course {
    Refuse(Response),
    Act(Travel),
}

impl Course {
    fn of(interaction: Interaction, fault: Option<Fault>) -> Self {
        const TEXT: &str = "Refused on request";
        // What only reads has no result: whatever is wrong is a fault.
        let refuse = |result: &ResultType| {
            Self::Refuse(match interaction {
                Interaction::GetCertificate => fault_response(FaultCode::Server, TEXT),
                _ => result_response(interaction, result),
            })
        };
        let error = |error_id| refuse(&ResultType::error(error_id, TEXT));
        match fault {
            None => Self::Act(Travel::AtOnce),
            Some(Fault::TechnicalError) => error(ErrorId::Technical),
            Some(Fault::ValidationError) => error(ErrorId::Validation),
            Some(Fault::ApplicationError) => error(ErrorId::Application),
            Some(Fault::Revoked) => error(ErrorId::Revoked),
            Some(Fault::UnnamedError) => {
                let mut result = ResultType::error(ErrorId::Technical, TEXT);
                result.error_id = None;
                refuse(&result)
            }
            Some(Fault::SoapFault { text }) => {
                Self::Refuse(fault_response(FaultCode::Server, &text))
            }
            Some(Fault::Html { status }) => Self::Refuse(html_response(status)),
            Some(Fault::EmptyBody) => Self::Refuse(StatusCode::OK.into_response()),
            Some(Fault::CutBefore) => Self::Refuse(connection::cut()),
            Some(Fault::CutAfter) => Self::Act(Travel::Never),
            Some(Fault::Slow { milliseconds }) => {
                Self::Act(Travel::After(Duration::from_millis(milliseconds)))
            }
        }
    }
}

/// What came of a call, and the answer that tells it.
struct Decided {
    outcome: Outcome,
    effect: Option<Effect>,
    response: Response,
}

impl Decided {
    /// What comes of a decision when Försäkringskassan has, or has not, trouble of its own.
    fn passed_on(
        interaction: Interaction,
        decision: Decision,
        fault: Option<&Fault>,
        travel: Travel,
    ) -> (Self, Travel) {
        let Some(fault) = fault else {
            return (Self::by(interaction, decision), travel);
        };
        match services::pass_on(decision, fault) {
            Passed::Answer(decision, delay) => {
                let travel = match travel {
                    Travel::AtOnce if delay.is_zero() => Travel::AtOnce,
                    Travel::AtOnce => Travel::After(delay),
                    Travel::After(own) => Travel::After(own + delay),
                    Travel::Never => Travel::Never,
                };
                (Self::by(interaction, *decision), travel)
            }
            Passed::Fault(text) => (
                Self::fault(fault_response(FaultCode::Server, &text)),
                travel,
            ),
        }
    }

    fn by(interaction: Interaction, decision: Decision) -> Self {
        Self {
            outcome: decision.outcome(),
            response: result_response(interaction, &decision.result),
            effect: decision.effect,
        }
    }

    /// What comes of a call that only reads.
    fn read(answer: Result<String, String>) -> Self {
        let response = answer
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|body| soap::write_response(body).map_err(|error| error.to_string()))
            .map_or_else(
                |text| fault_response(FaultCode::Server, &text),
                |envelope| xml_response(StatusCode::OK, envelope),
            );
        Self {
            outcome: answer.map_or_else(|text| Outcome::Refused { text }, |_| Outcome::Done),
            effect: None,
            response,
        }
    }

    const fn fault(response: Response) -> Self {
        Self {
            outcome: Outcome::Fault,
            effect: None,
            response,
        }
    }

    fn unreadable(text: String) -> Self {
        Self {
            response: fault_response(FaultCode::Client, &text),
            outcome: Outcome::Refused { text },
            effect: None,
        }
    }
}

/// A call as far as it could be read.
struct Incoming<'a> {
    certificate: Option<String>,
    body_digest: Option<String>,
    certificate_digest: Option<String>,
    /// The request, or the text of the fault that answers it.
    request: Result<Request<'a>, String>,
}

enum Request<'a> {
    Get(Get),
    Change(Change<'a>),
}

/// A call that changes something.
enum Change<'a> {
    Register(Box<Registration<'a>>),
    Send(Box<Send>),
    Revoke(Box<Revoke>),
    Message(Box<MessageToRecipient>, &'a str),
}

impl Change<'_> {
    fn decide(self, world: &World, now: Timestamp) -> Decision {
        match self {
            Self::Register(registration) => services::register(world, *registration, now),
            Self::Send(order) => services::send(world, *order, now),
            Self::Revoke(order) => services::revoke(world, *order, now),
            Self::Message(message, xml) => services::message(world, *message, xml, now),
        }
    }
}

impl<'a> Incoming<'a> {
    const fn unreadable(text: String) -> Self {
        Self {
            certificate: None,
            body_digest: None,
            certificate_digest: None,
            request: Err(text),
        }
    }

    fn read(interaction: Interaction, document: &'a xml::Document<'_>, now: Timestamp) -> Self {
        let body = match soap::read_request(document) {
            Ok(request) => request.body,
            Err(error) => return Self::unreadable(error.to_string()),
        };
        let mut incoming = Self::unreadable(String::new());
        incoming.body_digest = Some(hexadecimal(body.source().as_bytes()));
        match interaction {
            Interaction::RegisterCertificate => {
                let digest = body
                    .child(interaction.namespace(), "intyg")
                    .map(|intyg| hexadecimal(intyg.source().as_bytes()));
                incoming.certificate_digest.clone_from(&digest);
                incoming.request = match read_register(body) {
                    Ok(register) => {
                        incoming.certificate = Some(register.certificate.id.extension.clone());
                        Ok(Request::Change(Change::Register(Box::new(
                            Registration::new(
                                document,
                                register,
                                body.source(),
                                digest.unwrap_or_default(),
                                now,
                            ),
                        ))))
                    }
                    Err(error) => Err(error.fault_text()),
                };
            }
            Interaction::SendCertificateToRecipient => {
                incoming.request = match read_send(body) {
                    Ok(order) => {
                        incoming.certificate = Some(order.certificate.extension.clone());
                        Ok(Request::Change(Change::Send(Box::new(order))))
                    }
                    Err(error) => Err(error.fault_text()),
                };
            }
            Interaction::RevokeCertificate => {
                incoming.request = match read_revoke(body) {
                    Ok(order) => {
                        incoming.certificate = Some(order.certificate.extension.clone());
                        Ok(Request::Change(Change::Revoke(Box::new(order))))
                    }
                    Err(error) => Err(error.fault_text()),
                };
            }
            Interaction::SendMessageToRecipient => {
                incoming.request = match read_message_to_recipient(body) {
                    Ok(request) => {
                        let id = &request.message.certificate.extension;
                        incoming.certificate = Some(id.clone());
                        Ok(Request::Change(Change::Message(
                            Box::new(request),
                            body.source(),
                        )))
                    }
                    Err(error) => Err(error.fault_text()),
                };
            }
            Interaction::GetCertificate => {
                incoming.request = match read_get(body) {
                    Ok(order) => {
                        incoming.certificate = Some(order.certificate.extension.clone());
                        Ok(Request::Get(order))
                    }
                    Err(error) => Err(error.fault_text()),
                };
            }
            // It goes the other way.
            Interaction::SendMessageToCare => {
                incoming.request = Err("The contract is not served here".to_owned());
            }
        }
        incoming
    }
}

fn result_response(interaction: Interaction, result: &ResultType) -> Response {
    let written = write_response(interaction, result).and_then(|body| soap::write_response(&body));
    match written {
        Ok(envelope) => xml_response(StatusCode::OK, envelope),
        Err(error) => fault_response(FaultCode::Server, &error.to_string()),
    }
}

/// Answers with a SOAP fault, which always has the status 500.
///
/// Source: SOAP 1.1, 6.2.
pub(crate) fn fault_response(code: FaultCode, text: &str) -> Response {
    soap::write_fault(code, text).map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |envelope| xml_response(StatusCode::INTERNAL_SERVER_ERROR, envelope),
    )
}

fn html_response(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = "<!DOCTYPE html><html><head><title>Error</title></head><body>Error</body></html>";
    (status, Html(page)).into_response()
}

fn xml_response(status: StatusCode, envelope: String) -> Response {
    let content_type = HeaderValue::from_static(soap::CONTENT_TYPE);
    (status, [(header::CONTENT_TYPE, content_type)], envelope).into_response()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let value = digest(&SHA256, bytes);
    value
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xF])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}
