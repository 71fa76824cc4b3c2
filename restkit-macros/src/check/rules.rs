//! The rules of `#[validate]`, one by one.

use syn::{Expr, ExprLit, Lit};

use crate::{
    errors::Errors,
    model::{Literal, Number, Rule, RuleKind},
    syntax::{
        atoms::{Num, NumValue},
        rules::{RuleKind as Written, RuleSyntax},
    },
};
use darling::FromMeta as _;

/// Checks the rules of one value.
pub(super) fn rules(rules: &[RuleSyntax], errors: &mut Errors) -> Vec<Rule> {
    rules.iter().filter_map(|rule| Some(Rule { span: rule.span, kind: kind(rule, errors)? })).collect()
}

fn kind(rule: &RuleSyntax, errors: &mut Errors) -> Option<RuleKind> {
    Some(match &rule.kind {
        Written::Length(words) => {
            RuleKind::Length { min: words.min.as_ref().map(|n| n.value), max: words.max.as_ref().map(|n| n.value) }
        }
        Written::Range(words) => RuleKind::Range { min: words.min.as_ref().map(number), max: words.max.as_ref().map(number) },
        Written::Pattern(text) => RuleKind::Pattern(text.0.value()),
        Written::Email => RuleKind::Email,
        Written::Url => RuleKind::Url,
        Written::NonBlank => RuleKind::NonBlank,
        Written::OneOf(values) => RuleKind::OneOf(values.iter().filter_map(|value| literal(value, errors)).collect()),
        Written::Custom(path) => RuleKind::Custom(path.clone()),
        Written::Each(inner) => RuleKind::Each(rules(inner, errors)),
    })
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
