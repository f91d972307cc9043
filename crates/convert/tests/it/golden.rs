//! The exact messages of the worked examples. Source: certificate-types 12.1.

use crate::fixtures::xml;
use crate::samples::{full, infection, minimal};

/// One element per line, so that a difference can be read.
fn lines(xml: &str) -> String {
    xml.replace("><", ">\n<")
}

#[test]
fn minimal_certificate() {
    insta::assert_snapshot!(lines(&xml(&minimal())));
}

#[test]
fn certificate_for_smittbararpenning() {
    insta::assert_snapshot!(lines(&xml(&infection())));
}

#[test]
fn full_certificate() {
    insta::assert_snapshot!(lines(&xml(&full())));
}
