//! What is to be done and when, as it follows from what has happened. Nothing is kept of it: the same history gives the same agenda.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    scenario::{Action, When},
    seed,
    world::{Delivery, Direction, Message, MessageState, Occurrence, Run, StepOutcome, World},
};

/// Pause before a message that did not get through is sent again.
const RESEND_AFTER: SignedDuration = SignedDuration::from_mins(5);
/// Attempts to bring a message to the care system.
pub(crate) const MOST_ATTEMPTS: usize = 12;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Planned {
    /// When; may be past.
    pub(crate) at: Timestamp,
    /// What.
    pub(crate) duty: Duty,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Duty {
    /// To bring a message to the care system, again or, after a crash, for the first time.
    Bring(String),
    /// A step of a scenario.
    Step(Occurrence),
}

/// Returns all that is to be done, in the order in which it is done.
pub(crate) fn agenda(world: &World, zone: &TimeZone) -> Vec<Planned> {
    let mut planned: Vec<_> = world.messages().all().iter().filter_map(bring).collect();
    for run in world.runs().iter().filter(|run| run.stopped_at.is_none()) {
        for delivery in world.deliveries() {
            if let Some(from) = begins(world, run, delivery) {
                steps(world, run, delivery, from, zone, &mut planned);
            }
        }
    }
    planned.sort();
    planned
}

fn bring(message: &Message) -> Option<Planned> {
    let at = match (&message.state, message.attempts.last()) {
        (MessageState::Written, _) => message.at,
        (MessageState::Waiting { .. }, Some(last)) => last.at.saturating_add(RESEND_AFTER).ok()?,
        _ => return None,
    };
    Some(Planned {
        at,
        duty: Duty::Bring(message.id.clone()),
    })
}

/// Returns when a certificate has come into a scenario, if it has.
fn begins(world: &World, run: &Run, delivery: &Delivery) -> Option<Timestamp> {
    let certificate = world.certificate(&delivery.certificate)?;
    let types = &run.scenario.types;
    let concerns = types.is_empty() || types.contains(&certificate.certificate_type);
    let is_in = match &run.certificate {
        Some(only) => *only == certificate.id,
        None => delivery.received_at >= run.started_at,
    };
    (concerns && is_in).then(|| delivery.received_at.max(run.started_at))
}

fn steps(
    world: &World,
    run: &Run,
    delivery: &Delivery,
    from: Timestamp,
    zone: &TimeZone,
    planned: &mut Vec<Planned>,
) {
    for (at, step) in run.scenario.steps.iter().enumerate() {
        for (called_at, cause) in causes(world, run, delivery, from, &step.when) {
            let occurrence = Occurrence {
                run: run.number,
                step: at,
                certificate: delivery.certificate.clone(),
                cause,
            };
            if run.is_done(&occurrence) {
                continue;
            }
            let later = scatter(run, &occurrence, step.spread.seconds());
            let due = step
                .after
                .after(called_at, zone, step.at)
                .saturating_add(later)
                .unwrap_or(Timestamp::MAX);
            planned.push(Planned {
                at: due,
                duty: Duty::Step(occurrence),
            });
        }
    }
}

/// Returns when a step has been called for, and by which message.
fn causes(
    world: &World,
    run: &Run,
    delivery: &Delivery,
    from: Timestamp,
    when: &When,
) -> Vec<(Timestamp, String)> {
    let certificate = delivery.certificate.as_str();
    let once = |at: Option<Timestamp>| at.map(|at| (at.max(from), String::new()));
    match when {
        When::Delivered if is_answer(world, run, certificate) => Vec::new(),
        When::Delivered => once(Some(from)).into_iter().collect(),
        When::Revoked => once(delivery.revoked_at).into_iter().collect(),
        When::Sent(step) => once(sent_at(run, step, certificate)).into_iter().collect(),
        When::Answered(step) => {
            let question = question_of(world, run, step, certificate);
            once(question.and_then(|question| answered_at(world, question)))
                .into_iter()
                .collect()
        }
        When::Asked => world
            .messages()
            .about(certificate)
            .filter(|message| {
                message.direction == Direction::ToRecipient
                    && message.reply_to.is_none()
                    && message.at >= run.started_at
            })
            .map(|message| (message.at, message.id.clone()))
            .collect(),
    }
}

/// A certificate that completes another one is an answer and no case of its own, unless the scenario was started for it.
fn is_answer(world: &World, run: &Run, certificate: &str) -> bool {
    run.certificate.is_none()
        && world.certificate(certificate).is_some_and(|certificate| {
            certificate.facts.completes.is_some() || certificate.facts.reply_to.is_some()
        })
}

fn sent_at(run: &Run, step: &str, certificate: &str) -> Option<Timestamp> {
    let step = position(run, step)?;
    let done = run.done_step(step, certificate)?;
    matches!(done.outcome, StepOutcome::Sent { .. } | StepOutcome::Done).then_some(done.at)
}

/// Finds the message by which a step has asked about a certificate.
pub(crate) fn question_of<'a>(
    world: &'a World,
    run: &Run,
    step: &str,
    certificate: &str,
) -> Option<&'a Message> {
    let step = position(run, step)?;
    match &run.done_step(step, certificate)?.outcome {
        StepOutcome::Sent { message } => world.messages().find(message),
        StepOutcome::Done | StepOutcome::Skipped | StepOutcome::Impossible { .. } => None,
    }
}

fn position(run: &Run, step: &str) -> Option<usize> {
    run.scenario.steps.iter().position(|other| other.id == step)
}

/// Returns when Försäkringskassan got an answer to a question: a message, or a certificate that completes the one asked about.
pub(crate) fn answered_at(world: &World, question: &Message) -> Option<Timestamp> {
    let by_message = world
        .messages()
        .about(&question.certificate)
        .filter(|message| {
            message.direction == Direction::ToRecipient
                && message.reply_to.as_deref() == Some(&question.id)
        })
        .map(|message| message.at);
    let by_certificate = world
        .deliveries()
        .iter()
        .filter(|delivery| completes(world, delivery, question))
        .map(|delivery| delivery.received_at);
    by_message.chain(by_certificate).min()
}

/// A certificate names only the latest of the requests that it answers, but answers all on the same one.
fn completes(world: &World, delivery: &Delivery, question: &Message) -> bool {
    let Some(certificate) = world.certificate(&delivery.certificate) else {
        return false;
    };
    let facts = &certificate.facts;
    facts.reply_to.as_deref() == Some(&question.id)
        || (question.subject == "KOMPLT"
            && facts.completes.as_deref() == Some(&question.certificate)
            && delivery.received_at >= question.at)
}

fn scatter(run: &Run, occurrence: &Occurrence, spread: u64) -> SignedDuration {
    let number = run.number.to_string();
    let step = occurrence.step.to_string();
    let parts = [
        "time",
        &number,
        &step,
        &occurrence.certificate,
        &occurrence.cause,
    ];
    let seconds = seed::below(spread.saturating_add(1), run.seed, &parts);
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Tells whether a step has no place any more once the certificate is revoked.
pub(crate) const fn ends_with_revocation(action: &Action, when: &When) -> bool {
    matches!(action, Action::Ask(_) | Action::Remind(_)) && !matches!(when, When::Revoked)
}
