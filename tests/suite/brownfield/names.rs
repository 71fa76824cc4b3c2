//! Names that only quotes make possible; what JSON calls them is another matter.

use restkit::{Resource as _, prelude::*, schema};
use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::over;

on_both!(rows_come_and_go_under_any_name, conflicts_name_the_member);

/// What somebody ordered, in a table with the names of its time.
#[resource(path = "/orders", table = "Order's \"Lines\", old.", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Line {
    /// The key.
    #[resource(id, column = "Line ID")]
    pub id: i64,
    /// What was ordered.
    #[resource(column = "select", filter, sort)]
    pub what: String,
    /// How many.
    #[resource(column = "how \"many\"?", sort)]
    pub count: Option<i32>,
    /// The number of the article, which no two lines share.
    #[resource(column = "Article No., or whatever it was called in the catalogue of the year", filter)]
    #[serde(rename = "article-number")]
    pub article: String,
    /// The line that it replaces.
    #[resource(column = "$1", filter)]
    pub replaces: Option<Id<Line>>,
    /// Told apart by its case from another one, where databases do that.
    #[resource(column = "GROUP", version)]
    pub version: i64,
}

const SQLITE: &str = r#"
CREATE TABLE "Order's ""Lines"", old." (
    "Line ID" INTEGER PRIMARY KEY, "select" TEXT NOT NULL, "how ""many""?" INTEGER,
    "Article No., or whatever it was called in the catalogue of the year" TEXT NOT NULL,
    "$1" INTEGER REFERENCES "Order's ""Lines"", old.", "GROUP" INTEGER NOT NULL
);
CREATE UNIQUE INDEX "only, one" ON "Order's ""Lines"", old." ("Article No., or whatever it was called in the catalogue of the year");
"#;

const POSTGRES: &str = r#"
CREATE TABLE "Order's ""Lines"", old." (
    "Line ID" SERIAL PRIMARY KEY, "select" TEXT NOT NULL, "how ""many""?" INTEGER,
    "Article No., or whatever it was called in the catalogue of the year" TEXT NOT NULL,
    "$1" BIGINT CONSTRAINT "re-places" REFERENCES "Order's ""Lines"", old.", "GROUP" BIGINT NOT NULL
);
CREATE UNIQUE INDEX "only, one" ON "Order's ""Lines"", old." ("Article No., or whatever it was called in the catalogue of the year");
"#;

fn line(what: &str, article: &str, replaces: Value) -> Value {
    json!({"what": what, "article-number": article, "replaces": replaces})
}

async fn rows_come_and_go_under_any_name(backend: Backend) {
    let app = over(backend, SQLITE, POSTGRES, Line::routes()).await;
    for (what, article) in [("nuts", "n-1"), ("bolts", "b-1"), ("nails", "n-2")] {
        app.post("/api/orders").json(&line(what, article, Value::Null)).send().await.expect(201);
    }
    let changed = app.patch("/api/orders/2").header("if-match", "\"1\"").json(&json!({"count": 7, "replaces": 1})).send().await;
    assert_eq!(changed.expect(200).at("/count"), 7);
    let sorted = app.get("/api/orders?sort=-count,what&limit=1").send().await.expect(200);
    assert_eq!(sorted.at("/items/0/what"), "bolts");
    let next = sorted.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
    assert_eq!(app.get(next).send().await.expect(200).at("/items/0/what"), "nails");
    let found = app.get("/api/orders?article-number=n-1&what=nuts").send().await.expect(200);
    assert_eq!(found.at("/items/0/id"), 1);
    assert_eq!(app.get("/api/orders?replaces=1").send().await.expect(200).at("/items/0/id"), 2);
    let lines = Line::repository(app.db()).as_system();
    assert_eq!(lines.filter(Line::what().contains("ail")).count().await.unwrap(), 1);
    assert_eq!(schema::mismatches(app.db(), &[Line::spec()]).await.unwrap(), [], "the start-up check finds them all");
    app.delete("/api/orders/2").header("if-match", "\"2\"").send().await.expect(204);
}

async fn conflicts_name_the_member(backend: Backend) {
    let app = over(backend, SQLITE, POSTGRES, Line::routes()).await;
    app.post("/api/orders").json(&line("nuts", "n-1", Value::Null)).send().await.expect(201);
    let same = app.post("/api/orders").json(&line("nuts", "n-1", Value::Null)).send().await;
    same.faults(409, "conflict", &["/article-number: unique"]);
    let nothing = app.post("/api/orders").json(&line("nuts", "n-2", json!(99))).send().await;
    nothing.faults(409, "conflict", &["/replaces: reference"]);
}
