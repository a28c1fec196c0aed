//! The command as a process.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The command, deaf to what the machine's environment says to it.
pub(crate) fn permanence(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_permanence"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PERMANENCE")) {
        command.env_remove(name);
    }
    // Whatever it names is somebody's, and `--fresh` would empty it.
    command.env_remove("DATABASE_URL");
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    permanence(arguments).output().unwrap()
}

/// What it printed.
pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it complained of.
pub(crate) fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder that the user whom Postgres runs as can reach, whoever runs the tests.
pub(crate) fn reachable_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
    folder
}

/// A process that goes on until it is told to stop. It does not outlive the test.
pub(crate) struct Started {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Started {
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// Reads on until a line holds this, and gives what follows in it.
    pub(crate) fn says(&mut self, what: &str) -> String {
        let mut line = String::new();
        while self.lines.read_line(&mut line).unwrap() > 0 {
            if let Some((_, rest)) = line.split_once(what) {
                return rest.trim().to_owned();
            }
            line.clear();
        }
        panic!("it ended without saying {what:?}");
    }

    /// The most that it has held in memory, in MiB.
    pub(crate) fn peak_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }

    /// It ends by itself. True when it ended as it should.
    pub(crate) fn ends(mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Ctrl-C. True when it ended as it should.
    pub(crate) fn stop(self) -> bool {
        self.stop_by(Signal::SIGINT)
    }

    /// Stopped by a signal. True when it ended as it should; false, too, when the signal itself ended it.
    pub(crate) fn stop_by(self, signal: Signal) -> bool {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).unwrap();
        self.ends()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGTERM).ok();
            self.child.wait().ok();
        }
    }
}
