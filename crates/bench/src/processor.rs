//! Processor time, which other work on the machine disturbs less than the clock on the wall.

use anyhow::Context as _;

/// Clock ticks per second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

/// Returns the time that every thread of this process has worked.
pub(crate) fn own_seconds() -> anyhow::Result<f64> {
    seconds(11)
}

/// Returns the time that the programs worked which this process has started and which have ended.
pub(crate) fn children_seconds() -> anyhow::Result<f64> {
    seconds(13)
}

/// Adds the two fields, of user and of system, that begin there after the name of the program. Source: `proc_pid_stat(5)`.
fn seconds(first: usize) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, may hold blanks.
    let (_, fields) = stat.rsplit_once(')').context("a program name")?;
    let ticks = fields
        .split_whitespace()
        .skip(first)
        .take(2)
        .map(str::parse::<f64>)
        .sum::<Result<f64, _>>()?;
    Ok(ticks / TICKS)
}
