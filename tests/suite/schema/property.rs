//! Whatever the two schemas: migrating leads to what creating leads to, and back; and what stays is still there.

use std::time::Duration;

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use restkit::{
    db::Dialect,
    schema::{self, Plan, PlanOptions, model::Schema},
};
use restkit_tests::database::{Backend, Database};

use super::{
    build::diff,
    catalog::catalog,
    pairs::{self, TablePair, When},
    run::Connection,
};

#[test]
fn a_schema_does_not_differ_from_itself_and_changes_lead_to_the_other() {
    let mut runner = TestRunner::new(Config { cases: 256, failure_persistence: None, ..Config::default() });
    runner
        .run(&pairs::pairs(), |pairs| {
            for dialect in [Dialect::Sqlite, Dialect::Postgres] {
                let (from, to) = (pairs::schema(&pairs, When::Before, dialect), pairs::schema(&pairs, When::After, dialect));
                let renames = pairs::renames(&pairs);
                prop_assert!(diff(&from, &from, &renames).is_empty());
                prop_assert!(diff(&to, &to, &renames).is_empty(), "names that were seen to are fine");
                let changes = diff(&from, &to, &renames);
                prop_assert_eq!(in_order(changes.apply()), in_order(to));
                let back = changes.reversed();
                prop_assert_eq!(in_order(back.apply()), in_order(from));
                prop_assert_eq!(back.list.len(), changes.list.len());
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn migrating_on_sqlite() {
    migrating(Backend::Sqlite, Dialect::Sqlite, 300);
}

#[test]
fn migrating_on_postgres() {
    if Backend::Postgres.is_available() {
        migrating(Backend::Postgres, Dialect::Postgres, 60);
    }
}

fn migrating(backend: Backend, dialect: Dialect, cases: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(Database::empty(backend));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let mut runner = TestRunner::new(config);
    runner
        .run(&pairs::pairs(), |pairs| runtime.block_on(there_and_back(backend, dialect, database.url(), &pairs)))
        .unwrap_or_else(|error| panic!("{backend:?}: {error}"));
    // Connections are closed before the runtime goes.
    runtime.shutdown_timeout(Duration::from_secs(5));
}

async fn there_and_back(backend: Backend, dialect: Dialect, url: &str, pairs: &[TablePair]) -> Result<(), TestCaseError> {
    let (from, to) = (pairs::schema(pairs, When::Before, dialect), pairs::schema(pairs, When::After, dialect));
    let changes = diff(&from, &to, &pairs::renames(pairs));
    let options = PlanOptions { fills: pairs::fills(pairs, dialect), allow_data_loss: true };
    let plan = schema::plan(&changes, dialect, &options).map_err(|error| TestCaseError::fail(error.to_string()))?;

    let expected = catalog(&mut created(backend, url, &to, dialect).await).await;
    let mut connection = created(backend, url, &from, dialect).await;
    let before = catalog(&mut connection).await;
    // Rows refer to rows that are not there yet.
    let (off, on) = match dialect {
        Dialect::Sqlite => ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
        Dialect::Postgres => ("SET session_replication_role = replica", "SET session_replication_role = origin"),
    };
    connection.execute(off).await.unwrap();
    for statement in pairs::rows(pairs, dialect) {
        connection.execute(&statement).await.map_err(|error| TestCaseError::fail(format!("{statement}: {error}")))?;
    }
    connection.execute(on).await.unwrap();
    let kept = pairs::kept(pairs, dialect);
    let mut rows = Vec::new();
    for (query, _) in &kept {
        rows.push(connection.rows(query).await);
    }

    for step in &plan.steps {
        connection.run(&step.up).await.map_err(|error| fault(&plan, "up", &error))?;
    }
    prop_assert_eq!(catalog(&mut connection).await, expected, "up:\n{}", text(&plan, "up"));
    for ((_, query), rows) in kept.iter().zip(&rows) {
        prop_assert_eq!(&connection.rows(query).await, rows, "{}", query);
    }
    for step in plan.steps.iter().rev() {
        connection.run(&step.down).await.map_err(|error| fault(&plan, "down", &error))?;
    }
    prop_assert_eq!(catalog(&mut connection).await, before, "down:\n{}", text(&plan, "down"));
    for ((query, _), rows) in kept.iter().zip(&rows) {
        prop_assert_eq!(&connection.rows(query).await, rows, "{}", query);
    }
    Ok(())
}

/// An empty database with a schema.
async fn created(backend: Backend, url: &str, schema: &Schema, dialect: Dialect) -> Connection {
    let mut connection = Connection::open(backend, url).await;
    if backend == Backend::Postgres {
        connection.execute("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    }
    for statement in schema::create(schema, dialect) {
        connection.execute(&statement).await.unwrap();
    }
    connection
}

fn fault(plan: &Plan, way: &str, error: &sqlx::Error) -> TestCaseError {
    TestCaseError::fail(format!("{error}\n{}", text(plan, way)))
}

fn text(plan: &Plan, way: &str) -> String {
    let scripts = plan.steps.iter().map(|step| if way == "up" { step.up.text() } else { step.down.text() });
    scripts.collect::<Vec<_>>().join("\n")
}

/// The same with columns in the order of their names, which makes no difference.
fn in_order(mut schema: Schema) -> Schema {
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}
