//! Filters of what stands inside of JSON columns.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use restkit::{
    app::Settings as AppSettings,
    auth::JwtSettings,
    db::{Dialect, PoolSettings, Statement},
    prelude::*,
    schema,
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

on_both!(
    lists_hold_items,
    members_are_compared,
    documents_hold_documents,
    trees_and_programs_ask_too,
    relations_lead_there,
    an_index_serves_them
);

/// How it looks.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
struct Look {
    /// What is behind it.
    theme: String,
    font_size: Option<i64>,
    shown: bool,
    ratio: f64,
    /// Nothing to filter by, like what follows: JSON has several spellings of it.
    who: Option<Uuid>,
    since: Option<DateTime<Utc>>,
    more: Vec<String>,
    /// What is around it.
    frame: Option<Frame>,
}

/// What is around something.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
struct Frame {
    /// What it is made of.
    of: String,
    width: Option<i64>,
    marks: Vec<i64>,
    /// What is around that; of this no filter knows.
    frame: Option<Box<Self>>,
    corner: Option<Corner>,
}

/// Where two sides meet.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
struct Corner {
    /// Without an edge.
    round: bool,
}

/// Something with an inside.
#[resource(path = "/boxes", has_many(labels = Label::of, filter))]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
struct Crate {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 20))]
    #[resource(sort, filter)]
    name: String,
    #[resource(filter, column = "value")]
    tags: Option<Json<Vec<String>>>,
    #[resource(filter, default = Json(Vec::new()))]
    sizes: Json<Vec<i64>>,
    #[resource(filter)]
    look: Option<Json<Look>>,
    #[resource(filter)]
    free: Option<Value>,
}

/// What stands on it.
#[resource(path = "/labels")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Label {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to(on, filter))]
    of: Id<Crate>,
    #[resource(filter)]
    words: Json<Vec<String>>,
}

async fn boxes(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("", (Crate::routes(), Label::routes())).start().await;
    let look = |theme: &str, size: Value, shown: bool, ratio: f64| {
        let who = (theme == "dark").then_some("6f1f7f0e-0000-4000-8000-00000000000A");
        json!({"theme": theme, "fontSize": size, "shown": shown, "ratio": ratio, "who": who, "since": null, "more": if shown { vec!["x", "y"] } else { vec![] }, "frame": match theme {
            "dark" => json!({"of": "oak", "width": 3, "marks": [1, 2], "frame": {"of": "tin", "marks": []}, "corner": {"round": true}}),
            "light" => json!({"of": "tin", "width": null, "marks": [], "corner": {"round": false}}),
            _ => json!(null),
        }})
    };
    for row in [
        json!({"name": "a", "tags": ["red", "it's \"ünïcode\"", "a,b"], "sizes": [1, 2, 2], "look": look("dark", json!(12), true, 0.1), "free": {"a": {"b": [1, "\u{e4}"], "c": 1}, "n": null}}),
        json!({"name": "b", "tags": ["blue", "red"], "sizes": [], "look": look("light", json!(null), false, 1.0)}),
        json!({"name": "c", "tags": [], "sizes": [9_007_199_254_740_993_i64, 3], "look": look("Dark", json!(-1), true, 1e300)}),
        json!({"name": "d", "tags": null, "look": null}),
        json!({"name": "e", "tags": ["1", "true", "null"], "sizes": [1], "look": look("", json!(0), false, 0.0)}),
    ] {
        app.post("/boxes").json(&row).send().await.expect(201);
    }
    app
}

