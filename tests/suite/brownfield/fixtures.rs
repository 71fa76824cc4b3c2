//! A database that was there before restkit.

use restkit::{app::IntoRoutes, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::{Backend, Database},
};

/// Somebody, in a table that counts no changes.
#[resource(path = "/people", schema = "main", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Person {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The name.
    #[resource(column = "full_name", filter, sort)]
    pub name: String,
    /// The age, if it is known.
    pub age: Option<i32>,
    /// What nobody is told.
    #[resource(write_only)]
    pub secret: Option<String>,
    /// What the database says.
    #[resource(read_only)]
    pub state: String,
}

/// What somebody owns, in a table that counts its changes.
#[resource(path = "/pets", schema = "main", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Pet {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The name.
    pub name: String,
    /// Whose it is.
    pub person: Id<Person>,
    /// How often it was changed.
    #[resource(version)]
    pub lock_version: i32,
    /// How long its name is, as the database counts.
    #[resource(read_only)]
    pub letters: Option<i32>,
}

const SQLITE: &str = "
CREATE TABLE people (
    id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE, age INTEGER CONSTRAINT grown CHECK (age < 150), secret TEXT,
    state TEXT NOT NULL DEFAULT 'new'
);
CREATE TABLE pets (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, person INTEGER NOT NULL CONSTRAINT owned REFERENCES people (id),
    lock_version INTEGER NOT NULL, letters INTEGER
);
CREATE TRIGGER counted AFTER INSERT ON pets BEGIN UPDATE pets SET letters = length(name) WHERE id = NEW.id; END;
CREATE TRIGGER recounted AFTER UPDATE OF name ON pets BEGIN UPDATE pets SET letters = length(name) WHERE id = NEW.id; END;
";

const POSTGRES: &str = "
CREATE SCHEMA main;
CREATE TABLE main.people (
    id BIGSERIAL PRIMARY KEY, full_name VARCHAR(80) NOT NULL CONSTRAINT told_apart UNIQUE, age INTEGER CONSTRAINT grown CHECK (age < 150),
    secret TEXT, state TEXT NOT NULL DEFAULT 'new'
);
CREATE TABLE main.pets (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT NOT NULL,
    person BIGINT NOT NULL CONSTRAINT owned REFERENCES main.people (id), lock_version INTEGER NOT NULL, letters INTEGER
);
CREATE FUNCTION main.count_letters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE main.pets SET letters = length(name) WHERE id = NEW.id; RETURN NULL; END $$;
CREATE TRIGGER counted AFTER INSERT OR UPDATE OF name ON main.pets FOR EACH ROW EXECUTE FUNCTION main.count_letters();
";

/// The SQL of one of the two databases.
pub const fn sql(backend: Backend, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match backend {
        Backend::Sqlite => sqlite,
        Backend::Postgres => postgres,
    }
}

/// These resources over a database that somebody else made.
pub async fn over(backend: Backend, sqlite: &'static str, postgres: &'static str, routes: impl IntoRoutes) -> TestApp {
    let database = Database::empty(backend).await;
    database.execute(sql(backend, sqlite, postgres)).await;
    AppBuilder::new(backend).mount("/api", routes).start_on(database).await
}

/// People and pets.
pub async fn people(backend: Backend) -> TestApp {
    over(backend, SQLITE, POSTGRES, (Person::routes(), Pet::routes())).await
}
