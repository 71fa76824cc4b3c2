//! An impl block with `#[resource]` or `#[api(…)]`, as written.

use darling::{FromMeta, ast::NestedMeta, util::Flag};
use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Expr, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, LitStr, Meta, Pat, Type, spanned::Spanned as _};

use super::{
    atoms::{Count, Name, Text},
    example::Example,
    policy,
    resource::Decision,
    words::{self, Form, Lost, Word},
};
use crate::errors::Errors;

/// What may stand in `#[api(…)]`.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("path", Form::Value, "path = \"/checkout\""),
    Word::new("tag", Form::Value, "tag = \"Checkout\""),
    Word::new("crate", Form::Value, "crate = my_api::restkit"),
];

/// What may stand in `#[get("…", …)]` and its like, after the path.
pub(crate) const ENDPOINT_GRAMMAR: &[Word] =
    &[Word::new("status", Form::Value, "status = 202"), Word::new("deprecated", Form::Alone, "deprecated")];

/// What may stand in `#[transaction(…)]`.
pub(crate) const TRANSACTION_GRAMMAR: &[Word] =
    &[Word::new("isolation", Form::Value, "isolation = serializable"), Word::new("read_only", Form::Alone, "read_only")];

/// The words of `#[api(…)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct BlockWords {
    pub(crate) path: Option<Text>,
    pub(crate) tag: Option<Text>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<Name>,
}

/// The words of `#[get("…", …)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct EndpointWords {
    pub(crate) status: Option<Count>,
    pub(crate) deprecated: Flag,
}

/// The words of `#[transaction(…)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct TransactionWords {
    pub(crate) isolation: Option<Name>,
    pub(crate) read_only: Flag,
}

/// The attributes that make a method an endpoint.
pub(crate) const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Other attributes of a method that are read here.
const COMPANIONS: [&str; 2] = ["authorize", "transaction"];

/// An impl block, as written.
pub(crate) struct BlockSyntax {
    /// The block without what is read here.
    pub(crate) item: ItemImpl,
    pub(crate) words: BlockWords,
    pub(crate) docs: String,
    pub(crate) methods: Vec<MethodSyntax>,
    pub(crate) lost: Lost,
}

/// `#[get("…")]` and its like.
pub(crate) struct Verb {
    /// One of [`VERBS`].
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) path: Option<LitStr>,
    pub(crate) words: EndpointWords,
}

/// A method with one of these attributes.
pub(crate) struct MethodSyntax {
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    /// More than one when several stand there.
    pub(crate) verbs: Vec<Verb>,
    pub(crate) authorize: Option<Span>,
    pub(crate) decision: Option<Decision>,
    pub(crate) transaction: Option<(Span, TransactionWords)>,
    /// The `self` of the method.
    pub(crate) receiver: Option<syn::Receiver>,
    pub(crate) arguments: Vec<ArgumentSyntax>,
    pub(crate) signature: syn::Signature,
}

/// An argument.
pub(crate) struct ArgumentSyntax {
    /// `None` for a pattern.
    pub(crate) name: Option<Ident>,
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
    /// `#[example(…)]`, as JSON.
    pub(crate) example: Option<String>,
}

impl ArgumentSyntax {
    /// Reads an argument, and takes out of it what is read here.
    pub(super) fn take(typed: &mut syn::PatType, errors: &mut Errors) -> Self {
        let mut example = None;
        for attr in typed.attrs.extract_if(.., |attr| words::is_called(attr, "example")) {
            let read = match &attr.meta {
                Meta::List(list) => syn::parse2::<Expr>(list.tokens.clone()).ok().map(|expr| Example::from_expr(&expr)),
                Meta::Path(_) | Meta::NameValue(_) => None,
            };
            match read {
                Some(Ok(_)) if example.is_some() => errors.at(attr.path(), "an argument has one example; remove one"),
                Some(Ok(read)) => example = Some(read.json),
                Some(Err(error)) => errors.darling(error),
                None => errors.at(attr.path(), "write the example in parentheses, as in `#[example(\"milk\")]`"),
            }
        }
        let name = match &*typed.pat {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(ident.ident.clone()),
            Pat::Wild(wild) => Some(Ident::new("_", wild.underscore_token.span())),
            _ => None,
        };
        Self { name, pattern: (*typed.pat).clone(), ty: (*typed.ty).clone(), example }
    }
}

