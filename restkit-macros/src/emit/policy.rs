//! Access decisions as data.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use crate::model::Policy;

/// The expression that makes the policy, for a `static`.
pub(super) fn policy(decision: &Policy, resource: &Ident, private: &TokenStream) -> TokenStream {
    let parts = |parts: &[Policy]| {
        let parts = parts.iter().map(|part| policy(part, resource, private));
        quote!(&[#(#parts),*])
    };
    match decision {
        Policy::Nobody => quote!(#private::NOBODY),
        Policy::Public => quote!(#private::Policy::Public),
        Policy::Authenticated => quote!(#private::Policy::Authenticated),
        Policy::Owner => quote!(#private::Policy::Owner),
        Policy::Role(role) => {
            // A type that is no role is reported at the role.
            let role = quote_spanned!(role.span()=> &#role);
            quote!(#private::Policy::Role(#role))
        }
        Policy::Scope(scope) => quote!(#private::Policy::Scope(#scope)),
        Policy::Custom(name, path) => {
            // A function of another signature is reported at its path.
            let form = quote_spanned!(path.span()=> _);
            quote!(#private::Policy::Custom(&#private::chosen::<#resource, _, #form>(#name, &#private::Chosen::new(#path))))
        }
        Policy::Any(inner) => {
            let inner = parts(inner);
            quote!(#private::Policy::Any(#inner))
        }
        Policy::All(inner) => {
            let inner = parts(inner);
            quote!(#private::Policy::All(#inner))
        }
        Policy::Not(inner) => {
            let inner = policy(inner, resource, private);
            quote!(#private::Policy::Not(&#inner))
        }
    }
}
