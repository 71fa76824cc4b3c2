//! The command `migrate`, on both databases.

use std::{process::Stdio, time::Duration};

use restkit::{
    Kind, Value,
    db::{Arg, Db, PoolSettings, Statement},
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::program::{Ended, Folder, SECRET};

const ALL: [&str; 4] = ["20261101090000_notes", "20261102090000_adds_a_row", "20261103090000_done", "20261103090001_done_index"];

/// A folder and an empty database for the app with migrations.
struct Place {
    folder: Folder,
    database: Database,
}

impl Place {
    async fn new(backend: Backend) -> Self {
        Self { folder: Folder::migrating(), database: Database::empty(backend).await }
    }

    fn settings(&self) -> [(&'static str, &str); 3] {
        [("DATABASE_URL", self.database.url()), ("JWT_SECRET", SECRET), ("PORT", "0")]
    }

    fn run(&self, arguments: &str) -> Ended {
        self.folder.run(arguments, &self.settings())
    }

    /// The rows that the migrations have left, in order.
    async fn runs(&self) -> Vec<String> {
        let db = Db::connect(self.database.url(), &PoolSettings::default()).await.unwrap();
        let rows = db.fetch_all(Statement::literal("SELECT what FROM runs ORDER BY what", Vec::new())).await.unwrap();
        let runs = rows.iter().map(|row| row.get("what").unwrap()).collect();
        db.close().await;
        runs
    }

    /// State and name, as `status` lists them.
    fn status(&self) -> Vec<String> {
        let listed = self.run("migrate status");
        assert_eq!(listed.code, Some(0), "{listed:?}");
        let lines = listed.out.lines().skip(1);
        lines.map(|line| format!("{} {}", line[..12].trim(), line[14..].split(' ').next().unwrap())).collect()
    }
}

#[track_caller]
fn succeeded(ended: &Ended) -> &str {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    &ended.out
}

#[track_caller]
fn failed(ended: &Ended) -> &str {
    assert_eq!(ended.code, Some(1), "{ended:?}");
    &ended.err
}

fn with(state: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{state} {name}")).collect()
}

on_both!(
    up_and_down_and_up_again,
    serve_waits_for_nobody,
    what_does_not_fit_is_said,
    serve_warns_of_what_was_changed,
    ten_programs_migrate_once,
    a_killed_step_in_rust_leaves_nothing,
    a_database_that_had_the_tables_is_taken_over,
);

async fn up_and_down_and_up_again(backend: Backend) {
    let place = Place::new(backend).await;
    assert_eq!(place.status(), with("pending", &ALL));
    let planned = place.run("migrate sql");
    assert!(succeeded(&planned).contains("CREATE TABLE runs") && planned.out.contains("is written in Rust"), "{}", planned.out);

    let first = place.run("migrate up --to 20261102090000");
    let applied: Vec<_> = succeeded(&first).lines().map(|line| line.split(" (").next().unwrap()).collect();
    assert_eq!(applied, with("applied", &ALL[..2]));
    assert_eq!(place.status(), [with("applied", &ALL[..2]), with("pending", &ALL[2..])].concat());
    assert!(!succeeded(&place.run("migrate sql")).contains("CREATE TABLE"));
    assert_eq!(succeeded(&place.run("migrate")).lines().count(), 2);
    assert_eq!(succeeded(&place.run("migrate")), "nothing to apply\n");
    assert_eq!(place.runs().await, ["done", "index", "step"]);

    // There is nobody to ask.
    let asked = place.run("migrate down");
    assert!(failed(&asked).contains(ALL[3]) && asked.err.contains("--yes"), "{}", asked.err);
    assert!(succeeded(&place.run("migrate redo --steps 2 --yes")).starts_with(&format!("undone {}", ALL[3])));
    assert_eq!(place.runs().await, ["done", "index", "step"]);
    assert_eq!(succeeded(&place.run("migrate down --yes")).lines().count(), 1);
    assert_eq!(place.runs().await, ["done", "step"]);
    assert_eq!(succeeded(&place.run("migrate down --to 20261101090000 --yes")).lines().count(), 2);
    assert!(place.runs().await.is_empty());
    assert_eq!(succeeded(&place.run("migrate down --to 0 --yes")).lines().count(), 1);
    assert_eq!(succeeded(&place.run("migrate down --yes")), "nothing to undo\n");
    assert_eq!(place.status(), with("pending", &ALL));
    assert!(failed(&place.run("migrate up --to 7")).contains("no migration 7"));
}

async fn serve_waits_for_nobody(backend: Backend) {
    let place = Place::new(backend).await;
    let refused = place.run("serve");
    for name in ALL {
        assert!(failed(&refused).contains(name), "{}", refused.err);
    }
    assert!(refused.err.contains("migrate` applies them"), "{}", refused.err);
    let unseeded = place.run("seed demo");
    assert!(failed(&unseeded).contains(ALL[0]), "{}", unseeded.err);
    let server = place.folder.start("serve --migrate", &place.settings(), "listening");
    assert!(server.ask("GET /api/notes HTTP/1.1").starts_with("HTTP/1.1 200"));
    assert_eq!(succeeded(&place.run("seed")), "demo\n");
    assert_eq!(succeeded(&place.run("seed demo")), "seeded demo\n");
    assert!(server.ask("GET /api/notes HTTP/1.1").contains("seeded"));
    assert!(failed(&place.run("seed other")).contains("it has demo"));
    drop(server);
    place.folder.start("dev --port 0", &place.settings(), "Ctrl-C stops it");
}

async fn what_does_not_fit_is_said(backend: Backend) {
    let place = Place::new(backend).await;
    succeeded(&place.run("migrate"));
    place.database.execute("UPDATE _sqlx_migrations SET checksum = 'x' WHERE version = 20261103090000").await;
    place.database.execute("DELETE FROM _sqlx_migrations WHERE version = 20261102090000").await;
    place
        .database
        .execute("UPDATE _sqlx_migrations SET version = 20261101090001, description = 'gone' WHERE version = 20261103090001")
        .await;
    let states = [
        "applied 20261101090000_notes",
        "missing 20261101090001_gone",
        "out of order 20261102090000_adds_a_row",
        "changed 20261103090000_done",
        "pending 20261103090001_done_index",
    ];
    assert_eq!(place.status(), states);
    let refused = place.run("migrate up");
    for text in [
        "20261101090001_gone was applied, and the program has no file",
        "20261103090000_done was applied, and its file has changed",
        "20261102090000_adds_a_row was not applied, and newer ones were",
    ] {
        assert!(failed(&refused).contains(text), "{}", refused.err);
    }
    assert_eq!(refused.out, "");
    // What is only out of order can be allowed.
    place.database.execute("DELETE FROM _sqlx_migrations WHERE version <> 20261101090000").await;
    place.database.execute("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (20991231000000, 'by a newer one', TRUE, 'x', 1)").await;
    assert_eq!(place.status()[4], "ahead 20991231000000_by_a_newer_one");
    assert!(failed(&place.run("migrate up --to 20261102090000")).contains("--out-of-order"));
    assert_eq!(succeeded(&place.run("migrate up --to 20261102090000 --out-of-order")).lines().count(), 1);
}

/// The tables fit, so it can be served; but whoever wrote the file should know.
async fn serve_warns_of_what_was_changed(backend: Backend) {
    let place = Place::new(backend).await;
    succeeded(&place.run("migrate"));
    let quiet = place.folder.start("serve", &place.settings(), "listening");
    assert!(!quiet.printed.contains("WARN"), "{}", quiet.printed);
    drop(quiet);
    place.database.execute("UPDATE _sqlx_migrations SET checksum = 'x' WHERE version = 20261103090000").await;
    let server = place.folder.start("serve", &place.settings(), "listening");
    assert!(server.printed.contains("20261103090000_done was applied, and its file has changed since"), "{}", server.printed);
    assert!(server.printed.contains("WARN"), "{}", server.printed);
    assert!(server.ask("GET /api/notes HTTP/1.1").starts_with("HTTP/1.1 200"));
    drop(server);
    let refused = place.run("serve --migrate");
    assert!(failed(&refused).contains("20261103090000_done was applied"), "{}", refused.err);
}

async fn ten_programs_migrate_once(backend: Backend) {
    let place = Place::new(backend).await;
    let spawn = || {
        let mut command = place.folder.command("migrate up", &place.settings());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let programs: Vec<_> = (0..10).map(|_| spawn()).collect();
    let mut applied = Vec::new();
    for program in programs {
        let output = program.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let out = String::from_utf8(output.stdout).unwrap();
        applied.extend(
            out.lines().filter_map(|line| line.strip_prefix("applied ")).map(|line| line.split(' ').next().unwrap().to_owned()),
        );
    }
    applied.sort();
    assert_eq!(applied, ALL);
    assert_eq!(place.runs().await, ["done", "index", "step"]);
}

async fn a_killed_step_in_rust_leaves_nothing(backend: Backend) {
    let place = Place::new(backend).await;
    place.folder.write("hold");
    let mut command = place.folder.command("migrate up", &place.settings());
    let mut program = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    place.folder.wait_for_file("started");
    program.kill().unwrap();
    program.wait().unwrap();
    std::fs::remove_file(place.folder.path().join("hold")).unwrap();
    assert_eq!(place.status(), [with("applied", &ALL[..1]), with("pending", &ALL[1..])].concat());
    assert_eq!(succeeded(&place.run("migrate up")).lines().count(), 3);
    assert_eq!(place.runs().await, ["done", "index", "step"]);
}

async fn a_database_that_had_the_tables_is_taken_over(backend: Backend) {
    let place = Place::new(backend).await;
    place.database.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)").await;
    place.database.execute("CREATE TABLE runs (what TEXT)").await;
    let refused = place.run("migrate");
    for text in
        ["migrations", "20261101090000_notes.up.sql, line 1", "CREATE TABLE \"notes\"", "already exists", "migrate baseline"]
    {
        assert!(failed(&refused).contains(text), "{text}: {}", refused.err);
    }
    assert_eq!(succeeded(&place.run("migrate baseline --to 20261101090000")), "noted 20261101090000_notes\n");
    assert_eq!(succeeded(&place.run("migrate baseline --to 20261101090000")), "nothing to note\n");
    assert_eq!(succeeded(&place.run("migrate")).lines().count(), 3);
    assert_eq!(place.runs().await, ["done", "index", "step"]);
}

/// A script that runs without a transaction is killed while its second statement waits for a lock of this test.
#[tokio::test]
async fn a_killed_script_is_completed() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let place = Place::new(Backend::Postgres).await;
    let db = Db::connect(place.database.url(), &PoolSettings::default()).await.unwrap();
    let ours = db.begin().await.unwrap();
    let lock = "SELECT pg_advisory_xact_lock(20261103)";
    ours.fetch_optional(Statement::literal(lock, Vec::new())).await.unwrap();
    let mut command = place.folder.command("migrate up", &place.settings());
    let mut program = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let waits = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = $1";
    let key = || vec![Arg::new(Value::Integer(20_261_103), Kind::I64)];
    loop {
        let row = db.fetch_optional(Statement::literal(waits, key())).await.unwrap().unwrap();
        if row.get::<i64>("n").unwrap() > 0 {
            break;
        }
        assert!(program.try_wait().unwrap().is_none(), "it did not wait");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill().unwrap();
    program.wait().unwrap();
    ours.rollback().await.unwrap();
    db.close().await;
    assert_eq!(place.status()[3], format!("half done {}", ALL[3]));
    let refused = place.run("serve");
    assert!(failed(&refused).contains(ALL[3]), "{}", refused.err);
    assert_eq!(succeeded(&place.run("migrate up")).lines().count(), 1);
    // The statement that was done is not done again.
    assert_eq!(place.runs().await, ["done", "index", "step"]);
    assert_eq!(place.status(), with("applied", &ALL));
}
