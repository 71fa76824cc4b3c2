//! What the structs declare, as a schema.

mod check;
mod computed;
mod default;
mod index;
mod search;
mod table;

pub(super) use index::{of_others as index_of_others, on as indexes_on};
pub(super) use search::declared as index_of_words;

use super::model::{Schema, Table, TableName};
use crate::{db::Dialect, spec::ResourceSpec};

/// The schema that these resources declare: without tables that are not managed.
///
/// Of two resources with the same table the first counts, as it does when tables are created; only what they are searched by is declared of both. Beside its columns each table has the hidden
/// `row_version` that counts the changes of a row.
///
/// ```
/// use restkit::{db::Dialect, prelude::*, schema};
///
/// /// A text.
/// #[resource(path = "/notes")]
/// #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
/// pub struct Note {
///     #[resource(id)]
///     pub id: i64,
///     #[resource(unique, default = "untitled")]
///     pub title: String,
/// }
///
/// let schema = schema::declared(&[Note::spec()], Dialect::Postgres);
/// let title = schema.tables[0].column("title").unwrap();
/// assert_eq!((title.sql_type.as_str(), title.default.as_deref()), ("TEXT", Some("'untitled'")));
/// assert_eq!(schema.tables[0].unique[0].name, "notes_title_key");
/// ```
pub fn declared(resources: &[&'static ResourceSpec], dialect: Dialect) -> Schema {
    let mut tables: Vec<Table> = Vec::with_capacity(resources.len());
    for (at, spec) in resources.iter().enumerate() {
        if spec.managed && !resources[..at].iter().any(|earlier| earlier.shares_table(spec)) {
            tables.push(table::declared(spec, dialect));
        }
    }
    for spec in resources.iter().filter(|spec| spec.managed) {
        let table = tables.iter_mut().find(|table| table.name == TableName::from(*spec));
        if let Some((table, index)) = table.zip(search::declared(spec, dialect))
            && table.indexes.iter().all(|other| other.name != index.name)
        {
            table.indexes.push(index);
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Schema { tables }
}
