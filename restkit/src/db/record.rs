//! Who listens to the statements that run.

#[cfg(feature = "testing")]
tokio::task_local! {
    static HEARD: std::sync::Arc<std::sync::Mutex<Vec<String>>>;
}

/// Tells whoever listens in this task that a statement goes out.
#[inline]
pub(super) fn note(sql: &str) {
    #[cfg(feature = "testing")]
    // Nobody listens outside of `heard`, and that is no error.
    let _ = HEARD.try_with(|heard| lock(heard).push(sql.to_owned()));
    #[cfg(not(feature = "testing"))]
    let _ = sql;
}

/// The same work, heard by whoever listens here, wherever it runs.
#[cfg(feature = "testing")]
pub(super) fn along<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let heard = HEARD.try_with(std::sync::Arc::clone).ok();
    async move {
        match heard {
            Some(heard) => HEARD.scope(heard, work).await,
            None => work.await,
        }
    }
}

/// The same work: nobody listens.
#[cfg(not(feature = "testing"))]
pub(super) const fn along<F>(work: F) -> F {
    work
}

/// Does some work, and answers the text of each statement that ran in it, in order.
///
/// What is spawned as a task of its own is not heard.
#[cfg(feature = "testing")]
pub(crate) async fn heard<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    let heard = std::sync::Arc::default();
    let outcome = HEARD.scope(std::sync::Arc::clone(&heard), work).await;
    let statements = std::mem::take(&mut *lock(&heard));
    (outcome, statements)
}

#[cfg(feature = "testing")]
fn lock(heard: &std::sync::Mutex<Vec<String>>) -> std::sync::MutexGuard<'_, Vec<String>> {
    heard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
