//! `#[output(from = User)]`: a view of another struct.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::local;
use crate::model::{Body, Model};

/// The conversions by value and by reference.
pub(super) fn view(model: &Model) -> Option<TokenStream> {
    let (Some(source), Body::Members { members, .. }) = (&model.from, &model.body) else { return None };
    let ident = &model.ident;
    let from = local("from");
    // Members that are made by a function come first, as long as the source is whole.
    let made = members.iter().filter_map(|member| Some((&member.ident, member.with.as_ref()?)));
    let taken = || members.iter().filter(|member| member.with.is_none()).map(|member| &member.ident);
    let by_value = made
        .clone()
        .map(|(field, with)| quote!(#field: #with(&#from),))
        .chain(taken().map(|field| quote_spanned!(field.span()=> #field: ::core::convert::Into::into(#from.#field),)));
    let by_reference = made.map(|(field, with)| quote!(#field: #with(#from),)).chain(taken().map(
        |field| quote_spanned!(field.span()=> #field: ::core::convert::Into::into(::core::clone::Clone::clone(&#from.#field)),),
    ));
    Some(quote! {
        #[automatically_derived]
        #[allow(clippy::useless_conversion, clippy::needless_pass_by_value)]
        impl ::core::convert::From<#source> for #ident {
            fn from(#from: #source) -> Self {
                Self { #(#by_value)* }
            }
        }

        #[automatically_derived]
        #[allow(clippy::useless_conversion, clippy::clone_on_copy)]
        impl ::core::convert::From<&#source> for #ident {
            fn from(#from: &#source) -> Self {
                Self { #(#by_reference)* }
            }
        }
    })
}
