//! `#[derive(Schema)]`: the members of a struct inside JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::{local, private, resource::calling, rules};
use crate::model::Object;

/// The implementation.
pub(crate) fn object(object: &Object) -> TokenStream {
    let Object { krate, ident, name, docs, .. } = object;
    let private = private(krate);
    let members = object.members.iter().map(|member| {
        let (name, docs, ty) = (&member.name, &member.docs, &member.ty);
        let mut chain = quote!(#private::Member::new::<#ty>(#name, #docs));
        if !member.rules.is_empty() {
            let rules = rules::rules(&member.rules, &member.present, rules::Place::Json, &private);
            chain.extend(quote!(.rules(#rules)));
        }
        if member.optional {
            chain.extend(quote!(.optional()));
        }
        chain
    });
    let whole = object.rules.iter().map(|path| {
        let value = local("value");
        let call = calling(path);
        quote!(|#value| #private::check_json::<#ident>(#value, #call))
    });
    let rules = (!object.rules.is_empty()).then(|| quote!(.rules(&[#(#whole),*])));
    quote! {
        #[automatically_derived]
        impl #private::Schema for #ident {
            // Behind a function, so that a type may hold itself.
            const SHAPE: #private::Shape = #private::Shape::object(|| {
                static SPEC: #private::ObjectSpec = #private::ObjectSpec::new(#name, #docs, &[#(#members),*]) #rules;
                &SPEC
            });
        }
    }
}
