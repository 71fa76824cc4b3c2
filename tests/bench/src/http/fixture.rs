//! The database that both servers work on: restkit's tables, a few users and many tasks.

use restkit_tests::database::{Backend, Database};
use sqlx::{Connection, PgConnection, SqliteConnection, raw_sql};

use super::{
    generated,
    operations::{SEED_POSTGRES, SEED_SQLITE, TRIM},
};
use crate::Result;

/// A filled database; gone when this is dropped.
#[derive(Debug)]
pub struct Fixture {
    /// Which one it is.
    pub backend: Backend,
    database: Database,
}

impl Fixture {
    /// Makes and fills it.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn new(backend: Backend) -> Result<Self> {
        let this = Self { backend, database: Database::migrated(backend, &generated::resources()).await };
        this.run(match backend {
            Backend::Sqlite => SEED_SQLITE,
            Backend::Postgres => SEED_POSTGRES,
        })
        .await?;
        Ok(this)
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        self.database.url()
    }

    /// Brings it back to what it was before any create.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn trim(&self) -> Result<()> {
        self.run(TRIM).await
    }

    async fn run(&self, statements: &'static str) -> Result<()> {
        match self.backend {
            Backend::Sqlite => {
                let mut connection = SqliteConnection::connect(self.url()).await?;
                raw_sql(statements).execute(&mut connection).await?;
                connection.close().await?;
            }
            Backend::Postgres => {
                let mut connection = PgConnection::connect(self.url()).await?;
                raw_sql(statements).execute(&mut connection).await?;
                connection.close().await?;
            }
        }
        Ok(())
    }
}
