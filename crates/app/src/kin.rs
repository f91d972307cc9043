//! How certificates come from one another. Source: acceptance A40, A46.

use intyg_core::conversation::is_open_request;
use intyg_core::ids::CertificateId;
use intyg_core::lifecycle::{Completion, CopyKind, Newer};
use intyg_store::{CertificateState, OriginRow, PendingRow};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::as_pending;

/// A certificate beside another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KinView {
    /// The other certificate.
    pub id: CertificateId,
    /// When the other one was created.
    pub created_at: Timestamp,
    /// Whether the other one is older or newer.
    pub side: KinSide,
    /// What the newer one is to the older one.
    pub kind: CopyKind,
    /// How far the other one has come.
    pub state: KinState,
}

/// On which side another certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KinSide {
    /// The original of this one.
    Original,
    /// Made from this one.
    Copy,
}

/// How far another certificate has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KinState {
    /// Being written.
    Draft,
    /// Signed.
    Signed,
    /// Under Raderade.
    Deleted,
}

fn state(state: CertificateState) -> KinState {
    match state {
        CertificateState::Draft => KinState::Draft,
        CertificateState::Signed => KinState::Signed,
        CertificateState::Revoked | CertificateState::DeletedDraft => KinState::Deleted,
    }
}

/// Returns the certificates beside `id`, the oldest first.
pub(crate) fn kin_of(id: CertificateId, origins: &[OriginRow]) -> Vec<KinView> {
    let view = |origin: &OriginRow| {
        if origin.certificate == id {
            Some(KinView {
                id: origin.parent,
                created_at: origin.parent_created_at,
                side: KinSide::Original,
                kind: origin.kind,
                state: state(origin.parent_state),
            })
        } else if origin.parent == id {
            Some(KinView {
                id: origin.certificate,
                created_at: origin.created_at,
                side: KinSide::Copy,
                kind: origin.kind,
                state: state(origin.state),
            })
        } else {
            None
        }
    };
    origins.iter().filter_map(view).collect()
}

/// Tells whether a signed certificate extends `id`.
pub(crate) fn is_renewed(id: CertificateId, origins: &[OriginRow]) -> bool {
    copies(id, CopyKind::Renewal, origins).any(|origin| origin.state == CertificateState::Signed)
}

/// What stands in the way of a copy, and which certificate it is.
pub(crate) fn newer(
    id: CertificateId,
    kind: CopyKind,
    origins: &[OriginRow],
) -> (Newer, Option<CertificateId>) {
    let completing = copies(id, CopyKind::Complement, origins)
        .find(|origin| origin.state == CertificateState::Signed);
    let begun = copies(id, kind, origins).find(|origin| origin.state == CertificateState::Draft);
    match (completing, begun) {
        (Some(origin), _) => (Newer::Completes, Some(origin.certificate)),
        (None, Some(origin)) => (Newer::CopyBegun, Some(origin.certificate)),
        (None, None) => (Newer::Nothing, None),
    }
}

/// A completion that the recipient waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletionAsked {
    /// Last day for it, the first one where several requests name one; `None` when none does.
    pub reply_by: Option<Date>,
}

/// Returns what the requests to complete `id` say that wait; `None` when there is none.
pub(crate) fn completion_asked(
    id: CertificateId,
    pending: &[PendingRow],
) -> Option<CompletionAsked> {
    requests(id, pending).next()?;
    Some(CompletionAsked {
        reply_by: requests(id, pending).filter_map(|row| row.reply_by).min(),
    })
}

fn requests(id: CertificateId, pending: &[PendingRow]) -> impl Iterator<Item = &PendingRow> {
    pending
        .iter()
        .filter(move |row| row.certificate == id && is_open_request(&as_pending(row)))
}

/// Whether a completion is asked for, and which certificate gives or will give it. Source: exchange 4.2.
pub(crate) fn completion(
    id: CertificateId,
    pending: &[PendingRow],
    origins: &[OriginRow],
) -> (Completion, Option<CertificateId>) {
    let requests: Vec<&PendingRow> = requests(id, pending).collect();
    if requests.is_empty() {
        return (Completion::NotAsked, None);
    }
    let begun = copies(id, CopyKind::Complement, origins)
        .find(|origin| origin.state == CertificateState::Draft);
    if let Some(draft) = begun {
        return (Completion::Begun, Some(draft.certificate));
    }
    let given = copies(id, CopyKind::Complement, origins)
        .filter(|origin| origin.state == CertificateState::Signed)
        .max_by_key(|origin| origin.signed_at);
    match given {
        Some(given)
            if requests
                .iter()
                .all(|request| Some(request.created_at) <= given.signed_at) =>
        {
            (Completion::Given, Some(given.certificate))
        }
        Some(_) | None => (Completion::Asked, None),
    }
}

/// Tells whether a signed certificate completes `id`.
pub(crate) fn is_completed(id: CertificateId, origins: &[OriginRow]) -> bool {
    copies(id, CopyKind::Complement, origins).any(|origin| origin.state == CertificateState::Signed)
}

/// Tells whether `id` completes another certificate.
pub(crate) fn is_completing(id: CertificateId, origins: &[OriginRow]) -> bool {
    let mut own = origins.iter().filter(|origin| origin.certificate == id);
    own.any(completes)
}

/// Tells whether what was made completes its original; one that has been deleted is not completed any more.
pub(crate) fn completes(origin: &OriginRow) -> bool {
    origin.kind == CopyKind::Complement && origin.parent_state == CertificateState::Signed
}

fn copies(
    id: CertificateId,
    kind: CopyKind,
    origins: &[OriginRow],
) -> impl Iterator<Item = &OriginRow> {
    origins
        .iter()
        .filter(move |origin| origin.parent == id && origin.kind == kind)
}
