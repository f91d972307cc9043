//! The way to the care system, over SOAP as Försäkringskassan's messages come through Intygstjänsten.

use std::time::Duration;

use intyg_rivta::{
    interaction::Interaction,
    result::{ErrorId, ResultCode, ResultType, read_response},
    soap::{self, Response},
    xml::{self, limits},
};

use crate::world::MessageState;

const CONTRACT: Interaction = Interaction::SendMessageToCare;
/// As long as Försäkringskassan waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A caller of the care system. What it sees besides answers is told in Swedish: the pages show it.
#[derive(Debug)]
pub(crate) struct Care {
    http: reqwest::Client,
    /// Base address, without a slash at the end; `None` when there is no care system.
    base: Option<String>,
}

impl Care {
    pub(crate) fn new(base: Option<&str>) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            base: base.map(|base| base.trim_end_matches('/').to_owned()),
        })
    }

    /// Makes one attempt to bring a message.
    pub(crate) async fn bring(&self, logical_address: &str, body: &str) -> MessageState {
        let waiting = |text: &str| MessageState::Waiting {
            text: text.to_owned(),
        };
        let Some(base) = &self.base else {
            return waiting("ingen adress till vårdsystemet");
        };
        let envelope = match soap::write_request(logical_address, body) {
            Ok(envelope) => envelope,
            Err(error) => {
                return MessageState::Refused {
                    text: error.to_string(),
                };
            }
        };
        let sent = self
            .http
            .post(format!("{base}{}", CONTRACT.path()))
            .header("Content-Type", soap::CONTENT_TYPE)
            .header("SOAPAction", format!("\"{}\"", CONTRACT.soap_action()))
            .body(envelope)
            .send()
            .await;
        let answer = match sent {
            Ok(answer) => answer,
            Err(error) if error.is_timeout() => return waiting("inget svar i tid"),
            Err(_) => return waiting("ingen förbindelse"),
        };
        let status = answer.status().as_u16();
        match body_of(answer).await {
            Some(bytes) => state_of(status, &bytes),
            None => waiting("svaret bröts eller var för långt"),
        }
    }
}

async fn body_of(mut answer: reqwest::Response) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.ok()? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limits::DOCUMENT {
            return None;
        }
    }
    Some(bytes)
}

/// What an answer makes of a message: what may become right by itself is sent again.
fn state_of(status: u16, bytes: &[u8]) -> MessageState {
    let strange = || MessageState::Waiting {
        text: format!("HTTP {status} utan SOAP-svar"),
    };
    let Ok(document) = xml::parse(bytes) else {
        return strange();
    };
    match soap::read_response(&document) {
        Ok(Response::Body(body)) => {
            read_response(CONTRACT, body).map_or_else(|_| strange(), state_of_result)
        }
        Ok(Response::Fault(fault)) if fault.code == "Client" => MessageState::Refused {
            text: fault.to_string(),
        },
        Ok(Response::Fault(fault)) => MessageState::Waiting {
            text: fault.to_string(),
        },
        Err(_) => strange(),
    }
}

fn state_of_result(result: ResultType) -> MessageState {
    let text = result.text.unwrap_or_default();
    match (result.code, result.error_id) {
        (ResultCode::Ok, _) => MessageState::Accepted,
        (ResultCode::Info, _) => MessageState::Repeated { text },
        (ResultCode::Error, Some(ErrorId::Technical) | None) => MessageState::Waiting { text },
        (ResultCode::Error, Some(error_id)) => MessageState::Refused {
            text: format!("{}: {text}", error_id.as_str()),
        },
    }
}

#[cfg(test)]
mod tests {
    use intyg_rivta::{result::write_response, soap::FaultCode};

    use super::*;

    #[test]
    fn only_what_may_become_right_is_sent_again() {
        let answer = |result: ResultType| {
            soap::write_response(&write_response(CONTRACT, &result).unwrap()).unwrap()
        };
        let fault = |code| soap::write_fault(code, "x").unwrap();
        for (body, expected) in [
            (answer(ResultType::ok()), MessageState::Accepted),
            (
                answer(ResultType::info("there")),
                MessageState::Repeated {
                    text: "there".to_owned(),
                },
            ),
            (
                answer(ResultType::error(ErrorId::Technical, "later")),
                MessageState::Waiting {
                    text: "later".to_owned(),
                },
            ),
            (
                answer(ResultType::error(ErrorId::Validation, "no")),
                MessageState::Refused {
                    text: "VALIDATION_ERROR: no".to_owned(),
                },
            ),
            (
                fault(FaultCode::Client),
                MessageState::Refused {
                    text: "Client: x".to_owned(),
                },
            ),
            (
                fault(FaultCode::Server),
                MessageState::Waiting {
                    text: "Server: x".to_owned(),
                },
            ),
            (
                "<html/>".to_owned(),
                MessageState::Waiting {
                    text: "HTTP 500 utan SOAP-svar".to_owned(),
                },
            ),
        ] {
            assert_eq!(state_of(500, body.as_bytes()), expected, "{body}");
        }
    }
}
