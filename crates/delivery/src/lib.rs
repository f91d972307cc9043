//! Delivery of the outbox: the worker, its SOAP client, and the judgement of every answer; what it looks up; and the endpoint where messages come in.

mod breaker;
mod client;
pub mod inbox;
mod judge;
mod jump;
mod look_up;
mod scrub;
mod worker;

pub use client::{ClientError, Observation, SoapClient, TimeLimits};
pub use judge::judge;
pub use worker::{Destination, Round, STOP_WITHIN, Worker, WorkerConfig};
