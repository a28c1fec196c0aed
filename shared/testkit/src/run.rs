//! Which test run this process belongs to: all tests that one `cargo` started, however many processes they are.

use nix::sys::statvfs::statvfs;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
};

/// What the databases of tests side by side take at most, and their log before it is used again. In bytes.
const ROOM: u64 = 4 << 30;

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
        place().join(format!("permanence-tests-{me}-{}-{}", self.runner, self.began))
    }
}

/// In memory where a gigabyte or four are to be had there: a database a test is a thousand files made and removed, which
/// takes some disks longer than the test.
fn place() -> PathBuf {
    let room = |at: &Path| statvfs(at).is_ok_and(|it| it.blocks_available() * it.fragment_size() >= ROOM);
    let memory = Path::new("/dev/shm");
    if room(memory) { memory.to_path_buf() } else { env::temp_dir() }
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
