//! What a resource is searched by, as data.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::resource::at;
use crate::model::Resource;

/// The fields that are searched; nothing where there are none.
pub(super) fn search(resource: &Resource, private: &TokenStream) -> TokenStream {
    let Some(search) = &resource.search else { return TokenStream::new() };
    let fields = search.fields.iter().map(|field| {
        // A type that holds no text is blamed where the field is named.
        let ty = at(resource.columns[field.column].ty.to_token_stream(), field.span);
        let (column, weight) = (Literal::usize_unsuffixed(field.column), Literal::u32_unsuffixed(field.weight));
        quote!(#private::searched::<#ty>(#column, #weight))
    });
    let language = match search.language {
        Some(language) => quote!(#private::Some(#language)),
        None => quote!(#private::None),
    };
    quote!(search: #private::Some(#private::SearchSpec { fields: &[#(#fields),*], language: #language }),)
}
