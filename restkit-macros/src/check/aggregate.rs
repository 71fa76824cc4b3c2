//! What is told of rows together: of fields that are seen, and by names that a query can hold.

use quote::ToTokens as _;
use syn::spanned::Spanned as _;

use super::{
    build, names, rename,
    tables::{self, field_of},
};
use crate::{
    errors::Errors,
    model::{Aggregate, Aggregated, Measure, Operation},
    syntax::resource::ResourceSyntax,
};

/// Each list names some of the fields, each once.
pub(super) fn aggregates_name_fields(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (word, list) in syntax.aggregate.iter().flat_map(|aggregate| aggregate.lists()) {
        let mut seen = Vec::new();
        for meta in &list.metas {
            match field_of(syntax, meta) {
                Err(_) if tables::named(meta).is_none() => {
                    let what = meta.to_token_stream();
                    errors.at(
                        &meta,
                        format_args!("`{what}` is not the name of a field: write one without quotes, as in `{word}(price)`"),
                    );
                }
                Err(fault) => errors.at(&meta, fault),
                Ok(at) if seen.contains(&at) => errors.at(&meta, "this field stands here twice; remove one"),
                Ok(at) => seen.push(at),
            }
        }
        if list.metas.is_empty() {
            errors.at_span(list.span, format_args!("say of which fields: write `{word}(price)`, or remove `{word}`"));
        }
    }
}

/// What is told of rows tells what is in them.
pub(super) fn aggregated_fields_are_seen(syntax: &ResourceSyntax, errors: &mut Errors) {
    let case = rename::case(syntax.serde.rename_all.as_ref(), &mut Errors::default());
    for (word, list) in syntax.aggregate.iter().flat_map(|aggregate| aggregate.lists()) {
        for meta in &list.metas {
            let Ok(at) = field_of(syntax, meta) else { continue };
            let field = &syntax.fields[at];
            let unseen = match (field.words.write_only.is_present(), field.words.hidden.is_present()) {
                (true, _) => Some("write_only"),
                (_, true) => Some("hidden"),
                _ => None,
            };
            if let Some(unseen) = unseen {
                errors.at(
                    meta,
                    format_args!("`{word}` would tell what a `{unseen}` field holds; remove it here, or remove `{unseen}`"),
                );
            }
            let member = build::member(field, case);
            if !names::is_parameter(&member) {
                errors.at(
                    meta,
                    format_args!(
                        "`{member}` would stand in a query, where names have letters, digits, `_`, `-` and `.`, start with a letter and have no \
                         `__`: write `#[serde(rename = \"…\")]` with such a name on the field"
                    ),
                );
            } else if member == "count" && word == "group_by" {
                errors.at(
                    meta,
                    "a group has a member `count`, which says how many rows it has: write `#[serde(rename = \"…\")]` with another name on the field",
                );
            }
        }
    }
}

/// Rows that are told of are rows that are listed: the decision of `read` is there.
pub(super) fn aggregates_are_of_lists(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(aggregate) = &syntax.aggregate else { return };
    if !syntax.lost.perhaps("operations") && !build::operations(syntax).contains(&Operation::List) {
        errors.at_span(
            aggregate.span,
            "what is told of rows is told of those that lists answer: add `list` to `operations(…)`, or remove `aggregate`",
        );
    }
}

/// What is told of rows together.
pub(super) fn aggregate(syntax: &ResourceSyntax) -> Option<Aggregate> {
    let written = syntax.aggregate.as_ref()?;
    let (mut groups, mut measures) = (Vec::new(), Vec::new());
    for (word, list) in written.lists() {
        let fields =
            list.metas.iter().filter_map(|meta| Some(Aggregated { column: field_of(syntax, meta).ok()?, span: meta.span() }));
        let measure = match word {
            "sum" => Measure::Sum,
            "avg" => Measure::Average,
            "min" => Measure::Least,
            "max" => Measure::Greatest,
            _ => {
                groups.extend(fields);
                continue;
            }
        };
        measures.extend(fields.map(|field| (measure, field)));
    }
    Some(Aggregate { groups, measures })
}
