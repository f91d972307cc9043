//! Words and links between a certificate and those that it came from or that came from it. Source: ui 6.9, acceptance A40, A41.

use intyg_app::{KinSide, KinState, KinView};
use intyg_core::lifecycle::CopyKind;

use crate::{text, urls};

/// A line with a link to another certificate: words, the link, words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KinLine {
    pub(crate) before: &'static str,
    pub(crate) link: String,
    pub(crate) url: String,
    pub(crate) after: &'static str,
}

impl KinLine {
    /// Says what another certificate is to this one.
    pub(crate) fn of(kin: &KinView) -> Self {
        use CopyKind::{Complement, Correction, Renewal};
        use KinSide::{Copy, Original};
        use KinState::{Deleted, Draft, Signed};
        let (before, after) = match (kin.side, kin.kind, kin.state) {
            (Original, Renewal, Draft | Signed) => ("Förlänger ", "."),
            (Original, Renewal, Deleted) => ("Kopia av ", ", som är raderat."),
            (Original, Complement, Draft | Signed) => ("Kompletterar ", "."),
            (Original, Complement, Deleted) => ("Kompletterade ", ", som är raderat."),
            (Original, Correction, Draft) => ("Kopia av det låsta ", "."),
            (Original, Correction, _) => ("Rättad kopia av det raderade ", "."),
            (Copy, Renewal, Signed) => ("Förlängt av ", "."),
            (Copy, Complement, Signed) => ("Kompletterat av ", "."),
            (Copy, Correction, Signed) => ("Rättat i ", "."),
            (Copy, Renewal, Draft) => ("Förlängning påbörjad: ", "."),
            (Copy, Complement, Draft) => ("Komplettering påbörjad: ", "."),
            (Copy, Correction, Draft) => ("Rättad kopia påbörjad: ", "."),
            (Copy, _, Deleted) => ("Kopia som är raderad: ", "."),
        };
        let noun = match (kin.side, kin.state) {
            (_, Draft) => "utkastet",
            (_, Signed | Deleted) => "intyget",
        };
        Self {
            before,
            link: format!("{noun} {}", text::date(kin.created_at)),
            url: if (kin.side, kin.state) == (Copy, Draft) {
                urls::edit(kin.id)
            } else {
                urls::certificate(kin.id)
            },
            after,
        }
    }

    /// Names the certificate that another one completes, after "Ja". Source: ui 6.4.
    pub(crate) fn completed(kin: &KinView) -> Self {
        Self {
            before: "Ja, ",
            link: format!("av intyget {}", text::date(kin.created_at)),
            url: urls::certificate(kin.id),
            after: "",
        }
    }
}

/// Tells whether the one that this certificate was built on still stands, so that it may need deleting too.
pub(crate) fn stands_on(kin: &KinView) -> bool {
    kin.side == KinSide::Original
        && kin.state == KinState::Signed
        && kin.kind != CopyKind::Correction
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_core::ids::CertificateId;

    #[test]
    fn both_sides_of_a_relation_say_it_in_words() {
        let kin = |side, kind, state| KinView {
            id: CertificateId::from_random_bytes([1; 16]),
            created_at: "2026-02-01T09:00:00Z".parse().expect("a time"),
            side,
            kind,
            state,
        };
        for (given, expected) in [
            (
                kin(KinSide::Original, CopyKind::Renewal, KinState::Signed),
                "Förlänger intyget 2026-02-01.",
            ),
            (
                kin(KinSide::Copy, CopyKind::Renewal, KinState::Signed),
                "Förlängt av intyget 2026-02-01.",
            ),
            (
                kin(KinSide::Copy, CopyKind::Renewal, KinState::Draft),
                "Förlängning påbörjad: utkastet 2026-02-01.",
            ),
            (
                kin(KinSide::Original, CopyKind::Renewal, KinState::Deleted),
                "Kopia av intyget 2026-02-01, som är raderat.",
            ),
            (
                kin(KinSide::Original, CopyKind::Correction, KinState::Deleted),
                "Rättad kopia av det raderade intyget 2026-02-01.",
            ),
            (
                kin(KinSide::Original, CopyKind::Correction, KinState::Draft),
                "Kopia av det låsta utkastet 2026-02-01.",
            ),
            (
                kin(KinSide::Copy, CopyKind::Correction, KinState::Deleted),
                "Kopia som är raderad: intyget 2026-02-01.",
            ),
        ] {
            let line = KinLine::of(&given);
            assert_eq!(
                format!("{}{}{}", line.before, line.link, line.after),
                expected
            );
        }
        assert!(stands_on(&kin(
            KinSide::Original,
            CopyKind::Renewal,
            KinState::Signed
        )));
        assert!(!stands_on(&kin(
            KinSide::Original,
            CopyKind::Renewal,
            KinState::Deleted
        )));
    }
}
