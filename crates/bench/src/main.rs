//! Speed and memory, printed as ratios: every figure beside a plain counterpart measured in the same run on the same machine.

mod pages;
mod prints;
mod program;
mod rules;
mod search;
mod signing;
mod weight;

use std::io::Write as _;

/// What a figure should reach.
pub(crate) enum Aim {
    /// At least this.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
}

/// Prints one figure with its aim.
pub(crate) fn report(what: &str, figure: f64, unit: &str, aim: &Aim) -> anyhow::Result<()> {
    let (reached, aim) = match aim {
        Aim::AtLeast(least) => (figure >= *least, format!("aim >= {least}")),
        Aim::Below(most) => (figure < *most, format!("aim < {most}")),
    };
    let verdict = if reached { "reached" } else { "MISSED" };
    writeln!(
        std::io::stdout(),
        "{what:<62} {figure:>12.3} {unit:<10} {aim:<14} {verdict}"
    )?;
    Ok(())
}

/// Prints a figure without an aim, from which a ratio is made.
pub(crate) fn note(what: &str, figure: f64, unit: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "  {what:<60} {figure:>12.1} {unit}")?;
    Ok(())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    signing::run().await?;
    pages::run().await?;
    rules::run()?;
    search::run()?;
    prints::run()?;
    program::run().await?;
    Ok(())
}
