//! Going up and down.

use std::time::{Duration, Instant};

use super::{
    error::MigrateError,
    history::{self, Entry},
    lock::Lock,
    loose, rebuild,
    set::{Content, Migration, Migrations},
    settings::MigrateSettings,
    status::{self, Fault, State, Status},
    transactional::{self, Task},
};
use crate::db::{Db, DbError, Executor, Transaction};

/// A migration that was run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Done {
    /// Version and description.
    pub name: String,
    /// How long it took.
    pub elapsed: Duration,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// Hears of each migration as soon as it was run.
pub(crate) type Report<'a> = &'a mut (dyn FnMut(&Done) + Send);

/// What one migration needs to be run.
pub(crate) struct Job<'a> {
    pub(crate) db: &'a Db,
    pub(crate) migration: &'a Migration,
    pub(crate) direction: Direction,
    pub(crate) settings: &'a MigrateSettings,
    /// What the history says of it.
    pub(crate) entry: Option<&'a Entry>,
}

impl Migrations {
    /// Where each migration stands in a database, by their versions.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn status(&self, db: &Db) -> Result<Vec<Status>, MigrateError> {
        let history = history::read(&mut Executor::from(db)).await?;
        Ok(status::compare(&self.of(db.dialect()), &history))
    }

    /// Applies what was not applied, in the order of the versions; answers what was. Several programs may call it at once: each migration runs
    /// once, and whoever was not first waits.
    ///
    /// # Errors
    /// As [`MigrateError`] says. What was applied before the one that failed stays.
    pub async fn up(&self, db: &Db, settings: &MigrateSettings) -> Result<Vec<Done>, MigrateError> {
        let mut all = Vec::new();
        self.up_to(db, None, settings, &mut |done| all.push(done.clone())).await?;
        Ok(all)
    }

    /// The same, up to a version.
    pub(crate) async fn up_to(
        &self,
        db: &Db,
        to: Option<i64>,
        settings: &MigrateSettings,
        report: Report<'_>,
    ) -> Result<(), MigrateError> {
        let migrations = self.of(db.dialect());
        known(&migrations, to)?;
        let mut lock = Lock::take(db, settings).await?;
        create_history(db, settings).await?;
        let history = history::read(&mut Executor::from(db)).await?;
        let all = status::compare(&migrations, &history);
        let faults = status::faults(&all, settings.out_of_order);
        if !faults.is_empty() {
            return Err(MigrateError::History(faults));
        }
        let pending = all.iter().filter(|status| status.state.is_pending() && to.is_none_or(|to| status.version <= to));
        for version in pending.map(|status| status.version) {
            let Some(migration) = migrations.iter().find(|migration| migration.version == version) else { continue };
            let entry = history.iter().find(|entry| entry.version == version);
            run(Job { db, migration, direction: Direction::Up, settings, entry }, &mut lock, report).await?;
        }
        lock.release().await;
        Ok(())
    }

    /// Undoes what was applied, the newest first; answers what was undone. What has no way back is refused before anything is done.
    ///
    /// # Errors
    /// As [`MigrateError`] says. What was undone before the one that failed stays undone.
    pub async fn down(&self, db: &Db, back: Back, settings: &MigrateSettings) -> Result<Vec<Done>, MigrateError> {
        let mut all = Vec::new();
        self.down_with(db, back, settings, &mut |done| all.push(done.clone())).await?;
        Ok(all)
    }

    /// The same, telling each as soon as it is done.
    pub(crate) async fn down_with(
        &self,
        db: &Db,
        back: Back,
        settings: &MigrateSettings,
        report: Report<'_>,
    ) -> Result<(), MigrateError> {
        let migrations = self.of(db.dialect());
        if let Back::To(version) = back {
            known(&migrations, Some(version).filter(|version| *version != 0))?;
        }
        let mut lock = Lock::take(db, settings).await?;
        let history = history::read(&mut Executor::from(db)).await?;
        let chosen = back.of(&status::compare(&migrations, &history));
        let mut jobs = Vec::new();
        for status in &chosen {
            let Some(migration) = migrations.iter().find(|migration| migration.version == status.version) else {
                return Err(MigrateError::History(vec![Fault { name: status.name.clone(), state: State::Missing }]));
            };
            if !migration.is_reversible() {
                return Err(MigrateError::Irreversible(migration.name.clone()));
            }
            jobs.push((migration, history.iter().find(|entry| entry.version == migration.version)));
        }
        for (migration, entry) in jobs {
            run(Job { db, migration, direction: Direction::Down, settings, entry }, &mut lock, report).await?;
        }
        lock.release().await;
        Ok(())
    }

    /// Notes migrations up to a version as applied without running them, for a database that has had their tables before; answers which.
    ///
    /// # Errors
    /// As [`MigrateError`] says; nothing was noted then.
    pub async fn baseline(&self, db: &Db, to: Option<i64>, settings: &MigrateSettings) -> Result<Vec<String>, MigrateError> {
        let migrations = self.of(db.dialect());
        known(&migrations, to)?;
        let lock = Lock::take(db, settings).await?;
        create_history(db, settings).await?;
        let transaction = begin(db, settings).await?;
        let mut tx = Executor::from(&transaction);
        let history = history::read(&mut tx).await?;
        let mut noted = Vec::new();
        for migration in migrations.iter().filter(|migration| to.is_none_or(|to| migration.version <= to)) {
            if history.iter().all(|entry| entry.version != migration.version) {
                history::insert(&mut tx, migration.version, &migration.description, &migration.checksum, true).await?;
                noted.push(migration.name.clone());
            }
        }
        transaction.commit().await?;
        lock.release().await;
        Ok(noted)
    }
}

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// As many migrations as this.
    Steps(usize),
    /// Behind all that are newer than this version; 0 for all.
    To(i64),
}