async fn names(app: &TestApp, query: &str) -> String {
    let page = app.get(format!("/boxes?sort=name&limit=50&{query}")).send().await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

async fn lists_hold_items(backend: Backend) {
    let app = boxes(backend).await;
    for (query, expected) in [
        ("tags__contains=red", "ab"),
        ("tags__contains=red,blue", "b"),
        ("tags__contains=it's%20%22%C3%BCn%C3%AFcode%22", "a"),
        ("tags__contains=a%2Cb", "a"),
        ("tags__contains=a,b", ""),
        ("tags__contains=Red", ""),
        ("tags__contains=1,true", "e"),
        ("tags__contains=", ""),
        ("tags__overlap=blue,null,none", "be"),
        ("tags__overlap=red", "ab"),
        ("tags__isnull=true", "d"),
        ("sizes__contains=2,1", "a"),
        ("sizes__contains=9007199254740993", "c"),
        ("sizes__contains=9007199254740992", ""),
        ("sizes__overlap=3,1", "ace"),
        ("tags__contains=red&sizes__overlap=1", "a"),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
    }
    let faults = async |query: &str, expected: &[&str]| {
        app.get(format!("/boxes?{query}")).send().await.faults(400, "invalid_parameter", expected);
    };
    faults("sizes__contains=1,x", &["sizes__contains: type"]).await;
    faults("tags=red", &["tags: unknown_parameter"]).await;
    faults("tags__icontains=red", &["tags__icontains: unknown_parameter"]).await;
    faults("free=1&free__overlap=1", &["free: unknown_parameter", "free__overlap: unknown_parameter"]).await;
    faults(&format!("sizes__overlap={}", ["1"; 101].join(",")), &["sizes__overlap: items"]).await;
}

async fn members_are_compared(backend: Backend) {
    let app = boxes(backend).await;
    for (query, expected) in [
        ("look__theme=dark", "a"),
        ("look__theme__in=dark,light,none", "ab"),
        ("look__theme=", "e"),
        ("look__fontSize=12", "a"),
        ("look__fontSize__in=0,-1", "ce"),
        ("look__shown=true", "ac"),
        ("look__shown=false&look__ratio=1", "b"),
        ("look__ratio=0.1", "a"),
        ("look__ratio=1e300", "c"),
        ("look__ratio=0", "e"),
        ("look__isnull=true", "d"),
        ("look__more__contains=y,x", "ac"),
        ("look__more__overlap=y,z", "ac"),
        ("look__frame__of=tin", "b"),
        ("look__frame__of__in=tin,oak", "ab"),
        ("look__frame__width=3", "a"),
        ("look__frame__marks__contains=2", "a"),
        ("look__frame__marks__overlap=2,9", "a"),
        ("look__frame__corner__round=true", "a"),
        ("look__frame__corner__round=false&look__theme=light", "b"),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
    }
    for name in [
        "look__since",
        "look__who",
        "look__more",
        "look__theme__ne",
        "look__font_size",
        "look",
        "look__frame",
        "look__frame__frame__of",
    ] {
        app.get(format!("/boxes?{name}=x")).send().await.faults(
            400,
            "invalid_parameter",
            &[&format!("{name}: unknown_parameter")],
        );
    }
    app.get("/boxes?look__shown=1&look__fontSize=a").send().await.faults(
        400,
        "invalid_parameter",
        &["look__shown: type", "look__fontSize: type"],
    );
    let document = app.get("/openapi.json").send().await.expect(200).json();
    let parameters = document["paths"]["/boxes"]["get"]["parameters"].as_array().unwrap();
    let theme = parameters.iter().find(|one| one["name"] == "look__theme").unwrap();
    assert_eq!(theme["description"], "Only rows with this value of `theme`: What is behind it. It is a member of `look`.");
    let round = parameters.iter().find(|one| one["name"] == "look__frame__corner__round").unwrap();
    assert_eq!(
        round["description"],
        "Only rows with this value of `round`: Without an edge. It is a member of `look.frame.corner`."
    );
}

async fn documents_hold_documents(backend: Backend) {
    let app = boxes(backend).await;
    for row in [
        json!({"name": "f", "free": [1, "x", null]}),
        json!({"name": "g", "free": {"a": {"b": [2], "c": 1.0, "say \"hi\"": 1}, "%": "it's"}}),
        json!({"name": "h", "free": 7}),
    ] {
        app.post("/boxes").json(&row).send().await.expect(201);
    }
    let encoded = |document: &Value| utf8_percent_encode(&document.to_string(), NON_ALPHANUMERIC).to_string();
    for (document, expected) in [
        (json!({"a": {"b": [1]}}), "a"),
        (json!({"a": {"c": 1}}), "ag"),
        (json!({"a": {"b": [1, "\u{e4}"], "c": 1.0}, "n": null}), "a"),
        (json!({"a": {"b": ["1"]}}), ""),
        (json!({"a": {}}), "ag"),
        (json!({"a": []}), ""),
        (json!({"n": null}), "a"),
        (json!({"%": "it's"}), "g"),
        (json!({}), "ag"),
        (json!([]), "f"),
        (json!([1.0]), "f"),
        (json!([null, "x"]), "f"),
        (json!([7]), ""),
    ] {
        assert_eq!(names(&app, &format!("free__contains={}", encoded(&document))).await, expected, "{document}");
        let body = json!({"filter": {"free__contains": document}, "sort": ["name"]});
        let page = app.post("/boxes/query").json(&body).send().await.expect(200).json();
        let found: String = page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(found, expected, "{document}");
    }
    assert_eq!(names(&app, "look__contains=%7B%22theme%22:%22dark%22,%22frame%22:%7B%22marks%22:%5B2%5D%7D%7D").await, "a");
    assert_eq!(names(&app, "look__contains=%7B%22font_size%22:12%7D").await, "");

    let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!({ "a": inner }));
    assert_eq!(names(&app, &format!("free__contains={}", encoded(&deep(9)))).await, "");
    let many = |count: usize| json!({"list": vec![1; count]});
    assert_eq!(names(&app, &format!("free__contains={}", encoded(&many(98)))).await, "");
    // As many objects as there may be, each of which is asked for by itself on SQLite.
    let wide = |count: usize| (0..count).map(|n| (format!("m{n}"), json!({}))).collect::<serde_json::Map<_, _>>();
    let whole = json!({"name": "i", "free": wide(99)});
    app.post("/boxes").json(&whole).send().await.expect(201);
    assert_eq!(names(&app, &format!("free__contains={}", encoded(&wide(99).into()))).await, "i");
    for (document, parameter, member) in [
        (json!(1), "type", "/filter/free__contains: type"),
        (json!(null), "type", "/filter/free__contains: type"),
        (json!({"a": {"b": [[1]]}}), "type", "/filter/free__contains/a/b/0: type"),
        (json!([{"a": 1}]), "type", "/filter/free__contains/0: type"),
        (json!({"a\"": 1}), "name", "/filter/free__contains/a\": name"),
        (json!({"$serde_json::private::Number": "1"}), "name", "/filter/free__contains/$serde_json::private::Number: name"),
        (json!({"a": "\u{0}"}), "nul", "/filter/free__contains/a: nul"),
        (deep(10), "depth", "/filter/free__contains/a/a/a/a/a/a/a/a/a: depth"),
        (many(99), "items", "/filter/free__contains: items"),
        (wide(100).into(), "items", "/filter/free__contains: items"),
    ] {
        let fault = format!("free__contains: {parameter}");
        let query = format!("/boxes?free__contains={}", encoded(&document));
        app.get(query).send().await.faults(400, "invalid_parameter", &[&fault]);
        let body = json!({"filter": {"free__contains": document}});
        app.post("/boxes/query").json(&body).send().await.faults(422, "validation", &[member]);
    }
    for text in ["", "%7B", "%7B%22a%22:1,%22a%22:2%7D", "%7B%7D%7B%7D"] {
        let answer = app.get(format!("/boxes?free__contains={text}")).send().await;
        answer.faults(400, "invalid_parameter", &["free__contains: type"]);
    }

    let document = app.get("/openapi.json").send().await.expect(200).json();
    let parameters = document["paths"]["/boxes"]["get"]["parameters"].as_array().unwrap();
    let free = parameters.iter().find(|one| one["name"] == "free__contains").unwrap();
    assert_eq!(free["content"]["application/json"]["schema"], json!({"$ref": "#/components/schemas/JsonPart"}));
    assert_eq!(free.get("schema"), None);
    let tree = &document["components"]["schemas"]["CrateFilter"]["properties"]["free__contains"];
    assert!(tree.to_string().contains("#/components/schemas/JsonPart"), "{tree}");
}

