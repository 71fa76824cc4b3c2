//! Keys of other kinds than numbers, UUIDs and texts, and columns of types of their own.

use restkit::prelude::*;
use restkit_tests::{app::AppBuilder, database::Backend, on_both};
use serde_json::json;

on_both!(keys_of_every_kind_lead_there_and_back);

/// A day.
#[resource(path = "/days", has_many(moments = Moment::day, sort = at))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Day {
    #[resource(id)]
    date: NaiveDate,
}

/// A moment of it.
#[resource(path = "/moments", has_many(shots = Shot::moment, sort = -shelf), has_one(best = Best::moment, filter))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Moment {
    #[resource(id, filter)]
    at: DateTime<Utc>,
    #[resource(belongs_to = on)]
    day: Id<Day>,
}

/// A place for pictures, whose key has a type of its own.
#[resource(
    path = "/shelves",
    has_many(shots = Shot::shelf, filter),
    has_many(lines = Line::shelf, limit = 2, sort = -line),
    many_to_many(moments = Moment, through(Visit::shelf, Visit::moment), sort = -at, filter)
)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Shelf {
    #[resource(id, type = "VARCHAR(20)", column = "of_key", filter)]
    #[validate(length(min = 1, max = 20))]
    code: String,
}

/// A picture.
#[resource(path = "/shots")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[serde(rename_all = "camelCase")]
struct Shot {
    #[resource(id, natural, filter)]
    number: i64,
    #[resource(belongs_to(taken_at, filter))]
    moment: Id<Moment>,
    #[resource(belongs_to(stands_on, filter), type = "VARCHAR(20)", column = "value")]
    shelf: Option<Id<Shelf>>,
    #[resource(column = "type")]
    key: f64,
}

/// The best one.
#[resource(path = "/best")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Best {
    #[resource(id, filter)]
    moment: Id<Moment>,
}

/// A line of text on a shelf.
#[resource(path = "/lines")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Line {
    #[resource(id, natural)]
    line: i64,
    #[resource(type = "VARCHAR(20)", belongs_to = place)]
    shelf: Id<Shelf>,
}

/// When somebody was at a shelf.
#[resource(path = "/visits")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Visit {
    #[resource(id)]
    id: i64,
    // Texts of another collation than the key's.
    shelf: Id<Shelf>,
    moment: Id<Moment>,
}

async fn keys_of_every_kind_lead_there_and_back(backend: Backend) {
    let routes =
        (Day::routes(), Moment::routes(), Shelf::routes(), Shot::routes(), Best::routes(), (Line::routes(), Visit::routes()));
    let app = AppBuilder::new(backend).mount("", routes).start().await;
    let make = async |path: &str, body| app.post(path).json(&body).send().await.expect(201);
    for date in ["2024-02-29", "1999-12-31"] {
        make("/days", json!({ "date": date })).await;
    }
    for at in ["2024-02-29T10:00:00Z", "2024-02-29T10:00:00.000001Z"] {
        make("/moments", json!({"at": at, "day": "2024-02-29"})).await;
    }
    for code in ["a", "it's"] {
        make("/shelves", json!({ "code": code })).await;
    }
    let greatest = 9_223_372_036_854_775_807_i64;
    for (number, shelf) in [(greatest, json!("it's")), (2, json!("a")), (3, json!(null))] {
        make("/shots", json!({"number": number, "moment": "2024-02-29T10:00:00.000001Z", "shelf": shelf, "key": 0.1})).await;
    }
    make("/best", json!({"moment": "2024-02-29T10:00:00Z"})).await;

    let days = app.get("/days?include=moments.shots.standsOn,moments.best,moments.on&limit=2").send().await.expect(200).json();
    assert_eq!(days["items"][0], json!({"date": "1999-12-31", "moments": []}));
    let moments = &days["items"][1]["moments"];
    assert_eq!(moments[0]["best"], json!({"moment": "2024-02-29T10:00:00.000000Z"}));
    assert_eq!((&moments[1]["best"], &moments[1]["on"]), (&json!(null), &json!({"date": "2024-02-29"})));
    assert_eq!(moments[0]["shots"], json!([]));
    let shots = moments[1]["shots"].as_array().unwrap();
    let of = |shot: &serde_json::Value| (shot["number"].clone(), shot["standsOn"].clone(), shot["key"].clone());
    assert_eq!(
        shots.iter().map(of).collect::<Vec<_>>(),
        [
            (json!(greatest), json!({"code": "it's"}), json!(0.1)),
            (json!(2), json!({"code": "a"}), json!(0.1)),
            (json!(3), json!(null), json!(0.1)),
        ]
    );
    let shelves = app.get("/shelves?include=shots.takenAt").send().await.expect(200).json();
    assert_eq!(shelves["items"][1]["shots"][0]["takenAt"]["at"], "2024-02-29T10:00:00.000001Z");
    assert_eq!(shelves["items"][0]["shots"][0]["number"], 2);

    for line in [1, 3, 2] {
        make("/lines", json!({"shelf": "a", "line": line})).await;
    }
    for at in ["2024-02-29T10:00:00Z", "2024-02-29T10:00:00.000001Z"] {
        make("/visits", json!({"shelf": "it's", "moment": at})).await;
    }
    let shelves = app.get("/shelves?include=lines.place,moments").send().await.expect(200).json();
    let line = |number: i64| json!({"line": number, "shelf": "a", "place": {"code": "a"}});
    assert_eq!((&shelves["items"][0]["lines"], &shelves["items"][1]["lines"]), (&json!([line(3), line(2)]), &json!([])));
    let moments: Vec<_> = shelves["items"][1]["moments"].as_array().unwrap().iter().map(|one| one["at"].clone()).collect();
    assert_eq!(moments, ["2024-02-29T10:00:00.000001Z", "2024-02-29T10:00:00.000000Z"]);

    let found = async |path: &str, member: &str| {
        let page = app.get(path).send().await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|row| row[member].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("/shots?standsOn__code=it%27s", "number").await, [json!(greatest)]);
    assert_eq!(found("/shots?takenAt__at=2024-02-29T10:00:00.000001Z&standsOn__code__in=a,b", "number").await, [json!(2)]);
    assert_eq!(found("/shelves?shots__number__gte=3", "code").await, [json!("it's")]);
    assert_eq!(found("/shelves?moments__none__at=2024-02-29T10:00:00Z", "code").await, [json!("a")]);
    assert_eq!(found("/moments?best__moment__lte=2024-02-29T12:00:00Z", "day").await, [json!("2024-02-29")]);
}
