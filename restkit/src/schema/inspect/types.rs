//! Types of fields for types of columns.

use super::rules::Rule;
use crate::{
    db::Dialect,
    schema::{
        catalog::ColumnFacts,
        fit::types::{Affinity, affinity, bare},
        model::Column,
    },
};

/// What values of a field are, as far as rules and defaults ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Text,
    Integer,
    Float,
    Decimal,
    Truth,
    Moment,
    Bytes,
    Other,
}

/// The type of JSON of any kind.
pub(super) const JSON: &str = "serde_json::Value";

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) rust: &'static str,
    pub(super) family: Family,
    /// What stands in `type = "…"`.
    pub(super) sql_type: Option<String>,
    /// How many characters the type takes.
    pub(super) longest: Option<i64>,
    pub(super) remark: Option<&'static str>,
}

impl Typed {
    const fn new(rust: &'static str, family: Family) -> Self {
        Self { rust, family, sql_type: None, longest: None, remark: None }
    }

    const fn remark(mut self, remark: &'static str) -> Self {
        self.remark = Some(remark);
        self
    }
}

/// The type, or why there is none.
pub(super) fn of(column: &Column, facts: &ColumnFacts, rules: &[Rule], dialect: Dialect) -> Result<Typed, String> {
    match dialect {
        Dialect::Postgres => postgres(column, facts),
        Dialect::Sqlite => sqlite(column, rules),
    }
}

fn postgres(column: &Column, facts: &ColumnFacts) -> Result<Typed, String> {
    use Family::{Bytes, Decimal, Float, Integer, Moment, Other, Text, Truth};
    let mut typed = match bare(&facts.base_type).as_str() {
        "smallint" => Typed::new("i16", Integer),
        "integer" => Typed::new("i32", Integer),
        "bigint" => Typed::new("i64", Integer),
        "real" => Typed::new("f32", Float),
        "double precision" => Typed::new("f64", Float),
        "boolean" => Typed::new("bool", Truth),
        "text" | "character varying" | "character" | "citext" | "name" => Typed::new("String", Text),
        "bytea" => Typed::new("Vec<u8>", Bytes),
        "uuid" => Typed::new("Uuid", Other),
        "date" => Typed::new("NaiveDate", Other),
        "time without time zone" => Typed::new("NaiveTime", Other),
        "timestamp without time zone" => Typed::new("NaiveDateTime", Other),
        "timestamp with time zone" => Typed::new("DateTime<Utc>", Moment),
        "numeric" => Typed::new("Decimal", Decimal),
        "json" | "jsonb" => Typed::new(JSON, Other),
        _ if can_be_named(&column.sql_type) => {
            let typed = Typed { sql_type: Some(column.sql_type.clone()), ..Typed::new("String", Other) };
            return Ok(typed.remark("restkit has no type for it, so it is read and written as a text."));
        }
        other => return Err(format!("restkit has no type for {other}")),
    };
    typed.longest = length(&facts.base_type).filter(|_| typed.family == Text);
    Ok(typed)
}

/// Whether `type = "…"` takes it: a bare name, with its lengths.
pub(super) fn can_be_named(sql_type: &str) -> bool {
    sql_type.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | ',' | '(' | ')'))
}

/// The length in `varchar(40)`.
fn length(sql_type: &str) -> Option<i64> {
    let (_, rest) = sql_type.split_once('(')?;
    rest.split_once(')')?.0.trim().parse().ok()
}

/// The types whose ranges SQLite has no types for, so that a check holds them.
const WHOLE: [(&str, i64, i64); 6] = [
    ("i8", -0x80, 0x7f),
    ("i16", -0x8000, 0x7fff),
    ("i32", -0x8000_0000, 0x7fff_ffff),
    ("u8", 0, 0xff),
    ("u16", 0, 0xffff),
    ("u32", 0, 0xffff_ffff),
];

fn range((_, min, max): &(&str, i64, i64)) -> Rule {
    Rule::Range(Some(min.to_string()), Some(max.to_string()))
}

impl Typed {
    /// Whether a rule says no more than the type.
    pub(super) fn implies(&self, rule: &Rule) -> bool {
        WHOLE.iter().any(|whole| whole.0 == self.rust && range(whole) == *rule)
    }
}

fn sqlite(column: &Column, rules: &[Rule]) -> Result<Typed, String> {
    use Family::{Bytes, Float, Integer, Other, Text, Truth};
    let name = column.sql_type.to_uppercase();
    if rules.contains(&Rule::Json) || matches!(name.as_str(), "JSON" | "JSONB") {
        return Ok(Typed::new(JSON, Other));
    }
    Ok(match (bare(&name).as_str(), affinity(&name)) {
        ("BOOL" | "BOOLEAN", _) => Typed::new("bool", Truth),
        (_, Affinity::Integer) if rules.contains(&Rule::Numbers(vec![0, 1])) => Typed::new("bool", Truth),
        (_, Affinity::Integer) => {
            Typed::new(WHOLE.iter().find(|whole| rules.contains(&range(whole))).map_or("i64", |whole| whole.0), Integer)
        }
        ("DATE", _) => Typed::new("NaiveDate", Other),
        ("UUID", _) => Typed::new("Uuid", Other),
        ("DATETIME" | "TIMESTAMP" | "TIME", _) => Typed::new("String", Other)
            .remark("`DateTime<Utc>` takes texts like 2026-11-21T08:30:00.000000Z, all of them of this length."),
        (_, Affinity::Text) => Typed { longest: length(&name), ..Typed::new("String", Text) },
        (_, Affinity::Real | Affinity::Numeric) => Typed::new("f64", Float),
        ("BLOB", _) => Typed::new("Vec<u8>", Bytes),
        (_, Affinity::Blob) => return Err("it takes values of every type".to_owned()),
    })
}
