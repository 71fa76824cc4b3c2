//! sqlx's own migrator and restkit read the same files and the same history.

use std::path::Path;

use restkit_tests::{database::Backend, on_both};
use sqlx::{Connection as _, PgConnection, SqliteConnection, migrate::Migrator};

use super::{count, database, migrations, status, up};

const FIRST: &str = "CREATE TABLE a (b INTEGER);\nINSERT INTO a VALUES (1);\n";
const SECOND: &str = "-- no-transaction\nINSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3);\n";

on_both!(either_goes_on_where_the_other_stopped);

async fn either_goes_on_where_the_other_stopped(backend: Backend) {
    let (database, db) = database(backend).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("20261101000000_the_first.up.sql", FIRST);
    write("20261101000000_the_first.down.sql", "DROP TABLE a;");
    write("schema.json", "{}");
    sqlx_up(folder.path(), backend, database.direct_url()).await;
    // The second is restkit's.
    let down = Some("DROP TABLE a;");
    let ours = migrations(&[("20261101000000_the_first", FIRST, down), ("20261101000001_second", SECOND, None)]);
    assert_eq!(status(&ours, &db).await, ["20261101000000 applied", "20261101000001 pending"]);
    assert_eq!(up(&ours, &db).await.unwrap(), ["20261101000001_second"]);
    // And the third is sqlx's again, which checks the checksums of both.
    write("20261101000001_second.up.sql", SECOND);
    write("20261101000002_third.sql", "INSERT INTO a VALUES (4);");
    sqlx_up(folder.path(), backend, database.direct_url()).await;
    assert_eq!(count(&db, "SELECT count(*) AS n FROM a").await, 4);
    assert_eq!(status(&ours, &db).await[2], "20261101000002 ahead");
    assert_eq!(
        count(&db, "SELECT count(*) AS n FROM _sqlx_migrations WHERE description = 'the first' AND execution_time > 0").await,
        1
    );
    assert_eq!(
        count(&db, "SELECT count(*) AS n FROM _sqlx_migrations WHERE description = 'second' AND execution_time > 0").await,
        1
    );
}

async fn sqlx_up(folder: &Path, backend: Backend, url: &str) {
    let migrator = Migrator::new(folder).await.unwrap();
    match backend {
        Backend::Sqlite => migrator.run(&mut SqliteConnection::connect(url).await.unwrap()).await.unwrap(),
        Backend::Postgres => migrator.run(&mut PgConnection::connect(url).await.unwrap()).await.unwrap(),
    }
}
