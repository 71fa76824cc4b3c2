//! A struct with `#[resource(…)]`, as written.

use darling::{FromMeta, ast::NestedMeta, util::Flag};
use proc_macro2::{Span, TokenStream};
use syn::{Expr, Field, Fields, Ident, ItemStruct, Path};

use super::{
    aggregate::{self, AggregateSyntax},
    atoms::{Count, Expression, Name, Text},
    computed::{self, ComputedSyntax},
    field::{self, FieldWords},
    policy::{self, AuthorizeWords, FieldAuthorizeWords, PolicySyntax},
    relation::{self, RelationSyntax, RelationWord},
    rules::{self, RuleSyntax},
    search::{self, SearchSyntax},
    serde::{self, Place, SerdeWords},
    words::{self, Form, Lost, Word},
};
use crate::errors::Errors;

/// What may stand in `#[resource(…)]` on a struct.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("path", Form::Value, "path = \"/tasks\""),
    Word::new("table", Form::Value, "table = \"tasks\""),
    Word::new("schema", Form::Value, "schema = \"crm\""),
    Word::new("managed", Form::Value, "managed = false"),
    Word::new("renamed_from", Form::Value, "renamed_from = \"old_name\""),
    Word::new("unique", Form::List, "unique(first, second)").repeated(),
    Word::new("index", Form::List, "index(first, second)").repeated(),
    Word::new("belongs_to", Form::List, "belongs_to(line = OrderLine, by(order_id, line_no))").repeated(),
    Word::new("has_many", Form::List, "has_many(comments = Comment::post_id)").repeated(),
    Word::new("has_one", Form::List, "has_one(cover = Cover::post_id)").repeated(),
    Word::new("many_to_many", Form::List, "many_to_many(tags = Tag, through(PostTag::post_id, PostTag::tag_id))").repeated(),
    Word::new("aggregate", Form::List, "aggregate(group_by(status), sum(price))"),
    Word::new("search", Form::List, "search(title, body)"),
    Word::new("page_size", Form::Value, "page_size = 20"),
    Word::new("max_page_size", Form::Value, "max_page_size = 100"),
    Word::new("offset", Form::Alone, "offset"),
    Word::new("operations", Form::List, "operations(list, get)"),
    Word::new("hooks", Form::Alone, "hooks"),
    Word::new("crate", Form::Value, "crate = my_api::restkit"),
];

/// What may stand in `operations(…)`.
pub(crate) const OPERATIONS_GRAMMAR: &[Word] = &[
    Word::new("list", Form::Alone, "list"),
    Word::new("get", Form::Alone, "get"),
    Word::new("create", Form::Alone, "create"),
    Word::new("update", Form::Alone, "update"),
    Word::new("delete", Form::Alone, "delete"),
];

/// The words of `#[resource(…)]` on a struct.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct StructWords {
    pub(crate) path: Option<Text>,
    pub(crate) table: Option<Text>,
    pub(crate) schema: Option<Text>,
    pub(crate) managed: Option<Expression>,
    pub(crate) renamed_from: Option<Text>,
    #[darling(multiple)]
    pub(crate) unique: Vec<NestedWords>,
    #[darling(multiple)]
    pub(crate) index: Vec<NestedWords>,
    #[darling(multiple)]
    pub(crate) belongs_to: Vec<NestedWords>,
    #[darling(multiple)]
    pub(crate) has_many: Vec<NestedWords>,
    #[darling(multiple)]
    pub(crate) has_one: Vec<NestedWords>,
    #[darling(multiple)]
    pub(crate) many_to_many: Vec<NestedWords>,
    pub(crate) aggregate: Option<NestedWords>,
    pub(crate) search: Option<NestedWords>,
    pub(crate) page_size: Option<Count>,
    pub(crate) max_page_size: Option<Count>,
    pub(crate) offset: Flag,
    pub(crate) operations: Option<NestedWords>,
    pub(crate) hooks: Flag,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<Name>,
}

/// A list of words that is read by itself.
pub(crate) struct NestedWords {
    pub(crate) span: Span,
    pub(crate) metas: Vec<NestedMeta>,
}

impl FromMeta for NestedWords {
    fn from_meta(meta: &syn::Meta) -> darling::Result<Self> {
        use syn::spanned::Spanned as _;
        let metas = match meta {
            syn::Meta::List(list) => NestedMeta::parse_meta_list(list.tokens.clone())?,
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => Vec::new(),
        };
        Ok(Self { span: meta.path().span(), metas })
    }
}

/// The words of `operations(…)`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct OperationWords {
    pub(crate) list: Flag,
    pub(crate) get: Flag,
    pub(crate) create: Flag,
    pub(crate) update: Flag,
    pub(crate) delete: Flag,
}

/// `#[authorize(…)]`, as written.
pub(crate) struct Authorize {
    /// Where the attribute is; `None` when there is none.
    pub(crate) span: Option<Span>,
    pub(crate) read: Option<Decision>,
    pub(crate) create: Option<Decision>,
    pub(crate) update: Option<Decision>,
    pub(crate) delete: Option<Decision>,
    /// Which words could not be read.
    pub(crate) lost: Lost,
}

/// The decision for one action, as written.
pub(crate) struct Decision {
    pub(crate) expr: Expr,
    /// `None` when something in it is wrong.
    pub(crate) policy: Option<PolicySyntax>,
}

/// `#[authorize(…)]` on a field, as written.
#[derive(Default)]
pub(crate) struct FieldAuthorize {
    pub(crate) read: Option<Decision>,
    pub(crate) write: Option<Decision>,
}

