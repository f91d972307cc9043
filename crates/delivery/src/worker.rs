//! The outbox worker. Tests call [`Worker::run_due`]; only the server loops.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use intyg_app::{App, ClaimedMessage, Error, NextStep, Outcome};
use intyg_core::outbox::OutboxKind;
use intyg_rivta::interaction::Interaction;
use intyg_rivta::result::read_response;
use jiff::SignedDuration;
use tokio::task::JoinSet;

use crate::breaker::{Breaker, Leave};
use crate::client::{Call, Observation, SoapClient};
use crate::judge::judge;
use crate::jump::JumpDetector;
use crate::scrub::scrub;

/// A claim lasts longer than any call may take.
const LEASE: SignedDuration = SignedDuration::from_secs(180);
/// How often the worker looks without being woken, so that a moved clock is noticed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long running attempts get at an orderly stop. Source: reliability-security R105.
pub const STOP_WITHIN: Duration = Duration::from_secs(45);

/// Where one receiver is called.
#[derive(Debug, Clone)]
pub struct Destination {
    /// Its name in the outbox.
    pub name: String,
    /// Base address, e.g. `http://127.0.0.1:9000`, without a final slash.
    pub base: String,
    /// Calls at the same time, 1–32. Source: reliability-security R101.
    pub concurrency: u32,
}

/// Settings of a worker.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// Unique among all processes that share the database.
    pub owner: String,
    /// The receiver it serves.
    pub destination: Destination,
    /// How long running attempts get at an orderly stop; [`STOP_WITHIN`] but in tests.
    pub stop_within: Duration,
}

/// What a round has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Arrived.
    pub delivered: u32,
    /// To be tried again.
    pub retried: u32,
    /// Put under FEL.
    pub failed: u32,
}

impl Round {
    fn add(&mut self, next: NextStep) {
        match next {
            NextStep::Delivered(_) => self.delivered += 1,
            NextStep::RetryAt(_) => self.retried += 1,
            NextStep::Failed => self.failed += 1,
        }
    }
}

/// Sends what is due to one receiver.
#[derive(Debug)]
pub struct Worker {
    pub(crate) app: App,
    pub(crate) client: SoapClient,
    pub(crate) config: WorkerConfig,
    pub(crate) breaker: Mutex<Breaker>,
}

impl Worker {
    /// Makes a worker.
    pub fn new(app: App, client: SoapClient, config: WorkerConfig) -> Self {
        Self {
            app,
            client,
            config,
            breaker: Mutex::default(),
        }
    }

    /// Sends until nothing more is due now, and tells what became of it.
    ///
    /// # Errors
    /// Only when the database fails; what a receiver does is an outcome.
    pub async fn run_due(&self) -> Result<Round, Error> {
        let mut round = Round::default();
        loop {
            let claimed = self.claim(self.config.destination.concurrency).await?;
            if claimed.is_empty() {
                return Ok(round);
            }
            let sent =
                futures_util::future::join_all(claimed.iter().map(|message| self.send(message)))
                    .await;
            for next in sent {
                round.add(next?);
            }
        }
    }

