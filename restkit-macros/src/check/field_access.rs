//! Who sees and sets one field.

use super::{build, columns};
use crate::{
    errors::Errors,
    model::Operation,
    syntax::{resource::ResourceSyntax, types},
};

/// A field is in an answer, a filter or a body whatever the row, so its decision can only look at the caller.
pub(super) fn decisions_speak_of_the_caller(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (name, decision) in syntax.fields.iter().flat_map(|field| field.authorize.decisions()) {
        let Some(policy) = &decision.policy else { continue };
        for span in policy.row_atoms() {
            errors.at_span(
                span,
                "a decision on a field looks at the caller and at no row: write `role(…)`, `scope(\"…\")` or `authenticated`",
            );
        }
        if let Some(span) = policy.public() {
            errors.at_span(span, format_args!("who may see the row may do this without a decision; remove `{name} = …`"));
        }
    }
}

/// The key stands in paths, links and cursors.
pub(super) fn key_is_seen(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in syntax.fields.iter().filter(|field| field.words.id.is_present()) {
        for (name, decision) in field.authorize.decisions() {
            errors.at(&decision.expr, format_args!("who sees a row sees its key; remove `{name} = …`"));
        }
    }
}

/// What no answer holds needs no decision about seeing it, and what no body holds none about setting it.
pub(super) fn unseen_fields_need_no_decision(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in syntax.fields.iter().filter(|field| !field.words.id.is_present()) {
        let words = &field.words;
        let is = |flags: &[(&'static str, darling::util::Flag)]| {
            flags.iter().find(|(_, flag)| flag.is_present()).map(|(word, _)| *word)
        };
        if let (Some(decision), Some(word)) =
            (&field.authorize.read, is(&[("write_only", words.write_only), ("hidden", words.hidden)]))
        {
            errors.at(&decision.expr, format_args!("nobody sees a `{word}` field; remove `read = …`"));
        }
        let unset =
            is(&[("read_only", words.read_only), ("hidden", words.hidden)]).or_else(|| columns::generated_by(syntax, field));
        if let (Some(decision), Some(word)) = (&field.authorize.write, unset) {
            errors.at(&decision.expr, format_args!("no body sets this field, which is `{word}`; remove `write = …`"));
        }
    }
}

/// Who may not set a field can make a row all the same.
pub(super) fn new_rows_have_a_value(syntax: &ResourceSyntax, errors: &mut Errors) {
    if syntax.lost.perhaps("operations") || !build::operations(syntax).contains(&Operation::Create) {
        return;
    }
    for field in &syntax.fields {
        let (words, Some((name, decision))) = (&field.words, field.authorize.decisions().last()) else { continue };
        let has_value = words.default.is_some()
            || types::inside_option(&field.field.ty).is_some()
            || words.id.is_present()
            || words.read_only.is_present()
            || words.hidden.is_present()
            || (words.write_only.is_present() && name == "read")
            || columns::generated_by(syntax, field).is_some()
            || field.lost.perhaps("default");
        if !has_value {
            errors.at(
                &decision.expr,
                format_args!(
                    "whom `{name} = …` excludes makes rows without this field: add `#[resource(default = …)]`, or make the type an `Option`"
                ),
            );
        }
    }
}
