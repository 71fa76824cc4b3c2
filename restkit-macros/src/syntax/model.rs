//! Structs and enums with `#[derive(Input)]` or `#[derive(Output)]`, as written.

use darling::{FromMeta, util::Flag};
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, LitStr, Path, Variant};

use super::{
    atoms::{Name, Text},
    example::Example,
    field::DefaultWord,
    rules::{self, RuleSyntax},
    serde::{self, Place, SerdeWords},
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// What may stand in `#[input(…)]` on a struct.
pub(crate) const INPUT_GRAMMAR: &[Word] =
    &[Word::new("open", Form::Alone, "open"), Word::new("partial", Form::Value, "partial = \"UserPatch\"")];

/// What may stand in `#[input(…)]` on a field.
pub(crate) const INPUT_MEMBER_GRAMMAR: &[Word] =
    &[Word::new("default", Form::AloneOrValue, "default = 20"), Word::new("example", Form::Value, "example = \"milk\"")];

/// What may stand in `#[output(…)]` on a struct.
pub(crate) const OUTPUT_GRAMMAR: &[Word] = &[Word::new("from", Form::Value, "from = User")];

/// What may stand in `#[output(…)]` on a field.
pub(crate) const OUTPUT_MEMBER_GRAMMAR: &[Word] =
    &[Word::new("with", Form::Value, "with = full_name"), Word::new("example", Form::Value, "example = \"milk\"")];

/// The words of `#[input(…)]` on a struct.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct InputWords {
    pub(crate) open: Flag,
    pub(crate) partial: Option<Text>,
}

/// The words of `#[input(…)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct InputMemberWords {
    pub(crate) default: Option<DefaultWord>,
    pub(crate) example: Option<Example>,
}

/// The words of `#[output(…)]` on a struct.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct OutputWords {
    pub(crate) from: Option<Name>,
}

/// The words of `#[output(…)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct OutputMemberWords {
    pub(crate) with: Option<Name>,
    pub(crate) example: Option<Example>,
}

/// Which derive it is: each reads its own attribute, and leaves that of the other alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Input,
    Output,
}

/// A field with a name.
pub(crate) struct MemberSyntax {
    pub(crate) field: Field,
    pub(crate) ident: Ident,
    pub(crate) rules: Vec<RuleSyntax>,
    pub(crate) serde: SerdeWords,
    /// `#[input(default)]`.
    pub(crate) default: Option<DefaultWord>,
    /// `#[output(with = …)]`.
    pub(crate) with: Option<Path>,
    /// `#[input(example = …)]` or `#[output(example = …)]`, as JSON.
    pub(crate) example: Option<String>,
}

/// A variant of an enum.
pub(crate) struct VariantSyntax {
    pub(crate) variant: Variant,
    pub(crate) serde: SerdeWords,
    /// Those of a variant with names.
    pub(crate) members: Vec<MemberSyntax>,
}

/// A struct or an enum with payload.
pub(crate) struct ModelSyntax {
    pub(crate) input: DeriveInput,
    pub(crate) serde: SerdeWords,
    /// The rules of the whole.
    pub(crate) rules: Vec<Path>,
    pub(crate) open: bool,
    pub(crate) partial: Option<LitStr>,
    pub(crate) from: Option<Path>,
    /// Of a struct with names.
    pub(crate) members: Vec<MemberSyntax>,
    /// Of an enum.
    pub(crate) variants: Vec<VariantSyntax>,
}

/// Reads a struct or an enum.
pub(crate) fn model(input: DeriveInput, side: Side, errors: &mut Errors) -> ModelSyntax {
    let is_enum = matches!(input.data, Data::Enum(_));
    let serde = serde::read(&input.attrs, if is_enum { Place::Tagged } else { Place::Model }, errors);
    // What is around one value has no place for rules, whatever they say.
    let inner = matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unnamed(_)));
    let rules = if inner { Vec::new() } else { rules::of_struct(&input.attrs, errors) };
    let (mut open, mut partial, mut from) = (false, None, None);
    match side {
        Side::Input => {
            let words: InputWords = own(&input.attrs, "input", INPUT_GRAMMAR, errors);
            open = words.open.is_present();
            partial = words.partial.map(|text| text.0);
        }
        Side::Output => {
            let words: OutputWords = own(&input.attrs, "output", OUTPUT_GRAMMAR, errors);
            from = words.from.map(|name| name.0);
        }
    }
    let (members, variants) = match &input.data {
        Data::Struct(data) => (members(&data.fields, side, errors), Vec::new()),
        Data::Enum(data) => (Vec::new(), data.variants.iter().map(|one| variant(one, side, errors)).collect()),
        Data::Union(_) => (Vec::new(), Vec::new()),
    };
    ModelSyntax { input, serde, rules, open, partial, from, members, variants }
}

/// The name of the partial struct, as far as it can be read: for the code that uses it although something else is wrong.
pub(crate) fn partial(attrs: &[Attribute]) -> Option<Ident> {
    let words: InputWords = own(attrs, "input", INPUT_GRAMMAR, &mut Errors::default());
    words.partial.and_then(|text| text.0.parse().ok())
}

fn own<T: FromMeta + Default>(attrs: &[Attribute], name: &str, grammar: &[Word], errors: &mut Errors) -> T {
    let found = words::collect(attrs, name, errors);
    words::read(found.metas, grammar, errors).0
}

fn variant(variant: &Variant, side: Side, errors: &mut Errors) -> VariantSyntax {
    let serde = serde::read(&variant.attrs, Place::TaggedVariant, errors);
    VariantSyntax { variant: variant.clone(), serde, members: members(&variant.fields, side, errors) }
}

fn members(fields: &Fields, side: Side, errors: &mut Errors) -> Vec<MemberSyntax> {
    match fields {
        Fields::Named(named) => named.named.iter().filter_map(|field| member(field, side, errors)).collect(),
        Fields::Unnamed(_) | Fields::Unit => Vec::new(),
    }
}

fn member(field: &Field, side: Side, errors: &mut Errors) -> Option<MemberSyntax> {
    let ident = field.ident.clone()?;
    let rules = rules::of_field(&field.attrs, errors);
    let serde = serde::read(&field.attrs, Place::ModelMember, errors);
    let (mut default, mut with) = (None, None);
    let example: Option<Example>;
    match side {
        Side::Input => {
            let words: InputMemberWords = own(&field.attrs, "input", INPUT_MEMBER_GRAMMAR, errors);
            default = words.default;
            example = words.example;
        }
        Side::Output => {
            let words: OutputMemberWords = own(&field.attrs, "output", OUTPUT_MEMBER_GRAMMAR, errors);
            with = words.with.map(|name| name.0);
            example = words.example;
        }
    }
    let example = example.map(|example| example.json);
    Some(MemberSyntax { field: field.clone(), ident, rules, serde, default, with, example })
}
