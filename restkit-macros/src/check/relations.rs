//! Relations: their names, the columns they go by, the order of their rows.

use darling::{ast::NestedMeta, util::Flag};
use quote::ToTokens as _;
use syn::{Expr, Ident, Meta, Path, UnOp};

use super::{build, names, rename, tables};
use crate::{
    errors::Errors,
    model::{RelatedColumn, RelatedColumns, Relation, RelationKind, RelationSort},
    syntax::{
        relation::{RelationSyntax, RelationWord},
        resource::{FieldSyntax, NestedWords, ResourceSyntax},
        types,
    },
};

/// A relation has a name that nothing else has: it is a member of answers, a word of `include`, and the beginning of parameters.
pub(super) fn relations_have_names(syntax: &ResourceSyntax, errors: &mut Errors) {
    let case = rename::case(syntax.serde.rename_all.as_ref(), &mut Errors::default());
    let fields: Vec<(String, String)> =
        syntax.fields.iter().map(|field| (rename::plain(&field.ident), build::member(field, case))).collect();
    let mut known: Vec<String> = Vec::new();
    for ident in idents(syntax) {
        let (plain, name) = (rename::plain(ident), rename::field(&rename::plain(ident), case));
        if !names::is_parameter(&name) || name.contains('.') {
            errors.at(
                ident,
                format_args!(
                    "`{name}` is a name in queries, which has ASCII letters, digits, `_` and `-`, and no `__`: call it otherwise"
                ),
            );
        } else if names::TAKEN_FUNCTIONS.contains(&plain.as_str()) {
            let resource = &syntax.item.ident;
            errors.at(ident, format_args!("a relation `{plain}` would hide `{resource}::{plain}()`: call it otherwise"));
        } else if let Some((field, _)) = fields.iter().find(|(field, member)| *field == plain || *member == name) {
            errors.at(
                ident,
                format_args!(
                    "`{field}` is a field already, and answers hold both: call the relation otherwise, as in `{field}_row`"
                ),
            );
        } else if let Some((field, member)) = fields.iter().find(|(_, member)| member.starts_with(&format!("{name}."))) {
            errors.at(
                ident,
                format_args!(
                    "`{member}`, the member of `{field}`, would be a parameter of this relation: call one of them otherwise"
                ),
            );
        } else if known.contains(&name) {
            errors.at(ident, format_args!("another relation is called `{name}`: call this one otherwise"));
        }
        known.push(name);
    }
}

/// The names of the relations, in their order.
pub(super) fn idents(syntax: &ResourceSyntax) -> impl Iterator<Item = &Ident> {
    let of_fields = syntax.fields.iter().filter_map(|field| field.words.belongs_to.as_ref()).map(|word| &word.name);
    of_fields.chain(syntax.relations.iter().map(|relation| &relation.name))
}

/// The key of the other row is read from the answer.
pub(super) fn relations_are_seen(syntax: &ResourceSyntax, errors: &mut Errors) {
    let unseen = |field: &FieldSyntax| match (field.words.write_only.is_present(), field.words.hidden.is_present()) {
        (true, _) => Some("write_only"),
        (_, true) => Some("hidden"),
        _ => None,
    };
    for field in &syntax.fields {
        if let (Some(word), Some(unseen)) = (&field.words.belongs_to, unseen(field)) {
            errors.at_span(
                word.span,
                format_args!(
                    "the row that it leads to would tell what a `{unseen}` field holds; remove `belongs_to` or `{unseen}`"
                ),
            );
        }
    }
    for relation in syntax.relations.iter().filter(|relation| relation.word == RelationWord::BelongsTo) {
        for meta in relation.words.by.iter().flat_map(|by| &by.metas) {
            let Some(unseen) = tables::field_of(syntax, meta).ok().and_then(|at| unseen(&syntax.fields[at])) else { continue };
            errors.at(
                meta,
                format_args!(
                    "the row that it leads to would tell what a `{unseen}` field holds; remove `belongs_to` or `{unseen}`"
                ),
            );
        }
    }
    let key = syntax.fields.iter().filter(|field| field.words.id.is_present()).find_map(unseen);
    let by_key = syntax.relations.iter().find(|relation| relation.word != RelationWord::BelongsTo);
    if let (Some(relation), Some(unseen)) = (by_key, key) {
        errors.at_span(relation.span, format_args!("it goes by the key of this resource, which is `{unseen}`; remove that word"));
    }
}

