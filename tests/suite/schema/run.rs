//! Plans on real databases, run as files are.

use restkit::schema::{Frame, Script};
use restkit_tests::database::Backend;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

/// A connection of a test.
pub enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    /// To the database at this address; of SQLite always a new one in memory.
    pub async fn open(backend: Backend, url: &str) -> Self {
        match backend {
            Backend::Sqlite => Self::Sqlite(SqliteConnection::connect("sqlite::memory:").await.unwrap()),
            Backend::Postgres => Self::Postgres(PgConnection::connect(url).await.unwrap()),
        }
    }

    /// Runs statements.
    pub async fn execute(&mut self, sql: &str) -> sqlx::Result<()> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop),
            Self::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop),
        }
    }

    /// Runs a script: its file as it is, but that PostgreSQL takes only one statement at a time outside a transaction.
    pub async fn run(&mut self, script: &Script) -> sqlx::Result<()> {
        match script.frame {
            Frame::Bare => {
                for statement in &script.statements {
                    self.execute(&statement.sql).await?;
                }
            }
            Frame::Transaction => {
                self.execute("BEGIN").await?;
                self.execute(&script.text()).await?;
                self.execute("COMMIT").await?;
            }
            Frame::Rebuild => self.execute(&script.text()).await?,
        }
        Ok(())
    }

    /// Rows of texts.
    pub async fn rows(&mut self, sql: &str) -> Vec<Vec<Option<String>>> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::raw_sql(sql).fetch_all(connection).await.unwrap();
                rows.iter().map(|row| (0..row.len()).map(|at| row.get_unchecked(at)).collect()).collect()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::raw_sql(sql).fetch_all(connection).await.unwrap();
                rows.iter().map(|row| (0..row.len()).map(|at| row.get_unchecked(at)).collect()).collect()
            }
        }
    }
}
