use restkit::{
    db::{Db, PoolSettings, Statement, Tx},
    prelude::*,
    testing::{Backend, TestApp},
};
use serde_json::json;

use super::backends;
use crate::migrate::migrations;

/// A thing.
#[resource(path = "/things")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Thing {
    #[resource(id)]
    id: i64,
    #[resource(unique)]
    name: String,
}

fn app() -> App {
    App::new("Things", "1").mount("", Thing::routes())
}

#[tokio::test]
async fn each_app_has_a_database_of_its_own() {
    for backend in backends() {
        let (one, other) = tokio::join!(TestApp::on(backend.clone(), app()), TestApp::on(backend.clone(), app()));
        for app in [&one, &other] {
            let thing = app.post("/things").json(json!({"name": "a"})).await.expect_status(201);
            assert_eq!(thing.json()["id"], 1, "{backend:?}");
        }
        assert_eq!(one.get("/things").await.json()["items"].as_array().map(Vec::len), Some(1), "{backend:?}");
    }
}

/// What the migrations of an app make is what its tests find, and not what its structs would make.
#[tokio::test]
async fn an_app_with_migrations() {
    let table = |start: &str| {
        let key = "id BIGINT PRIMARY KEY, row_version BIGINT NOT NULL DEFAULT 1";
        format!("CREATE TABLE things ({key}, name TEXT NOT NULL UNIQUE); INSERT INTO things (id, name) VALUES (1, '{start}');")
    };
    let insert = |tx: Tx| async move {
        tx.execute(Statement::literal("INSERT INTO things (id, name) VALUES (2, 'from a step')", Vec::new())).await?;
        Ok(())
    };
    for backend in backends() {
        for start in ["one", "other"] {
            let migrations = migrations(&[("1_begin", table(start).leak(), None)]);
            for (migrations, expected) in
                [(migrations.clone(), vec![start]), (migrations.step(2, "rows", insert), vec![start, "from a step"])]
            {
                let app = TestApp::on(backend.clone(), app().migrations(migrations)).await;
                let list = app.get("/things").await.expect_status(200).json();
                let names: Vec<_> = list["items"].as_array().unwrap().iter().map(|thing| thing["name"].clone()).collect();
                assert_eq!(names, expected, "{backend:?}");
            }
        }
    }
}

#[tokio::test]
async fn an_app_without_tables() {
    for backend in backends() {
        let app = TestApp::on(backend, App::new("Empty", "1")).await;
        app.get("/openapi.json").await.expect_status(200);
    }
}

#[tokio::test]
async fn a_database_on_a_cluster_goes_away_with_its_app() {
    let Some(Backend::Postgres { url }) = backends().into_iter().find(|backend| matches!(backend, Backend::Postgres { .. }))
    else {
        return;
    };
    let admin = Db::connect(&url, &PoolSettings::default()).await.unwrap();
    let count = async |name: &str| {
        let names = Statement::literal("SELECT datname::text FROM pg_database", Vec::new());
        let rows = admin.fetch_all(names).await.unwrap();
        rows.iter().filter(|row| row.value(0, restkit::Kind::Text).unwrap() == restkit::Value::Text(name.to_owned())).count()
    };
    let app = TestApp::on(Backend::postgres(url), app()).await;
    let name = Statement::literal("SELECT current_database()::text", Vec::new());
    let row = app.db().fetch_optional(name).await.unwrap().unwrap();
    let restkit::Value::Text(name) = row.value(0, restkit::Kind::Text).unwrap() else { panic!("no name") };
    assert!(name.starts_with("restkit_test_"), "{name}");
    assert_eq!(count(&name).await, 1);
    drop(app);
    assert_eq!(count(&name).await, 0);
}

#[tokio::test]
async fn a_file_goes_away_with_its_app() {
    let app = TestApp::on(Backend::File, app()).await;
    let name = Statement::literal("SELECT file FROM pragma_database_list", Vec::new());
    let row = app.db().fetch_optional(name).await.unwrap().unwrap();
    let restkit::Value::Text(file) = row.value(0, restkit::Kind::Text).unwrap() else { panic!("no file") };
    assert!(std::fs::exists(&file).unwrap());
    drop(app);
    assert!(!std::fs::exists(&file).unwrap());
}
