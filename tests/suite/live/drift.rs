//! What a live database has otherwise than the structs say, and nothing else.

use std::time::Instant;

use restkit::{
    ColumnSpec, Generated, Resource as _, ResourceSpec, Rule,
    db::{Db, Dialect},
    schema::{self, Drift, model::TableName},
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::connect;
use crate::{db::fixture, http::fixtures::todo};

on_both!(
    nothing_differs_at_first,
    each_change_is_one_difference,
    other_tables_are_named_when_asked,
    many_tables_are_compared_at_once
);

async fn drift_of(db: &Db, resources: &[&'static ResourceSpec]) -> Drift {
    schema::drift(db, &schema::declared(resources, db.dialect())).await.unwrap()
}

async fn nothing_differs_at_first(backend: Backend) {
    let shop: Vec<&'static ResourceSpec> = shop::app().mounts().iter().map(|mount| mount.resource).collect();
    for resources in [&[todo::User::spec(), todo::Task::spec()], shop.as_slice(), fixture::ALL] {
        let database = Database::migrated(backend, resources).await;
        let drift = drift_of(&connect(&database).await, resources).await;
        assert_eq!((drift.to_string(), drift.undeclared), (String::new(), Vec::new()));
    }
}

/// Statements with the difference that they make, on both databases or on one.
const CHANGES: &[(&str, Option<Backend>, &str)] = &[
    ("DROP TABLE tasks", None, "tasks: is missing"),
    ("ALTER TABLE tasks ADD COLUMN color TEXT", None, "tasks.color: is in the database only"),
    ("CREATE INDEX by_title ON tasks (title)", None, "tasks: the index by_title is in the database only"),
    ("DROP INDEX tasks_status_idx", None, "tasks: the index tasks_status_idx is missing"),
    (
        "DROP INDEX tasks_status_idx; CREATE INDEX tasks_status_idx ON tasks (status DESC, id)",
        Some(Backend::Sqlite),
        "tasks: the index tasks_status_idx is (status DESC, id) in the database, (\"status\", \"id\") in the structs",
    ),
    (
        "DROP INDEX tasks_priority_idx; CREATE INDEX by_priority ON tasks (priority, id)",
        None,
        "tasks: the index tasks_priority_idx is called by_priority in the database",
    ),
    ("ALTER TABLE tasks DROP COLUMN row_version", None, "tasks.row_version: is missing"),
    ("ALTER TABLE tasks DROP COLUMN description", Some(Backend::Postgres), "tasks.description: is missing"),
    (
        "ALTER TABLE tasks ALTER description SET NOT NULL",
        Some(Backend::Postgres),
        "tasks.description: is never null in the database, may be null in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER title DROP NOT NULL",
        Some(Backend::Postgres),
        "tasks.title: may be null in the database, is never null in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER title TYPE varchar(100)",
        Some(Backend::Postgres),
        "tasks.title: is character varying(100) in the database, text in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER description TYPE text COLLATE \"POSIX\"",
        Some(Backend::Postgres),
        "tasks.description: is sorted by POSIX in the database, by C in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER row_version DROP DEFAULT",
        Some(Backend::Postgres),
        "tasks.row_version: has no default in the database, the default 1 in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER title SET DEFAULT 'it''s'",
        Some(Backend::Postgres),
        "tasks.title: has the default 'it''s'::text in the database, no default in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER id DROP IDENTITY",
        Some(Backend::Postgres),
        "tasks.id: is not counted up in the database, is counted up in the structs",
    ),
    (
        "ALTER TABLE tasks DROP CONSTRAINT tasks_title_check",
        Some(Backend::Postgres),
        "tasks: the check tasks_title_check is missing",
    ),
    (
        "ALTER TABLE tasks ADD CONSTRAINT never CHECK (priority <> 3)",
        Some(Backend::Postgres),
        "tasks: the check never is in the database only",
    ),
    (
        "ALTER TABLE tasks DROP CONSTRAINT tasks_priority_check; \
         ALTER TABLE tasks ADD CONSTRAINT tasks_priority_check CHECK (priority >= 0)",
        Some(Backend::Postgres),
        "tasks: the check tasks_priority_check is priority >= 0 in the database, (priority >= 1) AND (priority <= 5) in the structs",
    ),
    (
        "ALTER TABLE tasks RENAME CONSTRAINT tasks_title_check TO long_enough",
        Some(Backend::Postgres),
        "tasks: the check tasks_title_check is called long_enough in the database",
    ),
    (
        "ALTER TABLE tasks DROP CONSTRAINT tasks_owner_id_fkey",
        Some(Backend::Postgres),
        "tasks: the foreign key tasks_owner_id_fkey is missing",
    ),
    (
        "ALTER TABLE tasks DROP CONSTRAINT tasks_owner_id_fkey; \
         ALTER TABLE tasks ADD CONSTRAINT tasks_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users ON DELETE CASCADE",
        Some(Backend::Postgres),
        "tasks: the foreign key tasks_owner_id_fkey is (owner_id) REFERENCES users (id) ON DELETE CASCADE in the database, \
         (owner_id) REFERENCES users (id) in the structs",
    ),
    (
        "ALTER TABLE tasks ALTER CONSTRAINT tasks_owner_id_fkey DEFERRABLE",
        Some(Backend::Postgres),
        "tasks: in the database only: tasks_owner_id_fkey DEFERRABLE",
    ),
    (
        "ALTER TABLE tasks DROP CONSTRAINT tasks_pkey",
        Some(Backend::Postgres),
        "tasks: the primary key is none in the database, (id) in the structs",
    ),
    (
        "ALTER TABLE users DROP CONSTRAINT users_email_key",
        Some(Backend::Postgres),
        "users: the unique constraint users_email_key is missing",
    ),
    (
        "ALTER TABLE users DROP CONSTRAINT users_email_key; CREATE UNIQUE INDEX by_email ON users (email)",
        Some(Backend::Postgres),
        "users: the unique constraint users_email_key is the unique index by_email in the database",
    ),
    (
        "ALTER TABLE users ADD CONSTRAINT users_name_key UNIQUE (name)",
        Some(Backend::Postgres),
        "users: the unique constraint users_name_key is in the database only",
    ),
    (
        "DROP TABLE tasks; CREATE VIEW tasks AS SELECT * FROM users",
        None,
        "tasks: is a view in the database, a table in the structs",
    ),
    (
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'length(\"title\") >= 1', 'length(title)>=2') WHERE name = 'tasks'",
        Some(Backend::Sqlite),
        "tasks: the check tasks_title_check is length(title)>=2 AND length(\"title\") <= 200 in the database, \
         length(\"title\") >= 1 AND length(\"title\") <= 200 in the structs",
    ),
    (
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'CONSTRAINT \"tasks_title_check\"', '') WHERE name = 'tasks'",
        Some(Backend::Sqlite),
        "tasks: the check tasks_title_check has no name in the database",
    ),
    (
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'tasks'",
        Some(Backend::Sqlite),
        "tasks: is not a STRICT table in the database",
    ),
    (
        "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, '\"title\" TEXT NOT NULL', '\"title\" BLOB NOT NULL') WHERE name = 'tasks'",
        Some(Backend::Sqlite),
        "tasks.title: is BLOB in the database, TEXT in the structs",
    ),
];

