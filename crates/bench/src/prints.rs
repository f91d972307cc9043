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

use crate::processor::own_seconds;
use crate::{Aim, browser_print, note, pages, report};

const PRINTS: u8 = 200;

pub(crate) async fn run() -> anyhow::Result<()> {
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
    let before = own_seconds()?;
    for n in 1..=PRINTS {
        std::hint::black_box(render(&certificate(n))?);
    }
    let per_second = f64::from(PRINTS) / (own_seconds()? - before);
    report(
        "PDFs per second of one core",
        per_second,
        "/s",
        &Aim::AtLeast(50.0),
    )?;
    if let Some(chromium) = browser_print::per_second(&pages::visa().await?)? {
        note(
            "Chromium's prints of Visa, per second of one core",
            chromium,
            "/s",
        )?;
        report(
            "our PDF / Chromium's print of Visa",
            per_second / chromium,
            "x",
            &Aim::AtLeast(1.0),
        )?;
    }
    Ok(())
}