impl Back {
    /// What is to be undone, the newest first.
    pub(crate) fn of(self, all: &[Status]) -> Vec<Status> {
        let applied = all.iter().rev().filter(|status| !matches!(status.state, State::Pending | State::OutOfOrder));
        match self {
            Self::Steps(steps) => applied.take(steps).cloned().collect(),
            Self::To(version) => applied.filter(|status| status.version > version).cloned().collect(),
        }
    }
}

async fn run(job: Job<'_>, lock: &mut Lock, report: Report<'_>) -> Result<(), MigrateError> {
    lock.is_held().await?;
    let begun = Instant::now();
    let script = match job.direction {
        Direction::Up => job.migration.up(),
        Direction::Down => job.migration.down(),
    };
    let ran = match (&script, &job.migration.content) {
        (Some(script), _) if script.is_without_transaction() => {
            let statements = script.statements();
            match rebuild::body(&statements, script.dialect) {
                Some(body) => rebuild::run(&job, script, body).await?,
                None => loose::run(&job, script, &statements, lock).await?,
            }
        }
        (Some(script), _) => transactional::run(&job, Task::Script(script)).await?,
        (None, Content::Rust { up, down }) => {
            let work = if job.direction == Direction::Up { Some(up) } else { down.as_ref() };
            match work {
                Some(work) => transactional::run(&job, Task::Rust(work)).await?,
                None => return Err(MigrateError::Irreversible(job.migration.name.clone())),
            }
        }
        (None, Content::Files { .. }) => return Err(MigrateError::Irreversible(job.migration.name.clone())),
    };
    if ran {
        let done = Done { name: job.migration.name.clone(), elapsed: begun.elapsed() };
        let milliseconds = u64::try_from(done.elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(migration = done.name, direction = ?job.direction, milliseconds, "migrated");
        report(&done);
    }
    Ok(())
}

fn known(migrations: &[Migration], version: Option<i64>) -> Result<(), MigrateError> {
    match version.filter(|version| migrations.iter().all(|migration| migration.version != *version)) {
        Some(unknown) => Err(MigrateError::Unknown(unknown)),
        None => Ok(()),
    }
}

async fn create_history(db: &Db, settings: &MigrateSettings) -> Result<(), MigrateError> {
    let patience = Patience::new(settings);
    while let Err(error) = history::create(&mut Executor::from(db)).await {
        patience.after(error).await?;
    }
    Ok(())
}

/// Begins a transaction; on SQLite, where only one writes at a time, as soon as it is its turn.
pub(crate) async fn begin(db: &Db, settings: &MigrateSettings) -> Result<Transaction, MigrateError> {
    let patience = Patience::new(settings);
    loop {
        match db.begin().await {
            Ok(transaction) => return Ok(transaction),
            Err(error) => patience.after(error).await?,
        }
    }
}

/// Waiting for somebody else who writes to a SQLite database.
pub(crate) struct Patience {
    wait: Duration,
    since: Instant,
}

impl Patience {
    pub(crate) fn new(settings: &MigrateSettings) -> Self {
        Self { wait: settings.wait, since: Instant::now() }
    }

    /// Waits a little after this error, if it is one that passes and there is time left.
    pub(crate) async fn after(&self, error: DbError) -> Result<(), MigrateError> {
        if !is_busy(&error) {
            return Err(error.into());
        }
        if self.since.elapsed() > self.wait {
            return Err(MigrateError::Busy(self.wait));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(())
    }
}

/// SQLite: busy, locked, either of them in a recovery or a shared cache; and the turn to write, which is somebody else's in this program.
fn is_busy(error: &DbError) -> bool {
    match error {
        DbError::Unavailable(sqlx::Error::Database(error)) => matches!(error.code().as_deref(), Some("5" | "6" | "261" | "262")),
        DbError::Unavailable(error) => matches!(error, sqlx::Error::PoolTimedOut),
        _ => false,
    }
}

/// Nanoseconds since a moment, as the history has them.
pub(crate) fn nanoseconds(since: Instant) -> i64 {
    i64::try_from(since.elapsed().as_nanos()).unwrap_or(i64::MAX)
}
