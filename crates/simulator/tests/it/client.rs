//! A caller of the simulator.

use intyg_rivta::{
    interaction::Interaction,
    result::{ErrorId, ResultCode, read_response},
    soap::{self, Fault, Response},
    xml,
};
use intyg_simulator::{Clock, Config, RunningSimulator, start};

pub(crate) const REGISTER: Interaction = Interaction::RegisterCertificate;
pub(crate) const REVOKE: Interaction = Interaction::RevokeCertificate;
pub(crate) const SEND: Interaction = Interaction::SendCertificateToRecipient;
pub(crate) const MESSAGE: Interaction = Interaction::SendMessageToRecipient;

/// What a caller sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Result(ResultCode, Option<ErrorId>, String),
    Fault(Fault),
    /// Something that is no SOAP message, with its status.
    Other(u16, String),
    /// The connection ended without an answer.
    Cut,
}

impl Seen {
    pub(crate) fn ok() -> Self {
        Self::Result(ResultCode::Ok, None, String::new())
    }

    pub(crate) fn info(text: &str) -> Self {
        Self::Result(ResultCode::Info, None, text.to_owned())
    }

    pub(crate) fn error(error_id: ErrorId, text: &str) -> Self {
        Self::Result(ResultCode::Error, Some(error_id), text.to_owned())
    }
}

pub(crate) fn config() -> Config {
    Config::loopback(Clock::standing("2026-03-02T07:20:00Z".parse().unwrap()))
}

pub(crate) async fn simulator() -> RunningSimulator {
    start(config()).await.unwrap()
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(20))
        .build()
        .unwrap()
}

/// Calls with a body in an envelope.
pub(crate) async fn call(
    simulator: &RunningSimulator,
    interaction: Interaction,
    body: &str,
) -> Seen {
    let envelope = soap::write_request("5565594230", body).unwrap();
    post(simulator, interaction, envelope).await
}

/// Calls with any message.
pub(crate) async fn post(
    simulator: &RunningSimulator,
    interaction: Interaction,
    message: String,
) -> Seen {
    let answer = http()
        .post(format!("{}{}", simulator.url(), interaction.path()))
        .header("Content-Type", soap::CONTENT_TYPE)
        .header("SOAPAction", format!("\"{}\"", interaction.soap_action()))
        .body(message)
        .send()
        .await;
    let Ok(answer) = answer else {
        return Seen::Cut;
    };
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    see(interaction, status, &text)
}

fn see(interaction: Interaction, status: u16, text: &str) -> Seen {
    let other = || Seen::Other(status, text.to_owned());
    let Ok(document) = xml::parse(text.as_bytes()) else {
        return other();
    };
    match soap::read_response(&document) {
        Ok(Response::Fault(fault)) => {
            assert!(status >= 400, "a fault has a status of its own");
            Seen::Fault(fault)
        }
        Ok(Response::Body(body)) => {
            assert_eq!(status, 200);
            let result = read_response(interaction, body).unwrap();
            Seen::Result(
                result.code,
                result.error_id,
                result.text.unwrap_or_default(),
            )
        }
        Err(_) => other(),
    }
}

/// Posts JSON to the interface; returns the status and the body.
pub(crate) async fn order(
    simulator: &RunningSimulator,
    path: &str,
    body: &serde_json::Value,
) -> (u16, String) {
    let answer = http()
        .post(format!("{}{path}", simulator.url()))
        .header("Content-Type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap())
}

/// Moves the clock on.
pub(crate) async fn advance(simulator: &RunningSimulator, span: &str) {
    let span: jiff::Span = span.parse().unwrap();
    let seconds = span
        .total((
            jiff::Unit::Second,
            jiff::SpanRelativeTo::days_are_24_hours(),
        ))
        .unwrap();
    let body = format!("{{\"seconds\": {seconds}}}").parse().unwrap();
    let (status, text) = order(simulator, "/api/clock/advance", &body).await;
    assert_eq!(status, 200, "{text}");
}

/// Starts a scenario for every certificate to come.
pub(crate) async fn start_scenario(simulator: &RunningSimulator, scenario: &str, seed: u64) {
    let body = serde_json::json!({ "scenario": scenario, "seed": seed });
    let (status, text) = order(simulator, "/api/scenarios/start", &body).await;
    assert_eq!(status, 200, "{text}");
}
