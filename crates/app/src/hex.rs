//! Bytes as hexadecimal digits.

use std::fmt::Write as _;

/// Returns two lower-case digits per byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            // Writing to a String does not fail.
            let _written = write!(out, "{byte:02x}");
            out
        })
}
