//! One at a time.
//!
//! On PostgreSQL a connection of its own holds an advisory lock in an open transaction while others do the work. A lock of a transaction is kept
//! by a pooler in transaction mode as well, which a lock of a session is not. It is the lock of sqlx, so that its tools wait, too.
//!
//! Who waits asks again and again instead of waiting in the statement: that would hold a snapshot, and `CREATE INDEX CONCURRENTLY`, run by the
//! one who has the lock, waits for all snapshots. For the same reason the transaction that holds the lock is READ COMMITTED and idle.
//!
//! On SQLite nothing is taken here: each migration is a transaction that begins with the right to write, and looks into the history first.

use std::time::{Duration, Instant};

use sqlx::SqlSafeStr as _;

use super::{
    error::MigrateError,
    history::{integer, once},
    settings::MigrateSettings,
};
use crate::{
    db::{Db, DbError, Dialect, Session},
    spec::{Kind, Value},
};

/// The right to change the schema, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    session: Option<Session>,
}

impl Lock {
    /// Waits for the lock, as long as the settings say.
    pub(crate) async fn take(db: &Db, settings: &MigrateSettings) -> Result<Self, MigrateError> {
        if db.dialect() == Dialect::Sqlite {
            return Ok(Self { session: None });
        }
        let mut session = db.session().await?;
        let key = key(&mut session).await?;
        let deadline = Instant::now() + settings.wait;
        let mut pause = Duration::from_millis(20);
        loop {
            begin(&mut session).await?;
            let got = session.fetch_all(once("SELECT pg_try_advisory_xact_lock($1)", vec![integer(key)])).await?;
            if matches!(got.first().map(|row| row.value(0, Kind::Bool)).transpose()?, Some(Value::Bool(true))) {
                break;
            }
            run(&mut session, "ROLLBACK").await?;
            if Instant::now() + pause > deadline {
                return Err(MigrateError::Busy(settings.wait));
            }
            tracing::debug!("another program migrates the database");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(500));
        }
        // What ends idle transactions is not meant for this one.
        let patient = "SELECT set_config(name, '0', true) FROM pg_settings \
                       WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')";
        session.fetch_all(once(patient, Vec::new())).await?;
        Ok(Self { session: Some(session) })
    }

    /// Whether it is still held: the server may have been restarted meanwhile.
    pub(crate) async fn is_held(&mut self) -> Result<(), DbError> {
        match &mut self.session {
            Some(session) => run(session, "SELECT 1").await,
            None => Ok(()),
        }
    }

    /// Gives it back.
    pub(crate) async fn release(self) {
        if let Some(session) = self.session {
            session.close().await;
        }
    }
}

async fn begin(session: &mut Session) -> Result<(), DbError> {
    run(session, "BEGIN ISOLATION LEVEL READ COMMITTED").await
}

async fn run(session: &mut Session, sql: &'static str) -> Result<(), DbError> {
    Ok(session.script(sql.into_sql_str()).await?)
}

/// The key that sqlx makes from the name of the database.
async fn key(session: &mut Session) -> Result<i64, DbError> {
    begin(session).await?;
    let rows = session.fetch_all(once("SELECT current_database()::text", Vec::new())).await?;
    run(session, "ROLLBACK").await?;
    match rows.first().map(|row| row.value(0, Kind::Text)).transpose()? {
        Some(Value::Text(name)) => Ok(0x3d32_ad9e * i64::from(crc32(name.as_bytes()))),
        _ => Ok(0),
    }
}

/// The checksum that zip files have.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
    }
}
