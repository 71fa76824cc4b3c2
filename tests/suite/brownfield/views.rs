//! Views: read, written where they can be, kept where they are.

use restkit::{
    Resource as _,
    db::{Db, PoolSettings},
    prelude::*,
    schema,
};
use restkit_tests::{
    app::AppBuilder,
    database::{Backend, Database},
    on_both,
};
use serde_json::json;

use super::fixtures::{over, sql};

on_both!(a_view_is_read, a_view_that_takes_rows_is_written, a_view_with_triggers_is_written);

/// How much each shop sells.
#[resource(path = "/sales", managed = false, operations(list, get))]
#[authorize(read = public)]
pub struct Sale {
    /// The shop.
    #[resource(id, column = "shop")]
    pub shop: i64,
    /// How much it sells.
    #[resource(filter, sort)]
    pub total: i64,
}

const SALES: &str = "CREATE TABLE receipts (shop BIGINT NOT NULL, amount BIGINT NOT NULL);
    INSERT INTO receipts VALUES (1, 2), (1, 3), (2, 7), (3, 5);
    CREATE VIEW sales AS SELECT shop, CAST(sum(amount) AS BIGINT) AS total FROM receipts GROUP BY shop;";

async fn a_view_is_read(backend: Backend) {
    let app = over(backend, SALES, SALES, Sale::routes()).await;
    let page = app.get("/api/sales?sort=-total&limit=2").send().await.expect(200);
    assert_eq!(page.at("/items"), json!([{"shop": 2, "total": 7}, {"shop": 3, "total": 5}]));
    let next = page.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
    assert_eq!(app.get(next).send().await.expect(200).at("/items"), json!([{"shop": 1, "total": 5}]));
    let one = app.get("/api/sales/1").send().await.expect(200);
    let tag = one.header("etag");
    app.get("/api/sales/1").header("if-none-match", &tag).send().await.expect(304);
    app.execute("INSERT INTO receipts VALUES (1, 1)").await;
    let more = app.get("/api/sales/1").header("if-none-match", &tag).send().await.expect(200);
    assert_eq!(more.at("/total"), 6);
    app.get("/api/sales/9").send().await.problem(404, "not_found");
    app.post("/api/sales").json(&json!({})).send().await.problem(405, "method_not_allowed");
    assert_eq!(schema::mismatches(app.db(), &[Sale::spec()]).await.unwrap(), []);
}

#[tokio::test]
async fn a_materialized_view_is_read() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let database = Database::empty(Backend::Postgres).await;
    database
        .execute(
            "CREATE TABLE receipts (shop BIGINT, amount BIGINT); INSERT INTO receipts VALUES (1, 2), (1, 3);
             CREATE MATERIALIZED VIEW sales AS SELECT shop, sum(amount)::bigint AS total FROM receipts GROUP BY shop;",
        )
        .await;
    let db = Db::connect(database.url(), &PoolSettings::default()).await.unwrap();
    assert_eq!(schema::mismatches(&db, &[Sale::spec()]).await.unwrap(), []);
    let app = AppBuilder::new(Backend::Postgres).mount("/api", Sale::routes()).start_on(database).await;
    assert_eq!(app.get("/api/sales/1").send().await.expect(200).at("/total"), 5);
}

/// Somebody who is still there.
#[resource(path = "/members", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Member {
    /// The key, which a view cannot make up.
    #[resource(id, natural)]
    pub id: i64,
    /// The name.
    pub name: String,
}

async fn a_view_that_takes_rows_is_written(backend: Backend) {
    // SQLite writes to no view by itself.
    let definition = sql(
        backend,
        "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0);",
        "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT NOT NULL, gone BOOLEAN NOT NULL DEFAULT FALSE);
         CREATE VIEW members AS SELECT id, name FROM people WHERE NOT gone;",
    );
    members(backend, definition).await;
}

async fn a_view_with_triggers_is_written(backend: Backend) {
    let definition = sql(
        backend,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0);
         CREATE VIEW members AS SELECT id, name FROM people WHERE NOT gone;
         CREATE TRIGGER joins INSTEAD OF INSERT ON members BEGIN INSERT INTO people (id, name) VALUES (NEW.id, trim(NEW.name)); END;
         CREATE TRIGGER changes INSTEAD OF UPDATE ON members BEGIN UPDATE people SET name = trim(NEW.name) WHERE id = OLD.id; END;
         CREATE TRIGGER leaves INSTEAD OF DELETE ON members BEGIN UPDATE people SET gone = 1 WHERE id = OLD.id; END;",
        "CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT NOT NULL, gone BOOLEAN NOT NULL DEFAULT FALSE);
         CREATE VIEW members AS SELECT DISTINCT id, name FROM people WHERE NOT gone;
         CREATE FUNCTION member() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF TG_OP = 'INSERT' THEN INSERT INTO people (id, name) VALUES (NEW.id, trim(NEW.name)); RETURN NEW;
             ELSIF TG_OP = 'UPDATE' THEN UPDATE people SET name = trim(NEW.name) WHERE id = OLD.id; RETURN NEW;
             ELSE UPDATE people SET gone = TRUE WHERE id = OLD.id; RETURN OLD; END IF; END $$;
         CREATE TRIGGER member INSTEAD OF INSERT OR UPDATE OR DELETE ON members FOR EACH ROW EXECUTE FUNCTION member();",
    );
    members(backend, definition).await;
    let app = over(backend, definition, definition, Member::routes()).await;
    let made = app.post("/api/members").json(&json!({"id": 1, "name": " Ada "})).send().await.expect(201);
    assert_eq!(made.at("/name"), "Ada", "what the trigger made of it");
    let changed = app.patch("/api/members/1").json(&json!({"name": " Eve "})).send().await.expect(200);
    assert_eq!(changed.at("/name"), "Eve");
}

async fn members(backend: Backend, definition: &'static str) {
    let app = over(backend, definition, definition, Member::routes()).await;
    let made = app.post("/api/members").json(&json!({"id": 7, "name": "Ada"})).send().await.expect(201);
    assert_eq!(made.json(), json!({"id": 7, "name": "Ada"}));
    assert_eq!(made.header("location"), "/api/members/7");
    let changed = app.patch("/api/members/7").json(&json!({"name": "Eve"})).send().await.expect(200);
    assert_eq!(app.get("/api/members/7").send().await.expect(200).header("etag"), changed.header("etag"));
    app.delete("/api/members/7").send().await.expect(204);
    app.get("/api/members/7").send().await.problem(404, "not_found");
}
