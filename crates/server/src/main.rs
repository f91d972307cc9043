//! The program `nationella-intyg`.

mod command;
mod config;
mod demo;
mod disk;
mod inbox;
mod legacy;
mod logging;
mod outbox;
mod seed;
mod serve;
mod validate;
mod wiring;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    match command::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            // One line: what failed and why, outermost first.
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            eprintln!("nationella-intyg: {}", causes.join(": ").replace('\n', " "));
            ExitCode::from(exit_code(&error))
        }
    }
}

/// 3 = another process has the database, 4 = the disk failed, 1 = everything else. Source: reliability-security R80, R81.
fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<serve::DiskFailed>() {
        return 4;
    }
    match error
        .chain()
        .find_map(|cause| cause.downcast_ref::<intyg_store::Error>())
    {
        Some(intyg_store::Error::AlreadyInUse(_)) => 3,
        Some(intyg_store::Error::Fatal(_)) => 4,
        _ => 1,
    }
}
