//! What the two authorities have, and what has been sent to them.

mod messages;
mod runs;

pub(crate) use messages::NewMessage;
pub use messages::{Attempt, Direction, Message, MessageState, Point};
pub use runs::{DoneStep, Occurrence, Run, StepOutcome};

use std::collections::{HashMap, HashSet};

use intyg_rivta::interaction::Interaction;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use self::{messages::Messages, runs::Runs};
use crate::{scenario::Scenario, services::facts_of};

/// A certificate at Intygstjänsten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The certificate's id.
    pub id: String,
    /// Twelve digits.
    pub patient: String,
    /// Code of the type.
    pub certificate_type: String,
    /// Text of the type, as sent.
    pub type_text: String,
    /// Version of the type.
    pub version: String,
    /// When it was stored.
    pub received_at: Timestamp,
    /// Whether its signature holds.
    pub signature: Signature,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Why, as sent.
    #[serde(default)]
    pub revocation: Option<String>,
    /// What Försäkringskassan needs of it to write about it.
    #[serde(default)]
    pub facts: Facts,
    /// Whether it is a test certificate, which is never passed on.
    #[serde(default)]
    pub is_test: bool,
    /// SHA-256 of the element `intyg` as received, in hexadecimal digits.
    pub digest: String,
    /// The request as received.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub xml: String,
}

/// What a message about a certificate must name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Root of the certificate's id.
    pub root: String,
    /// Register of the patient's number.
    pub patient_root: String,
    /// HSA-id of the issuing unit.
    pub unit: String,
    /// `svar`: id and instance, in the order of the certificate.
    pub questions: Vec<(String, Option<i32>)>,
    /// The message that it completes (`svarPa`).
    pub reply_to: Option<String>,
    /// The certificate that it completes (relation `KOMPLT`).
    pub completes: Option<String>,
}

/// Whether the signature of a certificate holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Signature {
    /// There is none.
    Missing,
    /// It holds.
    Valid {
        /// HSA-id in the signer's certificate.
        signer: String,
        /// Name in the signer's certificate.
        name: Option<String>,
    },
    /// It does not hold.
    Invalid {
        /// Why, in English.
        reason: String,
    },
}

/// A certificate at Försäkringskassan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The certificate's id.
    pub certificate: String,
    /// Code of the recipient.
    pub recipient: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When the user decided to send it, as sent: Swedish local time.
    pub decided_at: String,
    /// HSA-id of who sent it; `None` = the patient, on 1177.se.
    pub sent_by: Option<String>,
    /// When Intygstjänsten told that it was revoked.
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
}

/// One call, whatever came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transmission {
    /// Number, from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Name of the contract.
    pub interaction: String,
    /// The certificate's id, if the call could be read.
    pub certificate: Option<String>,
    /// SHA-256 of the element in the SOAP body, in hexadecimal digits; of the whole message, if there is no such element.
    pub body_digest: String,
    /// SHA-256 of the element `intyg`, in hexadecimal digits.
    pub certificate_digest: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether the answer was kept back on purpose.
    pub answer_lost: bool,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It had its effect.
    Done,
    /// It had had its effect before; this one changed nothing.
    Repeated {
        /// The text of the answer.
        text: String,
    },
    /// It was refused and changed nothing.
    Refused {
        /// The text of the answer.
        text: String,
    },
    /// It ended in a fault on request and changed nothing.
    Fault,
}

/// A change of the world, as it stands in the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    Transmission {
        transmission: Box<Transmission>,
        effect: Option<Box<Effect>>,
    },
    Revoked {
        certificate: String,
        at: Timestamp,
    },
    /// The patient has sent a certificate herself.
    SentByPatient {
        delivery: Delivery,
    },
    MadeTest {
        certificate: String,
    },
    /// The clock has been moved on; milliseconds in all.
    ClockMoved {
        offset: i64,
    },
    /// Försäkringskassan has written a message, which has not left yet.
    Written {
        message: Box<NewMessage>,
    },
    /// An attempt to bring a message to the care system has ended so.
    Attempted {
        message: String,
        at: Timestamp,
        state: MessageState,
    },
    RunStarted {
        scenario: Box<Scenario>,
        seed: u64,
        certificate: Option<String>,
        at: Timestamp,
    },
    RunStopped {
        run: u64,
        at: Timestamp,
    },
    StepDone {
        occurrence: Occurrence,
        at: Timestamp,
        outcome: StepOutcome,
    },
}

/// What a call has changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub(crate) enum Effect {
    Registered {
        certificate: Box<Certificate>,
    },
    Delivered {
        delivery: Delivery,
    },
    Revoked {
        certificate: String,
        at: Timestamp,
        message: Option<String>,
    },
    /// A message from care has reached Försäkringskassan, or, for a test certificate, Intygstjänsten alone.
    Messaged {
        message: Box<NewMessage>,
    },
}

/// Everything, for tests and for the interface for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What Intygstjänsten has, in the order of arrival, without the exact content.
    pub intygstjansten: Vec<Certificate>,
    /// What Försäkringskassan has, in the order of arrival.
    pub forsakringskassan: Vec<Delivery>,
    /// Every call, in order.
    pub transmissions: Vec<Transmission>,
    /// Every message in both directions, in order.
    pub messages: Vec<Message>,
    /// The scenarios that run or have run, in the order in which they were started.
    pub runs: Vec<Run>,
}