/// Reads the block; what cannot be read is reported and treated as absent.
pub(crate) fn read(arguments: TokenStream, mut item: ItemImpl, errors: &mut Errors) -> BlockSyntax {
    let mut lost = Lost::default();
    let metas = NestedMeta::parse_meta_list(arguments).unwrap_or_else(|error| {
        errors.syn(error);
        lost = Lost::all();
        Vec::new()
    });
    let (words, unread) = words::read(metas, GRAMMAR, errors);
    lost.extend(unread);
    let docs = super::docs(&item.attrs);
    let mut methods = Vec::new();
    for inner in &mut item.items {
        let ImplItem::Fn(function) = inner else { continue };
        let attrs = take(&mut function.attrs);
        if attrs.is_empty() {
            continue;
        }
        methods.extend(method(function, &attrs, errors));
    }
    BlockSyntax { item, words, docs, methods, lost }
}

/// Takes the attributes out that are read here.
fn take(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let ours = |attr: &mut Attribute| VERBS.iter().chain(&COMPANIONS).any(|name| words::is_called(attr, name));
    attrs.extract_if(.., ours).collect()
}

fn method(function: &mut ImplItemFn, attrs: &[Attribute], errors: &mut Errors) -> Option<MethodSyntax> {
    let verbs: Vec<Verb> = attrs.iter().filter_map(|attr| verb(attr, errors)).collect();
    let mut authorize = None;
    let mut decision = None;
    let mut transaction = None;
    for attr in attrs {
        if words::is_called(attr, "authorize") {
            if authorize.replace(attr.path().span()).is_some() {
                errors.at(attr.path(), "an endpoint has one access decision: join them with `||` or `&&`");
                continue;
            }
            decision = read_decision(attr, errors);
        }
        if words::is_called(attr, "transaction") {
            transaction = Some((attr.path().span(), read_transaction(attr, errors)));
        }
    }
    if verbs.is_empty() {
        let name = if authorize.is_some() { "authorize" } else { "transaction" };
        errors.at(
            &function.sig.ident,
            format_args!("`#[{name}(…)]` stands on an endpoint: write `#[get(\"/…\")]`, `#[post(\"/…\")]` or the like beside it"),
        );
        return None;
    }
    let mut receiver = None;
    let mut arguments = Vec::new();
    for input in &mut function.sig.inputs {
        match input {
            FnArg::Receiver(this) => receiver = Some(this.clone()),
            FnArg::Typed(typed) => arguments.push(ArgumentSyntax::take(typed, errors)),
        }
    }
    let signature = function.sig.clone();
    Some(MethodSyntax {
        ident: signature.ident.clone(),
        docs: super::docs(&function.attrs),
        verbs,
        authorize,
        decision,
        transaction,
        receiver,
        arguments,
        signature,
    })
}

fn verb(attr: &Attribute, errors: &mut Errors) -> Option<Verb> {
    let name = VERBS.into_iter().find(|name| words::is_called(attr, name))?;
    let span = attr.path().span();
    let mut found = Verb { name: name.to_owned(), span, path: None, words: EndpointWords::default() };
    let metas = match &attr.meta {
        Meta::List(list) => NestedMeta::parse_meta_list(list.tokens.clone()),
        Meta::Path(_) => Ok(Vec::new()),
        Meta::NameValue(pair) => Err(syn::Error::new_spanned(pair, format!("write `#[{name}(\"/…\")]`"))),
    };
    let mut metas = match metas {
        Ok(metas) => metas,
        Err(error) => {
            errors.syn(error);
            return Some(found);
        }
    };
    if let Some(NestedMeta::Lit(syn::Lit::Str(path))) = metas.first() {
        found.path = Some(path.clone());
        metas.remove(0);
    } else {
        errors.at_span(
            span,
            format_args!("the path is missing: write `#[{name}(\"/…\")]`, or `#[{name}(\"/\")]` for that of the block itself"),
        );
    }
    found.words = words::read(metas, ENDPOINT_GRAMMAR, errors).0;
    Some(found)
}

fn read_decision(attr: &Attribute, errors: &mut Errors) -> Option<Decision> {
    let Meta::List(list) = &attr.meta else {
        errors.at(attr.path(), "say who may: write `#[authorize(authenticated)]`, or `#[authorize(public)]` if everybody may");
        return None;
    };
    match syn::parse2::<Expr>(list.tokens.clone()) {
        Ok(Expr::Assign(assign)) => {
            errors.at(&assign.left, "an endpoint has one decision, without a name: write `#[authorize(authenticated)]`");
            None
        }
        Ok(expr) => Some(Decision { policy: policy::policy(&expr, errors), expr }),
        Err(error) => {
            errors.syn(error);
            None
        }
    }
}

fn read_transaction(attr: &Attribute, errors: &mut Errors) -> TransactionWords {
    let Meta::List(list) = &attr.meta else { return TransactionWords::default() };
    match NestedMeta::parse_meta_list(list.tokens.clone()) {
        Ok(metas) => words::read(metas, TRANSACTION_GRAMMAR, errors).0,
        Err(error) => {
            errors.syn(error);
            TransactionWords::default()
        }
    }
}
