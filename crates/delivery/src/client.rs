//! One SOAP call: out it goes, and whatever comes back is an observation.

use std::time::Duration;

use intyg_rivta::contract::ContractError;
use intyg_rivta::interaction::Interaction;
use intyg_rivta::result::ResultType;
use intyg_rivta::soap::{self, Fault, Response};
use intyg_rivta::xml::{self, Element, limits};

/// Time limits of a call. Source: exchange 2.4.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until a registration or a look-up is answered.
    pub register: Duration,
    /// Until a sending or a revocation is answered: the receiver passes it on before it answers.
    pub send: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            register: Duration::from_mins(1),
            send: Duration::from_secs(90),
        }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation<A = ResultType> {
    /// An answer of the contract.
    Answered(A),
    /// A SOAP fault.
    Fault(Fault),
    /// An HTTP status without a SOAP body.
    Http(u16),
    /// Something else than an answer of the contract, with this HTTP status.
    Unreadable(u16),
    /// No connection, or it was cut.
    NoConnection,
    /// No answer in time.
    Timeout,
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("could not set up the client for outgoing calls")]
pub struct ClientError(#[source] reqwest::Error);

/// Calls receivers.
#[derive(Debug, Clone)]
pub struct SoapClient {
    http: reqwest::Client,
    limits: TimeLimits,
}

/// A call about to be made.
pub(crate) struct Call<'a> {
    pub(crate) interaction: Interaction,
    pub(crate) endpoint: &'a str,
    pub(crate) logical_address: &'a str,
    pub(crate) body: &'a str,
    pub(crate) correlation: String,
}

impl SoapClient {
    /// Makes a client with these time limits. Redirects are not followed and no connection is used twice, so that none is used after an
    /// error (R58).
    ///
    /// # Errors
    /// [`ClientError`] when the system does not allow it.
    pub fn new(limits: TimeLimits) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .connect_timeout(limits.connect)
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()
            .map_err(ClientError)?;
        Ok(Self { http, limits })
    }

    /// Returns how long an answer of this contract is waited for.
    pub(crate) fn limit(&self, interaction: Interaction) -> Duration {
        match interaction {
            Interaction::RegisterCertificate | Interaction::GetCertificate => self.limits.register,
            // They are passed on before they are answered.
            Interaction::SendCertificateToRecipient
            | Interaction::RevokeCertificate
            | Interaction::SendMessageToRecipient
            | Interaction::SendMessageToCare => self.limits.send,
        }
    }

    /// Makes a call; `understand` reads the element in the body of an answer.
    pub(crate) async fn call<A>(
        &self,
        call: Call<'_>,
        understand: impl Fn(Element<'_, '_>) -> Result<A, ContractError>,
    ) -> (Observation<A>, Option<u16>) {
        let limit = self.limit(call.interaction);
        let Ok(envelope) = soap::write_request(call.logical_address, call.body) else {
            return (Observation::Unreadable(0), None);
        };
        let request = self
            .http
            .post(call.endpoint)
            .timeout(limit)
            .header("Content-Type", soap::CONTENT_TYPE)
            .header(
                "SOAPAction",
                format!("\"{}\"", call.interaction.soap_action()),
            )
            .header("x-skltp-correlation-id", call.correlation)
            .body(envelope);
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => return (broken(&error), None),
        };
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() > limits::ANSWER => {
                    return (Observation::NoConnection, Some(status));
                }
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return (broken(&error), Some(status)),
            }
        }
        (read(status, &bytes, understand), Some(status))
    }
}

fn broken<A>(error: &reqwest::Error) -> Observation<A> {
    // A connection that does not come about in time is no connection.
    if error.is_timeout() && !error.is_connect() {
        Observation::Timeout
    } else {
        Observation::NoConnection
    }
}

fn read<A>(
    status: u16,
    bytes: &[u8],
    understand: impl Fn(Element<'_, '_>) -> Result<A, ContractError>,
) -> Observation<A> {
    let is_success = (200..300).contains(&status);
    let other = || {
        if is_success {
            Observation::Unreadable(status)
        } else {
            Observation::Http(status)
        }
    };
    let Ok(document) = xml::parse_within(bytes, limits::ANSWER) else {
        return other();
    };
    match soap::read_response(&document) {
        Ok(Response::Fault(fault)) => Observation::Fault(fault),
        Ok(Response::Body(body)) if is_success => {
            understand(body).map_or_else(|_| other(), Observation::Answered)
        }
        Ok(Response::Body(_)) | Err(_) => other(),
    }
}
