//! Examples that somebody wrote: in the document, and held against the rules when the app starts.

use std::collections::BTreeMap;

use restkit::{
    app::Settings,
    auth::JwtSettings,
    db::{Db, PoolSettings},
    prelude::*,
};
use restkit_tests::token::SECRET;
use serde_json::{Value as JsonValue, json};

/// A thing on a list.
#[resource(path = "/things")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Thing {
    /// The key.
    #[resource(id, example = 700)]
    id: i64,
    /// What it is called.
    #[validate(length(max = 20))]
    #[resource(filter, example = "two \"pints\" of milk")]
    name: String,
    /// When it is needed.
    #[resource(default, example = "2026-12-24")]
    needed: Option<NaiveDate>,
    /// What else is known.
    #[resource(default, example = json!({ "shop": null, "aisles": [3, -1] }))]
    more: Json<BTreeMap<String, JsonValue>>,
}

/// What somebody looks for.
#[derive(Input)]
struct Search {
    /// What it is called.
    #[input(example = "milk")]
    word: Option<String>,
    /// How many there are at most.
    #[validate(range(min = 1, max = 50))]
    #[input(default = 20, example = 5)]
    limit: i32,
}

/// What was found.
#[derive(Output)]
struct Results {
    /// The words.
    #[output(example = ["milk", "oats"])]
    words: Vec<String>,
    /// How well they fit.
    #[output(example = -0.5)]
    score: f64,
}

struct Market;

/// A market.
#[api(path = "/market")]
impl Market {
    #[get("/{stall}")]
    #[authorize(public)]
    async fn look(
        #[example("cheese")] stall: Path<String>,
        search: Query<Search>,
        #[example(true)] open: Query<Option<bool>>,
    ) -> Results {
        let words = search.word.clone().into_iter().chain([stall.into_inner()]).collect();
        Results { words, score: if open.unwrap_or(false) { 1.0 } else { search.limit.into() } }
    }

    #[post("/names")]
    #[authorize(public)]
    async fn names(#[example(["ann", "bob"])] names: Json<Vec<String>>) -> u64 {
        names.0.len() as u64
    }
}

fn document() -> JsonValue {
    let app = App::new("Market", "1.0.0").mount("", (Thing::routes(), Market::routes()));
    serde_json::to_value(app.document()).unwrap()
}

/// The example of a parameter.
fn shown(operation: &JsonValue, name: &str) -> JsonValue {
    let parameters = operation["parameters"].as_array().unwrap();
    parameters.iter().find(|parameter| parameter["name"] == name).unwrap()["example"].clone()
}

#[test]
fn the_document_shows_what_somebody_wrote() {
    let document = document();
    let paths = &document["paths"];
    let body = &paths["/things"]["post"]["requestBody"]["content"]["application/json"]["example"];
    assert_eq!(
        *body,
        json!({ "name": "two \"pints\" of milk", "needed": "2026-12-24", "more": { "shop": null, "aisles": [3, -1] } })
    );
    let row = &paths["/things/{id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"];
    assert_eq!(row["id"], 700);
    assert_eq!(shown(&paths["/things/{id}"]["get"], "id"), 700);
    assert_eq!(shown(&paths["/things"]["get"], "name"), "two \"pints\" of milk");
    assert_eq!(shown(&paths["/things"]["get"], "name__in"), json!(["two \"pints\" of milk"]));
    let look = &paths["/market/{stall}"]["get"];
    let named = ["stall", "word", "limit", "open"].map(|name| shown(look, name));
    assert_eq!(named, [json!("cheese"), json!("milk"), json!(5), json!(true)]);
    let answer = &look["responses"]["200"]["content"]["application/json"]["example"];
    assert_eq!(*answer, json!({ "words": ["milk", "oats"], "score": -0.5 }));
    let names = &paths["/market/names"]["post"]["requestBody"]["content"]["application/json"]["example"];
    assert_eq!(*names, json!(["ann", "bob"]));
}

/// A row whose examples break rules.
#[resource(path = "/rows")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Row {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 3))]
    #[resource(example = "much too long")]
    word: String,
}

/// Another one.
#[resource(path = "/rows-of-states")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct StateRow {
    #[resource(id)]
    id: i64,
    #[resource(example = "DONE")]
    state: State,
}

#[derive(ColumnEnum, Clone)]
enum State {
    Done,
}

#[derive(Input)]
struct Body {
    #[validate(range(max = 5))]
    #[input(example = 7)]
    number: i32,
}

#[derive(Output)]
struct Answer {
    #[output(example = "no date")]
    day: NaiveDate,
}

#[derive(Output)]
struct Rows {
    #[output(example = json!([{ "id": 1 }]))]
    rows: Vec<Row>,
}

struct Wrong;

/// Examples that are none.
#[api]
impl Wrong {
    #[post("/wrong/{number}")]
    #[authorize(public)]
    async fn all(body: Json<Body>, #[example("x")] number: Path<i64>, #[example(1)] caller: Caller) -> Answer {
        let _ = (body.0.number, number.into_inner(), caller);
        Answer { day: NaiveDate::MIN }
    }

    #[get("/rows")]
    #[authorize(public)]
    fn rows(#[example("2026-13-01")] since: Query<Option<NaiveDate>>) -> Rows {
        let _ = since;
        Rows { rows: Vec::new() }
    }
}

#[tokio::test]
async fn an_example_that_breaks_its_own_rules_stops_the_app() {
    let settings = async || {
        let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
        Settings::new(db, JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() })
    };
    let app = App::new("Wrong", "1.0.0").mount("", Wrong::routes());
    let report = app.build(settings().await).unwrap_err().report();
    for line in [
        "Wrong::all: `body`: Body.number: the example 7 breaks the rules of its place: must be at most 5",
        "Wrong::all: `number`: the example \"x\" breaks the rules of its place: must be",
        "Wrong::all: `caller` has an example, and is not read from the request",
        "Wrong::all: its answer: Answer.day: the example \"no date\" breaks the rules of its place: must be",
        "Wrong::rows: `since`: the example \"2026-13-01\" breaks the rules of its place: must be",
        "Wrong::rows: its answer: Rows.rows: the example [{\"id\":1}] breaks the rules of its place: is a row",
    ] {
        assert!(report.contains(line), "{line}\n\n{report}");
    }
    let app = App::new("Wrong", "1.0.0").mount("", (Row::routes(), StateRow::routes()));
    let report = app.build(settings().await).unwrap_err().report();
    for line in [
        "Row.word: the example \"much too long\" breaks the rules of its place: must have at most 3 characters",
        "StateRow.state: the example \"DONE\" breaks the rules of its place: must be one of",
    ] {
        assert!(report.contains(line), "{line}\n\n{report}");
    }
}
