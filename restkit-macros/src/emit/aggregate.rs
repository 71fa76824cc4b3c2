//! What is told of rows together, as data.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::resource::at;
use crate::model::{Aggregated, Measure, Resource};

/// The groups and the measures; nothing where there are none.
pub(super) fn aggregate(resource: &Resource, private: &TokenStream) -> TokenStream {
    let Some(aggregate) = &resource.aggregate else { return TokenStream::new() };
    let call = |function: &str, field: &Aggregated| {
        let ty = &resource.columns[field.column].ty;
        let (function, column) = (format_ident!("{function}"), Literal::usize_unsuffixed(field.column));
        // A type that it does not fit is blamed where the field is named.
        at(quote!(#private::#function::<#ty>(#column)), field.span)
    };
    let groups = aggregate.groups.iter().map(|field| call("grouped", field));
    let measures = aggregate.measures.iter().map(|(measure, field)| {
        let function = match measure {
            Measure::Sum => "sum",
            Measure::Average => "average",
            Measure::Least => "least",
            Measure::Greatest => "greatest",
        };
        call(function, field)
    });
    quote!(aggregate: #private::Some(#private::AggregateSpec { groups: &[#(#groups),*], measures: &[#(#measures),*] }),)
}
