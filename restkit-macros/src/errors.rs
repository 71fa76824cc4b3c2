//! Everything that is wrong with one item, collected.

use darling::FromMeta;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds a mistake at `node`: all of its tokens are underlined.
    pub(crate) fn at(&mut self, node: &impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(node, message));
    }

    /// Adds a mistake at `span`.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Adds the mistakes that syn found.
    pub(crate) fn syn(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Adds the mistakes that darling found, each at its own place.
    pub(crate) fn darling(&mut self, error: darling::Error) {
        self.0.extend(error.flatten().into_iter().map(syn::Error::from));
    }

    /// Keeps a value, or adds why there is none.
    pub(crate) fn keep<T: FromMeta>(&mut self, value: darling::Result<T>) -> Option<T> {
        value.map_err(|error| self.darling(error)).ok()
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many mistakes there are: to learn whether a step added some.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// One `compile_error!` for each mistake.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.into_iter().map(syn::Error::into_compile_error).collect()
    }
}
