//! `#[derive(Input)]`: a shape, and how to read what fits it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, ExprLit, Ident, Lit, spanned::Spanned as _};

use super::{
    local, partial, private, rules,
    shape::{self, Side},
};
use crate::model::{Body, Carries, Form, MemberDefault, Model, ModelMember, TaggedVariant};

/// The implementation, and the partial struct where one is wanted.
pub(crate) fn input(model: &Model) -> TokenStream {
    let Model { krate, ident, .. } = model;
    let private = &private(krate);
    let shape = shape::shape(model, Side::Input, private);
    let json = local("json");
    let read = match &model.body {
        Body::Members { form: Form::Unit, .. } => {
            quote!(#private::InputMembers::new(#json).map(|_| Self))
        }
        Body::Members { members, default, .. } => {
            let taken = local("members");
            let of_struct = default.then(|| {
                let of_struct = local("default");
                quote!(let #of_struct = <Self as ::core::default::Default>::default();)
            });
            let fields = read_members(members, &taken, private);
            quote! {
                let mut #taken = #private::InputMembers::new(#json)?;
                #of_struct
                #private::Ok(Self { #fields })
            }
        }
        Body::Inner { ty, field } => {
            let read = quote!(<#ty as #private::Input>::read(#json)?);
            match field {
                Some(field) => quote!(#private::Ok(Self { #field: #read })),
                None => quote!(#private::Ok(Self(#read))),
            }
        }
        Body::Tagged { tag, content, variants } => {
            let content = rules::option(content.as_ref(), private);
            let tagged = local("tagged");
            let arms = variants.iter().map(|variant| read_variant(variant, &tagged, private));
            quote! {
                let #tagged = #private::InputTagged::new(#json, #tag, #content)?;
                match #tagged.word() {
                    #(#arms)*
                    _ => #tagged.unknown(),
                }
            }
        }
    };
    let partial = partial::partial(model, private);
    quote! {
        #[automatically_derived]
        impl #private::Input for #ident {
            const SHAPE: #private::Shape = #shape;

            fn read(#json: #private::serde_json::Value) -> #private::Result<Self, #private::TypeMismatch> {
                #read
            }
        }
        #partial
    }
}

fn read_members(members: &[ModelMember], taken: &Ident, private: &TokenStream) -> TokenStream {
    let fields = members.iter().map(|member| {
        let ModelMember { ident, name, ty, .. } = member;
        let Some(default) = &member.default else {
            // The type is named, so that a mistake in it is told at it.
            return quote!(#ident: #taken.take::<#ty>(#name)?,);
        };
        let default = match default {
            MemberDefault::OfStruct => {
                let of_struct = local("default");
                quote!(#of_struct.#ident)
            }
            other => value(other, ty),
        };
        let found = local("found");
        quote! {
            #ident: match #taken.find::<#ty>(#name)? {
                #private::Some(#found) => #found,
                #private::None => #default,
            },
        }
    });
    quote!(#(#fields)*)
}

/// The expression that makes a default.
fn value(default: &MemberDefault, ty: &syn::Type) -> TokenStream {
    match default {
        MemberDefault::OfType | MemberDefault::OfStruct => {
            quote_spanned!(ty.span()=> <#ty as ::core::default::Default>::default())
        }
        MemberDefault::Function(path) => quote!(#path()),
        MemberDefault::Value { value: value @ Expr::Lit(ExprLit { lit: Lit::Str(_), .. }), .. } => {
            quote_spanned!(value.span()=> <#ty as ::core::convert::From<&'static str>>::from(#value))
        }
        MemberDefault::Value { value, .. } => quote!(#value),
    }
}

/// The default for the document: only where it is the same every time.
pub(super) fn documented(member: &ModelMember, private: &TokenStream) -> Option<TokenStream> {
    let ty = &member.ty;
    let value = match member.default.as_ref()? {
        default @ (MemberDefault::OfType | MemberDefault::Value { constant: true, .. }) => value(default, ty),
        MemberDefault::OfStruct | MemberDefault::Function(_) | MemberDefault::Value { .. } => return None,
    };
    let known = local("known");
    Some(quote! {
        || {
            use #private::{KnownJson as _, UnknownJson as _};
            let #known: #private::Known<#ty> = #private::Known(#value);
            (&&#known).json()
        }
    })
}

fn read_variant(variant: &TaggedVariant, tagged: &Ident, private: &TokenStream) -> TokenStream {
    let TaggedVariant { ident, word, .. } = variant;
    match &variant.carries {
        Carries::Nothing => quote!(#word => #private::Ok(Self::#ident),),
        Carries::One(_) => quote!(#word => #private::Ok(Self::#ident(#tagged.take()?)),),
        Carries::Members(members) => {
            let taken = local("members");
            let fields = read_members(members, &taken, private);
            quote! {
                #word => {
                    let mut #taken = #tagged.members()?;
                    #private::Ok(Self::#ident { #fields })
                }
            }
        }
    }
}
