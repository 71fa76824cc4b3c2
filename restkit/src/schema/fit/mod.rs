//! Whether resources can work on the tables that a live database has.
//!
//! Less is asked than [`drift`](super::drift()) finds: only what a request would run into. That is also known of tables that restkit does not
//! make, and of views.

pub(super) mod types;

use std::fmt;

use super::{
    catalog::{Catalog, ReadOptions, Relation, RelationKind, read},
    model::TableName,
};
use crate::{
    db::{Db, DbError, Dialect, Executor},
    query::{ROW_VERSION, builder::quoted, search_table},
    spec::{ColumnSpec, Generated, Kind, Operation, ResourceSpec, Version, Visibility},
};

/// Something that a resource needs, and a live database does not have. Its text says both, as in `tasks.title: may be null, and the field is no
/// Option`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The table.
    pub table: TableName,
    /// The column, where it is about one.
    pub column: Option<String>,
    what: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}: {}", self.table, self.what),
            None => write!(f, "{}: {}", self.table, self.what),
        }
    }
}

/// Everything that these resources need and a live database does not have: tables, columns, types that hold the values of the fields, keys and
/// unique columns that are so in the database, values for columns that nobody writes.
///
/// ```
/// use restkit::db::{Db, PoolSettings, Statement};
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
/// let sql = "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, row_version INTEGER NOT NULL DEFAULT 1)";
/// db.execute(Statement::literal(sql, Vec::new())).await?;
/// let found = schema::mismatches(&db, &[Note::spec()]).await?;
/// assert_eq!(found[0].to_string(), "notes.title: may be null, and the field is no Option");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`DbError`] says.
pub async fn mismatches(db: &Db, resources: &[&'static ResourceSpec]) -> Result<Vec<Mismatch>, DbError> {
    let options = ReadOptions {
        schemas: resources.iter().filter_map(|spec| spec.schema).map(str::to_owned).collect(),
        tables: resources.iter().flat_map(|spec| [spec.table.to_owned(), search_table(spec)]).collect(),
        ..ReadOptions::default()
    };
    let catalog = read(&Executor::from(db), &options).await?;
    let mut found = Vec::new();
    for spec in resources {
        Check { spec, dialect: db.dialect(), found: &mut found }.table(&catalog);
    }
    let mut seen = Vec::new();
    found.retain(|mismatch| {
        !seen.contains(mismatch) && {
            seen.push(mismatch.clone());
            true
        }
    });
    Ok(found)
}

/// The check of one resource.
struct Check<'a> {
    spec: &'static ResourceSpec,
    dialect: Dialect,
    found: &'a mut Vec<Mismatch>,
}

