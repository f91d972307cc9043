//! `RevokeCertificate` at Intygstjänsten, which tells every recipient that has the certificate.

use intyg_rivta::{
    result::{ErrorId, ResultType},
    revoke::Revoke,
};
use jiff::Timestamp;

use super::Decision;
use crate::world::{Effect, World};

/// Decides about a revocation.
pub(crate) fn revoke(world: &World, order: Revoke, now: Timestamp) -> Decision {
    let id = order.certificate.extension;
    let known = world
        .certificate(&id)
        .filter(|known| known.patient == order.patient.extension);
    let Some(known) = known else {
        return Decision::without_effect(ResultType::error(
            ErrorId::Application,
            format!("Certificate {id} does not exist for patient."),
        ));
    };
    if known.revoked_at.is_some() {
        return Decision::without_effect(ResultType::info(format!(
            "Certificate {id} is already revoked."
        )));
    }
    Decision {
        result: ResultType::ok(),
        effect: Some(Effect::Revoked {
            certificate: id,
            at: now,
            message: order.message,
        }),
    }
}
