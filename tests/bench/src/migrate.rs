//! What `migrate new` and `migrate check` compute, for many tables: the work of the commands without their files.

use restkit::{
    __private::key,
    ColumnSpec, DataType, ResourceSpec, Rule,
    db::Dialect,
    schema::{self, Answer, PlanOptions, Renames, model::Schema},
};

use crate::Result;

/// How many tables there are.
pub const TABLES: usize = 200;

/// How many columns each has, without that of its version.
pub const COLUMNS: usize = 20;

/// Which of two versions of the structs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As they were recorded.
    Before,
    /// With a column of another name, one that may be null, a new one in place of another, and one more index in each table.
    After,
}

/// Resources like those of an app. What is static in an app is never freed here either.
pub fn resources(form: Form) -> Vec<&'static ResourceSpec> {
    (0..TABLES).map(|at| resource(at, form)).collect()
}

fn resource(at: usize, form: Form) -> &'static ResourceSpec {
    const SHORT: &[Rule] = &[Rule::Length { min: Some(1), max: Some(200) }];
    let name = |text: String| -> &'static str { text.leak() };
    let text = |n: usize| ColumnSpec::new::<String>(name(format!("text_{n}"))).rules(SHORT);
    let number = |n: usize| ColumnSpec::new::<i64>(name(format!("number_{n}")));
    let note = |n: usize| ColumnSpec::new::<Option<String>>(name(format!("note_{n}")));
    let after = form == Form::After;
    let mut columns = vec![key::<i64>("id")];
    columns.extend((0..6).map(text));
    columns.extend((0..6).map(number));
    columns.extend((0..4).map(note));
    columns.extend((0..2).map(|n| ColumnSpec::new::<bool>(name(format!("flag_{n}")))));
    columns.push(ColumnSpec::new::<restkit::prelude::DateTime<restkit::prelude::Utc>>("since").filter().sort());
    if after {
        columns[1] = text(0).member("title").column("title").renamed_from("text_0");
        columns[12].data_type = DataType { nullable: true, ..columns[12].data_type };
        columns[13] = note(9);
        columns[3] = columns[3].filter();
    }
    columns[2] = columns[2].filter().sort();
    columns[7] = columns[7].filter();
    Box::leak(Box::new(ResourceSpec {
        name: name(format!("Thing{at}")),
        path: name(format!("/things-{at}")),
        table: name(format!("things_{at:03}")),
        columns: columns.leak(),
        ..ResourceSpec::USUAL
    }))
}

/// What `schema.json` holds of these tables.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn record(resources: &[&'static ResourceSpec], dialect: Dialect) -> Result<String> {
    Ok(serde_json::to_string_pretty(&schema::declared(resources, dialect))?)
}

/// What `migrate new` computes: from the record and the structs to the texts of all files. Answers how long these are.
///
/// # Errors
/// When the record cannot be read, or there is no plan.
pub fn new(recorded: &str, resources: &[&'static ResourceSpec], dialect: Dialect) -> Result<usize> {
    let recorded: Schema = if recorded.is_empty() { Schema::default() } else { serde_json::from_str(recorded)? };
    let declared = schema::declared(resources, dialect);
    let changes = schema::diff(&recorded, &declared, &Renames::declared(resources), &mut |_| Answer::New);
    let options = PlanOptions { fills: Vec::new(), allow_data_loss: true };
    let plan = schema::plan(&changes, dialect, &options)?;
    let texts: usize = plan.steps.iter().map(|step| step.up.text().len() + step.down.text().len()).sum();
    Ok(texts + serde_json::to_string_pretty(&changes.apply())?.len())
}

/// What `migrate check` computes: the differences between record and structs. Answers how many there are.
///
/// # Errors
/// When the record cannot be read.
pub fn check(recorded: &str, resources: &[&'static ResourceSpec], dialect: Dialect) -> Result<usize> {
    let recorded: Schema = serde_json::from_str(recorded)?;
    let declared = schema::declared(resources, dialect);
    Ok(schema::diff(&recorded, &declared, &Renames::declared(resources), &mut |_| Answer::New).list.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_work_that_it_is_said_to_be() {
        let (before, after) = (resources(Form::Before), resources(Form::After));
        assert!(before.iter().chain(&after).all(|resource| resource.columns.len() == COLUMNS));
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let recorded = record(&before, dialect).unwrap();
            assert_eq!(check(&recorded, &before, dialect).unwrap(), 0);
            assert!(check(&recorded, &after, dialect).unwrap() >= 5 * TABLES);
            assert!(new("", &before, dialect).unwrap() > 1000 * TABLES);
            assert!(new(&recorded, &after, dialect).unwrap() > 1000 * TABLES);
        }
    }
}
