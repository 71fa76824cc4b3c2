//! What can be seen of a type without knowing it.

use quote::ToTokens as _;
use syn::{Expr, GenericArgument, Ident, Path, PathArguments, Type, visit_mut::VisitMut};

/// The `T` of a type that is written `Option<T>`.
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
    inside(ty, "Option")
}

/// The type that the rules of a member are about: what is inside a `Patch` and an `Option`.
pub(crate) fn ruled(ty: &Type) -> &Type {
    let ty = inside(ty, "Patch").unwrap_or(ty);
    inside_option(ty).unwrap_or(ty)
}

fn inside<'a>(ty: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let segment = last_segment(ty)?;
    if segment.ident != wrapper {
        return None;
    }
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
            _ => None,
        },
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    }
}

/// The `T` of a type that is written `Id<T>` or `Option<Id<T>>`.
pub(crate) fn referenced(ty: &Type) -> Option<&Type> {
    inside(inside_option(ty).unwrap_or(ty), "Id")
}

/// The `T` of a type that is written `Result<T>` or `Result<T, E>`.
pub(crate) fn inside_result(ty: &Type) -> Option<&Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// The name that a type is written with, without its path and its parameters.
pub(crate) fn last_name(ty: &Type) -> Option<String> {
    last_segment(ty).map(|segment| segment.ident.to_string())
}

/// Whether a type is written as JSON is: `Json<…>` or `serde_json::Value`.
pub(crate) fn is_json(ty: &Type) -> bool {
    match inside_option(ty).unwrap_or(ty) {
        Type::Path(path) => {
            let is = |name: &str| path.path.segments.iter().any(|segment| segment.ident == name);
            is("Json") || (is("serde_json") && is("Value"))
        }
        _ => false,
    }
}

/// Whether it is JSON of which nothing is known.
pub(crate) fn is_free_json(ty: &Type) -> bool {
    match inside_option(ty).unwrap_or(ty) {
        Type::Path(path) => {
            let is = |name: &str| path.path.segments.iter().any(|segment| segment.ident == name);
            is("serde_json") && is("Value") && !is("Json")
        }
        _ => false,
    }
}

fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Paren(inner) => last_segment(&inner.elem),
        Type::Group(inner) => last_segment(&inner.elem),
        _ => None,
    }
}

/// Spells `Self` out: generated code repeats what the user wrote outside of the struct.
struct SpellOut<'a>(&'a Ident);

impl VisitMut for SpellOut<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if let Some(first) = path.segments.first_mut().filter(|first| first.ident == "Self") {
            let mut ident = self.0.clone();
            ident.set_span(first.ident.span());
            first.ident = ident;
        }
        syn::visit_mut::visit_path_mut(self, path);
    }
}

/// The type with `Self` spelt out.
pub(crate) fn without_self(ty: &Type, ident: &Ident) -> Type {
    let mut ty = ty.clone();
    SpellOut(ident).visit_type_mut(&mut ty);
    ty
}

/// The expression with `Self` spelt out.
pub(crate) fn expr_without_self(expr: &Expr, ident: &Ident) -> Expr {
    let mut expr = expr.clone();
    SpellOut(ident).visit_expr_mut(&mut expr);
    expr
}

/// The path with `Self` spelt out.
pub(crate) fn path_without_self(path: &Path, ident: &Ident) -> Path {
    let mut path = path.clone();
    SpellOut(ident).visit_path_mut(&mut path);
    path
}

/// The type as written, for a message.
pub(crate) fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" , ", ", ")
}
