//! `#[authorize(…)]`.

use darling::FromMeta;
use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{BinOp, Expr, ExprCall, ExprLit, ExprPath, Lit, LitStr, Path, UnOp, spanned::Spanned as _};

use super::{
    atoms::Expression,
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// What may stand in `#[authorize(…)]`.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("read", Form::Value, "read = authenticated"),
    Word::new("create", Form::Value, "create = authenticated"),
    Word::new("update", Form::Value, "update = owner"),
    Word::new("delete", Form::Value, "delete = owner"),
];

/// What may stand in `#[authorize(…)]` on a field.
pub(crate) const FIELD_GRAMMAR: &[Word] =
    &[Word::new("read", Form::Value, "read = role(Role::Admin)"), Word::new("write", Form::Value, "write = role(Role::Admin)")];

/// The words a policy is made of.
const ATOMS: [&str; 6] = ["public", "authenticated", "owner", "role", "scope", "policy"];

const HOW: &str = "write `public`, `authenticated`, `owner`, `role(Role::Admin)`, `scope(\"…\")` or `policy(function)`, \
                   joined with `||`, `&&`, `!` and parentheses";

/// The words of `#[authorize(…)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct AuthorizeWords {
    pub(crate) read: Option<Expression>,
    pub(crate) create: Option<Expression>,
    pub(crate) update: Option<Expression>,
    pub(crate) delete: Option<Expression>,
}

/// The words of `#[authorize(…)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct FieldAuthorizeWords {
    pub(crate) read: Option<Expression>,
    pub(crate) write: Option<Expression>,
}

/// A policy, as written.
pub(crate) enum PolicySyntax {
    Public(Span),
    Authenticated,
    Owner(Span),
    Role(Path),
    Scope(LitStr),
    Policy(Path),
    Any(Vec<PolicySyntax>),
    All(Vec<PolicySyntax>),
    Not(Box<PolicySyntax>),
}

impl PolicySyntax {
    /// Whether callers without credentials may pass; the place of the `public` that lets them.
    pub(crate) fn public(&self) -> Option<Span> {
        match self {
            Self::Public(span) => Some(*span),
            Self::Any(parts) | Self::All(parts) => parts.iter().find_map(Self::public),
            Self::Authenticated | Self::Owner(_) | Self::Role(_) | Self::Scope(_) | Self::Policy(_) | Self::Not(_) => None,
        }
    }

    /// The places of what looks at rows: `owner` and `policy(…)`.
    pub(crate) fn row_atoms(&self) -> Vec<Span> {
        match self {
            Self::Owner(span) => vec![*span],
            Self::Policy(path) => vec![path.span()],
            Self::Any(parts) | Self::All(parts) => parts.iter().flat_map(Self::row_atoms).collect(),
            Self::Not(inner) => inner.row_atoms(),
            Self::Public(_) | Self::Authenticated | Self::Role(_) | Self::Scope(_) => Vec::new(),
        }
    }

    /// The places of `owner`.
    pub(crate) fn owners(&self) -> Vec<Span> {
        match self {
            Self::Owner(span) => vec![*span],
            Self::Any(parts) | Self::All(parts) => parts.iter().flat_map(Self::owners).collect(),
            Self::Not(inner) => inner.owners(),
            Self::Public(_) | Self::Authenticated | Self::Role(_) | Self::Scope(_) | Self::Policy(_) => Vec::new(),
        }
    }
}

