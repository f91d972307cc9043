//! Intygstjänsten and Försäkringskassan, simulated, with faults on request.
//!
//! The simulator answers the contracts that care calls as the national services do, keeps what it got and every single transmission, and
//! shows it on pages. Försäkringskassan writes to care by order or by itself, as a scenario says, on a clock that can be moved on. It stands on the wire contracts alone and knows nothing of the product that calls it, so
//! that an error in the product's mapping is not mirrored here.
//! Source: `spec/exchange.md` 2.2.

mod agenda;
mod api;
mod care;
mod clock;
mod compose;
mod connection;
mod director;
mod faults;
mod journal;
mod page;
mod pretty;
pub mod scenario;
mod seed;
mod server;
mod services;
mod soap;
mod world;

pub use clock::{Clock, ClockMove};
pub use faults::{Authority, Fault, Interactions, Rule};
pub use journal::JournalError;
pub use server::{Config, RunningSimulator, StartError, start};
pub use world::{
    Attempt, Certificate, Delivery, Direction, DoneStep, Facts, Message, MessageState, Occurrence,
    Outcome, Point, Run, Signature, Snapshot, StepOutcome, Transmission,
};
