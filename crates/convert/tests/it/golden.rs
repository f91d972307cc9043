//! The exact messages of the worked examples of every type. Source: certificate-types 12.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_rivta::certificate::write_register;

use crate::fixtures::register_of;
use crate::samples::{V1, V2, all, infection, with};

/// One element per line, so that a difference can be read.
fn is_as_before(ty: &CertificateType, name: &str, draft: &Answers) {
    let xml = write_register(&register_of(ty, draft)).expect("writable");
    let name = format!("{}_{}_{name}", ty.code.to_lowercase(), ty.major);
    insta::assert_snapshot!(name, xml.replace("><", ">\n<"));
}

#[test]
fn examples_are_written_as_before() {
    for sample in all() {
        is_as_before(sample.ty, "minimal", &(sample.minimal)());
        is_as_before(sample.ty, "full", &(sample.full)());
    }
    is_as_before(V1, "smittskydd", &infection());
}

#[test]
fn an_unclear_prognosis_is_written_as_before() {
    let unclear = with(
        infection(),
        &[
            ("27", ""),
            ("39", "PROGNOS_OKLAR"),
            ("39.2", "Utredning pågår."),
        ],
    );
    is_as_before(V2, "unclear_prognosis", &unclear);
}
