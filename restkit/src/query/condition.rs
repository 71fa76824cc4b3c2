//! Conditions as SQL.
//!
//! Every condition is walked twice in the same order: [`shape`] collects its shape and its values, [`text`] writes it.

use super::{
    builder::Sql,
    column,
    column::Table,
    fold,
    gathered::{self, SeenColumn},
    search,
    shape::Shape,
};
use crate::{
    db::Dialect,
    spec::{ColumnSpec, Compare, Expr, Kind, ResourceSpec, TextMatch, Value},
};

mod describe;
mod json;
mod related;

pub(super) use describe::describe;
pub(crate) use json::holds;
pub(super) use related::{Way, alias_in, and, way};

/// Collects the shape and the values of a condition.
pub(super) fn shape(expr: &Expr, spec: &'static ResourceSpec, to: &mut Shape) {
    shape_in(expr, Of { spec, seen: None }, to);
}

/// What a condition is about: a resource, and the one column of it that is computed from other rows and can be looked at here.
#[derive(Clone, Copy)]
struct Of {
    spec: &'static ResourceSpec,
    seen: Option<usize>,
}

impl Of {
    /// The column, if it has a value here.
    fn column(self, index: usize) -> Option<&'static ColumnSpec> {
        self.spec.columns.get(index).filter(|column| column.is_stored() || self.seen == Some(index))
    }
}

fn shape_in(expr: &Expr, of: Of, to: &mut Shape) {
    let Of { spec, .. } = of;
    match expr {
        Expr::Constant(truth) => to.byte(if *truth { 1 } else { 2 }),
        Expr::Compare(index, operator, value) => {
            let Some(column) = comparable(of, *index, *operator) else { return to.byte(9) };
            to.byte(3);
            to.byte(*operator as u8);
            to.number(*index);
            to.arg(value.clone(), compared(column.data_type.kind));
        }
        Expr::Text(index, how, text) => {
            if text_column(of, *index, *how, text).is_none() {
                return to.byte(9);
            }
            to.byte(10);
            to.byte(*how as u8);
            to.number(*index);
            let beyond = beyond(spec, *index, *how, text);
            to.byte(u8::from(beyond.is_some()));
            let text = if how.ignores_case() { fold::pattern(*how, text) } else { text.clone() };
            to.arg(Value::Text(text), Kind::Text);
            if let Some(beyond) = beyond {
                to.arg(Value::Text(beyond), Kind::Text);
            }
        }
        Expr::IsNull(index) => {
            if of.column(*index).is_none() {
                return to.byte(9);
            }
            to.byte(4);
            to.number(*index);
        }
        Expr::In(index, values) => {
            let Some(column) = of.column(*index) else { return to.byte(9) };
            to.byte(5);
            to.number(*index);
            to.number(values.len());
            for value in values {
                to.arg(value.clone(), compared(column.data_type.kind));
            }
        }
        Expr::Holds(index, held) => {
            if json_column(of, *index, held).is_none() {
                return to.byte(9);
            }
            to.byte(12);
            to.number(*index);
            // What cannot be looked for is no condition on the column.
            let _ = json::shape(held, to);
        }
        Expr::All(parts) | Expr::Any(parts) => {
            to.byte(if matches!(expr, Expr::All(_)) { 6 } else { 7 });
            to.number(parts.len());
            for part in parts {
                shape_in(part, of, to);
            }
        }
        Expr::Not(inner) => {
            to.byte(8);
            shape_in(inner, of, to);
        }
        Expr::Related(related) => match &related.visible {
            Some(visible) => related::shape(related, visible, spec, to),
            None => to.byte(9),
        },
        Expr::Seeing(seeing) => match spec.gathers(seeing.column) {
            Some(relation) => {
                to.byte(14);
                to.number(seeing.column);
                gathered::shape(relation, &seeing.visible, to);
                shape_in(&seeing.condition, Of { seen: Some(seeing.column), ..of }, to);
            }
            None => to.byte(9),
        },
        Expr::Search(search) => search::shape(search, spec, to),
        // Written as what it is: unknown.
        Expr::Undecided(_) => to.byte(9),
    }
}

/// Writes a condition so that it can stand anywhere.
pub(super) fn text(expr: &Expr, table: Table<'_>, sql: &mut Sql) {
    // What the statement has of computed columns is not for conditions, which say themselves what is seen.
    text_in(expr, Table { seen: &[], ..table }, sql);
}

