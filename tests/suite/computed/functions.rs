//! What a function in Rust computes from the row that was read.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use restkit::{
    app::IntoRoutes,
    db::Statement,
    prelude::*,
    problem::ProblemKind,
    schema::{self, declared},
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::{Backend, Database},
    on_both,
};
use serde_json::{Value, json};

on_both!(
    every_answer_holds_it,
    only_what_it_is_computed_from_is_read,
    pages_and_included_rows_hold_it,
    rows_have_it_everywhere,
    nobody_sets_it_or_asks_for_it,
    who_does_not_see_an_input_does_not_see_it,
    tags_change_with_it,
    somebody_elses_table_may_have_it,
    a_panic_is_a_500,
    no_table_has_it,
);

/// Who may do what.
#[derive(ColumnEnum)]
enum Role {
    /// All of it.
    Admin,
}

/// How tall somebody is.
#[derive(ColumnEnum, Clone, Copy, Debug, PartialEq)]
enum Size {
    /// Less than two metres.
    Small,
    /// Two metres, or more.
    Tall,
}

/// Somebody.
#[resource(
    path = "/people",
    has_many(pets = Pet::person_id, write),
    search(first),
    offset,
    hooks
)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Person {
    /// Comes before what it is computed from.
    #[computed(with = full_name(first, last))]
    pub full_name: String,
    #[resource(id)]
    pub id: i64,
    #[resource(filter, sort)]
    pub first: String,
    pub last: Option<String>,
    #[resource(write_only)]
    pub secret: Option<String>,
    #[resource(default = 1.5)]
    pub height: f64,
    #[computed(with = inches(height))]
    pub inches: f64,
    #[computed(with = size(height))]
    size: Size,
    #[resource(default = Json(BTreeMap::new()))]
    pub marks: Json<BTreeMap<String, i64>>,
    #[computed(with = best(marks))]
    pub best: Option<i64>,
    #[resource(default = 12)]
    #[authorize(read = role(Role::Admin))]
    pub salary: i64,
    /// Not everybody who is somebody sees what it is computed from.
    #[authorize(read = authenticated)]
    #[computed(with = monthly(salary))]
    pub monthly: Decimal,
    #[resource(filter)]
    #[computed(count(pets))]
    pub pet_count: i64,
    #[computed(with = household(pet_count, first_length))]
    pub household: i64,
    #[computed(sql = "length({first})")]
    pub first_length: i64,
}

fn full_name(first: &str, last: &Option<String>) -> String {
    assert!(first != "panic", "nobody is called so");
    last.as_ref().map_or_else(|| first.to_owned(), |last| format!("{first} {last}"))
}

fn inches(height: &f64) -> f64 {
    height / 0.0254
}

fn size(height: &f64) -> Size {
    if *height < 2.0 { Size::Small } else { Size::Tall }
}

fn best(marks: &BTreeMap<String, i64>) -> Option<i64> {
    marks.values().max().copied()
}

fn monthly(salary: &i64) -> Decimal {
    Decimal::from(*salary) / Decimal::from(12)
}

fn household(pets: &i64, letters: &i64) -> i64 {
    1 + pets + 100 * letters
}

impl Hooks for Person {
    async fn after_create(_: &HookContext, row: &Self) -> restkit::Result<()> {
        refuse(row, "Nobody Never")
    }

    async fn after_update(_: &HookContext, before: &Self, after: &Self) -> restkit::Result<()> {
        refuse(before, "Never Again")?;
        refuse(after, "Nobody Never")
    }
}

fn refuse(row: &Person, name: &str) -> restkit::Result<()> {
    if row.full_name == name {
        return Err(Problem::new(ProblemKind::CONFLICT, "Nobody is called so.").into());
    }
    Ok(())
}

#[resource]
impl Person {
    /// The row as it was found.
    #[get("/{id}/found")]
    #[authorize(public)]
    async fn found(person: Found<Person>) -> Person {
        person.into_inner()
    }
}

/// Somebody's pet.
#[resource(path = "/pets")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Pet {
    #[resource(id)]
    pub id: i64,
    #[resource(belongs_to = person)]
    pub person_id: Id<Person>,
    pub name: String,
    #[computed(with = shouted(name))]
    pub shouted: String,
}

fn shouted(name: &str) -> String {
    name.to_uppercase()
}

/// What somebody else keeps.
#[resource(path = "/parcels", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Parcel {
    #[resource(id, natural)]
    pub id: i64,
    pub grams: i64,
    #[computed(with = kilograms(grams))]
    pub kilograms: f64,
}

#[expect(clippy::cast_precision_loss, reason = "parcels are light")]
fn kilograms(grams: &i64) -> f64 {
    *grams as f64 / 1000.0
}

