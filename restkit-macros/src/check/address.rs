//! Where a resource is: its path and its table.

use super::{build, names};
use syn::{Expr, ExprLit, Lit, LitBool};

use crate::{
    errors::Errors,
    syntax::{atoms::Expression, resource::ResourceSyntax},
};

/// Without a path there is no endpoint.
pub(super) fn path_is_there(syntax: &ResourceSyntax, errors: &mut Errors) {
    if syntax.words.path.is_none() && !syntax.lost.perhaps("path") {
        let guess = heck::AsKebabCase(syntax.item.ident.to_string()).to_string();
        errors.at_span(
            proc_macro2::Span::call_site(),
            format_args!("the path of the collection is missing: write `#[resource(path = \"/{guess}s\")]`"),
        );
    }
}

/// A path starts with a slash, does not end with one, and is made of plain segments.
pub(super) fn path_is_plain(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(text) = &syntax.words.path else { return };
    let path = text.0.value();
    let trimmed = path.trim_matches('/');
    if trimmed.is_empty() {
        return errors.at(&text.0, "a path names the collection: write `path = \"/tasks\"`");
    }
    if path.contains(['{', '}', ':', '*']) {
        return errors.at(
            &text.0,
            "the path is that of the whole collection, without parameters: write `path = \"/tasks\"`; restkit adds `/{id}` itself",
        );
    }
    if !path.starts_with('/') {
        return errors.at(&text.0, format_args!("a path starts with a slash: write `path = \"/{path}\"`"));
    }
    if path.ends_with('/') {
        return errors.at(&text.0, format_args!("a path does not end with a slash: write `path = \"/{trimmed}\"`"));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    if let Some(odd) = trimmed.chars().find(|&c| c != '/' && !plain(c)) {
        return errors.at(&text.0, format_args!("a path holds letters, digits, `-`, `_`, `.` and `~`; remove {odd:?}"));
    }
    if trimmed.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        errors.at(&text.0, "a path has no empty, `.` or `..` segments: write `path = \"/tasks\"`");
    }
}

/// The table has a name that both databases take.
pub(super) fn table_is_a_name(syntax: &ResourceSyntax, errors: &mut Errors) {
    if let Some(text) = &syntax.words.table {
        if let Some(fault) = names::sql_fault(&text.0.value(), syntax.is_managed()) {
            errors.at(&text.0, format_args!("{fault}: write `table = \"tasks\"`"));
        }
    } else if let Some(text) = &syntax.words.path {
        let table = build::table(syntax, &text.0.value());
        if let Some(fault) = names::sql_fault(&table, syntax.is_managed()).filter(|_| !table.is_empty()) {
            errors.at(&text.0, format_args!("the table would be called like this path, but {fault}: add `table = \"…\"`"));
        }
    }
}

/// A schema has a name.
pub(super) fn schema_is_a_name(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(text) = &syntax.words.schema else { return };
    if let Some(fault) = names::sql_fault(&text.0.value(), syntax.is_managed()) {
        errors.at(&text.0, format_args!("{fault}: write `schema = \"crm\"`, or nothing for the schema that bare names are in"));
    }
}

/// restkit makes tables unless it is told not to.
pub(super) fn managed_is_false(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(Expression(value)) = &syntax.words.managed else { return };
    match value {
        Expr::Lit(ExprLit { lit: Lit::Bool(LitBool { value: false, .. }), .. }) => {}
        Expr::Lit(ExprLit { lit: Lit::Bool(_), .. }) => {
            errors.at(value, "restkit makes the table of a resource anyway; remove `managed`, or write `managed = false`");
        }
        _ => errors.at(value, "`managed` is known when the program is compiled: write `managed = false`, or remove it"),
    }
}

/// SQLite keeps names for itself.
pub(super) fn table_is_not_reserved(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(text) = syntax.words.table.as_ref().or(syntax.words.path.as_ref()) else { return };
    let table = build::table(syntax, &text.0.value());
    if syntax.is_managed() && table.to_ascii_lowercase().starts_with("sqlite_") {
        errors.at(&text.0, "SQLite keeps names that start with `sqlite_` for itself: write `table = \"…\"` with another name");
    }
}
