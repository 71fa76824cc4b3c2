//! What a request logs.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use tracing::{
    Dispatch, Level, Subscriber, instrument::WithSubscriber as _, level_filters::LevelFilter, subscriber::NoSubscriber,
};
use tracing_subscriber::{
    filter::Targets,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
};

type Log = Arc<Mutex<Vec<u8>>>;

tokio::task_local! {
    static LOG: Log;
}

/// One subscriber for all requests of the process, which tells them apart by their task.
///
/// With a subscriber for each request events get lost: tracing remembers for each place in the code whether anybody is interested, and asks
/// only the subscriber of the thread that came by first as long as there is a single one. Hence the second, which keeps it from being single.
static SUBSCRIBERS: LazyLock<(Dispatch, Dispatch)> =
    LazyLock::new(|| (Dispatch::new(subscriber()), Dispatch::new(NoSubscriber::default())));

fn subscriber() -> impl Subscriber {
    // sqlx tells each statement, which the test has from elsewhere.
    let targets = Targets::new().with_default(LevelFilter::DEBUG).with_target("sqlx", Level::WARN);
    let lines = fmt::layer().with_ansi(false).without_time().with_writer(ToTheRequest);
    tracing_subscriber::registry().with(targets).with(lines)
}

/// Brings up to date what tracing remembers of who is interested.
pub(super) fn prepare() {
    LazyLock::force(&SUBSCRIBERS);
    tracing::callsite::rebuild_interest_cache();
}

/// Does some work, and answers what was logged in it, a line for each event.
pub(super) async fn logged<T>(work: impl Future<Output = T>) -> (T, String) {
    let log = Log::default();
    let outcome = LOG.scope(Arc::clone(&log), work.with_subscriber(SUBSCRIBERS.0.clone())).await;
    let lines = std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner));
    (outcome, String::from_utf8_lossy(&lines).into_owned())
}

/// Writes to the log of the request in whose task it is called.
struct ToTheRequest;

impl MakeWriter<'_> for ToTheRequest {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

impl io::Write for ToTheRequest {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // Outside of a request nobody reads it.
        let _ = LOG.try_with(|log| log.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
