//! Groups of rows, and what is told of each.

use super::{
    after::{After, Key},
    builder::Sql,
    column, condition,
    exact::{Exact, PARTS},
    list::write_order,
    plan::Plan,
    shape::{Shape, What},
};
use crate::{
    db::{DbError, Dialect, Row, Statement, write_json_text},
    spec::{ColumnSpec, Expr, Kind, Measure, MeasureSpec, Value},
};

/// What is asked of rows together.
#[derive(Clone, Debug)]
pub struct AggregateQuery {
    /// The rows that the caller may see.
    pub scope: Expr,
    /// Which of these it is about; `Expr::Constant(true)` for all.
    pub filter: Expr,
    /// The columns that they are grouped by, each once; none for all of them together.
    pub groups: Vec<usize>,
    /// What is told of each group besides how many rows it has.
    pub measures: Vec<MeasureSpec>,
    /// The values of the group after which the page begins; `None` for the beginning.
    pub after: Option<Vec<Value>>,
    /// How many groups the page holds; the statement asks for one more.
    pub limit: u32,
}

/// Four thousand million: a number of 64 bits is so many times its upper half, and the lower one. Sums of halves are in no danger of being too large.
const HALF: i64 = 1 << 32;

impl Plan {
    /// One page of groups in the order of the columns that they are grouped by, and one group more: the values of these columns, how many rows there are,
    /// and what [`Plan::write_group`] makes measures of. Without groups it is one row, also where there are no rows.
    pub fn aggregate(&self, query: &AggregateQuery) -> Statement {
        let spec = self.resource();
        let mut shape = Shape::new(What::Aggregate, self.dialect);
        condition::shape(&query.scope, spec, &mut shape);
        condition::shape(&query.filter, spec, &mut shape);
        shape.columns(&query.groups);
        shape.number(query.measures.len());
        for measure in &query.measures {
            shape.number(measure.column);
            shape.byte(measure.measure as u8);
        }
        // A position of other groups is none.
        let after = query.after.as_ref().filter(|after| after.len() == query.groups.len() && !after.is_empty());
        shape.byte(u8::from(after.is_some()));
        for (column, value) in query.groups.iter().zip(after.into_iter().flatten()) {
            shape.byte(u8::from(value.is_null()));
            if !value.is_null() {
                shape.arg(value.clone(), condition::compared(spec.columns[*column].data_type.kind));
            }
        }
        shape.number(query.limit as usize);
        self.cache.statement(shape, false, |sql| self.write_aggregate(sql, query, after))
    }

    fn write_aggregate(&self, sql: &mut Sql, query: &AggregateQuery, after: Option<&Vec<Value>>) {
        let (spec, dialect) = (self.resource(), self.dialect);
        let columns = || query.groups.iter().map(|column| &spec.columns[*column]);
        sql.push("SELECT ");
        for column in columns() {
            column::selected(sql, column, self.table());
            sql.push(", ");
        }
        sql.push("COUNT(*)");
        for measure in &query.measures {
            sql.push(", ");
            self.write_measure(sql, *measure);
        }
        sql.push(" FROM ").table(spec).push(" WHERE ");
        condition::text(&query.scope, self.table(), sql);
        sql.push(" AND ");
        condition::text(&query.filter, self.table(), sql);
        if query.groups.is_empty() {
            return;
        }
        let mut values = after.into_iter().flatten();
        let keys: Vec<Key> = columns()
            .map(|column| {
                let placeholder = values.next().filter(|value| !value.is_null()).map(|_| sql.reserve(1));
                Key { placeholder, ..Key::of(column, false) }
            })
            .collect();
        if after.is_some() {
            sql.push(" AND ");
            After { keys: &keys, dialect, inclusive: false }.write(sql, false);
        }
        sql.push(" GROUP BY ").list(", ", columns(), |sql, column| {
            sql.name(column.column);
        });
        write_order(sql, &keys, dialect);
        sql.push(" LIMIT ").integer(i64::from(query.limit) + 1);
    }

    fn write_measure(&self, sql: &mut Sql, MeasureSpec { column, measure }: MeasureSpec) {
        let spec_of: &'static ColumnSpec = &self.resource().columns[column];
        let dialect = self.dialect;
        match (measure, spec_of.data_type.kind) {
            (Measure::Least | Measure::Greatest, _) => {
                let function = if measure == Measure::Least { "MIN(" } else { "MAX(" };
                column::in_its_kind(sql, spec_of, dialect, |sql| {
                    sql.push(function);
                    column::ordered(sql, spec_of, dialect);
                    sql.push(")");
                });
                return;
            }
            (_, Kind::Decimal) => match dialect {
                Dialect::Postgres => {
                    sql.push("CAST(SUM(").name(spec_of.column).push(") AS TEXT)");
                }
                Dialect::Sqlite => {
                    let name = |sql: &mut Sql| {
                        sql.name(spec_of.column);
                    };
                    sql.list(", ", 0..PARTS, |sql, part| write_part(sql, &name, part));
                }
            },
            _ => {
                let half = |sql: &mut Sql, operator| {
                    sql.push("CAST(SUM(CAST(").name(spec_of.column).push(" AS BIGINT)").push(operator).integer(HALF);
                    sql.push(") AS BIGINT)");
                };
                half(sql, " / ");
                sql.push(", ");
                half(sql, " % ");
            }
        }
        sql.push(", COUNT(").name(spec_of.column).push(")");
    }

