//! What Intygstjänsten answers when Försäkringskassan, to which it passes things on, has trouble.
//!
//! Source: `spec/exchange.md` 2.1 and 2.2.

use std::time::Duration;

use intyg_rivta::result::{ErrorId, ResultType};

use super::Decision;
use crate::{
    faults::Fault,
    world::{Effect, World},
};

/// What comes of passing something on.
pub(crate) enum Passed {
    /// The answer as decided, perhaps later.
    Answer(Box<Decision>, Duration),
    /// A SOAP fault instead, without effect.
    Fault(String),
}

impl Decision {
    /// Tells whether Försäkringskassan has to do with it.
    pub(crate) fn is_passed_on(&self, world: &World) -> bool {
        match &self.effect {
            Some(Effect::Delivered { .. } | Effect::Messaged { .. }) => true,
            Some(Effect::Revoked { certificate, .. }) => world.is_sent(certificate),
            Some(Effect::Registered { .. }) | None => false,
        }
    }
}

/// Passes a decision on to a Försäkringskassan that has this trouble.
pub(crate) fn pass_on(decision: Decision, fault: &Fault) -> Passed {
    let at_once = |decision| Passed::Answer(Box::new(decision), Duration::ZERO);
    if let Fault::Slow { milliseconds } = fault {
        return Passed::Answer(Box::new(decision), Duration::from_millis(*milliseconds));
    }
    match &decision.effect {
        // Every failure is a technical one to the caller.
        Some(Effect::Delivered { delivery }) => {
            at_once(Decision::without_effect(ResultType::error(
                ErrorId::Technical,
                format!(
                    "Certificate '{}' couldn't be sent to recipient",
                    delivery.certificate
                ),
            )))
        }
        // The result comes through as it is.
        Some(Effect::Messaged { .. }) => match refusal(fault) {
            Some(result) => at_once(Decision::without_effect(result)),
            None => Passed::Fault("The recipient could not be reached".to_owned()),
        },
        // A refusal is not heeded.
        Some(Effect::Revoked { .. }) if refusal(fault).is_none() => {
            Passed::Fault("The recipient could not be told".to_owned())
        }
        Some(Effect::Revoked { .. } | Effect::Registered { .. }) | None => at_once(decision),
    }
}

/// The result of a Försäkringskassan that refuses; `None` for one that does not answer as it should.
fn refusal(fault: &Fault) -> Option<ResultType> {
    const TEXT: &str = "Refused on request";
    match fault {
        Fault::TechnicalError => Some(ResultType::error(ErrorId::Technical, TEXT)),
        Fault::ValidationError => Some(ResultType::error(ErrorId::Validation, TEXT)),
        Fault::ApplicationError => Some(ResultType::error(ErrorId::Application, TEXT)),
        Fault::Revoked => Some(ResultType::error(ErrorId::Revoked, TEXT)),
        Fault::UnnamedError => {
            let mut result = ResultType::error(ErrorId::Technical, TEXT);
            result.error_id = None;
            Some(result)
        }
        Fault::SoapFault { .. }
        | Fault::Html { .. }
        | Fault::EmptyBody
        | Fault::CutBefore
        | Fault::CutAfter
        | Fault::Slow { .. } => None,
    }
}
