//! The values that words take, each with its span and with a message that says what to write.

use darling::{Error, FromMeta, Result, ast::NestedMeta};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Meta, Path, UnOp, spanned::Spanned as _};

/// A text in quotes.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) LitStr);

impl FromMeta for Text {
    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        match items {
            [NestedMeta::Lit(Lit::Str(text))] => Ok(Self(text.clone())),
            [first, ..] => Err(Error::custom("one text in quotes is needed here, as in `(\"…\")`").with_span(first)),
            [] => Err(Error::custom("a text in quotes is missing: write `(\"…\")`")),
        }
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        match expr {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(Self(text.clone())),
            _ => Err(Error::custom("a text in quotes is needed here, as in `\"…\"`").with_span(expr)),
        }
    }
}

/// A whole number that is not negative.
#[derive(Clone)]
pub(crate) struct Count {
    pub(crate) value: u64,
    pub(crate) expr: Expr,
}

impl FromMeta for Count {
    fn from_expr(expr: &Expr) -> Result<Self> {
        if let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = expr
            && number.suffix().is_empty()
            && let Ok(value) = number.base10_parse()
        {
            return Ok(Self { value, expr: expr.clone() });
        }
        Err(Error::custom("a whole number is needed here, as in `20`").with_span(expr))
    }
}

/// What a [`Num`] holds.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum NumValue {
    Integer(i64),
    Float(f64),
}

/// A number with a sign, whole or not.
#[derive(Clone)]
pub(crate) struct Num {
    pub(crate) value: NumValue,
    pub(crate) expr: Expr,
}

impl FromMeta for Num {
    fn from_expr(expr: &Expr) -> Result<Self> {
        number(expr, false).map(|value| Self { value, expr: expr.clone() })
    }
}

/// A number with its sign; `negative` when a minus stood before it.
pub(super) fn number(expr: &Expr, negative: bool) -> Result<NumValue> {
    match expr {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr: inner, .. }) if !negative => number(inner, true),
        Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) if literal.suffix().is_empty() => literal
            .base10_parse::<i128>()
            .ok()
            .map(|n| if negative { -n } else { n })
            .and_then(|n| i64::try_from(n).ok())
            .map(NumValue::Integer)
            .ok_or_else(|| Error::custom("this number does not fit into 64 bits").with_span(expr)),
        Expr::Lit(ExprLit { lit: Lit::Float(literal), .. }) if literal.suffix().is_empty() => literal
            .base10_parse::<f64>()
            .ok()
            .filter(|n| n.is_finite())
            .map(|n| NumValue::Float(if negative { -n } else { n }))
            .ok_or_else(|| Error::custom("this number does not fit into an `f64`").with_span(expr)),
        _ => Err(Error::custom("a plain number is needed here, as in `1` or `-0.5`").with_span(expr)),
    }
}

/// Any expression, as written.
#[derive(Clone)]
pub(crate) struct Expression(pub(crate) Expr);

impl FromMeta for Expression {
    fn from_expr(expr: &Expr) -> Result<Self> {
        Ok(Self(expr.clone()))
    }
}

/// The path of a function or a crate.
#[derive(Clone)]
pub(crate) struct Name(pub(crate) Path);

impl FromMeta for Name {
    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        match items {
            [NestedMeta::Meta(Meta::Path(path))] => Ok(Self(path.clone())),
            [first, ..] => Err(Error::custom("one path of a function is needed here, as in `(check_title)`").with_span(first)),
            [] => Err(Error::custom("the path of a function is missing: write `(check_title)`")),
        }
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        match expr {
            Expr::Path(path) if path.qself.is_none() => Ok(Self(path.path.clone())),
            // `crate` alone is no expression path for syn, but a path all the same.
            _ => syn::parse2(quote::quote!(#expr))
                .map(Self)
                .map_err(|_| Error::custom("a path is needed here, as in `my_api::restkit`").with_span(&expr.span())),
        }
    }
}