    /// Sends what becomes due and looks up what is ordered until `stop` resolves; then running attempts are waited for.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let worker = std::sync::Arc::new(self);
        let mut running: JoinSet<()> = JoinSet::new();
        let looking = tokio::spawn({
            let worker = std::sync::Arc::clone(&worker);
            async move { worker.look_up_always().await }
        });
        let mut jumps = JumpDetector::new(worker.app.clock().unmoved());
        tokio::pin!(stop);
        loop {
            if let Some(jump) = jumps.look(worker.app.clock().unmoved()) {
                worker.follow(jump).await;
            }
            let busy = u32::try_from(running.len()).unwrap_or(u32::MAX);
            let free = worker.config.destination.concurrency.saturating_sub(busy);
            let claimed = if free == 0 {
                Ok(Vec::new())
            } else {
                worker.claim(free).await
            };
            match claimed {
                Ok(messages) => {
                    for message in messages {
                        let worker = std::sync::Arc::clone(&worker);
                        running.spawn(async move { worker.send_and_log(&message).await });
                    }
                }
                Err(error) => log("the outbox could not be read", &error),
            }
            tokio::select! {
                () = &mut stop => break,
                Some(_) = running.join_next() => {}
                () = worker.app.outbox_woken() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        looking.abort();
        let finish = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(worker.config.stop_within, finish)
            .await
            .is_err()
        {
            tracing::warn!(
                "attempts still running at the end were broken off; they will be sent again"
            );
        }
    }

    /// Moves the schedule along with a clock that has jumped, so that no message waits for hours or goes to FEL for it.
    async fn follow(&self, jump: SignedDuration) {
        tracing::warn!(
            seconds = jump.as_secs(),
            "the clock has jumped; the outbox follows"
        );
        if let Err(error) = self.app.shift_outbox(jump).await {
            log("the outbox could not follow the clock", &error);
        }
    }

    async fn claim(&self, free: u32) -> Result<Vec<ClaimedMessage>, Error> {
        let leave = self
            .breaker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .leave(self.app.now());
        let (limit, which) = match leave {
            Leave::All => (free, intyg_app::Claim::AllDue),
            Leave::Probe => (1, intyg_app::Claim::AllDue),
            Leave::LastAttempts => (free, intyg_app::Claim::LastAttempts),
        };
        let destination = &self.config.destination.name;
        self.app
            .claim_outbox(&self.config.owner, destination, limit, which, LEASE)
            .await
    }

    async fn send_and_log(&self, message: &ClaimedMessage) {
        match self.send(message).await {
            Ok(next) => tracing::info!(
                message.id = %message.row.id,
                certificate.id = %message.row.certificate,
                destination = %self.config.destination.name,
                kind = message.row.kind.key(),
                ?next,
                "attempt ended"
            ),
            Err(error) => log(
                "an attempt could not be written down; it will be made again",
                &error,
            ),
        }
    }

    async fn send(&self, message: &ClaimedMessage) -> Result<NextStep, Error> {
        let interaction = interaction(message.row.kind);
        let endpoint = format!("{}{}", self.config.destination.base, interaction.path());
        let attempt = self
            .app
            .start_attempt(&self.config.owner, message, &endpoint)
            .await?;
        let started = Instant::now();
        let (seen, http_status) = match message.body() {
            Ok(body) => {
                let call = Call {
                    interaction,
                    endpoint: &endpoint,
                    logical_address: &message.row.logical_address,
                    body,
                    correlation: attempt.correlation.to_text(),
                };
                self.client
                    .call(call, |body| read_response(interaction, body))
                    .await
            }
            Err(_) => return self.unreadable_body(message, attempt).await,
        };
        let (verdict, class) = judge(message.row.kind, attempt.number, &seen);
        self.breaker
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .note(&verdict, class);
        let (result_code, error_id, text) = words(&seen, self.client.limit(interaction));
        let duration = SignedDuration::try_from(started.elapsed()).unwrap_or(SignedDuration::MAX);
        let outcome = Outcome {
            verdict,
            class,
            http_status,
            result_code,
            error_id,
            text: scrub(&text),
            duration,
        };
        self.app
            .finish_attempt(&self.config.owner, message, attempt, outcome)
            .await
    }

    /// A stored body that is not the one that was queued goes to FEL and is never sent; the others go on.
    async fn unreadable_body(
        &self,
        message: &ClaimedMessage,
        attempt: intyg_app::StartedAttempt,
    ) -> Result<NextStep, Error> {
        tracing::error!(message.id = %message.row.id, "the stored message differs from what was queued");
        let outcome = Outcome {
            verdict: intyg_core::outbox::Verdict::Failed,
            class: intyg_app::OutcomeClass::Damaged,
            http_status: None,
            result_code: None,
            error_id: None,
            text: String::new(),
            duration: SignedDuration::ZERO,
        };
        self.app
            .finish_attempt(&self.config.owner, message, attempt, outcome)
            .await
    }
}

fn interaction(kind: OutboxKind) -> Interaction {
    match kind {
        OutboxKind::Register => Interaction::RegisterCertificate,
        OutboxKind::Send => Interaction::SendCertificateToRecipient,
        OutboxKind::Message => Interaction::SendMessageToRecipient,
        OutboxKind::Revoke => Interaction::RevokeCertificate,
    }
}

/// Result code, error id and text of what came back; where nothing came within `limit`, the limit in seconds.
fn words(seen: &Observation, limit: Duration) -> (Option<String>, Option<String>, String) {
    match seen {
        Observation::Answered(result) => (
            Some(result.code.as_str().to_owned()),
            result.error_id.as_ref().map(|id| id.as_str().to_owned()),
            result.text.clone().unwrap_or_default(),
        ),
        Observation::Fault(fault) => (Some("FAULT".to_owned()), None, fault.text.clone()),
        Observation::Timeout => (None, None, limit.as_secs().to_string()),
        Observation::Http(_) | Observation::Unreadable(_) | Observation::NoConnection => {
            (None, None, String::new())
        }
    }
}

pub(crate) fn log(what: &str, error: &Error) {
    tracing::error!(error = error as &dyn std::error::Error, "{what}");
}
