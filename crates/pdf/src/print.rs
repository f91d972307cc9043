//! What is printed.

use intyg_catalog::view::Content;
use intyg_core::ids::CertificateId;
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use intyg_core::print_code::PrintCode;
use jiff::Timestamp;

/// A certificate or draft that is to be printed. Name and address of the patient are no part of it (S12).
#[derive(Debug, Clone, Copy)]
pub struct Print<'a> {
    /// Type, text version and answers.
    pub content: Content<'a>,
    /// Intygs-id.
    pub id: CertificateId,
    /// The patient's number, which stands on every page.
    pub patient: &'a PersonId,
    /// What has become of it.
    pub state: State<'a>,
    /// The code that tells this print from every other (N12).
    pub code: PrintCode,
    /// When it was printed.
    pub printed_at: Timestamp,
}

/// What has become of a certificate, as its paper says. Source: certificate-types 17.1, ui 6.10.
#[derive(Debug, Clone, Copy)]
pub enum State<'a> {
    /// Not signed.
    Draft,
    /// Not signed and thrown away.
    DeletedDraft,
    /// Signed.
    Signed {
        /// By whom.
        signature: Signature<'a>,
        /// The recipient who has it, if it has been sent on.
        sent_to: Option<&'a str>,
    },
    /// Signed, and deleted since.
    Revoked {
        /// By whom it was signed.
        signature: Signature<'a>,
    },
}

/// The signature block, as the signed document has it. Source: certificate-types 17.2.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    /// When.
    pub at: Timestamp,
    /// Full name.
    pub name: &'a str,
    /// Titles.
    pub positions: &'a [String],
    /// Specialities.
    pub specialities: &'a [String],
    /// HSA-id.
    pub hsa_id: &'a str,
    /// Arbetsplatskod.
    pub workplace_code: &'a str,
    /// Name of the unit.
    pub unit: &'a str,
    /// Where the unit is reached.
    pub contact: &'a Contact,
}

impl<'a> Print<'a> {
    pub(crate) fn signature(&self) -> Option<Signature<'a>> {
        match self.state {
            State::Draft | State::DeletedDraft => None,
            State::Signed { signature, .. } | State::Revoked { signature } => Some(signature),
        }
    }

    /// Returns the time that the file bears: that of the signature, or of the print.
    pub(crate) fn stamp(&self) -> Timestamp {
        self.signature()
            .map_or(self.printed_at, |signature| signature.at)
    }
}
