//! Columns that are computed from the rows of others: each is one subquery, wherever it stands.
//!
//! What the caller sees of these rows is part of the subquery. Its values have numbers of their own at the beginning of the statement, or of the condition,
//! so that the column can stand there any number of times. What was not decided is null.

use super::{
    builder::Sql,
    column::{self, Table},
    condition::{self, Way, alias_in, way},
    exact::PARTS,
    shape::Shape,
};
use crate::{
    db::Dialect,
    spec::{ColumnSpec, Expr, Kind, Measure, MeasureSpec, RelationSpec, ResourceSpec, relation::Equal},
};

/// What a caller sees of the rows that columns are computed from: of each such column, by its index, the rows and the links.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen(Vec<(usize, [Expr; 2])>);

impl Seen {
    /// Nothing was decided.
    pub const NOTHING: Self = Self(Vec::new());

    /// What is seen for some columns of a resource; `visible` says which rows of another one the caller sees.
    pub fn of(
        spec: &ResourceSpec,
        columns: impl IntoIterator<Item = usize>,
        visible: &dyn Fn(&'static ResourceSpec) -> Expr,
    ) -> Self {
        let decided = |column: usize| Some((column, spec.gathers(column)?.seen(visible)));
        Self(columns.into_iter().filter_map(decided).collect())
    }

    /// Those of these columns that are computed from other rows, each once; collects their shape and their values.
    pub(super) fn used<'a>(&'a self, spec: &ResourceSpec, columns: impl IntoIterator<Item = usize>, to: &mut Shape) -> Used<'a> {
        let mut used = Used::default();
        if !spec.has_gathered() {
            return used;
        }
        let mut wanted: Vec<usize> = columns.into_iter().filter(|column| spec.gathers(*column).is_some()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        to.columns(&wanted);
        let first = to.values();
        for column in wanted {
            let seen = self.0.iter().find(|(known, _)| *known == column).zip(spec.gathers(column));
            to.byte(u8::from(seen.is_some()));
            if let Some(((_, visible), relation)) = seen {
                used.columns.push(SeenColumn { column, visible, before: to.values() });
                shape(relation, visible, to);
            }
        }
        used.values = to.values() - first;
        used
    }
}

/// The computed columns of a statement, or of a part of it.
#[derive(Debug, Default)]
pub(super) struct Used<'a> {
    pub(super) columns: Vec<SeenColumn<'a>>,
    /// How many values they have together: the text takes their numbers where the shape has them.
    pub(super) values: usize,
}

/// A computed column, what is seen of the rows that it is about, and how many values stand before its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeenColumn<'a> {
    pub(super) column: usize,
    pub(super) visible: &'a [Expr; 2],
    pub(super) before: usize,
}

/// Collects the shape and the values of what is seen.
pub(super) fn shape(relation: &RelationSpec, [rows, links]: &[Expr; 2], to: &mut Shape) {
    if let Some(through) = relation.through() {
        condition::shape(links, through, to);
    }
    condition::shape(rows, relation.target(), to);
}

/// Writes the value of a column.
pub(super) fn write(sql: &mut Sql, column: &'static ColumnSpec, table: Table<'_>) {
    let same = |seen: &&SeenColumn<'_>| table.spec.columns.get(seen.column).is_some_and(|known| std::ptr::eq(known, column));
    let gathered = column.gathered().and_then(|(relation, told)| Some((table.spec.relations.get(relation)?, told)));
    let (Some(seen), Some((relation, told))) = (table.seen.iter().find(same), gathered) else {
        sql.push("NULL");
        return;
    };
    let now = sql.placeholders();
    sql.rewind(seen.before);
    text(sql, column, relation, told, seen.visible, table);
    sql.rewind(now);
}

/// How many values the value of a column has.
pub(super) fn values(relation: &'static RelationSpec, visible: &[Expr; 2], dialect: Dialect) -> usize {
    let mut to = Shape::new(super::shape::What::Count, dialect);
    shape(relation, visible, &mut to);
    to.values()
}

