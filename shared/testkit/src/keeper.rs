//! Who stops Postgres when the last test is gone: a shell, because no process of the tests lives that long.

use crate::run::Run;
use runtime::postgres::Cluster;
use std::{
    fs::File,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

/// Serves the cluster until the run is over.
pub(crate) fn keep(cluster: &Cluster, port: u16, run: &Run, lock: &Path) -> Child {
    let server = cluster.command(port).expect("the command that serves the cluster");
    let log = cluster.folder().join("log");
    let log = || File::options().append(true).create(true).open(&log).expect("the log of the test run");
    let mut keeper = Command::new("sh");
    keeper
        .args(["-c", include_str!("keeper.sh"), "keeper"])
        .arg(run.runner.to_string())
        .arg(lock)
        .arg(cluster.folder())
        .arg(server.get_program())
        .args(server.get_args())
        .stdin(Stdio::null())
        .stdout(log())
        .stderr(log())
        .process_group(0)
        .current_dir("/");
    cluster.account().run(&mut keeper);
    keeper.spawn().expect("a shell to keep Postgres")
}