    /// Appends a group of a query as a JSON object.
    ///
    /// # Errors
    /// When a value is not of its type; part of the object may have been written then.
    pub fn write_group(&self, row: &Row, query: &AggregateQuery, out: &mut Vec<u8>) -> Result<(), DbError> {
        let spec = self.resource();
        out.push(b'{');
        for (at, column) in query.groups.iter().enumerate() {
            let column = &spec.columns[*column];
            write_json_text(column.member, out);
            out.push(b':');
            row.write_json(at, column.data_type.kind, out)?;
            out.push(b',');
        }
        let mut next = query.groups.len();
        out.extend_from_slice(b"\"count\":");
        row.write_json(next, Kind::I64, out)?;
        next += 1;
        for measure in &query.measures {
            out.push(b',');
            write_json_text(&measure.name(spec), out);
            out.push(b':');
            next = self.write_measured(row, *measure, next, out)?;
        }
        out.push(b'}');
        Ok(())
    }

    /// Appends a measure that begins at a value of the row; answers where the next one does.
    fn write_measured(&self, row: &Row, measure: MeasureSpec, at: usize, out: &mut Vec<u8>) -> Result<usize, DbError> {
        let kind = self.resource().columns[measure.column].data_type.kind;
        if matches!(measure.measure, Measure::Least | Measure::Greatest) {
            row.write_json(at, kind, out)?;
            return Ok(at + 1);
        }
        let number = |at| Ok::<_, DbError>(if let Value::Integer(number) = row.value(at, Kind::I64)? { number } else { 0 });
        let (sum, values) = match (kind, self.dialect) {
            (Kind::Decimal, Dialect::Postgres) => {
                let text = row.value(at, Kind::Text)?;
                (if let Value::Text(text) = text { Exact::of_text(&text) } else { None }, 1)
            }
            (Kind::Decimal, Dialect::Sqlite) => {
                let mut parts = [0; PARTS];
                for (place, part) in parts.iter_mut().enumerate() {
                    *part = number(at + place)?;
                }
                (Some(Exact::of_parts(parts)), PARTS)
            }
            _ => {
                let sum = i128::from(number(at)?) * i128::from(HALF) + i128::from(number(at + 1)?);
                (Exact::of_text(&sum.to_string()), 2)
            }
        };
        let count = number(at + values)?.unsigned_abs();
        let measured = match measure.measure {
            Measure::Average => sum.and_then(|sum| sum.by(count)),
            _ => sum.filter(|_| count > 0),
        };
        match measured {
            None => out.extend_from_slice(b"null"),
            // A number of which no digit is lost by whoever reads it as one.
            Some(number) if kind == Kind::Decimal || measure.measure == Measure::Average => {
                out.push(b'"');
                out.extend_from_slice(number.text().as_bytes());
                out.push(b'"');
            }
            Some(number) => out.extend_from_slice(number.text().as_bytes()),
        }
        Ok(at + values + 1)
    }

    /// Where the next page of a query begins: the values of a group.
    ///
    /// # Errors
    /// When a value is not of its type.
    pub fn group(&self, row: &Row, query: &AggregateQuery) -> Result<Vec<Value>, DbError> {
        let columns = query.groups.iter().map(|column| &self.resource().columns[*column]);
        columns.enumerate().map(|(at, column)| row.value(at, column.data_type.kind)).collect()
    }
}

/// Writes the sum of one part of decimals, of which `name` is written: ten of the thirty digits before the point or of those behind it, with the sign.
pub(super) fn write_part(sql: &mut Sql, name: &dyn Fn(&mut Sql), part: usize) {
    let text = |sql: &mut Sql| {
        sql.push("ltrim(");
        name(sql);
        sql.push(", '-')");
    };
    let before = part < PARTS / 2;
    let from = 1 + 10 * i64::try_from(part % (PARTS / 2)).unwrap_or_default();
    sql.push("SUM(CAST(substr(");
    // A point is found at the end of a number that has none.
    if before {
        sql.push("substr('000000000000000000000000000000' || substr(");
        text(sql);
        sql.push(", 1, instr(");
        text(sql);
        sql.push(" || '.', '.') - 1), -30)");
    } else {
        sql.push("substr(");
        text(sql);
        sql.push(", instr(");
        text(sql);
        sql.push(" || '.', '.') + 1) || '000000000000000000000000000000'");
    }
    sql.push(", ").integer(from).push(", 10) AS INTEGER) * CASE WHEN ");
    name(sql);
    sql.push(" LIKE '-%' THEN -1 ELSE 1 END)");
}
