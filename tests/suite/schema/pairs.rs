//! Made-up pairs of schemas, and rows that fit both.

use proptest::prelude::*;
use restkit::{
    db::Dialect,
    schema::{
        Fill, Renames,
        model::{Column, DeleteRule, Schema, Table, TableName},
    },
};

use super::build;

/// A table before and after.
#[derive(Clone, Debug)]
pub struct TablePair {
    before: bool,
    after: bool,
    renamed: bool,
    columns: Vec<ColumnPair>,
}

/// A column before and after.
#[derive(Clone, Debug)]
pub struct ColumnPair {
    before: Option<Side>,
    after: Option<Side>,
    renamed: bool,
}

/// A column on one side.
#[derive(Clone, Debug)]
pub struct Side {
    kind: Kind,
    nullable: bool,
    default: bool,
    unique: bool,
    index: u8,
    check: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Small,
    Big,
    Real,
    Text,
    Word,
    Blob,
    /// Refers to the table of this number, among those that are there.
    Refers(usize, DeleteRule),
}

/// Which of the two schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Before,
    After,
}

pub fn pairs() -> impl Strategy<Value = Vec<TablePair>> {
    proptest::collection::vec(table(), 1..4)
}

fn table() -> impl Strategy<Value = TablePair> {
    let there = prop_oneof![6 => Just((true, true)), 1 => Just((true, false)), 1 => Just((false, true))];
    (there, proptest::bool::weighted(0.2), proptest::collection::vec(column(), 0..4))
        .prop_map(|((before, after), renamed, columns)| TablePair { before, after, renamed: renamed && before && after, columns })
}

fn column() -> impl Strategy<Value = ColumnPair> {
    let pair = prop_oneof![
        // The same, another in its place, a new one, one that goes away.
        2 => side().prop_map(|side| (Some(side.clone()), Some(side))),
        4 => (side(), side()).prop_map(|(before, after)| (Some(before), Some(after))),
        2 => side().prop_map(|side| (None, Some(side))),
        2 => side().prop_map(|side| (Some(side), None)),
    ];
    (pair, proptest::bool::weighted(0.2)).prop_map(|((before, after), renamed)| {
        let mut after = after;
        let both = before.is_some() && after.is_some();
        if let (Some(before), Some(after)) = (&before, &mut after)
            && before.kind.group() != after.kind.group()
            && (before.kind.is_bound() || after.kind.is_bound())
        {
            // No database can tell that the values have another meaning, so they would have to fit.
            after.clone_from(before);
        }
        ColumnPair { before, after, renamed: renamed && both }
    })
}

fn side() -> impl Strategy<Value = Side> {
    let rule = prop_oneof![Just(DeleteRule::Restrict), Just(DeleteRule::Cascade), Just(DeleteRule::SetNull)];
    let kind = prop_oneof![
        2 => Just(Kind::Small),
        1 => Just(Kind::Big),
        1 => Just(Kind::Real),
        2 => Just(Kind::Text),
        2 => Just(Kind::Word),
        1 => Just(Kind::Blob),
        2 => (0_usize..4, rule).prop_map(|(table, rule)| Kind::Refers(table, rule)),
    ];
    (kind, any::<bool>(), any::<bool>(), any::<bool>(), 0_u8..4, 0_u8..3).prop_map(
        |(kind, nullable, default, unique, index, check)| {
            let countable = !matches!(kind, Kind::Word | Kind::Refers(..));
            let refers = matches!(kind, Kind::Refers(..));
            Side {
                kind,
                nullable: nullable || matches!(kind, Kind::Refers(_, DeleteRule::SetNull)),
                default: default && !refers && !unique,
                unique: unique && countable,
                index,
                check,
            }
        },
    )
}

/// The schema on one side.
pub fn schema(pairs: &[TablePair], when: When, dialect: Dialect) -> Schema {
    let there = pairs.iter().enumerate().filter(|(_, pair)| pair.is_there(when));
    build::schema(there.map(|(at, pair)| pair.table(at, pairs, when, dialect)).collect())
}

/// What has another name afterwards.
pub fn renames(pairs: &[TablePair]) -> Renames {
    let mut renames = Renames::default();
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.before && pair.after) {
        let name = TableName::bare(pair.name(at, When::After));
        if pair.renamed {
            renames.tables.insert(name.clone(), TableName::bare(pair.name(at, When::Before)));
        }
        for (column_at, column) in pair.columns.iter().enumerate().filter(|(_, column)| column.renamed) {
            let (new, old) = (column.name(column_at, When::After), column.name(column_at, When::Before));
            renames.columns.insert((name.clone(), new), old);
        }
    }
    renames
}

