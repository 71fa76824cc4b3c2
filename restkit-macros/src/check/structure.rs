//! What kind of item it is.

use proc_macro2::TokenStream;
use syn::Item;

use crate::errors::Errors;

/// `#[resource]` on something else than a struct.
pub(crate) fn not_a_struct(item: &Item, errors: &mut Errors) {
    let message = "`#[resource(path = \"…\")]` stands on a struct with named fields, one for each column";
    match item {
        Item::Enum(item) => errors.at(&item.enum_token, message),
        Item::Union(item) => errors.at(&item.union_token, message),
        other => errors.at(other, message),
    }
}

/// `#[authorize]` or `#[validate]` on an item that is no resource.
pub(crate) fn misplaced(name: &str, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let message = match name {
        "authorize" => "`#[authorize(…)]` decides about a resource: write `#[resource(path = \"/…\")]` on the same struct",
        _ => {
            "`#[validate(…)]` is read by `#[resource]`, `#[derive(Column)]` and `#[derive(Schema)]`: write one of them above it, on the \
             same struct"
        }
    };
    errors.at_span(proc_macro2::Span::call_site(), message);
    [item, errors.into_tokens()].into_iter().collect()
}
