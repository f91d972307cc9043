//! Printers of the unit: a print that has been written down is sent to one of them.

use intyg_app::{PrintTarget, Printer, PrinterFault};
use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;
use intyg_printing::{Job, PrintError, PrinterAddress};

use super::document;
use crate::error::{Code, WebError};
use crate::session::SignedIn;
use crate::state::WebState;

/// Before the name of a printer in the form.
const PREFIX: &str = "skrivare:";

/// Returns the target that the form names.
pub(super) fn target(value: &str) -> Option<PrintTarget> {
    match value {
        "dator" => Some(PrintTarget::Computer),
        "pdf" => Some(PrintTarget::File),
        other => other
            .strip_prefix(PREFIX)
            .map(|name| PrintTarget::Printer(name.to_owned())),
    }
}

/// Returns the value in the form of the unit's printer of this name.
pub(super) fn value(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// What became of a document that was sent to a printer.
pub(super) struct Sending {
    /// The printer's name.
    pub(super) printer: String,
    pub(super) outcome: Result<(), PrintError>,
}

impl Sending {
    /// Says it. Source: ui 6.10; a refusal and silence after the document has left are told apart, since only then paper may come.
    pub(super) fn words(&self) -> String {
        match self.outcome {
            Ok(()) => format!("Skickat till {}.", self.printer),
            Err(PrintError::NoAnswer) => {
                "Skrivaren svarar inte. Välj en annan eller spara som PDF.".to_owned()
            }
            Err(PrintError::Refused(_)) => {
                "Skrivaren tog inte emot utskriften. Välj en annan eller spara som PDF.".to_owned()
            }
            Err(PrintError::Unclear) => {
                "Skrivaren svarade inte i tid. Se efter om papperet har kommit innan du väljer en annan eller sparar som PDF."
                    .to_owned()
            }
        }
    }
}

/// Sends the document of a print to the printer that it was ordered for.
pub(super) async fn send(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    code: PrintCode,
    printer: Printer,
) -> Result<Sending, WebError> {
    let address: PrinterAddress = printer
        .address
        .parse()
        .map_err(|error| WebError::new(Code::Internal).because(&error))?;
    let paper = web.app.printed(user.actor(), id, code).await?;
    let pdf = document::rendered(web, paper).await?;
    let job = Job {
        name: &document::file_name(id),
        pdf: &pdf,
    };
    let outcome = intyg_printing::print(&address, &job).await;
    if let Err(error) = outcome {
        tracing::warn!(printer = printer.name, certificate.id = %id, %error, "a print was not taken");
        let fault = match error {
            PrintError::NoAnswer | PrintError::Refused(_) => PrinterFault::NotTaken,
            PrintError::Unclear => PrinterFault::Unclear,
        };
        let noted = web
            .app
            .printer_failed(user.actor(), id, &printer.name, fault)
            .await;
        // Whoever waits for the paper is told of the printer whatever else goes wrong.
        if let Err(error) = noted {
            tracing::error!(certificate.id = %id, %error, "what the printer said is not among the events");
        }
    }
    Ok(Sending {
        printer: printer.name,
        outcome,
    })
}
