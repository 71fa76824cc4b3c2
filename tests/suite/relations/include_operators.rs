//! By what rows of a relation are chosen, and for whom.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;

use super::{
    fixtures::Role,
    include_filters::{each, get},
};

on_both!(
    every_operator_is_there,
    filters_lead_on_through_relations,
    what_the_caller_does_not_see_is_no_filter,
    policies_are_asked_where_the_last_filter_leads,
);

/// A team.
#[resource(path = "/teams", has_many(players = Player::team_id, limit = 2, sort = id))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Team {
    #[resource(id)]
    id: i64,
    #[resource(sort)]
    #[computed(count(players))]
    player_count: i64,
}

/// Who plays where.
#[derive(ColumnEnum)]
enum Place {
    /// In front.
    Attack,
    /// Behind.
    Defence,
}

fn fit() -> Condition<Player> {
    Player::hurt().eq(false)
}

/// Somebody in it; not everybody learns for how much.
#[resource(path = "/players", has_many(goals = Goal::player_id, filter))]
#[authorize(read = public && policy(fit) || role(Role::Admin), create = public, update = public, delete = public)]
struct Player {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = team, filter)]
    team_id: Id<Team>,
    #[resource(filter)]
    name: String,
    #[resource(filter)]
    score: Option<i16>,
    #[resource(filter)]
    place: Place,
    #[resource(filter)]
    words: Json<Vec<String>>,
    #[resource(filter)]
    #[authorize(read = role(Role::Admin))]
    wage: Option<i64>,
    #[resource(write_only)]
    secret: Option<i64>,
    hurt: bool,
    #[resource(filter)]
    #[computed(count(goals))]
    goal_count: i64,
}

/// Something that somebody shot; one of an admin is seen by admins alone.
#[resource(path = "/goals")]
#[authorize(read = public && policy(own) || role(Role::Admin), create = public, update = public, delete = public)]
struct Goal {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to(player, filter))]
    player_id: Id<Player>,
    #[resource(filter)]
    minute: i16,
    own: bool,
}

fn own() -> Condition<Goal> {
    Goal::own().eq(false)
}

/// One team: ann, bob, cid, and dan who is hurt; bob shot in minutes 1 and 9, of which the ninth is not seen, and dan in minute 5.
async fn team(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("", (Team::routes(), Player::routes(), Goal::routes())).start().await;
    app.post("/teams").json(&json!({})).send().await.expect(201);
    for (name, score, place, words, wage, hurt) in [
        ("ann", json!(null), "attack", json!(["a"]), json!(1), false),
        ("bob", json!(0), "defence", json!(["a", "b"]), json!(2), false),
        ("Ann_%", json!(7), "attack", json!([]), json!(null), false),
        ("dan", json!(7), "attack", json!(["a"]), json!(3), true),
    ] {
        let player = json!({
            "team_id": 1, "name": name, "score": score, "place": place, "words": words, "wage": wage, "secret": 1, "hurt": hurt,
        });
        app.post("/players").as_admin(1).json(&player).send().await.expect(201);
    }
    for (player, minute, own) in [(2, 1, false), (2, 9, true), (4, 5, false)] {
        app.post("/goals").as_admin(1).json(&json!({"player_id": player, "minute": minute, "own": own})).send().await.expect(201);
    }
    app
}

/// Who stands in the answers to these parameters, on the list and on the row.
async fn players(app: &TestApp, admin: bool, query: &str) -> String {
    let read = async |path: String| {
        let request = app.get(path);
        if admin { request.as_admin(1) } else { request }.send().await.expect(200).json()
    };
    let row = read(format!("/teams/1?include=players&{query}")).await;
    assert_eq!(read(format!("/teams?include=players&{query}")).await["items"][0], row, "{query}");
    assert_eq!(row["player_count"], if admin { 4 } else { 3 }, "{query}");
    each(&row["players"], "name")
}

