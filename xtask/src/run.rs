//! Runs other programs, in the workspace's folder.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::counts::{Counts, Runner};

/// Returns a command that runs in `root`.
pub(crate) fn command(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root).args(arguments);
    command
}

/// Runs a program whose output goes where ours goes.
///
/// # Errors
/// When it cannot be started or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs a test runner, passes its output on and adds up what its closing lines say, also when tests fail.
///
/// # Errors
/// When it cannot be started or ends with anything but success.
pub(crate) fn run_tests(command: &mut Command, runner: Runner, total: &mut Counts) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start {}", name(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let counted = std::thread::scope(|scope| {
        let out = scope.spawn(|| pass_on(stdout, std::io::stdout(), runner));
        let err = pass_on(stderr, std::io::stderr(), runner);
        [out.join().unwrap_or_default(), err]
    });
    let status = child.wait().context("waiting for the tests")?;
    for counts in counted {
        *total += counts;
    }
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Copies line by line. Output that cannot be read or written is not worth losing the verdict for.
fn pass_on(from: Option<impl Read>, mut to: impl Write, runner: Runner) -> Counts {
    let mut total = Counts::default();
    let mut line = Vec::new();
    let Some(mut from) = from.map(BufReader::new) else {
        return total;
    };
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        if let Some(counts) = runner.count(&String::from_utf8_lossy(&line)) {
            total += counts;
        }
        let _ = to.write_all(&line);
        line.clear();
    }
    total
}

/// Tells whether a program answers when asked for its version.
pub(crate) fn is_there(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn name(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args().take(3))
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
