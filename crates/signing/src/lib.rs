//! Signatures of certificates: what is signed, how it is signed, and how a signature is verified.
//!
//! - [`sign_register`] writes, signs and checks a `RegisterCertificate` in one go with a method that answers at once
//! - [`prepare`] and [`ToBeSigned::finish`] are the two halves of it, for methods that leave the building in between
//! - [`verify`] judges a signature by a closed list: nothing in a received document is ever executed
//! - [`LocalSigner`] is the signing method of an installation without cards: a key of its own that issues one certificate per signer
//!
//! Neither clock nor network is used; times are arguments.
//! Source: `spec/exchange.md` 7 and `spec/reliability-security.md` R76.

mod anchors;
mod canonical;
mod key;
mod local;
mod method;
mod pem;
mod prepare;
mod register;
mod signature;
mod verify;
mod x509;

pub use anchors::{AnchorError, Anchors};
pub use canonical::{NormalFormError, exclusive_form, normal_form};
pub use local::{KeyError, LocalSigner};
pub use method::{
    Algorithm, SignerIdentity, SigningAnswer, SigningMethod, SigningMethodError, SigningRequest,
};
pub use prepare::{SigningError, ToBeSigned, prepare};
pub use register::{SignedRegister, sign_judged_register, sign_register};
pub use verify::{Verified, VerifyError, verify, verify_document};
