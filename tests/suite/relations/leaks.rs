//! Nobody sees by a relation what they do not see without it.

use std::sync::atomic::{AtomicUsize, Ordering};

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Map, Value, json};

use super::fixtures::{Role, blog, comment, cover, empty, post, tag, user};

on_both!(
    what_is_included_is_what_the_caller_sees,
    whoever_may_see_nothing_of_it_gets_nothing,
    policies_are_asked_in_the_request,
    columns_have_decisions_of_their_own,
);

#[derive(Clone, Copy, Debug)]
enum Who {
    Nobody,
    User(i64),
    Admin,
}

async fn read(app: &TestApp, who: Who, path: &str) -> restkit_tests::answer::Answer {
    let request = app.get(path);
    match who {
        Who::Nobody => request,
        Who::User(id) => request.as_user(id),
        Who::Admin => request.as_admin(99),
    }
    .send()
    .await
}

/// The relations that a blog has, by the path of the resource: name, path of the other, and the column of the other that leads back.
const RELATIONS: [(&str, &str, &str); 10] = [
    ("/users", "posts", "/posts"),
    ("/users", "comments", "/comments"),
    ("/posts", "author", "/users"),
    ("/posts", "comments", "/comments"),
    ("/posts", "cover", "/covers"),
    ("/posts", "tags", "/tags"),
    ("/comments", "author", "/users"),
    ("/comments", "post", "/posts"),
    ("/comments", "replies", "/comments"),
    ("/tags", "posts", "/posts"),
];

/// The rows that a caller sees, by the path of their resource: each as it is answered alone.
async fn seen(app: &TestApp, who: Who) -> Map<String, Value> {
    let mut seen = Map::new();
    for path in ["/users", "/posts", "/comments", "/covers", "/tags"] {
        let answer = read(app, who, &format!("{path}?limit=50")).await;
        let items = if answer.status == 200 { answer.json()["items"].clone() } else { json!([]) };
        seen.insert(path.to_owned(), items);
    }
    seen
}

/// Holds a row and all that is included in it against what the caller sees.
fn hold(row: &Value, path: &str, seen: &Map<String, Value>, found: &mut usize) {
    let mut alone = row.as_object().unwrap().clone();
    for (_, name, other) in RELATIONS.iter().filter(|(of, ..)| *of == path) {
        match alone.remove(*name) {
            Some(Value::Array(rows)) => rows.iter().for_each(|row| hold(row, other, seen, found)),
            Some(Value::Null) | None => {}
            Some(row) => hold(&row, other, seen, found),
        }
    }
    let rows = seen[path].as_array().unwrap();
    assert!(rows.contains(&Value::Object(alone.clone())), "{alone:?} of {path} is not to be seen");
    *found += 1;
}

async fn what_is_included_is_what_the_caller_sees(backend: Backend) {
    let app = empty(backend).await;
    let users = blog(app.db()).await;
    let callers = [Who::Nobody, Who::User(users[0].id), Who::User(users[1].id), Who::User(users[2].id), Who::Admin];
    let mut counts = Vec::new();
    for who in callers {
        let seen = seen(&app, who).await;
        let mut found = 0;
        for (path, first, other) in RELATIONS {
            let inner: Vec<_> =
                RELATIONS.iter().filter(|(of, ..)| *of == other).map(|(_, name, _)| format!("{first}.{name}")).collect();
            let include = if inner.is_empty() { first.to_owned() } else { inner.join(",") };
            let answer = read(&app, who, &format!("{path}?limit=15&include={include}")).await.expect(200).json();
            let rows = answer["items"].as_array().unwrap();
            rows.iter().for_each(|row| hold(row, path, &seen, &mut found));
            assert!(!answer.to_string().contains("swordfish") && !answer.to_string().contains("inside"));
        }
        // And all that they see: the comments of a post are those that lead to it.
        let answer = read(&app, who, "/posts?limit=50&include=comments,cover,author&comments.limit=50").await.expect(200).json();
        let rows =
            |path: &str, holds: &dyn Fn(&Value) -> bool| seen[path].as_array().unwrap().iter().filter(|row| holds(row)).count();
        for row in answer["items"].as_array().unwrap() {
            let of_post = |other: &Value| other["post_id"] == row["id"];
            assert_eq!(row["comments"].as_array().unwrap().len(), rows("/comments", &of_post), "{who:?} {row}");
            assert_eq!(usize::from(!row["cover"].is_null()), rows("/covers", &of_post), "{who:?} {row}");
            assert_eq!(
                usize::from(!row["author"].is_null()),
                rows("/users", &|user| user["id"] == row["author_id"]),
                "{who:?} {row}"
            );
        }
        counts.push(found);
    }
    counts.sort_unstable();
    counts.dedup();
    assert_eq!(counts.len(), callers.len(), "each caller sees something else: {counts:?}");
}

