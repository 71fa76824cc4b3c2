//! What became of the rows that were there before the tables changed.

#![expect(clippy::unwrap_used, reason = "how a test fails")]

use std::{fs, path::PathBuf, process::Command};

use restkit::{
    db::{Db, PoolSettings, Statement},
    migrate::{Back, MigrateSettings},
    testing::{Backend, TestApp},
};
use serde_json::json;

/// The migration `begin`: tasks have a name, and no priority.
const FIRST: i64 = 20261121103627;

/// Ann and her two tasks, as the first migration has them.
const ROWS: [&str; 3] = [
    "INSERT INTO users (email, name) VALUES ('ann@example.com', 'Ann')",
    "INSERT INTO tasks (name, description, status, owner_id, created_at, updated_at) \
     VALUES ('milk', 'two litres', 'done', 1, '2026-01-01T00:00:00.000000Z', '2026-01-02T00:00:00.000000Z')",
    "INSERT INTO tasks (name, owner_id, created_at, updated_at) \
     VALUES ('bread', 1, '2026-01-03T00:00:00.000000Z', '2026-01-03T00:00:00.000000Z')",
];

async fn insert_rows(db: &Db) {
    for sql in ROWS {
        db.execute(Statement::literal(sql, Vec::new())).await.unwrap();
    }
}

#[tokio::test]
async fn rows_outlive_the_change_of_their_table() {
    for backend in [Some(Backend::File), Backend::from_env()].into_iter().flatten() {
        let app = TestApp::on(backend, todo::app()).await;
        let (migrations, settings) = (restkit::migrations!("migrations"), MigrateSettings::default());
        migrations.down(app.db(), Back::To(FIRST), &settings).await.unwrap();
        insert_rows(app.db()).await;
        let applied = migrations.up(app.db(), &settings).await.unwrap();
        assert!(applied.iter().all(|done| done.name.contains("titles_and_priorities")), "{applied:?}");
        assert!(!applied.is_empty());

        let list = app.as_user("1").get("/api/v1/tasks").query([("sort", "title")]).await.expect_status(200).json();
        let tasks: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| {
                json!([task["id"], task["title"], task["description"], task["status"], task["priority"], task["owner_id"]])
            })
            .collect();
        assert_eq!(tasks, [json!([2, "bread", null, "todo", 3, 1]), json!([1, "milk", "two litres", "done", 3, 1])]);
        // The new rules hold for rows that were there before.
        app.as_user("1").patch("/api/v1/tasks/1").json(json!({"priority": 5})).await.expect_status(200);
        let wrong = "UPDATE tasks SET priority = 6";
        assert!(app.db().execute(Statement::literal(wrong, Vec::new())).await.is_err());
        // The next task gets an id of its own.
        let made = app.as_user("1").post("/api/v1/tasks").json(json!({"title": "eggs"})).await.expect_status(201);
        assert_eq!(made.json()["id"], 3);

        // And back: the priority goes, the names stay.
        migrations.down(app.db(), Back::To(FIRST), &settings).await.unwrap();
        let named = "SELECT count(*) AS n FROM tasks WHERE name IN ('milk', 'bread', 'eggs')";
        let row = app.db().fetch_optional(Statement::literal(named, Vec::new())).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 3);
    }
}

/// A folder that is gone at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("todo-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.0.join("todo.db").display())
    }

    /// What the program prints, as an operator runs it; it has to succeed.
    fn run(&self, arguments: &str, database: Option<&str>) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_todo"));
        command.args(arguments.split(' ')).current_dir(&self.0).env_remove("DATABASE_URL");
        let ended = command.envs(database.map(|url| ("DATABASE_URL", url))).output().unwrap();
        assert!(ended.status.success(), "{arguments}: {}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed goes with the build.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn the_commands_lead_from_the_first_tables_to_the_structs() {
    let folder = Folder::new();
    let url = folder.url();
    assert_eq!(folder.run("migrate check", None), "structs, migrations and record agree\n");
    folder.run("migrate lint", None);

    assert!(folder.run(&format!("migrate up --to {FIRST}"), Some(&url)).contains(&FIRST.to_string()));
    let db = Db::connect(&url, &PoolSettings::default()).await.unwrap();
    insert_rows(&db).await;
    db.close().await;
    assert!(folder.run("migrate up", Some(&url)).contains("titles_and_priorities"));
    assert_eq!(folder.run("migrate check", Some(&url)), "structs, migrations and record agree\n");
    let db = Db::connect(&url, &PoolSettings::default()).await.unwrap();
    let kept = "SELECT count(*) AS n FROM tasks WHERE title IN ('milk', 'bread') AND priority = 3 AND owner_id = 1";
    let row = db.fetch_optional(Statement::literal(kept, Vec::new())).await.unwrap().unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 2);
    db.close().await;
}
