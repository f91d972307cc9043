//! Faults on request: what goes wrong, for which calls, and how often.

use intyg_rivta::interaction::Interaction;
use serde::{Deserialize, Serialize};

/// Something that goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// ERROR `TECHNICAL_ERROR`, without effect.
    TechnicalError,
    /// ERROR `VALIDATION_ERROR`, without effect.
    ValidationError,
    /// ERROR `APPLICATION_ERROR`, without effect.
    ApplicationError,
    /// ERROR `REVOKED`, without effect.
    Revoked,
    /// ERROR without the kind of fault, without effect.
    UnnamedError,
    /// A SOAP fault with this text, without effect.
    SoapFault {
        /// `faultstring`.
        text: String,
    },
    /// A page in HTML with this status, without effect.
    Html {
        /// HTTP status.
        status: u16,
    },
    /// Status 200 with nothing in it, without effect.
    EmptyBody,
    /// The connection is cut before anything has been done.
    CutBefore,
    /// The connection is cut after the call has had its effect: the answer is lost.
    CutAfter,
    /// The right effect at once, and the right answer after so long.
    Slow {
        /// Milliseconds.
        milliseconds: u64,
    },
}

/// The calls that a rule concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interactions {
    /// Every call.
    #[default]
    All,
    /// `RegisterCertificate` only.
    RegisterCertificate,
    /// `SendCertificateToRecipient` only.
    SendCertificateToRecipient,
    /// `RevokeCertificate` only.
    RevokeCertificate,
    /// `SendMessageToRecipient` only.
    SendMessageToRecipient,
    /// `GetCertificate` only.
    GetCertificate,
}

/// Whose fault it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Intygstjänsten, or the way to it.
    #[default]
    Intygstjansten,
    /// Försäkringskassan, to which Intygstjänsten passes on what it has found right. What the caller sees is Intygstjänsten's answer to
    /// that; a connection that is cut is one between the two.
    Forsakringskassan,
}

/// An order for faults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Where.
    #[serde(default)]
    pub authority: Authority,
    /// Which calls.
    #[serde(default)]
    pub interaction: Interactions,
    /// Only calls about this certificate.
    #[serde(default)]
    pub certificate: Option<String>,
    /// What goes wrong.
    pub fault: Fault,
    /// For so many calls; without it until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
}

impl Rule {
    /// Makes a rule for one kind of calls.
    pub const fn new(interaction: Interactions, fault: Fault, times: Option<u32>) -> Self {
        Self {
            authority: Authority::Intygstjansten,
            interaction,
            certificate: None,
            fault,
            times,
        }
    }

    fn concerns(
        &self,
        authority: Authority,
        interaction: Interaction,
        certificate: Option<&str>,
    ) -> bool {
        let right_call = match self.interaction {
            Interactions::All => true,
            Interactions::RegisterCertificate => interaction == Interaction::RegisterCertificate,
            Interactions::SendCertificateToRecipient => {
                interaction == Interaction::SendCertificateToRecipient
            }
            Interactions::RevokeCertificate => interaction == Interaction::RevokeCertificate,
            Interactions::SendMessageToRecipient => {
                interaction == Interaction::SendMessageToRecipient
            }
            Interactions::GetCertificate => interaction == Interaction::GetCertificate,
        };
        self.authority == authority
            && right_call
            && self
                .certificate
                .as_deref()
                .is_none_or(|wanted| certificate == Some(wanted))
    }
}

/// The rules in force, in the order in which they were given.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    rules: Vec<Rule>,
}

impl Plan {
    pub(crate) fn add(&mut self, rule: Rule) {
        if rule.times != Some(0) {
            self.rules.push(rule);
        }
    }

    /// Sets what an authority does with every call until further notice, instead of what it did before.
    pub(crate) fn set(&mut self, authority: Authority, fault: Option<Fault>) {
        self.rules.retain(|rule| rule.authority != authority);
        self.rules.extend(fault.map(|fault| Rule {
            authority,
            ..Rule::new(Interactions::All, fault, None)
        }));
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Takes the fault for a call: that of the first rule that concerns it, which is used up by one.
    pub(crate) fn take(
        &mut self,
        authority: Authority,
        interaction: Interaction,
        certificate: Option<&str>,
    ) -> Option<Fault> {
        let position = self
            .rules
            .iter()
            .position(|rule| rule.concerns(authority, interaction, certificate))?;
        let rule = self.rules.get_mut(position)?;
        let fault = rule.fault.clone();
        if let Some(times) = &mut rule.times {
            *times -= 1;
            if *times == 0 {
                self.rules.remove(position);
            }
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_used_up_and_the_next_one_follows() {
        let mut plan = Plan::default();
        plan.add(Rule::new(
            Interactions::RegisterCertificate,
            Fault::CutAfter,
            Some(2),
        ));
        plan.add(Rule {
            certificate: Some("a".to_owned()),
            ..Rule::new(Interactions::All, Fault::EmptyBody, None)
        });
        plan.add(Rule::new(Interactions::All, Fault::CutBefore, Some(0)));
        let it = Authority::Intygstjansten;
        let register = Interaction::RegisterCertificate;
        let send = Interaction::SendCertificateToRecipient;
        for (interaction, certificate, expected) in [
            (send, Some("b"), None),
            (send, None, None),
            (register, None, Some(Fault::CutAfter)),
            (register, Some("a"), Some(Fault::CutAfter)),
            (register, Some("a"), Some(Fault::EmptyBody)),
            (send, Some("a"), Some(Fault::EmptyBody)),
            (register, Some("b"), None),
        ] {
            assert_eq!(plan.take(it, interaction, certificate), expected);
        }
        plan.clear();
        assert_eq!(plan.take(it, send, Some("a")), None);
    }

    #[test]
    fn each_authority_has_faults_of_its_own() {
        let (it, fk) = (Authority::Intygstjansten, Authority::Forsakringskassan);
        let mut plan = Plan::default();
        plan.set(it, Some(Fault::CutBefore));
        plan.set(fk, Some(Fault::Revoked));
        plan.set(fk, Some(Fault::EmptyBody));
        let send = Interaction::SendCertificateToRecipient;
        assert_eq!(plan.take(it, send, None), Some(Fault::CutBefore));
        assert_eq!(plan.take(fk, send, None), Some(Fault::EmptyBody));
        plan.set(it, None);
        assert_eq!(plan.take(it, send, None), None);
        assert_eq!(plan.take(fk, send, None), Some(Fault::EmptyBody));
    }
}