async fn every_operator_is_there(backend: Backend) {
    let app = team(backend).await;
    for (query, expected) in [
        ("", "ann bob"),
        ("players.limit=9", "ann bob Ann_%"),
        ("players.name=bob", "bob"),
        ("players.name__ne=ann", "bob Ann_%"),
        ("players.name__in=bob,Ann_%25,x", "bob Ann_%"),
        ("players.name__nin=bob", "ann Ann_%"),
        ("players.name__contains=_%25", "Ann_%"),
        ("players.name__icontains=AN", "ann Ann_%"),
        ("players.name__startswith=An", "Ann_%"),
        ("players.name__iexact=BOB", "bob"),
        ("players.score__isnull=true", "ann"),
        ("players.score__isnull=false", "bob Ann_%"),
        ("players.score__ne=7", "bob"),
        ("players.score__between=1,9", "Ann_%"),
        ("players.score__lt=7&players.place=attack", ""),
        ("players.place__in=attack", "ann Ann_%"),
        ("players.words__contains=a,b", "bob"),
        ("players.words__overlap=b,a", "ann bob"),
        ("players.goal_count=1", "bob"),
        ("players.goal_count=0", "ann Ann_%"),
    ] {
        assert_eq!(players(&app, false, query).await, expected, "{query}");
    }
}

async fn filters_lead_on_through_relations(backend: Backend) {
    let app = team(backend).await;
    assert_eq!(players(&app, false, "players.goals__minute=1").await, "bob");
    // Filters that go the same way are about one row.
    assert_eq!(players(&app, true, "players.goals__minute=9").await, "bob");
    assert_eq!(players(&app, true, "players.goals__minute__gte=2&players.goals__minute__lte=8").await, "dan");
    assert_eq!(players(&app, true, "players.goals__none__minute=9&players.goals__minute__gt=0").await, "dan");
    // What the caller does not see is not there, neither for the filter nor for its opposite.
    assert_eq!(players(&app, false, "players.goals__minute=9").await, "");
    assert_eq!(players(&app, false, "players.goals__none__minute=9&players.limit=3").await, "ann bob Ann_%");
    assert_eq!(players(&app, false, "players.goals__minute=5").await, "");
    assert_eq!(players(&app, true, "players.goal_count=2").await, "bob");

    let row = get(&app, "/teams/1?include=players.goals&players.goal_count__gt=0&players.goals.minute__between=0,99").await;
    assert_eq!((each(&row["players"], "name"), each(&row["players"][0]["goals"], "minute")), ("bob".into(), "1".into()));
    let row = get(&app, "/goals/1?include=player.team.players&player.team.players.goals__minute=1").await;
    assert_eq!(each(&row["player"]["team"]["players"], "name"), "bob");
}

async fn what_the_caller_does_not_see_is_no_filter(backend: Backend) {
    let app = team(backend).await;
    let own = "players.wage__gt=1";
    assert_eq!(players(&app, true, own).await, "bob dan");
    for (path, name) in
        [("/teams", "players.wage__gt"), ("/teams/1", "players.wage__gt"), ("/goals", "player.team.players.wage__gt")]
    {
        let hidden = app.get(format!("{path}?{name}=1")).send().await;
        hidden.faults(400, "invalid_parameter", &[&format!("{name}: unknown_parameter")]);
        // Just as one that is not there, or one that no answer holds.
        for other in ["none", "secret", "hurt"] {
            let name = name.replace("wage__gt", other);
            let unknown = app.get(format!("{path}?{name}=1")).send().await;
            unknown.faults(400, "invalid_parameter", &[&format!("{name}: unknown_parameter")]);
        }
    }
    let body = json!({"include": ["players"], "players.filter": {"or": [{"wage": 1}, {"score": 0}]}});
    let hidden = app.post("/teams/query").json(&body).send().await;
    hidden.faults(422, "validation", &["/players.filter/or/0/wage: unknown_member"]);
    let shown = app.post("/teams/query").as_admin(1).json(&body).send().await.expect(200).json();
    assert_eq!(each(&shown["items"][0]["players"], "name"), "ann bob");
    // Rows that are not seen are not there, whatever is asked.
    assert_eq!(players(&app, false, "players.score=7&players.limit=9").await, "Ann_%");
    assert_eq!(players(&app, true, "players.score=7&players.limit=9").await, "Ann_% dan");
    assert_eq!(players(&app, false, "players.name=dan").await, "");
}

