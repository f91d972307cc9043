//! Makes happen what is on the agenda: moves the clock from one event to the next, and never past one.

use std::{io, sync::Arc, time::Duration};

use intyg_rivta::xml::WriteError;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use tokio::sync::{oneshot, watch};

use crate::{
    agenda::{self, Duty, MOST_ATTEMPTS, Planned, agenda, answered_at, question_of},
    clock::ClockMove,
    compose::{Content, Letter, compose},
    scenario::{Action, Ask, AskedPoint, Mistake, Step, Subject},
    seed,
    server::Shared,
    services,
    world::{Certificate, Event, MessageState, NewMessage, Occurrence, Point, StepOutcome, World},
};

/// The clock is moved on by no more than this at a time.
pub(crate) const FARTHEST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// How long whoever follows the clock may take.
const FOLLOW_WITHIN: Duration = Duration::from_secs(5);

/// A message that a person orders Försäkringskassan to send.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) certificate: String,
    pub(crate) kind: OrderKind,
    pub(crate) text: String,
    pub(crate) last_reply_date: Option<Date>,
    pub(crate) copies: u32,
    pub(crate) mistake: Option<Mistake>,
    pub(crate) unchecked: bool,
}

/// What kind of message.
#[derive(Debug, Clone)]
pub(crate) enum OrderKind {
    Question(Subject, Vec<Point>),
    /// Of the message with this id.
    Reminder(String),
    /// To the message with this id.
    Answer(String),
}

/// A message could not be ordered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    #[error("the certificate is not known")]
    UnknownCertificate,
    #[error("the certificate has not been sent to Försäkringskassan")]
    NotSent,
    #[error("the message that it refers to is not known")]
    UnknownMessage,
    #[error(transparent)]
    Text(#[from] WriteError),
    #[error("the message could not be kept")]
    Keep(#[from] io::Error),
}

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
            let mut new = ordered(&inner.world, order, at, self)?;
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
        let copies = step.copies;
        let mut message = None;
        let outcome = if is_needless(&inner.world, &occurrence, &step) {
            StepOutcome::Skipped
        } else {
            match &step.action {
                Action::Accept => StepOutcome::Done,
                Action::Fault(rule) => {
                    inner.plan.add(rule.clone());
                    StepOutcome::Done
                }
                Action::ClearFaults => {
                    inner.plan.clear();
                    StepOutcome::Done
                }
                Action::Ask(_) | Action::Remind(_) | Action::Answer(_) => {
                    match write_step(&inner.world, &occurrence, &step, at, self) {
                        Ok(new) => {
                            let id = new.message.id.clone();
                            inner.keep(Event::Written {
                                message: Box::new(new),
                            })?;
                            message = Some(id.clone());
                            StepOutcome::Sent { message: id }
                        }
                        Err(text) => StepOutcome::Impossible { text },
                    }
                }
            }
        };
        inner.keep(Event::StepDone {
            occurrence,
            at,
            outcome,
        })?;
        Ok(message.map(|id| (id, copies)))
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

fn question<'a>(
    world: &'a World,
    occurrence: &Occurrence,
    step: &str,
) -> Option<&'a crate::Message> {
    let run = world
        .runs()
        .iter()
        .find(|run| run.number == occurrence.run)?;
    question_of(world, run, step, &occurrence.certificate)
}

fn write_step(
    world: &World,
    occurrence: &Occurrence,
    step: &Step,
    at: Timestamp,
    shared: &Shared,
) -> Result<NewMessage, String> {
    let certificate = world.certificate(&occurrence.certificate);
    let delivery = world.delivery(&occurrence.certificate);
    let (certificate, delivery) = certificate
        .zip(delivery)
        .ok_or("the certificate is not known any more")?;
    let seed = world
        .runs()
        .iter()
        .find(|run| run.number == occurrence.run)
        .map_or(0, |run| run.seed);
    let within = |days: Option<u16>| days.and_then(|days| day_after(at, days, shared));
    let (content, text, last_reply_date) = match &step.action {
        Action::Ask(ask) => (
            asking(ask, certificate)?,
            &ask.text,
            within(ask.reply_within_days),
        ),
        Action::Remind(remind) => {
            let asked = question(world, occurrence, &remind.of)
                .ok_or("nothing has been asked that could be reminded of")?;
            let last = within(remind.reply_within_days);
            (Content::Reminder(asked), &remind.text, last)
        }
        Action::Answer(answer) => {
            let asked = world
                .messages()
                .find(&occurrence.cause)
                .ok_or("the question is not known any more")?;
            (Content::Answer(asked), &answer.text, None)
        }
        Action::Accept | Action::Fault(_) | Action::ClearFaults => {
            return Err("the step sends nothing".to_owned());
        }
    };
    let run = occurrence.run.to_string();
    let parts = [
        "message",
        &run,
        &step.id,
        &certificate.id,
        &occurrence.cause,
    ];
    let letter = Letter {
        certificate,
        sender: &delivery.recipient,
        id: seed::uuid(seed, &parts),
        seed,
        at,
        text: text.clone(),
        content,
        last_reply_date,
        mistake: step.mistake,
    };
    let mut new = compose(&letter, shared.zone()).map_err(|error| error.to_string())?;
    new.message.unchecked = step.unchecked;
    Ok(new)
}

fn asking<'a>(ask: &Ask, certificate: &Certificate) -> Result<Content<'a>, String> {
    let points: Option<Vec<_>> = ask
        .points
        .iter()
        .map(|point| point_in(point, certificate))
        .collect();
    Ok(Content::Question {
        subject: ask.subject.code(),
        points: points.ok_or("the certificate has nothing that could be completed")?,
    })
}

fn point_in(point: &AskedPoint, certificate: &Certificate) -> Option<Point> {
    let questions = &certificate.facts.questions;
    let (question, instance) = match (&point.question, point.position) {
        (Some(question), _) => (question.clone(), point.instance),
        (None, position) => {
            let at = position.unwrap_or(1).min(questions.len());
            let (question, instance) = questions.get(at.checked_sub(1)?)?;
            (question.clone(), point.instance.or(*instance))
        }
    };
    Some(Point {
        question,
        instance,
        text: point.text.clone(),
    })
}

fn day_after(at: Timestamp, days: u16, shared: &Shared) -> Option<Date> {
    let today = at.to_zoned(shared.zone().clone()).date();
    today.checked_add(i64::from(days).days()).ok()
}

fn ordered(
    world: &World,
    order: Order,
    at: Timestamp,
    shared: &Shared,
) -> Result<NewMessage, OrderError> {
    let certificate = world
        .certificate(&order.certificate)
        .ok_or(OrderError::UnknownCertificate)?;
    let delivery = world
        .delivery(&order.certificate)
        .ok_or(OrderError::NotSent)?;
    let find = |id: &str| {
        world
            .messages()
            .find(id)
            .filter(|message| message.certificate == certificate.id)
            .ok_or(OrderError::UnknownMessage)
    };
    let content = match &order.kind {
        OrderKind::Question(subject, points) => Content::Question {
            subject: subject.code(),
            points: points.clone(),
        },
        OrderKind::Reminder(of) => Content::Reminder(find(of)?),
        OrderKind::Answer(to) => Content::Answer(find(to)?),
    };
    let number = world.messages().all().len().to_string();
    let letter = Letter {
        certificate,
        sender: &delivery.recipient,
        id: seed::uuid(0, &["order", &number, &certificate.id]),
        seed: 0,
        at,
        text: order.text,
        content,
        last_reply_date: order.last_reply_date,
        mistake: order.mistake,
    };
    Ok(compose(&letter, shared.zone())?)
}
