//! Model → tokens. Cannot fail, and never sees `syntax`.
//!
//! Invariants of what is emitted:
//! - It is data plus calls of `__private`, the only module of restkit it names, always by an absolute path.
//! - Local names are hygienic (`mixed_site`), so nothing of the user's scope changes what they mean.
//! - The user's types, paths and expressions keep their spans: what only rustc can decide is reported at the user's words.

mod aggregate;
mod block;
mod computed;
mod create;
mod dependency;
mod enumeration;
mod error;
mod input;
mod migrations;
mod newtype;
mod object;
mod output;
mod partial;
mod policy;
mod relation;
mod resource;
mod rules;
mod search;
mod shape;
mod view;

pub(crate) use block::block;
pub(crate) use dependency::dependency;
pub(crate) use enumeration::enumeration;
pub(crate) use error::error;
pub(crate) use input::input;
pub(crate) use migrations::migrations;
pub(crate) use newtype::newtype;
pub(crate) use object::object;
pub(crate) use output::output;
pub(crate) use resource::resource;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Path;

/// The module that generated code names.
fn private(krate: &Path) -> TokenStream {
    quote!(#krate::__private)
}

/// A local name that nothing in the user's scope can meet: a `static` there would be met in spite of its hygiene, hence the underscores.
fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}
