//! Words about tables: earlier names, deletes, columns that belong together.

use darling::ast::NestedMeta;
use quote::ToTokens as _;
use syn::{Expr, Meta};

use super::{build, names, rename};
use crate::{
    errors::Errors,
    model::OnDelete,
    syntax::{
        atoms::Expression,
        resource::{NestedWords, ResourceSyntax},
        types, words,
    },
};

/// An earlier name is one, and no other column has it now.
pub(super) fn old_names_are_gone(syntax: &ResourceSyntax, errors: &mut Errors) {
    let managed = syntax.is_managed();
    if let (Some(old), Some(path)) = (&syntax.words.renamed_from, &syntax.words.path) {
        if let Some(fault) = names::sql_fault(&old.0.value(), managed) {
            errors.at(&old.0, format_args!("{fault}: write the name that the table had before"));
        } else if old.0.value() == build::table(syntax, &path.0.value()) {
            errors.at(&old.0, "this is the name of the table now: write the one that it had before, or remove `renamed_from`");
        }
    }
    let columns: Vec<String> = syntax.fields.iter().map(build::column_name).collect();
    for old in syntax.fields.iter().filter_map(|field| field.words.renamed_from.as_ref()) {
        let name = old.0.value();
        if let Some(fault) = names::sql_fault(&name, managed) {
            errors.at(&old.0, format_args!("{fault}: write the name that the column had before"));
        } else if columns.contains(&name) {
            errors.at(
                &old.0,
                format_args!("`{name}` is a column now: write the name that this one had before, or remove `renamed_from`"),
            );
        }
    }
}

/// What happens on delete is one of three words. Whether the field refers to anything is rustc's to say.
pub(super) fn deletes_have_a_rule(syntax: &ResourceSyntax, errors: &mut Errors) {
    for word in syntax.fields.iter().filter_map(|field| field.words.on_delete.as_ref()) {
        delete_has_a_rule(word, errors);
    }
}

pub(super) fn delete_has_a_rule(word: &Expression, errors: &mut Errors) {
    if on_delete(&word.0).is_none() {
        errors.at(
            &word.0,
            "write `cascade` (this row is removed too), `set_null` (it refers to nothing from then on) or `restrict` (the \
             removal is refused)",
        );
    }
}

/// The rule that a word stands for.
pub(super) fn on_delete(word: &Expr) -> Option<OnDelete> {
    let Expr::Path(path) = word else { return None };
    match path.path.get_ident()?.to_string().as_str() {
        "restrict" => Some(OnDelete::Restrict),
        "cascade" => Some(OnDelete::Cascade),
        "set_null" => Some(OnDelete::SetNull),
        _ => None,
    }
}

/// `unique(…)` and `index(…)` on a struct name at least two of its fields.
pub(super) fn lists_name_fields(syntax: &ResourceSyntax, errors: &mut Errors) {
    for list in &syntax.words.unique {
        list_names_fields(syntax, "unique", list, errors);
    }
    for list in &syntax.words.index {
        list_names_fields(syntax, "index", list, errors);
    }
}

fn list_names_fields(syntax: &ResourceSyntax, word: &str, list: &NestedWords, errors: &mut Errors) {
    let mut seen = Vec::new();
    for meta in &list.metas {
        match field_of(syntax, meta) {
            Err(fault) => errors.at(&meta, fault),
            Ok(at) if seen.contains(&at) => errors.at(&meta, "this field stands here twice; remove one"),
            Ok(at) => {
                if types::is_json(&syntax.fields[at].field.ty) {
                    errors.at(&meta, "JSON cannot be compared; give what is looked for a column of its own");
                }
                seen.push(at);
            }
        }
    }
    if list.metas.len() < 2 {
        let alone = list.metas.first().map_or_else(|| "a field".to_owned(), |meta| format!("`{}`", meta.to_token_stream()));
        errors.at_span(
            list.span,
            format_args!("`{word}(…)` is for several fields together; for one write `#[resource({word})]` on {alone}"),
        );
        return;
    }
    if seen.len() < list.metas.len() {
        return;
    }
    let joined = seen.iter().map(|at| build::column_name(&syntax.fields[*at])).collect::<Vec<_>>().join("_");
    if let Some(field) = syntax.fields.iter().find(|field| build::column_name(field) == joined) {
        errors.at_span(
            list.span,
            format_args!(
                "in the database its name would be that of the field `{}`; give that one another with `#[resource(column = \"…\")]`",
                field.ident
            ),
        );
    }
}

/// The fields of lists, as far as they are known, by their indices.
pub(super) fn lists(syntax: &ResourceSyntax, lists: &[NestedWords]) -> Vec<Vec<usize>> {
    lists.iter().map(|list| list.metas.iter().filter_map(|meta| field_of(syntax, meta).ok()).collect()).collect()
}

/// The index of a field.
pub(super) fn field_of(syntax: &ResourceSyntax, meta: &NestedMeta) -> Result<usize, String> {
    let Some(name) = named(meta) else {
        return Err("the name of a field is needed here, without quotes, as in `unique(first, second)`".to_owned());
    };
    syntax.fields.iter().position(|field| rename::plain(&field.ident) == name).ok_or_else(|| {
        let fields: Vec<String> = syntax.fields.iter().map(|field| format!("`{}`", field.ident)).collect();
        format!("no field is called `{name}`; the fields are {}", fields.join(", "))
    })
}

/// The name that stands in a list.
pub(super) fn named(meta: &NestedMeta) -> Option<String> {
    let NestedMeta::Meta(Meta::Path(path)) = meta else { return None };
    Some(words::name_of(path))
}
