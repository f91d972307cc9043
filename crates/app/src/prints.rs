//! Printing: each print is in the access log, among the certificate's events and in the table of prints before its paper can exist.

mod check;
mod document;

use intyg_catalog::element::CertificateType;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey};
use intyg_core::print_code::PrintCode;
use intyg_core::text::normalise;
use intyg_store::{CertificateRow, CertificateState, Document, PrintRow, PrintTarget, Tx};

pub use check::{CheckedPrint, Standing};
pub use document::{Printed, PrintedState, SignatureBlock};

use crate::certificates::integrity;
use crate::content;
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, staff_ref};
use crate::overview::type_of;
use crate::patients::PatientView;
use crate::settings::Printer;
use crate::state::App;

/// Longest comment on why it is printed, in characters. Source: ui 6.10.
pub const LONGEST_REASON: usize = 200;

/// The print dialog.
#[derive(Debug, Clone)]
pub struct PrintView {
    /// The certificate or draft.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// Whether it is no certificate: the paper is marked so.
    pub is_draft: bool,
    /// Whether it has been taken back: the paper is marked so.
    pub is_revoked: bool,
    /// Names of the unit's printers.
    pub printers: Vec<String>,
}

/// An order to print.
#[derive(Debug, Clone)]
pub struct PrintRequest {
    /// Why, as typed.
    pub reason: String,
    /// Where it goes.
    pub target: PrintTarget,
    /// One-time key of the dialog.
    pub form_key: FormKey,
}

/// A print that has been written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedPrint {
    /// Its code, with which [`App::printed`] gives what is to be printed.
    pub code: PrintCode,
    /// The printer that the document is to be sent to now; none when the user prints it, and none when the same order came before: its
    /// document has left already.
    pub printer: Option<Printer>,
}

/// What a printer of the unit did not do with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterFault {
    /// There is no paper.
    NotTaken,
    /// There may be one.
    Unclear,
}