async fn whoever_may_see_nothing_of_it_gets_nothing(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, eve) = (user(db, "ann", true).await, user(db, "eve", false).await);
    let first = post(db, &eve, "first", false).await;
    cover(db, &first, "url").await;
    tag(db, &first, "red", false).await;
    comment(db, &first, Some(&ann), None, "one", 1).await;
    let draft = post(db, &ann, "draft", true).await;
    comment(db, &draft, Some(&eve), None, "two", 1).await;

    let path = format!("/posts/{}?include=cover,tags,author,comments.author", first.id);
    let row = read(&app, Who::Nobody, &path).await.expect(200).json();
    // Covers are for those with credentials, the link is not confirmed, the author is not active.
    assert_eq!((&row["cover"], &row["tags"], &row["author"]), (&Value::Null, &json!([]), &Value::Null));
    assert_eq!(row["comments"][0]["author"]["name"], "ann");
    let row = read(&app, Who::User(ann.id), &path).await.expect(200).json();
    assert_eq!((&row["cover"]["url"], &row["tags"]), (&json!("url"), &json!([])));
    let row = read(&app, Who::Admin, &path).await.expect(200).json();
    assert_eq!((&row["tags"][0]["word"], &row["author"]["name"]), (&json!("red"), &json!("eve")));
    // A draft leads to nobody but its author, from wherever one comes.
    let path = "/comments?include=post.author&sort=text";
    let rows = read(&app, Who::Nobody, path).await.expect(200).json();
    assert_eq!((&rows["items"][0]["post"]["title"], &rows["items"][1]["post"]), (&json!("first"), &Value::Null));
    let rows = read(&app, Who::User(ann.id), path).await.expect(200).json();
    assert_eq!(rows["items"][1]["post"]["author"]["name"], "ann");
    read(&app, Who::Nobody, &format!("/posts/{}?include=comments", draft.id)).await.problem(404, "not_found");
}

/// A room, with notes for teams.
#[resource(path = "/rooms", has_many(notes = Note::room, filter), has_many(others = Note::other_room), operations(list, get, create))]
#[authorize(read = public, create = public)]
struct Room {
    #[resource(id)]
    id: i64,
}

/// A note for a team.
#[resource(path = "/notes", operations(list, create))]
#[authorize(read = policy(own_team) || policy(banned), create = public)]
struct Note {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = inside, filter, sort)]
    room: Id<Room>,
    other_room: Option<Id<Room>>,
    team: i64,
}

/// Something on a note.
#[resource(path = "/marks", operations(list, create))]
#[authorize(read = public, create = public)]
struct Mark {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to(note, sort))]
    note_id: Id<Note>,
}

static ASKED: AtomicUsize = AtomicUsize::new(0);

/// The team of the request.
#[dependency]
async fn team(team: Query<Option<i64>>) -> Result<i64, NoTeam> {
    team.into_inner().ok_or(NoTeam::None)
}

/// Why there is no team.
#[derive(Debug, ApiError)]
enum NoTeam {
    /// The request names none.
    #[problem(status = 403, code = "no_team")]
    None,
    /// Teams above a hundred cannot be asked for.
    #[problem(status = 409, code = "no_such_team")]
    NoSuchTeam,
}

async fn own_team(team: Team) -> Result<Condition<Note>, NoTeam> {
    ASKED.fetch_add(1, Ordering::SeqCst);
    if *team > 100 {
        return Err(NoTeam::NoSuchTeam);
    }
    Ok(Note::team().eq(*team))
}

fn banned() -> Condition<Note> {
    Condition::none()
}

