//! What lists can be asked for and no index serves.

use restkit::{prelude::*, schema};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use serde::{Deserialize, Serialize};

use super::connect;
use crate::{db::fixture, http::fixtures::todo};

on_both!(
    what_restkit_makes_is_served,
    each_list_that_reads_all_rows_is_named,
    the_advice_is_enough,
    only_what_begins_an_index_is_served_by_it,
    several_columns_are_looked_for_together,
    documents_and_words_have_indexes_of_their_own,
);

async fn found(database: &Database, resources: &[&'static restkit::ResourceSpec]) -> Vec<schema::Unserved> {
    let db = connect(database).await;
    schema::unserved(&db, resources).await.unwrap()
}

async fn what_restkit_makes_is_served(backend: Backend) {
    let shop: Vec<_> = shop::app().mounts().iter().map(|mount| mount.resource).collect();
    for resources in [&[todo::User::spec(), todo::Task::spec()], shop.as_slice(), fixture::ALL] {
        let database = Database::migrated(backend, resources).await;
        let slow: Vec<String> = found(&database, resources)
            .await
            .iter()
            .filter(|one| !matches!(one.wish, schema::Wish::Search(_)) && !one.to_string().contains("length(max"))
            .map(ToString::to_string)
            .collect();
        assert_eq!(slow, [""; 0]);
    }
}

/// Somebody whom somebody else's program knows.
#[resource(path = "/people", managed = false, has_many(letters = Letter::person_id))]
#[authorize(read = owner, create = authenticated, update = owner, delete = owner)]
struct Person {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 40))]
    #[resource(filter, sort)]
    name: String,
    #[resource(filter)]
    state: Option<i16>,
    #[resource(sort)]
    born: Option<NaiveDate>,
    #[resource(owner)]
    keeper: String,
}

/// What was written to them.
#[resource(path = "/letters", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Letter {
    #[resource(id)]
    id: i64,
    person_id: Id<Person>,
}

const RESOURCES: fn() -> [&'static restkit::ResourceSpec; 2] = || [Person::spec(), Letter::spec()];

/// The tables as somebody made them who knew nothing of lists. SQLite has the order of any `INTEGER PRIMARY KEY`, hence the other type.
async fn tables(backend: Backend) -> Database {
    let database = Database::empty(backend).await;
    database
        .execute(match backend {
            Backend::Sqlite => {
                "CREATE TABLE people (id INT NOT NULL, name TEXT NOT NULL, state INTEGER, born TEXT, keeper TEXT NOT NULL); \
                 CREATE TABLE letters (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL)"
            }
            Backend::Postgres => {
                "CREATE TABLE people (id bigint NOT NULL, name text NOT NULL, state smallint, born date, keeper text NOT NULL); \
                 CREATE TABLE letters (id bigint PRIMARY KEY, person_id bigint NOT NULL)"
            }
        })
        .await;
    database
}

async fn each_list_that_reads_all_rows_is_named(backend: Backend) {
    let database = tables(backend).await;
    let collate = if backend == Backend::Postgres { " COLLATE \"C\"" } else { "" };
    let backwards = match backend {
        Backend::Postgres => "; CREATE INDEX \"people_born_desc_idx\" ON \"people\" (\"born\" DESC NULLS LAST, \"id\" DESC)",
        Backend::Sqlite => "",
    };
    let order = |column: &str, collate: &str| {
        format!("CREATE INDEX \"people_{column}_idx\" ON \"people\" (\"{column}\"{collate}, \"id\")")
    };
    let find = |table: &str, column: &str| {
        format!(
            "{table}.{column}: no index finds rows by it; CREATE INDEX \"{table}_{column}_key_idx\" ON \"{table}\" (\"{column}\", \"id\")"
        )
    };
    let expected = [
        "people: no index has rows in this order; make (\"id\") its primary key, or a unique index".to_owned(),
        find("people", "name"),
        format!("people.name: no index has rows in this order; {}", order("name", collate)),
        find("people", "state"),
        format!("people.born: no index has rows in this order; {}{backwards}", order("born", "")),
        find("people", "keeper"),
        find("letters", "person_id"),
    ];
    let told: Vec<String> = found(&database, &RESOURCES()).await.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected);
}

async fn the_advice_is_enough(backend: Backend) {
    let database = tables(backend).await;
    database.execute("CREATE UNIQUE INDEX people_key ON people (id)").await;
    let mut done: Vec<&'static str> = Vec::new();
    for told in found(&database, &RESOURCES()).await {
        let told: &'static str = told.to_string().leak();
        let Some(at) = told.find("CREATE INDEX") else { continue };
        database.execute(&told[at..]).await;
        done.push(&told[at..]);
    }
    assert_eq!(done.len(), 6);
    let left: Vec<schema::Unserved> = found(&database, &RESOURCES()).await;
    let is_name = |one: &schema::Unserved| one.column.as_deref() == Some("name");
    let contains = |one: &schema::Unserved| matches!(&one.wish, schema::Wish::Search(names) if names.iter().any(|name| name == "name__contains"));
    let searches = |one: &schema::Unserved| is_name(one) && contains(one);
    assert!(left.len() == 1 && left.iter().all(searches), "{left:?}");
}

