//! Names of the enums in storage.

use intyg_core::actor::Role;
use intyg_core::outbox::Delivery;

use crate::rows::{
    AttemptOutcome, AuditOutcome, CertificateState, DraftMark, DraftStateKind, OutboxActKind,
};

macro_rules! keys {
    ($type:ident { $($variant:ident = $key:literal),* $(,)? }) => {
        impl $type {
            /// Returns the name in storage.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
            /// Parses [`Self::key`].
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

keys!(CertificateState { Draft = "draft", Signed = "signed", Revoked = "revoked", DeletedDraft = "deleted_draft" });
keys!(DraftMark { Begun = "begun", Saved = "saved", Ready = "ready" });
keys!(DraftStateKind { Autosave = "autosave", Manual = "manual", Created = "created", Merge = "merge" });
keys!(AttemptOutcome { Delivered = "delivered", Retry = "retry", Failed = "failed", Unknown = "unknown" });
keys!(OutboxActKind { Resent = "resent", WrittenOff = "written_off" });
keys!(AuditOutcome { Done = "done", Refused = "refused" });

pub(crate) fn role_from_key(key: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.key() == key)
}

pub(crate) fn delivery_key(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Now => "now",
        Delivery::AlreadyThere => "already_there",
        Delivery::RevokedThere => "revoked_there",
    }
}

pub(crate) fn delivery_from_key(key: &str) -> Option<Delivery> {
    [
        Delivery::Now,
        Delivery::AlreadyThere,
        Delivery::RevokedThere,
    ]
    .into_iter()
    .find(|delivery| delivery_key(*delivery) == key)
}
