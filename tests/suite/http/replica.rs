//! Reads that go to a second database. It holds other rows than the first, so that an answer shows whose it is.

use restkit::{
    App, Kind,
    db::{Db, DbError, PoolSettings, Statement},
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::{Backend, Database},
    on_both,
};
use serde_json::json;

use super::fixtures::{TASKS, column, path_of, task, todo, with_users};

on_both!(
    plain_reads_go_to_the_replica,
    who_wants_the_newest_is_answered_by_the_primary,
    nothing_goes_to_the_replica_unasked,
    the_primary_answers_while_the_replica_is_away,
    the_primary_answers_what_the_replica_lacks,
    repositories_write_to_the_primary,
);

/// The same task on two databases, called after them; the databases, the path, and an app with both.
async fn both(backend: Backend, configure: impl FnOnce(App) -> App) -> (Database, Database, String, TestApp) {
    let (primary, path) = database(backend, "on the primary").await;
    let (replica, same) = database(backend, "on the replica").await;
    assert_eq!(path, same);
    let app = todo(backend).configure(configure).replica(replica.url());
    let app = app.start_on(Database::at(primary.url().to_owned())).await;
    (primary, replica, path, app)
}

async fn database(backend: Backend, title: &str) -> (Database, String) {
    let database = Database::migrated(backend, &todo(backend).resources()).await;
    let app = with_users(todo(backend).start_on(Database::at(database.url().to_owned())).await).await;
    let path = path_of(TASKS, &task(&app, 1, json!({ "title": title })).await);
    app.db().close().await;
    (database, path)
}

async fn title(app: &TestApp, path: &str) -> String {
    app.get(path).as_user(1).send().await.expect(200).json()["title"].as_str().unwrap().to_owned()
}

async fn titles(app: &TestApp) -> Vec<serde_json::Value> {
    column(&app.get(TASKS).as_user(1).send().await.expect(200).json(), "title")
}

async fn plain_reads_go_to_the_replica(backend: Backend) {
    let (_primary, _replica, path, app) = both(backend, App::reads_from_replica).await;
    assert_eq!(title(&app, &path).await, "on the replica");
    assert_eq!(titles(&app).await, ["on the replica"]);
    // Writes see and change the primary alone.
    let changed = app.patch(&path).as_user(1).json(&json!({"priority": 5})).send().await.expect(200);
    assert_eq!(changed.json()["title"], "on the primary");
    let unchanged = app.patch(&path).as_user(1).json(&json!({})).send().await.expect(200);
    assert_eq!((&unchanged.json()["title"], &unchanged.json()["priority"]), (&json!("on the primary"), &json!(5)));
    assert_eq!(title(&app, &path).await, "on the replica");
    // What was made a moment ago is found although the replica does not have it.
    let new = path_of(TASKS, &task(&app, 1, json!({"title": "new"})).await);
    assert_eq!(title(&app, &new).await, "new");
    assert_eq!(titles(&app).await, ["on the replica"]);
    // What the primary has lost cannot be changed, whatever the replica still shows.
    app.delete(&path).as_user(1).send().await.expect(204);
    app.patch(&path).as_user(1).json(&json!({"priority": 1})).send().await.problem(404, "not_found");
    app.delete(&path).as_user(1).send().await.problem(404, "not_found");
}

async fn who_wants_the_newest_is_answered_by_the_primary(backend: Backend) {
    let (_primary, _replica, path, app) = both(backend, App::reads_from_replica).await;
    for (name, value) in
        [("cache-control", "no-cache"), ("cache-control", "max-age=0"), ("cache-control", "foo, No-Store"), ("if-match", "\"1\"")]
    {
        let one = app.get(&path).as_user(1).header(name, value).send().await.expect(200);
        assert_eq!(one.json()["title"], "on the primary", "{name}: {value}");
        let list = app.get(TASKS).as_user(1).header(name, value).send().await.expect(200);
        assert_eq!(column(&list.json(), "title"), ["on the primary"], "{name}: {value}");
    }
    let other = app.get(&path).as_user(1).header("cache-control", "max-age=60").send().await.expect(200);
    assert_eq!(other.json()["title"], "on the replica");
}

