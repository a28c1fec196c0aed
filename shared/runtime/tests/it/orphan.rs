//! What becomes of a Postgres of our own when we die.

use crate::postgres::{cluster_in, reachable_folder};
use runtime::postgres::Server;
use sqlx::{Connection, PgConnection};
use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// Where the process that is to die keeps its data. Set by the test that starts it.
const FOLDER: &str = "RUNTIME_ORPHAN";
const SAID: &str = "serving at ";

/// The process that is to die; a test like any other when nobody waits for its death.
#[tokio::test]
async fn a_server_serves_for_as_long_as_its_process_lives() {
    match env::var_os(FOLDER).map(PathBuf::from) {
        Some(given) => {
            let server = served_in(&given).await;
            println!("\n{SAID}{}", server.url());
            std::future::pending::<()>().await;
        }
        None => served_in(reachable_folder().path()).await.stop().await,
    }
}

async fn served_in(folder: &Path) -> Server {
    let server = Server::start(&cluster_in(folder)).await.unwrap();
    PgConnection::connect(server.url()).await.unwrap().close().await.unwrap();
    server
}

#[tokio::test]
async fn postgres_ends_even_when_we_are_killed() {
    let folder = reachable_folder();
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "orphan::a_server_serves_for_as_long_as_its_process_lives"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| line.unwrap().strip_prefix(SAID).map(str::to_owned)).unwrap();
    PgConnection::connect(&url).await.unwrap().close().await.unwrap();

    process.kill().unwrap();
    process.wait().unwrap();
    let begun = Instant::now();
    while PgConnection::connect(&url).await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it outlives the process that started it");
        sleep(Duration::from_millis(50)).await;
    }
}
