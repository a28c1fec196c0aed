use crate::{keeper, run::Run};
use runtime::postgres::{Cluster, Durability, free_port, port_was_taken};
use std::{
    fs::{self, File},
    path::Path,
    time::Duration,
};
use tokio::sync::OnceCell;

const READY_WITHIN: Duration = Duration::from_secs(60);
const PORTS_TRIED: usize = 5;

static SERVER: OnceCell<Server> = OnceCell::const_new();

/// The Postgres of this test run.
#[derive(Debug)]
pub struct Server {
    url: String,
    /// Held until this process is gone: it says that a test still runs.
    _in_use: File,
}

/// The Postgres of this test run: a private one which all processes of the run share, whose durability is relaxed, and
/// which goes away when the last of them is gone. Whatever `DATABASE_URL` names is somebody's, and no test touches it.
pub async fn postgres() -> &'static Server {
    SERVER.get_or_init(Server::join).await
}

impl Server {
    /// Where the superuser connects.
    pub fn url(&self) -> &str {
        &self.url
    }

    async fn join() -> Self {
        let run = Run::current();
        let folder = run.folder();
        fs::create_dir_all(&folder).expect("a folder for the test run");
        let lock = folder.join("in-use");
        let in_use = open(&lock);
        in_use.lock_shared().expect("the lock of the test run");
        let url = started_once(&run, &folder, &lock).await;
        Self { url, _in_use: in_use }
    }
}

/// The first process starts it; those that came meanwhile find its address written down.
async fn started_once(run: &Run, folder: &Path, lock: &Path) -> String {
    let starting = open(&folder.join("starting"));
    starting.lock().expect("the lock of the start");
    let address = folder.join("url");
    if let Ok(url) = fs::read_to_string(&address) {
        return url;
    }
    let url = start(run, folder, lock).await;
    fs::write(&address, &url).expect("to write the address of Postgres down");
    url
}

async fn start(run: &Run, folder: &Path, lock: &Path) -> String {
    let cluster =
        Cluster::at(folder.to_path_buf(), Durability::Relaxed).unwrap_or_else(|error| panic!("{error}"));
    hand_over(&cluster, lock);
    for _ in 0..PORTS_TRIED {
        let port = free_port().expect("a free port");
        let mut keeper = keeper::keep(&cluster, port, run, lock);
        let keeper_runs = || keeper.try_wait().is_ok_and(|ended| ended.is_none());
        match cluster.accepts(port, READY_WITHIN, keeper_runs).await {
            Ok(()) => return cluster.url(port),
            Err(error) if port_was_taken(&error.to_string()) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("{PORTS_TRIED} free ports were taken by others before Postgres could have them")
}

/// The keeper runs as the user that Postgres runs as, and must be able to wait for the lock and to remove the folder.
fn hand_over(cluster: &Cluster, lock: &Path) {
    for path in [cluster.folder(), lock] {
        cluster.account().give(path).expect("to give the folder of the test run away");
    }
}

fn open(path: &Path) -> File {
    File::options().read(true).append(true).create(true).open(path).expect("a file of the test run")
}
