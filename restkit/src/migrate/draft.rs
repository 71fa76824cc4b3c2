//! New migrations: what their files are called and hold.

use chrono::{DateTime, Utc};

use super::{files, snapshot::Snapshot};
use crate::schema::{Change, Plan, Step, model::Schema};

/// Files to be written into the folder of a dialect.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Names and contents, in their order.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) snapshot: Snapshot,
}

/// A description as the name of a file has it: small letters, digits and underscores; `None` when nothing is left of it.
pub(crate) fn name_of(description: &str) -> Option<String> {
    let words = description.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
    (!name.is_empty()).then_some(name)
}

/// The version of a moment, or the one behind the newest that there is.
pub(crate) fn version(now: DateTime<Utc>, newest: i64) -> i64 {
    let moment = now.format("%Y%m%d%H%M%S").to_string().parse().unwrap_or(0);
    if moment > newest { moment } else { newest.saturating_add(1) }
}

/// The version in the name of a file; `None` when it is none of a migration.
pub(crate) fn version_of(file: &str) -> Option<i64> {
    file.strip_suffix(".sql")?.split_once('_')?.0.parse().ok()
}

/// The files of a plan, from this version on.
pub(crate) fn draft(name: &str, first: i64, plan: &Plan, schema: Schema) -> Draft {
    let mut files = Vec::new();
    let mut version = first;
    for (at, step) in plan.steps.iter().enumerate() {
        version = first.saturating_add(i64::try_from(at).unwrap_or(i64::MAX));
        let stem = match plan.steps.len() {
            1 => format!("{version}_{name}"),
            _ => format!("{version}_{name}_{}", step.name),
        };
        files.push((format!("{stem}.up.sql"), step.up.text()));
        files.push((format!("{stem}.down.sql"), way_back(step)));
    }
    Draft { files, snapshot: Snapshot { version, schema } }
}

/// What leads back. An empty file would leave open whether somebody forgot it.
fn way_back(step: &Step) -> String {
    match step.name {
        _ if !step.down.is_empty() => step.down.text(),
        "backfill" => "-- Nothing has to be undone: rows keep the values that they were given.\n".to_owned(),
        _ => "-- Nothing has to be undone: what was validated goes with the step that added it.\n".to_owned(),
    }
}

/// Files to be filled in by hand.
pub(crate) fn empty(name: &str, version: i64, schema: Schema) -> Draft {
    let hint = format!("-- A script that is not to run in a transaction begins with the line `{}`.\n", files::NO_TRANSACTION);
    let files = vec![
        (format!("{version}_{name}.up.sql"), format!("-- What leads to this version.\n{hint}")),
        (format!("{version}_{name}.down.sql"), "-- What leads back.\n".to_owned()),
    ];
    Draft { files, snapshot: Snapshot { version, schema } }
}

/// A change in words.
pub(crate) fn describe(change: &Change) -> String {
    match change {
        Change::CreateTable(table) => format!("{}: is new", table.name),
        Change::DropTable(table) => format!("{}: is gone", table.name),
        Change::RenameTable { from, to } => format!("{to}: was called {from}"),
        Change::AddColumn { table, column } => format!("{table}.{}: is new", column.name),
        Change::DropColumn { table, column } => format!("{table}.{}: is gone", column.name),
        Change::RenameColumn { table, from, to } => format!("{table}.{to}: was called {from}"),
        Change::AlterColumn { table, from, to, .. } => {
            let form = |column: &crate::schema::model::Column| {
                let null = if column.nullable { "" } else { " NOT NULL" };
                let default = column.default.as_ref().map(|default| format!(" DEFAULT {default}")).unwrap_or_default();
                let words = if column.words.is_empty() { String::new() } else { format!(" ({})", column.words.join(", ")) };
                format!("{}{words}{null}{default}", column.sql_type)
            };
            format!("{table}.{}: was {} and is {}", to.name, form(from), form(to))
        }
        Change::PrimaryKey { table, from, to } => {
            format!("{table}: the primary key was ({}) and is ({})", from.join(", "), to.join(", "))
        }
        Change::AddConstraint { table, constraint } => format!("{table}: {} is new", constraint.name()),
        Change::DropConstraint { table, constraint } => format!("{table}: {} is gone", constraint.name()),
        Change::RenameConstraint { table, from, to } => format!("{table}: {} was called {from}", to.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Script, Statement};

    #[test]
    fn names_and_versions() {
        assert_eq!(name_of("Add due-date!").as_deref(), Some("add_due_date"));
        assert_eq!(name_of("../x").as_deref(), Some("x"));
        assert_eq!(name_of("日本"), None);
        let now = DateTime::from_timestamp(1_795_250_700, 0).unwrap();
        assert_eq!(version(now, 0), 20_261_121_084_500);
        assert_eq!(version(now, 20_261_121_084_500), 20_261_121_084_501);
        assert_eq!(version_of("20261121084500_a.up.sql"), Some(20_261_121_084_500));
        assert_eq!((version_of("schema.json"), version_of("x_a.sql")), (None, None));
    }

    #[test]
    fn a_plan_becomes_files() {
        let script =
            |sql: &str| Script { statements: vec![Statement { comment: None, sql: sql.to_owned() }], ..Script::default() };
        let step = |name| Step { name, up: script("SELECT 1"), down: script("SELECT 2") };
        let plan = |steps| Plan { steps, ..Plan::default() };
        let names = |draft: &Draft| draft.files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let one = draft("a", 7, &plan(vec![step("change")]), Schema::default());
        assert_eq!(names(&one), ["7_a.up.sql", "7_a.down.sql"]);
        assert_eq!(one.files[1].1, "SELECT 2;\n");
        let two = draft("a", 7, &plan(vec![step("change"), step("indexes")]), Schema::default());
        assert_eq!(names(&two)[2..], ["8_a_indexes.up.sql", "8_a_indexes.down.sql"]);
        let nothing = |name| Step { name, up: script("SELECT 1"), down: Script::default() };
        let none = draft("a", 7, &plan(vec![nothing("backfill"), nothing("validate")]), Schema::default());
        assert_eq!(none.files[1].1, "-- Nothing has to be undone: rows keep the values that they were given.\n");
        assert_eq!(none.files[3].1, "-- Nothing has to be undone: what was validated goes with the step that added it.\n");
        assert_eq!(two.snapshot.version, 8);
        assert_eq!(Snapshot::parse(&two.snapshot.text().unwrap()).unwrap(), two.snapshot);
    }
}
