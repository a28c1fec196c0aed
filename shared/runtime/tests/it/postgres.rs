use runtime::postgres::{Account, Cluster, Durability, LaunchError, Server, ended};
use sqlx::{Connection, PgConnection};
use std::path::Path;
use std::time::Duration;

/// A folder that the user whom Postgres runs as may reach, whoever runs the tests.
pub(crate) fn reachable_folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
    folder
}

pub(crate) fn cluster_in(folder: &Path) -> Cluster {
    cluster(folder, Durability::Relaxed)
}

fn cluster(folder: &Path, durability: Durability) -> Cluster {
    Cluster::at(folder.join("cluster"), durability).unwrap()
}

async fn setting(connection: &mut PgConnection, name: &str) -> String {
    sqlx::query_scalar("select current_setting($1)").bind(name).fetch_one(connection).await.unwrap()
}

#[tokio::test]
async fn it_starts_whoever_we_are_and_keeps_its_data_from_run_to_run() {
    let folder = reachable_folder();
    let server = Server::start(&cluster_in(folder.path())).await.unwrap();
    let mut connection = PgConnection::connect(server.url()).await.unwrap();
    sqlx::query("create table kept (it int)").execute(&mut connection).await.unwrap();
    drop(connection);
    server.stop().await;

    let server = Server::start(&cluster_in(folder.path())).await.unwrap();
    let mut connection = PgConnection::connect(server.url()).await.unwrap();
    sqlx::query("select it from kept").execute(&mut connection).await.unwrap();
    drop(connection);
    server.stop().await;
}

#[tokio::test]
async fn one_of_our_own_is_durable_and_listens_to_this_machine_alone() {
    let folder = reachable_folder();
    let server = Server::start(&cluster(folder.path(), Durability::Default)).await.unwrap();
    let mut connection = PgConnection::connect(server.url()).await.unwrap();
    for durable in ["fsync", "synchronous_commit", "full_page_writes"] {
        assert_eq!(setting(&mut connection, durable).await, "on", "{durable}");
    }
    assert_eq!(setting(&mut connection, "listen_addresses").await, "127.0.0.1");
    assert_eq!(setting(&mut connection, "unix_socket_directories").await, "");
    drop(connection);
    server.stop().await;
}

#[tokio::test]
async fn a_stranger_without_the_password_is_turned_away() {
    let folder = reachable_folder();
    let server = Server::start(&cluster_in(folder.path())).await.unwrap();
    let (_, host) = server.url().split_once('@').unwrap();
    let refused = PgConnection::connect(&format!("postgres://postgres:guess@{host}")).await.unwrap_err();
    let code = refused.as_database_error().and_then(|error| error.code());
    assert_eq!(code.as_deref(), Some("28P01"), "{refused}");
    server.stop().await;
}

#[tokio::test]
async fn two_at_once_take_two_ports() {
    let (one, two) = (reachable_folder(), reachable_folder());
    let (one, two) = (cluster_in(one.path()), cluster_in(two.path()));
    let starts = tokio::join!(Server::start(&one), Server::start(&two));
    let (one, two) = (starts.0.unwrap(), starts.1.unwrap());
    assert_ne!(one.url().rsplit(':').next(), two.url().rsplit(':').next());
    tokio::join!(one.stop(), two.stop());
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused_in_postgres_own_words() {
    let folder = reachable_folder();
    let first = Server::start(&cluster_in(folder.path())).await.unwrap();
    let second = Server::start(&cluster_in(folder.path())).await.unwrap_err();
    assert!(second.to_string().contains("postmaster.pid"), "{second}");
    first.stop().await;
}

#[test]
fn a_folder_of_somebody_elses_is_refused() {
    if !nix::unistd::Uid::effective().is_root() {
        return;
    }
    let folder = reachable_folder();
    let foreign = folder.path().join("cluster");
    std::fs::create_dir(&foreign).unwrap();
    Account::choose().unwrap().give(&foreign).unwrap();
    let refused = Cluster::at(foreign.clone(), Durability::Default).unwrap_err();
    assert!(matches!(refused, LaunchError::ForeignFolder(folder) if folder == foreign));
}

#[tokio::test]
async fn a_server_that_is_ending_is_waited_for() {
    let folder = reachable_folder();
    let cluster = cluster_in(folder.path());
    let first = Server::start(&cluster).await.unwrap();
    let waiting = ended(cluster.folder());
    tokio::pin!(waiting);
    let still = tokio::time::timeout(Duration::from_millis(300), &mut waiting).await;
    assert!(still.is_err(), "it serves");
    first.stop().await;
    waiting.await.unwrap();
    let second = Server::start(&cluster).await.unwrap();
    second.stop().await;
    ended(cluster.folder()).await.unwrap();
}

#[tokio::test]
async fn a_number_that_is_another_process_or_nobodys_is_not_waited_for() {
    let folder = reachable_folder();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    for stale in [std::process::id().to_string(), (i32::MAX - 1).to_string(), "what?".to_owned()] {
        std::fs::write(data.join("postmaster.pid"), format!("{stale}\n/data\n")).unwrap();
        let waited = tokio::time::timeout(Duration::from_secs(1), ended(folder.path())).await;
        waited.expect("at once").unwrap();
    }
}

#[test]
fn data_that_another_version_made_is_not_served_by_this_one() {
    for (version, said) in [(14, "15 or newer is needed"), (9_999, "is not installed any more")] {
        let folder = reachable_folder();
        let data = folder.path().join("cluster/data");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("PG_VERSION"), format!("{version}\n")).unwrap();
        let refused = Cluster::at(folder.path().join("cluster"), Durability::Default).unwrap_err();
        let refused = refused.to_string();
        assert!(
            refused.contains(&format!("made by Postgres {version}, ")) && refused.contains(said),
            "{refused}"
        );
        assert!(data.join("PG_VERSION").exists(), "and nothing is lost");
    }
}

#[test]
fn the_sentence_for_a_bare_machine_says_what_to_install() {
    let sentence = LaunchError::Missing.to_string();
    for word in ["DATABASE_URL", "postgresql", "npm"] {
        assert!(sentence.contains(word), "{sentence}");
    }
}
