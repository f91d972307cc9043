//! What the two services do with a call that could be read.
//!
//! Source: `spec/exchange.md` 2.2.

mod register;
mod revoke;
mod send;
mod supported;

pub(crate) use register::{Registration, register};
pub(crate) use revoke::revoke;
pub(crate) use send::send;

use intyg_rivta::result::{ResultCode, ResultType};

use crate::world::{Effect, Outcome};

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
