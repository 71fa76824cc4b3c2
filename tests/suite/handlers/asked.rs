//! Rules of input that ask the database.

use restkit::{inject::Scope, prelude::*, problem::Fault};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;

on_both!(
    what_is_asked_is_told_with_its_pointer,
    what_is_asked_is_told_where_it_was_read,
    nothing_is_asked_too_early,
    dependencies_ask_as_well,
);

/// A name that is taken.
#[resource(path = "/names")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Name {
    /// The key.
    #[resource(id)]
    id: i64,
    /// The name.
    #[resource(unique)]
    name: String,
}

/// What somebody wants to be called.
#[derive(Input)]
struct Wish {
    /// The name.
    #[validate(length(min = 2))]
    name: String,
    /// Another, should that be taken.
    other: Option<String>,
}

impl AsyncValidate for Wish {
    async fn validate(&self, scope: &Scope) -> Result<Vec<Fault>, Problem> {
        let names = Name::repository(scope.db()).as_system();
        let mut faults = Vec::new();
        for (pointer, name) in [("/name", Some(&self.name)), ("/other", self.other.as_ref())] {
            let Some(name) = name else { continue };
            if names.filter(Name::name().eq(name.as_str())).exists().await? {
                faults.push(Fault::pointer(pointer, "taken", "is taken already"));
            }
        }
        Ok(faults)
    }
}

/// The name that the body wishes for.
#[dependency]
async fn wished(wish: Json<Wish>) -> String {
    wish.0.name
}

struct Wishes;

/// Wishes.
#[api(path = "/wishes")]
impl Wishes {
    /// Takes one.
    #[post("/")]
    #[authorize(authenticated)]
    async fn take(wish: Json<Wish>, count: Query<Option<u8>>) -> Vec<String> {
        vec![wish.0.name; count.unwrap_or(1).into()]
    }

    /// Whether one is free.
    #[get("/free")]
    #[authorize(authenticated)]
    async fn free(wish: Query<Wish>) -> String {
        wish.into_inner().name
    }

    /// The same, by headers.
    #[get("/free-by-header")]
    #[authorize(authenticated)]
    async fn free_by_header(wish: Header<Wish>) -> String {
        wish.into_inner().name
    }

    /// Takes one by way of a dependency.
    #[post("/by-way")]
    #[authorize(authenticated)]
    async fn by_way(wished: Wished) -> String {
        wished.to_string()
    }
}

async fn app(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("/api", (Name::routes(), Wishes::routes())).start().await;
    for name in ["ann", "bob"] {
        app.post("/api/names").json(&json!({ "name": name })).send().await.expect(201);
    }
    app
}

async fn what_is_asked_is_told_with_its_pointer(backend: Backend) {
    let app = app(backend).await;
    let ask = async |body: serde_json::Value| app.post("/api/wishes").as_user(1).json(&body).send().await;
    assert_eq!(ask(json!({"name": "eve"})).await.expect(200).json(), json!(["eve"]));
    ask(json!({"name": "ann"})).await.faults(422, "validation", &["/name: taken"]);
    ask(json!({"name": "ann", "other": "bob"})).await.faults(422, "validation", &["/name: taken", "/other: taken"]);
}

async fn what_is_asked_is_told_where_it_was_read(backend: Backend) {
    let app = app(backend).await;
    let free = app.get("/api/wishes/free?name=ann&other=bob").as_user(1).send().await;
    free.faults(400, "invalid_parameter", &["name: taken", "other: taken"]);
    assert_eq!(app.get("/api/wishes/free?name=eve").as_user(1).send().await.expect(200).json(), json!("eve"));
    let free = app.get("/api/wishes/free-by-header").as_user(1).header("name", "bob").send().await;
    free.faults(400, "invalid_header", &["name: taken"]);
}

async fn nothing_is_asked_too_early(backend: Backend) {
    let app = app(backend).await;
    let taken = json!({"name": "ann"});
    app.post("/api/wishes").json(&taken).send().await.problem(401, "unauthenticated");
    // Not before everything else in the request is right.
    let answer = app.post("/api/wishes?count=x").as_user(1).json(&taken).send().await;
    answer.faults(400, "invalid_parameter", &["count: type"]);
    let answer = app.post("/api/wishes").as_user(1).json(&json!({"name": "x", "other": "ann"})).send().await;
    answer.faults(422, "validation", &["/name: length"]);
}

async fn dependencies_ask_as_well(backend: Backend) {
    let app = app(backend).await;
    let path = "/api/wishes/by-way";
    assert_eq!(app.post(path).as_user(1).json(&json!({"name": "eve"})).send().await.expect(200).json(), json!("eve"));
    app.post(path).as_user(1).json(&json!({"name": "bob"})).send().await.faults(422, "validation", &["/name: taken"]);
}
