//! A migration in one transaction with its row of the history.
//!
//! The row is written first: its key makes a second program wait, and fail, if ever two should run the same migration at the same time.

use std::time::{Duration, Instant};

use super::{
    error::{MigrateError, Place},
    history,
    run::{Direction, Job, begin, nanoseconds},
    set::{BoxError, Script, Work},
    statements::Statement,
};
use crate::{
    db::{Arg, DbError, Dialect, Executor, Transaction},
    query::builder,
    spec::{Kind, Value},
};

/// Why an attempt failed.
enum Failed {
    /// A statement got no lock in time; all is as it was before.
    NoLock(Box<dyn FnOnce(Duration, u32) -> MigrateError + Send>),
    Other(MigrateError),
}

impl<E: Into<MigrateError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// What is to be done in the transaction.
pub(crate) enum Task<'a> {
    Script(&'a Script),
    Rust(&'a Work),
}

/// Tries again when a lock did not come free, with longer and longer pauses, so that others get at the table between two attempts.
/// Answers whether it was to be done.
pub(crate) async fn run(job: &Job<'_>, task: Task<'_>) -> Result<bool, MigrateError> {
    let mut pause = job.settings.lock_timeout.clamp(Duration::from_millis(1), Duration::from_secs(1));
    let mut attempt = 1;
    loop {
        match attempt_once(job, &task).await {
            Ok(ran) => return Ok(ran),
            Err(Failed::Other(error)) => return Err(error),
            Err(Failed::NoLock(error)) => {
                if attempt >= job.settings.attempts {
                    return Err(error(job.settings.lock_timeout, attempt));
                }
            }
        }
        attempt += 1;
        tracing::info!(migration = job.migration.name, attempt, "a table is locked by somebody else; trying again");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
}

async fn attempt_once(job: &Job<'_>, task: &Task<'_>) -> Result<bool, Failed> {
    let (begun, version) = (Instant::now(), job.migration.version);
    let transaction = begin(job.db, job.settings).await?;
    let mut tx = Executor::from(&transaction);
    let entry = history::read(&mut tx).await?.into_iter().find(|entry| entry.version == version);
    if entry.is_some() == (job.direction == Direction::Up) {
        // Another program was faster.
        transaction.rollback().await?;
        return Ok(false);
    }
    limit(&transaction, job).await?;
    match job.direction {
        Direction::Up => {
            history::insert(&mut tx, version, &job.migration.description, &job.migration.checksum, true).await?;
        }
        Direction::Down => history::remove(&mut tx, version).await?,
    }
    let done = match task {
        Task::Script(script) => run_script(&transaction, script).await,
        Task::Rust(work) => run_step(&transaction, job, work).await,
    };
    if let Err(failed) = done {
        // What failed says more than that the way back did.
        let _ = transaction.rollback().await;
        return Err(failed);
    }
    if job.direction == Direction::Up {
        history::finish(&mut tx, version, &job.migration.checksum, nanoseconds(begun)).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

async fn run_script(transaction: &Transaction, script: &Script) -> Result<(), Failed> {
    for statement in script.statements() {
        if let Err(error) = transaction.script(builder::of_schema(statement.text)).await {
            return Err(failed(script, &statement, error));
        }
    }
    if script.dialect == Dialect::Postgres {
        // What is put off to the commit shall fail while it can still be said where.
        let last = Statement { text: "COMMIT", line: script.text.lines().count(), tokens: Vec::new(), comments: Vec::new() };
        if let Err(error) = transaction.script(builder::of_schema("SET CONSTRAINTS ALL IMMEDIATE")).await {
            return Err(failed(script, &last, error));
        }
    }
    Ok(())
}

async fn run_step(transaction: &Transaction, job: &Job<'_>, work: &Work) -> Result<(), Failed> {
    let Err(source) = work(transaction.tx().clone()).await else { return Ok(()) };
    let (no_lock, name) = (got_no_lock(&source), job.migration.name.clone());
    let error = MigrateError::Step { name, source };
    Err(if no_lock { Failed::NoLock(Box::new(|_, _| error)) } else { Failed::Other(error) })
}

/// Bounds how long the statements of this transaction wait and run.
async fn limit(transaction: &Transaction, job: &Job<'_>) -> Result<(), DbError> {
    if job.db.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let set = "SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)";
    let milliseconds = |time: Duration| Arg::new(Value::Text(time.as_millis().to_string()), Kind::Text);
    let values = vec![milliseconds(job.settings.lock_timeout), milliseconds(job.settings.statement_timeout)];
    transaction.fetch_optional(history::once(set, values)).await.map(drop)
}

fn failed(script: &Script, statement: &Statement<'_>, error: sqlx::Error) -> Failed {
    if !is_lock_timeout(&error) {
        return Failed::Other(statement_failed(script, statement, error));
    }
    let at = place(script, statement);
    Failed::NoLock(Box::new(move |waited, attempts| MigrateError::Locked { at, waited, attempts, source: error }))
}

/// The error for a statement that failed.
pub(crate) fn statement_failed(script: &Script, statement: &Statement<'_>, source: sqlx::Error) -> MigrateError {
    MigrateError::Statement { at: place(script, statement), advice: advice(&source), source }
}

fn place(script: &Script, statement: &Statement<'_>) -> Box<Place> {
    Box::new(Place { file: script.file.clone(), line: statement.line, statement: statement.summary() })
}

fn advice(error: &sqlx::Error) -> Option<&'static str> {
    let error = error.as_database_error()?;
    let code = error.code();
    let there = matches!(code.as_deref(), Some("42P07" | "42701" | "42710"));
    if there || (code.as_deref() == Some("1") && error.message().contains("already exists")) {
        return Some("where the database has had it before, `migrate baseline` notes a migration as applied without running it");
    }
    match code.as_deref() {
        Some("25001") => Some("a script with it begins with the line `-- no-transaction`"),
        Some("57014") => Some("MIGRATE_STATEMENT_TIMEOUT says how long a statement may take"),
        _ => None,
    }
}

fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "55P03")
}

fn got_no_lock(error: &BoxError) -> bool {
    matches!(error.downcast_ref::<DbError>(), Some(DbError::Unavailable(error)) if is_lock_timeout(error))
}
