//! `TaskCreate`: what a body holds, for the rules of the whole struct.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::{private, resource::calling};
use crate::model::{Column, Resource};

/// The name of the type.
fn ident(resource: &Resource) -> Ident {
    format_ident!("{}Create", resource.ident, span = resource.ident.span())
}

/// The rules of the whole struct, as entries of the table.
pub(super) fn rules(resource: &Resource, private: &TokenStream) -> impl Iterator<Item = TokenStream> {
    let ident = ident(resource);
    let values = super::local("values");
    resource.rules.iter().map(move |path| {
        let call = calling(path);
        quote!(#private::RowRule { check: |#values| #private::check_row::<#ident>(#values, #call) })
    })
}

/// The type itself: only where a rule needs it.
pub(super) fn create(resource: &Resource) -> TokenStream {
    if resource.rules.is_empty() {
        return TokenStream::new();
    }
    let private = private(&resource.krate);
    let ident = ident(resource);
    let vis = &resource.vis;
    let values = super::local("values");
    let docs = format!(" What a body that makes a `{}` holds, given to the rules of the whole struct.", resource.ident);
    let creatable = || resource.columns.iter().enumerate().filter(|(_, column)| column.creatable());
    let fields = creatable().map(|(_, Column { vis, ident, ty, field, docs, .. })| {
        let docs = if docs.is_empty() { format!(" The member `{field}`.") } else { format!(" {docs}") };
        quote!(#[doc = #docs] #vis #ident: #ty)
    });
    let values_of = creatable().map(|(index, Column { ident, .. })| {
        let index = Literal::usize_unsuffixed(index);
        quote!(#ident: #private::take(#values, #index)?)
    });
    let result = quote!(::core::result::Result);
    quote! {
        #[doc = #docs]
        #[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
        #vis struct #ident {
            #(#fields),*
        }

        #[automatically_derived]
        impl #private::FromValues for #ident {
            fn from_values(#values: &[#private::Value]) -> #result<Self, #private::TypeMismatch> {
                #result::Ok(Self { #(#values_of),* })
            }
        }
    }
}
