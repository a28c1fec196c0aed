//! An issuer's public keys, each with the one algorithm that configuration gives it.

use super::trust::Keys;
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, crypto,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

/// Why an issuer's keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file cannot be read.
    #[error("cannot read the keys in {path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the machine said.
        source: std::io::Error,
    },
    /// The file is neither a JWK set nor PEM.
    #[error("{0} holds neither a JWK set nor PEM public keys")]
    Format(PathBuf),
    /// None of the keys fits an algorithm of the configuration, so every token would be refused.
    #[error("no key fits the configured algorithms {0:?}")]
    NoneFits(Vec<Algorithm>),
    /// A shared secret would let whoever verifies tokens make them.
    #[error("{0:?} signs with a shared secret, which is not trusted")]
    SharedSecret(Algorithm),
}

/// The keys of one issuer, as they now are.
pub(super) struct KeyRing {
    algorithms: Vec<Algorithm>,
    file: Option<PathBuf>,
    loaded: RwLock<Loaded>,
}

#[derive(Clone)]
struct Loaded {
    keys: Arc<[VerifyingKey]>,
    version: Option<FileVersion>,
}

/// Two equal ones are taken for an unchanged file.
type FileVersion = (SystemTime, u64);

struct VerifyingKey {
    id: Option<String>,
    key: DecodingKey,
    algorithm: Algorithm,
}

impl KeyRing {
    pub(super) fn open(keys: &Keys, algorithms: &[Algorithm]) -> Result<Self, KeysError> {
        if let Some(shared) = algorithms.iter().find(|algorithm| algorithm.family() == AlgorithmFamily::Hmac)
        {
            return Err(KeysError::SharedSecret(*shared));
        }
        let algorithms = algorithms.to_vec();
        let (file, loaded) = match keys {
            Keys::File(path) => (Some(path.clone()), load(path, &algorithms)?),
            Keys::Set(set) => {
                (None, Loaded { keys: usable(from_set(set, &algorithms), &algorithms)?, version: None })
            }
        };
        Ok(Self { algorithms, file, loaded: RwLock::new(loaded) })
    }

    /// Whether one of the keys signed the message. A token's key id only spares attempts.
    pub(super) fn verify(&self, message: &str, signature: &str, key_id: Option<&str>) -> bool {
        let may_be_it = |key: &&VerifyingKey| match (&key.id, key_id) {
            (Some(id), Some(wanted)) => id == wanted,
            _ => true,
        };
        let signed = |key: &VerifyingKey| {
            crypto::verify(signature, message.as_bytes(), &key.key, key.algorithm).unwrap_or(false)
        };
        self.current().iter().filter(may_be_it).any(signed)
    }

    /// The keys, read again if their file has changed. A file that cannot be used leaves the keys as they are.
    fn current(&self) -> Arc<[VerifyingKey]> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(path) = &self.file else { return loaded.keys };
        let version = version_of(path).ok();
        if version.is_none() || version == loaded.version {
            return loaded.keys;
        }
        let fresh = load(path, &self.algorithms).unwrap_or_else(|error| {
            tracing::error!(
                error = fault::describe(&error),
                "changed keys cannot be used; the former ones stay"
            );
            Loaded { keys: loaded.keys, version }
        });
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        fresh.keys
    }
}

fn load(path: &Path, algorithms: &[Algorithm]) -> Result<Loaded, KeysError> {
    let unreadable = |source| KeysError::Unreadable { path: path.to_owned(), source };
    let version = version_of(path).map_err(unreadable)?;
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let keys = if text.trim_start().starts_with('{') {
        let set = serde_json::from_str(&text).map_err(|_| KeysError::Format(path.to_owned()))?;
        from_set(&set, algorithms)
    } else if text.contains("-----BEGIN") {
        from_pem(&text, algorithms)
    } else {
        return Err(KeysError::Format(path.to_owned()));
    };
    Ok(Loaded { keys: usable(keys, algorithms)?, version: Some(version) })
}

fn version_of(path: &Path) -> std::io::Result<FileVersion> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.modified()?, metadata.len()))
}

fn usable(keys: Vec<VerifyingKey>, algorithms: &[Algorithm]) -> Result<Arc<[VerifyingKey]>, KeysError> {
    if keys.is_empty() { Err(KeysError::NoneFits(algorithms.to_vec())) } else { Ok(keys.into()) }
}

/// Keys of other kinds, as for encryption, may stand in the set: they are left out.
fn from_set(set: &JwkSet, algorithms: &[Algorithm]) -> Vec<VerifyingKey> {
    let verifying = |jwk: &Jwk| {
        let algorithm = *algorithms.iter().find(|algorithm| fits(jwk, **algorithm))?;
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(VerifyingKey { id: jwk.common.key_id.clone(), key, algorithm })
    };
    set.keys.iter().filter_map(verifying).collect()
}

fn fits(jwk: &Jwk, algorithm: Algorithm) -> bool {
    let named = jwk.common.key_algorithm.as_ref();
    if named.is_some_and(|named| named.to_string() != format!("{algorithm:?}")) {
        return false;
    }
    match (&jwk.algorithm, algorithm) {
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => key.curve == EllipticCurve::P256,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => key.curve == EllipticCurve::P384,
        (AlgorithmParameters::RSA(_), algorithm) => algorithm.family() == AlgorithmFamily::Rsa,
        (AlgorithmParameters::OctetKeyPair(_), Algorithm::EdDSA) => true,
        _ => false,
    }
}

fn from_pem(text: &str, algorithms: &[Algorithm]) -> Vec<VerifyingKey> {
    let verifying = |block: &str| {
        let key = |algorithm: &Algorithm| Some((pem_key(block.as_bytes(), *algorithm)?, *algorithm));
        let (key, algorithm) = algorithms.iter().find_map(key)?;
        Some(VerifyingKey { id: None, key, algorithm })
    };
    text.split_inclusive("-----END PUBLIC KEY-----").filter_map(verifying).collect()
}

fn pem_key(pem: &[u8], algorithm: Algorithm) -> Option<DecodingKey> {
    match algorithm.family() {
        AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(pem).ok(),
        AlgorithmFamily::Ed => DecodingKey::from_ed_pem(pem).ok(),
        AlgorithmFamily::Hmac => None,
        AlgorithmFamily::Ec => {
            let key = DecodingKey::from_ec_pem(pem).ok()?;
            let point = key.try_get_as_bytes().ok()?.len();
            // Uncompressed points: two coordinates of 32 or 48 bytes and a leading byte.
            let curve = if algorithm == Algorithm::ES256 { 65 } else { 97 };
            (point == curve).then_some(key)
        }
    }
}