async fn policies_are_asked_in_the_request(backend: Backend) {
    let app = AppBuilder::new(backend).mount("", (Room::routes(), Note::routes(), Mark::routes())).start().await;
    app.post("/rooms").json(&json!({})).send().await.expect(201);
    for team in [1, 2] {
        app.post("/notes").json(&json!({"room": 1, "other_room": 1, "team": team})).send().await.expect(201);
    }
    let notes = async |path: &str| {
        let row = app.get(path).as_user(1).send().await.expect(200).json();
        let row = if row["items"].is_array() { row["items"][0].clone() } else { row };
        let teams = |name: &str| row[name].as_array().unwrap().iter().map(|note| note["team"].clone()).collect::<Vec<_>>();
        (teams("notes"), teams("others"))
    };
    assert_eq!(notes("/rooms?include=notes,others&team=1").await, (vec![json!(1)], vec![json!(1)]));
    assert_eq!(notes("/rooms/1?team=2&%69nclude=notes,others.inside").await, (vec![json!(2)], vec![json!(2)]));
    // Whoever is turned down sees no notes, and the room all the same.
    assert_eq!(notes("/rooms/1?include=notes,others").await, (vec![], vec![]));
    app.get("/notes").as_user(1).send().await.problem(403, "no_team");
    assert_eq!(app.get("/rooms/1?include=notes").send().await.expect(200).json()["notes"], json!([]));
    // Any other failure is one.
    app.get("/rooms/1?include=notes&team=101").as_user(1).send().await.problem(409, "no_such_team");
    // A filter asks as well, in a query and in a body.
    let rooms = async |path: &str, posted: bool| {
        let body = json!({"filter": {"notes__room": 1}});
        let request = if posted { app.post(path).json(&body) } else { app.get(path) };
        request.as_user(1).send().await
    };
    for (path, posted) in
        [("/rooms?notes__room=1", false), ("/rooms?notes%5f_room__in=1&limit=2", false), ("/rooms/query?", true)]
    {
        for (team, found) in [("&team=1", 1), ("&team=3", 0), ("", 0)] {
            let page = rooms(&format!("{path}{team}"), posted).await.expect(200).json();
            assert_eq!(page["items"].as_array().unwrap().len(), found, "{path}{team}");
        }
        rooms(&format!("{path}&team=101"), posted).await.problem(409, "no_such_team");
    }
    // And so does an order: of a note that is of another team nothing is known.
    let order = async |team: &str, posted: bool| {
        let request = if posted {
            app.post(format!("/marks/query?{team}")).json(&json!({"sort": ["note__room", "-id"]}))
        } else {
            app.get(format!("/marks?sort=note__room,-id&{team}"))
        };
        let page = request.as_user(1).send().await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|mark| mark["id"].clone()).collect::<Vec<_>>()
    };
    app.post("/rooms").json(&json!({})).send().await.expect(201);
    app.post("/notes").json(&json!({"room": 2, "other_room": null, "team": 1})).send().await.expect(201);
    for note in [3, 1, 2] {
        app.post("/marks").json(&json!({ "note_id": note })).send().await.expect(201);
    }
    for posted in [false, true] {
        assert_eq!(order("team=1", posted).await, [2, 1, 3]);
        assert_eq!(order("team=2", posted).await, [3, 2, 1]);
        assert_eq!(order("", posted).await, [3, 2, 1]);
    }
    // What a policy may read is no unknown parameter, asked or not; it is read by nobody then.
    app.get("/rooms/1?team=x").as_user(1).send().await.expect(200);
    app.get("/rooms/1?team=x&include=notes").as_user(1).send().await.faults(400, "invalid_parameter", &["team: type"]);
    app.post("/rooms?team=x").json(&json!({})).send().await.expect(201);
    // The answers of writes ask before anything is written.
    let made = async |query: &str| app.post(format!("/rooms?include=notes&{query}")).as_user(1).json(&json!({})).send().await;
    made("team=101").await.problem(409, "no_such_team");
    made("team=x").await.faults(400, "invalid_parameter", &["team: type"]);
    assert_eq!(app.get("/rooms?count=exact").send().await.json()["total"], 3);
    assert_eq!(made("team=1").await.expect(201).json(), json!({"id": 4, "notes": []}));
    assert_eq!(made("").await.expect(201).json()["notes"], json!([]));
    // And so does a body.
    let page = async |team: &str| {
        let body = json!({"include": ["notes", "others"], "limit": 1});
        app.post(format!("/rooms/query?{team}")).as_user(1).json(&body).send().await
    };
    let rooms = page("team=2").await.expect(200).json();
    assert_eq!((&rooms["items"][0]["notes"][0]["team"], rooms["items"][0]["others"].as_array().unwrap().len()), (&json!(2), 1));
    assert_eq!(page("").await.expect(200).json()["items"][0]["notes"], json!([]));
    page("team=101").await.problem(409, "no_such_team");
}

/// A firm.
#[resource(path = "/firms", has_many(staff = Clerk::firm, sort = -wage, filter))]
#[authorize(read = authenticated, create = public, update = public, delete = public)]
struct Firm {
    #[resource(id)]
    id: i64,
}

