//! Columns.

use super::{Writer, alter, alter_because, drop_constraint, rows::update};
use crate::{
    db::Dialect,
    query::builder::{literal, quoted},
    schema::{
        ddl::parts,
        diff::Change,
        model::{Column, TableName},
        names,
        plan::{
            fill::needs_value,
            script::{Stage, Statement},
            types,
            words::Words,
        },
    },
};

const GONE: &str = "What stood here is gone: with rows in the table this fails until they get a value.";

impl Writer<'_> {
    pub(super) fn add_column(&mut self, table: &TableName, column: &Column) {
        let drop = [alter_because(table, format_args!("DROP COLUMN {}", quoted(&column.name)), "With its values.")];
        let Some(fill) = self.fills.of(table, &column.name).filter(|_| !column.identity && column.generated.is_none()) else {
            self.op(Stage::Change, [alter(table, format_args!("ADD COLUMN {}", parts::column(column, Dialect::Postgres)))], drop);
            return;
        };
        if parts::is_literal(fill) {
            self.op(Stage::Change, with_constant(table, column, fill), drop);
            return;
        }
        let mut up = vec![alter(table, format_args!("ADD COLUMN {} {}", quoted(&column.name), parts::typed(column)))];
        if column.default.is_some() {
            up.push(set_default(table, column));
        }
        self.op(Stage::Change, up, drop);
        if column.nullable {
            self.fill_null(table, &column.name, fill, false);
        } else {
            self.not_null(table, &column.name, Some(fill));
        }
    }

    pub(super) fn drop_column(&mut self, table: &TableName, column: &Column) {
        let replaced = self.changes.list.iter().any(|change| {
            matches!(change, Change::AddColumn { table: other, column: new } if other == table && new.name == column.name)
        });
        let stage = if replaced { Stage::Change } else { Stage::Finish };
        let up = alter_because(table, format_args!("DROP COLUMN {}", quoted(&column.name)), "With its values.");
        let whole = || alter(table, format_args!("ADD COLUMN {}", parts::column(column, Dialect::Postgres)));
        let settable = !column.identity && column.generated.is_none();
        let down = match self.fills.of(table, &column.name).filter(|_| settable) {
            Some(fill) if parts::is_literal(fill) => with_constant(table, column, fill),
            Some(fill) => with_values(table, column, fill),
            None if needs_value(column) => vec![Statement { comment: Some(GONE.to_owned()), ..whole() }],
            None => vec![whole()],
        };
        self.op(stage, [up], down);
    }

    pub(super) fn alter_column(&mut self, table: &TableName, from: &Column, to: &Column, renamed_words: &[(String, String)]) {
        let name = to.name.as_str();
        if from.generated.is_some() && to.generated.is_none() {
            self.store_generated(table, from, name);
        }
        let retyped = from.sql_type != to.sql_type || from.collation != to.collation;
        if retyped {
            let using = self.fills.of(table, name);
            self.op(Stage::Change, retype(table, from, to, using), retype(table, to, from, None));
        } else if from.default != to.default {
            self.op(Stage::Change, [set_default(table, to)], [set_default(table, from)]);
        }
        if let Some(words) = Words::new(table, from, to, renamed_words, self.fills) {
            self.replace_words(table, name, &words, Words::back(renamed_words).as_ref());
        }
        match (from.nullable, to.nullable) {
            (true, false) => {
                // Where the type changes the expression said what the values are made of, and made none null.
                let fill = self.fills.of(table, name).filter(|_| !retyped).or(to.default.as_deref());
                self.not_null(table, name, fill);
            }
            (false, true) => {
                let fill = self.fills.of(table, name).or(from.default.as_deref());
                let column = quoted(name);
                let back = fill.map(|fill| update(table, &format!("{column} = {fill}"), &format!("{column} IS NULL")));
                let down: Vec<Statement> = back.into_iter().chain([set_not_null(table, name)]).collect();
                self.op(Stage::Change, [alter(table, format_args!("ALTER COLUMN {} DROP NOT NULL", quoted(name)))], down);
            }
            _ => {}
        }
        match (from.identity, to.identity) {
            (false, true) => self.op(Stage::Finish, add_identity(table, name), [drop_identity(table, name)]),
            (true, false) => self.op(Stage::Change, [drop_identity(table, name)], add_identity(table, name)),
            _ => {}
        }
    }

    /// Not null by way of a check that is validated while others write; only then is the whole table known to obey.
    fn not_null(&mut self, table: &TableName, name: &str, fill: Option<&str>) {
        let column = quoted(name);
        let check = names::name(&table.name, name, "not_null");
        if let Some(fill) = fill {
            self.fill_null(table, name, fill, true);
        }
        let constrain = alter_because(
            table,
            format_args!("ADD CONSTRAINT {} CHECK ({column} IS NOT NULL) NOT VALID", quoted(&check)),
            "Holds for rows that are written from now on.",
        );
        let undo = alter(table, format_args!("DROP CONSTRAINT IF EXISTS {}", quoted(&check)));
        self.op(Stage::Constrain, [constrain], [undo]);
        self.op(Stage::Validate, [alter(table, format_args!("VALIDATE CONSTRAINT {}", quoted(&check)))], []);
        self.op(
            Stage::Finish,
            [
                alter_because(
                    table,
                    format_args!("ALTER COLUMN {column} SET NOT NULL"),
                    "Known from the check, so that no row is read while the table is locked.",
                ),
                drop_constraint(table, &check),
            ],
            [alter(table, format_args!("ALTER COLUMN {column} DROP NOT NULL"))],
        );
    }

    /// Values that were computed stay as they are. The way back computes them anew, in a new column with all that was over it.
    fn store_generated(&mut self, table: &TableName, from: &Column, name: &str) {
        let up = alter(table, format_args!("ALTER COLUMN {} DROP EXPRESSION", quoted(name)));
        let mut down = vec![
            alter(table, format_args!("DROP COLUMN {}", quoted(name))),
            alter(table, format_args!("ADD COLUMN {}", parts::column(from, Dialect::Postgres))),
        ];
        down.extend(self.still_over(table, name));
        self.op(Stage::Change, [up], down);
    }
}

