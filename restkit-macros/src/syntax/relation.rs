//! Relations, as written: `has_many(comments = Comment::post_id, limit = 20)` on a struct, `belongs_to = author` on a field.

use darling::{FromMeta, ast::NestedMeta, util::Flag};
use proc_macro2::Span;
use syn::{Expr, Ident, Meta, Path, spanned::Spanned as _};

use super::{
    atoms::{Count, Expression},
    resource::NestedWords,
    words::{self, Form, Lost, Word},
};
use crate::errors::Errors;

/// What may stand in `belongs_to(…)` on a struct, after the name and the resource.
pub(crate) const BELONGS_GRAMMAR: &[Word] = &[
    Word::new("by", Form::List, "by(order_id, line_no)"),
    Word::new("on_delete", Form::Value, "on_delete = cascade"),
    Word::new("filter", Form::Alone, "filter"),
    Word::new("sort", Form::Alone, "sort"),
];

/// What may stand in `has_many(…)`, after the name and the column.
pub(crate) const MANY_GRAMMAR: &[Word] = &[
    Word::new("by", Form::List, "by(order_id, line_no)"),
    Word::new("limit", Form::Value, "limit = 20"),
    Word::new("sort", Form::Value, "sort = -created_at"),
    Word::new("filter", Form::Alone, "filter"),
    Word::new("nested", Form::Alone, "nested"),
    Word::new("write", Form::Alone, "write"),
];

/// What may stand in `has_one(…)`, after the name and the column.
pub(crate) const ONE_GRAMMAR: &[Word] = &[
    Word::new("by", Form::List, "by(order_id, line_no)"),
    Word::new("filter", Form::Alone, "filter"),
    Word::new("sort", Form::Alone, "sort"),
];

/// What may stand in `many_to_many(…)`, after the name and the resource.
pub(crate) const LINKED_GRAMMAR: &[Word] = &[
    Word::new("through", Form::List, "through(PostTag::post_id, PostTag::tag_id)"),
    Word::new("limit", Form::Value, "limit = 20"),
    Word::new("sort", Form::Value, "sort = -created_at"),
    Word::new("filter", Form::Alone, "filter"),
];

/// The words of a relation.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct RelationWords {
    pub(crate) by: Option<NestedWords>,
    pub(crate) on_delete: Option<Expression>,
    pub(crate) through: Option<NestedWords>,
    pub(crate) limit: Option<Count>,
    pub(crate) sort: Option<Order>,
    pub(crate) filter: Flag,
    pub(crate) nested: Flag,
    pub(crate) write: Flag,
}

/// `sort` alone: lists are ordered by the row; with a value, the order of the rows.
pub(crate) enum Order {
    Lent,
    Of(Expr),
}

impl FromMeta for Order {
    fn from_word() -> darling::Result<Self> {
        Ok(Self::Lent)
    }

    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        Ok(Self::Of(expr.clone()))
    }
}

impl RelationWords {
    /// The order of the rows, where it is written.
    pub(crate) const fn order(&self) -> Option<&Expr> {
        match &self.sort {
            Some(Order::Of(order)) => Some(order),
            Some(Order::Lent) | None => None,
        }
    }

    /// Whether lists are ordered by the row.
    pub(crate) const fn lends_order(&self) -> bool {
        matches!(self.sort, Some(Order::Lent))
    }
}

/// The words on a struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelationWord {
    BelongsTo,
    HasMany,
    HasOne,
    ManyToMany,
}

impl RelationWord {
    /// How it is written, for a person.
    pub(crate) const fn write(self) -> &'static str {
        match self {
            Self::BelongsTo => "belongs_to(line = OrderLine, by(order_id, line_no))",
            Self::HasMany => "has_many(comments = Comment::post_id)",
            Self::HasOne => "has_one(cover = Cover::post_id)",
            Self::ManyToMany => "many_to_many(tags = Tag, through(PostTag::post_id, PostTag::tag_id))",
        }
    }

    const fn grammar(self) -> &'static [Word] {
        match self {
            Self::BelongsTo => BELONGS_GRAMMAR,
            Self::HasMany => MANY_GRAMMAR,
            Self::HasOne => ONE_GRAMMAR,
            Self::ManyToMany => LINKED_GRAMMAR,
        }
    }
}

