//! Tables from descriptors.
//!
//! [`declared`] says what the structs declare, as a [`model::Schema`]; [`create`] makes the statements that create one. [`migrate`] runs those of
//! the tables that are missing, [`mismatches`] says what a live database lacks for them to work, [`drift`](drift()) what it has otherwise, [`unserved`] which lists no
//! index of it serves; [`catalog`] reads what
//! there is. Every table has, beside the columns of its resource, a hidden `row_version` that counts the changes of a row.
//!
//! Invariants:
//! - What the table checks is never stricter than what the rules of the resource say, and the same on both databases; a value that passes
//!   the rules is never refused here.
//! - Names tell what broke: unique constraints are called `<table>_<column>_key`, foreign keys `<table>_<column>_fkey`, checks
//!   `<table>_<column>_check`, indexes `<table>_<column>_idx`. A name that is too long for PostgreSQL is shortened, see `names`.
//! - DDL is written from the model only, in `ddl`.
//! - [`diff`] never guesses: what has another name is said by the structs or by a person. [`plan`] takes no values away unasked.
//! - Each step of a plan undoes itself: its `down` is the opposite of its `up` in the state that `up` leads to.

pub mod catalog;
mod ddl;
mod declared;
mod diff;
mod drift;
mod fit;
#[cfg(feature = "cli")]
pub mod inspect;
mod migrate;
pub mod model;
mod names;
mod plan;
mod served;

pub use ddl::create;
pub use declared::declared;
pub use diff::{Answer, Change, Changes, Constraint, Question, Renames, Subject, diff};
pub use drift::{Difference, DifferenceKind, Drift, drift};
pub use fit::{Mismatch, mismatches};
pub use migrate::migrate;
#[cfg(feature = "cli")]
pub(crate) use plan::RENAME;
pub use plan::{
    Expansion, Fill, Finding, Frame, Loss, NO_TRANSACTION, Plan, PlanError, PlanOptions, Problem, REBUILD, Script, Statement,
    Step, contract, expand, plan,
};
pub use served::{Unserved, Wish, unserved};

use crate::{db::Dialect, spec::ResourceSpec};

/// The statements that create the tables of these resources: [`create`] of what is [`declared`].
pub fn create_tables(resources: &[&'static ResourceSpec], dialect: Dialect) -> Vec<String> {
    create(&declared(resources, dialect), dialect)
}
