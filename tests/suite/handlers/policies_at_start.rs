//! What can be wrong with policies that take more than the caller: found when the app starts.

use restkit::{
    app::Settings,
    auth::JwtSettings,
    db::{Db, PoolSettings},
    prelude::*,
};

/// A note with policies that cannot be asked.
#[resource(path = "/notes", operations(list, get, create))]
#[authorize(read = policy(by_circle) || policy(by_filter), create = !(policy(by_clock) && policy(by_body) && policy(by_transaction)))]
struct Note {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    text: String,
}

struct Clock;

#[dependency]
async fn chicken(_egg: Egg) -> u8 {
    1
}

#[dependency]
async fn egg(_chicken: Chicken) -> u8 {
    2
}

#[dependency]
async fn text(text: Query<Option<String>>) -> Option<String> {
    text.into_inner()
}

#[dependency]
async fn moment(_clock: Depends<Clock>) -> u8 {
    3
}

#[dependency]
async fn whole(_body: Json<u8>) -> u8 {
    4
}

#[dependency]
async fn locked(_tx: Tx) -> u8 {
    5
}

fn by_circle(_: &Chicken) -> Condition<Note> {
    Condition::all()
}

fn by_filter(_: Text) -> Condition<Note> {
    Condition::all()
}

async fn by_clock(_: Moment, _: Depends<Clock>) -> Condition<Note> {
    Condition::all()
}

async fn by_body(_: Whole) -> Condition<Note> {
    Condition::all()
}

fn by_transaction(_: &Caller, _: &Locked, _: Db) -> Condition<Note> {
    Condition::all()
}

async fn report(app: App) -> String {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    let jwt = JwtSettings { secret: Some("0123456789abcdef0123456789abcdef".into()), ..JwtSettings::default() };
    app.build(Settings::new(db, jwt).secret_key("a key of the tests with more than 32 bytes")).unwrap_err().report()
}

#[tokio::test]
async fn an_app_whose_policies_cannot_be_asked_does_not_start() {
    let report = report(App::new("Notes", "1.0.0").mount("", Note::routes())).await;
    for line in [
        "the dependencies of the policy by_circle of Note need each other in a circle: chicken -> egg -> chicken",
        "a policy of Note reads `text` from the query, which its lists read already",
        "::Clock, which moment, the policy by_clock of Note need: write `App::provide` or `App::provide_arc`",
        "the policy by_body of Note needs whole, which reads the body, which is read after the decision",
        "the policy by_transaction of Note needs locked, which takes the transaction, which begins after the decision: take `Db`",
    ] {
        assert!(report.contains(line), "{line}\n\n{report}");
    }
}
