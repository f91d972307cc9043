//! Speed and memory, printed as ratios: every figure beside a plain counterpart measured in the same run on the same machine.

mod backlog;
mod browser_print;
mod pages;
mod patients;
mod prints;
mod processor;
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

/// The parts, in the order in which they are measured.
const PARTS: [&str; 7] = [
    "signing", "pages", "backlog", "rules", "search", "prints", "program",
];

/// Measures everything, or the parts that the arguments name.
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(&name.as_str())) {
        anyhow::bail!(
            "{unknown} is not measured here; there are {}",
            PARTS.join(", ")
        );
    }
    for part in PARTS {
        if !named.is_empty() && !named.iter().any(|name| name == part) {
            continue;
        }
        match part {
            "signing" => signing::run().await?,
            "pages" => pages::run().await?,
            "backlog" => backlog::run().await?,
            "rules" => rules::run()?,
            "search" => search::run()?,
            "prints" => prints::run().await?,
            _ => program::run().await?,
        }
    }
    Ok(())
}
