use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears that somebody wants this process to stop: SIGTERM from a machine, SIGINT from a keyboard. From when it listens on,
/// neither ends the process by itself.
#[derive(Debug)]
pub struct ToldToStop {
    terminate: Signal,
    interrupt: Signal,
}

impl ToldToStop {
    /// Begins to listen. What comes before somebody waits is not lost.
    pub fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits until it is told.
    pub async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
