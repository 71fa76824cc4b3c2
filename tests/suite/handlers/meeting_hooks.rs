//! Writes with hooks that meet others: in one transaction, in two, and at the end of the server.

use std::{sync::Arc, time::Duration};

use restkit::{
    db::{Db, PoolSettings},
    prelude::*,
};
use restkit_tests::{
    app::AppBuilder,
    database::{Backend, Database},
    on_both,
};
use tokio::sync::{Mutex, Notify};

on_both!(several_in_one_transaction_wait_for_each_other, the_end_of_the_server_waits_for_what_follows_a_commit);

/// A count that hooks keep.
#[resource(path = "/counts")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Count {
    #[resource(id)]
    id: i64,
    value: i64,
}

/// A thing that is counted when it changes.
#[resource(path = "/things", hooks)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Thing {
    #[resource(id)]
    id: i64,
    name: String,
}

/// Where a hook stops until it is told to go on; one for each test.
#[derive(Default)]
struct Gate {
    reached: Notify,
    opened: Notify,
}

/// The gates of things, by their names.
static GATES: std::sync::Mutex<Vec<(String, Arc<Gate>)>> = std::sync::Mutex::new(Vec::new());

fn gate(name: &str) -> Arc<Gate> {
    let mut gates = GATES.lock().unwrap();
    if let Some((_, gate)) = gates.iter().find(|(known, _)| known == name) {
        return Arc::clone(gate);
    }
    gates.push((name.to_owned(), Arc::default()));
    Arc::clone(&gates[gates.len() - 1].1)
}

async fn count(cx: &HookContext) -> restkit::Result<()> {
    let counts = Count::repository(cx.tx()).as_system();
    let now = counts.get(1).await?.value;
    counts.update(1, [Count::value().set(now + 1)]).await?;
    Ok(())
}

impl Hooks for Thing {
    async fn before_update(cx: &HookContext, row: &Self, changes: &mut Draft<Self>) -> restkit::Result<()> {
        if row.name.starts_with("met") && changes.get(Self::name()).is_some_and(|name| name.starts_with("waits")) {
            // The transaction has seen the count, and somebody else changes it now.
            Count::repository(cx.tx()).as_system().get(1).await?;
            let gate = gate(&row.name);
            gate.reached.notify_one();
            gate.opened.notified().await;
        }
        count(cx).await
    }

    async fn after_create(cx: &HookContext, row: &Self) -> restkit::Result<()> {
        if row.name == "nested" {
            // A hook may write with hooks itself, also two at once.
            let things = Self::repository(cx.tx()).as_system();
            let (one, two) =
                tokio::join!(things.insert([Self::name().set("inner one")]), things.insert([Self::name().set("inner two")]),);
            one?;
            two?;
        }
        count(cx).await
    }

    async fn after_commit(_: &Db, event: Committed<Self>) -> restkit::Result<()> {
        let Committed::Created(row) = event else { return Ok(()) };
        if row.name.starts_with("slow") {
            let gate = gate(&row.name);
            gate.reached.notify_one();
            gate.opened.notified().await;
            TOLD.lock().await.push(row.name);
        }
        Ok(())
    }
}

/// What was told after a commit.
static TOLD: Mutex<Vec<String>> = Mutex::const_new(Vec::new());

async fn open(backend: Backend) -> (Database, Db) {
    let database = Database::migrated(backend, &[Count::spec(), Thing::spec()]).await;
    let db = connect(&database).await;
    (database, db)
}

async fn connect(database: &Database) -> Db {
    let db = Db::connect(database.url(), &PoolSettings { max_connections: 4, ..PoolSettings::default() }).await.unwrap();
    Count::repository(&db).as_system().insert([Count::value().set(0)]).await.unwrap();
    db
}

/// From now on every transaction sees what was there when it began, and fails when it changes what was changed since.
const SERIALIZABLE: &str = "DO $$ BEGIN \
     EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database()); \
     END $$";

async fn counted(db: &Db) -> i64 {
    Count::repository(db).as_system().get(1).await.unwrap().value
}

async fn several_in_one_transaction_wait_for_each_other(backend: Backend) {
    let (_database, db) = open(backend).await;
    let transaction = db.begin().await.unwrap();
    let things = Thing::repository(&transaction).as_system();
    let insert = |name: &'static str| things.insert([Thing::name().set(name)]);
    let (a, b, c) = tokio::join!(insert("a"), insert("nested"), insert("c"));
    let a = a.unwrap();
    b.unwrap();
    let (changed, removed) = tokio::join!(things.update(a.id, [Thing::name().set("z")]), things.delete(c.unwrap().id));
    changed.unwrap();
    removed.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(counted(&db).await, 6, "five were made, and one was changed");
}

#[tokio::test]
async fn a_write_that_met_another_runs_again_with_its_hooks() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let database = Database::migrated(Backend::Postgres, &[Count::spec(), Thing::spec()]).await;
    database.execute(SERIALIZABLE).await;
    let db = connect(&database).await;
    let thing = Thing::repository(&db).as_system().insert([Thing::name().set("met")]).await.unwrap();
    let before = counted(&db).await;
    let (gate, other) = (gate("met"), db.clone());
    let writing = tokio::spawn(async move {
        Thing::repository(&other).as_system().update_returning(thing.id, [Thing::name().set("waits")]).await
    });
    gate.reached.notified().await;
    Count::repository(&db).as_system().update(1, [Count::value().set(100)]).await.unwrap();
    gate.opened.notify_one();
    // It meets nobody the second time.
    gate.reached.notified().await;
    gate.opened.notify_one();
    assert_eq!(writing.await.unwrap().unwrap().name, "waits");
    assert_eq!((before, counted(&db).await), (1, 101));
}

async fn the_end_of_the_server_waits_for_what_follows_a_commit(backend: Backend) {
    let name = format!("slow-{backend:?}");
    let builder = AppBuilder::new(backend).mount("/api", (Count::routes(), Thing::routes()));
    let background = builder.app().background();
    let app = builder.start().await;
    Count::repository(app.db()).as_system().insert([Count::value().set(0)]).await.unwrap();
    let gate = gate(&name);
    let mut request = Box::pin(app.post("/api/things").json(&serde_json::json!({ "name": name })).send());
    tokio::select! {
        _ = &mut request => unreachable!("the answer waits for the hook"),
        () = gate.reached.notified() => {}
    }
    // The client goes away, and the server is to stop.
    drop(request);
    assert!(!background.idle(Duration::ZERO).await, "the hook still runs");
    gate.opened.notify_one();
    assert!(background.drain(Duration::from_secs(30)).await);
    assert!(TOLD.lock().await.contains(&name));
}
