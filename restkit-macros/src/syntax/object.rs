//! Items with a derive, as written: enums, newtypes and structs inside JSON.

use darling::FromMeta;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, LitStr, Path, Variant};

use super::{
    atoms::{Name, Text},
    rules::{self, RuleSyntax},
    serde::{self, Place, SerdeWords},
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// What may stand in `#[resource(…)]` on an item with a derive.
const GRAMMAR: &[Word] = &[Word::new("crate", Form::Value, "crate = my_api::restkit")];

#[derive(Default, FromMeta)]
#[darling(default)]
struct DeriveWords {
    #[darling(rename = "crate")]
    krate: Option<Name>,
}

/// Where restkit is, if the item says so: `#[resource(crate = my_api::restkit)]`.
pub(crate) fn krate(attrs: &[Attribute], errors: &mut Errors) -> Option<Path> {
    let found = words::collect(attrs, "resource", errors);
    let (words, _): (DeriveWords, _) = words::read(found.metas, GRAMMAR, errors);
    words.krate.map(|name| name.0)
}

/// What may stand in `#[resource(…)]` on a variant.
const VARIANT_GRAMMAR: &[Word] = &[Word::new("renamed_from", Form::Value, "renamed_from = \"old_word\"")];

#[derive(Default, FromMeta)]
#[darling(default)]
struct VariantWords {
    renamed_from: Option<Text>,
}

/// A variant of an enum, as written.
pub(crate) struct VariantSyntax {
    pub(crate) variant: Variant,
    /// The word that it had before.
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) serde: SerdeWords,
}

/// An enum with `#[derive(ColumnEnum)]`, as written.
pub(crate) struct EnumSyntax {
    pub(crate) input: DeriveInput,
    pub(crate) serde: SerdeWords,
    pub(crate) variants: Vec<VariantSyntax>,
}

/// Reads an enum.
pub(crate) fn enumeration(input: DeriveInput, errors: &mut Errors) -> EnumSyntax {
    let serde = serde::read(&input.attrs, Place::Enum, errors);
    let variants = match &input.data {
        Data::Enum(data) => data.variants.iter().map(|variant| self::variant(variant, errors)).collect(),
        Data::Struct(_) | Data::Union(_) => Vec::new(),
    };
    EnumSyntax { input, serde, variants }
}

fn variant(variant: &Variant, errors: &mut Errors) -> VariantSyntax {
    let serde = serde::read(&variant.attrs, Place::Variant, errors);
    let found = words::collect(&variant.attrs, "resource", errors);
    let (words, _): (VariantWords, _) = words::read(found.metas, VARIANT_GRAMMAR, errors);
    VariantSyntax { variant: variant.clone(), renamed_from: words.renamed_from.map(|text| text.0), serde }
}

/// A newtype with `#[derive(Column)]`, as written.
pub(crate) struct NewtypeSyntax {
    pub(crate) input: DeriveInput,
    /// The name of the schema, if it is not that of the struct.
    pub(crate) rename: Option<LitStr>,
    /// The rules on the struct or on its field.
    pub(crate) rules: Vec<RuleSyntax>,
}

/// Reads a newtype.
pub(crate) fn newtype(input: DeriveInput, errors: &mut Errors) -> NewtypeSyntax {
    let rename = serde::read(&input.attrs, Place::Newtype, errors).rename;
    let mut attrs = input.attrs.clone();
    if let Data::Struct(data) = &input.data {
        for field in &data.fields {
            serde::read(&field.attrs, Place::Inside, errors);
            attrs.extend(field.attrs.iter().cloned());
        }
    }
    let rules = rules::of_field(&attrs, errors);
    NewtypeSyntax { input, rename, rules }
}

/// A field of a struct with `#[derive(Schema)]`, as written.
pub(crate) struct MemberSyntax {
    pub(crate) field: Field,
    pub(crate) ident: Ident,
    pub(crate) rules: Vec<RuleSyntax>,
    pub(crate) serde: SerdeWords,
}

/// A struct with `#[derive(Schema)]`, as written.
pub(crate) struct ObjectSyntax {
    pub(crate) input: DeriveInput,
    pub(crate) serde: SerdeWords,
    pub(crate) rules: Vec<Path>,
    pub(crate) members: Vec<MemberSyntax>,
}

/// Reads a struct that stands inside JSON.
pub(crate) fn object(input: DeriveInput, errors: &mut Errors) -> ObjectSyntax {
    let serde = serde::read(&input.attrs, Place::Object, errors);
    let rules = rules::of_struct(&input.attrs, errors);
    let members = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => named.named.iter().filter_map(|field| member(field, errors)).collect(),
            Fields::Unnamed(_) | Fields::Unit => Vec::new(),
        },
        Data::Enum(_) | Data::Union(_) => Vec::new(),
    };
    ObjectSyntax { input, serde, rules, members }
}

fn member(field: &Field, errors: &mut Errors) -> Option<MemberSyntax> {
    let ident = field.ident.clone()?;
    let rules = rules::of_field(&field.attrs, errors);
    let serde = serde::read(&field.attrs, Place::Member, errors);
    Some(MemberSyntax { field: field.clone(), ident, rules, serde })
}
