//! Jumps of the wall clock. Waiting is measured by a clock that only goes forward; when the other one jumps, the schedule jumps along.
//! Source: reliability-security R100.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A smaller difference is the ordinary correction of a clock.
const SMALLEST: SignedDuration = SignedDuration::from_mins(1);

/// Compares the wall clock with one that only goes forward.
#[derive(Debug)]
pub(crate) struct JumpDetector {
    monotonic: Instant,
    wall: Timestamp,
}

impl JumpDetector {
    pub(crate) fn new(wall: Timestamp) -> Self {
        Self {
            monotonic: Instant::now(),
            wall,
        }
    }

    /// Returns how far the wall clock has jumped since the last look, forward or back; `None` when it has not.
    pub(crate) fn look(&mut self, wall: Timestamp) -> Option<SignedDuration> {
        let now = Instant::now();
        let passed = SignedDuration::try_from(now - self.monotonic).unwrap_or(SignedDuration::MAX);
        let jump = difference(passed, wall.duration_since(self.wall));
        *self = Self {
            monotonic: now,
            wall,
        };
        jump
    }
}

fn difference(passed: SignedDuration, by_the_wall: SignedDuration) -> Option<SignedDuration> {
    let jump = by_the_wall.saturating_sub(passed);
    (jump.abs() > SMALLEST).then_some(jump)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_difference_of_more_than_a_minute_is_a_jump() {
        let s = SignedDuration::from_secs;
        for (passed, wall, expected) in [
            (1, 1, None),
            (1, 61, None),
            (1, 62, Some(61)),
            (1, -60, Some(-61)),
            (1, -3599, Some(-3600)),
            (3600, 3600, None),
            (90, 1, Some(-89)),
        ] {
            assert_eq!(
                difference(s(passed), s(wall)),
                expected.map(s),
                "{passed} {wall}"
            );
        }
    }
}
