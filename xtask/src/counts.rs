//! How many tests passed and failed, read from what the runners print last.

/// Tests that were run.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Passed.
    pub(crate) passed: u64,
    /// Failed, timed out or could not be started.
    pub(crate) failed: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Whose closing line to look for. A runner repeats what a failed test printed, so that each knows its own line only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `Summary [   1.2s] 12 tests run: 11 passed (2 slow), 1 failed, 3 skipped`
    Nextest,
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; …`
    Libtest,
}

impl Runner {
    /// Reads a line; `None` when it is not the runner's closing line.
    pub(crate) fn count(self, line: &str) -> Option<Counts> {
        let line = line.trim_start();
        let (parts, separator) = match self {
            Self::Nextest => (line.strip_prefix("Summary [")?.split_once(" run: ")?.1, ','),
            Self::Libtest => (line.strip_prefix("test result: ")?.split_once(". ")?.1, ';'),
        };
        let mut counts = Counts::default();
        for part in parts.split(separator) {
            let Some((number, what)) = part.trim().split_once(' ') else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what.split(" (").next() {
                Some("passed") => counts.passed += number,
                Some("failed" | "timed out" | "exec failed") => counts.failed += number,
                _ => {}
            }
        }
        Some(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let (nextest, libtest) = (Runner::Nextest, Runner::Libtest);
        for (runner, line, expected) in [
            (
                nextest,
                "     Summary [   0.011s] 2 tests run: 2 passed, 0 skipped",
                Some((2, 0)),
            ),
            (
                nextest,
                "     Summary [  61.011s] 9/12 tests run: 5 passed (1 slow, 1 leaky), 2 failed (1 due to being leaky), 1 timed out, 1 exec failed, 3 skipped",
                Some((5, 4)),
            ),
            (
                nextest,
                "     Summary [   0.011s] 1 test run: 1 passed, 0 skipped",
                Some((1, 0)),
            ),
            (nextest, "        PASS [   0.005s] intyg-core text", None),
            (
                nextest,
                "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured",
                None,
            ),
            (
                libtest,
                "test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 7 filtered out; finished in 0.00s",
                Some((3, 0)),
            ),
            (
                libtest,
                "test result: FAILED. 3 passed; 4 failed; 0 ignored",
                Some((3, 4)),
            ),
            (libtest, "running 3 tests", None),
        ] {
            let expected = expected.map(|(passed, failed)| Counts { passed, failed });
            assert_eq!(runner.count(line), expected, "{line}");
        }
    }
}