impl App {
    /// Writes among the events that a printer did not take what was ordered, so that they tell of no paper that nobody has seen.
    ///
    /// # Errors
    /// As [`App::print_view`].
    pub async fn printer_failed(
        &self,
        actor: &Actor,
        id: CertificateId,
        printer: &str,
        fault: PrinterFault,
    ) -> Result<(), Error> {
        let Permitted {
            resource, permit, ..
        } = self
            .permitted(actor, id, |row| print_action(row.state))
            .await?;
        let kind = match fault {
            PrinterFault::NotTaken => EventKind::PrintNotTaken,
            PrinterFault::Unclear => EventKind::PrintUnclear,
        };
        let mut tx = self.store().begin_write().await?;
        tx.append_event(&content::event(actor, id, self.now(), kind, printer))
            .await?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        kind.key().clone_into(&mut entry.reason);
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Returns what the print dialog says.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Forbidden`] for what the actor may not print.
    pub async fn print_view(&self, actor: &Actor, id: CertificateId) -> Result<PrintView, Error> {
        let Permitted { row, looked_up, .. } = self
            .permitted(actor, id, |row| print_action(row.state))
            .await?;
        Ok(PrintView {
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype: type_of(&row)?,
            is_draft: matches!(
                row.state,
                CertificateState::Draft | CertificateState::DeletedDraft
            ),
            is_revoked: row.state == CertificateState::Revoked,
            printers: self
                .printers(actor)
                .map(|printer| printer.name.clone())
                .collect(),
        })
    }

    /// The printers of the actor's unit.
    fn printers(&self, actor: &Actor) -> impl Iterator<Item = &Printer> {
        let unit = actor.unit().id.clone();
        self.settings()
            .printers
            .iter()
            .filter(move |printer| printer.unit == unit)
    }

    /// Orders a print. The same form key gives the same code.
    ///
    /// # Errors
    /// [`Error::Refused`] without a comment on why, with one that is too long, or for a printer that the actor's unit does not have.
    pub async fn print(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: PrintRequest,
    ) -> Result<OrderedPrint, Error> {
        let Permitted {
            looked_up,
            resource,
            ..
        } = self
            .permitted(actor, id, |row| print_action(row.state))
            .await?;
        let reason = reason(&request.reason)?;
        let printer = match &request.target {
            PrintTarget::Computer | PrintTarget::File => None,
            PrintTarget::Printer(name) => Some(
                self.printers(actor)
                    .find(|printer| printer.name == *name)
                    .cloned()
                    .ok_or(Error::Refused(Reason::PrinterUnknown))?,
            ),
        };
        let at = self.now();
        let what = format!("print {id} {:?} {reason}", request.target);
        let claim = self.form_claim(actor, request.form_key, &what);
        // Paper is the way out when the disk is short of room too, and a print writes little more than the access log.
        let tx = self.store().begin_write().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(location) => {
                let code = location.parse().map_err(|_| Error::KeyReused)?;
                return Ok(OrderedPrint {
                    code,
                    printer: None,
                });
            }
        };
        let stored = Stored::read(&mut tx, id).await?;
        let state = stored.row.state;
        let permit = self.permit_again(actor, print_action(state), &resource, &looked_up)?;
        let print = PrintRow {
            code: PrintCode::from_random_bytes(self.ids().bytes()),
            certificate: id,
            printed_at: at,
            by: staff_ref(actor),
            unit_name: actor.unit().name.clone(),
            reason: reason.clone(),
            target: request.target,
            state,
            content_sha256: stored.hash(),
        };
        tx.insert_print(&print).await?;
        tx.append_event(&content::event(actor, id, at, event_kind(state), &reason))
            .await?;
        tx.answer_form_key(request.form_key, &print.code.to_text())
            .await?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        entry.reason = reason;
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(OrderedPrint {
            code: print.code,
            printer,
        })
    }
}

/// A certificate with everything that is stored of its content.
struct Stored {
    row: CertificateRow,
    answers: String,
    document: Option<Document>,
}

impl Stored {
    async fn read(tx: &mut Tx, id: CertificateId) -> Result<Self, Error> {
        let (row, answers) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        let document = tx
            .document(id)
            .await
            .map_err(|error| integrity(id, error))?;
        Ok(Self {
            row,
            answers,
            document,
        })
    }

    /// SHA-256 of what a paper of it shows.
    fn hash(&self) -> String {
        self.document.as_ref().map_or_else(
            || content::digest(&self.answers),
            |document| document.xml.sha256().to_owned(),
        )
    }
}

fn print_action(state: CertificateState) -> Action {
    match state {
        CertificateState::Signed | CertificateState::Revoked => Action::PrintCertificate,
        CertificateState::Draft | CertificateState::DeletedDraft => Action::PrintDraft,
    }
}

fn event_kind(state: CertificateState) -> EventKind {
    match state {
        CertificateState::Signed | CertificateState::Revoked => EventKind::Printed,
        CertificateState::Draft | CertificateState::DeletedDraft => EventKind::DraftPrinted,
    }
}

/// Returns the comment as it is kept: on one line, without blanks around it.
fn reason(typed: &str) -> Result<String, Error> {
    let text = normalise(typed);
    let reason = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let over = reason.chars().count().saturating_sub(LONGEST_REASON);
    if reason.is_empty() {
        Err(Error::Refused(Reason::PrintReasonMissing))
    } else if over > 0 {
        Err(Error::Refused(Reason::PrintReasonTooLong { over }))
    } else {
        Ok(reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_demanded_and_has_a_limit() {
        for (typed, kept) in [
            (
                " Patienten\r\nvill ha\ten kopia ",
                "Patienten vill ha en kopia",
            ),
            (&"å".repeat(200), &"å".repeat(200)),
        ] {
            assert_eq!(reason(typed).ok().as_deref(), Some(kept));
        }
        for empty in ["", " \n\u{a0}", "\u{200b}"] {
            assert!(
                matches!(
                    reason(empty),
                    Err(Error::Refused(Reason::PrintReasonMissing))
                ),
                "{empty:?}"
            );
        }
        assert!(matches!(
            reason(&"å".repeat(203)),
            Err(Error::Refused(Reason::PrintReasonTooLong { over: 3 }))
        ));
    }
}
