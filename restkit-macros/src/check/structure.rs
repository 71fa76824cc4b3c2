//! What kind of item it is.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::{Data, DeriveInput, Fields, Generics, Item};

use crate::{errors::Errors, syntax::resource::ResourceSyntax};

const STRUCT: &str = "`#[resource(path = \"/…\")]` stands on a struct with named fields, one for each column";

/// `#[resource]` on something else than a struct.
pub(crate) fn not_a_struct(item: &Item, errors: &mut Errors) {
    match item {
        Item::Enum(item) => {
            errors.at(&item.enum_token, format_args!("{STRUCT}; for an enum in a column write `#[derive(ColumnEnum)]`"));
        }
        Item::Union(item) => errors.at(&item.union_token, STRUCT),
        _ => errors.at_span(Span::call_site(), STRUCT),
    }
}

/// `#[api]` on something else than an impl block.
pub(crate) fn not_a_block(item: &Item, errors: &mut Errors) {
    const BLOCK: &str = "`#[api(path = \"/…\")]` stands on an impl block: write `#[api(path = \"/…\")] impl Type { … }`";
    match item {
        Item::Struct(item) => {
            errors.at(&item.struct_token, format_args!("{BLOCK}; for a struct that is a table write `#[resource]`"))
        }
        _ => errors.at_span(Span::call_site(), BLOCK),
    }
}

/// `#[dependency]` on something else than a function.
pub(crate) fn not_a_function(item: &Item, errors: &mut Errors) {
    const FUNCTION: &str =
        "`#[dependency]` stands on a function: write `#[dependency] async fn current_customer(…) -> Result<Customer>`";
    match item {
        Item::Struct(item) => {
            errors.at(&item.struct_token, format_args!("{FUNCTION}; for a value that all requests share write `App::provide`"));
        }
        _ => errors.at_span(Span::call_site(), FUNCTION),
    }
}

/// `#[authorize]` or `#[validate]` on an item that is no resource.
pub(crate) fn misplaced(name: &str, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let message = match name {
        "authorize" => "`#[authorize(…)]` decides about a resource: write `#[resource(path = \"/…\")]` on the same struct",
        _ => {
            "`#[validate(…)]` is read by `#[resource]` and the derives `Input`, `Output`, `Column` and `Schema`: write one of them on the \
             same struct, a derive above it"
        }
    };
    errors.at_span(Span::call_site(), message);
    [item, errors.into_tokens()].into_iter().collect()
}

/// A column has a name, so a tuple or a unit struct is none.
pub(super) fn fields_are_named(syntax: &ResourceSyntax, errors: &mut Errors) {
    match &syntax.item.fields {
        Fields::Named(_) => {}
        Fields::Unnamed(fields) => {
            errors.at(fields, format_args!("{STRUCT}: write `struct {} {{ #[resource(id)] id: i64, … }}`", syntax.item.ident))
        }
        Fields::Unit => errors.at(
            &syntax.item.ident,
            format_args!("{STRUCT}: write `struct {} {{ #[resource(id)] id: i64, … }}`", syntax.item.ident),
        ),
    }
}

/// A resource is one table, and so one type.
pub(super) fn nothing_is_generic(syntax: &ResourceSyntax, errors: &mut Errors) {
    no_generics(&syntax.item.generics, "a resource is one table, so its struct cannot be generic", errors);
}

/// A table has its columns whatever is switched on.
pub(super) fn no_field_is_conditional(syntax: &ResourceSyntax, errors: &mut Errors) {
    for field in &syntax.fields {
        for attr in &field.field.attrs {
            if attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr") {
                errors.at(attr, "a table has the same columns in every build; remove the condition");
            }
        }
    }
}

/// Refuses type parameters, lifetimes, const parameters and conditions.
pub(super) fn no_generics(generics: &Generics, why: &str, errors: &mut Errors) {
    if !generics.params.is_empty() {
        let params = &generics.params;
        errors.at(params, format_args!("{why}; write the types out and remove `<{}>`", params.to_token_stream()));
    } else if let Some(clause) = &generics.where_clause {
        errors.at(clause, format_args!("{why}; remove the `where` clause"));
    }
}

/// A column enum is an enum with plain variants.
pub(super) fn enum_is_plain(input: &DeriveInput, errors: &mut Errors) {
    no_generics(&input.generics, "the words of a column are the same everywhere, so the enum cannot be generic", errors);
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => {
            let hint = "`#[derive(ColumnEnum)]` stands on an enum; for a struct around one value write `#[derive(Column)]`";
            return errors.at(&data.struct_token, hint);
        }
        Data::Union(data) => return errors.at(&data.union_token, "`#[derive(ColumnEnum)]` stands on an enum"),
    };
    if data.variants.is_empty() {
        errors.at(&input.ident, "a column needs at least one word; add a variant");
    }
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(
                &variant.fields,
                format_args!(
                    "a word carries nothing: write `{}` alone; to store what it carries, make the column `Json<…>`",
                    variant.ident
                ),
            );
        }
    }
}

/// A newtype is a struct around one value.
pub(super) fn newtype_is_one_value(input: &DeriveInput, errors: &mut Errors) {
    no_generics(&input.generics, "a column has one type, so a newtype of it cannot be generic", errors);
    let ident = &input.ident;
    match &input.data {
        Data::Enum(data) => {
            let hint = "`#[derive(Column)]` stands on a struct around one value; for an enum write `#[derive(ColumnEnum)]`";
            errors.at(&data.enum_token, hint);
        }
        Data::Union(data) => errors.at(&data.union_token, "`#[derive(Column)]` stands on a struct around one value"),
        Data::Struct(data) => match data.fields.len() {
            1 => {}
            0 => errors.at(ident, format_args!("a column holds one value: write `struct {ident}(String);`")),
            _ => errors.at(
                &data.fields,
                format_args!(
                    "a column holds one value: keep one field, or derive `Schema` instead and make the column `Json<{ident}>`"
                ),
            ),
        },
    }
}

/// What can go wrong is an enum, or a struct when it is one thing.
pub(super) fn error_is_an_enum(input: &DeriveInput, errors: &mut Errors) {
    no_generics(&input.generics, "the document lists what can go wrong, so this cannot be generic", errors);
    if let Data::Union(data) = &input.data {
        errors.at(&data.union_token, "`#[derive(ApiError)]` stands on an enum or a struct");
    }
}

/// A JSON object is a struct with named fields.
pub(super) fn object_has_members(input: &DeriveInput, errors: &mut Errors) {
    no_generics(&input.generics, "a schema has a name of its own, so its struct cannot be generic", errors);
    let ident = &input.ident;
    match &input.data {
        Data::Enum(data) => {
            let hint = "`#[derive(Schema)]` stands on a struct with named fields; for an enum without payload write `#[derive(ColumnEnum)]`";
            errors.at(&data.enum_token, hint);
        }
        Data::Union(data) => errors.at(&data.union_token, "`#[derive(Schema)]` stands on a struct with named fields"),
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) => {}
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                errors.at(
                    fields,
                    "`#[derive(Schema)]` stands on a struct with named fields; for a struct around one value write `#[derive(Column)]`",
                );
            }
            Fields::Unnamed(fields) => {
                errors.at(fields, "the members of a JSON object have names: write a struct with named fields");
            }
            Fields::Unit => {
                errors.at(ident, format_args!("the members of a JSON object have names: write `struct {ident} {{ … }}`"));
            }
        },
    }
}
