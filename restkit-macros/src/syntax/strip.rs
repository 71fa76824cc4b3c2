//! The struct as the compiler is to see it: without the attributes that restkit reads.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Attribute, Item, ItemStruct, Meta, Token, parse::Parser as _, punctuated::Punctuated};

use super::words::is_called;

const OURS: [&str; 4] = ["resource", "authorize", "validate", "computed"];

/// The struct without the attributes of restkit, and without serde's unless a derive of serde follows.
///
/// Nothing may ever read its fields in Rust (the database does), so that it is not called dead code.
pub(crate) fn cleaned(mut item: ItemStruct) -> TokenStream {
    let serde = keeps_serde(&item.attrs);
    clean(&mut item.attrs, serde);
    for field in &mut item.fields {
        clean(&mut field.attrs, serde);
    }
    quote!(#[allow(dead_code)] #item)
}

/// Any item without the attributes of restkit, for an item that cannot be a resource.
pub(crate) fn cleaned_item(mut item: Item) -> TokenStream {
    match &mut item {
        Item::Struct(item) => return cleaned(item.clone()),
        Item::Enum(item) => {
            clean(&mut item.attrs, true);
            for variant in &mut item.variants {
                clean(&mut variant.attrs, true);
                for field in &mut variant.fields {
                    clean(&mut field.attrs, true);
                }
            }
        }
        Item::Union(item) => {
            clean(&mut item.attrs, true);
            for field in &mut item.fields.named {
                clean(&mut field.attrs, true);
            }
        }
        _ => {}
    }
    item.into_token_stream()
}

fn clean(attrs: &mut Vec<Attribute>, serde: bool) {
    attrs.retain(|attr| !OURS.iter().any(|name| is_called(attr, name)) && (serde || !attr.path().is_ident("serde")));
}

/// Whether a derive of serde is still to come, which needs serde's attributes. One that stands above `#[resource]` has run already.
fn keeps_serde(attrs: &[Attribute]) -> bool {
    attrs.iter().filter(|attr| attr.path().is_ident("derive")).any(|attr| {
        let Meta::List(list) = &attr.meta else { return false };
        Punctuated::<syn::Path, Token![,]>::parse_terminated.parse2(list.tokens.clone()).is_ok_and(|paths| {
            paths
                .iter()
                .any(|path| path.segments.last().is_some_and(|last| last.ident == "Serialize" || last.ident == "Deserialize"))
        })
    })
}