async fn trees_and_programs_ask_too(backend: Backend) {
    let app = boxes(backend).await;
    let found = async |filter: Value| {
        let body = json!({"filter": filter, "sort": ["name"]});
        let page = app.post("/boxes/query").json(&body).send().await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<String>()
    };
    assert_eq!(found(json!({"tags__contains": ["red", "a,b"]})).await, "a");
    // What is null is neither.
    assert_eq!(found(json!({"not": {"tags__overlap": ["red"]}})).await, "ce");
    assert_eq!(found(json!({"not": {"look__fontSize": 12}})).await, "bce");
    assert_eq!(
        found(json!({"or": [{"look__theme__in": ["light"]}, {"sizes__contains": [9_007_199_254_740_993_i64]}]})).await,
        "bc"
    );
    let body = json!({"filter": {"sizes__contains": ["1"], "look__shown": "true", "tags__overlap": []}});
    let faults = ["/filter/look__shown: type", "/filter/sizes__contains/0: type", "/filter/tags__overlap: items"];
    app.post("/boxes/query").json(&body).send().await.faults(422, "validation", &faults);

    let rows = Crate::repository(app.db()).as_system();
    let names = async |condition: Condition<Crate>| {
        rows.filter(condition).sort(Crate::name().asc()).all().await.unwrap().into_iter().map(|row| row.name).collect::<String>()
    };
    assert_eq!(names(Crate::tags().holds_all(["red", "blue"])).await, "b");
    assert_eq!(names(Crate::tags().holds_all([""; 0])).await, "abce");
    assert_eq!(names(Crate::sizes().holds_any([2, 3])).await, "ac");
    assert_eq!(names(!Crate::sizes().holds_any([2, 3])).await, "bde");
    assert_eq!(names(Crate::sizes().holds_any([0_i64; 0])).await, "");
    assert_eq!(names(Crate::look().holds(json!({"frame": {"corner": {"round": true}, "marks": [2]}, "shown": true}))).await, "a");
    assert_eq!(names(!Crate::look().holds(json!({"frame": {"of": "oak"}}))).await, "bce");
    assert_eq!(names(Crate::look().holds(json!({"frame": {}}))).await, "ab");
    assert_eq!(names(Crate::free().holds(json!({"a": {"b": ["\u{e4}", 1.0]}, "n": null}))).await, "a");
    assert_eq!(names(Crate::free().holds(json!({"a": {"b": [[]]}}))).await, "", "what no list can be asked is unknown");
    assert_eq!(names(!Crate::free().holds(json!({"a": {"b": [[]]}}))).await, "");
    assert_eq!(found(json!({"look__frame__of__in": ["oak"], "look__more__contains": ["x"]})).await, "a");
}