/// Reads a policy; `None` when something in it is wrong.
pub(crate) fn policy(expr: &Expr, errors: &mut Errors) -> Option<PolicySyntax> {
    match expr {
        Expr::Paren(inner) => policy(&inner.expr, errors),
        Expr::Group(inner) => policy(&inner.expr, errors),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
            policy(&unary.expr, errors).map(|inner| PolicySyntax::Not(Box::new(inner)))
        }
        Expr::Binary(binary) if matches!(binary.op, BinOp::Or(_)) => {
            let (left, right) = (policy(&binary.left, errors), policy(&binary.right, errors));
            let mut parts = Vec::new();
            for part in [left?, right?] {
                match part {
                    PolicySyntax::Any(inner) => parts.extend(inner),
                    other => parts.push(other),
                }
            }
            Some(PolicySyntax::Any(parts))
        }
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let (left, right) = (policy(&binary.left, errors), policy(&binary.right, errors));
            let mut parts = Vec::new();
            for part in [left?, right?] {
                match part {
                    PolicySyntax::All(inner) => parts.extend(inner),
                    other => parts.push(other),
                }
            }
            Some(PolicySyntax::All(parts))
        }
        Expr::Binary(binary) => {
            errors.at(&binary.op, "policies are joined with `||` and `&&`");
            None
        }
        Expr::Path(path) => word(path, errors),
        Expr::Call(call) => call_atom(call, errors),
        _ => {
            errors.at(expr, format_args!("this is not an access decision; {HOW}"));
            None
        }
    }
}

/// An atom without parentheses.
fn word(path: &ExprPath, errors: &mut Errors) -> Option<PolicySyntax> {
    let name = words::name_of(&path.path);
    match name.as_str() {
        "public" => Some(PolicySyntax::Public(path.span())),
        "authenticated" => Some(PolicySyntax::Authenticated),
        "owner" => Some(PolicySyntax::Owner(path.span())),
        // What `inspect` writes: closed until somebody opens it.
        "todo" => {
            errors.at(path, format_args!("decide who may do this: {HOW}"));
            None
        }
        "role" => {
            errors.at(path, "`role` needs the role: write `role(Role::Admin)`");
            None
        }
        "scope" => {
            errors.at(path, "`scope` needs the scope: write `scope(\"tasks:write\")`");
            None
        }
        "policy" => {
            errors.at(path, "`policy` needs a function: write `policy(published)`");
            None
        }
        _ => {
            errors.at(path, unknown(&name));
            None
        }
    }
}

fn unknown(name: &str) -> String {
    match words::closest(name, ATOMS.into_iter()) {
        Some(atom) => format!("unknown access decision `{name}`; did you mean `{atom}`?"),
        None => format!("unknown access decision `{name}`; {HOW}"),
    }
}

/// An atom with parentheses.
fn call_atom(call: &ExprCall, errors: &mut Errors) -> Option<PolicySyntax> {
    let name = match &*call.func {
        Expr::Path(path) => words::name_of(&path.path),
        other => other.to_token_stream().to_string(),
    };
    let argument = call.args.first().filter(|_| call.args.len() == 1);
    match (name.as_str(), argument) {
        ("public" | "authenticated" | "owner", _) => {
            errors.at(call, format_args!("`{name}` stands alone: write `{name}`"));
        }
        ("role", Some(Expr::Path(path))) if path.qself.is_none() => return Some(PolicySyntax::Role(path.path.clone())),
        ("role", Some(argument)) => {
            errors.at(argument, "a role is a variant of your enum of roles, not a text: write `role(Role::Admin)`");
        }
        ("scope", Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))) => return Some(PolicySyntax::Scope(text.clone())),
        ("scope", Some(argument)) => {
            errors.at(argument, "a scope is a text: write `scope(\"tasks:write\")`");
        }
        ("policy", Some(Expr::Path(path))) if path.qself.is_none() => return Some(PolicySyntax::Policy(path.path.clone())),
        ("policy", Some(argument)) => {
            errors.at(
                argument,
                "a policy is the path of a function, as of a `fn(&Caller) -> Condition<Self>`: write `policy(published)`",
            );
        }
        ("role", None) => errors.at(call, "`role` takes one role: write `role(Role::Admin) || role(Role::Editor)` for two"),
        ("scope", None) => errors.at(call, "`scope` takes one scope: write `scope(\"a\") && scope(\"b\")` for two"),
        ("policy", None) => errors.at(call, "`policy` takes one function: write `policy(a) && policy(b)` for two"),
        _ => errors.at(&call.func, unknown(&name)),
    }
    None
}
