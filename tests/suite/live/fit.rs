//! What resources need and a database does not have.

use restkit::{Kind, prelude::*, schema};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::connect;
use crate::{db::fixture, http::fixtures::todo};

on_both!(what_restkit_makes_fits, each_mismatch_is_named, tables_of_others_fit, views_say_less);

async fn found(database: &Database, resources: &[&'static restkit::ResourceSpec]) -> Vec<String> {
    let db = connect(database).await;
    schema::mismatches(&db, resources).await.unwrap().iter().map(ToString::to_string).collect()
}

async fn what_restkit_makes_fits(backend: Backend) {
    let shop: Vec<_> = shop::app().mounts().iter().map(|mount| mount.resource).collect();
    for resources in [&[todo::User::spec(), todo::Task::spec()], shop.as_slice(), fixture::ALL] {
        assert_eq!(found(&Database::migrated(backend, resources).await, resources).await, [""; 0]);
    }
}

/// A thing with a field of most kinds.
#[resource(path = "/things")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Thing {
    #[resource(id)]
    id: i64,
    text: String,
    #[resource(unique)]
    name: String,
    number: i32,
    price: Decimal,
    #[resource(created_at)]
    made: DateTime<Utc>,
    at_most: Option<i16>,
    gone: bool,
}

async fn each_mismatch_is_named(backend: Backend) {
    let database = Database::empty(backend).await;
    database
        .execute(match backend {
            Backend::Sqlite => {
                "CREATE TABLE things (id INTEGER, text INTEGER NOT NULL, name TEXT NOT NULL, number INT, price NUMERIC NOT NULL, \
                 made TIMESTAMP NOT NULL, at_most TEXT NOT NULL, color TEXT NOT NULL, size TEXT NOT NULL DEFAULT 's')"
            }
            Backend::Postgres => {
                "CREATE TABLE things (id integer, text integer NOT NULL, name varchar(9) NOT NULL, number integer, \
                 price double precision NOT NULL, made timestamptz NOT NULL, at_most integer NOT NULL, color text NOT NULL, \
                 size text NOT NULL DEFAULT 's')"
            }
        })
        .await;
    let mut expected = vec![
        "things.id: may be null, and the field is no Option",
        match backend {
            Backend::Sqlite => "things.text: is INTEGER in the database, which does not fit a field of texts",
            Backend::Postgres => "things.text: is integer in the database, which does not fit a field of texts",
        },
        "things.number: may be null, and the field is no Option",
        match backend {
            Backend::Sqlite => "things.price: is NUMERIC in the database, which does not fit a field of Decimal",
            Backend::Postgres => "things.price: is double precision in the database, which does not fit a field of Decimal",
        },
        match backend {
            Backend::Sqlite => "things.at_most: is TEXT in the database, which does not fit a field of i16",
            Backend::Postgres => "things.at_most: is integer in the database, which does not fit a field of i16",
        },
        "things.gone: is missing",
        "things.row_version: is missing",
        "things.id: is the key, and neither a primary key nor unique in the database",
        "things.name: is unique in the struct, and not in the database",
        "things.color: is never null and has no default, and no field writes it",
    ];
    assert_eq!(found(&database, &[Thing::spec()]).await, expected);
    // What a trigger may do is not known.
    database
        .execute(match backend {
            Backend::Sqlite => "CREATE TRIGGER t AFTER INSERT ON things BEGIN SELECT 1; END",
            Backend::Postgres => {
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
                 CREATE TRIGGER t BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION f()"
            }
        })
        .await;
    expected.pop();
    assert_eq!(found(&database, &[Thing::spec()]).await, expected);
}

/// Somebody else's company.
#[resource(path = "/companies", managed = false)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Company {
    #[resource(id)]
    id: i64,
    #[resource(unique)]
    name: String,
    #[resource(column = "E-Mail")]
    e_mail: Option<String>,
    size: String,
}

async fn tables_of_others_fit(backend: Backend) {
    let (database, db) = super::adopted(backend).await;
    assert_eq!(found(&database, &[Company::spec()]).await, [""; 0]);
    db.close().await;
    assert_eq!(Company::spec().columns[1].data_type.kind, Kind::Text);
}

/// A view of them.
#[resource(path = "/big-companies", managed = false, operations(list, get))]
#[authorize(read = public)]
struct BigCompany {
    #[resource(id)]
    id: i64,
    #[resource(unique)]
    name: String,
    gone: Option<String>,
}

/// Of a view only the columns and their types are known.
async fn views_say_less(backend: Backend) {
    let (database, _db) = super::adopted(backend).await;
    assert_eq!(found(&database, &[BigCompany::spec()]).await, ["big_companies.gone: is missing"]);
}
