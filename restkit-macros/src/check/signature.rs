//! Functions that restkit calls.

use quote::ToTokens as _;
use syn::{Pat, Signature, Type};

use crate::{
    errors::Errors,
    syntax::{block::ArgumentSyntax, types},
};

/// What is said of a function that cannot be called.
pub(super) struct Called {
    /// About its type parameters.
    pub(super) generics: &'static str,
    /// About `impl Trait`.
    pub(super) implicit: &'static str,
    /// About `unsafe`.
    pub(super) safety: &'static str,
}

/// Whether restkit can make all arguments and call the function.
pub(super) fn can_be_called(signature: &Signature, arguments: &[ArgumentSyntax], called: &Called, errors: &mut Errors) {
    if !signature.generics.params.is_empty() {
        let params = &signature.generics.params;
        errors.at(params, format_args!("{} and remove `<{}>`", called.generics, params.to_token_stream()));
    }
    for argument in arguments {
        if argument.name.is_none() {
            errors.at(
                &argument.pattern,
                "an argument has a plain name here, which parameters are called by; take it apart inside the function",
            );
        }
        let reads_its_name = matches!(types::last_name(&argument.ty).as_deref(), Some("Path" | "Query" | "Header" | "Cookie"));
        if reads_its_name && matches!(argument.pattern, Pat::Wild(_)) {
            errors.at(&argument.pattern, "this reads what is called like the argument: give it a name, as in `_word` for `word`");
        }
        match &argument.ty {
            Type::ImplTrait(ty) => errors.at(ty, called.implicit),
            Type::Reference(ty) => errors.at(ty, "an argument is made for the call and given away: take it by value"),
            _ => {}
        }
    }
    if let syn::Safety::Unsafe(word) = &signature.safety {
        errors.at(word, called.safety);
    }
}
