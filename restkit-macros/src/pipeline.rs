//! Parse → check → emit, or the fallback.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{DeriveInput, Ident, Item, ItemImpl, ItemStruct, Path, ReturnType, Type};

use crate::{
    check, emit,
    errors::Errors,
    fallback::{self, Broken},
    syntax::{self, dependency::DependencySyntax, error::ErrorSyntax, model::Side, resource::ResourceSyntax, strip, types},
};

/// `#[resource(…)]`.
pub(crate) fn resource(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let item = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(item)) => item,
        Ok(Item::Impl(item)) => return block(arguments, item, check::Of::Resource),
        Ok(other) => {
            check::not_a_struct(&other, &mut errors);
            return [strip::cleaned_item(other), errors.into_tokens()].into_iter().collect();
        }
        Err(error) => {
            errors.syn(error);
            return [item, errors.into_tokens()].into_iter().collect();
        }
    };
    let cleaned = strip::cleaned(item.clone());
    let syntax = syntax::resource::read(arguments, item, &mut errors);
    let krate = syntax.words.krate.as_ref().map_or_else(restkit, |name| name.0.clone());
    let added = match check::resource(&syntax, &krate, &mut errors) {
        Some(model) => emit::resource(&model),
        None => [fallback::resource(&broken(&syntax, &krate)), errors.into_tokens()].into_iter().collect(),
    };
    quote!(#cleaned #added)
}

/// `#[api(…)]`.
pub(crate) fn api(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Impl(item)) => block(arguments, item, check::Of::Api),
        Ok(other) => {
            let mut errors = Errors::default();
            check::not_a_block(&other, &mut errors);
            [strip::cleaned_item(other), errors.into_tokens()].into_iter().collect()
        }
        Err(error) => [item, error.into_compile_error()].into_iter().collect(),
    }
}

/// `#[dependency]`.
pub(crate) fn dependency(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let item = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Fn(item)) => item,
        Ok(other) => {
            check::not_a_function(&other, &mut errors);
            return [other.into_token_stream(), errors.into_tokens()].into_iter().collect();
        }
        Err(error) => return [item, error.into_compile_error()].into_iter().collect(),
    };
    let syntax = syntax::dependency::read(arguments, item, &mut errors);
    let krate = syntax.words.krate.as_ref().map_or_else(restkit, |name| name.0.clone());
    let added = match check::dependency(&syntax, &krate, &mut errors) {
        Some(model) => emit::dependency(&model),
        None => [broken_dependency(&syntax, &krate), errors.into_tokens()].into_iter().collect(),
    };
    let item = &syntax.item;
    quote!(#item #added)
}