fn text_in(expr: &Expr, table: Table<'_>, sql: &mut Sql) {
    let Table { spec, dialect, .. } = table;
    let of = Of { spec, seen: table.seen.first().map(|seen| seen.column) };
    match expr {
        Expr::Constant(true) => {
            sql.push("TRUE");
        }
        Expr::Constant(false) => {
            sql.push("FALSE");
        }
        Expr::Compare(index, operator, _) => {
            let Some(column) = comparable(of, *index, *operator) else {
                sql.push("NULL");
                return;
            };
            if matches!(operator, Compare::Equal | Compare::NotEqual) {
                table.name(sql, column);
            } else {
                table.ordered(sql, column);
            }
            sql.push(words(*operator));
            column::placeholder(sql, column, dialect);
        }
        Expr::Text(index, how, text) => match text_column(of, *index, *how, text) {
            Some(column) if beyond(spec, *index, *how, text).is_some() => write_beginning(sql, column, table),
            Some(column) => write_text_match(sql, column, *how, table),
            None => {
                sql.push("NULL");
            }
        },
        Expr::IsNull(index) => match of.column(*index) {
            Some(column) => {
                table.name(sql, column);
                sql.push(" IS NULL");
            }
            None => {
                sql.push("NULL");
            }
        },
        Expr::In(index, values) => match of.column(*index) {
            Some(_) if values.is_empty() => {
                sql.push("FALSE");
            }
            Some(column) => {
                table.name(sql, column);
                sql.push(" IN (");
                sql.list(", ", values, |sql, _| column::placeholder(sql, column, dialect)).push(")");
            }
            None => {
                sql.push("NULL");
            }
        },
        Expr::Holds(index, held) => match json_column(of, *index, held) {
            Some(column) => json::text(sql, column, held, table),
            None => {
                sql.push("NULL");
            }
        },
        Expr::All(parts) | Expr::Any(parts) => {
            let all = matches!(expr, Expr::All(_));
            if parts.is_empty() {
                sql.push(if all { "TRUE" } else { "FALSE" });
            } else {
                let separator = if all { " AND " } else { " OR " };
                sql.push("(").list(separator, parts, |sql, part| text_in(part, table, sql)).push(")");
            }
        }
        Expr::Not(inner) => {
            sql.push("NOT (");
            text_in(inner, table, sql);
            sql.push(")");
        }
        Expr::Related(related) => match &related.visible {
            Some(visible) => related::text(related, visible, table, sql),
            None => {
                sql.push("NULL");
            }
        },
        Expr::Seeing(seeing) => match spec.gathers(seeing.column) {
            Some(relation) => {
                let before = sql.placeholders();
                sql.reserve(gathered::values(relation, &seeing.visible, dialect));
                let seen = [SeenColumn { column: seeing.column, visible: &seeing.visible, before }];
                text_in(&seeing.condition, Table { seen: &seen, ..table }, sql);
            }
            None => {
                sql.push("NULL");
            }
        },
        Expr::Search(search) => search::text(search, table, sql),
        Expr::Undecided(_) => {
            sql.push("NULL");
        }
    }
}

/// Compares letter by letter, without patterns: `LIKE` knows no case on SQLite and has letters of its own.
fn write_text_match(sql: &mut Sql, column: &'static ColumnSpec, how: TextMatch, table: Table<'_>) {
    let number = sql.reserve(1);
    let found = |sql: &mut Sql| table.text(sql, column);
    match (table.dialect, how) {
        (dialect, how) if how.ignores_case() => {
            found(sql);
            // A database that finds letters by its locale would find others than SQLite.
            sql.push(if dialect == Dialect::Postgres { " COLLATE \"C\" ~ " } else { " REGEXP " }).placeholder_at(number);
        }
        (Dialect::Postgres, TextMatch::Contains) => {
            sql.push("strpos(");
            found(sql);
            sql.push(", ").placeholder_at(number).push(") > 0");
        }
        (Dialect::Postgres, TextMatch::StartsWith) => {
            sql.push("starts_with(");
            found(sql);
            sql.push(", ").placeholder_at(number).push(")");
        }
        (Dialect::Postgres, _) => {
            sql.push("right(");
            found(sql);
            sql.push(", length(").placeholder_at(number).push(")) = ").placeholder_at(number);
        }
        (Dialect::Sqlite, TextMatch::Contains | TextMatch::StartsWith) => {
            sql.push("instr(");
            found(sql);
            sql.push(", ").placeholder_at(number).push(if how == TextMatch::Contains { ") > 0" } else { ") = 1" });
        }
        (Dialect::Sqlite, _) => {
            sql.push("substr(");
            found(sql);
            sql.push(", length(");
            found(sql);
            sql.push(") - length(").placeholder_at(number).push(") + 1) = ").placeholder_at(number);
        }
    }
}

