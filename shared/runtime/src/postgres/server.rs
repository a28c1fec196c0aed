use super::{Cluster, LaunchError, could_not, free_port};
use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};
use tokio::sync::{oneshot, watch};

const READY_WITHIN: Duration = Duration::from_secs(30);
const PORTS_TRIED: usize = 5;
/// How long a Postgres whose keeper was killed may take to write what is left.
const ENDS_WITHIN: Duration = Duration::from_secs(10);
const ENDS_SOON: Duration = Duration::from_millis(100);

/// Returns once no Postgres serves the data in a cluster's folder any more: one whose keeper was killed ends by itself, where the
/// operating system tells it (Linux). Fails where it does not end.
pub async fn ended(folder: &Path) -> Result<(), LaunchError> {
    let begun = Instant::now();
    while serves(&folder.join("data/postmaster.pid")) {
        if begun.elapsed() > ENDS_WITHIN {
            return Err(LaunchError::StillServed(folder.to_path_buf()));
        }
        tokio::time::sleep(ENDS_SOON).await;
    }
    Ok(())
}

/// Whether the process lives whose number is in the first line, and is a Postgres: after a crash the number may be another's.
fn serves(pid_file: &Path) -> bool {
    let Ok(said) = fs::read_to_string(pid_file) else { return false };
    let Some(pid) = said.lines().next().and_then(|line| line.trim().parse().ok()) else { return false };
    let lives = kill(Pid::from_raw(pid), None) != Err(Errno::ESRCH);
    let name = fs::read_to_string(format!("/proc/{pid}/comm"));
    lives && name.map_or(true, |name| name.trim() == "postgres")
}

/// A Postgres to connect to. One of our own ends with this process, however this process ends.
#[derive(Debug)]
pub struct Server {
    url: String,
    own: Option<Process>,
}

impl Server {
    /// One that somebody else keeps.
    pub fn given(url: String) -> Self {
        Self { url, own: None }
    }

    /// Serves a cluster on a free port of the loopback interface; another one when somebody was quicker.
    pub async fn start(cluster: &Cluster) -> Result<Self, LaunchError> {
        let mut tried = 1;
        loop {
            let port = free_port().map_err(could_not("find a free port"))?;
            let process = Process::spawn(cluster.command(port)?).await?;
            match cluster.accepts(port, READY_WITHIN, || process.runs()).await {
                Ok(()) => return Ok(Self { url: cluster.url(port), own: Some(process) }),
                Err(LaunchError::Failed { said, .. }) if port_was_taken(&said) && tried < PORTS_TRIED => {
                    tried += 1
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Where the superuser connects.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// True when it was started here, so that its data is ours to keep.
    pub fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Returns once one of our own has ended by itself; never for one that was given.
    pub async fn ended(&self) {
        let Some(own) = &self.own else { return std::future::pending().await };
        // An error means that the thread is gone, and the child before it.
        own.ended.clone().wait_for(|ended| *ended).await.ok();
    }

    /// Stops one of our own: open transactions are rolled back, what was committed is written. One that was given stays.
    pub async fn stop(mut self) {
        if let Some(process) = self.own.take() {
            process.stop().await;
        }
    }
}

/// True when Postgres's words say that another program has the port.
pub fn port_was_taken(said: &str) -> bool {
    said.contains("could not create any TCP/IP sockets") || said.contains("Address already in use")
}

/// A child that is told to stop when we die. The system binds that promise to the thread that spawned it, so that thread
/// stays for as long as the child lives.
#[derive(Debug)]
struct Process {
    pid: Pid,
    ended: watch::Receiver<bool>,
}

impl Process {
    async fn spawn(mut command: Command) -> Result<Self, LaunchError> {
        die_with_us(&mut command);
        let (started, starting) = oneshot::channel();
        let (end, ended) = watch::channel(false);
        let keep = move || {
            let mut child = match command.spawn() {
                Ok(child) => child,
                Err(error) => return drop(started.send(Err(error))),
            };
            drop(started.send(Ok(child.id())));
            drop(child.wait());
            end.send_replace(true);
        };
        thread::Builder::new()
            .name("postgres".into())
            .spawn(keep)
            .map_err(could_not("start a thread for postgres"))?;
        let lost = |_| LaunchError::Failed { program: "postgres", said: "its thread ended".into() };
        let id = starting.await.map_err(lost)?.map_err(could_not("run postgres"))?;
        Ok(Self { pid: Pid::from_raw(id.cast_signed()), ended })
    }

    fn runs(&self) -> bool {
        !*self.ended.borrow()
    }

    async fn stop(mut self) {
        self.ask_to_stop();
        // An error means that the thread is gone, and the child before it.
        self.ended.wait_for(|ended| *ended).await.ok();
    }

    /// SIGINT is Postgres's fast shutdown.
    fn ask_to_stop(&self) {
        if self.runs() {
            kill(self.pid, Signal::SIGINT).ok();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn die_with_us(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    // SAFETY: between fork and exec the closure makes one system call and allocates nothing.
    unsafe {
        command.pre_exec(|| nix::sys::prctl::set_pdeathsig(Signal::SIGINT).map_err(std::io::Error::from));
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_us(_command: &mut Command) {}
