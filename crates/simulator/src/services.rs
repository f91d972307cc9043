//! What the two services do with a call that could be read.
//!
//! Source: `spec/exchange.md` 2.2.

mod get;
mod message;
mod passing;
mod register;
mod revoke;
mod send;
mod supported;
mod to_care;

pub(crate) use get::get;
pub(crate) use message::message;
pub(crate) use passing::{Passed, pass_on};
pub(crate) use register::{Registration, facts_of, register};
pub(crate) use revoke::revoke;
pub(crate) use send::{send, sent_by_patient};
pub(crate) use to_care::check as check_to_care;

use intyg_rivta::result::{ResultCode, ResultType};

use crate::world::{Effect, Outcome};

/// The subjects of messages. Source: `spec/exchange.md` 1.3.
const SUBJECTS: [&str; 5] = ["KOMPLT", "AVSTMN", "KONTKT", "OVRIGT", REMINDER];
/// The subject of reminders.
const REMINDER: &str = "PAMINN";

/// Joins failed checks as Intygstjänsten does.
fn listed(faults: &[&str]) -> String {
    format!("[{}]", faults.join(", "))
}

/// The answer to a call and what it changes.
pub(crate) struct Decision {
    pub(crate) result: ResultType,
    pub(crate) effect: Option<Effect>,
}

impl Decision {
    fn without_effect(result: ResultType) -> Self {
        Self {
            result,
            effect: None,
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let text = self.result.text.clone().unwrap_or_default();
        match self.result.code {
            ResultCode::Ok => Outcome::Done,
            ResultCode::Info => Outcome::Repeated { text },
            ResultCode::Error => Outcome::Refused { text },
        }
    }
}
