//! From one type to another.

use crate::{db::Dialect, query::builder::quoted, schema::model::Column};

/// Whether every value of the one column is a value of the other.
pub(super) fn widens(from: &Column, to: &Column, dialect: Dialect) -> bool {
    if dialect == Dialect::Sqlite {
        return widens_in_sqlite(from, to);
    }
    let (old, new) = (normal(&from.sql_type), normal(&to.sql_type));
    if old == new {
        return true;
    }
    let ((old, old_size), (new, new_size)) = (split(&old), split(&new));
    let integers = ["smallint", "integer", "bigint", "numeric"];
    let rank = |name: &str| integers.iter().position(|integer| *integer == name);
    match (rank(old), rank(new)) {
        // A size bounds what a number may be.
        (Some(a), Some(b)) => return a < b && new_size.is_none() || a == b && (new_size.is_none() || fits(old_size, new_size)),
        (Some(a), None) if new == "double precision" => return a < 2,
        _ => {}
    }
    match (old, new) {
        ("real", "double precision" | "numeric") | ("date", "timestamp") => true,
        ("varchar" | "char", "varchar") => new_size.is_none() || fits(old_size, new_size),
        // Everything can be written as a text.
        (_, "text") => true,
        ("text", "varchar") => new_size.is_none(),
        _ => false,
    }
}

fn widens_in_sqlite(from: &Column, to: &Column) -> bool {
    let same_format = from.format == to.format;
    match (from.sql_type.as_str(), to.sql_type.as_str()) {
        // Any text that is written in a way of its own is a text.
        ("TEXT", "TEXT") => same_format || to.format.is_none() || converts(from, to),
        ("INTEGER", "INTEGER") => same_format || to.format.is_none(),
        ("INTEGER" | "REAL", "TEXT") => to.format.is_none(),
        (old, new) => old == new && same_format,
    }
}

/// Pairs of formats of SQLite of which the one is made from the other without loss.
fn converts(from: &Column, to: &Column) -> bool {
    matches!((from.format.as_deref(), to.format.as_deref()), (Some("date"), Some("date_time" | "timestamp")))
}

/// The value of a column in another type, as PostgreSQL's `USING` has it.
pub(super) fn cast(column: &str, from: &Column, to: &Column) -> String {
    let name = quoted(column);
    match (split(&normal(&from.sql_type)).0, split(&normal(&to.sql_type)).0) {
        // A moment has no date or time of its own; restkit writes all in UTC.
        ("timestamptz", "timestamp" | "date" | "time") => format!("CAST({name} AT TIME ZONE 'UTC' AS {})", to.sql_type),
        ("timestamp", "timestamptz") => format!("{name} AT TIME ZONE 'UTC'"),
        ("date", "timestamptz") => format!("CAST({name} AS TIMESTAMP) AT TIME ZONE 'UTC'"),
        ("boolean", "smallint" | "bigint" | "numeric") | ("smallint" | "bigint" | "numeric", "boolean") => {
            format!("CAST(CAST({name} AS INTEGER) AS {})", to.sql_type)
        }
        _ => format!("CAST({name} AS {})", to.sql_type),
    }
}

/// The value of a column in another type of SQLite. A strict table converts what it can convert without loss, and refuses the rest.
pub(super) fn copied(column: &str, from: &Column, to: &Column) -> String {
    let name = quoted(column);
    let formats = (from.format.as_deref(), to.format.as_deref());
    match (from.sql_type.as_str(), to.sql_type.as_str()) {
        ("TEXT", "TEXT") => match formats {
            (Some("date"), Some("date_time")) => format!("{name} || 'T00:00:00.000000'"),
            (Some("date"), Some("timestamp")) => format!("{name} || 'T00:00:00.000000Z'"),
            (Some("date_time"), Some("timestamp")) => format!("{name} || 'Z'"),
            (Some("timestamp"), Some("date_time")) => format!("rtrim({name}, 'Z')"),
            (Some("timestamp" | "date_time"), Some("date")) => format!("substr({name}, 1, 10)"),
            (None, Some("json")) => format!("json_quote({name})"),
            _ => name,
        },
        ("TEXT", "BLOB") | ("BLOB", "TEXT") => format!("CAST({name} AS {})", to.sql_type),
        _ => name,
    }
}

fn fits(old: Option<&str>, new: Option<&str>) -> bool {
    let number = |size: Option<&str>| size.and_then(|size| size.parse::<u32>().ok());
    match (number(old), number(new)) {
        (Some(old), Some(new)) => old <= new,
        _ => old == new && old.is_some(),
    }
}

/// A type by one name of those it has.
fn normal(sql_type: &str) -> String {
    let lower = sql_type.to_lowercase();
    let (base, size) = split(&lower);
    let base = match base {
        "int2" => "smallint",
        "int4" | "int" => "integer",
        "int8" => "bigint",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "decimal" => "numeric",
        "bool" => "boolean",
        "character varying" => "varchar",
        "character" | "bpchar" => "char",
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        other => other,
    };
    size.map_or_else(|| base.to_owned(), |size| format!("{base}({size})"))
}

/// The name of a type and what stands in its parentheses.
fn split(sql_type: &str) -> (&str, Option<&str>) {
    match sql_type.split_once('(') {
        Some((base, size)) => (base.trim(), Some(size.trim_end_matches(')').trim())),
        None => (sql_type.trim(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(sql_type: &str, format: Option<&str>) -> Column {
        Column { sql_type: sql_type.to_owned(), format: format.map(str::to_owned), ..Column::default() }
    }

    #[test]
    fn what_widens() {
        let widens = |a: &str, b: &str| widens(&column(a, None), &column(b, None), Dialect::Postgres);
        for (a, b) in [
            ("SMALLINT", "bigint"),
            ("INTEGER", "NUMERIC"),
            ("UUID", "TEXT"),
            ("varchar(3)", "VARCHAR(4)"),
            ("character varying(3)", "text"),
            ("REAL", "DOUBLE PRECISION"),
            ("INTEGER", "DOUBLE PRECISION"),
            ("TEXT", "varchar"),
            ("numeric(3, 2)", "numeric"),
            ("DATE", "TIMESTAMP"),
        ] {
            assert!(widens(a, b) && !widens(b, a) || (a, b) == ("TEXT", "varchar"), "{a} {b}");
        }
        for (a, b) in [
            ("BIGINT", "INTEGER"),
            ("BIGINT", "DOUBLE PRECISION"),
            ("TEXT", "UUID"),
            ("INTEGER", "numeric(3,1)"),
            ("TEXT", "varchar(9)"),
        ] {
            assert!(!widens(a, b), "{a} {b}");
        }
    }

    #[test]
    fn formats_of_sqlite() {
        let date = column("TEXT", Some("date"));
        let moment = column("TEXT", Some("timestamp"));
        assert!(widens(&date, &moment, Dialect::Sqlite) && !widens(&moment, &date, Dialect::Sqlite));
        assert!(widens(&moment, &column("TEXT", None), Dialect::Sqlite));
        assert!(!widens(&column("TEXT", None), &column("INTEGER", None), Dialect::Sqlite));
        assert!(!widens(&column("INTEGER", None), &column("INTEGER", Some("bool")), Dialect::Sqlite));
        assert_eq!(copied("a", &date, &moment), "\"a\" || 'T00:00:00.000000Z'");
    }
}
