//! Reading a database.

use std::{fmt::Write, time::Instant};

use restkit::{
    Resource as _,
    schema::{
        catalog::{Catalog, ReadOptions, Relation, read},
        model::Unique,
    },
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::{adopted, connect};
use crate::http::fixtures::todo;

on_both!(everything_is_read, what_restkit_makes_is_read, statements_are_few);

async fn everything_is_read(backend: Backend) {
    let (_database, db) = adopted(backend).await;
    let catalog = read(&(&db).into(), &ReadOptions::with_schemas(["billing"])).await.unwrap();
    match backend {
        Backend::Sqlite => expect_test::expect_file!["catalog_sqlite.txt"].assert_eq(&described(&catalog)),
        Backend::Postgres => expect_test::expect_file!["catalog_postgres.txt"].assert_eq(&described(&catalog)),
    }
    if backend == Backend::Postgres {
        let visible = read(&(&db).into(), &ReadOptions::default()).await.unwrap();
        assert!(visible.relations.iter().all(|relation| relation.schema == "public"));
        assert_eq!(visible.relations.len() + 2, catalog.relations.len());
    }
}

fn json(one: &impl serde::Serialize) -> String {
    serde_json::to_string(one).unwrap()
}

/// What a schema holds, a line for each thing.
fn described(catalog: &Catalog) -> String {
    let mut text = String::new();
    for Relation { kind, table, facts, strict, triggers, remarks, docs, .. } in &catalog.relations {
        let strict = if *strict { "" } else { ", not strict" };
        writeln!(text, "{} ({kind:?}{strict}) {}", table.name, docs.as_deref().unwrap_or_default()).unwrap();
        for (column, facts) in table.columns.iter().zip(facts) {
            writeln!(text, "    {}\n        {facts:?}", json(column)).unwrap();
        }
        writeln!(text, "    key {:?}", table.primary_key).unwrap();
        let constraints = table.unique.iter().map(|one| ("unique", json(one)));
        let constraints = constraints.chain(table.foreign_keys.iter().map(|one| ("foreign key", json(one))));
        let constraints = constraints.chain(table.checks.iter().map(|one| ("check", json(one))));
        for (kind, one) in constraints.chain(table.indexes.iter().map(|one| ("index", json(one)))) {
            writeln!(text, "    {kind} {one}").unwrap();
        }
        triggers.iter().for_each(|trigger| writeln!(text, "    trigger {trigger}").unwrap());
        remarks.iter().for_each(|remark| writeln!(text, "    remark {remark}").unwrap());
    }
    text
}

/// The types, keys and rules of the structs are found again.
async fn what_restkit_makes_is_read(backend: Backend) {
    let resources = [todo::User::spec(), todo::Task::spec()];
    let database = Database::migrated(backend, &resources).await;
    let db = connect(&database).await;
    let schema = read(&(&db).into(), &ReadOptions::default()).await.unwrap().schema();
    assert_eq!(schema.tables.iter().map(|table| table.name.name.as_str()).collect::<Vec<_>>(), ["tasks", "users"]);
    for (table, spec) in schema.tables.iter().zip([todo::Task::spec(), todo::User::spec()]) {
        let columns = spec.columns.iter().map(|column| column.column).chain(["row_version"]);
        assert!(columns.eq(table.columns.iter().map(|column| column.name.as_str())));
        for (column, declared) in table.columns.iter().zip(spec.columns) {
            assert_eq!(column.nullable, declared.data_type.nullable, "{}", column.name);
        }
        assert_eq!(table.primary_key, ["id"]);
        assert!(table.columns[0].identity);
    }
    let users = &schema.tables[1];
    assert_eq!(users.unique, [Unique { name: "users_email_key".into(), columns: vec!["email".into()] }]);
    let foreign_key = &schema.tables[0].foreign_keys[0];
    assert_eq!((foreign_key.name.as_str(), foreign_key.references.name.as_str()), ("tasks_owner_id_fkey", "users"));
}

/// A catalog is read with as many statements for two hundred tables as for one, and at once.
async fn statements_are_few(backend: Backend) {
    let database = Database::empty(backend).await;
    let mut sql = String::new();
    for table in 0..200 {
        let columns: String = (1..20).map(|n| format!(", c{n} TEXT NOT NULL DEFAULT 'x' CHECK (length(c{n}) > 0)")).collect();
        writeln!(sql, "CREATE TABLE t{table} (c0 INTEGER PRIMARY KEY{columns}); CREATE INDEX i{table} ON t{table} (c1, c2);")
            .unwrap();
    }
    database.execute(sql.leak()).await;
    let db = connect(&database).await;
    let started = Instant::now();
    let schema = read(&(&db).into(), &ReadOptions::default()).await.unwrap().schema();
    eprintln!("200 tables were read in {:?}", started.elapsed());
    assert_eq!(schema.tables.len(), 200);
    assert!(schema.tables.iter().all(|table| table.columns.len() == 20 && table.checks.len() == 19 && table.indexes.len() == 1));
}
