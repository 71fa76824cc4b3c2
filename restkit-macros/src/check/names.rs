//! Names: of columns in the database, of members in JSON, of functions in Rust.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{Ident, LitStr};

use super::{build, rename};
use crate::{
    errors::Errors,
    syntax::resource::{FieldSyntax, ResourceSyntax},
};

/// The longest name that PostgreSQL keeps whole, in bytes.
const MAX_NAME: usize = 63;
/// What is put around a table's and a column's name at most: `<table>_<column>_check`.
const AFFIXES: usize = "__check".len();
/// The hidden column of every table.
const ROW_VERSION: &str = "row_version";
/// Columns that PostgreSQL has in every table.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];
/// Parameters of every list.
const PARAMETERS: [&str; 11] = ["sort", "limit", "cursor", "fields", "include", "count", "offset", "q", "and", "or", "not"];

/// Functions that every resource has.
pub(super) const TAKEN_FUNCTIONS: [&str; 3] = ["routes", "spec", "repository"];

/// Why a name cannot be one in the database. Somebody else may have called a table anything.
pub(super) fn sql_fault(name: &str, managed: bool) -> Option<String> {
    if name.is_empty() {
        return Some("a name in the database is not empty".to_owned());
    }
    if !managed {
        return name.contains('\0').then(|| "a name in the database has no NUL".to_owned());
    }
    if let Some(odd) = name.chars().find(|&c| c == '"' || c == '`' || c == '\'' || c.is_control()) {
        return Some(format!("a name in the database has neither quotes nor control characters, and {odd:?} is one"));
    }
    if name.len() > MAX_NAME {
        return Some(format!("a name in the database has at most {MAX_NAME} bytes, and this one has {}", name.len()));
    }
    None
}

/// Where the name of a column is written.
fn column_word(field: &FieldSyntax) -> &dyn ToTokens {
    match &field.words.column {
        Some(text) => &text.0,
        None => &field.ident,
    }
}

/// Where the name of a member is written.
fn member_word(field: &FieldSyntax) -> &dyn ToTokens {
    match &field.serde.rename {
        Some(text) => text,
        None => &field.ident,
    }
}

/// Columns have names that both databases take.
pub(super) fn columns_are_names(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        let name = build::column_name(field);
        if let Some(fault) = sql_fault(&name, syntax.is_managed()) {
            errors.at(&column_word(field), format_args!("{fault}: write `#[resource(column = \"…\")]` with another name"));
        }
    }
}

/// Constraints and indexes are called after table and column, and their names are told apart only when they stay whole.
pub(super) fn constraints_are_names(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(path) = syntax.words.path.as_ref().filter(|_| syntax.is_managed()) else { return };
    let table = build::table(syntax, &path.0.value());
    if sql_fault(&table, true).is_some() {
        return;
    }
    for field in &syntax.fields {
        let column = build::column_name(field);
        let length = table.len() + column.len() + AFFIXES;
        if length > MAX_NAME && sql_fault(&column, true).is_none() {
            errors.at(
                &column_word(field),
                format_args!(
                    "`{table}_{column}_check` has {length} bytes, and a name in the database at most {MAX_NAME}: shorten it with \
                     `#[resource(column = \"…\")]`, or the table with `#[resource(table = \"…\")]`"
                ),
            );
        }
    }
}

/// Some names are taken in every table.
pub(super) fn columns_are_free(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        let name = build::column_name(field).to_ascii_lowercase();
        if name == ROW_VERSION && syntax.is_managed() {
            errors.at(
                &column_word(field),
                "every table has a hidden column `row_version` for ETags: write `#[resource(column = \"…\")]` with another name",
            );
        } else if SYSTEM_COLUMNS.contains(&name.as_str()) {
            errors.at(
                &column_word(field),
                format_args!(
                    "PostgreSQL has a column `{name}` in every table: write `#[resource(column = \"…\")]` with another name"
                ),
            );
        }
    }
}

/// No two columns share a name; SQLite does not tell upper from lower case.
pub(super) fn columns_differ(syntax: &ResourceSyntax, errors: &mut Errors) {
    let mut seen: HashMap<String, String> = HashMap::new();
    for field in &syntax.fields {
        let name = build::column_name(field);
        // A table that is there may be one of PostgreSQL's, where they are told apart.
        let known = if syntax.is_managed() { name.to_ascii_lowercase() } else { name.clone() };
        if let Some(other) = seen.insert(known, rename::plain(&field.ident)) {
            errors.at(
                &column_word(field),
                format_args!("`{other}` is the column `{name}` already: write `#[resource(column = \"…\")]` with another name"),
            );
        }
    }
}

