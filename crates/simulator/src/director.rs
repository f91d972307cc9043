//! Makes happen what is on the agenda: moves the clock from one event to the next, and never past one.

mod letters;

pub(crate) use letters::{Order, OrderError, OrderKind};

use std::{io, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::sync::{oneshot, watch};

use self::letters::{ordered, question, write_step};
use crate::{
    agenda::{self, Duty, MOST_ATTEMPTS, Planned, agenda, answered_at},
    clock::ClockMove,
    scenario::{Action, Step},
    server::{Inner, Shared},
    services,
    world::{Event, MessageState, Occurrence, StepOutcome, World},
};

/// The clock is moved on by no more than this at a time.
pub(crate) const FARTHEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// How long whoever follows the clock may take.
const FOLLOW_WITHIN: Duration = Duration::from_secs(5);

impl Shared {
    /// Moves the clock on, and lets happen on the way what is due, in order.
    pub(crate) async fn advance(&self, by: SignedDuration) -> io::Result<()> {
        let _turn = self.turn.lock().await;
        let target = self.offset().saturating_add(by);
        let is_due = |next: &Planned| self.offset_of(next.at) <= target;
        while let Some(next) = self.next().filter(is_due) {
            self.move_on(self.offset_of(next.at)).await?;
            self.perform(next.duty).await?;
        }
        self.move_on(target).await
    }

    /// Moves the clock to the next event and lets it happen; tells whether there was one.
    pub(crate) async fn step(&self) -> io::Result<bool> {
        let _turn = self.turn.lock().await;
        let Some(next) = self.next() else {
            return Ok(false);
        };
        self.move_on(self.offset_of(next.at)).await?;
        self.perform(next.duty).await?;
        Ok(true)
    }

    /// Lets happen what becomes due as time passes by itself, until `stopped` changes.
    pub(crate) async fn keep_time(self: Arc<Self>, mut stopped: watch::Receiver<()>) {
        const SHORTEST: Duration = Duration::from_millis(100);
        const LONGEST: Duration = Duration::from_mins(1);
        loop {
            if let Err(error) = self.advance(SignedDuration::ZERO).await {
                tracing::error!(%error, "an event could not be kept");
            }
            let wait = self.next().map_or(LONGEST, |next| {
                let wait = next.at.duration_since(self.now());
                Duration::try_from(wait).unwrap_or_default()
            });
            tokio::select! {
                _ = stopped.changed() => return,
                () = self.woken() => {}
                () = tokio::time::sleep(wait.clamp(SHORTEST, LONGEST)) => {}
            }
        }
    }

    /// Writes and sends a message by order.
    pub(crate) async fn order(&self, order: Order) -> Result<String, OrderError> {
        let _turn = self.turn.lock().await;
        let at = self.now();
        let (copies, unchecked) = (order.copies, order.unchecked);
        let id = {
            let mut inner = self.lock();
            let mut new = ordered(&inner.world, order, at, self.zone())?;
            new.message.unchecked = unchecked;
            let id = new.message.id.clone();
            inner.keep(Event::Written {
                message: Box::new(new),
            })?;
            id
        };
        for _ in 0..copies {
            self.bring(&id).await?;
        }
        Ok(id)
    }

    pub(crate) fn agenda(&self) -> Vec<Planned> {
        agenda(&self.lock().world, self.zone())
    }

    fn next(&self) -> Option<Planned> {
        self.agenda().into_iter().next()
    }

    /// Moves the clock on by so much in all, never back, and waits until whoever follows it has followed.
    async fn move_on(&self, offset: SignedDuration) -> io::Result<()> {
        if offset <= self.offset() {
            return Ok(());
        }
        self.set_offset(offset)?;
        let Some(follower) = &self.follower else {
            return Ok(());
        };
        let (sender, told) = oneshot::channel();
        if follower
            .send(ClockMove {
                offset,
                followed: sender,
            })
            .await
            .is_err()
            || tokio::time::timeout(FOLLOW_WITHIN, told).await.is_err()
        {
            tracing::warn!("the clock was moved, but nobody followed");
        }
        Ok(())
    }

    async fn perform(&self, duty: Duty) -> io::Result<()> {
        match duty {
            Duty::Bring(message) => self.bring(&message).await,
            Duty::Step(occurrence) => {
                let Some((message, copies)) = self.take_step(occurrence)? else {
                    return Ok(());
                };
                for _ in 0..copies {
                    self.bring(&message).await?;
                }
                Ok(())
            }
        }
    }

    /// Does a step, and returns the message that is to be sent for it and how often.
    fn take_step(&self, occurrence: Occurrence) -> io::Result<Option<(String, u32)>> {
        let at = self.now();
        let mut inner = self.lock();
        let Some(step) = inner
            .world
            .runs()
            .iter()
            .find(|run| run.number == occurrence.run)
            .and_then(|run| run.scenario.steps.get(occurrence.step))
            .cloned()
        else {
            return Ok(None);
        };
        let outcome = inner.outcome_of(&occurrence, &step, at, self.zone())?;
        let message = match &outcome {
            StepOutcome::Sent { message } => Some((message.clone(), step.copies)),
            StepOutcome::Done | StepOutcome::Skipped | StepOutcome::Impossible { .. } => None,
        };
        inner.keep(Event::StepDone {
            occurrence,
            at,
            outcome,
        })?;
        Ok(message)
    }

    /// Makes one attempt to bring a message to the care system.
    async fn bring(&self, id: &str) -> io::Result<()> {
        let (body, address, earlier) = {
            let mut inner = self.lock();
            let Some(message) = inner.world.messages().find(id).cloned() else {
                return Ok(());
            };
            let is_checked = message.attempts.is_empty() && !message.unchecked;
            if is_checked && let Err(text) = services::check_to_care(&inner.world, &message.xml) {
                let at = self.now();
                return inner.keep(Event::Attempted {
                    message: message.id,
                    at,
                    state: MessageState::Stopped { text },
                });
            }
            if matches!(message.state, MessageState::Stopped { .. }) {
                return Ok(());
            }
            let address = inner.world.messages().logical_address(id).to_owned();
            (message.xml, address, message.attempts.len())
        };
        let state = match self.care.bring(&address, &body).await {
            MessageState::Waiting { text } if earlier + 1 >= MOST_ATTEMPTS => {
                MessageState::GivenUp { text }
            }
            state => state,
        };
        let at = self.now();
        self.lock().keep(Event::Attempted {
            message: id.to_owned(),
            at,
            state,
        })
    }
}

impl Inner {
    /// Does a step as far as it can be done here: a message is written, and not sent yet.
    fn outcome_of(
        &mut self,
        occurrence: &Occurrence,
        step: &Step,
        at: Timestamp,
        zone: &TimeZone,
    ) -> io::Result<StepOutcome> {
        if is_needless(&self.world, occurrence, step) {
            return Ok(StepOutcome::Skipped);
        }
        match &step.action {
            Action::Accept => (),
            Action::Fault(rule) => self.plan.add(rule.clone()),
            Action::ClearFaults => self.plan.clear(),
            Action::Ask(_) | Action::Remind(_) | Action::Answer(_) => {
                return match write_step(&self.world, occurrence, step, at, zone) {
                    Ok(new) => {
                        let message = new.message.id.clone();
                        self.keep(Event::Written {
                            message: Box::new(new),
                        })?;
                        Ok(StepOutcome::Sent { message })
                    }
                    Err(text) => Ok(StepOutcome::Impossible { text }),
                };
            }
        }
        Ok(StepOutcome::Done)
    }
}

/// Tells whether there is no reason for a step any more.
fn is_needless(world: &World, occurrence: &Occurrence, step: &Step) -> bool {
    let is_answered = step.unless_answered.as_ref().is_some_and(|asked| {
        question(world, occurrence, asked)
            .is_some_and(|question| answered_at(world, question).is_some())
    });
    let is_revoked = world
        .delivery(&occurrence.certificate)
        .is_some_and(|delivery| delivery.revoked_at.is_some());
    is_answered || (is_revoked && agenda::ends_with_revocation(&step.action, &step.when))
}
