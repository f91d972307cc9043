//! What has become of a certificate, as Intygstjänsten tells it. Source: exchange 1.9, 2.6.

use std::sync::PoisonError;

use futures_util::{StreamExt as _, stream};
use intyg_app::{Error, LookUp, LookUpOrder, OutcomeClass, Stated};
use intyg_rivta::get::{
    CARE, Get, REVOKED, SENT, Standing, is_not_found, read_standing, write_get,
};
use intyg_rivta::interaction::Interaction;
use intyg_rivta::names::PART;
use intyg_rivta::types::{Code, IntygId};

use crate::client::{Call, Observation};
use crate::judge::unanswered;
use crate::worker::{Worker, log};

/// Look-ups under way at the same time, beside what is sent.
const AT_ONCE: usize = 2;
const CONTRACT: Interaction = Interaction::GetCertificate;

impl Worker {
    /// Makes the look-ups that wait.
    ///
    /// # Errors
    /// Only when the database fails; what the receiver does is an outcome.
    pub async fn look_up_due(&self) -> Result<(), Error> {
        while let Some(order) = self.app.take_look_up() {
            self.look_up(&order).await?;
        }
        Ok(())
    }

    /// Makes look-ups as they are ordered, for ever. They read only and can be broken off.
    pub(crate) async fn look_up_always(&self) {
        let orders = stream::unfold((), async |()| Some((self.app.next_look_up().await, ())));
        let made = orders.for_each_concurrent(AT_ONCE, async |order| {
            if let Err(error) = self.look_up(&order).await {
                log("what was looked up could not be written down", &error);
            }
        });
        made.await;
    }

    async fn look_up(&self, order: &LookUpOrder) -> Result<(), Error> {
        let ended = match self.may_call().await {
            Ok(true) => self.ask(order).await,
            Ok(false) => LookUp::NotMade,
            Err(error) => {
                self.app.finish_look_up(order, LookUp::NotMade).await?;
                return Err(error);
            }
        };
        self.app.finish_look_up(order, ended).await
    }

    /// Nobody calls a receiver that is paused or known to be away; asking whether it is back is left to messages.
    async fn may_call(&self) -> Result<bool, Error> {
        let is_away = self
            .breaker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_open();
        let name = &self.config.destination.name;
        let all = self.app.destinations().await?;
        let is_paused = all
            .iter()
            .any(|row| row.name == *name && row.paused.is_some());
        Ok(!is_away && !is_paused)
    }

    async fn ask(&self, order: &LookUpOrder) -> LookUp {
        let Ok(body) = request(order) else {
            return LookUp::Failed(OutcomeClass::Damaged);
        };
        let endpoint = format!("{}{}", self.config.destination.base, CONTRACT.path());
        let call = Call {
            interaction: CONTRACT,
            endpoint: &endpoint,
            logical_address: &order.logical_address,
            body: &body,
            correlation: self.app.new_request_id().to_text(),
        };
        let (seen, http_status) = self.client.call(call, read_standing).await;
        let ended = understood(order, seen);
        tracing::info!(
            certificate.id = %order.certificate,
            destination = %self.config.destination.name,
            http_status,
            outcome = outcome(&ended),
            "look-up ended"
        );
        ended
    }
}

/// The request of care, under the id with which the unit registered the certificate.
fn request(order: &LookUpOrder) -> Result<String, intyg_rivta::xml::WriteError> {
    write_get(&Get {
        certificate: IntygId {
            root: order.unit.as_str().to_owned(),
            extension: order.certificate.to_text(),
        },
        party: Code::new(CARE, PART, "Hälso- och sjukvården"),
    })
}

fn understood(order: &LookUpOrder, seen: Observation<Standing>) -> LookUp {
    match seen {
        // The answer to another question.
        Observation::Answered(standing) if !is_about(&standing, order) => {
            LookUp::Failed(OutcomeClass::Technical)
        }
        Observation::Answered(standing) => LookUp::Found(stated(&standing)),
        Observation::Fault(fault) if is_not_found(&fault) => LookUp::NotFound,
        other => LookUp::Failed(unanswered(&other).1),
    }
}

