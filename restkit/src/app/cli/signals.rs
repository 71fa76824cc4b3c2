//! SIGTERM and Ctrl-C.

use crate::app::StartError;

/// What the shell reports for a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Listens from now on. The future resolves at the first signal; a second one ends the program at once.
pub(super) fn listen() -> Result<impl Future<Output = ()> + Send + 'static, StartError> {
    let mut signals = Signals::new().map_err(|source| StartError::System { doing: "cannot listen for signals", source })?;
    Ok(async move {
        signals.next().await;
        tracing::info!("stopping: requests in flight are answered first; a second signal does not wait for them");
        tokio::spawn(async move {
            signals.next().await;
            std::process::exit(INTERRUPTED);
        });
    })
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without signals the program runs until it is ended from outside.
            std::future::pending::<()>().await;
        }
    }
}