/// A thing in a row of things.
#[resource(path = "/firsts", operations(list, get, create))]
#[authorize(read = public, create = public)]
struct First {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = next)]
    second: Id<Second>,
}

/// A thing in a row of things.
#[resource(path = "/seconds", operations(list, get, create))]
#[authorize(read = public, create = public)]
struct Second {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = next)]
    third: Id<Third>,
}

/// A thing in a row of things.
#[resource(path = "/thirds", operations(list, get, create))]
#[authorize(read = public, create = public)]
struct Third {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = next)]
    fourth: Id<Fourth>,
}

/// A thing in a row of things.
#[resource(path = "/fourths", operations(list, get, create), has_many(all = Fifth::fourth))]
#[authorize(read = public, create = public)]
struct Fourth {
    #[resource(id)]
    id: i64,
}

/// A thing in a row of things.
#[resource(path = "/fifths", operations(list, get, create))]
#[authorize(read = public, create = public)]
struct Fifth {
    #[resource(id)]
    id: i64,
    fourth: Id<Fourth>,
    #[resource(belongs_to(next, filter))]
    sixth: Id<Sixth>,
}

/// A thing in a row of things.
#[resource(path = "/sixths", operations(list, get, create), has_many(all = Seventh::sixth))]
#[authorize(read = public, create = public)]
struct Sixth {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    #[computed(count(all))]
    inner: i64,
}

/// A thing in a row of things.
#[resource(path = "/sevenths", operations(list, get, create))]
#[authorize(read = policy(of_size), create = public)]
struct Seventh {
    #[resource(id)]
    id: i64,
    sixth: Id<Sixth>,
    size: i64,
}

/// The size that the request names.
#[dependency]
async fn wanted(size: Query<Option<i64>>) -> i64 {
    size.into_inner().unwrap_or_default()
}

async fn of_size(wanted: Wanted) -> Condition<Seventh> {
    Seventh::size().eq(*wanted)
}

async fn policies_are_asked_where_the_last_filter_leads(backend: Backend) {
    let routes = (First::routes(), Second::routes(), Third::routes(), Fourth::routes(), Fifth::routes(), Sixth::routes());
    let app = AppBuilder::new(backend).mount("", (routes, Seventh::routes())).start().await;
    for (path, body) in [
        ("/sixths", json!({})),
        ("/fourths", json!({})),
        ("/sevenths", json!({"sixth": 1, "size": 3})),
        ("/fifths", json!({"fourth": 1, "sixth": 1})),
        ("/thirds", json!({"fourth": 1})),
        ("/seconds", json!({"third": 1})),
        ("/firsts", json!({"second": 1})),
    ] {
        app.post(path).json(&body).send().await.expect(201);
    }
    // Four relations to the rows, one more for the filter, and one more for what it counts.
    for path in ["/firsts", "/firsts/1"] {
        for (size, count, found) in [(3, 1, 1), (3, 0, 0), (2, 1, 0), (2, 0, 1)] {
            let query = format!("include=next.next.next.all&next.next.next.all.next__inner={count}&size={size}");
            let row = app.get(format!("{path}?{query}")).as_user(1).send().await.expect(200).json();
            let row = if path == "/firsts" { row["items"][0].clone() } else { row };
            assert_eq!(row["next"]["next"]["next"]["all"].as_array().unwrap().len(), found, "{path}?{query}");
        }
    }
}
