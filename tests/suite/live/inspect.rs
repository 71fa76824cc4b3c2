//! Structs for databases that exist: written, compiled and served.

use expect_test::expect_file;
use restkit::{
    Resource, ResourceSpec,
    app::{IntoRoutes, ResourceRoutes as _},
    db::Db,
    schema::{
        self,
        catalog::{ReadOptions, read},
        inspect::structs,
    },
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::{Backend, Database},
    on_both,
};
use serde_json::json;

use super::{adopted, connect, inspected};
use crate::http::fixtures::todo;

on_both!(an_adopted_database_is_written, structs_of_restkit_come_back, tables_are_chosen);

/// What is written for a database, decided.
async fn written(db: &Db, only: &[String]) -> String {
    let catalog = read(&db.into(), &ReadOptions::with_schemas(["billing"])).await.unwrap();
    let text = structs(&catalog, only, db.dialect());
    let decided = text.replace("= todo", "= authenticated");
    assert_ne!(text, decided, "nothing is open until somebody says so");
    decided
}

async fn an_adopted_database_is_written(backend: Backend) {
    let (_database, db) = adopted(backend).await;
    let text = written(&db, &[]).await;
    match backend {
        Backend::Sqlite => expect_file!["inspected/adopted_sqlite.rs"].assert_eq(&text),
        Backend::Postgres => expect_file!["inspected/adopted_postgres.rs"].assert_eq(&text),
    }
}

async fn tables_are_chosen(backend: Backend) {
    let (_database, db) = adopted(backend).await;
    let text = written(&db, &["People".to_owned()]).await;
    assert!(text.contains("pub struct Person {") && !text.contains("Company"), "{text}");
    assert!(text.contains("pub company_id: i64,"), "{text}");
}

/// The structs of a database that restkit made declare the same tables again.
async fn structs_of_restkit_come_back(backend: Backend) {
    use inspected::{shop_postgres, shop_sqlite, todo_postgres, todo_sqlite};
    let shop: Vec<_> = shop::app().mounts().iter().map(|mount| mount.resource).collect();
    let todo = [todo::User::spec(), todo::Task::spec()];
    let (todo_again, shop_again): (Vec<&'static ResourceSpec>, Vec<&'static ResourceSpec>) = match backend {
        Backend::Sqlite => (
            vec![todo_sqlite::User::spec(), todo_sqlite::Task::spec()],
            vec![
                shop_sqlite::Customer::spec(),
                shop_sqlite::OrderLine::spec(),
                shop_sqlite::Order::spec(),
                shop_sqlite::Product::spec(),
            ],
        ),
        Backend::Postgres => (
            vec![todo_postgres::User::spec(), todo_postgres::Task::spec()],
            vec![
                shop_postgres::Customer::spec(),
                shop_postgres::OrderLine::spec(),
                shop_postgres::Order::spec(),
                shop_postgres::Product::spec(),
            ],
        ),
    };
    for (resources, again, name) in [(todo.as_slice(), todo_again, "todo"), (shop.as_slice(), shop_again, "shop")] {
        let database = Database::migrated(backend, resources).await;
        let db = connect(&database).await;
        let text = written(&db, &[]).await;
        match (name, backend) {
            ("todo", Backend::Sqlite) => expect_file!["inspected/todo_sqlite.rs"].assert_eq(&text),
            ("todo", Backend::Postgres) => expect_file!["inspected/todo_postgres.rs"].assert_eq(&text),
            (_, Backend::Sqlite) => expect_file!["inspected/shop_sqlite.rs"].assert_eq(&text),
            (_, Backend::Postgres) => expect_file!["inspected/shop_postgres.rs"].assert_eq(&text),
        }
        assert_eq!(schema::mismatches(&db, &again).await.unwrap(), []);
        let drift = schema::drift(&db, &schema::declared(&again, db.dialect())).await.unwrap();
        let unlike = drift.to_string();
        match (name, backend) {
            ("todo", Backend::Sqlite) => expect_file!["inspected/todo_sqlite.txt"].assert_eq(&unlike),
            ("todo", Backend::Postgres) => expect_file!["inspected/todo_postgres.txt"].assert_eq(&unlike),
            (_, Backend::Sqlite) => expect_file!["inspected/shop_sqlite.txt"].assert_eq(&unlike),
            (_, Backend::Postgres) => expect_file!["inspected/shop_postgres.txt"].assert_eq(&unlike),
        }
    }
}

async fn served(backend: Backend, routes: impl IntoRoutes) -> TestApp {
    let (database, db) = adopted(backend).await;
    let app = AppBuilder::new(backend).mount("/api", routes);
    assert_eq!(schema::mismatches(&db, &app.resources()).await.unwrap(), []);
    db.close().await;
    app.start_on(database).await
}

/// Makes a row, and answers it.
async fn made(app: &TestApp, path: &str, body: serde_json::Value) -> serde_json::Value {
    app.post(path).as_user("1").json(&body).send().await.expect(201).json()
}