/// The mounts.
pub fn people() -> impl IntoRoutes {
    (Person::routes(), Pet::routes())
}

async fn empty(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("", people()).start().await
}

async fn person(app: &TestApp, first: &str, last: &str) -> i64 {
    let body = json!({"first": first, "last": last, "height": 2.54, "marks": {"a": 2, "b": 3}, "secret": "s"});
    app.post("/people").json(&body).send().await.expect(201).at("/id").as_i64().unwrap()
}

async fn every_answer_holds_it(backend: Backend) {
    let app = empty(backend).await;
    let body = json!({"first": "Ann", "last": "\"Lee\"", "height": 2.54, "marks": {"a": 2, "b": 3}});
    let made = app.post("/people").json(&body).send().await.expect(201);
    assert!(made.text().starts_with(r#"{"full_name":"Ann \"Lee\"","id":"#), "{}", made.text());
    let rest = ["/inches", "/size", "/best", "/household"].map(|pointer| made.at(pointer));
    assert_eq!(rest, [json!(100.0), json!("tall"), json!(3), json!(301)]);
    let path = format!("/people/{}", made.at("/id"));
    assert_eq!(app.get(&path).send().await.expect(200).text(), made.text());
    assert_eq!(app.get("/people").send().await.expect(200).at("/items/0"), made.json());
    assert_eq!(app.get("/people?q=ann&offset=0").send().await.expect(200).at("/items/0"), made.json());
    let found = app.get(format!("{path}/found")).send().await.expect(200);
    assert_eq!((found.at("/full_name"), found.at("/household")), (made.at("/full_name"), made.at("/household")));
    let patch = app.patch(&path).json(&json!({"last": null, "marks": {}, "height": 1.0})).send().await.expect(200);
    assert_eq!(["/full_name", "/size", "/best"].map(|pointer| patch.at(pointer)), [json!("Ann"), json!("small"), Value::Null]);
    assert_eq!(app.get(&path).send().await.expect(200).text(), patch.text());
    let document = app.get("/openapi.json").send().await.expect(200).json();
    let schemas = &document["components"]["schemas"];
    let name = &schemas["Person"]["properties"]["full_name"];
    assert_eq!((&name["type"], &name["readOnly"]), (&json!("string"), &json!(true)));
    let required = schemas["Person"]["required"].as_array().unwrap();
    assert!(required.contains(&json!("full_name")) && !required.contains(&json!("monthly")));
    assert!(schemas["PersonCreate"]["properties"].get("full_name").is_none());
}

async fn only_what_it_is_computed_from_is_read(backend: Backend) {
    let app = empty(backend).await;
    let id = person(&app, "Ann", "Lee").await;
    let some = [
        ("full_name", json!({"full_name": "Ann Lee"})),
        ("inches,full_name,last", json!({"full_name": "Ann Lee", "last": "Lee", "inches": 100.0})),
        ("household", json!({"household": 301})),
        ("best,id", json!({"id": id, "best": 3})),
    ];
    for (fields, expected) in some {
        assert_eq!(app.get(format!("/people/{id}?fields={fields}")).send().await.expect(200).json(), expected);
        let list = app.get(format!("/people?fields={fields}&sort=-first")).send().await.expect(200);
        assert_eq!(list.at("/items"), json!([expected]));
    }
    let query = app.post("/people/query").json(&json!({"fields": ["full_name"]})).send().await.expect(200);
    assert_eq!(query.at("/items"), json!([{"full_name": "Ann Lee"}]));
    // What panics is not asked where it is not shown.
    app.execute("UPDATE people SET first = 'panic'").await;
    assert_eq!(app.get("/people?fields=inches").send().await.expect(200).at("/items"), json!([{"inches": 100.0}]));
}

async fn pages_and_included_rows_hold_it(backend: Backend) {
    let app = empty(backend).await;
    for first in ["a", "b", "c"] {
        person(&app, first, "x").await;
    }
    let (mut seen, mut path) = (Vec::new(), "/people?fields=full_name&limit=2&sort=-first".to_owned());
    let page = app.get(&path).send().await.expect(200);
    seen.extend(page.at("/items").as_array().unwrap().clone());
    path.push_str(&format!("&cursor={}", page.at("/next").as_str().unwrap()));
    let page = app.get(&path).send().await.expect(200);
    seen.extend(page.at("/items").as_array().unwrap().clone());
    assert_eq!(json!(seen), json!([{"full_name": "c x"}, {"full_name": "b x"}, {"full_name": "a x"}]));
    let whole = json!({"first": "Ann", "last": "Lee", "pets": [{"name": "rex"}]});
    let made = app.post("/people").json(&whole).send().await.expect(201);
    assert_eq!((made.at("/pet_count"), made.at("/household")), (json!(1), json!(302)));
    let person = app.get(format!("/people/{}?include=pets&fields=full_name", made.at("/id"))).send().await.expect(200);
    assert_eq!((person.at("/full_name"), person.at("/pets/0/shouted")), (json!("Ann Lee"), json!("REX")));
    let pets = app.get("/pets?include=person").send().await.expect(200);
    assert_eq!((pets.at("/items/0/person/full_name"), pets.at("/items/0/person/household")), (json!("Ann Lee"), json!(302)));
}

async fn rows_have_it_everywhere(backend: Backend) {
    let app = empty(backend).await;
    let people = Person::repository(app.db()).as_system();
    let ann = people.insert([Person::first().set("Ann")]).await.unwrap();
    assert_eq!((ann.full_name.as_str(), ann.size, ann.household, ann.monthly), ("Ann", Size::Small, 301, Decimal::ONE));
    let lee = people.update_returning(ann.id, [Person::last().set(Some("Lee".to_owned()))]).await.unwrap();
    assert_eq!(lee.full_name, "Ann Lee");
    assert_eq!(people.get(ann.id).await.unwrap().full_name, "Ann Lee");
    assert_eq!(people.insert_many([[Person::first().set("Bob")]]).await.unwrap()[0].full_name, "Bob");
    let all: Vec<Person> = people.select().sort(Person::first().asc()).stream().try_collect().await.unwrap();
    assert_eq!(all.iter().map(|row| row.full_name.as_str()).collect::<Vec<_>>(), ["Ann Lee", "Bob"]);
    let pets = Pet::repository(app.db()).as_system();
    pets.insert([Pet::person_id().set(ann.id), Pet::name().set("rex")]).await.unwrap();
    let loaded = people.load(Person::pets(), &all).await.unwrap();
    assert_eq!((loaded[0][0].shouted.as_str(), loaded[1].len()), ("REX", 0));
    let tx = app.db().begin().await.unwrap();
    let locked = Person::repository(tx.tx()).as_system().get_for_update(ann.id).await.unwrap();
    assert_eq!((locked.full_name.as_str(), locked.household), ("Ann Lee", 302));
    tx.rollback().await.unwrap();
    let sql = "SELECT * FROM pets";
    let row = app.db().fetch_optional(Statement::literal(sql, Vec::new())).await.unwrap().unwrap();
    assert_eq!(Pet::repository(app.db()).from_row(&row).unwrap().shouted, "REX");
    // Hooks see it as well, before and after.
    let never = people.insert([Person::first().set("Nobody"), Person::last().set(Some("Never".to_owned()))]).await;
    assert_eq!(never.unwrap_err().kind(), ProblemKind::CONFLICT);
    let never = people.update(ann.id, [Person::first().set("Nobody"), Person::last().set(Some("Never".to_owned()))]).await;
    assert_eq!(never.unwrap_err().kind(), ProblemKind::CONFLICT);
    people.update(ann.id, [Person::first().set("Never"), Person::last().set(Some("Again".to_owned()))]).await.unwrap();
    assert_eq!(people.update(ann.id, [Person::first().set("Ann")]).await.unwrap_err().kind(), ProblemKind::CONFLICT);
}

async fn nobody_sets_it_or_asks_for_it(backend: Backend) {
    let app = empty(backend).await;
    let body = json!({"first": "Ann", "full_name": "Bob", "inches": 3});
    let refused = app.post("/people").json(&body).send().await;
    refused.faults(422, "validation", &["/full_name: read_only", "/inches: read_only"]);
    let id = person(&app, "Ann", "Lee").await;
    let refused = app.patch(format!("/people/{id}")).json(&json!({"full_name": "Bob"})).send().await;
    refused.faults(422, "validation", &["/full_name: read_only"]);
    for (query, fault) in [
        ("full_name=Ann", "full_name: unknown_parameter"),
        ("full_name__contains=Ann", "full_name__contains: unknown_parameter"),
        ("sort=full_name", "sort: unknown_sort_key"),
    ] {
        app.get(format!("/people?{query}")).send().await.faults(400, "invalid_parameter", &[fault]);
    }
}

async fn who_does_not_see_an_input_does_not_see_it(backend: Backend) {
    let app = empty(backend).await;
    let id = person(&app, "Ann", "Lee").await;
    for path in [format!("/people/{id}"), "/people".to_owned(), format!("/people/{id}?include=pets")] {
        let seen = async |request: restkit_tests::client::Request| {
            let json = request.send().await.expect(200).json();
            json.pointer("/items/0").unwrap_or(&json).get("monthly").cloned()
        };
        assert_eq!(seen(app.get(&path)).await, None, "{path}");
        assert_eq!(seen(app.get(&path).as_user(7)).await, None, "{path}");
        assert_eq!(seen(app.get(&path).as_admin(9)).await, Some(json!("1")), "{path}");
    }
    let unseen = app.get("/people?fields=monthly").as_user(7).send().await;
    unseen.faults(400, "invalid_parameter", &["fields: unknown_field"]);
    let seen = app.get("/people?fields=monthly").as_admin(9).send().await.expect(200);
    assert_eq!(seen.at("/items"), json!([{"monthly": "1"}]));
    let found = app.get(format!("/people/{id}/found")).as_admin(9).send().await.expect(200);
    assert_eq!(found.json().get("monthly"), None, "nobody knows who will read what a handler answers");
}

async fn tags_change_with_it(backend: Backend) {
    let app = empty(backend).await;
    let id = person(&app, "Ann", "Lee").await;
    let named = format!("/people/{id}?fields=full_name");
    let tag = app.get(&named).send().await.expect(200).header("etag");
    app.get(&named).header("If-None-Match", &tag).send().await.expect(304);
    app.patch(format!("/people/{id}")).json(&json!({"first": "Eve"})).send().await.expect(200);
    assert_eq!(app.get(&named).header("If-None-Match", &tag).send().await.expect(200).at("/full_name"), json!("Eve Lee"));
    // What is computed from a count changes without the row.
    for path in [format!("/people/{id}?fields=household"), format!("/people/{id}")] {
        let tag = app.get(&path).send().await.expect(200).header("etag");
        app.get(&path).header("If-None-Match", &tag).send().await.expect(304);
        app.post("/pets").json(&json!({"person_id": id, "name": "rex"})).send().await.expect(201);
        app.get(&path).header("If-None-Match", &tag).send().await.expect(200);
    }
}

async fn somebody_elses_table_may_have_it(backend: Backend) {
    let database = Database::empty(backend).await;
    database.execute("CREATE TABLE parcels (id BIGINT NOT NULL PRIMARY KEY, grams BIGINT NOT NULL)").await;
    let app = AppBuilder::new(backend).mount("", Parcel::routes()).start_on(database).await;
    let made = app.post("/parcels").json(&json!({"id": 1, "grams": 1500})).send().await.expect(201);
    assert_eq!(made.at("/kilograms"), json!(1.5));
    let get = app.get("/parcels/1").send().await.expect(200);
    assert_eq!((get.text(), get.header("etag")), (made.text(), made.header("etag")));
    let some = app.get("/parcels/1?fields=kilograms").header("If-None-Match", "\"x\"").send().await.expect(200);
    assert_eq!((some.json(), some.header("etag")), (json!({"kilograms": 1.5}), get.header("etag")));
    let change = app.patch("/parcels/1").json(&json!({"grams": 2500})).header("If-Match", get.header("etag"));
    assert_eq!(change.send().await.expect(200).at("/kilograms"), json!(2.5));
    app.get("/parcels/1").header("If-None-Match", get.header("etag")).send().await.expect(200);
    assert_eq!(schema::mismatches(app.db(), &[Parcel::spec()]).await.unwrap(), []);
}

async fn a_panic_is_a_500(backend: Backend) {
    let app = empty(backend).await;
    let ann = person(&app, "Ann", "Lee").await;
    let made = app.post("/people").json(&json!({"first": "panic"})).send().await;
    made.problem(500, "internal");
    assert_eq!(app.get("/people").send().await.expect(200).at("/items").as_array().unwrap().len(), 1, "nothing was written");
    app.execute("UPDATE people SET first = 'panic'").await;
    app.get("/people").send().await.problem(500, "internal");
    app.get(format!("/people/{ann}")).send().await.problem(500, "internal");
    let rescued = app.patch(format!("/people/{ann}")).json(&json!({"first": "Ann"})).send().await;
    rescued.problem(500, "internal");
    app.execute("UPDATE people SET first = 'Ann'").await;
    assert_eq!(app.get(format!("/people/{ann}")).send().await.expect(200).at("/full_name"), json!("Ann Lee"));
}

async fn no_table_has_it(backend: Backend) {
    let app = empty(backend).await;
    let declared = declared(&[Person::spec(), Pet::spec()], app.db().dialect());
    let people = declared.tables.iter().find(|table| table.name.name == "people").unwrap();
    for gone in ["full_name", "inches", "size", "best", "monthly", "household"] {
        assert!(people.column(gone).is_none(), "{gone}");
    }
    assert!(people.column("first_length").is_some());
    let found = schema::drift(app.db(), &declared).await.unwrap();
    assert!(found.differences.is_empty(), "{found:#?}");
}
