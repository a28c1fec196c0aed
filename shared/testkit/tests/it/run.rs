use sqlx::{Connection, PgConnection};
use std::{
    env, fs,
    os::unix::fs::symlink,
    process::{Command, Stdio},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// Where a test that another test started writes down which Postgres it had.
const REPORT: &str = "TESTKIT_REPORT";

#[tokio::test]
async fn a_process_of_a_run_has_its_postgres() {
    let url = testkit::postgres().await.url();
    PgConnection::connect(url).await.unwrap().close().await.unwrap();
    if let Some(report) = env::var_os(REPORT) {
        let mut reports = fs::File::options().append(true).create(true).open(report).unwrap();
        std::io::Write::write_all(&mut reports, format!("{url}\n").as_bytes()).unwrap();
    }
}

/// A runner of the name that cargo's have runs this program twice, one process after the other. What `DATABASE_URL` names
/// is nobody's to use, and is not used.
#[tokio::test]
async fn the_processes_of_a_run_share_a_postgres_that_goes_with_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let (runner, report) = (folder.path().join("cargo-of-a-test"), folder.path().join("report"));
    symlink("/bin/sh", &runner).unwrap();
    let ran = Command::new(&runner)
        .args(["-c", "\"$0\" \"$@\" && \"$0\" \"$@\"; exit $?"])
        .arg(env::current_exe().unwrap())
        .args(["--exact", "run::a_process_of_a_run_has_its_postgres"])
        .env(REPORT, &report)
        .env("DATABASE_URL", "postgres://somebody:else@127.0.0.1:1/theirs")
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(ran.success());

    let reported = fs::read_to_string(&report).unwrap();
    let urls: Vec<&str> = reported.lines().collect();
    assert_eq!(urls.len(), 2);
    assert_eq!(urls[0], urls[1]);
    assert_ne!(urls[0], testkit::postgres().await.url(), "a run has its own");
    let begun = Instant::now();
    while PgConnection::connect(urls[0]).await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "its Postgres outlives the run");
        sleep(Duration::from_millis(50)).await;
    }
}
