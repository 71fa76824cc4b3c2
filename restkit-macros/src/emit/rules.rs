//! Rules as data, each made by a function that only takes the types it fits.

use proc_macro2::{Literal as Literal64, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::resource::calling;
use crate::model::{Literal, Number, Rule, RuleKind};

/// Where rules stand: a column is given to custom rules as a `Value`, what is inside JSON as JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Column,
    Json,
    /// In a body, whose types read themselves.
    Input,
    /// In an answer, which is not asked whether it is right.
    Output,
}

/// The expression that makes the rules of a value of type `ty`, as a `&'static [Rule]`.
pub(super) fn rules(rules: &[Rule], ty: &Type, place: Place, private: &TokenStream) -> TokenStream {
    of(rules, &|_| quote!(#ty), place, private)
}

/// The same, with the type as the rule at a place names it: what is inside a list has no name of the user's to point at, so a rule that
/// does not fit it is reported at the rule.
fn of(rules: &[Rule], ty: &dyn Fn(Span) -> TokenStream, place: Place, private: &TokenStream) -> TokenStream {
    // What a schema cannot state is of no use in an answer.
    let stated = |rule: &&Rule| place != Place::Output || !matches!(rule.kind, RuleKind::Custom(_));
    let rules = rules.iter().filter(stated).map(|one| rule(one, ty, place, private));
    quote!(&[#(#rules),*])
}

fn rule(rule: &Rule, type_at: &dyn Fn(Span) -> TokenStream, place: Place, private: &TokenStream) -> TokenStream {
    let span = rule.span;
    let private = &at(span, private);
    let ty = type_at(span);
    match &rule.kind {
        RuleKind::Length { min, max } => {
            let bound = |n: u64| Literal64::u64_unsuffixed(n);
            let (min, max) = (option(min.map(bound), private), option(max.map(bound), private));
            quote_spanned!(span=> #private::length::<#ty>(#min, #max))
        }
        RuleKind::Range { min, max } => {
            let number = |n: Number| match n {
                Number::Integer(n) => {
                    let n = Literal64::i64_unsuffixed(n);
                    quote!(#private::Number::Integer(#n))
                }
                Number::Float(n) => quote!(#private::Number::Float(#n)),
            };
            let (min, max) = (option(min.map(number), private), option(max.map(number), private));
            quote_spanned!(span=> #private::range::<#ty>(#min, #max))
        }
        RuleKind::Pattern(pattern) => quote_spanned!(span=> #private::pattern::<#ty>(#pattern)),
        RuleKind::Email => quote_spanned!(span=> #private::email::<#ty>()),
        RuleKind::Url => quote_spanned!(span=> #private::url::<#ty>()),
        RuleKind::NonBlank => quote_spanned!(span=> #private::non_blank::<#ty>()),
        RuleKind::OneOf(values) => {
            let texts = matches!(values.first(), Some(Literal::Text(_)));
            let values = values.iter().map(|value| match value {
                Literal::Text(text) => quote!(#private::Literal::Text(#text)),
                Literal::Integer(n) => {
                    let n = Literal64::i64_unsuffixed(*n);
                    quote!(#private::Literal::Integer(#n))
                }
            });
            if texts {
                quote_spanned!(span=> #private::one_of_texts::<#ty>(&[#(#values),*]))
            } else {
                quote_spanned!(span=> #private::one_of_integers::<#ty>(&[#(#values),*]))
            }
        }
        RuleKind::Custom(path) => {
            let value = super::local("value");
            let call = calling(path);
            match place {
                Place::Column => {
                    quote!(#private::Rule::Custom(|#value| #private::check_value::<#ty>(#value, #call)))
                }
                Place::Input | Place::Output => {
                    quote!(#private::Rule::CustomJson(|#value| #private::check_input::<#ty>(#value, #call)))
                }
                Place::Json => {
                    quote!(#private::Rule::CustomJson(|#value| #private::check_json::<#ty>(#value, #call)))
                }
            }
        }
        RuleKind::Each(inner) => {
            let item = |span| {
                let (private, list) = (at(span, private), type_at(span));
                quote_spanned!(span=> #private::Item<#list>)
            };
            let place = if place == Place::Column { Place::Json } else { place };
            let inner = of(inner, &item, place, private);
            quote_spanned!(span=> #private::each::<#ty>(#inner))
        }
    }
}

/// The same path, written at another place.
pub(super) fn at(span: Span, path: &TokenStream) -> TokenStream {
    let moved = path.clone().into_iter().map(|mut token| {
        token.set_span(span.resolved_at(token.span()));
        token
    });
    moved.collect()
}

pub(super) fn option(value: Option<impl quote::ToTokens>, private: &TokenStream) -> TokenStream {
    match value {
        Some(value) => quote!(#private::Some(#value)),
        None => quote!(#private::None),
    }
}
