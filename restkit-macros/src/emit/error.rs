//! `#[derive(ApiError)]`: the kinds of problems, and which one a value is.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Member, ext::IdentExt as _, spanned::Spanned as _};

use super::{local, private};
use crate::model::{ApiError, Detail, ErrorAnswer, ErrorVariant, ProblemMember};

/// The implementations.
pub(crate) fn error(error: &ApiError) -> TokenStream {
    let ApiError { krate, ident, .. } = error;
    let module = private(krate);
    let r = local("r");
    let (kinds, value) = (local("KINDS"), local("error"));
    let own: Vec<TokenStream> = error.variants.iter().filter_map(|variant| kind(variant, &r)).collect();
    let inside = error.variants.iter().filter_map(|variant| match &variant.answer {
        ErrorAnswer::Transparent(_, ty) => Some(quote_spanned!(ty.span()=> <#ty as #r::ApiError>::PROBLEMS)),
        ErrorAnswer::Problem { .. } | ErrorAnswer::Internal(..) => None,
    });
    let count = Literal::usize_unsuffixed(own.len());
    let (constants, ways) = (fields(error, &r), ways(error, &kinds, &r));
    let mut fields = Fields::default();
    let mut index = 0;
    let arms: Vec<TokenStream> = error
        .variants
        .iter()
        .map(|variant| {
            let kind = Literal::usize_unsuffixed(index);
            index += usize::from(matches!(variant.answer, ErrorAnswer::Problem { .. }));
            arm(variant, &quote!(#kinds[#kind]), &mut fields, &r)
        })
        .collect();
    let froms = error.variants.iter().filter_map(|variant| {
        let (member, ty) = variant.from.as_ref()?;
        let path = path(variant);
        Some(quote! {
            #[automatically_derived]
            impl #r::From<#ty> for #ident {
                fn from(#value: #ty) -> Self {
                    #path { #member: #value }
                }
            }
        })
    });
    let converts = error.converts.then(|| {
        quote! {
            #[automatically_derived]
            impl #r::From<#ident> for #r::Error {
                fn from(#value: #ident) -> Self {
                    #r::error(#value)
                }
            }
        }
    });
    quote! {
        #[allow(deprecated)]
        const _: () = {
            use #module as #r;
            const #kinds: [#r::ProblemKind; #count] = [#(#own),*];
            #(#constants)*
            #[automatically_derived]
            impl #r::ApiError for #ident {
                const PROBLEMS: #r::Problems = #r::Problems::Groups(&[#(#ways,)* #(#inside),*]);

                fn into_problem(self) -> #r::Problem {
                    match self {
                        #(#arms)*
                    }
                }
            }
            #(#froms)*
            #converts
        };
    }
}

/// Numbers the constants of fields that are members.
#[derive(Default)]
struct Fields(usize);

impl Fields {
    fn next(&mut self) -> Ident {
        self.0 += 1;
        local(&format!("FIELD{}", self.0))
    }
}

