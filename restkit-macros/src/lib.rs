//! The procedural macros of restkit.
//!
//! Depend on `restkit`, which re-exports them with their documentation; this crate holds only how they work: an item is parsed
//! (`syntax`), checked (`check`, which turns it into a `model`) and written out (`emit`), or replaced by the `fallback` when something
//! in it is wrong. `pipeline` puts these together.

mod check;
mod emit;
mod errors;
mod fallback;
mod model;
mod pipeline;
mod syntax;

use proc_macro::TokenStream;

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_attribute]
pub fn resource(arguments: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::resource(arguments.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_attribute]
pub fn api(arguments: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::api(arguments.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_attribute]
pub fn dependency(arguments: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::dependency(arguments.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_attribute]
pub fn authorize(arguments: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::companion("authorize", arguments.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_attribute]
pub fn validate(arguments: TokenStream, item: TokenStream) -> TokenStream {
    pipeline::companion("validate", arguments.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro]
pub fn migrations(arguments: TokenStream) -> TokenStream {
    // Cargo always says where the package is.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    pipeline::migrations(arguments.into(), package.as_ref()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_derive(ColumnEnum, attributes(resource, serde))]
pub fn column_enum(item: TokenStream) -> TokenStream {
    pipeline::column_enum(item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_derive(Column, attributes(resource, serde, validate))]
pub fn column(item: TokenStream) -> TokenStream {
    pipeline::column(item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_derive(ApiError, attributes(problem))]
pub fn api_error(item: TokenStream) -> TokenStream {
    pipeline::api_error(item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_derive(Schema, attributes(resource, serde, validate))]
pub fn schema(item: TokenStream) -> TokenStream {
    pipeline::schema(item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_derive(Input, attributes(input, resource, serde, validate))]
pub fn input(item: TokenStream) -> TokenStream {
    pipeline::input(item.into()).into()
}

#[allow(missing_docs, reason = "documented in restkit, where the examples run")]
#[proc_macro_derive(Output, attributes(output, resource, serde, validate))]
pub fn output(item: TokenStream) -> TokenStream {
    pipeline::output(item.into()).into()
}