/// A relation names the columns that it goes by. Whether they are of the right type is rustc's to say.
pub(super) fn relations_name_columns(syntax: &ResourceSyntax, errors: &mut Errors) {
    for relation in &syntax.relations {
        let RelationSyntax { word, to, words, lost, .. } = relation;
        match word {
            RelationWord::BelongsTo => match &words.by {
                None if lost.perhaps("by") => {}
                None => errors.at(
                    to,
                    format_args!(
                        "the fields that hold its key are needed, in the order of its fields: write `{}`; a single one says \
                         `#[resource(belongs_to = {})]` itself",
                        word.write(),
                        relation.name
                    ),
                ),
                Some(by) => by_names_fields(syntax, relation, by, errors),
            },
            RelationWord::HasMany | RelationWord::HasOne if words.by.is_some() || lost.perhaps("by") => {
                if let Some(by) = words.by.as_ref().filter(|by| their_columns(by).is_none()) {
                    errors.at_span(
                        by.span,
                        "two to four columns of the other resource are needed here, in the order of the key of this one: write \
                         `by(order_id, line_no)`; for a single one write `has_many(comments = Comment::post_id)`",
                    );
                }
            }
            RelationWord::HasMany | RelationWord::HasOne => {
                if column(to, &syntax.item.ident).is_none() {
                    errors
                        .at(to, format_args!("the column that refers to this resource is needed here: write `{}`", word.write()));
                }
            }
            RelationWord::ManyToMany => match &words.through {
                None if lost.perhaps("through") => {}
                None => errors.at(to, format_args!("links lead there: add `through(…)`, as in `{}`", word.write())),
                Some(list) if through(list, &syntax.item.ident).is_some() => {}
                Some(list) => errors.at_span(
                    list.span,
                    "two columns of the resource of the links are needed here, that of this resource first: write \
                     `through(PostTag::post_id, PostTag::tag_id)`",
                ),
            },
        }
    }
}

/// The fields of `by`, each once, that no other relation of several columns goes by: the database has one name for what they refer to.
fn by_names_fields(syntax: &ResourceSyntax, relation: &RelationSyntax, by: &NestedWords, errors: &mut Errors) {
    let mut seen = Vec::new();
    for meta in &by.metas {
        match tables::field_of(syntax, meta) {
            Err(fault) => errors.at(meta, fault),
            Ok(at) if seen.contains(&at) => errors.at(meta, "this field stands here twice; remove one"),
            Ok(at) => seen.push(at),
        }
    }
    let one = by.metas.first().map(|meta| meta.to_token_stream().to_string());
    match (by.metas.len(), one) {
        (2..=4, _) => {}
        (1, Some(field)) => errors.at_span(
            by.span,
            format_args!(
                "`by(…)` is for several fields together; for one write `#[resource(belongs_to = {})]` on `{field}`",
                relation.name
            ),
        ),
        _ => errors.at_span(
            by.span,
            "two to four fields are needed here, in the order of the other's key: write `by(order_id, line_no)`",
        ),
    }
    let fields = |other: &RelationSyntax| -> Option<Vec<usize>> {
        let by = other.words.by.as_ref().filter(|_| other.word == RelationWord::BelongsTo)?;
        by.metas.iter().map(|meta| tables::field_of(syntax, meta).ok()).collect()
    };
    let mut earlier = syntax.relations.iter().take_while(|other| !std::ptr::eq(*other, relation));
    if seen.len() == by.metas.len()
        && let Some(other) = earlier.find(|other| fields(other).is_some_and(|fields| fields == seen))
    {
        errors.at_span(by.span, format_args!("`{}` goes by these fields already: remove one of the two", other.name));
    }
}

/// What happens on delete is one of three words.
pub(super) fn relations_have_a_rule(syntax: &ResourceSyntax, errors: &mut Errors) {
    for word in syntax.relations.iter().filter_map(|relation| relation.words.on_delete.as_ref()) {
        tables::delete_has_a_rule(word, errors);
    }
}

/// A limit lets rows through, and an order names columns.
pub(super) fn relations_have_an_order(syntax: &ResourceSyntax, errors: &mut Errors) {
    for words in syntax.relations.iter().map(|relation| &relation.words) {
        if let Some(limit) = words.limit.as_ref().filter(|limit| u32::try_from(limit.value).map_or(true, |limit| limit == 0)) {
            errors.at(&limit.expr, "a relation has at least one row, and at most 4294967295: write `limit = 20`");
        }
        if let Some(sort) = words.order().filter(|sort| keys(sort).is_none()) {
            errors.at(
                sort,
                "the order names columns of the other resource, with `-` before those whose great values come first: write \
                 `sort = -created_at`, or `sort = [-priority, title]`",
            );
        }
    }
}

