//! The signing method of an installation without cards: a key of its own that issues one short-lived certificate per signer.
//!
//! Source: `spec/exchange.md` 7.4, adapter T.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, string::PrintableString,
};

use crate::{
    Algorithm, Anchors, SignerIdentity, SigningAnswer, SigningMethod, SigningMethodError,
    SigningRequest, pem,
};

/// How long before the time of signing a certificate begins to be valid.
const VALID_BEFORE: SignedDuration = SignedDuration::from_mins(2);
/// How long after the time of signing a certificate stays valid.
const VALID_AFTER: SignedDuration = SignedDuration::from_mins(60);
/// How long after the first time of signing a certificate is used again.
const REUSED_FOR: SignedDuration = SignedDuration::from_mins(50);
/// Signers whose certificates are kept in memory.
const SIGNERS: usize = 2_000;

/// The subject attribute serialNumber, 2.5.4.5.
const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];

/// Signs with keys of this process, certified by the installation's key.
pub struct LocalSigner {
    issuer: Issuer<'static, KeyPair>,
    issuer_der: Vec<u8>,
    issued: Mutex<HashMap<SignerIdentity, Arc<Issued>>>,
}

/// A signer's key and certificate.
struct Issued {
    key: EcdsaKeyPair,
    certificate: Vec<u8>,
    not_before: Timestamp,
    /// After this time a new one is issued.
    renewed_from: Timestamp,
}

/// The installation's key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be read or written.
    #[error("the key file {} could not be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        #[source]
        source: io::Error,
    },
    /// Others than the service account can get at the file.
    #[error("the key file {} must be readable by its owner only (mode 0600)", .0.display())]
    Exposed(PathBuf),
    /// The file holds no usable key.
    #[error("the key file {} holds no usable key", .0.display())]
    Unusable(PathBuf),
    /// No key could be made.
    #[error("no key could be made")]
    NotMade,
}

impl LocalSigner {
    /// Opens the installation's key (PKCS #8, PEM), and makes one at the first use.
    ///
    /// # Errors
    /// [`KeyError`] names the file. A key that others can read is refused, not repaired.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let text = if let Some(text) = read(path)? {
            text
        } else {
            create(path)?;
            read(path)?.ok_or_else(|| KeyError::Unusable(path.to_owned()))?
        };
        let key = KeyPair::from_pem(&text).map_err(|_| KeyError::Unusable(path.to_owned()))?;
        Self::with_key(key).map_err(|_| KeyError::Unusable(path.to_owned()))
    }

    /// Makes a signer with a new key that is kept nowhere.
    ///
    /// # Errors
    /// [`KeyError::NotMade`].
    pub fn in_memory() -> Result<Self, KeyError> {
        let key = KeyPair::generate().map_err(|_| KeyError::NotMade)?;
        Self::with_key(key).map_err(|_| KeyError::NotMade)
    }

    /// Returns the installation's own certificate in PEM, which verifiers need as trust anchor.
    pub fn certificate_pem(&self) -> String {
        pem::write(&self.issuer_der)
    }

    /// Returns the trust anchor for what this signer signs.
    ///
    /// # Errors
    /// None in practice: the certificate is the signer's own.
    pub fn anchors(&self) -> Result<Anchors, crate::AnchorError> {
        Anchors::from_der(vec![self.issuer_der.clone()])
    }

    fn with_key(key: KeyPair) -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        // Two installations have two names, and one installation the same name after each start.
        let fingerprint = digest(&SHA256, key.der_bytes());
        let number = fingerprint
            .as_ref()
            .first_chunk()
            .map_or(0, |bytes| u32::from_be_bytes(*bytes));
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, format!("Lokal signering {number:08x}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(2100, 1, 1);
        let issuer_der = params.self_signed(&key)?.der().to_vec();
        Ok(Self {
            issuer: Issuer::new(params, key),
            issuer_der,
            issued: Mutex::new(HashMap::new()),
        })
    }

    fn issued_for(
        &self,
        signer: &SignerIdentity,
        at: Timestamp,
    ) -> Result<Arc<Issued>, SigningMethodError> {
        let mut all = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(signer)
            && known.not_before <= at
            && at <= known.renewed_from
        {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(self.issue(signer, at)?);
        if all.len() >= SIGNERS {
            all.clear();
        }
        all.insert(signer.clone(), Arc::clone(&new));
        Ok(new)
    }

    fn issue(&self, signer: &SignerIdentity, at: Timestamp) -> Result<Issued, SigningMethodError> {
        let failed = |what: &str| SigningMethodError::Failed(what.to_owned());
        let out_of_range = |_| failed("a time that certificates are not made for");
        let not_before = at.checked_sub(VALID_BEFORE).map_err(out_of_range)?;
        let not_after = at.checked_add(VALID_AFTER).map_err(out_of_range)?;
        let renewed_from = at.checked_add(REUSED_FOR).map_err(out_of_range)?;
        let serial = PrintableString::try_from(signer.hsa_id.clone())
            .map_err(|_| failed("an HSA-id that cannot stand in a certificate"))?;

        let key = KeyPair::generate().map_err(|_| failed("no key could be made"))?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, signer.name.clone());
        params.distinguished_name.push(
            DnType::CustomDnType(SERIAL_NUMBER.to_vec()),
            DnValue::PrintableString(serial),
        );
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
        ];
        params.use_authority_key_identifier_extension = true;
        set_validity(&mut params, not_before, not_after)
            .ok_or_else(|| failed("a time that certificates are not made for"))?;
        let certificate = params
            .signed_by(&key, &self.issuer)
            .map_err(|_| failed("no certificate could be issued"))?;
        Ok(Issued {
            key: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.serialized_der())
                .map_err(|_| failed("the new key cannot be used"))?,
            certificate: certificate.der().to_vec(),
            not_before,
            renewed_from,
        })
    }
}

