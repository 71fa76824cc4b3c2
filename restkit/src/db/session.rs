//! A connection that belongs to one piece of work.

use sqlx::SqlStr;

use super::{
    DbError, Dialect, Row, Statement, record,
    run::{Driver, Failure},
    wanted::Wanted,
};

/// A connection beside the pool. What is done to its state (settings, locks, transactions of a script's own) ends with it.
#[derive(Debug)]
pub(crate) struct Session {
    connection: AnyConnection,
}

#[derive(Debug)]
enum AnyConnection {
    #[cfg(feature = "sqlite")]
    Sqlite(Box<sqlx::SqliteConnection>),
    #[cfg(feature = "postgres")]
    Postgres(Box<super::postgres::Connection>),
}

macro_rules! each {
    ($connection:expr, $name:ident => $body:expr) => {
        match $connection {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite($name) => $body,
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres($name) => $body,
        }
    };
}

impl Session {
    #[cfg(feature = "sqlite")]
    pub(super) fn of_sqlite(connection: sqlx::SqliteConnection) -> Self {
        Self { connection: AnyConnection::Sqlite(Box::new(connection)) }
    }

    #[cfg(feature = "postgres")]
    pub(super) fn of_postgres(connection: super::postgres::Connection) -> Self {
        Self { connection: AnyConnection::Postgres(Box::new(connection)) }
    }

    /// Which SQL it speaks.
    pub(crate) const fn dialect(&self) -> Dialect {
        match self.connection {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement of a script, without preparing it. Its error is the driver's own.
    pub(crate) async fn script(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        record::note(sql.as_str());
        each!(&mut self.connection, connection => connection.script(sql).await).map_err(|failure: Failure| failure.error)
    }

    /// Runs a statement and answers all its rows.
    pub(crate) async fn fetch_all(&mut self, statement: Statement) -> Result<Vec<Row>, DbError> {
        record::note(statement.sql());
        let mut rows = Wanted::All(Vec::new());
        let done = each!(&mut self.connection, connection => connection.run(&statement, &mut rows).await);
        done.map_err(|failure| DbError::from(failure.error))?;
        Ok(rows.into_all())
    }

    /// Says goodbye. A session that is only dropped ends too, with what was open on it undone.
    pub(crate) async fn close(self) {
        // It is going away: whether the server hears of it does not matter.
        let _ = each!(self.connection, connection => Driver::close(*connection).await);
    }
}