/// The relations, as far as they are right.
pub(super) fn relations(syntax: &ResourceSyntax, case: Option<rename::Case>) -> Vec<Relation> {
    let name = |ident: &Ident| rename::field(&rename::plain(ident), case);
    let of_fields = syntax.fields.iter().enumerate().filter_map(|(at, field)| {
        let word = field.words.belongs_to.as_ref()?;
        let target = types::referenced(&field.field.ty).map(|ty| types::without_self(ty, &syntax.item.ident));
        let kind = RelationKind::BelongsTo(at, word.name.span(), target);
        Some(Relation {
            name: name(&word.name),
            ident: word.name.clone(),
            kind,
            limit: None,
            sort: Vec::new(),
            filter: word.filter,
            lends_order: word.lends_order,
            nested: false,
            write: false,
            on_delete: None,
        })
    });
    let of_struct = syntax.relations.iter().filter_map(|relation| {
        let RelationSyntax { word, to, words, .. } = relation;
        let ident = &syntax.item.ident;
        let columns = words.by.as_ref().and_then(|by| {
            Some(RelatedColumns { resource: types::path_without_self(to, ident), by: by.span, columns: their_columns(by)? })
        });
        let kind = match (word, columns) {
            (RelationWord::BelongsTo, columns) => {
                let RelatedColumns { resource, columns, .. } = columns?;
                let field = |name: &Ident| {
                    let at = syntax.fields.iter().position(|field| rename::plain(&field.ident) == rename::plain(name))?;
                    Some((at, name.span()))
                };
                RelationKind::BelongsToBy(resource, columns.iter().map(field).collect::<Option<_>>()?)
            }
            (RelationWord::HasMany, Some(columns)) => RelationKind::HasManyBy(columns),
            (RelationWord::HasOne, Some(columns)) => RelationKind::HasOneBy(columns),
            (RelationWord::HasMany, None) => RelationKind::HasMany(column(to, ident)?),
            (RelationWord::HasOne, None) => RelationKind::HasOne(column(to, ident)?),
            (RelationWord::ManyToMany, _) => {
                let (mine, theirs) = through(words.through.as_ref()?, ident)?;
                RelationKind::ManyToMany(types::path_without_self(to, ident), mine, theirs)
            }
        };
        let limit = words.limit.as_ref().and_then(|limit| u32::try_from(limit.value).ok());
        let [filter, nested, write] = [&words.filter, &words.nested, &words.write].map(Flag::is_present);
        let sort = words.order().and_then(keys).unwrap_or_default();
        Some(Relation {
            name: name(&relation.name),
            ident: relation.name.clone(),
            kind,
            limit,
            sort,
            filter,
            lends_order: words.lends_order(),
            nested,
            write,
            on_delete: words.on_delete.as_ref().and_then(|word| tables::on_delete(&word.0)),
        })
    });
    of_fields.chain(of_struct).collect()
}

/// `Comment::post_id` as a resource and a column.
fn column(path: &Path, ident: &Ident) -> Option<RelatedColumn> {
    let mut resource = types::path_without_self(path, ident);
    let column = resource.segments.pop().filter(|last| last.arguments.is_none())?.ident;
    resource.segments.pop_punct();
    (!resource.segments.is_empty()).then_some(RelatedColumn { resource, column })
}

/// The columns of `by(order_id, line_no)`, of another resource.
fn their_columns(list: &NestedWords) -> Option<Vec<Ident>> {
    let one = |meta: &NestedMeta| match meta {
        NestedMeta::Meta(Meta::Path(path)) => path.get_ident().cloned(),
        _ => None,
    };
    if (2..=4).contains(&list.metas.len()) { list.metas.iter().map(one).collect() } else { None }
}

fn through(list: &NestedWords, ident: &Ident) -> Option<(RelatedColumn, RelatedColumn)> {
    let one = |meta: &NestedMeta| match meta {
        NestedMeta::Meta(Meta::Path(path)) => column(path, ident),
        _ => None,
    };
    match list.metas.as_slice() {
        [mine, theirs] => {
            let (mine, theirs) = (one(mine)?, one(theirs)?);
            let same = mine.resource.to_token_stream().to_string() == theirs.resource.to_token_stream().to_string();
            same.then_some((mine, theirs))
        }
        _ => None,
    }
}

/// `-created_at`, or `[-priority, title]`.
fn keys(sort: &Expr) -> Option<Vec<RelationSort>> {
    match sort {
        Expr::Array(list) if !list.elems.is_empty() => list.elems.iter().map(key).collect(),
        one => Some(vec![key(one)?]),
    }
}

fn key(sort: &Expr) -> Option<RelationSort> {
    let (column, descending) = match sort {
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => (&*unary.expr, true),
        other => (other, false),
    };
    let Expr::Path(path) = column else { return None };
    Some(RelationSort { column: path.path.get_ident()?.clone(), descending })
}
