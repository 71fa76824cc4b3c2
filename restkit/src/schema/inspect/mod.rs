//! Structs for tables that exist already.
//!
//! What is written compiles once a person has decided who may do what, and then runs on the database as it is. What the grammar of resources cannot
//! say is left out, with a comment that says why.

mod columns;
mod default;
mod fields;
mod key;
mod names;
mod rules;
mod text;
mod types;

use super::{
    catalog::{Catalog, Relation, RelationKind},
    drift::is_history,
    model::TableName,
};
use crate::{db::Dialect, query::ROW_VERSION};
use names::Names;

/// The annotated structs for what a catalog has, as the text of a Rust file.
///
/// Only the tables and views that are named are written, or all when none is; references to others are plain columns. Decisions about access are for a person: each is written as `todo`, which does not compile.
///
/// ```
/// use restkit::db::{Db, Dialect, PoolSettings, Statement};
/// use restkit::schema::{catalog, inspect};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), restkit::db::DbError> {
/// let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await?;
/// db.execute(Statement::literal("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)", Vec::new())).await?;
/// let catalog = catalog::read(&(&db).into(), &catalog::ReadOptions::default()).await?;
/// let text = inspect::structs(&catalog, &[], Dialect::Sqlite);
/// assert!(text.contains("#[resource(path = \"/notes\", managed = false)]"), "{text}");
/// assert!(text.contains("pub text: String"));
/// # Ok(())
/// # }
/// ```
pub fn structs(catalog: &Catalog, only: &[String], dialect: Dialect) -> String {
    let wanted = |name: &TableName| !is_history(name) && (only.is_empty() || only.contains(&name.name));
    let wanted: Vec<&Relation> = catalog.relations.iter().filter(|relation| wanted(&relation.table.name)).collect();
    let mut names = Names::default();
    let mut left_out = Vec::new();
    let mut resources = Vec::new();
    for relation in wanted {
        let found = match relation.kind {
            RelationKind::Foreign => Err("its rows lie elsewhere".to_owned()),
            _ => key::of(relation, dialect),
        };
        match found {
            Ok(keys) => resources.push(Resource { relation, keys, name: names.of_struct(&relation.table.name) }),
            Err(reason) => left_out.push(format!("`{}` was left out: {reason}.", relation.table.name)),
        }
    }
    let mut written = Vec::new();
    for resource in &resources {
        let context = Context { catalog, resources: &resources, dialect };
        written.push(fields::of(resource, &context, &mut names));
    }
    text::file(&written, &left_out)
}

/// A relation that becomes a struct.
struct Resource<'a> {
    relation: &'a Relation,
    name: String,
    /// The columns of the key, in its order.
    keys: Vec<key::Part>,
}

impl Resource<'_> {
    /// Whether restkit made the table.
    fn is_ours(&self) -> bool {
        self.relation.table.column(ROW_VERSION).is_some() && !self.relation.is_view()
    }

    /// Whether a column, by its index, is the key or a part of it.
    fn part(&self, column: usize) -> Option<key::Part> {
        self.keys.iter().copied().find(|part| part.at == column)
    }

    /// The columns in the order of the fields: the parts of a key first, in their order.
    fn order(&self) -> Vec<usize> {
        let all = 0..self.relation.table.columns.len();
        if self.keys.len() < 2 {
            return all.collect();
        }
        self.keys.iter().map(|part| part.at).chain(all.filter(|column| self.part(*column).is_none())).collect()
    }

    /// The name of the column that is the key alone.
    fn only_key(&self) -> Option<&str> {
        let [key] = self.keys.as_slice() else { return None };
        self.relation.table.columns.get(key.at).map(|column| column.name.as_str())
    }
}

/// What is known of the others.
struct Context<'a> {
    catalog: &'a Catalog,
    resources: &'a [Resource<'a>],
    dialect: Dialect,
}

/// A struct, in words of Rust.
#[derive(Default)]
struct Struct {
    name: String,
    docs: Vec<String>,
    /// Lines for the person who reads on.
    remarks: Vec<String>,
    /// What stands in `#[resource(…)]`.
    words: Vec<String>,
    /// The actions that need a decision.
    actions: Vec<&'static str>,
    fields: Vec<Field>,
    enums: Vec<Enum>,
}

/// A field.
#[derive(Default)]
struct Field {
    name: String,
    rust_type: String,
    docs: Vec<String>,
    remarks: Vec<String>,
    /// What stands in `#[resource(…)]`.
    words: Vec<String>,
    /// What stands in `#[validate(…)]`.
    rules: Vec<String>,
}

/// An enum of words.
struct Enum {
    name: String,
    docs: String,
    /// The variants, with the words that they stand for where these are others.
    variants: Vec<(String, Option<String>)>,
}