async fn each_change_is_one_difference(backend: Backend) {
    let resources = [todo::User::spec(), todo::Task::spec()];
    let mut wrong = Vec::new();
    for (statement, on, expected) in CHANGES {
        if on.is_some_and(|on| on != backend) {
            continue;
        }
        let database = Database::migrated(backend, &resources).await;
        database.execute(statement).await;
        let found = drift_of(&connect(&database).await, &resources).await;
        if found.to_string() != format!("{expected}\n") {
            wrong.push(format!("{statement}\n  expected: {expected}\n  found:    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn other_tables_are_named_when_asked(backend: Backend) {
    let resources = [todo::User::spec()];
    let database = Database::migrated(backend, &[todo::User::spec(), todo::Task::spec()]).await;
    database.execute("CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY); CREATE VIEW seen AS SELECT 1 AS one").await;
    let drift = drift_of(&connect(&database).await, &resources).await;
    assert!(drift.is_empty(), "{drift}");
    assert_eq!(drift.undeclared, ["seen", "tasks"].map(TableName::bare));
}

async fn many_tables_are_compared_at_once(backend: Backend) {
    let columns = (0..19).map(|n| ColumnSpec::new::<String>(format!("c{n}").leak())).collect::<Vec<_>>().leak();
    columns[0] = ColumnSpec::new::<i64>("id").generated(Generated::Key);
    columns[1] = columns[1].rules(&[Rule::Length { min: Some(1), max: Some(100) }]).sort();
    let resources: Vec<&'static ResourceSpec> =
        (0..200).map(|n| &*Box::leak(Box::new(fixture::resource("T", format!("t{n}").leak(), columns, &[0])))).collect();
    let database = Database::empty(backend).await;
    let db = connect(&database).await;
    schema::migrate(&db, &resources).await.unwrap();
    let started = Instant::now();
    let drift = drift_of(&db, &resources).await;
    eprintln!("200 tables were compared in {:?}", started.elapsed());
    assert!(drift.is_empty(), "{drift}");
}

/// A role that may only read is told what was not compared; the rest is.
#[tokio::test]
async fn a_role_that_only_reads_compares_what_it_can() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let resources = [todo::User::spec(), todo::Task::spec()];
    let database = Database::migrated(Backend::Postgres, &resources).await;
    database.execute("ALTER TABLE tasks ALTER title TYPE varchar(100); ALTER TABLE tasks DROP COLUMN description").await;
    let url = format!(
        "{}{}options=-c%20default_transaction_read_only%3Don",
        database.url(),
        if database.url().contains('?') { '&' } else { '?' }
    );
    let db = Db::connect(&url, &restkit::db::PoolSettings::default()).await.unwrap();
    let drift = drift_of(&db, &resources).await;
    assert_eq!(
        drift.to_string(),
        "tasks.description: is missing\n\
         types, defaults, conditions and keys of indexes were not compared of tasks, users: temporary tables are not allowed here\n"
    );
}

/// A type that the database does not know leaves the other tables comparable.
#[tokio::test]
async fn an_unknown_type_concerns_its_table_only() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let resources = [todo::User::spec(), todo::Task::spec()];
    let database = Database::migrated(Backend::Postgres, &resources).await;
    database.execute("ALTER TABLE users ALTER name TYPE varchar(90)").await;
    let mut declared = schema::declared(&resources, Dialect::Postgres);
    declared.tables[0].columns[1].sql_type = "no_such_type".to_owned();
    let drift = schema::drift(&connect(&database).await, &declared).await.unwrap();
    assert_eq!(
        drift.to_string(),
        "users.name: is character varying(90) in the database, text in the structs\n\
         types, defaults, conditions and keys of indexes were not compared of tasks: type \"no_such_type\" does not exist\n"
    );
}
