//! Which database a test runs on, and its end.

use std::{env, fs, path::PathBuf};

use uuid::Uuid;

use super::{cluster, fail};
use crate::app::App;

/// The variable that names the PostgreSQL cluster of tests.
const TEST_DATABASE_URL: &str = "TEST_DATABASE_URL";

/// Which database an app is tested on. Each [`TestApp`](super::TestApp) has one of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backend {
    /// SQLite in memory: the fastest. It has a single connection, so a handler that asks the `Db` while its `Tx` is open waits in vain.
    #[default]
    Memory,
    /// SQLite in a temporary file, with as many connections as an app in production has.
    File,
    /// PostgreSQL: a copy of a template that has the tables, made once for each set of tables or migrations and kept on the cluster. Its name
    /// begins with `restkit_template_`, and it can be dropped at any time. The copy is dropped with the app. An app with migrations in Rust,
    /// which may change under the same name, has an empty database that is migrated each time.
    Postgres {
        /// A database of the cluster, to create others from; the role must be allowed to.
        url: String,
    },
}

impl Backend {
    /// PostgreSQL on the cluster of this URL.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::Postgres { url: url.into() }
    }

    /// PostgreSQL where the variable `TEST_DATABASE_URL` names a cluster; `None` where it is not set, so that a test can be passed over
    /// or run on SQLite (`unwrap_or_default`).
    pub fn from_env() -> Option<Self> {
        env::var(TEST_DATABASE_URL).ok().filter(|url| !url.is_empty()).map(Self::postgres)
    }
}

/// The database of one app, gone when this is dropped.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Memory,
    File(PathBuf),
    Cluster { url: String, name: String },
}

impl Database {
    /// A new database; whether it has the tables of this app yet is the app's business, whose migration makes those that are missing.
    pub(super) async fn new(backend: &Backend, app: &App) -> Self {
        match backend {
            Backend::Memory => Self { url: "sqlite::memory:".to_owned(), place: Place::Memory },
            Backend::File => {
                let path = env::temp_dir().join(format!("restkit-test-{}.db", Uuid::now_v7().simple()));
                Self { url: format!("sqlite:{}", path.display()), place: Place::File(path) }
            }
            Backend::Postgres { url } => match cluster::create(url, app).await {
                Ok(name) => Self { url: cluster::at(url, &name), place: Place::Cluster { url: url.clone(), name } },
                Err(error) => fail(&format!("no database for the test on the PostgreSQL cluster: {}", error.report())),
            },
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.place {
            Place::Memory => {}
            Place::File(path) => {
                for end in ["", "-wal", "-shm"] {
                    // The last two need not be there.
                    let _ = fs::remove_file(format!("{}{end}", path.display()));
                }
            }
            Place::Cluster { url, name } => cluster::remove(url, name),
        }
    }
}
