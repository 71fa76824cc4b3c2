//! `#[input(partial = "UserPatch")]`: the struct in which every member may be left out.

use proc_macro2::TokenStream;
use quote::quote;

use super::local;
use crate::model::{Body, Model, ModelMember};

/// The struct, how it is read, and how it changes the full one.
pub(super) fn partial(model: &Model, private: &TokenStream) -> Option<TokenStream> {
    let (Some(partial), Body::Members { members, .. }) = (&model.partial, &model.body) else { return None };
    let Model { vis, ident, .. } = model;
    let docs = format!("What changes `{ident}`: members that are left out keep their value.");
    let doc = format!(" {docs}");
    let fields = members.iter().map(|ModelMember { vis, ident, name, docs, ty, .. }| {
        let doc = if docs.is_empty() { format!(" The member `{name}`.") } else { format!(" {docs}") };
        quote!(#[doc = #doc] #vis #ident: #private::Patch<#ty>)
    });
    let name = partial.to_string();
    let (json, taken, target) = (local("json"), local("members"), local("target"));
    let reads = members.iter().map(|ModelMember { ident, name, .. }| quote!(#ident: #taken.take(#name)?));
    let missing = members.iter().map(|ModelMember { ident, .. }| quote!(#ident: #private::Patch::Missing));
    let applies = members.iter().map(|ModelMember { ident, .. }| quote!(self.#ident.apply(&mut #target.#ident);));
    Some(quote! {
        #[doc = #doc]
        #[allow(missing_copy_implementations, missing_debug_implementations)]
        #vis struct #partial {
            #(#fields),*
        }

        #[automatically_derived]
        impl #private::Input for #partial {
            const SHAPE: #private::Shape = #private::Shape::object(|| {
                static SPEC: #private::OnceLock<#private::ObjectSpec> = #private::OnceLock::new();
                SPEC.get_or_init(|| #private::partial(&<#ident as #private::Input>::SHAPE, #name, #docs))
            });

            fn read(#json: #private::serde_json::Value) -> #private::Result<Self, #private::TypeMismatch> {
                let mut #taken = #private::InputMembers::new(#json)?;
                #private::Ok(Self { #(#reads),* })
            }
        }

        /// Nothing is changed.
        #[automatically_derived]
        impl ::core::default::Default for #partial {
            fn default() -> Self {
                Self { #(#missing),* }
            }
        }

        #[automatically_derived]
        impl #partial {
            /// Puts every member that is there into its place.
            #vis fn apply(self, #target: &mut #ident) {
                #(#applies)*
            }
        }
    })
}
