//! Relations that cannot hold: found when the app starts.

use restkit::{
    app::Settings,
    auth::JwtSettings,
    db::{Db, PoolSettings},
    prelude::*,
};

/// Relations that are wrong in every way that compiles.
#[resource(
    path = "/houses",
    has_many(rooms = Room::house, limit = 101),
    has_many(guests = Guest::house),
    has_one(cellar = Room::house),
    has_many(doors = Owner::house, filter),
    has_many(heirs = Owner::heirs_to, nested),
    has_many(tenants = Owner::house, write),
    has_many(visits = Visit::house, nested),
    has_many(stays = Visit::house, write),
    has_one(secret = Visit::secret_of),
    has_many(secrets = Visit::kept_in),
    many_to_many(haunts = Owner, through(Visit::kept_in, Visit::owner)),
    many_to_many(owners = Owner, through(Deed::house, Deed::owner)),
    operations(list, create)
)]
#[authorize(read = public, create = public)]
struct House {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    colour: i64,
}

/// A room.
#[resource(path = "/rooms", operations(list, create))]
#[authorize(read = policy(of_colour), create = public)]
struct Room {
    #[resource(id)]
    id: i64,
    house: Id<House>,
}

/// Makes nothing of it.
#[dependency]
async fn paint(colour: Query<Option<i64>>, include: Query<Option<String>>) -> Option<i64> {
    let _ = include;
    colour.into_inner()
}

fn of_colour(_: Paint) -> Condition<Room> {
    Condition::all()
}

/// Who stays; is not mounted.
#[resource(path = "/guests", operations(list))]
#[authorize(read = public)]
struct Guest {
    #[resource(id)]
    id: i64,
    house: Id<House>,
}

/// Whose it is.
#[resource(path = "/owners", operations(list))]
#[authorize(read = public)]
struct Owner {
    #[resource(id)]
    id: i64,
    house: Option<Id<House>>,
    heirs_to: Option<Id<House>>,
}

/// That somebody was there; rows are removed only.
#[resource(path = "/visits", operations(delete))]
#[authorize(read = public, delete = public)]
struct Visit {
    #[resource(id)]
    id: i64,
    house: Id<House>,
    #[resource(unique, hidden)]
    secret_of: Option<Id<House>>,
    #[resource(write_only)]
    kept_in: Option<Id<House>>,
    owner: Id<Owner>,
}

/// Who owns what; nobody may see it.
#[resource(path = "/deeds", operations(create))]
#[authorize(create = public)]
struct Deed {
    #[resource(id)]
    id: i64,
    house: Id<House>,
    owner: Id<Owner>,
}

#[tokio::test]
async fn an_app_whose_relations_cannot_hold_does_not_start() {
    let app = App::new("Houses", "1.0.0")
        .mount("", (House::routes(), Room::routes(), Owner::routes(), Deed::routes(), Visit::routes()));
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    let jwt = JwtSettings { secret: Some("0123456789abcdef0123456789abcdef".into()), ..JwtSettings::default() };
    let settings = Settings::new(db, jwt).secret_key("a key of the tests with more than 32 bytes");
    let report = app.build(settings).unwrap_err().report();
    for line in [
        "House.rooms has 101 rows, and Room answers 100 at most",
        "House.guests leads to Guest, which is not mounted, and so has no table",
        "House.cellar is one row of Room by `house`, which several rows may share: write `#[resource(unique)]` on it, or `has_many`",
        "House.owners leads to Deed, which has no decision on who may read it: add `list` or `get` to the `operations(…)` of Deed",
        "House.doors has `filter`, and lists of Owner are filtered by nothing: write `#[resource(filter)]` on fields of Owner",
        "House.tenants is written with its row, and no body makes rows of Owner that refer to one: remove `write`",
        "House.visits is nested, and Visit has neither `list` nor `create` among its operations: add one, or remove `nested`",
        "House.stays is written with its row, and no body makes rows of Visit that refer to one: remove `write`",
        "House.secret would tell what `secret_of` of Visit holds, which is in no answer: remove `hidden` or `write_only` from it, or the relation",
        "House.secrets would tell what `kept_in` of Visit holds, which is in no answer: remove `hidden` or `write_only` from it, or the relation",
        "House.haunts would tell what `kept_in` of Visit holds, which is in no answer: remove `hidden` or `write_only` from it, or the relation",
        "a policy of Room reads `colour` from the query, which lists of House read already, and they can include its rows",
        "a policy of Room reads `include` from the query, which lists of House read already, and they can include its rows",
    ] {
        assert!(report.contains(line), "{line}\n\n{report}");
    }
    // A list is enough below a row.
    assert!(!report.contains("House.heirs"), "{report}");
}