impl Check<'_> {
    fn add(&mut self, column: Option<&str>, what: impl Into<String>) {
        self.found.push(Mismatch { table: self.spec.into(), column: column.map(str::to_owned), what: what.into() });
    }

    fn table(&mut self, catalog: &Catalog) {
        let spec = self.spec;
        let Some(relation) = catalog.find(&spec.into()) else { return self.add(None, "is missing") };
        for column in spec.columns.iter().filter(|column| column.is_stored()) {
            match relation.table.columns.iter().position(|found| column.is_called(&found.name)) {
                Some(at) => self.column(column, relation, at),
                None => self.add(Some(column.column), "is missing"),
            }
        }
        if spec.version == Version::Hidden && relation.table.column(ROW_VERSION).is_none() {
            self.add(Some(ROW_VERSION), "is missing");
        }
        self.search(relation, catalog);
        // What a view does not say, the tables behind it may still hold.
        if matches!(relation.kind, RelationKind::Table | RelationKind::Partitioned) {
            self.key(relation);
            self.unique(relation);
            if spec.has(Operation::Create) {
                self.unwritten(relation);
            }
        }
    }

    /// SQLite finds words by a table of its own; PostgreSQL needs nothing. Of databases that are attached it is not known.
    fn search(&mut self, relation: &Relation, catalog: &Catalog) {
        if self.spec.search.is_none() || self.dialect == Dialect::Postgres || relation.schema != "main" {
            return;
        }
        let name = search_table(self.spec);
        if relation.is_view() {
            return self.add(None, "is searched for words, and SQLite finds them in tables only");
        }
        let kept = relation.table.indexes.iter().any(|index| index.name == name);
        if !kept && catalog.find(&TableName::bare(name.clone())).is_none() {
            self.add(None, format!("is searched for words, and has no table {name} of FTS5 that is kept with it"));
        }
    }

    fn column(&mut self, column: &ColumnSpec, relation: &Relation, at: usize) {
        let Some((found, facts)) = relation.table.columns.get(at).zip(relation.facts.get(at)) else { return };
        if let Some(reason) = types::unfit(column, &facts.base_type, relation.strict, self.dialect) {
            self.add(Some(column.column), reason);
        }
        if found.nullable && !column.data_type.nullable && !relation.is_view() && relation.kind != RelationKind::Foreign {
            self.add(Some(column.column), "may be null, and the field is no Option");
        }
    }

    fn key(&mut self, relation: &Relation) {
        let spec = self.spec;
        let keys: Vec<&str> = spec.key_columns().map(|column| column.column).collect();
        let there = keys.iter().all(|key| relation.table.column(key).is_some());
        if !there || self.is_unique(relation, &keys) {
            return;
        }
        match keys.as_slice() {
            [key] => self.add(Some(key), "is the key, and neither a primary key nor unique in the database"),
            keys => self.add(None, format!("has neither a primary key nor anything unique of {}", keys.join(", "))),
        }
    }

    fn unique(&mut self, relation: &Relation) {
        let spec = self.spec;
        let columns = spec.columns.iter().enumerate().filter(|(at, column)| column.unique && spec.keys != [*at]);
        for (_, column) in columns.filter(|(_, column)| relation.table.column(column.column).is_some()) {
            if !self.is_unique(relation, &[column.column]) {
                self.add(Some(column.column), "is unique in the struct, and not in the database");
            }
        }
    }

    /// Whether the database lets no two rows be alike in these columns. Of databases that are attached it is not known.
    fn is_unique(&self, relation: &Relation, columns: &[&str]) -> bool {
        let table = &relation.table;
        let same =
            |names: &[String]| names.len() == columns.len() && columns.iter().all(|column| names.iter().any(|n| n == column));
        // What follows the name, an order or a collation, makes no difference to which columns they are.
        let of_index = |keys: &[String]| {
            keys.len() == columns.len()
                && columns.iter().all(|column| keys.iter().any(|key| key.starts_with(&quoted(column)) || bare(key) == *column))
        };
        (self.dialect == Dialect::Sqlite && relation.schema != "main")
            || same(&table.primary_key)
            || table.unique.iter().any(|unique| same(&unique.columns))
            || table.indexes.iter().any(|index| index.unique && index.condition.is_none() && of_index(&index.keys))
    }

    /// Columns that need a value which nothing gives them.
    fn unwritten(&mut self, relation: &Relation) {
        // A trigger may find one.
        if !relation.triggers.is_empty() {
            return;
        }
        let spec = self.spec;
        for (found, facts) in relation.table.columns.iter().zip(&relation.facts) {
            let by_database = found.nullable || found.default.is_some() || found.generated.is_some() || facts.automatic;
            if by_database || found.name == ROW_VERSION && spec.version == Version::Hidden {
                continue;
            }
            match spec.columns.iter().find(|column| column.is_called(&found.name)) {
                None => self.add(Some(&found.name), "is never null and has no default, and no field writes it"),
                Some(column) if !is_written(column) => {
                    self.add(Some(&found.name), "is never null and has no default, and a new row does not write it");
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether an insert names the column. Counted keys are left to the database, and so is what nobody can set.
fn is_written(column: &ColumnSpec) -> bool {
    match column.generated {
        Generated::No => column.default.is_some() || !matches!(column.visibility, Visibility::ReadOnly | Visibility::Hidden),
        Generated::Key => column.data_type.kind == Kind::Uuid,
        Generated::Computed => false,
        _ => true,
    }
}

/// The first word of the key of an index.
fn bare(key: &str) -> &str {
    key.split_whitespace().next().unwrap_or_default().trim_matches(['[', ']', '`', '"'])
}
