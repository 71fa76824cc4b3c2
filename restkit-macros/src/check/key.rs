//! The key: one field, or some that are it together.

use syn::{Expr, ExprLit, Lit};

use super::{build, rename, tables};
use crate::{
    errors::Errors,
    model::Operation,
    syntax::{
        resource::{FieldSyntax, ResourceSyntax},
        rules::RuleKind,
        types, words,
    },
};

/// How many fields are a key together at most.
const MOST_PARTS: usize = 4;

/// Who sets a key, or a part of one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setter {
    /// The body that makes the row.
    Body,
    /// The database, which counts, or the server, which makes a UUID.
    Server,
    /// The caller, by being who they are.
    Caller,
}

/// Who sets a field, if it is the key or a part of it. What is written as `i64` or `Uuid` is made, unless it says otherwise.
pub(super) fn setter(syntax: &ResourceSyntax, field: &FieldSyntax) -> Option<Setter> {
    if !field.words.id.is_present() {
        return None;
    }
    let made = matches!(types::last_name(&field.field.ty).as_deref(), Some("i64" | "Uuid" | "Option"));
    Some(if field.words.owner.is_present() && is_composite(syntax) {
        Setter::Caller
    } else if field.words.natural.is_present() || !made {
        Setter::Body
    } else {
        Setter::Server
    })
}

/// Whether a field is a key, or a part of one, that comes from the body.
pub(super) fn is_natural(syntax: &ResourceSyntax, field: &FieldSyntax) -> bool {
    setter(syntax, field) == Some(Setter::Body)
}

/// Whether several fields are the key together.
pub(super) fn is_composite(syntax: &ResourceSyntax) -> bool {
    parts(syntax).nth(1).is_some()
}

fn parts(syntax: &ResourceSyntax) -> impl Iterator<Item = &FieldSyntax> {
    syntax.fields.iter().filter(|field| field.words.id.is_present())
}

/// A field is the key, or some are it together.
pub(super) fn there_is_a_key(syntax: &ResourceSyntax, errors: &mut Errors) {
    let named = matches!(syntax.item.fields, syn::Fields::Named(_));
    if named && !syntax.fields_perhaps("id") && parts(syntax).next().is_none() {
        match syntax.fields.iter().find(|field| field.ident == "id") {
            Some(field) => errors.at(&field.ident, "no field is marked as the key: write `#[resource(id)]` above this one"),
            None => errors.at(
                &syntax.item.ident,
                "a resource needs a key: add `#[resource(id)] id: i64` (counted by the database), `#[resource(id)] id: Uuid` (v7), or a field of \
                 another type, which bodies set",
            ),
        }
    }
    for field in parts(syntax).skip(MOST_PARTS) {
        errors.at_span(
            field.words.id.span(),
            "a key has four parts at most: give the rows an `id` of their own, and write `unique(…)` with these fields on the struct",
        );
    }
}

/// Of the parts of a key the server makes one at most, and the database of restkit's tables counts none.
pub(super) fn parts_can_be_made(syntax: &ResourceSyntax, errors: &mut Errors) {
    if !is_composite(syntax) {
        return;
    }
    let mut made = None;
    for field in parts(syntax).filter(|field| setter(syntax, field) == Some(Setter::Server)) {
        let ty = &field.field.ty;
        if types::inside_option(ty).is_some() {
            continue;
        }
        if let Some(earlier) = made {
            errors.at(
                ty,
                format_args!(
                    "the server makes one part of a key, which is `{earlier}` already: write `#[resource(id, natural)]` for a part that bodies set"
                ),
            );
        } else if types::last_name(ty).as_deref() == Some("i64") && syntax.is_managed() && !syntax.lost.perhaps("managed") {
            errors.at(
                ty,
                "the database counts a key of one part only: write `#[resource(id, natural)]` for a number that bodies set, or make this a \
                 `Uuid`, which the server makes",
            );
        }
        made = Some(&field.ident);
    }
    for field in parts(syntax).filter(|field| setter(syntax, field) == Some(Setter::Caller)) {
        let words = &field.words;
        if words.natural.is_present() {
            errors.at_span(
                words.natural.span(),
                "the owner comes from the caller, and a `natural` part of a key from the body; remove one of the two words",
            );
        }
        if types::last_name(&field.field.ty).as_deref() == Some("String") {
            errors.at(
                &field.field.ty,
                "the subject of a caller may be too long for the index of a key: write an `Id<…>`, an integer or a `Uuid`, or give the row an \
                 `id` of its own",
            );
        }
    }
}

/// A key that comes from the body stands in it whenever a row is made, and in each answer.
pub(super) fn natural_key_is_said(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        let words = &field.words;
        if words.natural.is_present() && !words.id.is_present() && !field.lost.perhaps("id") {
            errors
                .at_span(words.natural.span(), "`natural` says that a key comes from the body: write `#[resource(id, natural)]`");
        }
        if !is_natural(syntax, field) {
            continue;
        }
        if let Some(default) = &words.default {
            errors.at_span(default.span, "a key tells rows apart, so it has no default; remove `default`");
        }
        if words.owner.is_present() {
            errors.at_span(
                words.owner.span(),
                "this key comes from the body, and the owner from the caller; give the owner a field of its own, or make the key an \
                 `i64` or a `Uuid` without `natural`",
            );
        }
        for (word, flag) in [("read_only", words.read_only), ("write_only", words.write_only), ("hidden", words.hidden)] {
            if flag.is_present() {
                errors.at_span(flag.span(), format_args!("this key comes from the body and stands in paths; remove `{word}`"));
            }
        }
    }
}

