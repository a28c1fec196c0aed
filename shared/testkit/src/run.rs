//! Which test run this process belongs to: all tests that one `cargo` started, however many processes they are.

use std::{env, fs, path::PathBuf, process};

/// A test run, told from all others by the process that stands for it.
pub(crate) struct Run {
    /// The process that lasts as long as the run: cargo or nextest, or this one when it was started by hand.
    pub(crate) runner: u32,
    /// When that process began, in the kernel's ticks: numbers of processes come back.
    began: String,
}

impl Run {
    pub(crate) fn current() -> Self {
        let parent = std::os::unix::process::parent_id();
        let runner = if is_cargo(parent) { parent } else { process::id() };
        Self { runner, began: began(runner) }
    }

    /// Where the run keeps its Postgres.
    pub(crate) fn folder(&self) -> PathBuf {
        let me = nix::unistd::Uid::effective();
        env::temp_dir().join(format!("permanence-tests-{me}-{}-{}", self.runner, self.began))
    }
}

fn is_cargo(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|name| name.starts_with("cargo"))
}

/// The 22nd field; the second is a name that may itself hold spaces and brackets.
fn began(process: u32) -> String {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().nth(19).unwrap_or("0").to_string()
}
