//! A second database that answers reads.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{DbError, Inner, PoolSettings, Statement, each, url, wanted::Wanted};

/// How long a replica is left alone after it was found to be away.
const REST: Duration = Duration::from_secs(5);

/// How long a read waits for a connection to a replica: the primary can answer it as well.
const PATIENCE: Duration = Duration::from_secs(1);

/// A copy of the primary, which may be behind it, and may be away.
#[derive(Debug)]
pub(super) struct Replica {
    inner: Inner,
    away_until: Mutex<Option<Instant>>,
}

impl Replica {
    /// Opens no connection: a replica that is away keeps nobody from starting.
    pub(super) async fn new(url: &str, settings: &PoolSettings) -> Result<Self, DbError> {
        let settings = PoolSettings { acquire_timeout: settings.acquire_timeout.min(PATIENCE), ..settings.clone() };
        Ok(Self { inner: url::connect(url, &settings, url::First::Later).await?, away_until: Mutex::new(None) })
    }

    pub(super) const fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Runs a read; `None` when the primary has to, whatever the reason. A replica may be behind by a table or a column as well as by rows.
    pub(super) async fn run(&self, statement: &Statement, wanted: &mut Wanted) -> Option<Result<u64, DbError>> {
        if self.is_away() {
            return None;
        }
        let outcome = each!(&self.inner, runner => runner.run(statement, wanted).await);
        match outcome {
            Err(error) if !wanted.has_some() => {
                self.note(&error);
                None
            }
            outcome => Some(outcome),
        }
    }

    fn note(&self, error: &DbError) {
        let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        // A read that writes, in a function, is refused by a replica that is well.
        let DbError::Unavailable(source) = error else {
            tracing::warn!(%error, cause, "the replica refused a read; the primary answers it");
            return;
        };
        if source.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "25006") {
            tracing::debug!(cause, "the replica cannot write; the primary answers");
            return;
        }
        tracing::warn!(cause, for_now = ?REST, "the replica is away; the primary answers its reads");
        *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
    }

    fn is_away(&self) -> bool {
        let mut until = self.away_until.lock().unwrap_or_else(PoisonError::into_inner);
        let away = until.is_some_and(|until| Instant::now() < until);
        if !away {
            *until = None;
        }
        away
    }
}
