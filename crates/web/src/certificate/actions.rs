//! What can be done with a certificate in Visa, and why not.

use intyg_app::{Reason, Refused};
use intyg_core::ids::{CertificateId, FormKey, PatientKey};

use crate::{text, urls};

/// The action bar of Visa. Source: ui 6.4, 6.9.
pub(super) struct Actions {
    pub(super) csrf: String,
    pub(super) print: String,
    pub(super) draft: Option<DraftActions>,
    pub(super) consent: Option<String>,
    pub(super) history: String,
    pub(super) copy: String,
    pub(super) copy_key: String,
    pub(super) copy_reason: String,
    /// Where the reason against a copy leads; empty = nowhere.
    pub(super) copy_leads: String,
    pub(super) complement: String,
    pub(super) complement_reason: String,
    /// Where the reason against a completion leads; empty = nowhere.
    pub(super) complement_leads: String,
    pub(super) conversation: String,
    pub(super) conversation_reason: String,
    pub(super) handle: String,
    pub(super) handle_reason: String,
    pub(super) delete: String,
    pub(super) delete_reason: String,
    pub(super) close: String,
    pub(super) after_close: String,
}

pub(super) struct DraftActions {
    pub(super) edit: String,
    pub(super) edit_reason: String,
    pub(super) sign: String,
    pub(super) sign_reason: String,
}

/// The certificate that is shown, as far as the bar goes.
pub(super) struct Subject<'a> {
    pub(super) id: CertificateId,
    pub(super) patient: PatientKey,
    pub(super) is_draft: bool,
    pub(super) refused: &'a Refused,
    pub(super) csrf: &'a str,
    pub(super) copy_key: FormKey,
}

impl Actions {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let id = subject.id;
        let refused = subject.refused;
        let leads =
            |reason: &Option<Reason>| reason.as_ref().and_then(text::way_on).unwrap_or_default();
        let words = |reason: &Option<Reason>, say: fn(&Reason) -> String| {
            reason.as_ref().map(say).unwrap_or_default()
        };
        Self {
            csrf: subject.csrf.to_owned(),
            print: urls::print(id),
            draft: subject.is_draft.then(|| DraftActions {
                edit: urls::edit(id),
                edit_reason: words(&refused.edit, text::reason),
                sign: urls::consent(id),
                sign_reason: words(&refused.sign, text::sign_reason),
            }),
            consent: refused.send.is_none().then(|| urls::consent(id)),
            history: urls::history(id),
            copy: urls::copy(id),
            copy_key: subject.copy_key.to_text(),
            copy_reason: words(&refused.copy, text::reason),
            copy_leads: leads(&refused.copy),
            complement: urls::complement(id),
            complement_reason: words(&refused.complement, text::reason),
            complement_leads: leads(&refused.complement),
            conversation: urls::conversation(id),
            conversation_reason: words(&refused.conversation, text::conversation_reason),
            handle: urls::handle_only_message(id),
            handle_reason: words(&refused.handle, text::reason),
            delete: urls::delete(id),
            delete_reason: words(&refused.delete, text::delete_reason),
            close: urls::close_tab(id),
            after_close: urls::overview(subject.patient),
        }
    }
}
