//! The national files beside the repository, and `xmlsec1`.

use std::path::{Path, PathBuf};

/// Returns the folder with the signed examples, or says in one line that a test is left out. With `CI=true` a missing folder fails.
pub(crate) fn examples(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/examples/rivta");
    if folder.is_dir() {
        return Some(folder.join("signing"));
    }
    left_out(test, "no national files beside the repository");
    None
}

pub(crate) fn left_out(test: &str, why: &str) {
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{test}: {why}"
    );
    eprintln!("left out: {test} ({why})");
}
