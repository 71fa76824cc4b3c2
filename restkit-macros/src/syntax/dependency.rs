//! Functions with `#[dependency]`, as written.

use darling::{FromMeta, ast::NestedMeta};
use proc_macro2::TokenStream;
use syn::{FnArg, Ident, ItemFn};

use super::{
    atoms::Name,
    block::ArgumentSyntax,
    words::{self, Form, Lost, Word},
};
use crate::errors::Errors;

/// What may stand in `#[dependency(…)]`.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("name", Form::Value, "name = CurrentCustomer"),
    Word::new("before_response", Form::Value, "before_response = clean_up"),
    Word::new("after_response", Form::Value, "after_response = clean_up"),
    Word::new("crate", Form::Value, "crate = my_api::restkit"),
];

/// The words of `#[dependency(…)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct DependencyWords {
    pub(crate) name: Option<Name>,
    pub(crate) before_response: Option<Name>,
    pub(crate) after_response: Option<Name>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<Name>,
}

/// A function, as written.
pub(crate) struct DependencySyntax {
    pub(crate) item: ItemFn,
    pub(crate) words: DependencyWords,
    pub(crate) docs: String,
    pub(crate) arguments: Vec<ArgumentSyntax>,
    /// Where a `self` is.
    pub(crate) receiver: Option<syn::Receiver>,
}

/// Reads the function; what cannot be read is reported and treated as absent.
pub(crate) fn read(arguments: TokenStream, mut item: ItemFn, errors: &mut Errors) -> DependencySyntax {
    let metas = NestedMeta::parse_meta_list(arguments).unwrap_or_else(|error| {
        errors.syn(error);
        Vec::new()
    });
    let (words, _): (DependencyWords, Lost) = words::read(metas, GRAMMAR, errors);
    let mut receiver = None;
    let mut arguments = Vec::new();
    for input in &mut item.sig.inputs {
        match input {
            FnArg::Receiver(this) => receiver = Some(this.clone()),
            FnArg::Typed(typed) => arguments.push(ArgumentSyntax::take(typed, errors)),
        }
    }
    let docs = super::docs(&item.attrs);
    DependencySyntax { item, words, docs, arguments, receiver }
}

/// The name of the type: as written, or that of the function in the style of types.
pub(crate) fn name(syntax: &DependencySyntax) -> Ident {
    use heck::ToUpperCamelCase as _;
    use syn::ext::IdentExt as _;
    let function = &syntax.item.sig.ident;
    match syntax.words.name.as_ref().and_then(|name| name.0.get_ident()) {
        Some(name) => name.clone(),
        None => {
            let name = function.unraw().to_string().to_upper_camel_case();
            syn::parse_str(&name).map_or_else(
                |_| Ident::new("Dependency", function.span()),
                |name: Ident| Ident::new(&name.to_string(), function.span()),
            )
        }
    }
}
