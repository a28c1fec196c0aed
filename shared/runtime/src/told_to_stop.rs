use std::io;
use tokio::signal::unix::{SignalKind, signal};

/// Waits until somebody wants this process to stop: SIGTERM from a machine, SIGINT from a keyboard.
pub async fn told_to_stop() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