fn is_about(standing: &Standing, order: &LookUpOrder) -> bool {
    standing.certificate.extension.trim().parse() == Ok(order.certificate)
}

fn stated(standing: &Standing) -> Stated {
    let with = |code: &'static str| {
        standing
            .statuses
            .iter()
            .filter(move |status| status.status.code == code)
    };
    Stated {
        sent: with(SENT)
            .map(|status| (status.party.code.clone(), status.at))
            .collect(),
        revoked: with(REVOKED)
            .find(|status| status.party.code == CARE)
            .map(|status| status.at),
    }
}

fn outcome(ended: &LookUp) -> &'static str {
    match ended {
        LookUp::Found(_) => "found",
        LookUp::NotFound => "not_found",
        LookUp::Failed(class) => class.key(),
        LookUp::NotMade => "not_made",
    }
}

#[cfg(test)]
mod tests {
    use intyg_core::ids::CertificateId;
    use intyg_core::ids::HsaId;
    use intyg_rivta::certificate::Status;
    use intyg_rivta::names::STATUS;
    use intyg_rivta::soap::Fault;

    use super::*;

    fn order() -> LookUpOrder {
        LookUpOrder {
            certificate: CertificateId::from_random_bytes([7; 16]),
            unit: HsaId::parse("SE5561234567-E001").expect("an id"),
            logical_address: "5565594230".to_owned(),
        }
    }

    fn standing(id: &str, statuses: &[(&str, &str)]) -> Observation<Standing> {
        Observation::Answered(Standing {
            certificate: IntygId {
                root: "another root".to_owned(),
                extension: id.to_owned(),
            },
            statuses: statuses
                .iter()
                .map(|(party, code)| Status {
                    party: Code::new(*party, PART, "x"),
                    status: Code::new(*code, STATUS, "y"),
                    at: "2026-03-02T08:15:31".parse().expect("a time"),
                })
                .collect(),
        })
    }

    /// Source: exchange 1.9, reading the state.
    #[test]
    fn each_answer_has_its_meaning() {
        let at = "2026-03-02T08:15:31".parse().expect("a time");
        let id = order().certificate.to_text();
        let fault = |text: &str| {
            Observation::Fault(Fault {
                code: "Server".to_owned(),
                text: text.to_owned(),
            })
        };
        let found = |sent: &[&str], revoked| {
            LookUp::Found(Stated {
                sent: sent.iter().map(|party| ((*party).to_owned(), at)).collect(),
                revoked,
            })
        };
        for (seen, expected) in [
            (standing(&id, &[]), found(&[], None)),
            (standing(&id, &[(CARE, "RECEIV")]), found(&[], None)),
            (
                standing(&id.to_uppercase(), &[(CARE, "RECEIV"), ("X", SENT)]),
                found(&["X"], None),
            ),
            (
                standing(&id, &[("X", SENT), ("Y", SENT), (CARE, REVOKED)]),
                found(&["X", "Y"], Some(at)),
            ),
            (
                standing(&id, &[("X", REVOKED), (CARE, "DELETE")]),
                found(&[], None),
            ),
            (
                standing("b7c0d1a2-0000-4000-8000-000000000002", &[("X", SENT)]),
                LookUp::Failed(OutcomeClass::Technical),
            ),
            (fault("Certificate 'x' not found"), LookUp::NotFound),
            (
                fault("VP004 not found"),
                LookUp::Failed(OutcomeClass::UnknownAddress),
            ),
            (fault("no"), LookUp::Failed(OutcomeClass::Technical)),
            (
                Observation::Http(404),
                LookUp::Failed(OutcomeClass::UnknownAddress),
            ),
            (
                Observation::Unreadable(200),
                LookUp::Failed(OutcomeClass::Technical),
            ),
            (
                Observation::NoConnection,
                LookUp::Failed(OutcomeClass::NoConnection),
            ),
            (Observation::Timeout, LookUp::Failed(OutcomeClass::Timeout)),
        ] {
            assert_eq!(understood(&order(), seen.clone()), expected, "{seen:?}");
        }
    }
}
