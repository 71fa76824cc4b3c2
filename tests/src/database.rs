//! A database of its own for each test, on SQLite and on PostgreSQL.

use std::{
    collections::HashMap,
    fs,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
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

/// A database that nobody else uses at the time.
#[derive(Debug)]
pub struct Database {
    /// How apps reach it.
    url: String,
    /// The server itself.
    direct: String,
    place: Place,
    /// Whether something was done to it that emptying its tables does not undo.
    spoiled: AtomicBool,
}

#[derive(Debug)]
enum Place {
    /// The directory of [`FILE`], gone when this is dropped.
    File(TempDir),
    /// On the shared cluster, and gone with it; until then it is lent again to whoever wants the same tables, if it has a template.
    Cluster { name: String, template: Option<&'static Template> },
    /// Somebody else's, who cleans it up.
    Elsewhere,
}

/// The name of a SQLite database in its directory.
const FILE: &str = "test.db";

impl Database {
    /// An empty database.
    pub async fn empty(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::in_file(None),
            Backend::Postgres => Self::in_cluster("template1", None).await,
        }
    }

    /// A database with the tables of these resources: a copy of one that restkit's own migration made.
    pub async fn migrated(backend: Backend, resources: &[&'static ResourceSpec]) -> Self {
        let template = template(backend, resources).await;
        match &template.content {
            Content::File(bytes) => Self::in_file(Some(bytes)),
            Content::Name(name) => Self::in_cluster(name, None).await,
        }
    }

    /// The same, but it may have been another test's before: its tables are empty again, and its keys start from 1. That is much
    /// faster on PostgreSQL than a new one, and enough for tests that only send requests.
    pub async fn lent(backend: Backend, resources: &[&'static ResourceSpec]) -> Self {
        let template = template(backend, resources).await;
        let Content::Name(original) = &template.content else { return Self::migrated(backend, resources).await };
        let idle = template.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(name) = idle
            && template.clear(&name).await.is_ok()
        {
            return Self::new(
                (cluster().app_url(&name), cluster().url(&name)),
                Place::Cluster { name, template: Some(template) },
            );
        }
        Self::in_cluster(original, Some(template)).await
    }

    /// A PostgreSQL database that somebody else made and will remove.
    pub fn at(url: String) -> Self {
        Self::new((url.clone(), url), Place::Elsewhere)
    }

    fn new((url, direct): (String, String), place: Place) -> Self {
        Self { url, direct, place, spoiled: AtomicBool::new(false) }
    }

    /// Its URL, as `DATABASE_URL` has it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its URL for a connection that has the server to itself, whatever [`TEST_DATABASE`](crate::postgres::TEST_DATABASE) says.
    pub fn direct_url(&self) -> &str {
        &self.direct
    }

    /// The name of a database on a cluster.
    pub fn name(&self) -> &str {
        self.url.split('?').next().and_then(|base| base.rsplit('/').next()).unwrap_or_default()
    }

    /// Runs a statement over a connection of its own. After that the database is lent to nobody else.
    pub async fn execute(&self, statement: &'static str) {
        self.spoiled.store(true, Ordering::Relaxed);
        let done = match self.place {
            Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.direct).await.expect("a connection to the test's database");
                sqlx::raw_sql(statement).execute(&mut connection).await.map(drop)
            }
            Place::Cluster { .. } | Place::Elsewhere => {
                let mut connection = PgConnection::connect(&self.direct).await.expect("a connection to the test's database");
                sqlx::raw_sql(statement).execute(&mut connection).await.map(drop)
            }
        };
        done.expect("a statement of a test");
    }

    fn in_file(content: Option<&[u8]>) -> Self {
        let dir = tempfile::Builder::new().prefix("restkit-sqlite-").tempdir().expect("a temporary directory");
        let file = dir.path().join(FILE);
        if let Some(content) = content {
            fs::write(&file, content).expect("a copy of the template");
        }
        let url = format!("sqlite:{}?mode=rwc", file.display());
        Self::new((url.clone(), url), Place::File(dir))
    }

    async fn in_cluster(original: &str, template: Option<&'static Template>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let cluster = cluster();
        let mut admin = PgConnection::connect(&cluster.url("postgres")).await.expect("a connection to the test cluster");
        // Copying files beats writing a log of every page by far, but only PostgreSQL 15 and later let one choose.
        let strategy = if admin.server_version_num().is_none_or(|v| v >= 150_000) { " STRATEGY file_copy" } else { "" };
        let statement = format!("CREATE DATABASE {name} TEMPLATE {original}{strategy}");
        execute(&mut admin, statement).await.expect("a database for the test");
        drop(admin.close().await);
        Self::new((cluster.app_url(&name), cluster.url(&name)), Place::Cluster { name, template })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Place::Cluster { name, template: Some(template) } = &mut self.place
            && !self.spoiled.load(Ordering::Relaxed)
        {
            template.idle.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(name));
        }
    }
}

/// What databases with the same tables are copied from. It lives as long as the process, and so holds nothing that a `Drop` would
/// have to clean up.
#[derive(Debug)]
struct Template {
    content: Content,
    tables: Vec<&'static str>,
    /// Copies on the cluster that no test uses now.
    idle: Mutex<Vec<String>>,
}

#[derive(Debug)]
enum Content {
    /// Of a SQLite file.
    File(Vec<u8>),
    /// Of a database on the shared cluster.
    Name(String),
}

impl Template {
    /// Empties the tables of a copy.
    async fn clear(&self, name: &str) -> sqlx::Result<()> {
        let mut connection = PgConnection::connect(&cluster().url(name)).await?;
        // A connection of the test before may still be on its way out, with a lock.
        execute(&mut connection, "SET lock_timeout = '2s'".to_owned()).await?;
        let tables: Vec<String> = self.tables.iter().map(|table| format!("\"{table}\"")).collect();
        execute(&mut connection, format!("TRUNCATE {} RESTART IDENTITY CASCADE", tables.join(", "))).await?;
        connection.close().await
    }
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
        let db = Db::connect(&database.direct, &PoolSettings::default()).await.expect("a connection to the template");
        schema::migrate(&db, resources).await.expect("the tables of the template");
        // PostgreSQL copies a database only while nobody is connected; SQLite empties its log into the file.
        db.close().await;
        let content = match &mut database.place {
            Place::File(dir) => Content::File(fs::read(dir.path().join(FILE)).expect("the file of the template")),
            Place::Cluster { name, .. } => Content::Name(std::mem::take(name)),
            Place::Elsewhere => unreachable!("an empty database is here"),
        };
        Template { content, tables: resources.iter().map(|resource| resource.table).collect(), idle: Mutex::default() }
    })
    .await
}

fn cluster() -> &'static Cluster {
    postgres::shared().expect("a test on PostgreSQL asks `Backend::is_available` first")
}

async fn execute(connection: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop)
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