/// No two members share a name.
pub(super) fn members_differ(syntax: &ResourceSyntax, errors: &mut Errors) {
    let case = rename::case(syntax.serde.rename_all.as_ref(), &mut Errors::default());
    let mut seen: HashMap<String, String> = HashMap::new();
    for field in &syntax.fields {
        let name = build::member(field, case);
        if let Some(other) = seen.insert(name.clone(), rename::plain(&field.ident)) {
            errors.at(
                &member_word(field),
                format_args!("`{other}` is the member `{name}` already: write `#[serde(rename = \"…\")]` with another name"),
            );
        }
    }
}

/// A member has a name; one that is filtered or sorted by is the name of a parameter too.
pub(super) fn members_are_names(syntax: &ResourceSyntax, errors: &mut Errors) {
    let case = rename::case(syntax.serde.rename_all.as_ref(), &mut Errors::default());
    for field in &syntax.fields {
        let name = build::member(field, case);
        let word = member_word(field);
        if let Some(fault) = member_fault(&name) {
            errors.at(&word, fault);
            continue;
        }
        let (filter, sort) = (field.words.filter.is_present(), field.words.sort.is_present());
        if filter && PARAMETERS.contains(&name.as_str()) {
            errors.at(
                &word,
                format_args!(
                    "a filter `{name}` would hide the list's own parameter `{name}`: write `#[serde(rename = \"…\")]` with another \
                     name, or remove `filter`"
                ),
            );
        } else if (filter || sort) && !is_parameter(&name) {
            errors.at(
                &word,
                format_args!(
                    "`{name}` would be the name of a query parameter, which has letters, digits, `_`, `-` and `.`, starts with a \
                     letter and has no `__`: write `#[serde(rename = \"…\")]` with such a name"
                ),
            );
        }
    }
}

/// Why a name cannot be one in JSON.
pub(super) fn member_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("a member has a name: write `#[serde(rename = \"name\")]`")
    } else if name.chars().any(char::is_control) {
        Some("the name of a member has no control characters: write `#[serde(rename = \"name\")]`")
    } else {
        None
    }
}

/// Whether a name can be that of a parameter next to `priority__gte` and `sort=-priority,id`.
pub(super) fn is_parameter(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !name.contains("__")
}

/// A schema has a name that OpenAPI takes.
pub(super) fn schema_is_a_name(syntax: &ResourceSyntax, errors: &mut Errors) {
    schema_name(&syntax.item.ident, syntax.serde.rename.as_ref(), errors);
}

/// The same for any type: its own name, or what a `rename` says.
pub(super) fn schema_name(ident: &Ident, renamed: Option<&LitStr>, errors: &mut Errors) {
    let (name, word): (String, &dyn ToTokens) = match renamed {
        Some(text) => (text.value(), text),
        None => (rename::plain(ident), ident),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() || !name.chars().all(plain) {
        let hint = "the name of a schema has ASCII letters, digits, `_`, `-` and `.`: write `#[serde(rename = \"Task\")]`";
        errors.at(&word, hint);
    }
}

/// The functions that name columns stand beside `Task::routes()`, `Task::spec()` and `Task::repository()`.
pub(super) fn functions_are_free(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        let name = rename::plain(&field.ident);
        if TAKEN_FUNCTIONS.contains(&&*name) {
            let ident = &syntax.item.ident;
            errors.at(
                &field.ident,
                format_args!(
                    "a field `{name}` would hide `{ident}::{name}()`: call it `{name}_` and keep the name in JSON with \
                     `#[serde(rename = \"{name}\")]`, in the database with `#[resource(column = \"{name}\")]`"
                ),
            );
        }
    }
}

/// `type = "…"` is the name of a type and nothing else.
pub(super) fn sql_types_are_plain(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        if let Some(text) = &field.words.sql_type
            && !is_sql_type(&text.0.value())
        {
            errors.at(
                &text.0,
                "this is not the name of an SQL type: write `type = \"VARCHAR(40)\"` or `type = \"NUMERIC(10, 2)\"`",
            );
        }
    }
}

/// Words, then perhaps one or two numbers in parentheses, then perhaps words again (`TIMESTAMP(3) WITH TIME ZONE`).
fn is_sql_type(name: &str) -> bool {
    let words = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_'));
    let (before, rest) = match name.split_once('(') {
        Some((before, rest)) => (before, Some(rest)),
        None => (name, None),
    };
    let numbers = |text: &str| {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        parts.len() <= 2 && parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    };
    before.starts_with(|c: char| c.is_ascii_alphabetic())
        && words(before)
        && rest.is_none_or(|rest| rest.split_once(')').is_some_and(|(inside, after)| numbers(inside) && words(after)))
}