/// What no index finds rows by.
async fn not_found(database: &Database, resources: &[&'static restkit::ResourceSpec]) -> Vec<String> {
    let all = found(database, resources).await;
    all.into_iter().filter(|one| one.wish == schema::Wish::Find).map(|one| one.to_string()).collect()
}

async fn only_what_begins_an_index_is_served_by_it(backend: Backend) {
    let database = tables(backend).await;
    for sql in [
        "CREATE UNIQUE INDEX people_key ON people (id)",
        "CREATE INDEX by_keeper ON people (keeper, state, name)",
        "CREATE INDEX by_letter ON letters (id, person_id)",
    ] {
        database.execute(sql).await;
    }
    let columns: Vec<String> =
        not_found(&database, &RESOURCES()).await.iter().map(|one| one.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(columns, ["people.name", "people.state", "letters.person_id"]);
}

/// A place in a house.
#[resource(path = "/places", managed = false, has_many(marks = Mark, by(house, number)), operations(list))]
#[authorize(read = public)]
struct Place {
    #[resource(id)]
    house: i32,
    #[resource(id)]
    number: i32,
}

/// What somebody left there.
#[resource(path = "/marks", managed = false, belongs_to(place = Place, by(house, number)), operations(list))]
#[authorize(read = public)]
struct Mark {
    #[resource(id)]
    id: i64,
    house: Option<i32>,
    number: Option<i32>,
}

async fn several_columns_are_looked_for_together(backend: Backend) {
    let database = Database::empty(backend).await;
    let integer = if backend == Backend::Postgres { "bigint" } else { "INTEGER" };
    for sql in [
        "CREATE TABLE places (house integer NOT NULL, number integer NOT NULL, PRIMARY KEY (house, number))".to_owned(),
        format!("CREATE TABLE marks (id {integer} PRIMARY KEY, house integer, number integer)"),
    ] {
        database.execute(sql.leak()).await;
    }
    let resources = [Place::spec(), Mark::spec()];
    let advice = "CREATE INDEX \"marks_house_number_key_idx\" ON \"marks\" (\"house\", \"number\", \"id\")";
    let expected = format!("marks.house, number: no index finds rows by it; {advice}");
    assert_eq!(not_found(&database, &resources).await, [expected]);
    database.execute(advice).await;
    assert_eq!(not_found(&database, &resources).await, [""; 0]);
}

/// How a paper looks.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
struct Look {
    font: Font,
}

/// How it is written.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
struct Font {
    size: i16,
}

/// What somebody wrote.
#[resource(path = "/papers", search(title(weight = 2), body), operations(list))]
#[authorize(read = public)]
struct Paper {
    #[resource(id)]
    id: i64,
    title: String,
    body: Option<String>,
    #[resource(filter)]
    tags: Json<Vec<String>>,
    #[resource(filter)]
    look: Option<Json<Look>>,
}

/// The same in a table of somebody else's.
#[resource(path = "/old-papers", table = "papers", managed = false, search(title(weight = 2), body), operations(list))]
#[authorize(read = public)]
struct OldPaper {
    #[resource(id)]
    id: i64,
    title: String,
    body: Option<String>,
    #[resource(filter)]
    tags: Json<Vec<String>>,
    #[resource(filter)]
    look: Option<Json<Look>>,
}

async fn documents_and_words_have_indexes_of_their_own(backend: Backend) {
    let made = Database::migrated(backend, &[Paper::spec()]).await;
    assert_eq!(not_found(&made, &[Paper::spec()]).await, [""; 0]);
    let database = Database::empty(backend).await;
    let table = match backend {
        Backend::Sqlite => {
            "CREATE TABLE papers (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, tags TEXT NOT NULL, look TEXT)"
        }
        Backend::Postgres => {
            "CREATE TABLE papers (id bigint PRIMARY KEY, title text NOT NULL, body text, tags jsonb NOT NULL, look jsonb)"
        }
    };
    database.execute(table).await;
    let told = not_found(&database, &[OldPaper::spec()]).await;
    let columns: Vec<&str> = told.iter().map(|one| one.split(':').next().unwrap()).collect();
    // SQLite has no index of what a document holds, and no lists at all that are searched without an index.
    let expected: &[&str] =
        if backend == Backend::Postgres { &["papers.tags", "papers.look", "papers.title, body"] } else { &[] };
    assert_eq!(columns, expected);
    for advice in told {
        let at = advice.find("CREATE INDEX").unwrap();
        database.execute(&advice.leak()[at..]).await;
    }
    assert_eq!(not_found(&database, &[OldPaper::spec()]).await, [""; 0]);
}
