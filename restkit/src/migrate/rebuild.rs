//! Scripts of SQLite that make tables anew.
//!
//! `ALTER TABLE` of SQLite cannot change much, so a table is copied, dropped, and its copy renamed. That must not be seen by the foreign keys that
//! refer to it, which can only be switched off outside of a transaction. A script of this kind therefore begins with `-- no-transaction` and has
//! a frame, in which any tool can run it:
//!
//! ```sql
//! -- no-transaction
//! PRAGMA foreign_keys = OFF;
//! BEGIN IMMEDIATE;
//! …
//! COMMIT;
//! PRAGMA foreign_keys = ON;
//! ```
//!
//! Here the frame is taken off: what it holds runs in one transaction with its row of the history, and is only kept when no row refers to
//! another that is not there.

use std::time::Instant;

use sqlx::SqlSafeStr as _;

use super::{
    error::MigrateError,
    history,
    run::{Direction, Job, Patience, nanoseconds},
    set::Script,
    statements::Statement,
    transactional::statement_failed,
};
use crate::{
    db::{DbError, Dialect, Session},
    query::builder,
    spec::{Kind, Value},
};

/// What stands in the frame, if the script has one.
pub(crate) fn body<'s, 'a>(statements: &'s [Statement<'a>], dialect: Dialect) -> Option<&'s [Statement<'a>]> {
    let [off, begin, body @ .., commit, on] = statements else { return None };
    let framed = dialect == Dialect::Sqlite
        && switches(off, &["off", "0", "false", "no"])
        && begin.begins_with(&["begin"])
        && (commit.begins_with(&["commit"]) || commit.begins_with(&["end"]))
        && switches(on, &["on", "1", "true", "yes"]);
    framed.then_some(body)
}

/// Whether it is `PRAGMA foreign_keys = …` with one of these words.
fn switches(statement: &Statement<'_>, words: &[&str]) -> bool {
    let [pragma, name, equals, value] = statement.tokens.as_slice() else { return false };
    pragma.is("pragma")
        && name.is("foreign_keys")
        && equals.is_symbol('=')
        && words.iter().any(|word| value.text.eq_ignore_ascii_case(word))
}

/// Runs what stands in the frame; answers whether it was to be run.
pub(crate) async fn run(job: &Job<'_>, script: &Script, body: &[Statement<'_>]) -> Result<bool, MigrateError> {
    // A connection of its own: the foreign keys of the others stay on, whatever happens to this one.
    let mut session = job.db.session().await?;
    let ran = in_transaction(job, script, body, &mut session).await;
    session.close().await;
    ran
}

async fn in_transaction(
    job: &Job<'_>,
    script: &Script,
    body: &[Statement<'_>],
    session: &mut Session,
) -> Result<bool, MigrateError> {
    let (begun, version) = (Instant::now(), job.migration.version);
    control(session, "PRAGMA foreign_keys = OFF").await?;
    let patience = Patience::new(job.settings);
    while let Err(error) = control(session, "BEGIN IMMEDIATE").await {
        patience.after(error).await?;
    }
    // What fails from here on is undone by the end of the connection.
    let entry = history::read(session).await?.into_iter().find(|entry| entry.version == version);
    if entry.is_some() == (job.direction == Direction::Up) {
        return Ok(false);
    }
    for statement in body {
        session.script(builder::of_schema(statement.text)).await.map_err(|error| statement_failed(script, statement, error))?;
    }
    let tables = broken_references(session).await?;
    if !tables.is_empty() {
        return Err(MigrateError::ForeignKeys { file: script.file.clone(), tables });
    }
    match job.direction {
        Direction::Up => {
            history::insert(session, version, &job.migration.description, &job.migration.checksum, true).await?;
            history::finish(session, version, &job.migration.checksum, nanoseconds(begun)).await?;
        }
        Direction::Down => history::remove(session, version).await?,
    }
    control(session, "COMMIT").await?;
    Ok(true)
}

/// The tables with rows that refer to others that are not there.
async fn broken_references(session: &mut Session) -> Result<Vec<String>, DbError> {
    let mut tables = Vec::new();
    for row in session.fetch_all(history::once("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check", Vec::new())).await? {
        if let Value::Text(table) = row.value(0, Kind::Text)? {
            tables.push(table);
        }
    }
    Ok(tables)
}

async fn control(session: &mut Session, sql: &'static str) -> Result<(), DbError> {
    Ok(session.script(sql.into_sql_str()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::statements::statements;

    #[test]
    fn the_frame_is_known() {
        let framed = "-- no-transaction\nPRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\nSELECT 1;\nSELECT 2;\nCOMMIT;\nPRAGMA foreign_keys = ON;";
        let of = |script: &'static str, dialect| body(&statements(script, dialect), dialect).map(<[Statement<'_>]>::len);
        assert_eq!(of(framed, Dialect::Sqlite), Some(2));
        assert_eq!(of(framed, Dialect::Postgres), None);
        for script in ["VACUUM", "PRAGMA foreign_keys = OFF; BEGIN; SELECT 1; COMMIT; SELECT 2"] {
            assert_eq!(of(script, Dialect::Sqlite), None, "{script}");
        }
    }
}
