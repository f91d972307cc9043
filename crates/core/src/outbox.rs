//! Outgoing messages: kinds, states, the hour of attempts and how an answer is judged.

use jiff::{SignedDuration, Timestamp};

/// What is sent. The order is the order in which the messages of one certificate must arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutboxKind {
    /// The certificate to Intygstjänsten.
    Register,
    /// The order to pass it on to Försäkringskassan, after consent.
    Send,
    /// A question or an answer to Försäkringskassan.
    Message,
    /// The word that it has been taken back.
    Revoke,
}

impl OutboxKind {
    /// Returns every kind.
    pub const ALL: [Self; 4] = [Self::Register, Self::Send, Self::Message, Self::Revoke];

    /// Returns the name in storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Send => "send",
            Self::Message => "message",
            Self::Revoke => "revoke",
        }
    }
    /// Parses [`OutboxKind::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
    /// Returns the exact type name in Enhetens utkorg. Source: acceptance S89, exchange 2.7.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Register => "Care certificate",
            Self::Send => "Care certificate send",
            Self::Message => "Care certificate, message to recipient",
            Self::Revoke => "Care certificate revoke",
        }
    }
    /// Tells whether a doctor may give it up for good under FEL: a certificate is deleted instead, and a revocation has to arrive.
    /// Source: exchange 2.4, reliability-security R104.
    pub fn can_be_written_off(self) -> bool {
        match self {
            Self::Send | Self::Message => true,
            Self::Register | Self::Revoke => false,
        }
    }
}

/// State of an outgoing message. "Blocked" is no state: it is computed from the messages before it.
/// Source: reliability-security R90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// To be sent when it is due.
    Waiting,
    /// An attempt is going on.
    Sending,
    /// The receiver has the effect. Final.
    Delivered,
    /// Given up (FEL); needs a person.
    Failed,
    /// Dropped. Final.
    Cancelled,
}

impl OutboxState {
    /// Returns every state.
    pub const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Sending,
        Self::Delivered,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Returns the name in storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
    /// Parses [`OutboxState::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// When a message is tried again, and when it is given up. Source: exchange 2.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule {
    /// Pauses after the first, second, … attempt; the last one repeats. Never empty in use; an empty list means five minutes.
    pub steps: Vec<SignedDuration>,
    /// Counted from the first attempt; the last attempt starts exactly then.
    pub give_up_after: SignedDuration,
}

impl Default for RetrySchedule {
    fn default() -> Self {
        Self {
            steps: [5, 15, 30, 60, 120, 300]
                .map(SignedDuration::from_secs)
                .to_vec(),
            give_up_after: SignedDuration::from_mins(60),
        }
    }
}

impl RetrySchedule {
    /// Returns when the next attempt starts, or `None` when the hour is over and the message goes to FEL.
    ///
    /// `attempts_in_window` counts the attempts since `window_start` (at least one). `jitter` lies in −1..=1 and moves the pause by up to a
    /// tenth. The pause before the end of the window is cut so that the last attempt starts exactly at the end.
    pub fn next_attempt(
        &self,
        window_start: Timestamp,
        attempts_in_window: u32,
        now: Timestamp,
        jitter: f64,
    ) -> Option<Timestamp> {
        let end = window_start.checked_add(self.give_up_after).ok()?;
        if now >= end {
            return None;
        }
        let index = usize::try_from(attempts_in_window.saturating_sub(1)).unwrap_or(usize::MAX);
        let step = self
            .steps
            .get(index)
            .or(self.steps.last())
            .copied()
            .unwrap_or(SignedDuration::from_mins(5));
        let pause = step.mul_f64(1.0 + jitter.clamp(-1.0, 1.0) / 10.0);
        Some(now.checked_add(pause).unwrap_or(end).min(end))
    }
}

/// How an attempt ended, as the module judges it. Source: exchange 2.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver has the effect.
    Delivered(Delivery),
    /// It can become right by itself within the hour.
    Retry,
    /// It will not; a person has to look.
    Failed,
}

/// What is known about a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// By this attempt.
    Now,
    /// It was already there: an earlier attempt had arrived.
    AlreadyThere,
    /// The certificate is revoked at the receiver, so nothing was passed on.
    RevokedThere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attempts_of_an_hour_are_those_of_the_specification() {
        let schedule = RetrySchedule::default();
        let start = Timestamp::UNIX_EPOCH;
        let mut at = start;
        let mut seen = vec!["0".to_owned()];
        let mut n = 1;
        while let Some(next) = schedule.next_attempt(start, n, at, 0.0) {
            seen.push(
                (next - start)
                    .total(jiff::Unit::Second)
                    .map(|s| format!("{s:.0}"))
                    .expect("seconds"),
            );
            at = next;
            n += 1;
        }
        assert_eq!(
            seen,
            [
                0, 5, 20, 50, 110, 230, 530, 830, 1130, 1430, 1730, 2030, 2330, 2630, 2930, 3230,
                3530, 3600
            ]
            .map(|s: i32| s.to_string())
        );
    }

    #[test]
    fn jitter_never_passes_the_end_of_the_hour() {
        let schedule = RetrySchedule::default();
        let start = Timestamp::UNIX_EPOCH;
        let late = start + SignedDuration::from_secs(3599);
        assert_eq!(
            schedule.next_attempt(start, 17, late, 1.0),
            Some(start + SignedDuration::from_secs(3600))
        );
        assert_eq!(
            schedule.next_attempt(start, 18, start + SignedDuration::from_secs(3600), 0.0),
            None
        );
    }
}