/// The least text after all that begin with this one, where an index can be asked for these: it orders texts by code point.
fn beyond(spec: &ResourceSpec, index: usize, how: TextMatch, text: &str) -> Option<String> {
    let column = spec.columns.get(index)?;
    // The texts of somebody else's table may have an order of their own.
    if how != TextMatch::StartsWith || !spec.managed || column.sql_type.is_some() {
        return None;
    }
    let mut letters = text.chars();
    while let Some(last) = letters.next_back() {
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            let mut beyond = letters.as_str().to_owned();
            beyond.push(next);
            return Some(beyond);
        }
        // Nothing comes after the last letter of all: what comes after the text comes after the rest of it.
    }
    None
}

/// Writes that the column begins with a text, and what follows from that: it lies in a range that an index can be asked for.
fn write_beginning(sql: &mut Sql, column: &'static ColumnSpec, table: Table<'_>) {
    let first = sql.placeholders() + 1;
    sql.push("(");
    write_text_match(sql, column, TextMatch::StartsWith, table);
    sql.push(" AND ");
    table.ordered(sql, column);
    sql.push(" >= ").placeholder_at(first).push(" AND ");
    table.ordered(sql, column);
    sql.push(" < ").placeholder().push(")");
}

const fn words(operator: Compare) -> &'static str {
    match operator {
        Compare::Equal => " = ",
        Compare::NotEqual => " <> ",
        Compare::Less => " < ",
        Compare::LessOrEqual => " <= ",
        Compare::Greater => " > ",
        Compare::GreaterOrEqual => " >= ",
    }
}

/// The column of a comparison that has a meaning. The order of JSON values differs from database to database, so a comparison by it is
/// unknown; an index without a column cannot come from [`Field`](crate::spec::Field).
fn comparable(of: Of, index: usize, operator: Compare) -> Option<&'static ColumnSpec> {
    let column = of.column(index)?;
    let ordered = !matches!(operator, Compare::Equal | Compare::NotEqual);
    (!(ordered && column.data_type.kind == Kind::Json)).then_some(column)
}

/// The column of a match that has a meaning.
fn text_column(of: Of, index: usize, how: TextMatch, text: &str) -> Option<&'static ColumnSpec> {
    let short = !how.ignores_case() || !fold::too_long(text);
    of.column(index).filter(|column| short && column.data_type.kind == Kind::Text)
}

/// The column of a document that has a meaning, and can be looked for.
fn json_column(of: Of, index: usize, held: &serde_json::Value) -> Option<&'static ColumnSpec> {
    of.column(index).filter(|column| column.data_type.kind == Kind::Json && json::can_be_held(held))
}

/// The kind in which values are compared with a column of this kind. An integer that the column cannot hold is greater or less than all it
/// holds, not a mistake.
pub(super) const fn compared(kind: Kind) -> Kind {
    if kind.integer_range().is_some() { Kind::I64 } else { kind }
}

/// Whether a value can be compared at all: what a null is compared with is unknown.
pub(super) const fn known(value: &Value) -> bool {
    !value.is_null()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static COLUMNS: [ColumnSpec; 1] = [ColumnSpec::new::<String>("text")];

    fn beyond_of(text: &str) -> Option<String> {
        beyond(&ResourceSpec { columns: &COLUMNS, ..ResourceSpec::USUAL }, 0, TextMatch::StartsWith, text)
    }

    #[test]
    fn what_comes_after_a_beginning() {
        assert_eq!(beyond_of("az").as_deref(), Some("a{"));
        assert_eq!(beyond_of("a\u{d7ff}").as_deref(), Some("a\u{e000}"));
        assert_eq!(beyond_of("a\u{10ffff}\u{10ffff}").as_deref(), Some("b"));
        assert_eq!((beyond_of(""), beyond_of("\u{10ffff}")), (None, None));
    }

    proptest! {
        #[test]
        fn beginnings_are_a_range(text in any::<String>(), rest in any::<String>(), other in any::<String>()) {
            if let Some(beyond) = beyond_of(&text) {
                for other in [format!("{text}{rest}"), other, beyond.clone()] {
                    prop_assert_eq!(other.starts_with(&text), text <= other && other < beyond, "{:?} {:?}", &text, &other);
                }
            }
        }
    }
}
