//! `CHECK` from rules.
//!
//! Only what SQL can say exactly as the rules do becomes a check: words of enums, ranges, lengths, lists of values, and the ranges of
//! integer types that are wider in the database. Patterns, addresses and functions stay with the input.

use crate::{
    db::Dialect,
    query::builder::Sql,
    spec::{ColumnSpec, Kind, Literal, Number, Rule},
};

/// Everything that is known about a column, as one condition; `None` when there is nothing to check.
pub(super) fn condition(column: &'static ColumnSpec, dialect: Dialect) -> Option<String> {
    let mut conditions = Conditions { column, dialect, sql: Sql::new(), any: false };
    conditions.of_type();
    for rule in column.data_type.rules.iter().chain(column.rules) {
        conditions.of_rule(rule);
    }
    conditions.any.then(|| conditions.sql.into_text())
}

struct Conditions {
    column: &'static ColumnSpec,
    dialect: Dialect,
    sql: Sql,
    any: bool,
}

impl Conditions {
    /// Begins another condition.
    fn next(&mut self) -> &mut Sql {
        let separator = if std::mem::replace(&mut self.any, true) { " AND " } else { "" };
        self.sql.push(separator)
    }

    fn of_type(&mut self) {
        let (column, kind) = (self.column, self.column.data_type.kind);
        if !column.data_type.variants.is_empty() {
            let name = column.column;
            self.next().name(name).push(" IN (").list(", ", column.data_type.variants, |sql, word| {
                sql.literal(word);
            });
            self.sql.push(")");
        }
        // Types that the database has no type of the same range for.
        let narrower = match self.dialect {
            Dialect::Sqlite => !matches!(kind, Kind::I64),
            Dialect::Postgres => matches!(kind, Kind::I8 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64),
        };
        if let Some((least, most)) = kind.integer_range().filter(|_| narrower) {
            if most == i64::MAX {
                self.next().name(column.column).push(" >= ").integer(least);
            } else {
                self.next().name(column.column).push(" BETWEEN ").integer(least).push(" AND ").integer(most);
            }
        }
        match (self.dialect, kind) {
            (Dialect::Sqlite, Kind::Bool) => {
                self.next().name(column.column).push(" IN (0, 1)");
            }
            (Dialect::Sqlite, Kind::Json) => {
                self.next().push("json_valid(").name(column.column).push(")");
            }
            _ => {}
        }
    }

    fn of_rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Length { min, max } => self.length(*min, *max),
            Rule::Range { min, max } => {
                self.bound(" >= ", *min);
                self.bound(" <= ", *max);
            }
            Rule::OneOf(values) => self.one_of(values),
            Rule::Pattern(_)
            | Rule::Email
            | Rule::Url
            | Rule::NonBlank
            | Rule::Each(_)
            | Rule::Custom(_)
            | Rule::CustomJson(_) => {}
        }
    }

    fn length(&mut self, min: Option<u64>, max: Option<u64>) {
        let measure = match (self.dialect, self.column.data_type.kind) {
            (Dialect::Postgres, Kind::Text) => "char_length(",
            (Dialect::Postgres, Kind::Bytes) => "octet_length(",
            // Of a text the characters, of a blob the bytes.
            (Dialect::Sqlite, Kind::Text | Kind::Bytes) => "length(",
            // The length of a list inside JSON is checked on input only.
            _ => return,
        };
        let name = self.column.column;
        if let Some(min) = min.filter(|min| *min > 0) {
            self.next().push(measure).name(name).push(") >= ").integer(i64::try_from(min).unwrap_or(i64::MAX));
        }
        if let Some(max) = max.and_then(|max| i64::try_from(max).ok()) {
            self.next().push(measure).name(name).push(") <= ").integer(max);
        }
    }

    fn bound(&mut self, operator: &'static str, bound: Option<Number>) {
        let Some(bound) = bound else { return };
        let (name, kind, dialect) = (self.column.column, self.column.data_type.kind, self.dialect);
        let whole = kind.integer_range().is_some();
        if !whole && !matches!(kind, Kind::F32 | Kind::F64 | Kind::Decimal) {
            return;
        }
        let sql = self.next();
        if dialect == Dialect::Sqlite && kind == Kind::Decimal {
            // Rounding keeps the order of numbers, so nothing that is inside the bound falls out of it.
            sql.push("CAST(").name(name).push(" AS REAL)");
        } else {
            sql.name(name);
        }
        sql.push(operator);
        match bound {
            Number::Integer(number) => sql.integer(number),
            Number::Float(number) => sql.float(number),
        };
    }

    fn one_of(&mut self, values: &'static [Literal]) {
        let kind = self.column.data_type.kind;
        let whole = kind.integer_range().is_some();
        let fits = |value: &&Literal| match value {
            Literal::Text(_) => kind == Kind::Text,
            Literal::Integer(_) => whole,
        };
        if values.is_empty() || !values.iter().all(|value| fits(&value)) {
            return;
        }
        let name = self.column.column;
        self.next().name(name).push(" IN (").list(", ", values, |sql, value| {
            match value {
                Literal::Text(text) => sql.literal(text),
                Literal::Integer(number) => sql.integer(*number),
            };
        });
        self.sql.push(")");
    }
}
