//! A breaking change in two deployments: first what programs of both can use, later the rest.

use super::{
    Fill, Plan, PlanError, PlanOptions, Problem, plan,
    sync::{self, Twins},
};
use crate::{
    db::Dialect,
    schema::{
        diff::{Answer, Change, Changes, Constraint, Renames, apply, diff},
        model::{Column, Schema, TableName},
    },
};

/// The first of two deployments.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// The schema in between, for the snapshot: it has what the old program needs and what the new one needs.
    pub schema: Schema,
    /// What leads there.
    pub plan: Plan,
}

/// Plans what a new program needs so that the old one can go on meanwhile; PostgreSQL only.
///
/// A column with a new name stands beside the old one, and a trigger keeps them alike. A table with a new name is found by the old one too.
/// What goes away stays, and takes no value any more. Columns and constraints that the old program would break come later, by [`contract`].
///
/// # Errors
/// When a value is missing, or there is no form of the table that both programs can use: it says what to do instead.
pub fn expand(changes: &Changes, dialect: Dialect, options: &PlanOptions) -> Result<Expansion, PlanError> {
    if dialect == Dialect::Sqlite {
        return Err(PlanError { problems: vec![Problem::Expand(NOT_ON_SQLITE.to_owned())] });
    }
    let (schema, twins) = between(changes)?;
    let tables = Renames { tables: changes.renames.tables.clone(), ..Renames::default() };
    let renamed_tables: Vec<(&TableName, &TableName)> = changes
        .list
        .iter()
        .filter_map(|change| if let Change::RenameTable { from, to } = change { Some((from, to)) } else { None })
        .collect();
    let mut asked = |question: crate::schema::Question| {
        let same = |(_, to): &&(&TableName, &TableName)| to.name == question.new;
        renamed_tables.iter().find(same).map_or(Answer::New, |(from, _)| Answer::RenamedFrom(from.name.clone()))
    };
    let first = diff(&changes.from, &schema, &tables, &mut asked);
    let mut fills = options.fills.clone();
    fills.retain(|fill| schema.table(&fill.table).is_some_and(|table| table.column(&fill.column).is_some()));
    for twins in &twins {
        let given = fills.iter().any(|fill| fill.table == twins.table && fill.column == twins.new.name);
        if !given {
            fills.push(Fill { table: twins.table.clone(), column: twins.new.name.clone(), expression: twins.forth() });
        }
    }
    let mut plan = plan(&first, dialect, &PlanOptions { fills, ..options.clone() })?;
    // Nobody is surprised by a name that is found as before.
    plan.findings.retain(|finding| !renamed_tables.iter().any(|(_, to)| **to == finding.table));
    for (old, new) in renamed_tables {
        sync::append(&mut plan.steps, "change", vec![sync::alias(old, new)], vec![sync::no_alias(old)]);
    }
    for twins in &twins {
        sync::append(&mut plan.steps, "change", twins.begin(), twins.end());
    }
    Ok(Expansion { schema, plan })
}

/// Plans the second deployment, when no old program runs any more: from the schema in between to the one that is declared.
///
/// `changes` are those from the recorded schema of [`expand`]; the structs still say `renamed_from`.
///
/// # Errors
/// As [`plan`] says. Values of columns and tables that are there under a new name are not lost.
pub fn contract(changes: &Changes, dialect: Dialect, options: &PlanOptions) -> Result<Plan, PlanError> {
    let mut options = options.clone();
    let mut twins = Vec::new();
    for ((table, new), old) in &changes.renames.columns {
        let Some(both) = changes.from.table(table) else { continue };
        let dropped = changes.to.table(table).is_some_and(|table| table.column(old).is_none());
        if let (Some(old), Some(new), true) = (both.column(old), both.column(new), dropped) {
            twins.push(Twins { table: table.clone(), old: old.clone(), new: new.clone() });
        }
    }
    for twins in &twins {
        // On the way back the old column is made from the new one.
        for (column, expression) in [(&twins.new, twins.forth()), (&twins.old, twins.back())] {
            if !options.fills.iter().any(|fill| fill.table == twins.table && fill.column == column.name) {
                options.fills.push(Fill { table: twins.table.clone(), column: column.name.clone(), expression });
            }
        }
    }
    let kept = |table: &TableName, column: &str| twins.iter().any(|twins| twins.table == *table && twins.old.name == column);
    let mut plan = super::planned(changes, dialect, &options, &kept)?;
    for twins in &twins {
        sync::prepend(&mut plan.steps, "finish", twins.end(), twins.begin());
    }
    for (new, old) in &changes.renames.tables {
        if dialect == Dialect::Postgres && changes.from.table(new).is_some() && changes.from.table(old).is_none() {
            sync::prepend(&mut plan.steps, "finish", vec![sync::no_alias(old)], vec![sync::alias(old, new)]);
        }
    }
    Ok(plan)
}

const NOT_ON_SQLITE: &str = "SQLite has one program at a time: migrate in one step, while none runs";