/// Sets the validity in whole seconds; `None` for times that certificates are not made for.
fn set_validity(params: &mut CertificateParams, from: Timestamp, to: Timestamp) -> Option<()> {
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let seconds = |at: Timestamp| u64::try_from(at.as_second()).ok().map(Duration::from_secs);
    params.not_before = epoch + seconds(from)?;
    params.not_after = epoch + seconds(to)?;
    Some(())
}

impl SigningMethod for LocalSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EcdsaSha256
    }

    fn sign(&self, request: &SigningRequest<'_>) -> Result<SigningAnswer, SigningMethodError> {
        let issued = self.issued_for(request.signer, request.at)?;
        let value = issued
            .key
            .sign(&SystemRandom::new(), request.bytes)
            .map_err(|_| SigningMethodError::Failed("the key did not sign".to_owned()))?;
        Ok(SigningAnswer {
            algorithm: self.algorithm(),
            value: value.as_ref().to_vec(),
            certificates: vec![issued.certificate.clone()],
        })
    }
}

/// Reads the key file; `None` if there is none. The same open file is checked and read.
fn read(path: &Path) -> Result<Option<String>, KeyError> {
    let failed = |source| KeyError::File {
        path: path.to_owned(),
        source,
    };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mode = file.metadata().map_err(failed)?.mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed(path.to_owned()));
    }
    let mut text = String::new();
    io::Read::read_to_string(&mut file, &mut text).map_err(failed)?;
    Ok(Some(text))
}

/// Makes a key file. Of several processes that do so at once one wins, and all go on with its key.
fn create(path: &Path) -> Result<(), KeyError> {
    let failed = |source| KeyError::File {
        path: path.to_owned(),
        source,
    };
    let key = KeyPair::generate().map_err(|_| KeyError::NotMade)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = PathBuf::from(name);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(failed)?;
    let written = file
        .write_all(key.serialize_pem().as_bytes())
        .and_then(|()| file.sync_all())
        // A link, unlike a renaming, never replaces a key that is already there.
        .and_then(|()| match fs::hard_link(&temporary, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        })
        .and_then(|()| sync_folder(path));
    let removed = fs::remove_file(&temporary);
    written.and(removed).map_err(failed)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}