#[tokio::test]
async fn an_adopted_sqlite_database_is_served() {
    use inspected::adopted_sqlite::{BigCompany, Company, Label, Membership, Person, Refund};
    let routes =
        (Company::routes(), Person::routes(), BigCompany::routes(), Refund::routes(), Membership::routes(), Label::routes());
    let app = served(Backend::Sqlite, routes).await;
    app.get("/api/companies").send().await.problem(401, "unauthenticated");
    let company = made(&app, "/api/companies", json!({"name": "Acme", "size": "big"})).await;
    assert_eq!((&company["id"], &company["e_mail"]), (&json!(1), &json!(null)));
    let person = made(&app, "/api/people", json!({"company_id": 1, "full_name": "Ada", "height": 1.5, "extra": {"a": 1}})).await;
    assert_eq!((&person["type"], &person["select"], &person["initials"]), (&json!(1), &json!(false), &json!("Ad")));
    app.post("/api/people").as_user("1").json(&json!({"company_id": 1, "full_name": "", "type": 6})).send().await.faults(
        422,
        "validation",
        &["/full_name: length", "/type: range"],
    );
    let big = app.get("/api/big-companies").as_user("1").send().await.expect(200).json();
    assert_eq!(big["items"], json!([{"id": 1, "name": "Acme", "size": "big"}]));
    made(&app, "/api/refunds", json!({"company_id": 1, "reason": "damaged"})).await;
    assert_eq!(app.get("/api/refunds/1").as_user("1").send().await.expect(200).at("/reason"), "damaged");
    keys_from_bodies(&app, &person["person_id"]).await;
}

/// Rows whose keys are those of others, and texts.
async fn keys_from_bodies(app: &TestApp, person: &serde_json::Value) {
    let id = person.as_str().map_or_else(|| person.to_string(), str::to_owned);
    let body = json!({"company": 1, "person": person, "since": "2026-11-21"});
    let membership = app.post("/api/memberships").as_user("1").json(&body).send().await.expect(201);
    assert_eq!(membership.header("location"), format!("/api/memberships/1/{id}"));
    app.post("/api/memberships").as_user("1").json(&body).send().await.problem(409, "conflict");
    let patched = app.patch(membership.header("location")).as_user("1").json(&json!({"since": null})).send().await.expect(200);
    assert_eq!((patched.at("/company"), patched.at("/since")), (json!(1), json!(null)));
    app.delete(membership.header("location")).as_user("1").send().await.expect(204);
    let path = format!("/api/labels/de%20AT/{id}");
    app.get(&path).as_user("1").send().await.problem(404, "not_found");
    made(app, "/api/labels", json!({"code": "de AT", "person": person, "weight": 3})).await;
    assert_eq!(app.get(&path).as_user("1").send().await.expect(200).at("/weight"), 3);
}

#[tokio::test]
async fn an_adopted_postgres_database_is_served() {
    use inspected::adopted_postgres::{BigCompany, Company, Invoice, Label, Membership, Person, Refund};
    if !Backend::Postgres.is_available() {
        return;
    }
    let routes = (
        (Company::routes(), Person::routes(), BigCompany::routes(), Invoice::routes()),
        (Refund::routes(), Membership::routes(), Label::routes()),
    );
    let app = served(Backend::Postgres, routes).await;
    app.get("/api/companies").send().await.problem(401, "unauthenticated");
    let company = made(&app, "/api/companies", json!({"name": "Acme", "size": "big"})).await;
    assert_eq!((&company["id"], &company["e_mail"]), (&json!(1), &json!(null)));
    let body = json!({"company_id": 1, "full_name": "Ada", "mood": "so so", "address": "10.0.0.1", "extra": {"a": 1}});
    let person = made(&app, "/api/people", body).await;
    assert_eq!((&person["type"], &person["mood"], &person["initials"]), (&json!(1), &json!("so so"), &json!("Ad")));
    assert_eq!(person["balance"], "0");
    let invoice = made(&app, "/api/billing/invoices", json!({"company_id": 1, "amount": "9.50"})).await;
    assert_eq!((&invoice["id"], &invoice["amount"]), (&json!(1), &json!("9.5")));
    app.patch("/api/billing/invoices/1").as_user("1").json(&json!({"amount": "7"})).send().await.expect(200);
    let again = app.post("/api/billing/invoices").as_user("1").json(&json!({"company_id": 1, "amount": "7"})).send().await;
    again.problem(409, "conflict");
    let big = app.get("/api/big-companies").as_user("1").send().await.expect(200).json();
    assert_eq!(big["items"], json!([{"id": 1, "name": "Acme", "size": "big"}]));
    assert_eq!(Invoice::spec().table_name(), "billing.invoices");
    keys_from_bodies(&app, &person["person_id"]).await;
}
