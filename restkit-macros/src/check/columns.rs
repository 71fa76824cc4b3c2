//! What the words on one field say together.

use darling::util::Flag;
use syn::Type;

use super::{
    build,
    key::{self, Setter},
    rules,
};
use crate::{
    errors::Errors,
    model::Operation,
    syntax::{
        resource::{FieldSyntax, ResourceSyntax},
        types,
    },
};

/// Reports all but the first field that carries a word which only one may carry.
fn only_one(syntax: &ResourceSyntax, word: &str, flag: impl Fn(&FieldSyntax) -> Flag, errors: &mut Errors) {
    let mut with = syntax.fields.iter().filter(|field| flag(field).is_present());
    let Some(first) = with.next() else { return };
    for other in with {
        errors.at_span(
            flag(other).span(),
            format_args!("`{}` is the `{word}` already, and only one field can be; remove one of the two", first.ident),
        );
    }
}

/// One field at most names the owner, one the time of making, one the time of the last change.
pub(super) fn roles_are_given_once(syntax: &ResourceSyntax, errors: &mut Errors) {
    only_one(syntax, "owner", |field| field.words.owner, errors);
    only_one(syntax, "created_at", |field| field.words.created_at, errors);
    only_one(syntax, "updated_at", |field| field.words.updated_at, errors);
    only_one(syntax, "version", |field| field.words.version, errors);
}

/// A value comes from one place. The key may be the owner: a user owns themselves.
pub(super) fn values_come_from_one_place(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        let words = &field.words;
        let sources = [
            ("id", words.id),
            ("owner", if words.id.is_present() { Flag::default() } else { words.owner }),
            ("created_at", words.created_at),
            ("updated_at", words.updated_at),
            ("version", words.version),
        ];
        let mut given = sources.iter().filter(|(_, flag)| flag.is_present());
        if let Some((first, _)) = given.next() {
            for (other, flag) in given {
                errors.at_span(flag.span(), format_args!("a field cannot be `{first}` and `{other}`; remove one"));
            }
        }
    }
}

/// What the server fills in: the word, or `None` for a field that a body fills.
pub(super) fn generated_by(syntax: &ResourceSyntax, field: &FieldSyntax) -> Option<&'static str> {
    if field.computed.is_some() {
        return Some("computed");
    }
    let words = &field.words;
    match key::setter(syntax, field) {
        Some(Setter::Body) => return None,
        Some(Setter::Server) => return Some("id"),
        Some(Setter::Caller) => return Some("owner"),
        None => {}
    }
    let made =
        [("owner", words.owner), ("created_at", words.created_at), ("updated_at", words.updated_at), ("version", words.version)];
    made.into_iter().find(|(_, flag)| flag.is_present()).map(|(word, _)| word)
}

/// Tables that restkit makes have a version already.
pub(super) fn version_is_of_another_table(syntax: &ResourceSyntax, errors: &mut Errors) {
    if !syntax.is_managed() || syntax.lost.perhaps("managed") {
        return;
    }
    for field in syntax.fields.iter().filter(|field| field.words.version.is_present()) {
        errors.at_span(
            field.words.version.span(),
            "a table that restkit makes counts its versions in a hidden column; remove `version`, or write \
             `#[resource(managed = false)]` on the struct when the table is somebody else's",
        );
    }
}

/// What the server fills in is never taken from a body, so nothing about bodies can be said of it.
pub(super) fn generated_values_need_no_words(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        // Which words fit a computed field is said elsewhere.
        let Some(word) = generated_by(syntax, field).filter(|_| field.computed.is_none()) else { continue };
        let words = &field.words;
        if let Some(default) = &words.default {
            errors.at_span(default.span, format_args!("the server fills in `{word}`; remove `default`"));
        }
        if words.read_only.is_present() {
            errors.at_span(
                words.read_only.span(),
                format_args!("the server fills in `{word}`, so it is read-only already; remove `read_only`"),
            );
        }
        if words.write_only.is_present() {
            errors.at_span(
                words.write_only.span(),
                format_args!("the server fills in `{word}`, and no body sets it; remove `write_only`"),
            );
        }
        if let Some(rule) = field.rules.first() {
            errors.at_span(
                rule.span,
                format_args!("the server fills in `{word}`, so `{}` would never be checked; remove the rule", rule.kind.word()),
            );
        }
    }
}

/// A unique column is found through the index that keeps it unique.
pub(super) fn unique_is_an_index(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        if field.words.unique.is_present() && field.words.index.is_present() && !field.words.id.is_present() {
            errors.at_span(field.words.index.span(), "`unique` makes an index already; remove `index`");
        }
    }
}

/// JSON has no order, and two databases compare it differently; only what stands inside of a known type can be looked for.
pub(super) fn json_is_not_compared(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in syntax.fields.iter().filter(|field| types::is_json(&field.field.ty)) {
        let words = &field.words;
        if words.filter.is_present() && types::is_free_json(&field.field.ty) {
            errors.at_span(
                words.filter.span(),
                "nobody knows what stands in this JSON; remove `filter`, or write its type as `Json<…>`",
            );
        }
        for (word, flag) in [("sort", words.sort), ("unique", words.unique), ("index", words.index)] {
            if flag.is_present() {
                errors.at_span(
                    flag.span(),
                    format_args!("JSON cannot be compared; remove `{word}`, or give what is looked for a column of its own"),
                );
            }
        }
    }
}

