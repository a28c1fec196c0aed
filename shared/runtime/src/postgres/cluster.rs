use super::{Account, Installation, LaunchError, could_not};
use sqlx::{Connection, PgConnection};
use std::{
    fs::{self, File},
    io::Read,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// The superuser of a cluster of ours.
const ADMIN: &str = "postgres";

/// What a crash of the machine may take with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was acknowledged: Postgres's own settings.
    Default,
    /// Everything: for tests alone, which also need many connections.
    Relaxed,
}

/// An initialised data folder, the installation that serves it and the user it is served as.
#[derive(Debug)]
pub struct Cluster {
    installation: Installation,
    account: Account,
    folder: PathBuf,
    durability: Durability,
    password: String,
}

impl Cluster {
    /// Where a cluster of this name keeps its data from run to run. Not under a home, which the user that Postgres runs
    /// as may not enter; that user's number is part of the name.
    pub fn folder_for(name: &str) -> Result<PathBuf, LaunchError> {
        let uid = Account::choose()?.uid();
        Ok(Path::new("/var/tmp").join(format!("permanence-{name}-{uid}")))
    }

    /// The cluster in `folder`, initialised if it is not yet, and the installation that serves it. Only the owner and the user that
    /// Postgres runs as may look into it; a folder of somebody else's is refused.
    pub fn at(folder: PathBuf, durability: Durability) -> Result<Self, LaunchError> {
        let account = Account::choose()?;
        own(&folder)?;
        let installation = Installation::for_data_in(&folder)?;
        let mut cluster = Self { installation, account, folder, durability, password: String::new() };
        if !cluster.data().join("PG_VERSION").exists() {
            cluster.initialise()?;
        }
        cluster.password = fs::read_to_string(cluster.folder.join("password"))
            .map_err(could_not("read the password of the cluster"))?;
        Ok(cluster)
    }

    /// The folder it was made in; the data folder is one of several things in it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What serves it.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The user that serves it.
    pub fn account(&self) -> Account {
        self.account
    }

    /// The superuser's URL when it is served on this port.
    pub fn url(&self, port: u16) -> String {
        format!("postgres://{ADMIN}:{}@127.0.0.1:{port}/postgres", self.password)
    }

    /// The command that serves it on a port of the loopback interface. What it writes goes to `log` in the folder; it
    /// leads a process group of its own, so that an interrupt from the keyboard reaches it through us alone.
    pub fn command(&self, port: u16) -> Result<Command, LaunchError> {
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data());
        let mut set = |setting: &str| {
            command.arg("-c").arg(setting);
        };
        set("listen_addresses=127.0.0.1");
        set(&format!("port={port}"));
        set("unix_socket_directories=");
        // So that it can be told how long after a commit something came of it.
        set("track_commit_timestamp=on");
        if self.durability == Durability::Relaxed {
            set("fsync=off");
            set("full_page_writes=off");
            set("synchronous_commit=off");
            set("max_connections=500");
        }
        let log = self.log()?;
        let same_log = log.try_clone().map_err(could_not("share the log"))?;
        command.stdout(log).stderr(same_log);
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(command)
    }

    /// Waits until it accepts a connection on this port; not longer than `within`, nor than `runs` says that it lives.
    pub async fn accepts(
        &self,
        port: u16,
        within: Duration,
        mut runs: impl FnMut() -> bool,
    ) -> Result<(), LaunchError> {
        let begun = Instant::now();
        loop {
            if let Ok(connection) = PgConnection::connect(&self.url(port)).await {
                return connection
                    .close()
                    .await
                    .map_err(|error| LaunchError::Failed { program: "postgres", said: error.to_string() });
            }
            if !runs() {
                return Err(LaunchError::Failed { program: "postgres", said: self.last_words() });
            }
            if begun.elapsed() > within {
                return Err(LaunchError::Slow(within));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Initialised under another name first: a half-made folder must not pass for a whole one.
    fn initialise(&self) -> Result<(), LaunchError> {
        let unfinished = self.folder.join("unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(could_not("remove an unfinished data folder"))?;
        }
        private_folder(&unfinished).map_err(could_not("create the data folder"))?;
        self.account.give(&unfinished).map_err(could_not("give the data folder away"))?;
        let password = self.choose_password()?;
        let mut initdb = self.program("initdb");
        initdb
            .args(["--username", ADMIN, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"])
            .arg("--pwfile")
            .arg(password)
            .arg("-D")
            .arg(&unfinished);
        if self.durability == Durability::Relaxed {
            initdb.arg("--no-sync");
        }
        let made = initdb.output().map_err(could_not("run initdb"))?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr).into_owned();
            return Err(LaunchError::Failed { program: "initdb", said });
        }
        fs::rename(unfinished, self.data()).map_err(could_not("name the data folder"))
    }

    fn choose_password(&self) -> Result<PathBuf, LaunchError> {
        let mut random = [0u8; 24];
        File::open("/dev/urandom")
            .and_then(|mut source| source.read_exact(&mut random))
            .map_err(could_not("read random bytes"))?;
        let password: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = self.folder.join("password");
        let mut options = File::options();
        options.write(true).create(true).truncate(true).mode(0o600);
        let write = |mut file: File| std::io::Write::write_all(&mut file, password.as_bytes());
        options.open(&path).and_then(write).map_err(could_not("keep the password"))?;
        self.account.give(&path).map_err(could_not("give the password away"))?;
        Ok(path)
    }

    /// A program of the installation, run as its user, deaf to the variables that would redirect it.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.installation.program(name));
        command.current_dir("/").stdin(Stdio::null());
        for variable in ["PGDATA", "PGPORT", "PGHOST", "PGUSER", "PGPASSWORD", "PGOPTIONS"] {
            command.env_remove(variable);
        }
        self.account.run(&mut command);
        command
    }

    fn log(&self) -> Result<File, LaunchError> {
        let path = self.folder.join("log");
        File::options().append(true).create(true).open(path).map_err(could_not("open the log of postgres"))
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(8)..].join("\n")
    }
}

/// The folder must be ours, however it came to be there: anybody may create names in a shared temporary folder.
fn own(folder: &Path) -> Result<(), LaunchError> {
    let mut maker = fs::DirBuilder::new();
    maker.recursive(true).mode(0o711);
    maker.create(folder).map_err(could_not(format!("create {}", folder.display())))?;
    let found = folder.symlink_metadata().map_err(could_not(format!("look at {}", folder.display())))?;
    if !found.is_dir() || found.uid() != nix::unistd::Uid::effective().as_raw() {
        return Err(LaunchError::ForeignFolder(folder.to_path_buf()));
    }
    Ok(())
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)
}