/// The fields that are members, as constants.
fn fields(error: &ApiError, r: &Ident) -> Vec<TokenStream> {
    let members = error.variants.iter().flat_map(|variant| match &variant.answer {
        ErrorAnswer::Problem { members, .. } => members.as_slice(),
        ErrorAnswer::Transparent(..) | ErrorAnswer::Internal(..) => &[],
    });
    let mut fields = Fields::default();
    let constants = members.map(|ProblemMember { name, docs, ty, .. }| {
        let field = fields.next();
        // What is no output is reported at the type.
        let spanned = at(r, ty.span());
        let value = quote_spanned!(ty.span()=> #spanned::problem_field::<#ty>(#name, #docs));
        quote!(const #field: #r::ProblemField<#ty> = #value;)
    });
    constants.collect()
}

/// The problems of its own: those with the members of all, then the others.
fn ways(error: &ApiError, kinds: &Ident, r: &Ident) -> Vec<TokenStream> {
    let problems = error.variants.iter().filter_map(|variant| match &variant.answer {
        ErrorAnswer::Problem { members, .. } => Some(members),
        ErrorAnswer::Transparent(..) | ErrorAnswer::Internal(..) => None,
    });
    let mut fields = Fields::default();
    let (mut plain, mut extended) = (Vec::new(), Vec::new());
    for (kind, members) in problems.enumerate() {
        let kind = Literal::usize_unsuffixed(kind);
        let kind = quote!(#kinds[#kind]);
        if members.is_empty() {
            plain.push(kind);
            continue;
        }
        let fields: Vec<Ident> = members.iter().map(|_| fields.next()).collect();
        extended.push(quote!(#r::Problems::Extended(#kind, #r::Extension::new(&#r::ProblemMembers(&[#(#fields.member),*])))));
    }
    let plain = if extended.is_empty() { quote!(&#kinds) } else { quote!(&[#(#plain),*]) };
    [quote!(#r::Problems::These(#plain))].into_iter().chain(extended).collect()
}

/// The kind of a problem of its own.
fn kind(variant: &ErrorVariant, r: &Ident) -> Option<TokenStream> {
    let ErrorAnswer::Problem { status, code, title, .. } = &variant.answer else { return None };
    let status = Literal::u16_unsuffixed(*status);
    // That a code is restkit's own for another status is said at the variant.
    let span = variant.ident.as_ref().map_or_else(Span::call_site, Ident::span);
    let r = at(r, span);
    Some(quote_spanned!(span=> #r::problem_kind(#status, #code, #title)))
}

/// `Self::OutOfStock`, or `Self` of a struct.
fn path(variant: &ErrorVariant) -> TokenStream {
    match &variant.ident {
        Some(ident) => quote!(Self::#ident),
        None => quote!(Self),
    }
}

fn arm(variant: &ErrorVariant, kind: &TokenStream, fields: &mut Fields, r: &Ident) -> TokenStream {
    let path = path(variant);
    match &variant.answer {
        ErrorAnswer::Transparent(member, ty) => {
            let cause = at(&local("cause"), ty.span());
            let answer = quote_spanned!(ty.span()=> #r::ApiError::into_problem(#cause));
            quote!(#path { #member: #cause } => #answer,)
        }
        ErrorAnswer::Internal(member, ty) => {
            let cause = at(&local("cause"), ty.span());
            let answer = quote_spanned!(ty.span()=> #r::internal(#cause));
            quote!(#path { #member: #cause } => #answer,)
        }
        ErrorAnswer::Problem { detail, source, members, .. } => {
            let (mut bound, text) = match detail {
                Detail::Plain(text) => (Vec::new(), quote!(#text)),
                Detail::Format { text, fields: named } => {
                    let names: Vec<Ident> = named.iter().map(|member| name(member, text.span())).collect();
                    // What has no `Display` is reported at the sentence.
                    let made = quote_spanned!(text.span()=> #r::format!(#text #(, #names)*));
                    (named.iter().zip(names).map(|(member, name)| quote!(#member: #name,)).collect(), made)
                }
            };
            let mut problem = quote!(#r::problem(#kind, #text));
            if let Some((member, ty)) = source {
                let known = matches!(detail, Detail::Format { fields, .. } if fields.contains(member));
                let taken = if known { name(member, ty.span()) } else { at(&local("cause"), ty.span()) };
                if !known {
                    bound.push(quote!(#member: #taken,));
                }
                let cause = quote_spanned!(ty.span()=> #r::cause(#taken));
                problem.extend(quote!(.with_boxed_source(#cause)));
            }
            for ProblemMember { field, name: member, ty, .. } in members {
                let constant = fields.next();
                let known = matches!(detail, Detail::Format { fields, .. } if fields.contains(field));
                let taken = name(field, ty.span());
                if !known {
                    bound.push(quote!(#field: #taken,));
                }
                problem.extend(quote!(.with_member(#member, (#constant.json)(&#taken))));
            }
            quote!(#path { #(#bound)* .. } => #problem,)
        }
    }
}

/// A local name that stands at `span`, for messages.
fn at(name: &Ident, span: Span) -> Ident {
    Ident::new(&name.to_string(), Span::mixed_site().located_at(span))
}

/// The local name of a field.
fn name(member: &Member, span: Span) -> Ident {
    let name = match member {
        Member::Named(ident) => format!("__{}", ident.unraw()),
        Member::Unnamed(index) => format!("__{}", index.index),
    };
    Ident::new(&name, Span::mixed_site().located_at(span))
}