/// The state of both authorities.
#[derive(Debug, Default)]
pub(crate) struct World {
    certificates: Vec<Certificate>,
    positions: HashMap<String, usize>,
    deliveries: Vec<Delivery>,
    /// The first delivery of each certificate.
    first_deliveries: HashMap<String, usize>,
    /// Certificate and recipient of each delivery.
    delivered: HashSet<(String, String)>,
    transmissions: Vec<Transmission>,
    /// Calls that could be read, per certificate and contract.
    counts: HashMap<String, Counts>,
    messages: Messages,
    runs: Runs,
    offset: SignedDuration,
}

/// How often a certificate has been transmitted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) register: usize,
    pub(crate) send: usize,
}

impl World {
    pub(crate) fn apply(&mut self, event: Event) {
        match event {
            Event::Transmission {
                transmission,
                effect,
            } => {
                self.count(&transmission);
                self.transmissions.push(*transmission);
                match effect.map(|effect| *effect) {
                    Some(Effect::Registered { mut certificate }) => {
                        if certificate.facts == Facts::default() {
                            certificate.facts = facts_of(&certificate.xml).unwrap_or_default();
                        }
                        self.positions
                            .insert(certificate.id.clone(), self.certificates.len());
                        self.certificates.push(*certificate);
                    }
                    Some(Effect::Delivered { delivery }) => self.deliver(delivery),
                    Some(Effect::Revoked {
                        certificate,
                        at,
                        message,
                    }) => self.revoke(&certificate, at, message),
                    Some(Effect::Messaged { message }) => self.messages.add(*message),
                    None => (),
                }
            }
            Event::Revoked { certificate, at } => self.revoke(&certificate, at, None),
            Event::SentByPatient { delivery } => self.deliver(delivery),
            Event::MadeTest { certificate } => self.make_test(&certificate),
            Event::ClockMoved { offset } => self.offset = SignedDuration::from_millis(offset),
            Event::Written { message } => self.messages.add(*message),
            Event::Attempted { message, at, state } => self.messages.attempted(&message, at, state),
            Event::RunStarted {
                scenario,
                seed,
                certificate,
                at,
            } => self.runs.start(*scenario, seed, certificate, at),
            Event::RunStopped { run, at } => self.runs.stop(run, at),
            Event::StepDone {
                occurrence,
                at,
                outcome,
            } => self.runs.done(occurrence, at, outcome),
        }
    }

    fn deliver(&mut self, delivery: Delivery) {
        self.delivered
            .insert((delivery.certificate.clone(), delivery.recipient.clone()));
        self.first_deliveries
            .entry(delivery.certificate.clone())
            .or_insert(self.deliveries.len());
        self.deliveries.push(delivery);
    }

    /// Intygstjänsten takes a certificate back and tells whoever has it.
    fn revoke(&mut self, certificate: &str, at: Timestamp, message: Option<String>) {
        let known = self.positions.get(certificate);
        let Some(known) = known.and_then(|at| self.certificates.get_mut(*at)) else {
            return;
        };
        if known.revoked_at.is_none() {
            known.revoked_at = Some(at);
            known.revocation = message;
        }
        for delivery in &mut self.deliveries {
            if delivery.certificate == certificate {
                delivery.revoked_at.get_or_insert(at);
            }
        }
    }

    fn make_test(&mut self, certificate: &str) {
        let known = self.positions.get(certificate);
        if let Some(known) = known.and_then(|at| self.certificates.get_mut(*at)) {
            known.is_test = true;
        }
    }

    pub(crate) fn certificate(&self, id: &str) -> Option<&Certificate> {
        self.certificates.get(*self.positions.get(id)?)
    }

    pub(crate) fn has_delivered(&self, id: &str, recipient: &str) -> bool {
        self.delivered
            .contains(&(id.to_owned(), recipient.to_owned()))
    }

    /// Tells whether any recipient has the certificate.
    pub(crate) fn is_sent(&self, id: &str) -> bool {
        self.delivery(id).is_some()
    }

    /// Finds how a certificate came to its recipient.
    pub(crate) fn delivery(&self, id: &str) -> Option<&Delivery> {
        self.deliveries.get(*self.first_deliveries.get(id)?)
    }

    pub(crate) fn messages(&self) -> &Messages {
        &self.messages
    }

    pub(crate) fn runs(&self) -> &[Run] {
        self.runs.all()
    }

    /// Returns how far the clock has been moved on.
    pub(crate) const fn offset(&self) -> SignedDuration {
        self.offset
    }

    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    pub(crate) fn deliveries(&self) -> &[Delivery] {
        &self.deliveries
    }

    pub(crate) fn counts(&self, id: &str) -> Counts {
        self.counts.get(id).copied().unwrap_or_default()
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.transmissions
            .last()
            .map_or(1, |transmission| transmission.number + 1)
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            intygstjansten: self
                .certificates
                .iter()
                .map(|certificate| Certificate {
                    xml: String::new(),
                    ..certificate.clone()
                })
                .collect(),
            forsakringskassan: self.deliveries.clone(),
            transmissions: self.transmissions.clone(),
            messages: self.messages.all().to_vec(),
            runs: self.runs.all().to_vec(),
        }
    }

    fn count(&mut self, transmission: &Transmission) {
        let Some(id) = &transmission.certificate else {
            return;
        };
        let counts = self.counts.entry(id.clone()).or_default();
        if transmission.interaction == Interaction::RegisterCertificate.name() {
            counts.register += 1;
        } else if transmission.interaction == Interaction::SendCertificateToRecipient.name() {
            counts.send += 1;
        }
    }
}
