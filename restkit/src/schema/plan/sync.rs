//! Two names for one thing, while programs of both deployments run.

use super::{
    script::{Frame, Script, Statement, Step},
    types,
};
use crate::{
    query::builder::quoted,
    schema::{
        ddl::parts,
        model::{Column, TableName},
        names,
    },
};

/// A column under its old and its new name, of which the database keeps each like the other.
#[derive(Clone, Debug)]
pub(super) struct Twins {
    pub(super) table: TableName,
    pub(super) old: Column,
    pub(super) new: Column,
}

impl Twins {
    fn name(&self) -> String {
        names::name(&self.table.name, &self.new.name, "restkit_sync")
    }

    fn function(&self) -> String {
        parts::table(&TableName { schema: self.table.schema.clone(), name: self.name() })
    }

    /// The new value from the old one.
    pub(super) fn forth(&self) -> String {
        types::cast(&self.old.name, &self.old, &self.new)
    }

    /// The old value from the new one.
    pub(super) fn back(&self) -> String {
        types::cast(&self.new.name, &self.new, &self.old)
    }

    /// A trigger that copies what was written to where it was not.
    pub(super) fn begin(&self) -> Vec<Statement> {
        let (old, new) = (quoted(&self.old.name), quoted(&self.new.name));
        let of_row = |expression: String, column: &str| expression.replace(column, &format!("NEW.{column}"));
        let forth = of_row(self.forth(), &old);
        let back = of_row(self.back(), &new);
        let body = format!(
            "BEGIN\n    \
             IF TG_OP = 'INSERT' THEN\n        \
             IF NEW.{new} IS NULL THEN NEW.{new} := {forth}; ELSE NEW.{old} := {back}; END IF;\n    \
             ELSIF NEW.{new} IS DISTINCT FROM OLD.{new} THEN NEW.{old} := {back};\n    \
             ELSIF NEW.{old} IS DISTINCT FROM OLD.{old} THEN NEW.{new} := {forth};\n    \
             END IF;\n    RETURN NEW;\nEND"
        );
        let (function, trigger, table) = (self.function(), quoted(&self.name()), parts::table(&self.table));
        vec![
            Statement::because(
                format!("CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $restkit$\n{body}\n$restkit$"),
                format!(
                    "Programs that know {} and programs that know {} run side by side: what the one writes the other reads.",
                    self.old.name, self.new.name
                ),
            ),
            Statement::new(format!(
                "CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
            )),
        ]
    }

    pub(super) fn end(&self) -> Vec<Statement> {
        vec![
            Statement::new(format!("DROP TRIGGER IF EXISTS {} ON {}", quoted(&self.name()), parts::table(&self.table))),
            Statement::new(format!("DROP FUNCTION IF EXISTS {}()", self.function())),
        ]
    }
}

/// The old name of a table, as a view that takes writes.
pub(super) fn alias(old: &TableName, new: &TableName) -> Statement {
    Statement::because(
        format!("CREATE VIEW {} AS SELECT * FROM {}", parts::table(old), parts::table(new)),
        "Programs that know the old name read and write through it.",
    )
}

/// The end of that.
pub(super) fn no_alias(old: &TableName) -> Statement {
    Statement::new(format!("DROP VIEW IF EXISTS {}", parts::table(old)))
}

/// Puts statements at the end of a step, and what undoes them at the beginning of its way back; makes the step when there is none.
pub(super) fn append(steps: &mut Vec<Step>, name: &'static str, up: Vec<Statement>, down: Vec<Statement>) {
    if up.is_empty() && down.is_empty() {
        return;
    }
    let step = step(steps, name);
    step.up.statements.extend(up);
    step.down.statements.splice(0..0, down);
}

/// Puts statements at the beginning of a step, and what undoes them at the end of its way back; makes the step when there is none.
pub(super) fn prepend(steps: &mut Vec<Step>, name: &'static str, up: Vec<Statement>, down: Vec<Statement>) {
    if up.is_empty() && down.is_empty() {
        return;
    }
    let step = step(steps, name);
    step.up.statements.splice(0..0, up);
    step.down.statements.extend(down);
}

/// The step of this name: `change` comes first, `finish` last.
fn step<'a>(steps: &'a mut Vec<Step>, name: &'static str) -> &'a mut Step {
    let at = steps.iter().position(|step| step.name == name).unwrap_or_else(|| {
        let script = || Script { frame: Frame::Transaction, statements: Vec::new() };
        let at = if name == "change" { 0 } else { steps.len() };
        steps.insert(at, Step { name, up: script(), down: script() });
        at
    });
    &mut steps[at]
}
