//! Computed columns, as data.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{local, rules};
use crate::model::{Column, Computed, Measure, SqlPart, Told};

/// What begins the facts of a computed column: a type that does not hold what is computed is blamed.
pub(super) fn computed(column: &Column, computed: &Computed, all: &[Column], private: &TokenStream) -> TokenStream {
    let Column { ty, field, .. } = column;
    match computed {
        Computed::Sql { sqlite, postgres } => {
            let (sqlite, postgres) = (parts(sqlite, private), parts(postgres, private));
            let made = quote_spanned!(ty.span()=> computed_in_sql::<#ty>(#field, #sqlite, #postgres));
            quote!(#private::#made)
        }
        Computed::Gathered { relation, told: None } => {
            let relation = Literal::usize_unsuffixed(*relation);
            let made = quote_spanned!(ty.span()=> count_of::<#ty>(#field, #relation));
            quote!(#private::#made)
        }
        Computed::Gathered { relation, told: Some(Told { measure, resource, column }) } => {
            let function = match measure {
                Measure::Least => "least_of",
                Measure::Greatest => "greatest_of",
                Measure::Sum | Measure::Average => "sum_of",
            };
            let (function, relation) = (format_ident!("{function}"), Literal::usize_unsuffixed(*relation));
            let theirs = quote_spanned!(column.span()=> <#resource>::#column());
            // A column of which nothing can be told is blamed as well.
            let private = rules::at(column.span(), private);
            quote_spanned!(column.span()=> #private::#function::<#ty, _, _>(#field, #relation, #theirs))
        }
        Computed::Made { function, paren, inputs } => {
            let values = local("values");
            let indices: Vec<_> = inputs.iter().map(|(at, _)| Literal::usize_unsuffixed(*at)).collect();
            // A field of another type than the function takes is blamed where it is named, a function that answers another type at its name.
            let taken: Vec<_> = inputs
                .iter()
                .enumerate()
                .map(|(place, (_, span))| {
                    let mut name = local(&place.to_string());
                    name.set_span(span.resolved_at(name.span()));
                    name
                })
                .collect();
            let types = inputs.iter().map(|(at, _)| all.get(*at).map(|column| &column.ty));
            let arguments = inputs.iter().zip(&taken).map(|((_, span), name)| quote_spanned!(*span=> &#name));
            let mut call = function.to_token_stream();
            paren.surround(&mut call, |call| call.extend(quote!(#(#arguments),*)));
            let with = quote! {
                |#values| {
                    #(let #taken = #private::take::<#types>(#values, #indices)?;)*
                    #private::Ok(#private::value::<#ty>(#call))
                }
            };
            // A type that refers to a row is blamed as well.
            let private = rules::at(ty.span(), private);
            quote_spanned!(ty.span()=> #private::computed_in_rust::<#ty>(#field, &[#(#indices),*], #with))
        }
    }
}

fn parts(parts: &[SqlPart], private: &TokenStream) -> TokenStream {
    let parts = parts.iter().map(|part| match part {
        SqlPart::Text(text) => quote!(#private::SqlPart::Text(#text)),
        SqlPart::Column(at) => {
            let at = Literal::usize_unsuffixed(*at);
            quote!(#private::SqlPart::Column(#at))
        }
    });
    quote!(&[#(#parts),*])
}
