//! What a live database has otherwise than it was declared.
//!
//! A database writes back what it was given in words of its own: other names of types, casts, parentheses. So the declared schema is created
//! beside the live one and read in the same way: on PostgreSQL as temporary tables in a transaction that is rolled back, on SQLite in a
//! database in memory. What then differs, differs.

mod columns;
mod compare;
mod constraints;
mod difference;
mod pairs;
mod shadow;

pub use difference::{Difference, DifferenceKind, Drift};

use super::{
    catalog::{Catalog, ReadOptions, Relation, RelationKind, read},
    model::{Schema, TableName},
};
use crate::db::{Db, DbError, Dialect, Executor};

/// The tables in which programs keep which migrations they ran: nobody declares them.
pub(super) fn is_history(name: &TableName) -> bool {
    name.name == "_sqlx_migrations" || name.name.starts_with("_restkit")
}

/// Compares a live database with the schema that it should have.
///
/// Of tables that the schema does not have only the names are answered. PostgreSQL has to allow temporary tables; where it does not, for a
/// role that may only read, what the database writes in words of its own is not compared, and [`Drift::not_compared`] says so. Nothing is
/// changed in the database.
///
/// ```
/// use restkit::db::{Db, Dialect, PoolSettings, Statement};
/// use restkit::prelude::*;
/// use restkit::schema;
///
/// /// A text.
/// #[resource(path = "/notes")]
/// #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
/// pub struct Note {
///     #[resource(id)]
///     pub id: i64,
///     pub title: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), restkit::db::DbError> {
/// let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await?;
/// schema::migrate(&db, &[Note::spec()]).await?;
/// let declared = schema::declared(&[Note::spec()], Dialect::Sqlite);
/// assert!(schema::drift(&db, &declared).await?.is_empty());
///
/// db.execute(Statement::literal("ALTER TABLE notes ADD COLUMN color TEXT", Vec::new())).await?;
/// let drift = schema::drift(&db, &declared).await?;
/// assert_eq!(drift.to_string(), "notes.color: is in the database only\n");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`DbError`] says.
pub async fn drift(db: &Db, expected: &Schema) -> Result<Drift, DbError> {
    let schemas: Vec<String> = expected.tables.iter().filter_map(|table| table.name.schema.clone()).collect();
    let options = ReadOptions::with_schemas(schemas);
    match db.dialect() {
        Dialect::Sqlite => {
            let actual = read(&Executor::from(db), &options).await?;
            let shadow = shadow::on_sqlite(expected).await?;
            Ok(compare::all(expected, &actual, &shadow, Dialect::Sqlite))
        }
        Dialect::Postgres => {
            let transaction = db.begin().await?;
            let on = Executor::from(&transaction);
            // First, as temporary tables hide others of their name.
            let actual = read(&on, &options).await?;
            let shadow = shadow::on_postgres(expected, &transaction).await?;
            transaction.rollback().await?;
            Ok(compare::all(expected, &actual, &shadow, Dialect::Postgres))
        }
    }
}