/// The longest text that PostgreSQL's indexes hold for certain, in characters.
const LONGEST_KEY: u64 = 600;

/// A key stands in paths and in an index.
pub(super) fn natural_key_fits(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in syntax.fields.iter().filter(|field| is_natural(syntax, field)) {
        let ty = &field.field.ty;
        match types::last_name(ty).as_deref() {
            Some("f32" | "f64" | "bool" | "Decimal" | "Json" | "Value" | "Vec") => errors.at(
                ty,
                format_args!("`{}` tells no rows apart: a key is an integer, a text, a `Uuid`, a date or an enum", types::written(ty)),
            ),
            Some("String") if bound(field).is_none() => errors.at(
                ty,
                "a text that is a key stands in paths and in an index: write `#[validate(length(min = 1, max = 100))]`, with at most 600",
            ),
            _ => {}
        }
    }
}

/// Texts that are a key together stand in one index.
pub(super) fn texts_fit_together(syntax: &ResourceSyntax, errors: &mut Errors) {
    let mut longest: u64 = 0;
    for field in parts(syntax).filter(|field| is_natural(syntax, field)) {
        let ty = &field.field.ty;
        if types::last_name(ty).as_deref() != Some("String") {
            continue;
        }
        let before = longest;
        longest = longest.saturating_add(bound(field).unwrap_or_default());
        if before <= LONGEST_KEY && before > 0 && longest > LONGEST_KEY {
            errors.at(
                ty,
                format_args!("the texts of a key stand in one index and have {LONGEST_KEY} characters together at most: lower the `max` of their `length`"),
            );
        }
    }
}

/// How many characters the rules of a text leave it, if they keep it from being empty or too long; rules that could not be read perhaps do.
fn bound(field: &FieldSyntax) -> Option<u64> {
    if field.rules.is_empty() && field.field.attrs.iter().any(|attr| words::is_called(attr, "validate")) {
        return Some(0);
    }
    let bounds = field.rules.iter().filter_map(|rule| match &rule.kind {
        RuleKind::Length(length) => {
            let min = length.min.as_ref().is_some_and(|min| min.value >= 1);
            length.max.as_ref().map(|max| max.value).filter(|max| min && *max <= LONGEST_KEY)
        }
        RuleKind::OneOf(words) => Some(words.iter().map(characters).max().unwrap_or_default()),
        _ => None,
    });
    bounds.min()
}

fn characters(word: &Expr) -> u64 {
    match word {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value().chars().count() as u64,
        _ => 0,
    }
}

/// The key is there, and is found by, as it is.
pub(super) fn key_is_plain(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in syntax.fields.iter().filter(|field| field.words.id.is_present()) {
        if let Some(inner) = types::inside_option(&field.field.ty) {
            errors.at(&field.field.ty, format_args!("a key is never null: write `{}`", types::written(inner)));
        }
        if let Some(text) = field.words.sql_type.as_ref().filter(|_| !is_natural(syntax, field)) {
            errors.at(&text.0, "the type of a key follows from `i64` or `Uuid`; remove `type`");
        }
        if field.words.hidden.is_present() && !is_natural(syntax, field) && rows_are_named(syntax) {
            errors.at_span(
                field.words.hidden.span(),
                "clients name rows by their key, in paths and in `Location`; remove `hidden`",
            );
        }
        for (word, flag) in [("unique", field.words.unique), ("index", field.words.index)] {
            if !flag.is_present() {
                continue;
            }
            if !is_composite(syntax) {
                errors.at_span(flag.span(), format_args!("a key is unique and indexed already; remove `{word}`"));
            } else if word == "unique" {
                errors.at_span(
                    flag.span(),
                    "a part that is unique by itself is a key by itself: write `id` on this field alone, or remove `unique`",
                );
            } else if parts(syntax).next().is_some_and(|first| first.ident == field.ident) {
                errors.at_span(flag.span(), "the index of the key begins with this part; remove `index`");
            }
        }
    }
}

/// Whether a generated endpoint names a row by its key.
fn rows_are_named(syntax: &ResourceSyntax) -> bool {
    !syntax.lost.perhaps("operations") && build::operations(syntax).iter().any(|operation| *operation != Operation::List)
}

/// What the key does already needs no other word.
pub(super) fn lists_are_not_the_key(syntax: &ResourceSyntax, errors: &mut Errors) {
    let key: Vec<String> = parts(syntax).map(|field| rename::plain(&field.ident)).collect();
    for (list, word) in
        syntax.words.unique.iter().map(|list| (list, "unique")).chain(syntax.words.index.iter().map(|list| (list, "index")))
    {
        let names: Vec<String> = list.metas.iter().filter_map(tables::named).collect();
        let all_of = |some: &[String], all: &[String]| some.iter().all(|name| all.contains(name));
        let done = match word {
            "unique" => key.len() > 1 && all_of(&key, &names),
            _ => names.len() > 1 && key.starts_with(&names),
        };
        if done && names.len() == list.metas.len() {
            let what =
                if word == "unique" { "no two rows share the key already" } else { "the index of the key begins so already" };
            errors.at_span(list.span, format_args!("{what}; remove `{word}(…)`"));
        }
    }
}
