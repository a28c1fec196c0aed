//! Secrets at rest: sealed with a key that lies beside the database, not in it.

use crate::domain::signature::{SECRET_BYTES, Secret};
use crate::domain::webhook::Sealed;
use base64::{Engine, engine::general_purpose::STANDARD};
use calendar::Clock;
use fault::Fault;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use uuid::Uuid;

const KEY_BYTES: usize = 32;

/// Why secrets cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key's file cannot be read or made.
    #[error("the sealing key {path} cannot be read or made")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{0} holds no sealing key: 32 bytes in base64")]
    Malformed(PathBuf),
    /// The machine gives no random bytes.
    #[error("the machine gives no random bytes")]
    Randomness,
}

/// Seals secrets and opens them. A secret that was sealed for one record opens for no other.
pub struct Sealer {
    key: LessSafeKey,
    random: SystemRandom,
}

impl Sealer {
    /// With the key in this file. Where there is none it is made, readable by its owner only.
    pub fn open(path: &Path, clock: &Clock) -> Result<Self, SealError> {
        let in_file = |source| SealError::File { path: path.to_owned(), source };
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => make(path, clock)?,
            read => read.map_err(in_file)?,
        };
        let malformed = || SealError::Malformed(path.to_owned());
        let bytes = STANDARD.decode(text.trim()).map_err(|_| malformed())?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|_| malformed())?;
        Ok(Self { key: LessSafeKey::new(key), random: SystemRandom::new() })
    }

    /// A new secret.
    pub fn new_secret(&self) -> Result<Secret, Fault> {
        random(&self.random).map(Secret).map_err(Fault::defect)
    }

    /// The secret as it may lie in the database, with this record.
    pub fn seal(&self, record: Uuid, secret: &Secret) -> Result<Sealed, Fault> {
        let nonce: [u8; NONCE_LEN] = random(&self.random).map_err(Fault::defect)?;
        let mut sealed = secret.0.to_vec();
        let with = Nonce::assume_unique_for_key(nonce);
        let done = self.key.seal_in_place_append_tag(with, Aad::from(record.as_bytes()), &mut sealed);
        done.map_err(|_| Fault::defect("a secret cannot be sealed"))?;
        Ok(Sealed([&nonce[..], &sealed].concat()))
    }

    /// The secret again. Fails where it was sealed with another key, or for another record.
    pub fn unseal(&self, record: Uuid, sealed: &Sealed) -> Result<Secret, Fault> {
        let wrong = || Fault::defect("a secret was sealed with another key than outside.sealing_key holds");
        let (nonce, sealed) = sealed.0.split_at_checked(NONCE_LEN).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let mut sealed = sealed.to_vec();
        let opened = self.key.open_in_place(nonce, Aad::from(record.as_bytes()), &mut sealed);
        let opened = opened.map_err(|_| wrong())?;
        <[u8; SECRET_BYTES]>::try_from(&*opened).map(Secret).map_err(|_| wrong())
    }
}

fn random<const BYTES: usize>(random: &SystemRandom) -> Result<[u8; BYTES], SealError> {
    let mut bytes = [0; BYTES];
    random.fill(&mut bytes).map_err(|_| SealError::Randomness)?;
    Ok(bytes)
}

/// Several replicas may do so at once: the first one's key stays.
fn make(path: &Path, clock: &Clock) -> Result<String, SealError> {
    let text = STANDARD.encode(random::<KEY_BYTES>(&SystemRandom::new())?);
    let draft = path.with_extension(format!("{}.draft", clock.new_id()));
    let kept = write_private(&draft, &text).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::read_to_string(path),
        linked => linked.map(|()| text),
    });
    let removed = fs::remove_file(&draft);
    let in_file = |source| SealError::File { path: path.to_owned(), source };
    let kept = kept.map_err(in_file)?;
    removed.map_err(in_file)?;
    Ok(kept)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_opens_with_the_key_and_for_the_record_that_it_was_sealed_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing-key");
        let (sealer, record) = (Sealer::open(&path, &Clock::system()).unwrap(), Uuid::from_u128(1));
        let secret = sealer.new_secret().unwrap();
        let sealed = sealer.seal(record, &secret).unwrap();
        assert!(!sealed.0.windows(SECRET_BYTES).any(|bytes| bytes == secret.0));
        assert_ne!(sealer.seal(record, &secret).unwrap(), sealed, "never the same twice");

        let again = Sealer::open(&path, &Clock::system()).unwrap();
        assert_eq!(again.unseal(record, &sealed).unwrap(), secret);
        assert!(again.unseal(Uuid::from_u128(2), &sealed).is_err());
        let other = Sealer::open(&folder.path().join("another"), &Clock::system()).unwrap();
        assert!(other.unseal(record, &sealed).is_err());
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no draft is left");
    }

    #[test]
    fn a_file_with_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing-key");
        for text in ["", "AAAA", "no base64!"] {
            fs::write(&path, text).unwrap();
            assert!(matches!(Sealer::open(&path, &Clock::system()), Err(SealError::Malformed(_))), "{text}");
        }
    }
}
