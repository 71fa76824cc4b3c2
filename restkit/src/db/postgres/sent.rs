//! What is sent to the server.

use sqlx::{
    Execute, Postgres, SqlStr,
    error::BoxDynError,
    postgres::{PgArguments, PgStatement},
};

/// What is sent: one type for all of it, so that sqlx's functions for it are there once.
pub(super) struct Sent {
    pub(super) sql: SqlStr,
    /// `None` for text that is not prepared.
    pub(super) arguments: Option<PgArguments>,
    /// Whether it is prepared under a name, and kept.
    pub(super) named: bool,
}

impl Execute<'_, Postgres> for Sent {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&PgStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        Ok(self.arguments.take())
    }

    fn persistent(&self) -> bool {
        self.named
    }
}