fn text(
    sql: &mut Sql,
    column: &'static ColumnSpec,
    relation: &'static RelationSpec,
    told: Option<MeasureSpec>,
    [rows, links]: &[Expr; 2],
    outer: Table<'_>,
) {
    let Some(way) = way(relation, outer.spec) else {
        sql.push("NULL");
        return;
    };
    let alias = alias_in(outer);
    let found = Table { spec: relation.target(), dialect: outer.dialect, alias: Some(&alias), seen: &[] };
    let told = Told { column, told: told.and_then(|told| Some((told.measure, found.spec.columns.get(told.column)?))) };
    sql.push("(");
    told.begin(sql, found);
    sql.push(" FROM ").table(found.spec).push(" AS ").name(&alias).push(" WHERE ");
    match way {
        Way::Straight(equal) => write_equal(sql, &equal, found, outer),
        // A row counts once, however many links lead to it.
        Way::Linked(spec, to_links, further) => {
            let alias = alias_in(found);
            let link = Table { spec, alias: Some(&alias), ..found };
            let list = |sql: &mut Sql, own: bool| {
                sql.list(
                    ", ",
                    &further,
                    |sql, (other, theirs)| if own { found.name(sql, theirs) } else { link.name(sql, other) },
                );
            };
            sql.push("(");
            list(sql, true);
            sql.push(") IN (SELECT ");
            list(sql, false);
            sql.push(" FROM ").table(spec).push(" AS ").name(&alias).push(" WHERE ");
            write_equal(sql, &to_links, link, outer);
            condition::and(sql, links, link);
            sql.push(")");
        }
    }
    condition::and(sql, rows, found);
    told.end(sql, outer.dialect);
    sql.push(")");
}

/// Writes that the columns of a row are equal to those of the row that is asked about.
fn write_equal(sql: &mut Sql, equal: &Equal, found: Table<'_>, outer: Table<'_>) {
    sql.list(" AND ", equal, |sql, (own, theirs)| {
        let own_name = |sql: &mut Sql| outer.outer(sql, own);
        let their_name = |sql: &mut Sql| found.name(sql, theirs);
        column::equal(sql, (found.spec, theirs, &their_name), (outer.spec, own, &own_name), outer.dialect);
    });
}

/// Sums of parts are not greater than this, and it is divided by what a part holds: the quotient of both together is rounded down.
const ABOVE: i64 = 4_000_000_000_000_000_000;

/// What a part of a decimal holds, and what the lower part of an integer holds.
const DECIMAL_PART: i64 = 10_000_000_000;
const INTEGER_PART: i64 = 1_000_000_000;

/// What is told of the rows that were found.
struct Told {
    column: &'static ColumnSpec,
    told: Option<(Measure, &'static ColumnSpec)>,
}

/// How a sum is made.
enum Sum {
    /// As the database makes it.
    Plain,
    /// Integers of 64 bits, on SQLite: from two parts of each.
    Wide,
    /// Decimals on SQLite: from the parts of their digits.
    Decimal,
}

impl Told {
    fn sum(of: &ColumnSpec, dialect: Dialect) -> Sum {
        match (dialect, of.data_type.kind) {
            (Dialect::Sqlite, Kind::Decimal) => Sum::Decimal,
            (Dialect::Sqlite, Kind::I64 | Kind::U64) => Sum::Wide,
            _ => Sum::Plain,
        }
    }

    /// What the sum of no rows is.
    fn of_none(&self) -> &'static str {
        match (self.column.data_type.nullable, self.column.data_type.kind) {
            (true, _) => "NULL",
            (false, Kind::Decimal) => "'0'",
            (false, _) => "0",
        }
    }

