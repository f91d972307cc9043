//! Catalogue answers to and from `RegisterCertificate`, and the command `validate`. Pure: no network, no clock, no storage.
//!
//! - [`to_wire`] makes the certificate that is signed, [`from_bytes`] and [`from_wire`] read one
//! - [`send_request`] makes the order to pass it on to its recipient, [`revoke_request`] takes it back
//! - [`message_request`] makes a question or an answer to its recipient
//! - [`take_in`] and [`read_legacy`] read certificates of the old contract
//! - [`validate_document`], [`validate_parsed`] and [`validate_file`] judge a document by the receivers' rules

mod envelope;
mod judge;
mod legacy;
mod message;
mod positions;
mod received;
mod relation;
mod revoke;
mod send;
mod staff;
mod view;

pub use envelope::{Envelope, to_wire};
pub use intyg_rivta::xml::limits::DOCUMENT as LARGEST_DOCUMENT;
pub use judge::{
    Refused, Verdict, processors, validate_all, validate_document, validate_file, validate_parsed,
};
pub use legacy::{Legacy, LegacyError, TakenIn, read_legacy, take_in};
pub use message::{MessageError, MessageOrder, message_request, reference_to};
pub use received::{Facts, ReceiveError, Received, from_bytes, from_wire};
pub use relation::{Relation, RelationKind, relate};
pub use revoke::{RevokeOrder, revoke_request};
pub use send::{SendOrder, send_request};
