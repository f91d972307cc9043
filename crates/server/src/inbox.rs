//! `inbox list` and `inbox show`: what came in, for those who run the installation.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use intyg_app::{InboxLine, InboxStatus};
use intyg_core::ids::{CertificateId, HsaId};
use serde_json::{Value, json};

use crate::command::operator;
use crate::config::Config;
use crate::wiring::{self, Login};

/// What to do with the inbox.
#[derive(Debug, Subcommand)]
pub(crate) enum Inbox {
    /// List what came in, without anything that tells of a patient; the access log gets an entry.
    List(List),
    /// Print a message; the access log gets an entry.
    Show(Show),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// HSA-id of one unit; without it all.
    #[arg(long)]
    unit: Option<String>,
    /// Which messages.
    #[arg(long, value_enum, default_value_t = Status::Todo)]
    status: Status,
    /// As JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Id of the message, as `inbox list` prints it.
    id: String,
    /// Why, for the access log.
    #[arg(long, default_value = "inbox show")]
    reason: String,
    /// As JSON instead of lines.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    /// Not handled.
    Todo,
    /// Handled.
    Done,
    /// All.
    All,
}

/// Runs the command.
pub(crate) async fn run(config: &Config, command: Inbox) -> anyhow::Result<ExitCode> {
    let app = wiring::app(config, Login::None).await?;
    let text = match command {
        Inbox::List(list) => {
            let unit = list
                .unit
                .map(|unit| HsaId::parse(&unit).context("not an HSA-id"))
                .transpose()?;
            let status = match list.status {
                Status::Todo => InboxStatus::Todo,
                Status::Done => InboxStatus::Done,
                Status::All => InboxStatus::All,
            };
            let lines = app.inbox_lines(unit.as_ref(), status, &operator()).await?;
            if list.json {
                as_json(&Value::Array(lines.iter().map(json_line).collect()))?
            } else {
                table(&lines)
            }
        }
        Inbox::Show(show) => {
            let id = show.id.parse().context("not the id of a message")?;
            let record = app.inbox_record(id, &operator(), &show.reason).await?;
            if show.json {
                as_json(&json!(record))?
            } else {
                lines(&record)
            }
        }
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(value: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn json_line(line: &InboxLine) -> Value {
    let handled = line.handled.as_ref();
    json!({
        "id": line.id.to_text(),
        "received": line.received_at.to_string(),
        "unit": line.unit.as_str(),
        "matter": line.matter,
        "reply_by": line.reply_by.map(|day| day.to_string()),
        "certificate": line.certificate.map(CertificateId::to_text),
        "handled": handled.map(|(at, _)| at.to_string()),
        "handled_by": handled.map(|(_, by)| by.as_str()),
    })
}

fn lines(record: &BTreeMap<String, String>) -> String {
    let lines = record
        .iter()
        .map(|(field, text)| [field, ": ", text, "\n"].concat());
    lines.collect()
}

const HEADINGS: [&str; 7] = [
    "id",
    "received",
    "unit",
    "matter",
    "reply by",
    "certificate",
    "handled",
];

/// One row per message, columns as wide as they need to be.
fn table(lines: &[InboxLine]) -> String {
    let dash = || "-".to_owned();
    let rows = lines.iter().map(|line| {
        [
            line.id.to_text(),
            line.received_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            line.unit.to_string(),
            line.matter.clone(),
            line.reply_by.map_or_else(dash, |day| day.to_string()),
            line.certificate.map_or_else(dash, CertificateId::to_text),
            line.handled
                .as_ref()
                .map_or_else(dash, |(at, by)| format!("{} {by}", at.strftime("%Y-%m-%d"))),
        ]
    });
    let rows: Vec<[String; 7]> = std::iter::once(HEADINGS.map(str::to_owned))
        .chain(rows)
        .collect();
    let widths: [usize; 7] = std::array::from_fn(|column| {
        let width = |row: &[String; 7]| row.get(column).map_or(0, |cell| cell.chars().count());
        rows.iter().map(width).max().unwrap_or(0)
    });
    let line = |row: &[String; 7]| -> String {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_core::ids::MessageId;

    fn message(n: u8) -> InboxLine {
        InboxLine {
            id: MessageId::from_random_bytes([n; 16]),
            received_at: "2026-11-22T09:42:00Z".parse().expect("a time"),
            unit: HsaId::parse("SE1-U").expect("an HSA-id"),
            matter: "Begäran om komplettering".to_owned(),
            reply_by: Some(jiff::civil::date(2026, 12, 6)),
            certificate: Some(CertificateId::from_random_bytes([7; 16])),
            handled: None,
        }
    }

    #[test]
    fn a_list_is_a_table_with_headings_or_json() {
        let lost = InboxLine {
            certificate: None,
            reply_by: None,
            matter: "Övrigt".to_owned(),
            handled: Some((
                "2026-11-23T09:42:00Z".parse().expect("a time"),
                HsaId::parse("SE1-D").expect("an HSA-id"),
            )),
            ..message(2)
        };
        let lines = [message(1), lost];
        let text = table(&lines);
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[0].starts_with("id ") && rows[0].ends_with("handled"));
        assert!(rows[1].contains("Begäran om komplettering  2026-12-06  "));
        assert!(rows[2].contains("Övrigt                    -           -  "));
        assert!(rows[2].ends_with("2026-11-23 SE1-D"));
        let unit = rows[0].find("unit").expect("a column");
        assert!(rows[1..].iter().all(|row| row[unit..].starts_with("SE1-U")));
        let json = json_line(&lines[0]);
        assert_eq!(json["reply_by"], "2026-12-06");
        assert_eq!(json["handled"], Value::Null);
        assert_eq!(table(&[]).lines().count(), 1);
    }
}
