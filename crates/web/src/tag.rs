//! Status tags: a word with an icon. Source: ui 5.5.

use askama::Template;
use intyg_app::RowStatus;
use intyg_core::ids::CertificateId;

use crate::urls;

/// A square tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag {
    /// The word.
    pub(crate) label: &'static str,
    /// Colours: a class `tag-…`.
    pub(crate) look: &'static str,
    /// Icon; empty = none.
    pub(crate) icon: &'static str,
    /// For `data-status`.
    pub(crate) key: &'static str,
    /// Whether it may change by itself.
    pub(crate) is_moving: bool,
}

/// Returns the tag of a state.
pub(crate) fn of(status: RowStatus) -> Tag {
    let tag = |label, look, icon, key| Tag {
        label,
        look,
        icon,
        key,
        is_moving: false,
    };
    let moving = |label, look, key| Tag {
        label,
        look,
        icon: "clock",
        key,
        is_moving: true,
    };
    match status {
        RowStatus::Begun => tag("Påbörjat", "draft", "", "begun"),
        RowStatus::Draft => tag("Utkast", "draft", "", "draft"),
        RowStatus::ReadyToSign => tag("Klart att signera", "draft", "check", "ready"),
        RowStatus::LockedDraft => tag("Låst utkast", "gone", "lock", "locked"),
        RowStatus::WaitingToSend => moving("Väntar på att skickas", "info", "waiting"),
        RowStatus::Retrying => moving("Försöker igen", "warn", "retrying"),
        RowStatus::Failed => tag("FEL", "err", "error", "failed"),
        RowStatus::SentToIt => tag("Skickat till Intygstjänsten", "ok", "check", "sent-it"),
        RowStatus::SentToRecipient => {
            tag("Skickat till Försäkringskassan", "ok", "check", "sent-fk")
        }
        RowStatus::CompletionRequested => tag("Komplettering begärd", "err", "bubble", "requested"),
        RowStatus::Completed => tag("Kompletterat", "info", "", "completed"),
        RowStatus::Renewed => tag("Förlängt", "info", "", "renewed"),
        RowStatus::Ended => tag("Avslutat", "info", "", "ended"),
        RowStatus::Revoked | RowStatus::RevokedFailed => tag("Raderat", "gone", "bin", "revoked"),
        RowStatus::RevokedWaiting => Tag {
            icon: "bin",
            ..moving("Raderat", "gone", "revoking")
        },
        RowStatus::DeletedDraft => tag("Raderat utkast", "gone", "bin", "deleted-draft"),
    }
}

/// The cell of a list that shows a state and asks for it again while it may change.
#[derive(Template)]
#[template(path = "row_status.html")]
pub(crate) struct StatusCell {
    pub(crate) id: CertificateId,
    pub(crate) tag: Tag,
    /// Words under the tag; empty = none.
    pub(crate) words: &'static str,
    /// Where the state is asked for; empty = it does not change.
    pub(crate) poll: String,
}

impl StatusCell {
    pub(crate) fn new(id: CertificateId, status: RowStatus, is_available_at_1177: bool) -> Self {
        let tag = of(status);
        Self {
            id,
            tag,
            words: words(status, is_available_at_1177),
            poll: if tag.is_moving {
                urls::row_status(id)
            } else {
                String::new()
            },
        }
    }
}

fn words(status: RowStatus, is_available_at_1177: bool) -> &'static str {
    match status {
        RowStatus::RevokedWaiting => "Mottagarna meddelas",
        RowStatus::RevokedFailed => "FEL: mottagarna kunde inte meddelas",
        _ if is_available_at_1177 => AT_1177,
        _ => "",
    }
}

/// Words under the tag of a certificate that the patient handles. Source: acceptance S51.
pub(crate) const AT_1177: &str = "Tillgängligt på 1177.se, inte skickat till Försäkringskassan";