impl FieldAuthorize {
    /// The decisions, with their names.
    pub(crate) fn decisions(&self) -> impl Iterator<Item = (&'static str, &Decision)> {
        [("read", &self.read), ("write", &self.write)].into_iter().filter_map(|(name, decision)| Some((name, decision.as_ref()?)))
    }
}

/// One field, as written.
pub(crate) struct FieldSyntax {
    pub(crate) field: Field,
    pub(crate) ident: Ident,
    pub(crate) words: FieldWords,
    pub(crate) authorize: FieldAuthorize,
    pub(crate) computed: Option<ComputedSyntax>,
    pub(crate) rules: Vec<RuleSyntax>,
    pub(crate) serde: SerdeWords,
    /// Which words of `#[resource(…)]` could not be read.
    pub(crate) lost: Lost,
}

/// A struct with `#[resource(…)]`, as written.
pub(crate) struct ResourceSyntax {
    pub(crate) item: ItemStruct,
    pub(crate) words: StructWords,
    /// `operations(…)` with where it is.
    pub(crate) operations: Option<(Span, OperationWords)>,
    /// The relations that the struct declares, those of its fields apart.
    pub(crate) relations: Vec<RelationSyntax>,
    pub(crate) aggregate: Option<AggregateSyntax>,
    pub(crate) search: Option<SearchSyntax>,
    pub(crate) authorize: Authorize,
    pub(crate) rules: Vec<Path>,
    pub(crate) serde: SerdeWords,
    pub(crate) fields: Vec<FieldSyntax>,
    /// Which words of `#[resource(…)]` on the struct could not be read.
    pub(crate) lost: Lost,
}

impl ResourceSyntax {
    /// Whether the table is made by restkit, and not somebody else's.
    pub(crate) const fn is_managed(&self) -> bool {
        self.words.managed.is_none()
    }

    /// Whether a word was perhaps meant on one of the fields, where something could not be read.
    pub(crate) fn fields_perhaps(&self, word: &str) -> bool {
        self.fields.iter().any(|field| field.lost.perhaps(word))
    }
}

/// Reads the struct; what cannot be read is reported and treated as absent.
pub(crate) fn read(arguments: TokenStream, item: ItemStruct, errors: &mut Errors) -> ResourceSyntax {
    let mut lost = Lost::default();
    let metas = NestedMeta::parse_meta_list(arguments).unwrap_or_else(|error| {
        errors.syn(error);
        lost = Lost::all();
        Vec::new()
    });
    let (mut words, unread): (StructWords, _) = words::read(metas, GRAMMAR, errors);
    lost.extend(unread);
    let operations = words.operations.take().map(|list| {
        let (operations, unread) = words::read(list.metas, OPERATIONS_GRAMMAR, errors);
        // Which endpoints there are is not known, so nothing is to be said of their decisions.
        if !unread.is_empty() {
            lost.extend(Lost::one("operations"));
        }
        (list.span, operations)
    });

    let lists = [
        (RelationWord::BelongsTo, std::mem::take(&mut words.belongs_to)),
        (RelationWord::HasMany, std::mem::take(&mut words.has_many)),
        (RelationWord::HasOne, std::mem::take(&mut words.has_one)),
        (RelationWord::ManyToMany, std::mem::take(&mut words.many_to_many)),
    ];
    let relations = lists.into_iter().flat_map(|(word, lists)| relation::read(word, lists, errors)).collect();

    let aggregate = words.aggregate.take().map(|list| aggregate::read(list, errors));
    let search = words.search.take().map(|list| search::read(list, errors));
    let authorize = read_authorize(&item, errors);
    let rules = rules::of_struct(&item.attrs, errors);
    let serde = serde::read(&item.attrs, Place::Resource, errors);
    let fields = match &item.fields {
        Fields::Named(named) => named.named.iter().filter_map(|field| read_field(field, errors)).collect(),
        Fields::Unnamed(_) | Fields::Unit => Vec::new(),
    };
    ResourceSyntax { item, words, operations, relations, aggregate, search, authorize, rules, serde, fields, lost }
}

fn read_authorize(item: &ItemStruct, errors: &mut Errors) -> Authorize {
    let mut found = words::collect(&item.attrs, "authorize", errors);
    let (words, unread): (AuthorizeWords, _) = words::read(found.metas, policy::GRAMMAR, errors);
    found.lost.extend(unread);
    Authorize {
        span: found.span,
        read: decision(words.read, errors),
        create: decision(words.create, errors),
        update: decision(words.update, errors),
        delete: decision(words.delete, errors),
        lost: found.lost,
    }
}

fn read_field_authorize(field: &Field, errors: &mut Errors) -> FieldAuthorize {
    let found = words::collect(&field.attrs, "authorize", errors);
    let (words, _): (FieldAuthorizeWords, _) = words::read(found.metas, policy::FIELD_GRAMMAR, errors);
    FieldAuthorize { read: decision(words.read, errors), write: decision(words.write, errors) }
}

fn decision(written: Option<Expression>, errors: &mut Errors) -> Option<Decision> {
    written.map(|Expression(expr)| Decision { policy: policy::policy(&expr, errors), expr })
}

fn read_field(field: &Field, errors: &mut Errors) -> Option<FieldSyntax> {
    let ident = field.ident.clone()?;
    let mut found = words::collect(&field.attrs, "resource", errors);
    let (words, unread) = words::read(found.metas, field::GRAMMAR, errors);
    found.lost.extend(unread);
    let authorize = read_field_authorize(field, errors);
    let computed = computed::read(field, errors);
    let rules = rules::of_field(&field.attrs, errors);
    let serde = serde::read(&field.attrs, Place::Column, errors);
    Some(FieldSyntax { field: field.clone(), ident, words, authorize, computed, rules, serde, lost: found.lost })
}
