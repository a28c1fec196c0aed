use super::LaunchError;
use nix::unistd::{Gid, Uid, User, chown};
use std::{io, os::unix::process::CommandExt, path::Path, process::Command};

/// The operating system's user that Postgres runs as: ourselves, or where we are root `postgres` or `nobody`.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    uid: Uid,
    gid: Gid,
    /// Set when it is not ourselves.
    other: bool,
}

impl Account {
    /// Who it will be.
    pub fn choose() -> Result<Self, LaunchError> {
        if !Uid::effective().is_root() {
            return Ok(Self { uid: Uid::effective(), gid: Gid::effective(), other: false });
        }
        let user = ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .ok_or(LaunchError::NoAccount)?;
        Ok(Self { uid: user.uid, gid: user.gid, other: true })
    }

    /// Its number, which folder names carry so that two users of one machine do not meet.
    pub fn uid(&self) -> u32 {
        self.uid.as_raw()
    }

    /// Makes the command run as this user.
    pub fn run(&self, command: &mut Command) {
        if self.other {
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw()).env("HOME", "/");
        }
    }

    /// Gives a path to this user.
    pub fn give(&self, path: &Path) -> io::Result<()> {
        if self.other {
            chown(path, Some(self.uid), Some(self.gid))?;
        }
        Ok(())
    }
}
