//! `outbox`: what is on its way, for those who run the installation. No patient and no content is shown.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use intyg_app::{DestinationRow, OutboxRecord, OutboxRow, OutboxSearch};
use intyg_core::ids::{HsaId, OutboxId};
use intyg_core::outbox::{OutboxKind, OutboxState};
use serde_json::{Value, json};

use crate::command::operator;
use crate::config::Config;
use crate::wiring;

/// What is done with the outbox.
#[derive(Debug, Subcommand)]
pub(crate) enum Outbox {
    /// List messages of all units, the newest first, and receivers that are paused or silent.
    List(List),
    /// Show a message with every attempt.
    Show {
        /// Id of the message.
        id: OutboxId,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Send messages under FEL again: the same bytes, a new hour.
    Retry(Retry),
    /// Send nothing to a receiver until it is resumed, also over restarts.
    Pause(Switch),
    /// Send to a paused receiver again.
    Resume(Switch),
}

/// Which messages are listed.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only in this state: waiting, sending, delivered, failed or cancelled.
    #[arg(long, value_parser = state)]
    state: Option<OutboxState>,
    /// Only to this receiver.
    #[arg(long, value_name = "RECEIVER")]
    to: Option<String>,
    /// Only of this unit.
    #[arg(long, value_name = "HSA-ID", value_parser = unit)]
    unit: Option<HsaId>,
    /// At most so many.
    #[arg(long, default_value_t = 100)]
    limit: u32,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// Which messages are sent again.
#[derive(Debug, Args)]
pub(crate) struct Retry {
    /// Ids of messages.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    ids: Vec<OutboxId>,
    /// All under FEL.
    #[arg(long)]
    all: bool,
    /// Of all, only those to this receiver.
    #[arg(long, value_name = "RECEIVER", requires = "all")]
    to: Option<String>,
    /// Why, for the access log.
    #[arg(long)]
    reason: String,
}

/// Which receiver is paused or resumed.
#[derive(Debug, Args)]
pub(crate) struct Switch {
    /// Its name in the outbox.
    receiver: String,
    /// Why, for the access log.
    #[arg(long)]
    reason: String,
}

fn state(text: &str) -> Result<OutboxState, String> {
    OutboxState::from_key(text)
        .ok_or_else(|| "must be waiting, sending, delivered, failed or cancelled".to_owned())
}

fn unit(text: &str) -> Result<HsaId, String> {
    HsaId::parse(text).map_err(|error| error.to_string())
}

/// Runs a command on the outbox.
pub(crate) async fn run(config: &Config, command: Outbox) -> anyhow::Result<ExitCode> {
    let app = wiring::app(config, wiring::Login::None).await?;
    let mut out = std::io::stdout().lock();
    match command {
        Outbox::List(list) => {
            let search = OutboxSearch {
                state: list.state,
                destination: list.to,
                unit: list.unit,
                limit: list.limit,
            };
            let rows = app.find_outbox(&search).await?;
            let receivers = app.destinations().await?;
            if list.json {
                write_json(&mut out, &listed(&receivers, &rows))?;
            } else {
                write_list(&mut out, &receivers, &rows)?;
            }
        }
        Outbox::Show { id, json } => {
            let record = app
                .outbox_record(id)
                .await
                .with_context(|| format!("message {id}"))?;
            if json {
                write_json(&mut out, &described(&record))?;
            } else {
                write_record(&mut out, &record)?;
            }
        }
        Outbox::Retry(retry) => {
            let ids = if retry.all {
                app.failed_to(retry.to.as_deref()).await?
            } else {
                retry.ids
            };
            let resent = app
                .resend_by_command(&ids, &operator(), &retry.reason)
                .await
                .context("nothing was sent again")?;
            writeln!(out, "{} sent again", resent.count)?;
        }
        Outbox::Pause(Switch { receiver, reason }) => {
            let done = app.pause_destination(&receiver, &operator(), &reason).await;
            let done = done.with_context(|| format!("receiver {receiver}"))?;
            let word = if done { "paused" } else { "already paused" };
            writeln!(out, "{receiver}: {word}")?;
        }
        Outbox::Resume(Switch { receiver, reason }) => {
            let done = app
                .resume_destination(&receiver, &operator(), &reason)
                .await;
            let done = done.with_context(|| format!("receiver {receiver}"))?;
            let word = if done { "resumed" } else { "was not paused" };
            writeln!(out, "{receiver}: {word}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_json(out: &mut impl Write, value: &Value) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}

fn write_list(
    out: &mut impl Write,
    receivers: &[DestinationRow],
    rows: &[OutboxRow],
) -> std::io::Result<()> {
    for receiver in receivers {
        if let Some(pause) = &receiver.paused {
            writeln!(
                out,
                "{}: paused since {} by {}: {}",
                receiver.name, pause.at, pause.by, pause.reason
            )?;
        }
        if let Some(since) = receiver.silent_since {
            writeln!(out, "{}: silent since {since}", receiver.name)?;
        }
    }
    writeln!(
        out,
        "{:<36}  {:<9}  {:<8}  {:<14}  {:<24}  {:>8}  {:<24}  LAST",
        "ID", "STATE", "KIND", "TO", "CREATED", "ATTEMPTS", "NEXT"
    )?;
    for row in rows {
        let last = row.last.as_ref();
        let last = last.map(|last| format!("{} {} {}", last.class, last.code, last.text));
        writeln!(
            out,
            "{:<36}  {:<9}  {:<8}  {:<14}  {:<24}  {:>8}  {:<24}  {}",
            row.id.to_text(),
            row.state.key(),
            row.kind.key(),
            row.destination,
            row.created_at.to_string(),
            row.attempts,
            next(row).unwrap_or_default(),
            last.unwrap_or_default().trim()
        )?;
    }
    Ok(())
}

fn write_record(out: &mut impl Write, record: &OutboxRecord) -> std::io::Result<()> {
    let row = &record.row;
    for (name, value) in [
        ("id", row.id.to_text()),
        ("certificate", row.certificate.to_text()),
        ("kind", row.kind.key().to_owned()),
        ("to", row.destination.clone()),
        ("unit", row.unit_id.to_string()),
        ("state", row.state.key().to_owned()),
        ("created", row.created_at.to_string()),
        ("sha256", row.body_sha256.clone()),
        ("next", next(row).unwrap_or_default()),
        (
            "gives up",
            row.deadline.map(|at| at.to_string()).unwrap_or_default(),
        ),
        (
            "waits for",
            record.waits_for.map(waits_for).unwrap_or_default(),
        ),
    ] {
        if !value.is_empty() {
            writeln!(out, "{name}: {value}")?;
        }
    }
    for attempt in &record.attempts {
        let took = attempt.duration_ms.map(|ms| format!("{ms} ms"));
        writeln!(
            out,
            "attempt {}: {} {} {} {} {} {}",
            attempt.number,
            attempt.started_at,
            took.unwrap_or_else(|| "running".to_owned()),
            attempt.class,
            attempt.result_code.as_deref().unwrap_or("-"),
            attempt.correlation,
            attempt.text
        )?;
    }
    for act in &record.acts {
        writeln!(
            out,
            "{}: {} {} {}",
            act.kind.key(),
            act.at,
            act.name,
            act.comment
        )?;
    }
    Ok(())
}

fn waits_for((id, kind, state): (OutboxId, OutboxKind, OutboxState)) -> String {
    format!("{} {id}, {}", kind.key(), state.key())
}

fn next(row: &OutboxRow) -> Option<String> {
    (row.state == OutboxState::Waiting).then(|| row.due_at.to_string())
}

fn listed(receivers: &[DestinationRow], rows: &[OutboxRow]) -> Value {
    let receiver = |row: &DestinationRow| {
        json!({
            "name": row.name,
            "paused": row.paused.as_ref().map(|pause| json!({
                "since": pause.at.to_string(), "by": pause.by, "reason": pause.reason,
            })),
            "silent_since": row.silent_since.map(|at| at.to_string()),
        })
    };
    json!({
        "receivers": receivers.iter().map(receiver).collect::<Vec<_>>(),
        "messages": rows.iter().map(message).collect::<Vec<_>>(),
    })
}

fn message(row: &OutboxRow) -> Value {
    json!({
        "id": row.id.to_text(),
        "certificate": row.certificate.to_text(),
        "kind": row.kind.key(),
        "to": row.destination,
        "unit": row.unit_id.as_str(),
        "state": row.state.key(),
        "created": row.created_at.to_string(),
        "attempts": row.attempts,
        "next": next(row),
        "gives_up": row.deadline.map(|at| at.to_string()),
        "sha256": row.body_sha256,
        "last": row.last.as_ref().map(|last| json!({
            "at": last.at.to_string(), "class": last.class, "code": last.code, "text": last.text,
        })),
    })
}

fn described(record: &OutboxRecord) -> Value {
    let attempts: Vec<Value> = record
        .attempts
        .iter()
        .map(|attempt| {
            json!({
                "number": attempt.number,
                "started": attempt.started_at.to_string(),
                "endpoint": attempt.endpoint,
                "correlation": attempt.correlation.to_text(),
                "http_status": attempt.http_status,
                "result_code": attempt.result_code,
                "error_id": attempt.error_id,
                "class": attempt.class,
                "text": attempt.text,
                "duration_ms": attempt.duration_ms,
            })
        })
        .collect();
    let acts: Vec<Value> = record
        .acts
        .iter()
        .map(|act| {
            json!({
                "kind": act.kind.key(),
                "at": act.at.to_string(),
                "by": act.name,
                "comment": act.comment,
            })
        })
        .collect();
    json!({
        "message": message(&record.row),
        "waits_for": record.waits_for.map(waits_for),
        "attempts": attempts,
        "acts": acts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_app::Pause;
    use jiff::Timestamp;

    fn row() -> OutboxRow {
        let at: Timestamp = "2026-11-22T09:42:00Z".parse().expect("a time");
        let id = [7; 16];
        OutboxRow {
            id: OutboxId::from_random_bytes(id),
            certificate: intyg_core::ids::CertificateId::from_random_bytes(id),
            seq: 1,
            kind: OutboxKind::Register,
            destination: "intygstjansten".to_owned(),
            idempotency_key: "register".to_owned(),
            body_sha256: "ab".to_owned(),
            logical_address: "SE1".to_owned(),
            unit_id: HsaId::parse("SE1-U").expect("an id"),
            created_by: HsaId::parse("SE1-D").expect("an id"),
            created_at: at,
            state: OutboxState::Waiting,
            due_at: at,
            attempts: 2,
            attempts_in_window: 2,
            window_start: Some(at),
            deadline: Some(at),
            last: None,
            delivered: None,
            cancelled_at: None,
            consent_recipient: None,
        }
    }

    #[test]
    fn a_list_tells_of_paused_receivers_and_has_one_line_per_message() {
        let receiver = DestinationRow {
            name: "intygstjansten".to_owned(),
            paused: Some(Pause {
                at: "2026-11-22T09:00:00Z".parse().expect("a time"),
                by: "root".to_owned(),
                reason: "byte".to_owned(),
            }),
            silent_since: None,
        };
        let mut out = Vec::new();
        write_list(&mut out, std::slice::from_ref(&receiver), &[row()]).expect("written");
        let text = String::from_utf8(out).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines.first().copied(),
            Some("intygstjansten: paused since 2026-11-22T09:00:00Z by root: byte")
        );
        assert_eq!(lines.len(), 3);
        assert!(lines[2].contains("waiting    register  intygstjansten  2026-11-22T09:42:00Z"));
        let told = listed(&[receiver], &[row()]);
        assert_eq!(told["receivers"][0]["paused"]["by"], "root");
        assert_eq!(told["messages"][0]["next"], "2026-11-22T09:42:00Z");
    }

    #[test]
    fn a_message_tells_what_it_waits_for() {
        let record = OutboxRecord {
            row: row(),
            waits_for: Some((row().id, OutboxKind::Register, OutboxState::Failed)),
            attempts: Vec::new(),
            acts: Vec::new(),
        };
        let mut out = Vec::new();
        write_record(&mut out, &record).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains("waits for: register 07070707-0707-4707-8707-070707070707, failed"));
        assert_eq!(described(&record)["message"]["attempts"], 2);
    }
}