    /// Writes the select list, up to where the rows come from.
    fn begin(&self, sql: &mut Sql, found: Table<'_>) {
        let dialect = found.dialect;
        let Some((measure, of)) = self.told else {
            sql.push("SELECT COUNT(*)");
            return;
        };
        let value = |sql: &mut Sql| column::in_its_kind(sql, of, dialect, |sql| found.name(sql, of));
        match (measure, Self::sum(of, dialect)) {
            (Measure::Least | Measure::Greatest | Measure::Average, _) => {
                sql.push("SELECT ");
                column::in_its_kind(sql, of, dialect, |sql| {
                    sql.push(if measure == Measure::Least { "MIN(" } else { "MAX(" });
                    found.ordered(sql, of);
                    sql.push(")");
                });
            }
            (Measure::Sum, Sum::Plain) if dialect == Dialect::Sqlite => {
                sql.push("SELECT COALESCE(SUM(");
                value(sql);
                sql.push("), ").push(self.of_none()).push(")");
            }
            // The greatest and the least number that answers have stand for those beyond.
            (Measure::Sum, Sum::Plain) => {
                let decimal = of.data_type.kind == Kind::Decimal;
                sql.push("SELECT CASE WHEN COUNT(");
                value(sql);
                sql.push(") = 0 THEN ").push(if self.column.data_type.nullable { "NULL" } else { "0" }).push(" ELSE ");
                sql.push(if decimal { "LEAST(GREATEST(SUM(" } else { "CAST(LEAST(GREATEST(SUM(CAST(" });
                value(sql);
                sql.push(if decimal {
                    "), -999999999999999999.9999999999), 999999999999999999.9999999999) END"
                } else {
                    " AS BIGINT)), -9223372036854775808), 9223372036854775807) AS BIGINT) END"
                });
            }
            (Measure::Sum, Sum::Wide) => {
                sql.push("SELECT CASE WHEN n = 0 THEN ").push(self.of_none()).push(
                    " WHEN h > 9223372036 OR (h = 9223372036 AND l > 854775807) THEN 9223372036854775807 \
                     WHEN h < -9223372037 OR (h = -9223372037 AND l < 145224192) THEN -9223372036854775807 - 1 \
                     WHEN h < 0 THEN (h + 1) * 1000000000 + (l - 1000000000) ELSE h * 1000000000 + l END FROM (SELECT n, h + ",
                );
                rounded_down(sql, INTEGER_PART, |sql| {
                    sql.push("l");
                });
                sql.push(" AS h, (l + ").integer(ABOVE).push(") % ").integer(INTEGER_PART);
                sql.push(" AS l FROM (SELECT COUNT(*) AS n, SUM(");
                value(sql);
                sql.push(" / ").integer(INTEGER_PART).push(") AS h, SUM(");
                value(sql);
                sql.push(" % ").integer(INTEGER_PART).push(") AS l");
            }
            (Measure::Sum, Sum::Decimal) => self.begin_decimals(sql, found, of),
        }
    }

    /// The sums of parts become digits: first of which sign they are together, then each carries what it cannot hold into the one before.
    fn begin_decimals(&self, sql: &mut Sql, found: Table<'_>, of: &'static ColumnSpec) {
        sql.push("SELECT CASE WHEN n = 0 THEN ").push(self.of_none()).push(
            " WHEN length(w) > 30 OR w >= '000000000001000000000000000000' THEN g || '999999999999999999.9999999999' \
             ELSE g || COALESCE(NULLIF(ltrim(w, '0'), ''), '0') || rtrim('.' || rtrim(f, '0'), '.') END FROM \
             (SELECT n, CASE WHEN g < 0 THEN '-' ELSE '' END AS g, printf('%010d%010d%010d'",
        );
        for part in 0..PARTS {
            if part == PARTS / 2 {
                sql.push(") AS w, printf('%010d%010d%010d'");
            }
            sql.push(", ");
            if part == 0 {
                carried(sql, part);
            } else {
                sql.push("(");
                carried(sql, part);
                sql.push(" + ").integer(ABOVE).push(") % ").integer(DECIMAL_PART);
            }
        }
        sql.push(") AS f FROM (SELECT n, g");
        for name in PART_NAMES {
            sql.push(", g * ").name(name).push(" AS ").name(name);
        }
        sql.push(" FROM (SELECT *, CASE WHEN ");
        carried(sql, 0);
        sql.push(" < 0 THEN -1 ELSE 1 END AS g FROM (SELECT COUNT(");
        found.name(sql, of);
        sql.push(") AS n");
        for (part, name) in PART_NAMES.into_iter().enumerate() {
            sql.push(", ");
            super::aggregate::write_part(sql, &|sql| found.name(sql, of), part);
            sql.push(" AS ").name(name);
        }
    }

    /// Writes what stands behind the rows.
    fn end(&self, sql: &mut Sql, dialect: Dialect) {
        let Some((Measure::Sum, of)) = self.told else { return };
        sql.push(match Self::sum(of, dialect) {
            Sum::Plain => "",
            Sum::Wide => "))",
            Sum::Decimal => "))))",
        });
    }
}

/// What the sums of parts are called.
const PART_NAMES: [&str; PARTS] = ["s0", "s1", "s2", "s3", "s4", "s5"];

/// Writes the sum of a part with what the parts behind it carry.
fn carried(sql: &mut Sql, part: usize) {
    sql.push("(").name(PART_NAMES[part]);
    if part + 1 < PARTS {
        sql.push(" + ");
        rounded_down(sql, DECIMAL_PART, |sql| carried(sql, part + 1));
    }
    sql.push(")");
}

/// Writes a quotient that is rounded down, where SQL would round it towards zero.
fn rounded_down(sql: &mut Sql, divisor: i64, number: impl FnOnce(&mut Sql)) {
    sql.push("(");
    number(sql);
    sql.push(" + ").integer(ABOVE).push(") / ").integer(divisor).push(" - ").integer(ABOVE / divisor);
}
