//! `#[dependency]`: the type that others take, and how restkit makes a value of it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{
    block::{argument_facts, arguments},
    local, private,
};
use crate::model::{Argument, Cleanup, Dependency, Value};

/// The type and its implementations.
pub(crate) fn dependency(dependency: &Dependency) -> TokenStream {
    let Dependency { krate, vis, function, name, ident, docs, is_async, .. } = dependency;
    let module = private(krate);
    let r = local("r").to_token_stream();
    let (scope, request, value) = (local("scope"), local("request"), local("value"));
    let docs = if docs.is_empty() { format!("What [`{name}()`] answers, made once per request.") } else { docs.clone() };
    let Value { whole, can_fail, inside } = &dependency.value;
    let value_of = |private: &TokenStream| match inside {
        Some(ty) => ty.to_token_stream(),
        None => quote_spanned!(whole.span()=> <#whole as #private::Outcome>::Value),
    };
    let (field, made) = (value_of(&module), value_of(&r));
    let problems =
        if *can_fail { quote_spanned!(whole.span()=> <#whole as #r::Outcome>::PROBLEMS) } else { quote!(#r::Problems::None) };
    let facts = dependency.arguments.iter().map(|argument| argument_facts(argument, &r));
    let (read, names) = arguments(&dependency.arguments, &scope, &quote!(parsing_again), &r);
    let parse = dependency
        .arguments
        .iter()
        .map(|Argument { name, ty, .. }| quote_spanned!(ty.span()=> <#ty as #r::Argument>::parse(#request, #name).is_some()));
    let wait = is_async.then(|| quote_spanned!(whole.span()=> .await));
    // What is wrong with the answer is reported at its type.
    let call = quote_spanned!(whole.span()=> #function(#(#names),*)#wait);
    let outcome = if *can_fail { quote_spanned!(whole.span()=> #r::Outcome::into_result(#call)) } else { quote!(#r::Ok(#call)) };
    let cleanup = dependency.cleanup.as_ref().map(|cleanup| {
        let (when, path) = match cleanup {
            Cleanup::BeforeResponse(path) => (quote!(BeforeResponse), path),
            Cleanup::AfterResponse(path) => (quote!(AfterResponse), path),
        };
        // A function of another signature is reported at its path.
        let value = Ident::new("__value", Span::mixed_site().located_at(path.span()));
        let clean = quote_spanned!(path.span()=> #r::Box::pin(#path(#value)));
        quote! {
            fn cleanup() -> #r::Option<(#r::When, #r::CleanupFn<Self::Value>)> {
                #r::Some((#r::When::#when, |#value| #clean))
            }
        }
    });
    quote! {
        #[doc = #docs]
        #vis struct #ident {
            // Not a name that the value could have for a field of its own.
            __made: #module::Arc<#field>,
        }

        #[allow(deprecated, clippy::all)]
        const _: () = {
            use #module as #r;

            #[automatically_derived]
            impl #r::Clone for #ident {
                fn clone(&self) -> Self {
                    Self { __made: #r::Arc::clone(&self.__made) }
                }
            }

            #[automatically_derived]
            impl #r::fmt::Debug for #ident {
                fn fmt(&self, #value: &mut #r::fmt::Formatter<'_>) -> #r::fmt::Result {
                    #value.write_str(#r::stringify!(#ident))
                }
            }

            #[automatically_derived]
            impl #r::Deref for #ident {
                type Target = #made;

                fn deref(&self) -> &Self::Target {
                    &self.__made
                }
            }

            #[automatically_derived]
            impl #r::Dependency for #ident {
                type Value = #made;

                fn spec() -> &'static #r::DependencySpec {
                    static __SPEC: #r::DependencySpec = #r::DependencySpec {
                        name: #name,
                        makes: #r::TypeFacts::of::<#ident>(),
                        place: #r::concat!(#r::file!(), ":", #r::line!()),
                        arguments: &[#(#facts),*],
                        problems: #problems,
                    };
                    &__SPEC
                }

                fn wrap(#value: #r::Arc<Self::Value>) -> Self {
                    Self { __made: #value }
                }

                fn parse(#request: &mut #r::Parsing<'_>) -> #r::Option<()> {
                    #r::all_read(&[#(#parse),*])
                }

                fn make(#scope: #r::Scope) -> #r::BoxFuture<'static, #r::Result<Self::Value, #r::Problem>> {
                    #r::Box::pin(async move {
                        #read
                        #outcome
                    })
                }

                #cleanup
            }
        };
    }
}