/// What rows that exist hold, on both ways.
pub fn fills(pairs: &[TablePair], dialect: Dialect) -> Vec<Fill> {
    let mut fills = Vec::new();
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.before && pair.after) {
        let table = pair.name(at, When::After);
        for (column_at, column) in pair.columns.iter().enumerate() {
            let name = column.name(column_at, if column.after.is_some() { When::After } else { When::Before });
            let Some(side) = column.after.as_ref().or(column.before.as_ref()) else { continue };
            let retyped = column.before.as_ref().is_none_or(|before| before.kind.sql(dialect) != side.kind.sql(dialect))
                || column.before.as_ref().is_some_and(|before| before.kind.group() != side.kind.group());
            let both = column.before.as_ref().zip(column.after.as_ref());
            // A column that stays what it is gets a value where it may not be null on one of the sides.
            let filled = both.is_none() || retyped || both.is_some_and(|(before, after)| before.nullable != after.nullable);
            if filled {
                // A text that can be made a number again on the way back.
                let value =
                    if side.kind == Kind::Text { "CAST(\"id\" AS TEXT)".to_owned() } else { side.kind.value("\"id\"", dialect) };
                fills.push(build::fill(&table, &name, &value));
            }
        }
    }
    fills
}

/// Statements that put three rows into every table of the first schema.
pub fn rows(pairs: &[TablePair], dialect: Dialect) -> Vec<String> {
    let mut statements = Vec::new();
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.before) {
        for id in 1..=3 {
            // Ids are given by the database; the third row says as little as it may.
            let given = pair.columns.iter().enumerate().filter_map(|(column_at, column)| {
                let side = column.before.as_ref()?;
                let optional = side.nullable || side.default;
                (id < 3 || !optional)
                    .then(|| (format!("\"{}\"", column.name(column_at, When::Before)), side.kind.value(&id.to_string(), dialect)))
            });
            let (names, values): (Vec<_>, Vec<_>) = given.unzip();
            let table = pair.name(at, When::Before);
            statements.push(if names.is_empty() {
                format!("INSERT INTO \"{table}\" DEFAULT VALUES")
            } else {
                format!("INSERT INTO \"{table}\" ({}) VALUES ({})", names.join(", "), values.join(", "))
            });
        }
    }
    statements
}

/// Tables and columns that are there on both sides with the same values: how they are asked for before and after.
pub fn kept(pairs: &[TablePair], dialect: Dialect) -> Vec<(String, String)> {
    let mut queries = Vec::new();
    for (at, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.before && pair.after) {
        let query = |when| {
            let columns = pair.columns.iter().enumerate().filter(|(_, column)| column.is_kept());
            let names: String = columns
                .map(|(at, column)| match dialect {
                    Dialect::Sqlite => format!(", quote(\"{}\")", column.name(at, when)),
                    Dialect::Postgres => format!(", CAST(\"{}\" AS TEXT)", column.name(at, when)),
                })
                .collect();
            format!("SELECT CAST(\"id\" AS TEXT){names} FROM \"{}\" ORDER BY \"id\"", pair.name(at, when))
        };
        queries.push((query(When::Before), query(When::After)));
    }
    queries
}

impl TablePair {
    const fn is_there(&self, when: When) -> bool {
        match when {
            When::Before => self.before,
            When::After => self.after,
        }
    }

    fn name(&self, at: usize, when: When) -> String {
        if self.renamed && when == When::After { format!("table {at}") } else { format!("t{at}") }
    }

    fn table(&self, at: usize, pairs: &[Self], when: When, dialect: Dialect) -> Table {
        let sides: Vec<(String, &Side)> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| Some((column.name(at, when), column.side(when)?)))
            .collect();
        let mut table = build::table(&self.name(at, when), dialect, sides.iter().map(|(name, side)| side.column(name, dialect)));
        for (name, side) in &sides {
            if side.unique {
                table.unique.push(build::unique(&table, &[name]));
            }
            if let Some(condition) = side.condition(name, dialect) {
                table.checks.push(build::check(&table, name, &condition));
            }
            match side.index {
                1 => table.indexes.push(build::index(&table, name)),
                2 => {
                    let mut index = build::index(&table, name);
                    index.condition = Some(format!("\"{name}\" IS NOT NULL"));
                    table.indexes.push(index);
                }
                _ => {}
            }
            if let Kind::Refers(to, rule) = side.kind {
                // Rows that stay refer only to rows that stay.
                let staying = self.before && self.after;
                let targets: Vec<String> = pairs
                    .iter()
                    .enumerate()
                    .filter(|(_, pair)| if staying { pair.before && pair.after } else { pair.is_there(when) })
                    .map(|(at, pair)| pair.name(at, when))
                    .collect();
                table.foreign_keys.push(build::refers(&table, name, &targets[to % targets.len()], rule));
            }
        }
        table
    }
}