/// The schema in between, and the columns that are there twice.
fn between(changes: &Changes) -> Result<(Schema, Vec<Twins>), PlanError> {
    let mut schema = changes.from.clone();
    let mut twins: Vec<Twins> = Vec::new();
    let mut problems = Vec::new();
    for change in &changes.list {
        match change {
            Change::RenameTable { .. } | Change::CreateTable(_) => apply::change(&mut schema, change),
            Change::RenameColumn { table, from, to } => {
                let old = schema.table(table).and_then(|table| table.column(from)).cloned();
                let new = changes.to.table(table).and_then(|table| table.column(to)).cloned();
                if let (Some(old), Some(new)) = (old, new) {
                    let new = Column { nullable: true, default: None, ..new };
                    twins.push(Twins { table: table.clone(), old, new: new.clone() });
                    apply::change(&mut schema, &Change::AddColumn { table: table.clone(), column: new });
                }
            }
            Change::AddColumn { table, column } => {
                // A program that does not know it leaves it out.
                let nullable = column.nullable || super::fill::needs_value(column);
                let column = Column { nullable, ..column.clone() };
                apply::change(&mut schema, &Change::AddColumn { table: table.clone(), column });
            }
            Change::DropColumn { table, column } if super::fill::needs_value(column) => {
                let to = Column { nullable: true, ..column.clone() };
                replace(&mut schema, table, to);
            }
            // What goes away is still there in between.
            Change::DropColumn { .. } | Change::DropTable(_) => {}
            Change::AlterColumn { table, from, to, renamed_words } => {
                let twin = twins.iter().any(|twins| twins.table == *table && twins.new.name == to.name);
                match altered(table, from, to, renamed_words) {
                    _ if twin => {}
                    Ok(column) => replace(&mut schema, table, column),
                    Err(problem) => problems.push(problem),
                }
            }
            Change::PrimaryKey { table, .. } => {
                let message =
                    format!("another primary key of {table} leaves no table that both programs can use: make a new table");
                problems.push(Problem::Expand(message));
            }
            Change::AddConstraint { table, constraint } if is_harmless(changes, &twins, table, constraint) => {
                apply::change(&mut schema, change);
            }
            Change::AddConstraint { .. } => {}
            Change::DropConstraint { table, constraint } | Change::RenameConstraint { table, to: constraint, .. } => {
                let twin = twins.iter().any(|twins| twins.table == *table && constraint.concerns(&twins.new.name));
                let renamed = matches!(change, Change::RenameConstraint { .. });
                if renamed && twin && is_harmless(changes, &twins, table, constraint) {
                    // The new program looks rows up by the new name.
                    let add = Change::AddConstraint { table: table.clone(), constraint: constraint.clone() };
                    apply::change(&mut schema, &add);
                }
                let goes = changes.list.iter().any(|change| {
                    matches!(change, Change::DropColumn { table: other, column } if other == table && constraint.concerns(&column.name))
                });
                if !twin && !goes {
                    apply::change(&mut schema, change);
                }
            }
        }
    }
    if problems.is_empty() { Ok((schema, twins)) } else { Err(PlanError { problems }) }
}

/// A column that both programs can use.
fn altered(table: &TableName, from: &Column, to: &Column, renamed: &[(String, String)]) -> Result<Column, Problem> {
    let name = &to.name;
    if (&from.sql_type, &from.generated, from.identity) != (&to.sql_type, &to.generated, to.identity) {
        return Err(Problem::Expand(format!(
            "{table}.{name} cannot be of two types at once: give the field another name with `renamed_from = \"{name}\"`"
        )));
    }
    let gone = from.words.iter().any(|word| !to.words.contains(word));
    let new = to.words.iter().any(|word| !from.words.contains(word));
    if !renamed.is_empty() || gone && new {
        return Err(Problem::Expand(format!(
            "no program knows the old and the new words of {table}.{name}: add the new ones first, and take the old ones away in a later migration"
        )));
    }
    let words = if gone { from.words.clone() } else { to.words.clone() };
    Ok(Column { nullable: from.nullable || to.nullable, words, collation: from.collation.clone(), ..to.clone() })
}

/// Whether no old program breaks a constraint: an index, what is over new columns only, more words for an enum.
fn is_harmless(changes: &Changes, twins: &[Twins], table: &TableName, constraint: &Constraint) -> bool {
    if let Constraint::Index(index) = constraint
        && !index.unique
    {
        return true;
    }
    if twins.iter().any(|twins| twins.table == *table && constraint.concerns(&twins.new.name)) {
        return false;
    }
    let old = changes.from.table(table).or_else(|| changes.to.table(table));
    let over_old = changes.to.table(table).is_some_and(|to| {
        let is_new = |name: &str| {
            changes.list.iter().any(
                |change| matches!(change, Change::AddColumn { table: other, column } if other == table && column.name == name),
            )
        };
        to.columns.iter().any(|column| constraint.concerns(&column.name) && !is_new(&column.name))
    });
    let only_more_words = matches!(constraint, Constraint::Check(_))
        && old.is_some()
        && changes.list.iter().any(|change| {
            matches!(change, Change::AlterColumn { table: other, from, to, .. }
                if other == table && constraint.concerns(&to.name) && from.words != to.words
                    && from.words.iter().all(|word| to.words.contains(word)))
        });
    !over_old || only_more_words
}

fn replace(schema: &mut Schema, table: &TableName, column: Column) {
    let change = Change::AlterColumn { table: table.clone(), from: column.clone(), to: column, renamed_words: Vec::new() };
    apply::change(schema, &change);
}
