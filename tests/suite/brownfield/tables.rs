//! What is used and what is left alone.

use restkit::{
    Resource as _,
    db::{Db, Dialect, PoolSettings},
    schema,
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};
use serde_json::json;

use super::fixtures::{Person, Pet, people};

on_both!(nothing_is_made, rows_come_and_go, conflicts_name_their_members, rules_that_only_the_database_knows);

#[test]
fn no_statement_makes_the_table() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        assert!(schema::create_tables(&[Person::spec(), Pet::spec()], dialect).is_empty());
    }
}

async fn nothing_is_made(backend: Backend) {
    let database = Database::empty(backend).await;
    let db = Db::connect(database.url(), &PoolSettings::default()).await.unwrap();
    assert!(schema::migrate(&db, &[Person::spec(), Pet::spec()]).await.unwrap().is_empty());
    let found = schema::mismatches(&db, &[Person::spec(), Pet::spec()]).await.unwrap();
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["main.people: is missing", "main.pets: is missing"]);
    let app = people(backend).await;
    assert_eq!(schema::mismatches(app.db(), &[Person::spec(), Pet::spec()]).await.unwrap(), [], "and no row_version");
}

async fn rows_come_and_go(backend: Backend) {
    let app = people(backend).await;
    let made = app.post("/api/people").json(&json!({"name": "Ada", "age": 36, "secret": "x"})).send().await.expect(201);
    assert_eq!(made.json(), json!({"id": 1, "name": "Ada", "age": 36, "state": "new"}), "the state is a default of the table");
    assert_eq!(made.header("location"), "/api/people/1");
    app.post("/api/people").json(&json!({"name": "Bob"})).send().await.expect(201);
    app.patch("/api/people/2").json(&json!({"age": 7})).send().await.expect(200);
    let list = app.get("/api/people?sort=-name&limit=1").send().await.expect(200);
    assert_eq!(list.at("/items/0/age"), 7);
    let rest = app.get(list.header("link").trim_start_matches('<').split('>').next().unwrap()).send().await.expect(200);
    assert_eq!(rest.at("/items/0/name"), "Ada");
    assert_eq!(app.get("/api/people?name=Bob").send().await.expect(200).at("/items/0/id"), 2);
    app.delete("/api/people/1").send().await.expect(204);
    app.get("/api/people/1").send().await.problem(404, "not_found");
}

async fn conflicts_name_their_members(backend: Backend) {
    let app = people(backend).await;
    let ada = app.post("/api/people").json(&json!({"name": "Ada"})).send().await.expect(201);
    let (ada, path) = (ada.at("/id"), ada.header("location"));
    let bob = app.post("/api/people").json(&json!({"name": "Bob"})).send().await.expect(201).header("location");
    let same = app.post("/api/people").json(&json!({"name": "Ada"})).send().await;
    same.faults(409, "conflict", &["/name: unique"]);
    let same = app.patch(bob).json(&json!({"name": "Ada"})).send().await;
    same.faults(409, "conflict", &["/name: unique"]);
    let nobody = app.post("/api/pets").json(&json!({"name": "Rex", "person": 9})).send().await;
    nobody.faults(409, "conflict", &["/person: reference"]);
    let rex = app.post("/api/pets").json(&json!({"name": "Rex", "person": ada})).send().await.expect(201).header("location");
    let nobody = app.patch(rex).json(&json!({"person": 9})).send().await;
    nobody.faults(409, "conflict", &["/person: reference"]);
    app.delete(path).send().await.problem(409, "conflict");
}

async fn rules_that_only_the_database_knows(backend: Backend) {
    let app = people(backend).await;
    app.post("/api/people").json(&json!({"name": "Methuselah", "age": 969})).send().await.problem(422, "validation");
    let ada = app.post("/api/people").json(&json!({"name": "Ada"})).send().await.expect(201).header("location");
    app.patch(ada).json(&json!({"age": 150})).send().await.problem(422, "validation");
}
