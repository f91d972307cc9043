//! The installation's key.

use std::{fs, os::unix::fs::PermissionsExt as _};

use intyg_signing::{KeyError, LocalSigner, verify};

use crate::samples::{self, at, doctor};

#[test]
fn the_key_is_made_once_and_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signing-key.pem");
    let first = LocalSigner::open(&path).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let signed = samples::signed(&first);

    let second = LocalSigner::open(&path).unwrap();
    assert!(verify(&signed.bytes, Some(&second.anchors().unwrap()), at()).is_ok());
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signing-key.pem");
    LocalSigner::open(&path).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o610, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let refused = LocalSigner::open(&path).err().unwrap();
        assert!(matches!(refused, KeyError::Exposed(named) if named == path));
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(LocalSigner::open(&path).is_ok());
}

#[test]
fn a_file_without_a_key_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signing-key.pem");
    fs::write(&path, "no key").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(
        LocalSigner::open(&path).err().unwrap(),
        KeyError::Unusable(_)
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), "no key");

    let missing = folder.path().join("no-such-folder/key.pem");
    assert!(matches!(
        LocalSigner::open(&missing).err().unwrap(),
        KeyError::File { .. }
    ));
}

#[test]
fn a_signer_keeps_the_certificate_until_it_is_near_its_end() {
    let signer = LocalSigner::in_memory().unwrap();
    let certificate_at = |time: &str| {
        intyg_signing::sign_register(
            &samples::register(),
            &signer,
            &doctor(),
            time.parse().unwrap(),
        )
        .unwrap()
        .certificate_der
    };
    let first = certificate_at("2026-03-02T07:15:30Z");
    assert_eq!(certificate_at("2026-03-02T07:13:30Z"), first);
    assert_eq!(certificate_at("2026-03-02T08:05:30Z"), first);
    let second = certificate_at("2026-03-02T08:05:31Z");
    assert_ne!(second, first);
    // The clock of a demonstration may be turned back.
    assert_ne!(certificate_at("2026-03-01T08:00:00Z"), second);
}
