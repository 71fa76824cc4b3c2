//! Columns.

use super::{DifferenceKind, compare::Comparison};
use crate::{db::Dialect, schema::model::Column};

pub(super) fn compare(on: &mut Comparison<'_>) {
    let (expected, actual) = (on.expected, on.actual);
    for column in &expected.table.columns {
        match actual.table.column(&column.name) {
            Some(found) => one(on, column, found),
            None => {
                on.unlike.push(column.name.clone());
                on.add_of(&column.name, DifferenceKind::Missing, "is missing".to_owned());
            }
        }
    }
    for column in actual.table.columns.iter().filter(|column| expected.table.column(&column.name).is_none()) {
        on.unlike.push(column.name.clone());
        on.add_of(&column.name, DifferenceKind::Extra, "is in the database only".to_owned());
    }
}

fn one(on: &mut Comparison<'_>, expected: &Column, actual: &Column) {
    let changed = |on: &mut Comparison<'_>, there: String, declared: String| {
        let what = format!("{there} in the database, {declared} in the structs");
        on.add_of(&expected.name, DifferenceKind::Changed, what);
    };
    let upper = |text: &str| if on.dialect == Dialect::Sqlite { text.to_uppercase() } else { text.to_owned() };
    let same_collation = match (&expected.collation, &actual.collation) {
        (Some(expected), Some(actual)) => upper(expected) == upper(actual),
        (None, None) => true,
        _ => false,
    };
    if on.faithful && upper(&expected.sql_type) != upper(&actual.sql_type) {
        on.unlike.push(expected.name.clone());
        changed(on, format!("is {}", of_type(&actual.sql_type)), of_type(&expected.sql_type).to_owned());
    } else if on.faithful && !same_collation {
        on.unlike.push(expected.name.clone());
        changed(on, format!("is sorted by {}", order(actual)), format!("by {}", order(expected)));
    } else if on.faithful && !on.same_or_none(expected.default.as_ref(), actual.default.as_ref()) {
        let default =
            |column: &Column| column.default.as_ref().map_or("no default".to_owned(), |sql| format!("the default {sql}"));
        changed(on, format!("has {}", default(actual)), default(expected));
    }
    if expected.nullable != actual.nullable {
        let null = |column: &Column| if column.nullable { "may be null" } else { "is never null" };
        changed(on, null(actual).to_owned(), null(expected).to_owned());
    }
    if expected.identity != actual.identity {
        let counted = |column: &Column| if column.identity { "is counted up" } else { "is not counted up" };
        changed(on, counted(actual).to_owned(), counted(expected).to_owned());
    }
    let computed =
        |column: &Column| column.generated.as_ref().map_or("is not computed".to_owned(), |sql| format!("is computed as {sql}"));
    let comparable = on.faithful && !on.unlike.contains(&expected.name);
    if expected.generated.is_some() != actual.generated.is_some()
        || (comparable && !on.same_or_none(expected.generated.as_ref(), actual.generated.as_ref()))
    {
        changed(on, computed(actual), computed(expected));
    }
}

fn of_type(sql_type: &str) -> &str {
    if sql_type.is_empty() { "without a type" } else { sql_type }
}

fn order(column: &Column) -> &str {
    column.collation.as_deref().unwrap_or("the rules of its type")
}
