//! `#[derive(Output)]`: a shape, and how to write it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::{
    local, private,
    shape::{self, Side},
    view,
};
use crate::model::{Body, Carries, Model, ModelMember, TaggedVariant};

/// The implementation, and the conversions of a view.
pub(crate) fn output(model: &Model) -> TokenStream {
    let Model { krate, ident, .. } = model;
    let private = &private(krate);
    let shape = shape::shape(model, Side::Output, private);
    let (out, object) = (local("out"), local("members"));
    let write = match &model.body {
        Body::Members { members, .. } => {
            let mutable = (!members.is_empty()).then(|| quote!(mut));
            let members = members.iter().map(|member| {
                let field = &member.ident;
                write_member(member, &quote!(&self.#field), &object)
            });
            quote! {
                let #mutable #object = #private::OutputMembers::new(#out);
                #(#members)*
                #object.end();
            }
        }
        Body::Inner { field, .. } => match field {
            Some(field) => quote!(#private::write(&self.#field, #out);),
            None => quote!(#private::write(&self.0, #out);),
        },
        Body::Tagged { tag, content, variants } => {
            let arms = variants.iter().map(|one| write_variant(one, tag, content.as_deref(), &out, private));
            quote! {
                match self {
                    #(#arms)*
                }
            }
        }
    };
    let view = view::view(model);
    quote! {
        #[automatically_derived]
        impl #private::Output for #ident {
            const SHAPE: #private::Shape = #shape;

            fn write(&self, #out: &mut #private::Vec<u8>) {
                #write
            }
        }
        #view
    }
}

/// Writes one member; `value` is a reference to it.
fn write_member(member: &ModelMember, value: &TokenStream, object: &Ident) -> TokenStream {
    let key = key(&member.name);
    let write = quote!(#object.member(#key, #value););
    match &member.skip_if {
        Some(skip) => quote!(if !#skip(#value) { #write }),
        None => write,
    }
}

fn write_variant(one: &TaggedVariant, tag: &str, content: Option<&str>, out: &Ident, private: &TokenStream) -> TokenStream {
    let TaggedVariant { ident, word, .. } = one;
    let tag = format!("{}{}", key(tag), json(word));
    let (object, inside) = (local("members"), local("inside"));
    let begin = quote!(#private::OutputMembers::tagged(#out, #tag));
    match &one.carries {
        Carries::Nothing => quote!(Self::#ident => #begin.end(),),
        Carries::One(_) => match content.map(key) {
            None => quote!(Self::#ident(#inside) => #private::write_tagged(#out, #tag, #inside),),
            Some(key) => quote! {
                Self::#ident(#inside) => {
                    let mut #object = #begin;
                    #object.member(#key, #inside);
                    #object.end();
                }
            },
        },
        Carries::Members(members) => {
            let (bindings, writes): (Vec<_>, Vec<_>) = members
                .iter()
                .map(|member| {
                    let (field, bound) = (&member.ident, local(&format!("member_{}", member.name_in_rust())));
                    (quote!(#field: #bound), (member, bound))
                })
                .unzip();
            let into = if content.is_some() { &inside } else { &object };
            let writes = writes.iter().map(|(member, bound)| write_member(member, &quote!(#bound), into));
            let mutable = (!members.is_empty() || content.is_some()).then(|| quote!(mut));
            let mutable_inside = (!members.is_empty()).then(|| quote!(mut));
            let writes = match content.map(key) {
                None => quote!(#(#writes)*),
                Some(key) => quote! {
                    let #mutable_inside #inside = #object.object(#key);
                    #(#writes)*
                    #inside.end();
                },
            };
            quote! {
                Self::#ident { #(#bindings),* } => {
                    let #mutable #object = #begin;
                    #writes
                    #object.end();
                }
            }
        }
    }
}

/// A name as the key of a JSON object.
fn key(name: &str) -> String {
    format!("{}:", json(name))
}

/// A text as JSON. Names and words hold no control characters.
fn json(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
