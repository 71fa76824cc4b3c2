//! `#[derive(ColumnEnum)]`: a word for each variant.

use proc_macro2::TokenStream;
use quote::quote;

use super::{local, private};
use crate::model::Enumeration;

/// The implementations.
pub(crate) fn enumeration(enumeration: &Enumeration) -> TokenStream {
    let Enumeration { krate, ident, name, docs, variants } = enumeration;
    let private = private(krate);
    let (idents, words): (Vec<_>, Vec<_>) = variants.iter().map(|v| (&v.ident, &v.word)).unzip();
    let renamed: Vec<_> = variants
        .iter()
        .filter_map(|variant| {
            let (new, old) = (&variant.word, variant.renamed_from.as_ref()?);
            Some(quote!((#new, #old)))
        })
        .collect();
    let renamed =
        (!renamed.is_empty()).then(|| quote!(const RENAMED: &'static [(&'static str, &'static str)] = &[#(#renamed),*];));
    let (word, value, serializer, deserializer) = (local("word"), local("value"), local("serializer"), local("deserializer"));
    let out = local("out");
    let (serialize, deserialize) = (quote!(S), quote!(D));
    let (option, result) = (quote!(::core::option::Option), quote!(::core::result::Result));
    quote! {
        #[automatically_derived]
        impl #private::ColumnEnum for #ident {
            const WORDS: &'static [&'static str] = &[#(#words),*];
            #renamed

            fn word(&self) -> &'static str {
                match self {
                    #(Self::#idents => #words,)*
                }
            }

            fn from_word(#word: &str) -> #option<Self> {
                match #word {
                    #(#words => #option::Some(Self::#idents),)*
                    _ => #option::None,
                }
            }
        }

        #[automatically_derived]
        impl #private::Column for #ident {
            const TYPE: #private::DataType = #private::enumeration::<Self>(#name, #docs);

            fn to_value(&self) -> #private::Value {
                #private::enum_to_value(self)
            }

            fn from_value(#value: #private::Value) -> #result<Self, #private::TypeMismatch> {
                #private::enum_from_value(&#value)
            }
        }

        #[automatically_derived]
        impl #private::NotNull for #ident {}

        #[automatically_derived]
        impl #private::IsOrdered for #ident {}

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
                #private::write_word(self, #out)
            }
        }

        #[automatically_derived]
        impl #private::serde::Serialize for #ident {
            fn serialize<#serialize: #private::serde::Serializer>(
                &self,
                #serializer: #serialize,
            ) -> #result<#serialize::Ok, #serialize::Error> {
                #private::serialize_enum(self, #serializer)
            }
        }

        #[automatically_derived]
        impl<'de> #private::serde::Deserialize<'de> for #ident {
            fn deserialize<#deserialize: #private::serde::Deserializer<'de>>(
                #deserializer: #deserialize,
            ) -> #result<Self, #deserialize::Error> {
                #private::deserialize_enum(#deserializer)
            }
        }
    }
}
