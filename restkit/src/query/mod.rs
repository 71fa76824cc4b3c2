//! SQL from descriptors.
//!
//! A [`Plan`] holds the statements of one resource in one dialect. Their text depends on descriptors and on the *shape* of a request (which
//! columns are compared how), never on its values; each shape is put into text once and kept.
//!
//! Invariants:
//! - Only `builder` turns text into statements; values are always bound.
//! - A condition has one meaning: the SQL of an [`Expr`](crate::spec::Expr) and [`evaluate`] agree on every row, unknown included.
//! - Lists have a total order, the same on both databases: nulls come last in either direction, texts sort by code point, the key breaks ties.
//! - A cursor grants nothing. It holds a position, and the scope of the caller applies on every page anew.

mod after;
mod aggregate;
mod answer;
pub(crate) mod builder;
mod column;
mod condition;
mod cursor;
mod dangling;
mod evaluate;
mod exact;
mod explain;
mod fold;
mod gathered;
mod joined;
mod list;
mod plan;
mod related;
mod search;
mod selection;
mod shape;
mod version;

pub use crate::spec::SortKey;
pub use aggregate::AggregateQuery;
pub use answer::Miss;
pub(crate) use column::{Table, column_collation, column_type, ordered};
pub use cursor::CursorKey;
pub use evaluate::evaluate;
pub use explain::Explained;
pub use gathered::Seen;
pub use list::{ListQuery, Position};
pub use plan::Plan;
pub(crate) use plan::ROW_VERSION;
pub use related::{Link, RelatedLimit, RelatedQuery};
pub(crate) use search::{row_number, search_table, write_vector};
pub use selection::Selection;
pub use version::RowVersion;
