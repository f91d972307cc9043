//! When a receiver is away, one message at a time asks for all. Source: reliability-security R101.

use intyg_app::OutcomeClass;
use intyg_core::outbox::{Delivery, Verdict};
use jiff::{SignedDuration, Timestamp};

/// Communication errors in a row after which only probes are sent.
const PATIENCE: u32 = 5;
/// Pause between probes.
const PROBE_EVERY: SignedDuration = SignedDuration::from_secs(15);

/// What may be sent right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    /// Everything that is due.
    All,
    /// One message.
    Probe,
    /// Nothing but messages whose hour ends now.
    LastAttempts,
}

/// Counts communication errors of one receiver.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    in_a_row: u32,
    last_probe: Option<Timestamp>,
}

impl Breaker {
    /// Tells what may be sent at `now`; a probe is counted from then on.
    pub(crate) fn leave(&mut self, now: Timestamp) -> Leave {
        if !self.is_open() {
            return Leave::All;
        }
        // A clock that has gone back must not keep the receiver waiting.
        let waited = self
            .last_probe
            .is_none_or(|at| now.duration_since(at).abs() >= PROBE_EVERY);
        if waited {
            self.last_probe = Some(now);
            Leave::Probe
        } else {
            Leave::LastAttempts
        }
    }

    /// Tells whether the receiver is known to be away.
    pub(crate) fn is_open(&self) -> bool {
        self.in_a_row >= PATIENCE
    }

    /// Takes the end of an attempt into account.
    pub(crate) fn note(&mut self, verdict: &Verdict, class: OutcomeClass) {
        let silent = matches!(class, OutcomeClass::NoConnection | OutcomeClass::Timeout);
        match verdict {
            Verdict::Retry if silent => self.in_a_row = self.in_a_row.saturating_add(1),
            Verdict::Retry
            | Verdict::Failed
            | Verdict::Delivered(Delivery::Now | Delivery::AlreadyThere | Delivery::RevokedThere) =>
            {
                self.in_a_row = 0;
                self.last_probe = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_errors_in_a_row_one_probe_goes_out_every_fifteen_seconds() {
        let mut breaker = Breaker::default();
        let start = Timestamp::UNIX_EPOCH;
        let at = |seconds| start + SignedDuration::from_secs(seconds);
        for _ in 0..5 {
            assert_eq!(breaker.leave(start), Leave::All);
            breaker.note(&Verdict::Retry, OutcomeClass::NoConnection);
        }
        assert!(breaker.is_open());
        assert_eq!(breaker.leave(at(0)), Leave::Probe);
        assert_eq!(breaker.leave(at(14)), Leave::LastAttempts);
        assert_eq!(breaker.leave(at(15)), Leave::Probe);
        assert_eq!(
            breaker.leave(at(-3600)),
            Leave::Probe,
            "a clock set back does not stop the probes"
        );
        breaker.note(&Verdict::Retry, OutcomeClass::Technical);
        assert_eq!(
            breaker.leave(at(16)),
            Leave::All,
            "an answer, whatever it says, shows that somebody is there"
        );
    }
}