/// `migrations!("…")`. What cannot be understood is an empty folder.
pub(crate) fn migrations(arguments: TokenStream, package: &std::path::Path) -> TokenStream {
    let mut errors = Errors::default();
    let syntax = syntax::migrations::read(arguments, &mut errors);
    let krate = syntax.as_ref().and_then(|syntax| syntax.krate.clone()).unwrap_or_else(restkit);
    let model = syntax.and_then(|syntax| check::migrations(&syntax, package, &krate, &mut errors));
    match model {
        Some(model) => emit::migrations(&model),
        None => {
            let (nothing, errors) = (fallback::migrations(&krate), errors.into_tokens());
            quote!({ #errors #nothing })
        }
    }
}

/// An impl block with endpoints.
fn block(arguments: TokenStream, item: ItemImpl, of: check::Of) -> TokenStream {
    let mut errors = Errors::default();
    let syntax = syntax::block::read(arguments, item, &mut errors);
    let krate = syntax.words.krate.as_ref().map_or_else(restkit, |name| name.0.clone());
    let added = match check::block(&syntax, of, &krate, &mut errors) {
        Some(model) => emit::block(&model),
        None => [fallback::block(&krate, &syntax.item), errors.into_tokens()].into_iter().collect(),
    };
    let item = &syntax.item;
    quote!(#item #added)
}

/// What the fallback needs to know of a resource that is wrong.
fn broken<'a>(syntax: &'a ResourceSyntax, krate: &'a Path) -> Broken<'a> {
    let is_key = |ty: &Type| matches!(types::last_name(ty).as_deref(), Some("i64" | "Uuid" | "String" | "Id"));
    let keys = syntax.fields.iter().filter(|field| field.words.id.is_present() && is_key(&field.field.ty));
    Broken {
        krate,
        vis: &syntax.item.vis,
        ident: &syntax.item.ident,
        generics: &syntax.item.generics,
        // What has too many parts is told, and has as many as a key can have.
        keys: keys.map(|field| (&field.ident, &field.field.ty)).take(4).collect(),
        fields: syntax.fields.iter().map(|field| (&field.field.vis, &field.ident, &field.field.ty)).collect(),
        create: !syntax.rules.is_empty(),
    }
}

/// `#[authorize(…)]` and `#[validate(…)]` as attributes of their own: `#[resource]` reads them when it stands above. When it
/// stands below, they step behind it; when it is not there at all, that is the mistake.
pub(crate) fn companion(name: &str, arguments: TokenStream, item: TokenStream) -> TokenStream {
    let attribute = Ident::new(name, Span::call_site());
    let Ok(mut item) = syn::parse2::<ItemStruct>(item.clone()) else {
        return check::misplaced(name, item);
    };
    let Some(position) = item.attrs.iter().position(|attr| syntax::words::is_called(attr, "resource")) else {
        return check::misplaced(name, item.into_token_stream());
    };
    let arguments = if arguments.is_empty() { quote!() } else { quote!((#arguments)) };
    item.attrs.insert(position + 1, syn::parse_quote!(#[#attribute #arguments]));
    item.into_token_stream()
}

/// `#[derive(ColumnEnum)]`.
pub(crate) fn column_enum(item: TokenStream) -> TokenStream {
    derive(
        item,
        |input, krate, errors| {
            let syntax = syntax::object::enumeration(input, errors);
            check::enumeration(&syntax, krate, errors).map(|model| emit::enumeration(&model))
        },
        fallback::enumeration,
    )
}

/// `#[derive(Column)]`.
pub(crate) fn column(item: TokenStream) -> TokenStream {
    derive(
        item,
        |input, krate, errors| {
            let syntax = syntax::object::newtype(input, errors);
            check::newtype(&syntax, krate, errors).map(|model| emit::newtype(&model))
        },
        fallback::newtype,
    )
}

/// `#[derive(Schema)]`.
pub(crate) fn schema(item: TokenStream) -> TokenStream {
    derive(
        item,
        |input, krate, errors| {
            let syntax = syntax::object::object(input, errors);
            check::object(&syntax, krate, errors).map(|model| emit::object(&model))
        },
        fallback::object,
    )
}

/// `#[derive(Input)]`.
pub(crate) fn input(item: TokenStream) -> TokenStream {
    derive(
        item,
        |input, krate, errors| {
            let syntax = syntax::model::model(input, Side::Input, errors);
            check::model(&syntax, Side::Input, krate, errors).map(|model| emit::input(&model))
        },
        |krate, input| {
            let partial = syntax::model::partial(&input.attrs);
            fallback::model_input(krate, input, partial.as_ref())
        },
    )
}

/// `#[derive(Output)]`.
pub(crate) fn output(item: TokenStream) -> TokenStream {
    derive(
        item,
        |input, krate, errors| {
            let syntax = syntax::model::model(input, Side::Output, errors);
            check::model(&syntax, Side::Output, krate, errors).map(|model| emit::output(&model))
        },
        fallback::output,
    )
}

/// `#[derive(ApiError)]`.
pub(crate) fn api_error(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let syntax = syntax::error::error(input, &mut errors);
    let krate = syntax.words.krate.as_ref().map_or_else(restkit, |name| name.0.clone());
    match check::error(&syntax, &krate, &mut errors) {
        Some(model) => emit::error(&model),
        None => [broken_error(&syntax, &krate), errors.into_tokens()].into_iter().collect(),
    }
}

/// What others need of an error that is wrong.
fn broken_error(syntax: &ErrorSyntax, krate: &Path) -> TokenStream {
    let mut sources: Vec<&Type> = Vec::new();
    for variant in syntax.variants.iter().filter(|variant| variant.words.from.is_present() && variant.fields.len() == 1) {
        let Some(field) = variant.fields.iter().next() else { continue };
        let written = types::written(&field.ty);
        if sources.iter().all(|known| types::written(known) != written) {
            sources.push(&field.ty);
        }
    }
    let converts = !syntax.thiserror && !syntax.words.std_error.is_present();
    fallback::error(krate, &syntax.input.ident, &syntax.input.generics, &sources, converts)
}

/// What others need of a dependency that is wrong.
fn broken_dependency(syntax: &DependencySyntax, krate: &Path) -> TokenStream {
    if syntax.receiver.is_some() {
        // Inside an `impl` block, where no type can stand.
        return TokenStream::new();
    }
    let value: Type = match &syntax.item.sig.output {
        ReturnType::Type(_, ty) if !matches!(**ty, Type::ImplTrait(_) | Type::Never(_)) => {
            types::inside_result(ty).unwrap_or(ty).clone()
        }
        // What has no name, or nothing.
        ReturnType::Type(..) | ReturnType::Default => syn::parse_quote!(()),
    };
    fallback::dependency(krate, &syntax.item.vis, &syntax::dependency::name(syntax), &value)
}

fn derive(
    item: TokenStream,
    steps: impl FnOnce(DeriveInput, &Path, &mut Errors) -> Option<TokenStream>,
    fallback: impl FnOnce(&Path, &DeriveInput) -> TokenStream,
) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let krate = syntax::object::krate(&input.attrs, &mut errors).unwrap_or_else(restkit);
    match steps(input.clone(), &krate, &mut errors) {
        Some(tokens) if errors.is_empty() => tokens,
        _ => [fallback(&krate, &input), errors.into_tokens()].into_iter().collect(),
    }
}

/// The path of restkit in the crate that uses the macro, whatever it is called there.
fn restkit() -> Path {
    let name = match crate_name("restkit") {
        Ok(FoundCrate::Name(name)) => name,
        // Inside restkit itself `extern crate self as restkit` is there; without a manifest the usual name is the best guess.
        Ok(FoundCrate::Itself) | Err(_) => "restkit".to_owned(),
    };
    let name = Ident::new(&name, Span::call_site());
    syn::parse_quote!(::#name)
}

#[cfg(test)]
mod tests;
