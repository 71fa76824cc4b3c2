//! Enums, newtypes and structs inside JSON.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{Data, DeriveInput, Ident, LitStr, Path};

use super::{columns, names, rename, rules, structure};
use crate::{
    errors::Errors,
    model::{Enumeration, Member, Newtype, Object, Variant},
    syntax::{
        self,
        object::{EnumSyntax, NewtypeSyntax, ObjectSyntax, VariantSyntax},
        serde::SerdeWords,
        types,
    },
};

/// Checks an enum.
pub(crate) fn enumeration(syntax: &EnumSyntax, krate: &Path, errors: &mut Errors) -> Option<Enumeration> {
    structure::enum_is_plain(&syntax.input, errors);
    let case = rename::case(syntax.serde.rename_all.as_ref(), errors);
    names::schema_name(&syntax.input.ident, syntax.serde.rename.as_ref(), errors);
    words_can_be_told_apart(syntax, case, errors);
    old_words_are_gone(syntax, case, errors);
    let variants = syntax
        .variants
        .iter()
        .map(|variant| Variant {
            ident: variant.variant.ident.clone(),
            word: word(variant, case),
            renamed_from: variant.renamed_from.as_ref().map(LitStr::value),
        })
        .collect();
    let (ident, name, docs) = named(&syntax.input, syntax.serde.rename.as_ref());
    errors.is_empty().then(|| Enumeration { krate: krate.clone(), ident, name, docs, variants })
}

fn word(variant: &VariantSyntax, case: Option<rename::Case>) -> String {
    match &variant.serde.rename {
        Some(text) => text.value(),
        None => rename::variant(&rename::plain(&variant.variant.ident), case),
    }
}

/// A word that is still there is no old one.
fn old_words_are_gone(syntax: &EnumSyntax, case: Option<rename::Case>, errors: &mut Errors) {
    let words: Vec<String> = syntax.variants.iter().map(|variant| word(variant, case)).collect();
    for old in syntax.variants.iter().filter_map(|variant| variant.renamed_from.as_ref()) {
        if words.contains(&old.value()) {
            errors.at(old, "a variant has this word now: write the word that rows held before, or remove `renamed_from`");
        }
    }
}

/// Words differ, and can stand in a list of filters.
fn words_can_be_told_apart(syntax: &EnumSyntax, case: Option<rename::Case>, errors: &mut Errors) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for variant in &syntax.variants {
        let word = word(variant, case);
        let written: &dyn ToTokens = match &variant.serde.rename {
            Some(text) => text,
            None => &variant.variant.ident,
        };
        if word.is_empty() || word.contains(',') || word.chars().any(char::is_control) || word.trim() != word {
            errors.at(
                &written,
                "a word has at least one character, no comma, no control characters and no spaces around it: write \
                 `#[serde(rename = \"word\")]`",
            );
        } else if let Some(other) = seen.insert(word.clone(), &variant.variant.ident) {
            errors.at(
                &written,
                format_args!("`{other}` has the word `{word}` already: write `#[serde(rename = \"…\")]` with another one"),
            );
        }
    }
}

/// Checks a newtype.
pub(crate) fn newtype(syntax: &NewtypeSyntax, krate: &Path, errors: &mut Errors) -> Option<Newtype> {
    structure::newtype_is_one_value(&syntax.input, errors);
    names::schema_name(&syntax.input.ident, syntax.rename.as_ref(), errors);
    let (ident, name, docs) = named(&syntax.input, syntax.rename.as_ref());
    let rules = rules::rules(&syntax.rules, &ident, errors);
    let Data::Struct(data) = &syntax.input.data else { return None };
    let field = data.fields.iter().next()?;
    columns::type_can_be_stored(&field.ty, errors);
    if types::inside_option(&field.ty).is_some() {
        errors.at(
            &field.ty,
            format_args!("a newtype is never null by itself: take the `Option` out, and write `Option<{ident}>` in the resource"),
        );
    }
    rules::bounds_fit(&syntax.rules, &field.ty, errors);
    let inner = types::without_self(&field.ty, &ident);
    let json = types::is_json(&field.ty);
    errors.is_empty().then(|| Newtype { krate: krate.clone(), ident, name, docs, inner, json, field: field.ident.clone(), rules })
}

/// Checks a struct inside JSON.
pub(crate) fn object(syntax: &ObjectSyntax, krate: &Path, errors: &mut Errors) -> Option<Object> {
    structure::object_has_members(&syntax.input, errors);
    let case = rename::case(syntax.serde.rename_all.as_ref(), errors);
    names::schema_name(&syntax.input.ident, syntax.serde.rename.as_ref(), errors);
    members_can_be_told_apart(syntax, case, errors);
    let (ident, name, docs) = named(&syntax.input, syntax.serde.rename.as_ref());
    let members = syntax
        .members
        .iter()
        .map(|member| {
            rules::bounds_fit(&member.rules, &member.field.ty, errors);
            let ty = types::without_self(&member.field.ty, &ident);
            Member {
                name: member_name(&member.ident, &member.serde, case),
                docs: syntax::docs(&member.field.attrs),
                present: types::inside_option(&ty).unwrap_or(&ty).clone(),
                ty,
                optional: member.serde.default || syntax.serde.default,
                rules: rules::rules(&member.rules, &ident, errors),
            }
        })
        .collect();
    let whole = syntax.rules.iter().map(|rule| types::path_without_self(rule, &ident)).collect();
    errors.is_empty().then(|| Object { krate: krate.clone(), ident, name, docs, members, rules: whole })
}

/// The name of a member in JSON.
pub(super) fn member_name(ident: &Ident, serde: &SerdeWords, case: Option<rename::Case>) -> String {
    match &serde.rename {
        Some(text) => text.value(),
        None => rename::field(&rename::plain(ident), case),
    }
}

/// Members have names, and no two share one.
fn members_can_be_told_apart(syntax: &ObjectSyntax, case: Option<rename::Case>, errors: &mut Errors) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for member in &syntax.members {
        let name = member_name(&member.ident, &member.serde, case);
        let written: &dyn ToTokens = match &member.serde.rename {
            Some(text) => text,
            None => &member.ident,
        };
        if let Some(fault) = names::member_fault(&name) {
            errors.at(&written, fault);
        } else if let Some(other) = seen.insert(name.clone(), &member.ident) {
            errors.at(
                &written,
                format_args!("`{other}` is the member `{name}` already: write `#[serde(rename = \"…\")]` with another name"),
            );
        }
    }
}

/// The name of a type in Rust and of its schema, and its documentation.
pub(super) fn named(input: &DeriveInput, rename: Option<&LitStr>) -> (Ident, String, String) {
    let name = rename.map_or_else(|| rename::plain(&input.ident), LitStr::value);
    (input.ident.clone(), name, syntax::docs(&input.attrs))
}
