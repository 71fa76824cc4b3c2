//! The rules of `#[validate]`, one by one.

use darling::FromMeta as _;
use quote::ToTokens as _;
use syn::{Expr, ExprLit, Ident, Lit, Type};

use super::pattern;
use crate::{
    errors::Errors,
    model::{Literal, Number, Rule, RuleKind},
    syntax::{
        atoms::{Num, NumValue},
        rules::{RuleKind as Written, RuleSyntax},
        types,
    },
};

/// Checks the rules of one value in `item`.
pub(super) fn rules(rules: &[RuleSyntax], item: &Ident, errors: &mut Errors) -> Vec<Rule> {
    rules.iter().map(|rule| Rule { span: rule.span, kind: kind(rule, item, errors) }).collect()
}

fn kind(rule: &RuleSyntax, item: &Ident, errors: &mut Errors) -> RuleKind {
    match &rule.kind {
        Written::Length(words) => {
            has_a_bound(rule, words.min.is_some() || words.max.is_some(), errors);
            if let (Some(min), Some(max)) = (&words.min, &words.max) {
                in_order(min.value <= max.value, &min.expr, &max.expr, errors);
            }
            RuleKind::Length { min: words.min.as_ref().map(|n| n.value), max: words.max.as_ref().map(|n| n.value) }
        }
        Written::Range(words) => {
            has_a_bound(rule, words.min.is_some() || words.max.is_some(), errors);
            if let (Some(min), Some(max)) = (&words.min, &words.max) {
                in_order(is_ordered(min.value, max.value), &min.expr, &max.expr, errors);
            }
            RuleKind::Range { min: words.min.as_ref().map(number), max: words.max.as_ref().map(number) }
        }
        Written::Pattern(text) => {
            if let Err(fault) = pattern::check(&text.0.value()) {
                errors.at(&text.0, fault);
            }
            RuleKind::Pattern(text.0.value())
        }
        Written::Email => RuleKind::Email,
        Written::Url => RuleKind::Url,
        Written::NonBlank => RuleKind::NonBlank,
        Written::OneOf(values) => RuleKind::OneOf(one_of(rule, values, errors)),
        Written::Custom(path) => RuleKind::Custom(types::path_without_self(path, item)),
        Written::Each(inner) => {
            if inner.is_empty() {
                errors.at_span(rule.span, "`each` holds rules for the items: write `each(length(max = 20))`");
            }
            RuleKind::Each(rules(inner, item, errors))
        }
    }
}

/// A rule without bounds would say nothing.
fn has_a_bound(rule: &RuleSyntax, bound: bool, errors: &mut Errors) {
    if !bound {
        let word = rule.kind.word();
        errors.at_span(rule.span, format_args!("`{word}` needs a bound: write `{word}(min = 1)`, `{word}(max = 5)` or both"));
    }
}

/// The least value is not above the greatest.
fn in_order(ordered: bool, min: &Expr, max: &Expr, errors: &mut Errors) {
    if !ordered {
        let (min_text, max_text) = (min.to_token_stream(), max.to_token_stream());
        errors.at(min, format_args!("`min = {min_text}` is above `max = {max_text}`, so nothing would pass; swap them"));
    }
}

#[expect(clippy::cast_precision_loss, reason = "the bounds are compared, not used")]
fn is_ordered(min: NumValue, max: NumValue) -> bool {
    match (min, max) {
        (NumValue::Integer(min), NumValue::Integer(max)) => min <= max,
        (NumValue::Integer(min), NumValue::Float(max)) => min as f64 <= max,
        (NumValue::Float(min), NumValue::Integer(max)) => min <= max as f64,
        (NumValue::Float(min), NumValue::Float(max)) => min <= max,
    }
}

/// A bound is a value that the type can have: known of the integers only, of other types rustc says it.
pub(super) fn bounds_fit(rules: &[RuleSyntax], ty: &Type, errors: &mut Errors) {
    let name = types::last_name(types::ruled(ty));
    let Some((least, greatest)) = name.as_deref().and_then(integers) else { return };
    for rule in rules {
        let Written::Range(words) = &rule.kind else { continue };
        for bound in [&words.min, &words.max].into_iter().flatten() {
            let fits = matches!(bound.value, NumValue::Integer(n) if (least..=greatest).contains(&n));
            if !fits {
                errors.at(
                    &bound.expr,
                    format_args!(
                        "`{}` is no value of `{}`: write one from {least} to {greatest}",
                        bound.expr.to_token_stream().to_string().replace(' ', ""),
                        name.as_deref().unwrap_or_default()
                    ),
                );
            }
        }
    }
}

/// The least and the greatest value of an integer type.
fn integers(name: &str) -> Option<(i64, i64)> {
    Some(match name {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" => (i64::MIN, i64::MAX),
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" => (0, i64::MAX),
        _ => return None,
    })
}

/// `one_of` has values, all of one kind, and none twice.
fn one_of(rule: &RuleSyntax, values: &[Expr], errors: &mut Errors) -> Vec<Literal> {
    if values.is_empty() {
        errors.at_span(rule.span, "`one_of` needs values: write `one_of(\"small\", \"large\")` or `one_of(1, 2)`");
    }
    let mut found: Vec<Literal> = Vec::new();
    for value in values {
        let Some(literal) = literal(value, errors) else { continue };
        if found.contains(&literal) {
            errors.at(value, "this value stands here twice; remove one");
        } else if found.first().is_some_and(|first| std::mem::discriminant(first) != std::mem::discriminant(&literal)) {
            errors.at(value, "`one_of` takes texts or whole numbers, not both");
        } else {
            found.push(literal);
        }
    }
    found
}

const fn number(number: &Num) -> Number {
    match number.value {
        NumValue::Integer(n) => Number::Integer(n),
        NumValue::Float(n) => Number::Float(n),
    }
}

fn literal(value: &Expr, errors: &mut Errors) -> Option<Literal> {
    if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = value {
        return Some(Literal::Text(text.value()));
    }
    match Num::from_expr(value) {
        Ok(Num { value: NumValue::Integer(n), .. }) => Some(Literal::Integer(n)),
        _ => {
            errors.at(value, "`one_of` takes texts or whole numbers: write `one_of(\"small\", \"large\")` or `one_of(1, 2)`");
            None
        }
    }
}
