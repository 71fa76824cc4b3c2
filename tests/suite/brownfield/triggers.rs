//! What triggers do to a row is answered.

use restkit::{
    Resource as _,
    db::Db,
    prelude::*,
    problem::ProblemKind,
    resource::{Committed, Draft, HookContext, Hooks},
};
use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{Person, Pet, over, people};

on_both!(the_row_after_its_triggers_is_answered, hooks_see_the_row_after_its_triggers, a_trigger_may_take_the_row_away);

async fn the_row_after_its_triggers_is_answered(backend: Backend) {
    let app = people(backend).await;
    app.post("/api/people").json(&json!({"name": "Ada"})).send().await.expect(201);
    let made = app.post("/api/pets").json(&json!({"name": "Rex", "person": 1})).send().await.expect(201);
    assert_eq!(made.at("/letters"), 3);
    let changed = app.patch("/api/pets/1").json(&json!({"name": "Rover"})).send().await.expect(200);
    assert_eq!(changed.at("/letters"), 5);
    assert_eq!(app.get("/api/pets/1").send().await.json(), changed.json());
    let pets = Pet::repository(app.db()).as_system();
    let pet = pets.insert([Pet::name().set("Tom"), Pet::person().set(Id::<Person>::new(1))]).await.unwrap();
    assert_eq!((pet.letters, pet.lock_version), (Some(3), 1));
    assert_eq!(pets.update_returning(pet.id, [Pet::name().set("Thomas")]).await.unwrap().letters, Some(6));
    pets.update(pet.id, [Pet::name().set("Tim")]).await.unwrap();
    assert_eq!(pets.get(pet.id).await.unwrap().letters, Some(3));
    assert_eq!(pets.update(pet.id + 1, [Pet::name().set("Tim")]).await.unwrap_err().kind(), ProblemKind::NOT_FOUND);
}

/// A word, and what a trigger makes of it.
#[resource(path = "/words", managed = false, hooks)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Word {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The word.
    pub word: String,
    /// The word in capitals.
    #[resource(hidden)]
    pub shout: Option<String>,
    /// What the hooks have seen.
    #[resource(read_only)]
    pub seen: Option<String>,
}

impl Hooks for Word {
    async fn before_update(_: &HookContext, row: &Self, changes: &mut Draft<Self>) -> restkit::Result<()> {
        changes.set(Self::seen(), row.shout.clone());
        Ok(())
    }

    async fn after_update(_: &HookContext, before: &Self, after: &Self) -> restkit::Result<()> {
        assert_eq!((before.shout.as_deref(), after.shout.as_deref()), (Some("A"), Some("B")));
        Ok(())
    }

    async fn after_commit(_: &Db, event: Committed<Self>) -> restkit::Result<()> {
        if let Committed::Created(row) = event {
            assert_eq!(row.shout.as_deref(), Some("A"));
        }
        Ok(())
    }
}

async fn hooks_see_the_row_after_its_triggers(backend: Backend) {
    let app = over(
        backend,
        "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT, shout TEXT, seen TEXT);
         CREATE TRIGGER shouts AFTER INSERT ON words BEGIN UPDATE words SET shout = upper(word) WHERE id = NEW.id; END;
         CREATE TRIGGER louder AFTER UPDATE OF word ON words BEGIN UPDATE words SET shout = upper(word) WHERE id = NEW.id; END;",
        "CREATE TABLE words (id BIGSERIAL PRIMARY KEY, word TEXT, shout TEXT, seen TEXT);
         CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN UPDATE words SET shout = upper(word) WHERE id = NEW.id; RETURN NULL; END $$;
         CREATE TRIGGER shouts AFTER INSERT OR UPDATE OF word ON words FOR EACH ROW EXECUTE FUNCTION shout();",
        Word::routes(),
    )
    .await;
    app.post("/api/words").json(&json!({"word": "a"})).send().await.expect(201);
    let changed = app.patch("/api/words/1").json(&json!({"word": "b"})).send().await.expect(200);
    assert_eq!(changed.json(), json!({"id": 1, "word": "b", "seen": "A"}));
    assert_eq!(Word::spec().table_name(), "words");
}

/// A message that is gone as soon as it is there.
#[resource(path = "/messages", managed = false, operations(list, create))]
#[authorize(read = public, create = public)]
pub struct Message {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// What it says.
    pub text: String,
}

async fn a_trigger_may_take_the_row_away(backend: Backend) {
    let app = over(
        backend,
        "CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT);
         CREATE TRIGGER sent AFTER INSERT ON messages BEGIN DELETE FROM messages WHERE id = NEW.id; END;",
        "CREATE TABLE messages (id BIGSERIAL PRIMARY KEY, text TEXT);
         CREATE FUNCTION send() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN DELETE FROM messages WHERE id = NEW.id; RETURN NULL; END $$;
         CREATE TRIGGER sent AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION send();",
        Message::routes(),
    )
    .await;
    let sent = app.post("/api/messages").json(&json!({"text": "hello"})).send().await.expect(201);
    assert_eq!(sent.json(), json!({"id": 1, "text": "hello"}));
    assert_eq!(app.get("/api/messages").send().await.at("/items"), json!([]));
}
