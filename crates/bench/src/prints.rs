//! Certificates laid out per second of one processor core.

use std::time::Instant;

use anyhow::Context as _;
use intyg_catalog::reading;
use intyg_catalog::registry;
use intyg_catalog::view::{Content, Origin};
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use intyg_core::print_code::PrintCode;
use intyg_journal::Registers;
use intyg_pdf::{Print, Signature, State, render};
use jiff::ToSpan as _;
use jiff::civil::date;

use crate::{Aim, note, report};

const PRINTS: u8 = 200;
/// Clock ticks per second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

pub(crate) fn run() -> anyhow::Result<()> {
    let ctype = registry::ALL.first().context("no type")?;
    let today = date(2026, 11, 22);
    let answers = (ctype.example)(today - 1.day(), today + 12.days());
    let values = reading::read(ctype, &answers, today, &Registers::builtin()).values;
    let version = ctype.text_version_on(today).context("no text version")?;
    let patient = PersonId::from_canonical("191212121212")?;
    let contact = Contact::default();
    let certificate = |n: u8| Print {
        content: Content {
            ctype,
            text_version: version.version,
            answers: &answers,
            values: &values,
            additional: &[],
            origin: Origin::Document,
            today,
        },
        id: intyg_core::ids::CertificateId::from_random_bytes([n; 16]),
        patient: &patient,
        state: State::Signed {
            signature: Signature {
                at: jiff::Timestamp::UNIX_EPOCH,
                name: "Eva Exempel",
                positions: &[],
                specialities: &[],
                hsa_id: "SE0000000000-P001",
                workplace_code: "0000000",
                unit: "Exempelby vårdcentral",
                contact: &contact,
            },
            sent_to: None,
        },
        code: PrintCode::from_random_bytes([n; 16]),
        printed_at: jiff::Timestamp::UNIX_EPOCH,
    };
    let begun = Instant::now();
    let size = render(&certificate(0))?.len();
    note(
        &format!("first PDF ({size} bytes), fonts and template read"),
        begun.elapsed().as_secs_f64() * 1000.0,
        "ms",
    )?;
    let before = processor_seconds()?;
    for n in 1..=PRINTS {
        std::hint::black_box(render(&certificate(n))?);
    }
    let per_second = f64::from(PRINTS) / (processor_seconds()? - before);
    report(
        "PDFs per second of one core",
        per_second,
        "/s",
        &Aim::AtLeast(50.0),
    )
}

/// Returns the time that every thread of this process has worked.
fn processor_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, in parentheses, may hold blanks.
    let (_, fields) = stat.rsplit_once(')').context("a program name")?;
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>)
        .sum::<Result<f64, _>>()?;
    Ok(ticks / TICKS)
}
