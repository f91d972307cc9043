//! Relations between certificates. Source: certificate-types 4.11, exchange 1.4.

use intyg_catalog::element::CertificateType;
use intyg_catalog::transport::RelationRoot;
use intyg_core::ids::HsaId;
use intyg_rivta::certificate::{self, Register};
use intyg_rivta::names;
use intyg_rivta::types::{Code, IntygId};

/// How a certificate relates to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// Takes its place (ERSATT); understood, not offered.
    Replace,
    /// Completes it (KOMPLT).
    Complement,
    /// Follows on it (FRLANG).
    Renew,
    /// Copies a locked draft (KOPIA); understood, not sent.
    Copy,
}

impl RelationKind {
    const ALL: [Self; 4] = [Self::Replace, Self::Complement, Self::Renew, Self::Copy];

    /// Returns the code in `KV_Relation`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Replace => "ERSATT",
            Self::Complement => "KOMPLT",
            Self::Renew => "FRLANG",
            Self::Copy => "KOPIA",
        }
    }
    /// Returns the name in `KV_Relation`.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Replace => "Ersätter",
            Self::Complement => "Kompletterar",
            Self::Renew => "Förlänger",
            Self::Copy => "Kopierat",
        }
    }
    /// Parses [`RelationKind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == code.trim())
    }
}

/// A relation to an earlier certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The kind.
    pub kind: RelationKind,
    /// Id of the earlier certificate.
    pub certificate: String,
}

/// States the relation in a message of type `ty`; `unit` is the one that issued the earlier certificate.
/// Source: certificate-types 2.2.
pub fn relate(register: &mut Register, ty: &CertificateType, relation: &Relation, unit: &HsaId) {
    let root = match ty.transport.envelope.relation_root {
        RelationRoot::NewUnit => register.certificate.id.root.clone(),
        RelationRoot::UnitOfOriginal => unit.as_str().to_owned(),
    };
    register.certificate.relations = vec![certificate::Relation {
        kind: Code::new(
            relation.kind.code(),
            names::RELATION,
            relation.kind.wire_name(),
        ),
        certificate: IntygId {
            root,
            extension: relation.certificate.clone(),
        },
    }];
}