async fn relations_lead_there(backend: Backend) {
    let app = boxes(backend).await;
    for (of, words) in [(1, json!(["x", "y"])), (1, json!(["z"])), (2, json!(["x"]))] {
        app.post("/labels").json(&json!({"of": of, "words": words})).send().await.expect(201);
    }
    assert_eq!(names(&app, "labels__words__contains=x").await, "ab");
    assert_eq!(names(&app, "labels__words__contains=x,z").await, "");
    assert_eq!(names(&app, "labels__none__words__overlap=x,z").await, "cde");
    let page = app.get("/labels?on__look__theme=dark&on__tags__contains=red").send().await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
}

async fn an_index_serves_them(backend: Backend) {
    let app = boxes(backend).await;
    let db = app.db();
    let resources = [Crate::spec(), Label::spec()];
    let drift = schema::drift(db, &schema::declared(&resources, db.dialect())).await.unwrap();
    assert_eq!(drift.to_string(), "");
    if db.dialect() == Dialect::Postgres {
        let tx = db.begin().await.unwrap();
        let run = async |sql: &'static str| tx.tx().fetch_all(Statement::literal(sql, Vec::new())).await.unwrap();
        run("SET LOCAL enable_seqscan = off").await;
        let plan = run("EXPLAIN SELECT id FROM boxes WHERE \"value\" @> '[\"red\"]'").await;
        let plan: Vec<String> = plan.iter().map(|row| row.get::<String>("QUERY PLAN").unwrap()).collect();
        assert!(plan.concat().contains("boxes_value_idx"), "{plan:#?}");
    }
}

/// Something of which nothing can be looked for.
#[resource(path = "/bags", operations(list))]
#[authorize(read = public)]
struct Bag {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    inside: Json<Vec<Vec<i64>>>,
    #[resource(filter)]
    moments: Json<Vec<DateTime<Utc>>>,
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_said_at_the_start() {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    let jwt = JwtSettings { secret: Some("0123456789abcdef0123456789abcdef".into()), ..JwtSettings::default() };
    let settings = AppSettings::new(db, jwt).secret_key("a key of the tests with more than 32 bytes");
    let report = App::new("Bags", "1.0.0").mount("", Bag::routes()).build(settings).unwrap_err().report();
    for field in ["inside", "moments"] {
        assert!(report.contains(&format!("Bag.{field} has `filter`, and nothing in it can be looked for")), "{report}");
    }
}