impl ColumnPair {
    const fn side(&self, when: When) -> Option<&Side> {
        match when {
            When::Before => self.before.as_ref(),
            When::After => self.after.as_ref(),
        }
    }

    fn name(&self, at: usize, when: When) -> String {
        if self.renamed && when == When::After { format!("Column {at}") } else { format!("c{at}") }
    }

    /// Whether no value of it changes.
    fn is_kept(&self) -> bool {
        let both = self.before.as_ref().zip(self.after.as_ref());
        both.is_some_and(|(before, after)| before.kind.group() == after.kind.group() && (after.nullable || !before.nullable))
    }
}

impl Side {
    fn column(&self, name: &str, dialect: Dialect) -> Column {
        let mut column = build::column(name, self.kind.sql(dialect));
        column.nullable = self.nullable;
        if matches!(self.kind, Kind::Text | Kind::Word) {
            column.collation = (dialect == Dialect::Postgres).then(|| "C".to_owned());
        }
        if self.kind == Kind::Word {
            column.words = ["one", "two"].map(str::to_owned).to_vec();
        }
        column.default = self.default.then(|| self.kind.default(dialect).to_owned());
        column
    }

    fn condition(&self, name: &str, dialect: Dialect) -> Option<String> {
        match (self.kind, self.check) {
            (Kind::Word, _) => Some(format!("\"{name}\" IN ('one', 'two')")),
            (Kind::Small | Kind::Big | Kind::Real, 1) => Some(format!("\"{name}\" >= 0")),
            (Kind::Small | Kind::Big | Kind::Real, 2) => Some(format!("\"{name}\" >= 0 AND \"{name}\" <= 1000")),
            (Kind::Text, 1) => Some(format!("length(\"{name}\") > 0 AND \"{name}\" <> '{name}'")),
            (Kind::Blob, 1) if dialect == Dialect::Postgres => Some(format!("octet_length(\"{name}\") > 0")),
            _ => None,
        }
    }
}

impl Kind {
    const fn sql(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::Text | Self::Word, _) => "TEXT",
            (Self::Small, Dialect::Postgres) => "INTEGER",
            (Self::Big | Self::Refers(..), Dialect::Postgres) => "BIGINT",
            (Self::Small | Self::Big | Self::Refers(..), Dialect::Sqlite) => "INTEGER",
            (Self::Real, Dialect::Sqlite) => "REAL",
            (Self::Real, Dialect::Postgres) => "DOUBLE PRECISION",
            (Self::Blob, Dialect::Postgres) => "BYTEA",
            (Self::Blob, Dialect::Sqlite) => "BLOB",
        }
    }

    /// Kinds between which values stay what they are.
    const fn group(self) -> u8 {
        match self {
            Self::Small => 0,
            Self::Big => 1,
            Self::Real => 2,
            Self::Text => 3,
            Self::Word => 4,
            Self::Blob => 5,
            Self::Refers(..) => 6,
        }
    }

    /// Whether values of other kinds do not become its own.
    const fn is_bound(self) -> bool {
        matches!(self, Self::Word | Self::Blob | Self::Refers(..))
    }

    /// A value that differs from row to row where it can.
    fn value(self, id: &str, dialect: Dialect) -> String {
        match (self, dialect) {
            (Self::Small, Dialect::Postgres) => format!("CAST({id} AS INTEGER)"),
            (Self::Small | Self::Big, _) => id.to_owned(),
            (Self::Real, Dialect::Postgres) => format!("CAST({id} AS DOUBLE PRECISION)"),
            (Self::Real, Dialect::Sqlite) => format!("CAST({id} AS REAL)"),
            (Self::Text, _) => format!("'it''s ' || CAST({id} AS TEXT)"),
            (Self::Word, _) => "'one'".to_owned(),
            (Self::Blob, Dialect::Postgres) => format!("CAST('v' || CAST({id} AS TEXT) AS BYTEA)"),
            (Self::Blob, Dialect::Sqlite) => format!("CAST('v' || CAST({id} AS TEXT) AS BLOB)"),
            (Self::Refers(..), _) => "1".to_owned(),
        }
    }

    const fn default(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::Small | Self::Big | Self::Refers(..), _) => "7",
            (Self::Real, _) => "0.5",
            (Self::Text, _) => "'it''s'",
            (Self::Word, _) => "'two'",
            (Self::Blob, Dialect::Postgres) => "'\\x00ff'",
            (Self::Blob, Dialect::Sqlite) => "X'00ff'",
        }
    }
}
