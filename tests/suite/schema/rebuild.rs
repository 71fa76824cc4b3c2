//! A table of SQLite that is made anew.

use restkit::{
    db::Dialect,
    schema::{self, PlanOptions, Renames, model::DeleteRule},
};
use restkit_tests::database::Backend;

use super::{
    build::{check, column, diff, fill, index, nullable, refers, schema, table, text},
    run::Connection,
};

/// What the schema knows nothing of comes through: triggers, views, counted ids, rows that refer to the table.
#[tokio::test]
async fn a_rebuilt_table_keeps_what_is_around_it() {
    let dialect = Dialect::Sqlite;
    let mut tasks = table("tasks", dialect, [text("title", dialect), nullable(column("parent_id", "INTEGER"))]);
    tasks.foreign_keys.push(refers(&tasks, "parent_id", "tasks", DeleteRule::Cascade));
    tasks.indexes.push(index(&tasks, "title"));
    let mut notes = table("notes", dialect, [column("task_id", "INTEGER"), text("text", dialect)]);
    notes.foreign_keys.push(refers(&notes, "task_id", "tasks", DeleteRule::Cascade));
    let from = schema(vec![tasks.clone(), notes.clone()]);
    tasks.checks.push(check(&tasks, "title", "length(\"title\") > 0"));
    tasks.columns.push(column("stars", "INTEGER"));
    let to = schema(vec![tasks, notes]);

    let mut connection = Connection::open(Backend::Sqlite, "").await;
    for statement in schema::create(&from, dialect) {
        connection.execute(&statement).await.unwrap();
    }
    connection
        .execute(
            "INSERT INTO tasks (title, parent_id) VALUES ('a', NULL), ('b', 1), ('c', NULL);
             DELETE FROM tasks WHERE title = 'c';
             INSERT INTO notes (task_id, text) VALUES (2, 'note');
             CREATE VIEW titles AS SELECT title FROM tasks;
             CREATE TRIGGER noted AFTER INSERT ON tasks BEGIN INSERT INTO notes (task_id, text) VALUES (new.id, 'new; made'); END;
             CREATE TRIGGER renamed AFTER INSERT ON notes BEGIN UPDATE tasks SET title = 'noted' WHERE id = new.task_id; END",
        )
        .await
        .unwrap();
    let triggers = "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name";
    let before = connection.rows(triggers).await;
    assert_eq!(before.len(), 3);

    let changes = diff(&from, &to, &Renames::default());
    let options = PlanOptions { fills: vec![fill("tasks", "stars", "3")], allow_data_loss: false };
    let plan = schema::plan(&changes, dialect, &options).unwrap();
    let [step] = plan.steps.as_slice() else { panic!("one step: {plan:?}") };
    for script in [&step.up, &step.down, &step.up] {
        connection.run(script).await.unwrap();
        assert_eq!(connection.rows(triggers).await, before);
        assert!(connection.rows("PRAGMA foreign_key_check").await.is_empty());
        assert_eq!(connection.rows("PRAGMA integrity_check").await, [[Some("ok".to_owned())]]);
        let keys = "SELECT CAST(foreign_keys AS TEXT), CAST(legacy_alter_table AS TEXT) FROM pragma_foreign_keys, pragma_legacy_alter_table";
        assert_eq!(connection.rows(keys).await, [["1", "0"].map(|value| Some(value.to_owned()))]);
        assert_eq!(connection.rows("SELECT text FROM notes").await, [[Some("note".to_owned())]]);
    }
    connection.execute("INSERT INTO tasks (title, stars) VALUES ('d', 1)").await.unwrap();
    let rows = connection.rows("SELECT CAST(id AS TEXT), title, CAST(stars AS TEXT) FROM tasks").await;
    let texts: Vec<String> = rows.into_iter().map(|row| row.into_iter().flatten().collect::<Vec<_>>().join(" ")).collect();
    // The id of the row that was removed is not used again; the trigger ran, and so did that of the other table.
    assert_eq!(texts, ["1 a 3", "2 b 3", "4 noted 1"]);
    assert_eq!(connection.rows("SELECT title FROM titles").await.len(), 3);
    connection.execute("DELETE FROM tasks WHERE id = 1").await.unwrap();
    assert_eq!(connection.rows("SELECT text FROM notes").await, [[Some("new; made".to_owned())]]);
}
