//! Tables from descriptors.
//!
//! [`create_tables`] makes the statements of the first migration, [`migrate`] runs those of the tables that are missing, [`missing`] says what a
//! live database lacks. Every table has, beside the columns of its resource, a hidden `row_version` that counts the changes of a row.
//!
//! Invariants:
//! - What the table checks is never stricter than what the rules of the resource say, and the same on both databases; a value that passes
//!   the rules is never refused here.
//! - Names tell what broke: unique constraints are called `<table>_<column>_key`, foreign keys `<table>_<column>_fkey`, checks
//!   `<table>_<column>_check`, indexes `<table>_<column>_idx`. A name that is too long for PostgreSQL is shortened, see `names`.
//! - Nothing here drops or changes what exists.

mod check;
mod index;
mod migrate;
pub mod model;
mod names;
mod order;
mod table;

use sqlx::SqlStr;

pub use migrate::{migrate, missing};

use crate::{db::Dialect, spec::ResourceSpec};

/// The statements that create the tables, in an order in which every foreign key finds its table; where tables refer to each other in a
/// circle, PostgreSQL gets those foreign keys at the end.
pub fn create_tables(resources: &[&'static ResourceSpec], dialect: Dialect) -> Vec<String> {
    statements(resources, &|_| true, dialect).into_iter().map(|sql| sql.as_str().to_owned()).collect()
}

/// The statements for those tables that are wanted; the others are taken to exist.
fn statements(resources: &[&'static ResourceSpec], wanted: &dyn Fn(&ResourceSpec) -> bool, dialect: Dialect) -> Vec<SqlStr> {
    let sorted = order::by_reference(resources);
    let wanted: Vec<&'static ResourceSpec> = sorted.into_iter().filter(|spec| wanted(spec)).collect();
    let mut statements = Vec::new();
    let mut late = Vec::new();
    for (at, spec) in wanted.iter().enumerate() {
        // What comes later in the list is not there yet. SQLite does not mind.
        let not_there = |table: &str| dialect == Dialect::Postgres && wanted[at + 1..].iter().any(|other| other.table == table);
        statements.push(table::create(spec, dialect, &not_there));
        statements.extend(index::create(spec, dialect));
        late.extend(table::add_references(spec, &not_there));
    }
    statements.extend(late);
    statements
}
