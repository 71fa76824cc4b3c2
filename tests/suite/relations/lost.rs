//! References that go with the row that they refer to: the entity tag says so.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Value, json};

on_both!(
    a_client_learns_that_a_reference_has_gone,
    answers_without_it_stay_the_same,
    what_is_computed_from_it_changes_as_well,
    references_of_several_columns_go_together,
    writes_have_the_tag_of_reads,
);

/// Where things stand.
#[resource(path = "/shelves", has_many(crates = Crate::shelf_id))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Shelf {
    #[resource(id)]
    id: i64,
}

/// Something that stands on a shelf, as long as there is one.
#[resource(
    path = "/crates",
    belongs_to(bay = Bay, by(hall, bay_no), on_delete = set_null)
)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Crate {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 20))]
    name: String,
    #[resource(belongs_to = shelf, on_delete = set_null)]
    shelf_id: Option<Id<Shelf>>,
    /// Whether it stands on a shelf.
    #[computed(sql = "{shelf_id} IS NOT NULL")]
    placed: bool,
    hall: Option<i64>,
    bay_no: Option<i32>,
}

/// A part of a hall.
#[resource(path = "/bays")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Bay {
    #[resource(id, natural)]
    hall: i64,
    #[resource(id)]
    no: i32,
}

/// An app with a shelf, a bay, and a crate on both.
async fn started(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("", (Shelf::routes(), Crate::routes(), Bay::routes())).start().await;
    app.post("/shelves").json(&json!({})).send().await.expect(201);
    app.post("/bays").json(&json!({"hall": 3, "no": 7})).send().await.expect(201);
    let body = json!({"name": "nails", "shelf_id": 1, "hall": 3, "bay_no": 7});
    app.post("/crates").json(&body).send().await.expect(201);
    app
}

async fn tag(app: &TestApp, path: &str) -> String {
    app.get(path).send().await.expect(200).header("etag").to_owned()
}

async fn a_client_learns_that_a_reference_has_gone(backend: Backend) {
    let app = started(backend).await;
    let known = tag(&app, "/crates/1").await;
    app.get("/crates/1").header("If-None-Match", &known).send().await.expect(304);
    app.delete("/shelves/1").send().await.expect(204);
    let now = app.get("/crates/1").header("If-None-Match", &known).send().await.expect(200);
    assert_eq!((now.at("/shelf_id"), now.at("/placed"), now.at("/hall")), (json!(null), json!(false), json!(3)));
    assert_ne!(now.header("etag"), known);
    app.get("/crates/1").header("If-None-Match", now.header("etag")).send().await.expect(304);
}

async fn answers_without_it_stay_the_same(backend: Backend) {
    let app = started(backend).await;
    let known = tag(&app, "/crates/1?fields=name").await;
    assert_eq!(known, "\"1\"", "nothing of it changes without the row");
    app.delete("/shelves/1").send().await.expect(204);
    app.get("/crates/1?fields=name").header("If-None-Match", &known).send().await.expect(304);
}

async fn what_is_computed_from_it_changes_as_well(backend: Backend) {
    let app = started(backend).await;
    let known = tag(&app, "/crates/1?fields=placed").await;
    app.delete("/shelves/1").send().await.expect(204);
    let now = app.get("/crates/1?fields=placed").header("If-None-Match", &known).send().await.expect(200);
    assert_eq!(now.json(), json!({"placed": false}));
}

async fn references_of_several_columns_go_together(backend: Backend) {
    let app = started(backend).await;
    let known = tag(&app, "/crates/1").await;
    app.delete("/bays/3/7").send().await.expect(204);
    let now = app.get("/crates/1").header("If-None-Match", &known).send().await.expect(200).json();
    assert_eq!((&now["hall"], &now["bay_no"], &now["shelf_id"]), (&Value::Null, &Value::Null, &json!(1)));
}

async fn writes_have_the_tag_of_reads(backend: Backend) {
    let app = started(backend).await;
    let made = app
        .post("/crates")
        .json(&json!({"name": "screws", "shelf_id": 1, "hall": null, "bay_no": null}))
        .send()
        .await
        .expect(201);
    assert_eq!(tag(&app, "/crates/2").await, made.header("etag"));
    app.delete("/shelves/1").send().await.expect(204);
    // Nobody has changed the crate itself.
    let patched =
        app.patch("/crates/2").json(&json!({"name": "bolts"})).header("If-Match", made.header("etag")).send().await.expect(200);
    assert_eq!(tag(&app, "/crates/2").await, patched.header("etag"));
    app.patch("/crates/2").json(&json!({"name": "nuts"})).header("If-Match", made.header("etag")).send().await.expect(412);
    let minimal =
        app.patch("/crates/2").json(&json!({"name": "nuts"})).header("Prefer", "return=minimal").send().await.expect(204);
    assert_eq!(tag(&app, "/crates/2").await, minimal.header("etag"));
}
