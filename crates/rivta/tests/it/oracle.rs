//! The national files beside the repository and the tools that judge by them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Returns the folder with the national files, or says in one line that a test is left out. With `CI=true` a missing folder fails.
pub(crate) fn shared(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "the national files are missing"
    );
    eprintln!("left out: {test} (no national files beside the repository)");
    None
}

/// Judges a document by a schema with `xmllint`; `None` if the tool is missing, which fails with `CI=true`.
pub(crate) fn schema_verdict(schema: &Path, document: &str) -> Option<Result<(), String>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), document).unwrap();
    let run = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(file.path())
        .output();
    match run {
        Ok(output) if output.status.success() => Some(Ok(())),
        Ok(output) => Some(Err(String::from_utf8_lossy(&output.stderr).into_owned())),
        Err(error) => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "xmllint cannot be run: {error}"
            );
            eprintln!("left out: schema validation (xmllint: {error})");
            None
        }
    }
}

pub(crate) fn register_schema(shared: &Path) -> PathBuf {
    interaction(shared, "RegisterCertificate", "3.1")
}

pub(crate) fn send_schema(shared: &Path) -> PathBuf {
    interaction(shared, "SendCertificateToRecipient", "2.1")
}

pub(crate) fn revoke_schema(shared: &Path) -> PathBuf {
    interaction(shared, "RevokeCertificate", "2.1")
}

pub(crate) fn get_schema(shared: &Path) -> PathBuf {
    interaction(shared, "GetCertificate", "2.1")
}

pub(crate) fn message_to_care_schema(shared: &Path) -> PathBuf {
    interaction(shared, "SendMessageToCare", "2.0")
}

pub(crate) fn message_to_recipient_schema(shared: &Path) -> PathBuf {
    interaction(shared, "SendMessageToRecipient", "2.1")
}

fn interaction(shared: &Path, name: &str, version: &str) -> PathBuf {
    shared.join(format!(
        "rivta/clinicalprocess-healthcond-certificate/interactions/{name}Interaction/{name}Responder_{version}.xsd"
    ))
}

/// Lists the XML files of a folder whose names begin so, sorted.
pub(crate) fn files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(prefix) && path.extension().is_some_and(|ext| ext == "xml")
        })
        .collect();
    files.sort();
    assert!(
        !files.is_empty(),
        "no {prefix}*.xml in {}",
        folder.display()
    );
    files
}
