//! One column in SQL.

use super::{
    builder::Sql,
    gathered::{self, SeenColumn},
};
use crate::{
    db::{DECIMAL_COLLATION, Dialect},
    spec::{ColumnSpec, Kind, ResourceSpec},
};

/// The type that a parameter is converted to on its way to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BoundType {
    /// That of its kind: nothing to convert.
    Own,
    /// The type that the descriptor names, without its length: converting to `varchar(3)` would cut a text where storing it is an error.
    Named(&'static str),
}

/// How values are bound to a column. SQLite's strict tables know only its five types, so a type of one's own counts for PostgreSQL.
fn bound_type(column: &ColumnSpec, dialect: Dialect) -> BoundType {
    match (dialect, column.sql_type) {
        (Dialect::Postgres, Some(name)) => {
            let base = name.split('(').next().unwrap_or(name).trim();
            // `char` without a length is one character long.
            BoundType::Named(if matches!(base, "char" | "character" | "CHAR" | "CHARACTER") { "bpchar" } else { base })
        }
        _ => BoundType::Own,
    }
}

/// What PostgreSQL calls the type of a kind.
const fn postgres_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "BOOLEAN",
        Kind::I8 | Kind::U8 | Kind::I16 => "SMALLINT",
        Kind::I32 | Kind::U16 => "INTEGER",
        Kind::I64 | Kind::U32 | Kind::U64 => "BIGINT",
        Kind::F32 => "REAL",
        Kind::F64 => "DOUBLE PRECISION",
        Kind::Text => "TEXT",
        Kind::Bytes => "BYTEA",
        Kind::Uuid => "UUID",
        Kind::Date => "DATE",
        Kind::Time => "TIME",
        Kind::DateTime => "TIMESTAMP",
        Kind::Timestamp => "TIMESTAMPTZ",
        Kind::Decimal => "NUMERIC",
        Kind::Json => "JSONB",
    }
}

/// The type of the column in `CREATE TABLE`.
pub(crate) fn column_type(column: &ColumnSpec, dialect: Dialect) -> String {
    let kind = column.data_type.kind;
    let mut sql = Sql::new();
    match (dialect, column.sql_type) {
        (Dialect::Postgres, Some(name)) => sql.type_name(name),
        (Dialect::Postgres, None) => sql.push(postgres_type(kind)),
        (Dialect::Sqlite, _) => sql.push(sqlite_type(kind)),
    };
    sql.into_text()
}

/// The collation of the column. Texts sort by code point, which an index and a comparison then agree on; SQLite has it so of itself.
pub(crate) fn column_collation(column: &ColumnSpec, dialect: Dialect) -> Option<&'static str> {
    (dialect == Dialect::Postgres && column.sql_type.is_none() && column.data_type.kind == Kind::Text).then_some("C")
}

/// What SQLite calls the type of a kind; strict tables know no others.
const fn sqlite_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool | Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => "INTEGER",
        Kind::F32 | Kind::F64 => "REAL",
        Kind::Bytes => "BLOB",
        Kind::Text | Kind::Uuid | Kind::Date | Kind::Time | Kind::DateTime | Kind::Timestamp | Kind::Decimal | Kind::Json => {
            "TEXT"
        }
    }
}

/// Writes the column as it is selected: in the type of its kind, under its own name. `table` is where it is computed that is in none.
pub(super) fn selected(sql: &mut Sql, column: &'static ColumnSpec, table: Table<'_>) {
    match bound_type(column, table.dialect) {
        _ if !column.is_stored() => {
            gathered::write(sql, column, table);
            sql.push(" AS ").name(column.column);
        }
        BoundType::Own => {
            sql.name(column.column);
        }
        BoundType::Named(_) => {
            sql.push("CAST(")
                .name(column.column)
                .push(" AS ")
                .push(postgres_type(column.data_type.kind))
                .push(") AS ")
                .name(column.column);
        }
    }
}

/// Writes an expression of the column's type, in the type of its kind.
pub(super) fn in_its_kind(sql: &mut Sql, column: &ColumnSpec, dialect: Dialect, expression: impl FnOnce(&mut Sql)) {
    match bound_type(column, dialect) {
        BoundType::Own => expression(sql),
        BoundType::Named(_) => {
            sql.push("CAST(");
            expression(sql);
            sql.push(" AS ").push(postgres_type(column.data_type.kind)).push(")");
        }
    }
}

/// Writes what holds a value of the column under another name, as it is selected: in the type of its kind.
pub(super) fn selected_as(sql: &mut Sql, column: &'static ColumnSpec, holder: &str, name: &str, dialect: Dialect) {
    match bound_type(column, dialect) {
        BoundType::Own => sql.name(holder),
        BoundType::Named(_) => sql.push("CAST(").name(holder).push(" AS ").push(postgres_type(column.data_type.kind)).push(")"),
    };
    sql.push(" AS ").name(name);
}

