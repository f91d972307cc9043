//! `GetCertificate` at Intygstjänsten: the certificate as it was registered, with what has become of it since.
//!
//! Source: `spec/exchange.md` 1.9.

use intyg_rivta::{
    certificate::{Certificate, Status, parse_register},
    get::{CARE, Get, RECEIVED, REVOKED, SENT, write_got},
    names::{PART, SIGNATURE, STATUS},
    types::Code,
    xml,
};
use jiff::{Timestamp, tz::TimeZone};

use crate::world::{self, World};

/// Returns the answer, or the text of the fault that stands for it: the contract has no result.
pub(crate) fn get(world: &World, order: &Get, zone: &TimeZone) -> Result<String, String> {
    let id = &order.certificate.extension;
    let known = world
        .certificate(id)
        .ok_or_else(|| format!("Certificate '{id}' not found"))?;
    let unreadable = || format!("Certificate '{id}' cannot be read");
    let document = xml::parse(known.xml.as_bytes()).map_err(|_| unreadable())?;
    let register = parse_register(&document).map_err(|_| unreadable())?;
    let mut statuses = statuses(world, known, zone);
    let asks = &order.party.code;
    statuses
        .retain(|status| asks == CARE || status.status.code != SENT || status.party.code == *asks);
    let certificate = Certificate {
        statuses,
        ..register.certificate
    };
    let signature = document
        .root()
        .descendants()
        .find(|element| element.is(SIGNATURE, "Signature"))
        .map(xml::Element::source);
    write_got(&certificate, signature).map_err(|_| unreadable())
}

fn statuses(world: &World, known: &world::Certificate, zone: &TimeZone) -> Vec<Status> {
    let status = |party: Code, code: &str, name: &str, at: Timestamp| Status {
        party,
        status: Code::new(code, STATUS, name),
        at: at.to_zoned(zone.clone()).datetime(),
    };
    let care = || Code::new(CARE, PART, "Hälso- och sjukvården");
    let mut all = vec![status(care(), RECEIVED, "RECEIVED", known.received_at)];
    for delivery in world.deliveries() {
        if delivery.certificate == known.id {
            let recipient = Code {
                code: delivery.recipient.clone(),
                code_system: PART.to_owned(),
                display_name: None,
            };
            all.push(status(recipient, SENT, "SENT", delivery.received_at));
        }
    }
    all.extend(
        known
            .revoked_at
            .map(|at| status(care(), REVOKED, "CANCELLED", at)),
    );
    all
}
