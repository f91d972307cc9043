//! Delivery of the outbox: the worker, its SOAP client, and the judgement of every answer; and the endpoint where messages come in.

mod breaker;
mod client;
pub mod inbox;
mod judge;
mod jump;
mod scrub;
mod worker;

pub use client::{ClientError, Observation, SoapClient, TimeLimits};
pub use judge::judge;
pub use worker::{Destination, Round, STOP_WITHIN, Worker, WorkerConfig};
