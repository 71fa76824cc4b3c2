//! What to know before a migration runs on a live database.

use super::{fill::Fills, types, words};
use crate::{
    db::Dialect,
    schema::{
        ddl::parts,
        diff::{Change, Changes, Constraint},
        model::TableName,
    },
};

/// What a new name does, and what to do instead. `migrate lint` says the same.
pub(crate) const RENAME: &str =
    "a program that runs meanwhile and knows the old name fails; deploy it in two steps, by `--expand` and `--contract`";

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The table.
    pub table: TableName,
    /// What happens.
    pub message: String,
    /// What to do instead, or beforehand.
    pub advice: String,
    /// The rule of `migrate lint` that says the same of the script, if there is one.
    pub rule: Option<&'static str>,
}

pub(super) fn all(changes: &Changes, fills: Fills<'_>, dialect: Dialect) -> Vec<Finding> {
    let mut findings = Vec::new();
    for change in &changes.list {
        if let Some((table, message, advice)) = of(change, changes, fills, dialect) {
            findings.push(Finding { table: table.clone(), message, advice: advice.to_owned(), rule: rule(change) });
        }
    }
    findings
}

/// The rule of `migrate lint` for what is found about this.
fn rule(change: &Change) -> Option<&'static str> {
    match change {
        Change::RenameTable { .. } | Change::RenameColumn { .. } => Some("rename"),
        Change::AddColumn { column, .. } if column.identity || column.generated.is_some() => Some("computed-column"),
        Change::AddColumn { .. } => Some("volatile-default"),
        Change::AlterColumn { from, to, .. } if from.sql_type != to.sql_type => Some("type-change"),
        _ => None,
    }
}

fn of<'a>(
    change: &'a Change,
    changes: &'a Changes,
    fills: Fills<'_>,
    dialect: Dialect,
) -> Option<(&'a TableName, String, &'static str)> {
    let postgres = dialect == Dialect::Postgres;
    let (renamed, in_two_steps) = RENAME.split_once("; ").unwrap_or((RENAME, ""));
    Some(match change {
        Change::RenameTable { from, to } => (to, format!("{from} is called {to}: {renamed}"), in_two_steps),
        Change::RenameColumn { table, from, to } => (table, format!("{table}.{from} is called {to}: {renamed}"), in_two_steps),
        Change::AddColumn { table, column } if postgres && (column.identity || column.generated.is_some()) => (
            table,
            format!(
                "{table}.{} is computed for every row: the table is rewritten while nobody else reads or writes it",
                column.name
            ),
            "run it while nobody needs the table",
        ),
        Change::AddColumn { table, column }
            if postgres && column.default.as_ref().is_some_and(|default| !parts::is_literal(default)) =>
        {
            (
                table,
                format!(
                    "the default of {table}.{} may differ from row to row: the table is rewritten while it is locked",
                    column.name
                ),
                "give the rows their values by `--backfill`",
            )
        }
        Change::AlterColumn { table, from, to, .. }
            if postgres && from.sql_type != to.sql_type && !is_quick(&from.sql_type, &to.sql_type) =>
        {
            (
                table,
                format!(
                    "{table}.{} becomes {}: the table is rewritten while nobody else reads or writes it",
                    to.name, to.sql_type
                ),
                "add a field of another name with the new type, and deploy by `--expand` and `--contract`",
            )
        }
        Change::AlterColumn { table, from, to, renamed_words }
            if fills.of(table, &to.name).is_none() && words::gone(from, to, renamed_words).next().is_some() =>
        {
            let gone: Vec<&str> = words::gone(from, to, renamed_words).map(String::as_str).collect();
            (
                table,
                format!("rows that hold {} in {table}.{} make it fail", gone.join(" or "), to.name),
                "say what they hold from then on, by `--backfill`",
            )
        }
        Change::AddConstraint { table, constraint: Constraint::Unique(unique) } => (
            table,
            format!("rows of {table} with the same {} make it fail", unique.columns.join(", ")),
            "look for them beforehand",
        ),
        // That of an enum tells of words that are gone, and of nothing else.
        Change::AddConstraint { table, constraint } if only_words(changes, table, constraint) => return None,
        Change::AddConstraint { table, constraint: Constraint::Check(check) } => {
            (table, format!("rows of {table} that break {} make it fail", check.name), "look for them beforehand")
        }
        Change::AddConstraint { table, constraint: Constraint::ForeignKey(key) } => (
            table,
            format!("rows of {table} whose {} refers to nothing make it fail", key.columns.join(", ")),
            "look for them beforehand",
        ),
        _ => return None,
    })
}

/// Whether a check is there since the words of an enum are others.
fn only_words(changes: &Changes, table: &TableName, constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::Check(_))
        && changes.list.iter().any(|change| {
            matches!(change, Change::AlterColumn { table: other, from, to, .. }
                if other == table && !from.words.is_empty() && from.words != to.words && constraint.concerns(&to.name))
        })
}

/// Whether PostgreSQL changes a type without looking at rows: a text that may only become longer.
fn is_quick(from: &str, to: &str) -> bool {
    let column = |sql_type: &str| crate::schema::model::Column { sql_type: sql_type.to_owned(), ..Default::default() };
    let text = |sql_type: &str| {
        let lower = sql_type.to_lowercase();
        lower.starts_with("varchar") || lower.starts_with("character varying") || lower == "text"
    };
    text(from) && text(to) && types::widens(&column(from), &column(to), Dialect::Postgres)
}
