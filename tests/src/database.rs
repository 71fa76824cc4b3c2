//! A database of its own for each test, on SQLite and on PostgreSQL.

use std::{
    collections::HashMap,
    fs,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use restkit::{
    ResourceSpec,
    db::{Db, Dialect, PoolSettings},
    schema,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::postgres::{self, Cluster};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Backend {
    /// A file in a temporary directory.
    Sqlite,
    /// The cluster of this process.
    Postgres,
}

impl Backend {
    /// Whether it can be used here; see [`postgres::shared`].
    pub fn is_available(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres => postgres::shared().is_some(),
        }
    }

    const fn dialect(self) -> Dialect {
        match self {
            Self::Sqlite => Dialect::Sqlite,
            Self::Postgres => Dialect::Postgres,
        }
    }
}

/// A database that nobody else uses, gone when this is dropped.
#[derive(Debug)]
pub struct Database {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// The directory of [`FILE`].
    File(TempDir),
    /// On the shared cluster; without a name when it has become a template, which stays.
    Cluster { name: String },
    /// Somebody else's, who cleans it up.
    Elsewhere,
}

/// The name of a SQLite database in its directory.
const FILE: &str = "test.db";

/// Databases on the shared cluster that no test uses any more. Whoever creates the next one drops them: `Drop` cannot wait.
static RELEASED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Database {
    /// An empty database.
    pub async fn empty(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::in_file(None),
            Backend::Postgres => Self::in_cluster("template1").await,
        }
    }

    /// A database with the tables of these resources: a copy of one that restkit's own migration made.
    pub async fn migrated(backend: Backend, resources: &[&'static ResourceSpec]) -> Self {
        match template(backend, resources).await {
            Template::File(content) => Self::in_file(Some(content)),
            Template::Name(name) => Self::in_cluster(name).await,
        }
    }

    /// A PostgreSQL database that somebody else made and will remove.
    pub const fn at(url: String) -> Self {
        Self { url, place: Place::Elsewhere }
    }

    /// Its URL, as `DATABASE_URL` has it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs a statement over a connection of its own.
    pub async fn execute(&self, statement: &'static str) {
        let done = match self.place {
            Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.url).await.expect("a connection to the test's database");
                sqlx::raw_sql(statement).execute(&mut connection).await.map(drop)
            }
            Place::Cluster { .. } | Place::Elsewhere => {
                let mut connection = PgConnection::connect(&self.url).await.expect("a connection to the test's database");
                sqlx::raw_sql(statement).execute(&mut connection).await.map(drop)
            }
        };
        done.expect("a statement of a test");
    }

    fn in_file(template: Option<&[u8]>) -> Self {
        let dir = tempfile::Builder::new().prefix("restkit-sqlite-").tempdir().expect("a temporary directory");
        let file = dir.path().join(FILE);
        if let Some(template) = template {
            fs::write(&file, template).expect("a copy of the template");
        }
        Self { url: format!("sqlite:{}?mode=rwc", file.display()), place: Place::File(dir) }
    }

    async fn in_cluster(template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let cluster = cluster();
        let mut admin = PgConnection::connect(&cluster.url("postgres")).await.expect("a connection to the test cluster");
        // Copying files beats writing a log of every page by far, but only PostgreSQL 15 and later let one choose.
        let strategy = if admin.server_version_num().is_none_or(|v| v >= 150_000) { " STRATEGY file_copy" } else { "" };
        execute(&mut admin, format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}")).await;
        let released = std::mem::take(&mut *RELEASED.lock().unwrap_or_else(PoisonError::into_inner));
        for name in released {
            execute(&mut admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        drop(admin.close().await);
        Self { url: cluster.url(&name), place: Place::Cluster { name } }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Place::Cluster { name } = &mut self.place
            && !name.is_empty()
        {
            RELEASED.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(name));
        }
    }
}

/// What databases with the same tables are copied from. It lives as long as the process, and so holds nothing that a `Drop` would
/// have to clean up.
enum Template {
    File(Vec<u8>),
    Name(String),
}

/// The template with the tables of `resources`, made at the first call.
async fn template(backend: Backend, resources: &[&'static ResourceSpec]) -> &'static Template {
    type Templates = Mutex<HashMap<(Backend, String), &'static OnceCell<Template>>>;
    static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::default);
    let statements = schema::create_tables(resources, backend.dialect()).join(";");
    let cell = {
        let mut templates = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
        *templates.entry((backend, statements)).or_insert_with(|| Box::leak(Box::default()))
    };
    cell.get_or_init(|| async {
        let mut database = Database::empty(backend).await;
        let db = Db::connect(database.url(), &PoolSettings::default()).await.expect("a connection to the template");
        schema::migrate(&db, resources).await.expect("the tables of the template");
        // PostgreSQL copies a database only while nobody is connected; SQLite empties its log into the file.
        db.close().await;
        match &mut database.place {
            Place::File(dir) => Template::File(fs::read(dir.path().join(FILE)).expect("the file of the template")),
            Place::Cluster { name } => Template::Name(std::mem::take(name)),
            Place::Elsewhere => unreachable!("an empty database is here"),
        }
    })
    .await
}

fn cluster() -> &'static Cluster {
    postgres::shared().expect("a test on PostgreSQL asks `Backend::is_available` first")
}

async fn execute(connection: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.expect("a statement of the test harness");
}

/// Runs test functions on both databases.
///
/// `on_both!(creates, lists)` stands in a module with `async fn creates(backend: Backend)` and `async fn lists(backend: Backend)`, and makes
/// the tests `sqlite::creates`, `postgres::creates` and so on. A function that is forgotten here is dead code, and so a warning.
#[macro_export]
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {$(
            #[tokio::test]
            async fn $test() {
                super::$test($crate::database::Backend::Sqlite).await;
            }
        )+}
        mod postgres {$(
            #[tokio::test]
            async fn $test() {
                if $crate::database::Backend::Postgres.is_available() {
                    super::$test($crate::database::Backend::Postgres).await;
                }
            }
        )+}
    };
}
