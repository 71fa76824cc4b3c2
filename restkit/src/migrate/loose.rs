//! A script without a transaction: its statements one by one on a connection of its own, each noted when it is done, so that the next `up` goes on
//! where this one was killed.
//!
//! A statement whose note was not written any more is run again. What restkit writes allows that: an index that was left unfinished is dropped
//! before it is built, by the statement before it, to which the next run goes back.

use std::time::Instant;

use sha2::{Digest, Sha384};

use super::{
    error::MigrateError,
    history::{self, Entry},
    lock::Lock,
    run::{Direction, Job, nanoseconds},
    set::Script,
    statements::Statement,
    transactional::statement_failed,
};
use crate::{
    db::{DbError, Executor, Session},
    query::builder,
};

/// Runs a script; answers whether it was to be run.
pub(crate) async fn run(
    job: &Job<'_>,
    script: &Script,
    statements: &[Statement<'_>],
    lock: &mut Lock,
) -> Result<bool, MigrateError> {
    let (begun, version) = (Instant::now(), job.migration.version);
    let mut db = Executor::from(job.db);
    let first = match (job.direction, job.entry) {
        (Direction::Down, _) => 0,
        (Direction::Up, Some(entry)) => resume(script, statements, entry)?,
        (Direction::Up, None) => {
            match history::insert(&mut db, version, &job.migration.description, &sum(&[]), false).await {
                // SQLite, where nothing but this row keeps two programs apart.
                Err(DbError::Unique { .. }) => return Ok(false),
                inserted => inserted?,
            }
            0
        }
    };
    let mut session = job.db.session().await?;
    let ran = statements_of(job, script, &statements[first..], first, statements, &mut session, lock).await;
    session.close().await;
    ran?;
    match job.direction {
        Direction::Up => history::finish(&mut db, version, &job.migration.checksum, nanoseconds(begun)).await?,
        Direction::Down => history::remove(&mut db, version).await?,
    }
    Ok(true)
}

async fn statements_of(
    job: &Job<'_>,
    script: &Script,
    rest: &[Statement<'_>],
    first: usize,
    all: &[Statement<'_>],
    session: &mut Session,
    lock: &mut Lock,
) -> Result<(), MigrateError> {
    for (done, statement) in (first + 1..).zip(rest) {
        lock.is_held().await?;
        session.script(builder::of_schema(statement.text)).await.map_err(|error| statement_failed(script, statement, error))?;
        if job.direction == Direction::Up {
            let count = i64::try_from(done).unwrap_or(i64::MAX);
            let note = history::progress(job.migration.version, count, &sum(&all[..done]), script.dialect);
            session.script(note).await.map_err(DbError::from)?;
        }
    }
    Ok(())
}

/// The statement to go on with.
fn resume(script: &Script, statements: &[Statement<'_>], entry: &Entry) -> Result<usize, MigrateError> {
    let done = usize::try_from(entry.time).unwrap_or(0);
    // Only what was run has to be as it was: the statement that failed may have been mended.
    if statements.get(..done).is_none_or(|before| sum(before) != entry.checksum) {
        return Err(MigrateError::HalfDone { file: script.file.clone(), done });
    }
    let clears = |statement: &Statement<'_>| statement.begins_with(&["drop"]) && statement.has(&["if", "exists"]);
    Ok(done - statements[..done].iter().rev().take_while(|statement| clears(statement)).count())
}

/// What tells whether these statements are the same as before, wherever they stand.
fn sum(statements: &[Statement<'_>]) -> Vec<u8> {
    let mut sum = Sha384::new();
    for statement in statements {
        sum.update(statement.text);
        sum.update(";");
    }
    sum.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Dialect;

    fn script(text: &'static str) -> Script {
        Script { file: "f".to_owned(), dialect: Dialect::Postgres, text }
    }

    fn entry(text: &'static str, done: usize) -> Entry {
        let checksum = sum(&script(text).statements()[..done]);
        let time = i64::try_from(done).unwrap();
        Entry { version: 1, description: String::new(), applied_at: String::new(), done: false, checksum, time }
    }

    #[test]
    fn an_index_is_begun_with_its_removal() {
        let text = "SELECT 1; DROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY a ON t (b); SELECT 2";
        let at = |done| resume(&script(text), &script(text).statements(), &entry(text, done)).unwrap();
        assert_eq!([at(0), at(1), at(2), at(3), at(4)], [0, 1, 1, 3, 4]);
    }

    #[test]
    fn only_what_is_done_must_not_change() {
        let (before, mended) = ("SELECT 1; SELEKT 2", script("-- a comment\nSELECT 1;\nSELECT 2"));
        assert_eq!(resume(&mended, &mended.statements(), &entry(before, 1)).unwrap(), 1);
        let other = script("SELECT 0; SELECT 2");
        let error = resume(&other, &other.statements(), &entry(before, 1)).unwrap_err();
        assert!(matches!(error, MigrateError::HalfDone { done: 1, .. }));
        let shorter = script("");
        assert!(resume(&shorter, &shorter.statements(), &entry(before, 1)).is_err());
    }
}
