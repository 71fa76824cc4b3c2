//! `#[derive(Column)]`: a newtype over another column type.

use proc_macro2::TokenStream;
use quote::quote;

use super::{local, private, rules};
use crate::model::Newtype;

/// The implementations.
pub(crate) fn newtype(newtype: &Newtype) -> TokenStream {
    let Newtype { krate, ident, name, docs, inner, field, .. } = newtype;
    let private = private(krate);
    let (value, taken) = (local("value"), local("inner"));
    let out = local("out");
    // What stands in a JSON column is serde's to write, and need not be an output.
    let write = if newtype.json { quote!(write_serde) } else { quote!(write) };
    let result = quote!(::core::result::Result);
    let (take, make) = match field {
        Some(field) => (quote!(self.#field), quote!(Self { #field: #taken })),
        None => (quote!(self.0), quote!(Self(#taken))),
    };
    let data_type = if newtype.rules.is_empty() {
        quote!(#private::newtype::<#inner>(#name, #docs, &[]))
    } else {
        // The rules of the inner type come first, then those of its own.
        let own = rules::rules(&newtype.rules, inner, rules::Place::Column, &private);
        quote! {{
            const OWN: &[#private::Rule] = #own;
            const ALL: &[#private::Rule] =
                &#private::with_inner_rules::<#inner, { #private::rule_count::<#inner>(OWN) }>(OWN);
            #private::newtype::<#inner>(#name, #docs, ALL)
        }}
    };
    quote! {
        #[automatically_derived]
        impl #private::Column for #ident {
            const TYPE: #private::DataType = #data_type;

            fn to_value(&self) -> #private::Value {
                #private::newtype_to_value::<#inner>(&#take)
            }

            fn from_value(#value: #private::Value) -> #result<Self, #private::TypeMismatch> {
                match #private::newtype_from_value::<#inner>(#value) {
                    #result::Ok(#taken) => #result::Ok(#make),
                    #result::Err(#taken) => #result::Err(#taken),
                }
            }
        }

        #[automatically_derived]
        impl #private::NotNull for #ident {}

        #[automatically_derived]
        impl #private::Newtype for #ident {
            type Inner = #inner;
        }

        #[automatically_derived]
        impl #private::Schema for #ident {
            const SHAPE: #private::Shape = #private::scalar::<Self>();
        }

        #[automatically_derived]
        impl #private::Input for #ident {
            const SHAPE: #private::Shape = #private::scalar::<Self>();

            fn read(#value: #private::serde_json::Value) -> #result<Self, #private::TypeMismatch> {
                #private::read_scalar(#value)
            }
        }

        #[automatically_derived]
        impl #private::Output for #ident {
            const SHAPE: #private::Shape = #private::scalar::<Self>();

            fn write(&self, #out: &mut #private::Vec<u8>) {
                #private::#write::<#inner>(&#take, #out)
            }
        }
    }
}