/// Somebody who works there; not everybody learns for how much, and from whom.
#[resource(path = "/clerks", has_many(pupils = Clerk::mentor_id, filter))]
#[authorize(read = authenticated, create = public, update = public, delete = public)]
struct Clerk {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = employer, filter)]
    firm: Id<Firm>,
    #[resource(belongs_to(mentor, filter, sort))]
    #[authorize(read = role(Role::Admin))]
    mentor_id: Option<Id<Clerk>>,
    #[resource(sort, filter)]
    #[authorize(read = role(Role::Admin))]
    wage: Option<i64>,
    #[resource(belongs_to(chief, sort))]
    chief_id: Option<Id<Clerk>>,
}

async fn columns_have_decisions_of_their_own(backend: Backend) {
    let app = AppBuilder::new(backend).mount("", (Firm::routes(), Clerk::routes())).start().await;
    let db = app.db();
    Firm::repository(db).as_system().insert([]).await.unwrap();
    let clerks = Clerk::repository(db).as_system();
    for (mentor, wage) in [(None, 1), (Some(Id::new(1)), 2)] {
        clerks.insert([Clerk::firm().set(1), Clerk::mentor_id().set(mentor), Clerk::wage().set(wage)]).await.unwrap();
    }
    let (some, all) = (Who::User(1), Who::Admin);
    let staff = async |who, path: &str| {
        let row = read(&app, who, path).await.expect(200).json();
        let row = if row["items"].is_array() { row["items"][0].clone() } else { row };
        row["staff"].clone()
    };
    for path in ["/firms?include=staff", "/firms/1?include=staff"] {
        assert_eq!(
            staff(some, path).await,
            json!([{"id": 1, "firm": 1, "chief_id": null}, {"id": 2, "firm": 1, "chief_id": null}])
        );
        let whole = json!([
            {"id": 2, "firm": 1, "mentor_id": 1, "wage": 2, "chief_id": null},
            {"id": 1, "firm": 1, "mentor_id": null, "wage": 1, "chief_id": null},
        ]);
        assert_eq!(staff(all, path).await, whole);
    }
    let clerk = read(&app, some, "/clerks/2?include=employer.staff").await.expect(200).json();
    assert_eq!(
        clerk,
        json!({
            "id": 2, "firm": 1, "chief_id": null,
            "employer": {"id": 1, "staff": [{"id": 1, "firm": 1, "chief_id": null}, {"id": 2, "firm": 1, "chief_id": null}]},
        })
    );
    let clerk = read(&app, all, "/clerks/2?include=mentor.pupils").await.expect(200).json();
    assert_eq!(clerk["mentor"]["pupils"][0]["id"], 2);
    for include in ["mentor", "pupils", "employer.staff.mentor"] {
        let wrong = read(&app, some, &format!("/clerks/2?include={include}")).await;
        wrong.faults(400, "invalid_parameter", &["include: unknown_include"]);
    }
    // Neither by the column itself, nor by one that leads there.
    for (path, name) in
        [("/firms", "staff__wage"), ("/firms", "staff__none__wage"), ("/clerks", "mentor__firm"), ("/clerks", "pupils__firm")]
    {
        let query = format!("{path}?{name}=1");
        let wrong = read(&app, some, &query).await;
        wrong.faults(400, "invalid_parameter", &[&format!("{name}: unknown_parameter")]);
        let body = json!({"filter": {name: 1}});
        let wrong = app.post(format!("{path}/query")).json(&body).as_user(1).send().await;
        wrong.faults(422, "validation", &[&format!("/filter/{name}: unknown_member")]);
        read(&app, all, &query).await.expect(200);
        app.post(format!("{path}/query")).json(&body).as_admin(1).send().await.expect(200);
    }
    for key in ["mentor__id", "chief__wage", "-chief__mentor_id"] {
        let wrong = read(&app, some, &format!("/clerks?sort={key}")).await;
        wrong.faults(400, "invalid_parameter", &["sort: unknown_sort_key"]);
        let wrong = app.post("/clerks/query").json(&json!({"sort": [key]})).as_user(1).send().await;
        wrong.faults(422, "validation", &["/sort/0: unknown_sort_key"]);
    }
    read(&app, all, "/clerks?sort=mentor__id,chief__wage").await.expect(200);
    read(&app, some, "/clerks?sort=chief__id").await.expect(200);
    assert_eq!(read(&app, some, "/firms?staff__firm=1").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    let wrong = read(&app, some, "/firms?include=staff&staff.sort=wage").await;
    wrong.faults(400, "invalid_parameter", &["staff.sort: unknown_sort_key"]);
    read(&app, all, "/firms?include=staff&staff.sort=wage").await.expect(200);
}
