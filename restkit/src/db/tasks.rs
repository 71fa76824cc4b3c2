//! Work that goes on when nobody waits for it any more.

use std::{pin::pin, sync::Arc, time::Duration};

use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

/// What has been begun for a database and goes on by itself: hooks after a commit, clean-ups after a request. A server waits for it before it ends.
#[derive(Clone, Debug)]
pub(crate) struct Tasks {
    /// How many are running.
    running: Arc<watch::Sender<usize>>,
}

impl Default for Tasks {
    fn default() -> Self {
        Self { running: Arc::new(watch::Sender::new(0)) }
    }
}

impl Tasks {
    /// Begins some work that comes to its end also when nobody waits for it.
    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        runtime: &Handle,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.running.send_modify(|running| *running += 1);
        let counted = Counted(Arc::clone(&self.running));
        runtime.spawn(async move {
            let done = work.await;
            drop(counted);
            done
        })
    }

    /// Waits until nothing of it is running, for at most this long; answers whether nothing is.
    pub(crate) async fn idle(&self, patience: Duration) -> bool {
        let mut running = self.running.subscribe();
        let done = pin!(running.wait_for(|running| *running == 0));
        tokio::time::timeout(patience, done).await.is_ok()
    }
}

/// One that is running; also a panic ends it.
struct Counted(Arc<watch::Sender<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running -= 1);
    }
}
