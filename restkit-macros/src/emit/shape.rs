//! What a model looks like, as data.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{input, local, resource::calling, rules};
use crate::model::{Body, Carries, Model, ModelMember, TaggedVariant};

/// Which way it travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Input,
    Output,
}

impl Side {
    fn rules(self) -> rules::Place {
        match self {
            Self::Input => rules::Place::Input,
            Self::Output => rules::Place::Output,
        }
    }

    /// The trait.
    fn of(self, private: &TokenStream) -> TokenStream {
        match self {
            Self::Input => quote!(#private::Input),
            Self::Output => quote!(#private::Output),
        }
    }

    /// The words that say so in a descriptor.
    fn said(self, private: &TokenStream) -> TokenStream {
        match self {
            Self::Input => quote!(.side(#private::Side::Input)),
            Self::Output => quote!(.side(#private::Side::Output)),
        }
    }
}

/// The shape of a model.
pub(super) fn shape(model: &Model, side: Side, private: &TokenStream) -> TokenStream {
    let Model { name, docs, .. } = model;
    let said = side.said(private);
    let whole = whole(model, side, private);
    match &model.body {
        Body::Members { members, .. } => {
            let members = self::members(members, side, private);
            let open = model.open.then(|| quote!(.open()));
            // Behind a function, so that a type may hold itself.
            quote! {
                #private::Shape::object(|| {
                    static SPEC: #private::ObjectSpec = #private::ObjectSpec::new(#name, #docs, #members) #said #whole #open;
                    &SPEC
                })
            }
        }
        Body::Inner { ty, .. } => {
            let of = side.of(private);
            quote!(<#ty as #of>::SHAPE)
        }
        Body::Tagged { tag, content, variants } => {
            let variants = variants.iter().map(|one| variant(one, model, content.is_some(), side, private));
            let content = content.as_ref().map(|content| quote!(.content(#content)));
            quote! {
                #private::Shape::tagged(|| {
                    static SPEC: #private::TaggedSpec =
                        #private::TaggedSpec::new(#name, #docs, #tag, &[#(#variants),*]) #content #said #whole;
                    &SPEC
                })
            }
        }
    }
}

/// The rules of the whole: only a body is asked.
fn whole(model: &Model, side: Side, private: &TokenStream) -> Option<TokenStream> {
    if side == Side::Output || model.rules.is_empty() {
        return None;
    }
    let ident = &model.ident;
    let rules = model.rules.iter().map(|path| {
        let (value, call) = (local("value"), calling(path));
        quote!(|#value| #private::check_input::<#ident>(#value, #call))
    });
    Some(quote!(.rules(&[#(#rules),*])))
}

fn members(members: &[ModelMember], side: Side, private: &TokenStream) -> TokenStream {
    let members = members.iter().map(|member| {
        let ModelMember { name, docs, ty, ruled, .. } = member;
        let mut chain = match side {
            Side::Input => quote!(#private::Member::input::<#ty>(#name, #docs)),
            Side::Output => quote!(#private::Member::output::<#ty>(#name, #docs)),
        };
        if !member.rules.is_empty() {
            let rules = rules::rules(&member.rules, ruled, side.rules(), private);
            chain.extend(quote!(.rules(#rules)));
        }
        match side {
            Side::Input if member.default.is_some() => chain.extend(match input::documented(member, private) {
                Some(default) => quote!(.default(#default)),
                None => quote!(.optional()),
            }),
            Side::Output if member.skip_if.is_some() => chain.extend(quote!(.optional())),
            _ => {}
        }
        if let Some(example) = &member.example {
            chain.extend(quote!(.example(#example)));
        }
        chain
    });
    quote!(&[#(#members),*])
}

fn variant(one: &TaggedVariant, model: &Model, apart: bool, side: Side, private: &TokenStream) -> TokenStream {
    let TaggedVariant { ident, word, docs, .. } = one;
    let new = quote!(#private::VariantSpec::new(#word, #docs));
    match &one.carries {
        Carries::Nothing => new,
        Carries::One(ty) => {
            let of = side.of(private);
            let shape = quote_spanned!(ty.span()=> <#ty as #of>::SHAPE);
            // What stands beside the tag has members, which only the type knows.
            let here = rules::at(ty.span(), private);
            let shape = if apart { shape } else { quote_spanned!(ty.span()=> #here::beside_tag(#shape)) };
            quote!(#new.shape(#shape))
        }
        Carries::Members(members) => {
            let name = format!("{}{ident}", model.name);
            let members = self::members(members, side, private);
            let said = side.said(private);
            quote! {
                #new.shape(#private::Shape::object(|| {
                    static SPEC: #private::ObjectSpec = #private::ObjectSpec::new(#name, #docs, #members) #said;
                    &SPEC
                }))
            }
        }
    }
}
