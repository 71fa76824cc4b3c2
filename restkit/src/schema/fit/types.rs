//! Whether a column holds, and answers, the values of a field.

use crate::{
    db::Dialect,
    spec::{ColumnSpec, Kind},
};

/// Why not, in words; `None` when it does.
pub(super) fn unfit(column: &ColumnSpec, sql_type: &str, strict: bool, dialect: Dialect) -> Option<String> {
    // A type of one's own is converted from and to.
    if dialect == Dialect::Postgres && column.sql_type.is_some() {
        return None;
    }
    let kind = column.data_type.kind;
    let fits = match dialect {
        Dialect::Postgres => on_postgres(kind, &bare(sql_type)),
        Dialect::Sqlite => on_sqlite(kind, &sql_type.to_uppercase(), strict),
    };
    (!fits).then(|| format!("is {} in the database, which does not fit a field of {}", described(sql_type), field(kind)))
}

fn described(sql_type: &str) -> &str {
    if sql_type.is_empty() { "without a type" } else { sql_type }
}

/// The type without its lengths: `timestamp(3) without time zone` is `timestamp without time zone`.
pub(in crate::schema) fn bare(sql_type: &str) -> String {
    match (sql_type.find('('), sql_type.find(')')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &sql_type[..open].trim_end(), &sql_type[close + 1..]),
        _ => sql_type.to_owned(),
    }
}

fn on_postgres(kind: Kind, sql_type: &str) -> bool {
    // What is narrower refuses some values, which a client is told; what is wider may hold some that cannot be answered.
    let types: &[&str] = match kind {
        Kind::Bool => &["boolean"],
        Kind::I8 | Kind::U8 | Kind::I16 => &["smallint"],
        Kind::I32 | Kind::U16 => &["smallint", "integer"],
        Kind::I64 | Kind::U32 | Kind::U64 => &["smallint", "integer", "bigint"],
        Kind::F32 => &["real"],
        Kind::F64 => &["real", "double precision"],
        Kind::Text => &["text", "character varying", "character", "citext", "name"],
        Kind::Bytes => &["bytea"],
        Kind::Uuid => &["uuid"],
        Kind::Date => &["date"],
        Kind::Time => &["time without time zone"],
        Kind::DateTime => &["timestamp without time zone"],
        Kind::Timestamp => &["timestamp with time zone"],
        Kind::Decimal => &["numeric"],
        Kind::Json => &["json", "jsonb"],
    };
    types.contains(&sql_type)
}

/// What SQLite turns values into that are stored in a column of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::schema) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

/// By the rules of SQLite, in their order.
pub(in crate::schema) fn affinity(sql_type: &str) -> Affinity {
    let sql_type = sql_type.to_uppercase();
    let has = |word: &str| sql_type.contains(word);
    if has("INT") {
        Affinity::Integer
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        Affinity::Text
    } else if has("BLOB") || sql_type.is_empty() || sql_type == "ANY" {
        Affinity::Blob
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

/// Values are read by the class that they are stored in.
fn on_sqlite(kind: Kind, sql_type: &str, strict: bool) -> bool {
    let affinity = affinity(sql_type);
    match kind {
        Kind::Bool | Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => {
            matches!(affinity, Affinity::Integer | Affinity::Numeric | Affinity::Blob)
        }
        Kind::F32 | Kind::F64 => affinity != Affinity::Text,
        Kind::Bytes => affinity == Affinity::Blob || !strict,
        // Digits would become a number, and no text any more.
        Kind::Decimal => matches!(affinity, Affinity::Text | Affinity::Blob),
        Kind::Json | Kind::Text | Kind::Uuid | Kind::Date | Kind::Time | Kind::DateTime | Kind::Timestamp => {
            matches!(affinity, Affinity::Text | Affinity::Blob) || (affinity == Affinity::Numeric && is_moment(sql_type))
        }
    }
}

/// Whether a type is called like what is no number as a text, and so is left alone by SQLite.
fn is_moment(sql_type: &str) -> bool {
    let sql_type = sql_type.to_uppercase();
    ["DATE", "TIME", "UUID", "JSON"].iter().any(|word| sql_type.contains(word))
}

const fn field(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "bool",
        Kind::I8 => "i8",
        Kind::I16 => "i16",
        Kind::I32 => "i32",
        Kind::I64 => "i64",
        Kind::U8 => "u8",
        Kind::U16 => "u16",
        Kind::U32 => "u32",
        Kind::U64 => "u64",
        Kind::F32 => "f32",
        Kind::F64 => "f64",
        Kind::Text => "texts",
        Kind::Bytes => "bytes",
        Kind::Uuid => "Uuid",
        Kind::Date => "NaiveDate",
        Kind::Time => "NaiveTime",
        Kind::DateTime => "NaiveDateTime",
        Kind::Timestamp => "DateTime<Utc>",
        Kind::Decimal => "Decimal",
        Kind::Json => "JSON",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affinities_are_those_of_sqlite() {
        for (sql_type, expected) in [
            ("", Affinity::Blob),
            ("integer", Affinity::Integer),
            ("POINT", Affinity::Integer),
            ("VARCHAR(10)", Affinity::Text),
            ("DOUBLE PRECISION", Affinity::Real),
            ("DECIMAL(10,5)", Affinity::Numeric),
            ("BOOLEAN", Affinity::Numeric),
        ] {
            assert_eq!(affinity(sql_type), expected, "{sql_type}");
        }
    }

    #[test]
    fn lengths_make_no_other_type() {
        assert_eq!(bare("timestamp(3) with time zone"), "timestamp with time zone");
        assert_eq!(bare("character varying(100)"), "character varying");
        assert_eq!(bare("numeric(10,2)"), "numeric");
        assert_eq!(bare("text"), "text");
    }
}
