//! What is emitted when an item is wrong: dummy implementations, so that one mistake gives one error and the rest of the user's
//! code, which may be right, is not accused of it.
//!
//! The item itself, without restkit's attributes, stands before it. Nothing here ever runs: the `compile_error!` is beside it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Generics, Ident, Path, Type, Visibility, ext::IdentExt as _};

/// What is known of a resource that is wrong.
pub(crate) struct Broken<'a> {
    pub(crate) krate: &'a Path,
    pub(crate) vis: &'a Visibility,
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    /// The fields that are the key, as far as their types are those of keys.
    pub(crate) keys: Vec<(&'a Ident, &'a Type)>,
    /// The fields.
    pub(crate) fields: Vec<(&'a Visibility, &'a Ident, &'a Type)>,
    /// Whether a rule of the whole struct asks for the input type.
    pub(crate) create: bool,
}

/// A folder without migrations.
pub(crate) fn migrations(krate: &Path) -> TokenStream {
    quote! {
        #krate::__private::Migrations::of_files(&#krate::__private::MigrationFiles { manifest_dir: "", folder: "", sets: &[] })
    }
}

/// A resource without facts.
pub(crate) fn resource(broken: &Broken<'_>) -> TokenStream {
    let Broken { krate, vis, ident, generics, keys, fields, create } = broken;
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    let names: Vec<String> = keys.iter().map(|(name, _)| name.unraw().to_string()).collect();
    let types: Vec<&Type> = keys.iter().map(|(_, ty)| *ty).collect();
    let key = match types.as_slice() {
        [] => quote!(i64),
        [ty] => quote!(#ty),
        types => quote!((#(#types),*)),
    };
    let parts = (names.len() > 1).then(|| quote!(const KEY_PARTS: &'static [&'static str] = &[#(#names),*];));
    // Relations of others ask for columns while they are compiled.
    let accessors = fields.iter().enumerate().map(|(index, (vis, field, ty))| {
        quote! {
            #vis const fn #field() -> #krate::__private::Field<Self, #ty> {
                #krate::__private::Field::new(#index)
            }
        }
    });
    let create = create.then(|| {
        let name = format_ident!("{ident}Create");
        let fields = fields.iter().map(|(vis, field, ty)| quote!(#vis #field: #ty));
        quote! {
            #[allow(dead_code, missing_docs, missing_copy_implementations, missing_debug_implementations)]
            #vis struct #name { #(#fields),* }
        }
    });
    quote! {
        impl #krate::__private::Resource for #ident {
            type Key = #key;
            #parts
            fn spec() -> &'static #krate::__private::ResourceSpec {
                ::core::unreachable!()
            }
            fn value(&self, _: usize) -> #krate::__private::Value {
                ::core::unreachable!()
            }
            fn from_values(
                _: #krate::__private::Vec<#krate::__private::Value>,
            ) -> ::core::result::Result<Self, #krate::__private::TypeMismatch> {
                ::core::unreachable!()
            }
        }
        #[allow(dead_code, missing_docs, non_snake_case)]
        impl #ident {
            #(#accessors)*
        }
        #create
    }
}

/// An error without problems. `sources` is what it is made from; `converts` whether `?` makes `restkit::Error` of it.
pub(crate) fn error(krate: &Path, ident: &Ident, generics: &Generics, sources: &[&Type], converts: bool) -> TokenStream {
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    let converts = converts.then(|| {
        quote! {
            impl ::core::convert::From<#ident> for #krate::__private::Error {
                fn from(_: #ident) -> Self {
                    ::core::unreachable!()
                }
            }
        }
    });
    quote! {
        impl #krate::__private::ApiError for #ident {
            const PROBLEMS: #krate::__private::Problems = #krate::__private::Problems::None;
            fn into_problem(self) -> #krate::__private::Problem {
                ::core::unreachable!()
            }
        }
        #(impl ::core::convert::From<#sources> for #ident {
            fn from(_: #sources) -> Self {
                ::core::unreachable!()
            }
        })*
        #converts
    }
}

/// The type of a dependency, without a value.
pub(crate) fn dependency(krate: &Path, vis: &Visibility, ident: &Ident, value: &Type) -> TokenStream {
    // Should both be called alike, there is one already.
    if matches!(value, Type::Path(path) if path.path.is_ident(ident)) {
        return TokenStream::new();
    }
    quote! {
        #[allow(dead_code, missing_docs)]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #vis struct #ident;
        impl ::core::ops::Deref for #ident {
            type Target = #value;
            fn deref(&self) -> &Self::Target {
                ::core::unreachable!()
            }
        }
        impl #krate::__private::Dependency for #ident {
            type Value = #value;
            fn spec() -> &'static #krate::__private::DependencySpec {
                ::core::unreachable!()
            }
            fn wrap(_: #krate::__private::Arc<Self::Value>) -> Self {
                ::core::unreachable!()
            }
            fn parse(_: &mut #krate::__private::Parsing<'_>) -> ::core::option::Option<()> {
                ::core::unreachable!()
            }
            fn make(
                _: #krate::__private::Scope,
            ) -> #krate::__private::BoxFuture<'static, ::core::result::Result<Self::Value, #krate::__private::Problem>> {
                ::core::unreachable!()
            }
        }
    }
}

