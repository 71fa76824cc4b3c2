//! Enums, newtypes and structs inside JSON.

use syn::{Data, DeriveInput, Path};

use super::{rename, rules};
use crate::{
    errors::Errors,
    model::{Enumeration, Member, Newtype, Object, Variant},
    syntax::{
        self,
        object::{EnumSyntax, NewtypeSyntax, ObjectSyntax},
        types,
    },
};

/// Checks an enum.
pub(crate) fn enumeration(syntax: &EnumSyntax, krate: &Path, errors: &mut Errors) -> Option<Enumeration> {
    let case = rename::case(syntax.serde.rename_all.as_ref(), errors);
    let variants = syntax
        .variants
        .iter()
        .map(|variant| Variant {
            ident: variant.variant.ident.clone(),
            word: variant
                .serde
                .rename
                .as_ref()
                .map_or_else(|| rename::variant(&rename::plain(&variant.variant.ident), case), syn::LitStr::value),
        })
        .collect();
    let (ident, name, docs) = named(&syntax.input, syntax.serde.rename.as_ref());
    errors.is_empty().then(|| Enumeration { krate: krate.clone(), ident, name, docs, variants })
}

/// Checks a newtype.
pub(crate) fn newtype(syntax: &NewtypeSyntax, krate: &Path, errors: &mut Errors) -> Option<Newtype> {
    let (ident, name, docs) = named(&syntax.input, None);
    let rules = rules::rules(&syntax.rules, errors);
    let Data::Struct(data) = &syntax.input.data else { return None };
    let field = data.fields.iter().next()?;
    let inner = types::without_self(&field.ty, &ident);
    errors.is_empty().then(|| Newtype { krate: krate.clone(), ident, name, docs, inner, field: field.ident.clone(), rules })
}

/// Checks a struct inside JSON.
pub(crate) fn object(syntax: &ObjectSyntax, krate: &Path, errors: &mut Errors) -> Option<Object> {
    let case = rename::case(syntax.serde.rename_all.as_ref(), errors);
    let (ident, name, docs) = named(&syntax.input, syntax.serde.rename.as_ref());
    let members = syntax
        .members
        .iter()
        .map(|member| {
            let ty = types::without_self(&member.field.ty, &ident);
            let plain = rename::plain(&member.ident);
            Member {
                name: member.serde.rename.as_ref().map_or_else(|| rename::field(&plain, case), syn::LitStr::value),
                docs: syntax::docs(&member.field.attrs),
                present: types::inside_option(&ty).unwrap_or(&ty).clone(),
                ty,
                optional: member.serde.default || syntax.serde.default,
                rules: rules::rules(&member.rules, errors),
            }
        })
        .collect();
    errors.is_empty().then(|| Object { krate: krate.clone(), ident, name, docs, members, rules: syntax.rules.clone() })
}

fn named(input: &DeriveInput, rename: Option<&syn::LitStr>) -> (syn::Ident, String, String) {
    let name = rename.map_or_else(|| rename::plain(&input.ident), syn::LitStr::value);
    (input.ident.clone(), name, syntax::docs(&input.attrs))
}