/// Writes the `value` of a row that stands for an element of a JSON array, in the type of the column; `part`: what stands at this place of an
/// element that is an array itself.
pub(super) fn element(sql: &mut Sql, column: &'static ColumnSpec, part: Option<usize>, dialect: Dialect) {
    let value = |sql: &mut Sql| match (dialect, part.map(|at| i64::try_from(at).unwrap_or_default())) {
        (_, None) => {
            sql.push("value");
        }
        (Dialect::Sqlite, Some(at)) => {
            sql.push("json_extract(value, '$[").integer(at).push("]')");
        }
        (Dialect::Postgres, Some(at)) => {
            sql.push("value ->> ").integer(at);
        }
    };
    if dialect == Dialect::Sqlite {
        return value(sql);
    }
    sql.push("CAST(");
    value(sql);
    sql.push(" AS ");
    match bound_type(column, dialect) {
        BoundType::Own => sql.push(postgres_type(column.data_type.kind)),
        BoundType::Named(name) => sql.type_name(name),
    };
    sql.push(")");
}

/// A table whose columns a condition is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    pub(super) spec: &'static ResourceSpec,
    pub(super) dialect: Dialect,
    /// What the statement calls it, where columns of other tables stand in it too.
    pub(super) alias: Option<&'a str>,
    /// Those of its columns that are computed from other rows, as far as the statement has them.
    pub(super) seen: &'a [SeenColumn<'a>],
}

impl Table<'_> {
    /// The table of a resource in a statement that has no other.
    pub(crate) const fn of(spec: &'static ResourceSpec, dialect: Dialect) -> Self {
        Self { spec, dialect, alias: None, seen: &[] }
    }

    /// Writes the name of a column, or how it is computed.
    pub(super) fn name(self, sql: &mut Sql, column: &'static ColumnSpec) {
        if !column.is_stored() {
            return gathered::write(sql, column, self);
        }
        if let Some(alias) = self.alias {
            sql.name(alias).push(".");
        }
        sql.name(column.column);
    }

    /// Writes the name of a column so that it is none of a table inside of this one.
    pub(super) fn outer(self, sql: &mut Sql, column: &'static ColumnSpec) {
        if self.alias.is_none() {
            sql.table(self.spec).push(".");
        }
        self.name(sql, column);
    }

    /// Writes a column as a text: types of one's own may compare texts in ways of their own.
    pub(super) fn text(self, sql: &mut Sql, column: &'static ColumnSpec) {
        match bound_type(column, self.dialect) {
            BoundType::Own => self.name(sql, column),
            BoundType::Named(_) => {
                sql.push("CAST(");
                self.name(sql, column);
                sql.push(" AS TEXT)");
            }
        }
    }

    /// Writes a column as it is ordered.
    pub(super) fn ordered(self, sql: &mut Sql, column: &'static ColumnSpec) {
        self.name(sql, column);
        collate(sql, column, self.dialect);
    }
}

/// Writes the placeholder of a value for the column.
pub(super) fn placeholder_at(sql: &mut Sql, column: &'static ColumnSpec, dialect: Dialect, number: usize) {
    match bound_type(column, dialect) {
        BoundType::Own => {
            sql.placeholder_at(number);
        }
        BoundType::Named(name) => {
            sql.push("CAST(").placeholder_at(number).push(" AS ").type_name(name).push(")");
        }
    }
}

/// Writes the placeholder of the next value, for the column.
pub(super) fn placeholder(sql: &mut Sql, column: &'static ColumnSpec, dialect: Dialect) {
    let number = sql.reserve(1);
    placeholder_at(sql, column, dialect, number);
}

/// Writes the column as it is ordered: texts by code point, decimals as numbers, on every database.
pub(crate) fn ordered(sql: &mut Sql, column: &'static ColumnSpec, dialect: Dialect) {
    ordered_as(sql, column, column.column, dialect);
}

/// The same of what holds its values under another name.
pub(super) fn ordered_as(sql: &mut Sql, column: &'static ColumnSpec, name: &str, dialect: Dialect) {
    sql.name(name);
    collate(sql, column, dialect);
}

fn collate(sql: &mut Sql, column: &ColumnSpec, dialect: Dialect) {
    match (dialect, column.data_type.kind) {
        (Dialect::Postgres, Kind::Text) => {
            sql.push(" COLLATE \"C\"");
        }
        (Dialect::Sqlite, Kind::Decimal) => {
            sql.push(" COLLATE ").name(DECIMAL_COLLATION);
        }
        _ => {}
    }
}

/// A column of a table, and what writes its name.
pub(super) type Named<'a> = (&'a ResourceSpec, &'static ColumnSpec, &'a dyn Fn(&mut Sql));

/// Writes that two columns are equal of which one refers to the other.
pub(super) fn equal(sql: &mut Sql, one: Named<'_>, other: Named<'_>, dialect: Dialect) {
    // A type of one's own, and a table that somebody else made, may have another collation.
    let has_own_type = |(spec, column, _): Named<'_>| column.sql_type.is_some() || !spec.managed;
    let mixed = dialect == Dialect::Postgres && has_own_type(one) != has_own_type(other);
    let write = |sql: &mut Sql, (_, column, name): Named<'_>| {
        name(sql);
        // PostgreSQL compares no texts of two collations unless it is told by which.
        if mixed && column.data_type.kind == Kind::Text && column.sql_type.is_none() {
            sql.push(" COLLATE \"C\"");
        }
    };
    write(sql, one);
    sql.push(" = ");
    write(sql, other);
}