/// A new column whose value in rows that exist is stored once, whatever their number.
fn with_constant(table: &TableName, column: &Column, fill: &str) -> Vec<Statement> {
    let filled = Column { default: Some(fill.to_owned()), ..column.clone() };
    let add = alter_because(
        table,
        format_args!("ADD COLUMN {}", parts::column(&filled, Dialect::Postgres)),
        "The default is for rows that exist; PostgreSQL stores it once and rewrites none of them.",
    );
    if filled.default == column.default { vec![add] } else { vec![add, set_default(table, column)] }
}

/// A new column with a value made for each row that exists, while nobody else is there.
fn with_values(table: &TableName, column: &Column, fill: &str) -> Vec<Statement> {
    let mut statements = vec![
        alter(table, format_args!("ADD COLUMN {} {}", quoted(&column.name), parts::typed(column))),
        Statement::new(format!("UPDATE {} SET {} = {fill}", parts::table(table), quoted(&column.name))),
    ];
    statements.extend(column.default.is_some().then(|| set_default(table, column)));
    statements.extend((!column.nullable).then(|| set_not_null(table, &column.name)));
    statements
}

fn retype(table: &TableName, from: &Column, to: &Column, using: Option<&str>) -> Vec<Statement> {
    let name = quoted(&to.name);
    let mut statements = Vec::new();
    if from.default.is_some() {
        statements.push(alter_because(table, format_args!("ALTER COLUMN {name} DROP DEFAULT"), "It is of the other type."));
    }
    let using = using.map_or_else(|| types::cast(&to.name, from, to), str::to_owned);
    statements.push(alter(table, format_args!("ALTER COLUMN {name} TYPE {} USING {using}", parts::typed(to))));
    if to.default.is_some() {
        statements.push(set_default(table, to));
    }
    statements
}

fn set_default(table: &TableName, column: &Column) -> Statement {
    let name = quoted(&column.name);
    match &column.default {
        Some(default) => alter(table, format_args!("ALTER COLUMN {name} SET DEFAULT {default}")),
        None => alter(table, format_args!("ALTER COLUMN {name} DROP DEFAULT")),
    }
}

fn set_not_null(table: &TableName, column: &str) -> Statement {
    alter(table, format_args!("ALTER COLUMN {} SET NOT NULL", quoted(column)))
}

fn drop_identity(table: &TableName, column: &str) -> Statement {
    alter(table, format_args!("ALTER COLUMN {} DROP IDENTITY", quoted(column)))
}

fn add_identity(table: &TableName, column: &str) -> Vec<Statement> {
    let (name, column_name) = (quoted(column), literal(column));
    let sequence = format!("pg_get_serial_sequence({}, {column_name})", literal(&parts::table(table)));
    vec![
        alter(table, format_args!("ALTER COLUMN {name} ADD GENERATED BY DEFAULT AS IDENTITY")),
        Statement::because(
            format!("SELECT setval({sequence}, COALESCE((SELECT max({name}) FROM {}), 0) + 1, false)", parts::table(table)),
            "Counts on from the greatest value.",
        ),
    ]
}
