//! One-time keys of forms: the second post of a form gets the answer of the first. Source: reliability-security R114.

use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, FormKey};
use intyg_store::{FormKeyClaim, NewFormKey, Tx};

use crate::content;
use crate::error::Error;
use crate::state::App;

/// What using a key has shown.
pub(crate) enum Used {
    /// It was new; the transaction goes on.
    First(Tx),
    /// It had been used before for the same, and this came of it.
    Before(String),
}

impl App {
    /// Describes the use of a key; `what` tells the deed from all others.
    pub(crate) fn form_claim(&self, actor: &Actor, key: FormKey, what: &str) -> NewFormKey {
        NewFormKey {
            key,
            staff_id: actor.staff.id.clone(),
            digest: content::digest(what),
            location: String::new(),
            at: self.now(),
        }
    }

    /// As [`App::form_claim`], of a form that leads to a certificate whose id is known already; its key needs no answer afterwards.
    pub(crate) fn form_claim_to(
        &self,
        actor: &Actor,
        key: FormKey,
        what: &str,
        leads_to: CertificateId,
    ) -> NewFormKey {
        NewFormKey {
            location: leads_to.to_text(),
            ..self.form_claim(actor, key, what)
        }
    }
}

/// Uses a key. An earlier use is answered after a commit: it may be part of the same flush, and nobody is told before that.
///
/// # Errors
/// [`Error::KeyReused`] when the key was used for something else.
pub(crate) async fn use_key(mut tx: Tx, claim: &NewFormKey) -> Result<Used, Error> {
    match tx.claim_form_key(claim).await? {
        FormKeyClaim::New => Ok(Used::First(tx)),
        FormKeyClaim::Same { location } => {
            tx.commit().await?;
            Ok(Used::Before(location))
        }
        FormKeyClaim::Mismatch => Err(Error::KeyReused),
    }
}
