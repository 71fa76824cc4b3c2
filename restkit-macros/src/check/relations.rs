//! Relations: their names, the columns they go by, the order of their rows.

use darling::{ast::NestedMeta, util::Flag};
use quote::ToTokens as _;
use syn::{Expr, Ident, Meta, Path, UnOp};

use super::{build, names, rename};
use crate::{
    errors::Errors,
    model::{RelatedColumn, Relation, RelationKind, RelationSort},
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

fn idents(syntax: &ResourceSyntax) -> impl Iterator<Item = &Ident> {
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
    let key = syntax.fields.iter().find(|field| field.words.id.is_present());
    if let (Some(relation), Some(unseen)) = (syntax.relations.first(), key.and_then(unseen)) {
        errors.at_span(relation.span, format_args!("it goes by the key of this resource, which is `{unseen}`; remove that word"));
    }
}

/// A relation names the columns that it goes by. Whether they are of the right type is rustc's to say.
pub(super) fn relations_name_columns(syntax: &ResourceSyntax, errors: &mut Errors) {
    for relation in &syntax.relations {
        let RelationSyntax { word, to, words, lost, .. } = relation;
        match word {
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
        })
    });
    let of_struct = syntax.relations.iter().filter_map(|relation| {
        let RelationSyntax { word, to, words, .. } = relation;
        let ident = &syntax.item.ident;
        let kind = match word {
            RelationWord::HasMany => RelationKind::HasMany(column(to, ident)?),
            RelationWord::HasOne => RelationKind::HasOne(column(to, ident)?),
            RelationWord::ManyToMany => {
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