/// A block without endpoints.
pub(crate) fn block(krate: &Path, item: &syn::ItemImpl) -> TokenStream {
    let ty = &item.self_ty;
    let takes_self =
        item.items.iter().any(|inner| matches!(inner, syn::ImplItem::Fn(function) if function.sig.receiver().is_some()));
    if item.trait_.is_some() || !item.generics.params.is_empty() || !matches!(**ty, Type::Path(_)) {
        return TokenStream::new();
    }
    let receiver = takes_self.then(|| quote!(self));
    quote! {
        #[allow(dead_code, missing_docs, unreachable_pub)]
        impl #ty {
            pub fn routes(#receiver) -> #krate::__private::Routes {
                ::core::unreachable!()
            }
        }
    }
}

/// A column type without facts, with what else `#[derive(ColumnEnum)]` and `#[derive(Column)]` give.
fn column(krate: &Path, input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let (input, output) = (self::input(krate, ident, &input.generics), output(krate, input));
    quote! {
        impl #krate::__private::Column for #ident {
            const TYPE: #krate::__private::DataType = <i64 as #krate::__private::Column>::TYPE;
            fn to_value(&self) -> #krate::__private::Value {
                ::core::unreachable!()
            }
            fn from_value(_: #krate::__private::Value) -> ::core::result::Result<Self, #krate::__private::TypeMismatch> {
                ::core::unreachable!()
            }
        }
        impl #krate::__private::NotNull for #ident {}
        impl #krate::__private::IsOrdered for #ident {}
        #input
        #output
    }
}

/// An input without members.
fn input(krate: &Path, ident: &Ident, generics: &Generics) -> TokenStream {
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    quote! {
        impl #krate::__private::Input for #ident {
            const SHAPE: #krate::__private::Shape = #krate::__private::Shape::Any;
            fn read(
                _: #krate::__private::serde_json::Value,
            ) -> ::core::result::Result<Self, #krate::__private::TypeMismatch> {
                ::core::unreachable!()
            }
        }
    }
}

/// The same with the partial struct, if there is to be one.
pub(crate) fn model_input(krate: &Path, item: &DeriveInput, partial: Option<&Ident>) -> TokenStream {
    let DeriveInput { vis, ident, generics, data, .. } = item;
    let read = input(krate, ident, generics);
    let (Some(partial), Data::Struct(data), true) = (partial, data, generics.params.is_empty()) else { return read };
    let read_partial = input(krate, partial, generics);
    let fields = data.fields.iter().filter_map(|field| {
        let (vis, ident, ty) = (&field.vis, field.ident.as_ref()?, &field.ty);
        Some(quote!(#vis #ident: #krate::__private::Patch<#ty>))
    });
    quote! {
        #read
        #[allow(dead_code, missing_docs, missing_copy_implementations, missing_debug_implementations)]
        #vis struct #partial { #(#fields),* }
        #read_partial
        impl #partial {
            #[allow(dead_code, missing_docs)]
            #vis fn apply(self, _: &mut #ident) {
                ::core::unreachable!()
            }
        }
    }
}

/// An output without members.
pub(crate) fn output(krate: &Path, input: &DeriveInput) -> TokenStream {
    let DeriveInput { ident, generics, .. } = input;
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    quote! {
        impl #krate::__private::Output for #ident {
            const SHAPE: #krate::__private::Shape = #krate::__private::Shape::Any;
            fn write(&self, _: &mut #krate::__private::Vec<u8>) {
                ::core::unreachable!()
            }
        }
    }
}

/// An enum without words.
pub(crate) fn enumeration(krate: &Path, input: &DeriveInput) -> TokenStream {
    let DeriveInput { ident, generics, .. } = input;
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    let column = column(krate, input);
    let schema = object(krate, input);
    quote! {
        #column
        #schema
        impl #krate::__private::ColumnEnum for #ident {
            const WORDS: &'static [&'static str] = &[];
            fn word(&self) -> &'static str {
                ::core::unreachable!()
            }
            fn from_word(_: &str) -> ::core::option::Option<Self> {
                ::core::unreachable!()
            }
        }
        impl #krate::__private::serde::Serialize for #ident {
            fn serialize<S: #krate::__private::serde::Serializer>(
                &self,
                _: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                ::core::unreachable!()
            }
        }
        impl<'de> #krate::__private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: #krate::__private::serde::Deserializer<'de>>(_: D) -> ::core::result::Result<Self, D::Error> {
                ::core::unreachable!()
            }
        }
    }
}

/// A newtype without an inside.
pub(crate) fn newtype(krate: &Path, input: &DeriveInput) -> TokenStream {
    let generics = &input.generics;
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    let column = column(krate, input);
    let schema = object(krate, input);
    quote!(#column #schema)
}

/// A struct inside JSON without members.
pub(crate) fn object(krate: &Path, input: &DeriveInput) -> TokenStream {
    let DeriveInput { ident, generics, .. } = input;
    if !generics.params.is_empty() {
        return TokenStream::new();
    }
    quote! {
        impl #krate::__private::Schema for #ident {
            const SHAPE: #krate::__private::Shape = #krate::__private::Shape::Any;
        }
    }
}
