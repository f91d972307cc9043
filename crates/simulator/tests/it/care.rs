//! A care system that takes messages and answers as told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use intyg_rivta::{
    interaction::Interaction,
    message::{MessageToCare, read_message_to_care},
    result::{ResultType, write_response},
    soap::{self, FaultCode},
    xml,
};
use intyg_simulator::{Config, RunningSimulator, scenario, start};

use crate::client::config;

const CONTRACT: Interaction = Interaction::SendMessageToCare;

/// What the care system answers to the next message.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Result(ResultType),
    Fault(FaultCode),
    Status(u16),
}

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub(crate) logical_address: String,
    /// `None` for one that breaks the schema.
    pub(crate) request: Option<MessageToCare>,
}

#[derive(Debug, Default)]
struct Inner {
    arrived: Vec<Arrived>,
    replies: VecDeque<Reply>,
}

/// The care system.
#[derive(Debug, Clone, Default)]
pub(crate) struct Care(Arc<Mutex<Inner>>);

impl Care {
    /// Starts a care system, and a simulator that writes to it and plays these scenarios.
    pub(crate) async fn with_simulator(scenarios: &str) -> (Self, RunningSimulator) {
        let care = Self::default();
        let config = Config {
            care: Some(care.serve().await),
            scenarios: scenario::read(scenarios).unwrap(),
            ..config()
        };
        (care, start(config).await.unwrap())
    }

    pub(crate) async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route(CONTRACT.path(), post(take))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}")
    }

    /// Answers the next message so; all others with OK.
    pub(crate) fn reply(&self, reply: Reply) {
        self.0.lock().unwrap().replies.push_back(reply);
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.0.lock().unwrap().arrived.clone()
    }

    /// The messages that could be read.
    pub(crate) fn requests(&self) -> Vec<MessageToCare> {
        self.arrived()
            .into_iter()
            .filter_map(|arrived| arrived.request)
            .collect()
    }
}

async fn take(State(care): State<Care>, bytes: Bytes) -> Response {
    let document = xml::parse(&bytes).unwrap();
    let request = soap::read_request(&document).unwrap();
    let read = read_message_to_care(request.body);
    let mut inner = care.0.lock().unwrap();
    inner.arrived.push(Arrived {
        logical_address: request.logical_address.unwrap_or_default(),
        request: read.as_ref().ok().cloned(),
    });
    let usual = match &read {
        Ok(_) => Reply::Result(ResultType::ok()),
        Err(_) => Reply::Fault(FaultCode::Client),
    };
    match inner.replies.pop_front().unwrap_or(usual) {
        Reply::Result(result) => {
            let body = write_response(CONTRACT, &result).unwrap();
            soap::write_response(&body).unwrap().into_response()
        }
        Reply::Fault(code) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            soap::write_fault(code, "Fault").unwrap(),
        )
            .into_response(),
        Reply::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
    }
}