/// A relation on a struct, as written.
pub(crate) struct RelationSyntax {
    pub(crate) word: RelationWord,
    /// Where the word is.
    pub(crate) span: Span,
    pub(crate) name: Ident,
    /// The column of the other resource, or that resource itself where links or several columns lead to it.
    pub(crate) to: Path,
    pub(crate) words: RelationWords,
    /// Which words could not be read.
    pub(crate) lost: Lost,
}

/// Reads the relations behind one word; those that cannot be read are reported and left out.
pub(crate) fn read(word: RelationWord, lists: Vec<NestedWords>, errors: &mut Errors) -> Vec<RelationSyntax> {
    lists.into_iter().filter_map(|list| one(word, list, errors)).collect()
}

fn one(word: RelationWord, list: NestedWords, errors: &mut Errors) -> Option<RelationSyntax> {
    let NestedWords { span, metas } = list;
    let mut metas = metas.into_iter();
    let Some(first) = metas.next() else {
        errors.at_span(span, format_args!("a relation has a name and leads somewhere: write `{}`", word.write()));
        return None;
    };
    let (name, to) = match &first {
        NestedMeta::Meta(Meta::NameValue(pair)) => (pair.path.get_ident().cloned(), path(&pair.value)),
        _ => (None, None),
    };
    let (Some(name), Some(to)) = (name, to) else {
        errors.at(&first, format_args!("the name of the relation and where it leads come first: write `{}`", word.write()));
        return None;
    };
    let (words, lost) = words::read(metas.collect(), word.grammar(), errors);
    Some(RelationSyntax { word, span, name, to, words, lost })
}

fn path(value: &Expr) -> Option<Path> {
    match value {
        Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => Some(path.path.clone()),
        _ => None,
    }
}

/// `belongs_to = author` or `belongs_to(author, filter, sort)`.
pub(crate) struct BelongsTo {
    /// Where the word is.
    pub(crate) span: Span,
    pub(crate) name: Ident,
    pub(crate) filter: bool,
    /// Whether lists are ordered by the row.
    pub(crate) lends_order: bool,
}

impl FromMeta for BelongsTo {
    fn from_meta(meta: &Meta) -> darling::Result<Self> {
        let span = meta.path().span();
        let needed = "the name of the relation is needed here, without quotes, as in `belongs_to = author`";
        match meta {
            Meta::NameValue(pair) => match path(&pair.value).and_then(|path| path.get_ident().cloned()) {
                Some(name) => Ok(Self { span, name, filter: false, lends_order: false }),
                None => Err(darling::Error::custom(needed).with_span(&pair.value)),
            },
            Meta::List(list) => {
                let metas = NestedMeta::parse_meta_list(list.tokens.clone())?;
                let name = match metas.first() {
                    Some(NestedMeta::Meta(Meta::Path(name))) => name.get_ident().cloned(),
                    _ => None,
                };
                let name = name.ok_or_else(|| darling::Error::custom(needed).with_span(&list.tokens))?;
                let mut read = Self { span, name, filter: false, lends_order: false };
                for meta in metas.iter().skip(1) {
                    match meta {
                        NestedMeta::Meta(Meta::Path(word)) if word.is_ident("filter") && !read.filter => read.filter = true,
                        NestedMeta::Meta(Meta::Path(word)) if word.is_ident("sort") && !read.lends_order => {
                            read.lends_order = true
                        }
                        other => {
                            let only = "only `filter` and `sort` stand after the name, each once: write `belongs_to(author, filter, sort)`";
                            return Err(darling::Error::custom(only).with_span(other));
                        }
                    }
                }
                Ok(read)
            }
            Meta::Path(_) => Err(darling::Error::custom(needed).with_span(meta)),
        }
    }
}