/// A member that is neither answered nor taken would be nowhere.
pub(super) fn members_are_read_or_written(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        if field.words.read_only.is_present() && field.words.write_only.is_present() {
            errors.at_span(
                field.words.write_only.span(),
                "a field cannot be `read_only` and `write_only`; remove one, or write `hidden` for one that only the app sees and sets",
            );
        }
        for (word, flag) in [("read_only", field.words.read_only), ("write_only", field.words.write_only)] {
            if field.words.hidden.is_present() && flag.is_present() {
                errors.at_span(flag.span(), format_args!("a `hidden` field is in no body and in no answer; remove `{word}`"));
            }
        }
        if let Some(example) = field.words.example.as_ref().filter(|_| field.words.hidden.is_present()) {
            errors.at_span(example.span, "nobody sees a `hidden` field, and so no example of it; remove `example`");
        }
    }
}

/// What no body sets needs a value all the same.
pub(super) fn read_only_has_a_value(syntax: &ResourceSyntax, errors: &mut Errors) {
    // Without the generated endpoint it is the app that makes rows; in somebody else's table the database knows a value.
    if !syntax.is_managed()
        || syntax.lost.perhaps("managed")
        || syntax.lost.perhaps("operations")
        || !build::operations(syntax).contains(&Operation::Create)
    {
        return;
    }
    for field in &syntax.fields {
        let words = &field.words;
        let optional = types::inside_option(&field.field.ty).is_some();
        let (word, span) = match (words.read_only.is_present(), words.hidden.is_present()) {
            (true, _) if !words.write_only.is_present() => ("read_only", words.read_only.span()),
            (_, true) => ("hidden", words.hidden.span()),
            _ => continue,
        };
        if key::is_natural(syntax, field) {
            continue;
        }
        if words.default.is_none() && !optional && generated_by(syntax, field).is_none() && !field.lost.perhaps("default") {
            errors.at_span(
                span,
                format_args!(
                    "no body sets a `{word}` field, so a new row needs a value: add `default = …`, or make the type an `Option`"
                ),
            );
        }
    }
}

/// A rule on what no body sets would never be checked.
pub(super) fn read_only_has_no_rules(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        if let Some(rule) = field.rules.first()
            && field.words.read_only.is_present()
            && generated_by(syntax, field).is_none()
            && !key::is_natural(syntax, field)
        {
            errors.at_span(
                rule.span,
                format_args!(
                    "no body sets a `read_only` field, so `{}` would never be checked; remove the rule",
                    rule.kind.word()
                ),
            );
        }
    }
}

/// Filters and orders tell what is in a column.
pub(super) fn write_only_is_not_shown(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        let unseen = match (field.words.write_only.is_present(), field.words.hidden.is_present()) {
            (true, _) => "write_only",
            (_, true) => "hidden",
            _ => continue,
        };
        for (word, flag) in [("filter", field.words.filter), ("sort", field.words.sort)] {
            if flag.is_present() {
                errors.at_span(
                    flag.span(),
                    format_args!("`{word}` would tell what a `{unseen}` field holds; remove `{word}` or `{unseen}`"),
                );
            }
        }
    }
}

/// A column type owns its value and is null in one way only. Whether it is one at all is rustc's to say.
pub(super) fn types_can_be_stored(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        type_can_be_stored(&field.field.ty, errors);
    }
}

/// The same for one type; the message stands at the part that is wrong.
pub(super) fn type_can_be_stored(ty: &Type, errors: &mut Errors) {
    let inner = types::inside_option(ty);
    if let Some(inner) = inner
        && types::inside_option(inner).is_some()
    {
        return errors.at(ty, format_args!("null inside null cannot be told apart: write `{}`", types::written(inner)));
    }
    match inner.unwrap_or(ty) {
        Type::Reference(reference) => {
            let hint = match (&*reference.elem, types::last_name(&reference.elem).as_deref()) {
                (Type::Slice(_), _) => "write `Vec<u8>` for bytes or `Json<Vec<…>>` for a list".to_owned(),
                (_, Some("str")) => "write `String`".to_owned(),
                (inner, _) => format!("write `{}`", types::written(inner)),
            };
            errors.at(reference, format_args!("a row owns its values: {hint}"));
        }
        Type::Tuple(tuple) => {
            errors.at(tuple, "a tuple has no schema: write a struct with `#[derive(Schema)]`, and `Json<…>` around it");
        }
        Type::Array(array) => {
            errors.at(array, "an array is no column: write `Vec<u8>` for bytes or `Json<Vec<…>>` for a list");
        }
        Type::Slice(slice) => {
            errors.at(slice, "a slice is no column: write `Vec<u8>` for bytes or `Json<Vec<…>>` for a list");
        }
        Type::Ptr(_) | Type::FnPtr(_) | Type::ImplTrait(_) | Type::Never(_) | Type::TraitObject(_) | Type::Infer(_) => {
            errors.at(ty, "this type cannot be stored: write a column type, as in `String` or `Option<i64>`");
        }
        _ => {}
    }
}

/// A bound is a value that the field can have.
pub(super) fn bounds_fit_the_type(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        rules::bounds_fit(&field.rules, &field.field.ty, errors);
    }
}
