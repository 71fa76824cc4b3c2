//! Databases on a PostgreSQL cluster: copied from a template, and dropped again.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    app::{App, StartError},
    db::{Arg, Db, DbError, Dialect, PoolSettings, Statement},
    query::builder::Sql,
    spec::{Kind, Value},
};

const TEMPLATE: &str = "restkit_template_";
const COPY: &str = "restkit_test_";

/// The lock under which templates are made: the letters of what it is for as a number.
const LOCK: i64 = i64::from_be_bytes(*b"\0testing");

/// A test that was killed leaves its database behind; after this time others take it away.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// The template of databases that are empty.
const EMPTY: &str = "template1";

/// A new database with the tables of this app, or an empty one where no template can be kept of them; answers its name.
pub(super) async fn create(url: &str, app: &App) -> Result<String, StartError> {
    let admin = connect(url).await?;
    let template = template_name(app);
    if let Some(template) = &template
        && !exists(&admin, template).await?
    {
        make_template(&admin, url, template, app).await?;
    }
    let template = template.as_deref().unwrap_or(EMPTY);
    let name = format!("{COPY}{}", Uuid::now_v7().simple());
    run(&admin, |sql| sql.push("CREATE DATABASE ").name(&name).push(" TEMPLATE ").name(template)).await?;
    static SWEPT: AtomicBool = AtomicBool::new(false);
    if !SWEPT.swap(true, Ordering::Relaxed) {
        sweep(&admin).await?;
    }
    admin.close().await;
    Ok(name)
}

/// Drops a database, from wherever it is called.
pub(super) fn remove(url: &str, name: &str) {
    let (url, database) = (url.to_owned(), name.to_owned());
    // A runtime of its own: that of the test may be on its way out, and is not to be blocked by its own work.
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        runtime.block_on(async { drop_database(&connect(&url).await?, &database).await }).ok()
    });
    if thread.join().ok().flatten().is_none() {
        eprintln!("the database {name} of a test could not be dropped");
    }
}

/// The URL of another database of the same cluster.
pub(super) fn at(url: &str, database: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (rest, parameters) = rest.split_once('?').map_or((rest, None), |(rest, parameters)| (rest, Some(parameters)));
    let authority = rest.split('/').next().unwrap_or_default();
    let parameters = parameters.map(|parameters| format!("?{parameters}")).unwrap_or_default();
    format!("{scheme}://{authority}/{database}{parameters}")
}

async fn connect(url: &str) -> Result<Db, DbError> {
    // One connection, since a lock belongs to the connection that took it.
    Db::connect(url, &PoolSettings { max_connections: 1, ..PoolSettings::default() }).await
}

/// Changed tables get a template of their own, and so do changed migrations. Those in Rust cannot be compared, and get none.
fn template_name(app: &App) -> Option<String> {
    let mut hash = Sha256::new();
    for source in app.sources_of_tables(Dialect::Postgres)? {
        hash.update(source);
        hash.update(";");
    }
    let mut name = TEMPLATE.to_owned();
    for byte in &hash.finalize()[..8] {
        // Writing to a String cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    Some(name)
}

/// Makes a template under another name first, so that nobody copies half of one. Of several processes one does it and the others wait.
async fn make_template(admin: &Db, url: &str, template: &str, app: &App) -> Result<(), StartError> {
    let lock = || vec![Arg::new(Value::Integer(LOCK), Kind::I64)];
    admin.fetch_optional(Statement::literal("SELECT pg_advisory_lock($1)", lock())).await?;
    if !exists(admin, template).await? {
        let unfinished = format!("{template}_unfinished");
        drop_database(admin, &unfinished).await?;
        run(admin, |sql| sql.push("CREATE DATABASE ").name(&unfinished)).await?;
        let db = Db::connect(&at(url, &unfinished), &PoolSettings::default()).await?;
        app.migrate(&db).await?;
        // PostgreSQL renames and copies a database only while nobody is connected.
        db.close().await;
        close_connections(admin, &unfinished).await?;
        run(admin, |sql| sql.push("ALTER DATABASE ").name(&unfinished).push(" RENAME TO ").name(template)).await?;
    }
    admin.fetch_optional(Statement::literal("SELECT pg_advisory_unlock($1)", lock())).await?;
    Ok(())
}

async fn exists(admin: &Db, database: &str) -> Result<bool, DbError> {
    let name = vec![Arg::new(Value::Text(database.to_owned()), Kind::Text)];
    Ok(admin.fetch_optional(Statement::literal("SELECT 1 FROM pg_database WHERE datname = $1", name)).await?.is_some())
}

async fn drop_database(admin: &Db, database: &str) -> Result<(), DbError> {
    close_connections(admin, database).await?;
    run(admin, |sql| sql.push("DROP DATABASE IF EXISTS ").name(database)).await
}

async fn close_connections(admin: &Db, database: &str) -> Result<(), DbError> {
    let name = vec![Arg::new(Value::Text(database.to_owned()), Kind::Text)];
    let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    admin.fetch_all(Statement::literal(terminate, name)).await.map(drop)
}

/// Drops what tests left behind that were killed.
async fn sweep(admin: &Db) -> Result<(), DbError> {
    let idle = "SELECT datname::text FROM pg_database AS d WHERE datname LIKE 'restkit\\_test\\_%' \
                AND NOT EXISTS (SELECT 1 FROM pg_stat_activity AS a WHERE a.datname = d.datname)";
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    for row in admin.fetch_all(Statement::literal(idle, Vec::new())).await? {
        let Value::Text(name) = row.value(0, Kind::Text)? else { continue };
        // The name tells when it was made.
        let id = name.strip_prefix(COPY).and_then(|id| Uuid::try_parse(id).ok());
        let Some((seconds, _)) = id.and_then(|id| id.get_timestamp()).map(|made| made.to_unix()) else { continue };
        if Duration::from_secs(seconds) + LEFT_BEHIND < now {
            // Another process may have been first.
            let _ = drop_database(admin, &name).await;
        }
    }
    Ok(())
}

async fn run(admin: &Db, write: impl FnOnce(&mut Sql) -> &mut Sql) -> Result<(), DbError> {
    let mut sql = Sql::new();
    write(&mut sql);
    let statement = Statement { sql: sql.finish(), args: Vec::new(), writes: true, prepared: false, packed: false };
    admin.execute(statement).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn the_database_of_a_url_is_exchanged() {
        assert_eq!(at("postgres://a:b@host:5432/x?sslmode=disable", "y"), "postgres://a:b@host:5432/y?sslmode=disable");
        assert_eq!(at("postgresql://host", "y"), "postgresql://host/y");
        assert_eq!(at("postgres:///x?host=/tmp", "y"), "postgres:///y?host=/tmp");
        assert_eq!(at("postgres://[::1]:1/", "y"), "postgres://[::1]:1/y");
    }
}