async fn first_title(db: &Db) -> Result<String, DbError> {
    let row = db.fetch_optional(Statement::literal("SELECT title FROM tasks ORDER BY id", Vec::new())).await?;
    match row.unwrap().value(0, Kind::Text)? {
        restkit::Value::Text(title) => Ok(title),
        other => panic!("{other:?}"),
    }
}

async fn nothing_goes_to_the_replica_unasked(backend: Backend) {
    let (_primary, _replica, path, app) = both(backend, |app| app).await;
    assert_eq!(title(&app, &path).await, "on the primary");
    assert_eq!(titles(&app).await, ["on the primary"]);
    let db = app.db();
    assert_eq!(first_title(db).await.unwrap(), "on the primary");
    assert_eq!(first_title(&db.replica()).await.unwrap(), "on the replica");
    // A transaction is never in two places.
    let transaction = db.replica().begin().await.unwrap();
    let row = transaction.fetch_optional(Statement::literal("SELECT title FROM tasks", Vec::new())).await.unwrap();
    assert_eq!(row.unwrap().value(0, Kind::Text).unwrap(), restkit::Value::Text("on the primary".to_owned()));
    transaction.rollback().await.unwrap();
    // Without a replica it is the database itself.
    let alone = Db::connect(_primary.url(), &PoolSettings::default()).await.unwrap();
    assert_eq!(first_title(&alone.replica()).await.unwrap(), "on the primary");
}

fn reading(backend: Backend, replica: &str) -> AppBuilder {
    todo(backend).configure(App::reads_from_replica).replica(replica)
}

async fn the_primary_answers_while_the_replica_is_away(backend: Backend) {
    let (primary, path) = database(backend, "on the primary").await;
    let away = match backend {
        Backend::Sqlite => "sqlite:/nowhere/at/all.db",
        Backend::Postgres => "postgres://restkit:secret@127.0.0.1:1/away",
    };
    let app = reading(backend, away).start_on(Database::at(primary.url().to_owned())).await;
    for _ in 0..3 {
        assert_eq!(title(&app, &path).await, "on the primary");
        assert_eq!(titles(&app).await, ["on the primary"]);
    }
}

async fn the_primary_answers_what_the_replica_lacks(backend: Backend) {
    let (primary, path) = database(backend, "on the primary").await;
    // No table has come there yet.
    let replica = Database::empty(backend).await;
    let app = reading(backend, replica.url()).start_on(Database::at(primary.url().to_owned())).await;
    assert_eq!(title(&app, &path).await, "on the primary");
    assert_eq!(titles(&app).await, ["on the primary"]);
}

async fn repositories_write_to_the_primary(backend: Backend) {
    use super::fixtures::todo::Task;
    use restkit::prelude::*;

    let (_primary, _replica, _path, app) = both(backend, |app| app).await;
    let tasks = Task::repository(app.db().replica()).as_system();
    let found = tasks.get(1_i64).await.unwrap();
    assert_eq!(found.title, "on the replica");
    let changed = tasks.update_returning(1_i64, [Task::priority().set(4)]).await.unwrap();
    assert_eq!((changed.title.as_str(), changed.priority), ("on the primary", 4));
}

#[tokio::test]
async fn a_replica_of_another_kind_is_refused() {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    let error = db.clone().with_replica("postgres://u:hunter2@localhost/db", &PoolSettings::default()).await.unwrap_err();
    assert!(matches!(error, DbError::Other(_)) && !format!("{error:?}").contains("hunter2"), "{error:?}");
    assert!(db.with_replica("mysql://localhost", &PoolSettings::default()).await.is_err());
}
