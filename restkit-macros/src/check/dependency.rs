//! Functions whose values other functions take.

use quote::ToTokens as _;
use syn::{Path, ReturnType, Type};

use super::{
    rename,
    signature::{self, Called},
};
use crate::{
    errors::Errors,
    model::{Argument, Cleanup, Dependency, Value},
    syntax::{
        dependency::{self, DependencySyntax},
        types,
    },
};

const CALLED: Called = Called {
    generics: "a dependency has one type for each argument; write them out",
    implicit: "a dependency has one type for each argument; write it out",
    safety: "a dependency is called by restkit, which is free of `unsafe`; remove it",
};

/// Checks a function.
pub(crate) fn dependency(syntax: &DependencySyntax, krate: &Path, errors: &mut Errors) -> Option<Dependency> {
    let signature = &syntax.item.sig;
    if let Some(receiver) = &syntax.receiver {
        errors.at(receiver, "a dependency is a function of its own: move it out of the `impl` block");
    }
    signature::can_be_called(signature, &syntax.arguments, &CALLED, errors);
    rows_belong_to_endpoints(syntax, errors);
    name_is_one(syntax, errors);
    let cleanup = cleanup(syntax, errors);
    let value = value(&signature.output, errors);
    let ident = dependency::name(syntax);
    names_differ(syntax, &ident, value.as_ref(), errors);
    let arguments = syntax.arguments.iter().filter_map(|argument| {
        let name = rename::argument(argument.name.as_ref()?);
        Some(Argument { name, ty: argument.ty.clone(), example: argument.example.clone() })
    });
    let arguments = arguments.collect();
    errors.is_empty().then_some(())?;
    Some(Dependency {
        krate: krate.clone(),
        vis: syntax.item.vis.clone(),
        function: signature.ident.clone(),
        name: rename::plain(&signature.ident),
        ident,
        docs: syntax.docs.clone(),
        is_async: signature.asyncness.is_some(),
        arguments,
        value: value?,
        cleanup,
    })
}

/// A row is found under the decision of an endpoint, which a dependency does not have.
fn rows_belong_to_endpoints(syntax: &DependencySyntax, errors: &mut Errors) {
    for argument in &syntax.arguments {
        if types::last_name(&argument.ty).as_deref() == Some("Found") {
            errors.at(
                &argument.ty,
                "a row is found under the decision of an endpoint: take it there, or take a `Path` here and ask the repository",
            );
        }
    }
}

/// A type has a name without a path.
fn name_is_one(syntax: &DependencySyntax, errors: &mut Errors) {
    if let Some(name) = syntax.words.name.as_ref().filter(|name| name.0.get_ident().is_none()) {
        errors.at(&name.0, "the type is made beside the function: write its name alone, as in `name = CurrentCustomer`");
    }
}

/// A value is cleaned up once.
fn cleanup(syntax: &DependencySyntax, errors: &mut Errors) -> Option<Cleanup> {
    match (&syntax.words.before_response, &syntax.words.after_response) {
        (Some(_), Some(after)) => {
            errors.at(&after.0, "a value is cleaned up once: keep `before_response` or `after_response`");
            None
        }
        (Some(before), None) => Some(Cleanup::BeforeResponse(before.0.clone())),
        (None, Some(after)) => Some(Cleanup::AfterResponse(after.0.clone())),
        (None, None) => None,
    }
}

fn plain(ty: &Type) -> Value {
    Value { whole: ty.clone(), can_fail: false, inside: Some(ty.clone()) }
}

/// What the function answers. Only a `Result` under its own name is seen as one.
fn value(output: &ReturnType, errors: &mut Errors) -> Option<Value> {
    let ty = match output {
        ReturnType::Default => return Some(plain(&syn::parse_quote!(()))),
        ReturnType::Type(_, ty) => &**ty,
    };
    if let Type::ImplTrait(_) | Type::Never(_) = ty {
        errors.at(
            ty,
            format_args!("others take this value by its type, which `{}` does not name: write it out", ty.to_token_stream()),
        );
        return None;
    }
    if types::last_name(ty).as_deref() != Some("Result") {
        return Some(plain(ty));
    }
    Some(Value { whole: ty.clone(), can_fail: true, inside: types::inside_result(ty).cloned() })
}

/// The type that is made is not the type of the value.
fn names_differ(syntax: &DependencySyntax, ident: &syn::Ident, value: Option<&Value>, errors: &mut Errors) {
    let Some(ty) = value.and_then(|value| value.inside.as_ref()) else { return };
    let alone = matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.is_ident(ident));
    if !alone {
        return;
    }
    match &syntax.words.name {
        Some(name) => errors.at(&name.0, format_args!("the function answers a `{ident}` already: write another name")),
        None => errors.at(
            &syntax.item.sig.ident,
            format_args!(
                "the type that others take would be called `{ident}`, like what the function answers: write \
                 `#[dependency(name = Current{ident})]`, or call the function `current_{}`",
                syntax.item.sig.ident
            ),
        ),
    }
}
