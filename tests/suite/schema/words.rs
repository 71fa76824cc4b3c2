//! What structs say about their tables.

use restkit::{
    Resource as _,
    db::Dialect,
    prelude::*,
    schema::{
        self, Renames,
        model::{DeleteRule, TableName},
    },
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::{Backend, Database},
    on_both,
};
use serde_json::json;

use super::build::diff;

on_both!(conflicts_of_several_members_name_them_all, deletes_follow_their_rule);

/// How a room is.
#[derive(Clone, Copy, Debug, PartialEq, ColumnEnum)]
pub enum State {
    /// Nobody is there.
    #[resource(renamed_from = "empty")]
    Free,
    /// Somebody is there.
    Taken,
}

/// A house.
#[resource(path = "/houses")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct House {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// Where it is.
    pub street: String,
}

/// A room.
#[resource(path = "/rooms", renamed_from = "chambers", unique(house, floor, number), index(state, floor))]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Room {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// Where it is.
    #[resource(on_delete = cascade)]
    pub house: Id<House>,
    /// How high.
    pub floor: i16,
    /// Which one.
    #[resource(column = "no", renamed_from = "nr")]
    pub number: i16,
    /// How it is.
    #[resource(default = State::Free)]
    pub state: State,
    /// The one beside it.
    #[resource(on_delete = set_null)]
    pub beside: Option<Id<Room>>,
    /// The one that it is only reached by.
    #[resource(on_delete = restrict)]
    pub through: Option<Id<Room>>,
}

async fn rooms(backend: Backend) -> TestApp {
    let database = Database::migrated(backend, &[House::spec(), Room::spec()]).await;
    let app = AppBuilder::new(backend).mount("/api", (House::routes(), Room::routes())).start_on(database).await;
    app.post("/api/houses").json(&json!({"street": "High Street"})).send().await.expect(201);
    app
}

#[test]
fn they_become_a_schema() {
    let schema = schema::declared(&[Room::spec(), House::spec()], Dialect::Postgres);
    let rooms = schema.table(&TableName::bare("rooms")).unwrap();
    let unique = &rooms.unique[0];
    assert_eq!(
        (unique.name.as_str(), unique.columns.as_slice()),
        ("rooms_house_floor_no_key", ["house", "floor", "no"].map(str::to_owned).as_slice())
    );
    let index = rooms.indexes.iter().find(|index| index.name == "rooms_state_floor_idx").unwrap();
    assert_eq!(index.keys, ["\"state\" COLLATE \"C\"", "\"floor\"", "\"id\""]);
    let rules: Vec<DeleteRule> = rooms.foreign_keys.iter().map(|key| key.on_delete).collect();
    assert_eq!(rules, [DeleteRule::SetNull, DeleteRule::Cascade, DeleteRule::Restrict], "beside, house, through");
    assert_eq!(rooms.column("state").unwrap().default.as_deref(), Some("'free'"));
}

#[test]
fn earlier_names_are_followed_and_may_stay() {
    let renames = Renames::declared(&[Room::spec(), House::spec()]);
    let after = schema::declared(&[Room::spec(), House::spec()], Dialect::Sqlite);
    let mut before = after.clone();
    let rooms = before.tables.iter_mut().find(|table| table.name.name == "rooms").unwrap();
    rooms.name = TableName::bare("chambers");
    rooms.columns.iter_mut().filter(|column| column.name == "no").for_each(|column| column.name = "nr".to_owned());
    rooms.unique[0].columns[2] = "nr".to_owned();
    rooms.columns.iter_mut().filter(|column| column.name == "state").for_each(|column| column.words[0] = "empty".to_owned());
    let changes = diff(&before, &after, &renames);
    let kinds: Vec<String> =
        changes.list.iter().map(|change| format!("{change:?}").split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(&kinds[..2], ["RenameTable", "RenameColumn"]);
    let lost = kinds.iter().any(|kind| kind.starts_with("DropColumn") || kind.starts_with("DropTable"));
    assert!(!lost, "{kinds:?}");
    assert!(format!("{:?}", changes.list).contains("renamed_words: [(\"empty\", \"free\")]"));
    assert!(diff(&after, &after, &renames).is_empty());
}

async fn conflicts_of_several_members_name_them_all(backend: Backend) {
    let app = rooms(backend).await;
    let room = json!({"house": 1, "floor": 2, "number": 3});
    app.post("/api/rooms").json(&room).send().await.expect(201);
    let same = app.post("/api/rooms").json(&room).send().await;
    same.faults(409, "conflict", &["/house: unique", "/floor: unique", "/number: unique"]);
    let other = app.post("/api/rooms").json(&json!({"house": 1, "floor": 2, "number": 4})).send().await.expect(201);
    let same = app.patch(other.header("location")).json(&json!({"number": 3})).send().await;
    same.faults(409, "conflict", &["/house: unique", "/floor: unique", "/number: unique"]);
}

async fn deletes_follow_their_rule(backend: Backend) {
    let app = rooms(backend).await;
    for room in [
        json!({"house": 1, "floor": 0, "number": 1}),
        json!({"house": 1, "floor": 0, "number": 2, "beside": 1}),
        json!({"house": 1, "floor": 0, "number": 3, "through": 2}),
    ] {
        app.post("/api/rooms").json(&room).send().await.expect(201);
    }
    app.delete("/api/rooms/2").send().await.problem(409, "conflict");
    app.delete("/api/rooms/1").send().await.expect(204);
    assert_eq!(app.get("/api/rooms/2").send().await.expect(200).at("/beside"), json!(null));
    app.delete("/api/houses/1").send().await.expect(204);
    app.get("/api/rooms/3").send().await.problem(404, "not_found");
}
