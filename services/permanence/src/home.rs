//! The folder in which a local suite keeps its data from run to run.

use nix::unistd::Uid;
use runtime::postgres::{Account, Cluster, LaunchError};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub(crate) enum HomeError {
    #[error(
        "the folder {0} is in use by another permanence: stop that one, or name another folder with --data"
    )]
    InUse(PathBuf),
    #[error("there is no suite in {0} yet: `permanence up` makes one")]
    Empty(PathBuf),
    #[error("the folder {folder} cannot be used")]
    Unusable { folder: PathBuf, source: io::Error },
    #[error(transparent)]
    Launch(#[from] LaunchError),
}

/// The folder, held by this process alone.
pub(crate) struct Home {
    folder: PathBuf,
    _lock: File,
}

impl Home {
    /// Opens the folder, made where there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, HomeError> {
        let unusable = |source| HomeError::Unusable { folder: folder.to_path_buf(), source };
        // The user that Postgres runs as must be able to pass through it.
        DirBuilder::new().recursive(true).mode(0o711).create(folder).map_err(unusable)?;
        let folder = folder.canonicalize().map_err(unusable)?;
        let lock = File::options().append(true).create(true).open(folder.join("lock")).map_err(unusable)?;
        lock.try_lock().map_err(|_| HomeError::InUse(folder.clone()))?;
        Ok(Self { folder, _lock: lock })
    }

    /// Throws away the data of a Postgres of our own.
    pub(crate) fn clear_postgres(&self) -> Result<(), HomeError> {
        match fs::remove_dir_all(self.postgres()?) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(HomeError::Unusable { folder: self.folder.clone(), source })
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the suite's own signing key is.
    pub(crate) fn issuer_key(&self) -> PathBuf {
        key_in(&self.folder)
    }

    /// Where the key is that seals secrets in the database.
    pub(crate) fn sealing_key(&self) -> PathBuf {
        self.folder.join("sealing-key")
    }

    /// Where Postgres keeps its data: in the folder, or where root's home is closed to the user that Postgres runs as,
    /// in a place of its own that belongs to this folder.
    pub(crate) fn postgres(&self) -> Result<PathBuf, HomeError> {
        if Account::choose()?.uid() == Uid::effective().as_raw() || is_open(&self.folder) {
            return Ok(self.folder.join("postgres"));
        }
        let digest = Sha256::digest(self.folder.as_os_str().as_encoded_bytes());
        let name: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Ok(Cluster::folder_for(&name)?)
    }

    /// What the services' roles log in with: chosen once, kept for the owner's eyes.
    pub(crate) fn role_password(&self, new: impl FnOnce() -> String) -> Result<SecretString, HomeError> {
        let unusable = |source| HomeError::Unusable { folder: self.folder.clone(), source };
        match fs::read_to_string(self.password_file()) {
            Ok(password) => Ok(password.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let password = new();
                let file =
                    File::options().write(true).create_new(true).mode(0o600).open(self.password_file());
                file.and_then(|mut file| file.write_all(password.as_bytes())).map_err(unusable)?;
                Ok(password.into())
            }
            Err(error) => Err(unusable(error)),
        }
    }

    fn password_file(&self) -> PathBuf {
        self.folder.join("role-password")
    }
}

/// The signing key of the suite in a folder that some other process may hold; refused where there is none.
pub(crate) fn signing_key(folder: &Path) -> Result<PathBuf, HomeError> {
    let key = key_in(folder);
    if key.exists() { Ok(key) } else { Err(HomeError::Empty(folder.to_path_buf())) }
}

fn key_in(folder: &Path) -> PathBuf {
    folder.join("issuer-key.pem")
}

/// Whether everybody may pass through the folder and all that it stands in.
fn is_open(folder: &Path) -> bool {
    let passable = |folder: &Path| folder.metadata().is_ok_and(|it| it.permissions().mode() & 0o001 != 0);
    folder.ancestors().all(passable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_folder_is_held_by_one_process_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("data");
        let home = Home::open(&folder).unwrap();
        assert!(matches!(Home::open(&folder), Err(HomeError::InUse(_))));
        drop(home);
        assert!(Home::open(&folder).is_ok());
    }

    #[test]
    fn the_password_of_the_roles_outlives_the_data_of_our_own_postgres() {
        let place = tempfile::tempdir().unwrap();
        let home = Home::open(place.path()).unwrap();
        let first = home.role_password(|| "first".into()).unwrap();
        let again = home.role_password(|| "second".into()).unwrap();
        assert_eq!((first.expose_secret(), again.expose_secret()), ("first", "first"));
        let data = home.postgres().unwrap();
        fs::create_dir_all(&data).unwrap();
        home.clear_postgres().unwrap();
        assert!(!data.exists());
        home.clear_postgres().unwrap();
        let third = home.role_password(|| "third".into()).unwrap();
        assert_eq!(third.expose_secret(), "first", "a given Postgres may know the roles by it");
    }

    #[test]
    fn a_folder_without_a_suite_has_no_key_to_sign_with() {
        let place = tempfile::tempdir().unwrap();
        assert!(matches!(signing_key(place.path()), Err(HomeError::Empty(_))));
    }
}
