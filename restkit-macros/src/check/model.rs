//! Structs and enums with `#[derive(Input)]` or `#[derive(Output)]`.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{Data, Fields, Ident, LitStr, Path, ext::IdentExt as _};

use super::{
    build::is_constant,
    names, rename, rules,
    structure::no_generics,
    types::{member_name, named},
};
use crate::{
    errors::Errors,
    model::{Body, Carries, Form, MemberDefault, Model, ModelMember, TaggedVariant},
    syntax::{
        self,
        model::{MemberSyntax, ModelSyntax, Side, VariantSyntax},
        types,
    },
};

/// A rule on a model.
type Check = fn(&ModelSyntax, &mut Errors);

/// All rules on a model.
const CHECKS: &[Check] = &[
    nothing_is_generic,
    it_has_a_body,
    one_value_has_no_words,
    enums_have_a_tag,
    variants_carry_one_thing,
    words_can_be_told_apart,
    members_can_be_told_apart,
    tags_are_no_members,
    defaults_stand_once,
    missing_is_told_by_patch,
    partial_has_members,
    with_needs_a_source,
];

/// Checks a model.
pub(crate) fn model(syntax: &ModelSyntax, side: Side, krate: &Path, errors: &mut Errors) -> Option<Model> {
    names::schema_name(&syntax.input.ident, syntax.serde.rename.as_ref(), errors);
    // Told once, before the names that it makes are asked for again and again.
    rename::case(syntax.serde.rename_all.as_ref(), errors);
    for variant in &syntax.variants {
        rename::case(variant.serde.rename_all.as_ref(), errors);
    }
    for check in CHECKS {
        check(syntax, errors);
    }
    let (ident, name, docs) = named(&syntax.input, syntax.serde.rename.as_ref());
    let body = body(syntax, side, &ident, errors)?;
    let rules = syntax.rules.iter().map(|rule| types::path_without_self(rule, &ident)).collect();
    let partial = syntax.partial.as_ref().and_then(|text| new_name(text, errors));
    errors.is_empty().then(|| Model {
        krate: krate.clone(),
        vis: syntax.input.vis.clone(),
        ident,
        name,
        docs,
        body,
        rules,
        open: syntax.open,
        partial,
        from: syntax.from.clone(),
    })
}

fn body(syntax: &ModelSyntax, side: Side, ident: &Ident, errors: &mut Errors) -> Option<Body> {
    match &syntax.input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(_) => Some(Body::Members {
                members: members(&syntax.members, syntax, side, quiet(syntax.serde.rename_all.as_ref()), errors),
                form: Form::Named,
                default: syntax.serde.default,
            }),
            Fields::Unit => Some(Body::Members { members: Vec::new(), form: Form::Unit, default: false }),
            Fields::Unnamed(fields) => {
                let field = fields.unnamed.first()?;
                Some(Body::Inner { ty: types::without_self(&field.ty, ident), field: None })
            }
        },
        Data::Enum(_) => Some(Body::Tagged {
            tag: syntax.serde.tag.as_ref()?.value(),
            content: syntax.serde.content.as_ref().map(LitStr::value),
            variants: syntax.variants.iter().map(|one| variant(one, syntax, side, ident, errors)).collect(),
        }),
        Data::Union(_) => None,
    }
}

/// The case, when it is known; what is wrong with it has been said.
fn quiet(rename_all: Option<&LitStr>) -> Option<rename::Case> {
    rename::case(rename_all, &mut Errors::default())
}

/// The word of a variant: as serde has it, and not in snake case as the words of columns are.
fn word(variant: &VariantSyntax, syntax: &ModelSyntax) -> String {
    let ident = rename::plain(&variant.variant.ident);
    match (&variant.serde.rename, quiet(syntax.serde.rename_all.as_ref())) {
        (Some(text), _) => text.value(),
        (None, Some(case)) => rename::variant(&ident, Some(case)),
        (None, None) => ident,
    }
}

fn variant(one: &VariantSyntax, syntax: &ModelSyntax, side: Side, ident: &Ident, errors: &mut Errors) -> TaggedVariant {
    let carries = match &one.variant.fields {
        Fields::Unit => Carries::Nothing,
        Fields::Unnamed(fields) => {
            fields.unnamed.first().map_or(Carries::Nothing, |field| Carries::One(Box::new(types::without_self(&field.ty, ident))))
        }
        Fields::Named(_) => {
            let case = quiet(one.serde.rename_all.as_ref());
            Carries::Members(members(&one.members, syntax, side, case, errors))
        }
    };
    let docs = syntax::docs(&one.variant.attrs);
    TaggedVariant { ident: one.variant.ident.clone(), word: word(one, syntax), docs, carries }
}

fn members(
    members: &[MemberSyntax],
    syntax: &ModelSyntax,
    side: Side,
    case: Option<rename::Case>,
    errors: &mut Errors,
) -> Vec<ModelMember> {
    let item = &syntax.input.ident;
    let of_struct = syntax.serde.default;
    members
        .iter()
        .map(|member| {
            rules::bounds_fit(&member.rules, &member.field.ty, errors);
            let ty = types::without_self(&member.field.ty, item);
            ModelMember {
                vis: member.field.vis.clone(),
                ident: member.ident.clone(),
                name: member_name(&member.ident, &member.serde, case),
                docs: syntax::docs(&member.field.attrs),
                ruled: types::ruled(&ty).clone(),
                rules: rules::rules(&member.rules, item, errors),
                default: if side == Side::Input { default(member, of_struct, item) } else { None },
                example: member.example.clone(),
                skip_if: member.serde.skip_if.clone(),
                with: member.with.clone(),
                ty,
            }
        })
        .collect()
}

fn default(member: &MemberSyntax, of_struct: bool, item: &Ident) -> Option<MemberDefault> {
    if let Some(word) = &member.default {
        return Some(match &word.value {
            Some(value) => MemberDefault::Value { constant: is_constant(value), value: types::expr_without_self(value, item) },
            None => MemberDefault::OfType,
        });
    }
    match &member.serde.default_path {
        Some(path) => Some(MemberDefault::Function(types::path_without_self(path, item))),
        None if member.serde.default => Some(MemberDefault::OfType),
        None => of_struct.then_some(MemberDefault::OfStruct),
    }
}

/// A schema has a name of its own, and so one type.
fn nothing_is_generic(syntax: &ModelSyntax, errors: &mut Errors) {
    let why = "a schema has a name of its own, so its type cannot be generic";
    no_generics(&syntax.input.generics, why, errors);
}

/// A model is a struct with names, around one value or without fields, or an enum.
fn it_has_a_body(syntax: &ModelSyntax, errors: &mut Errors) {
    match &syntax.input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() != 1 => {
                errors.at(fields, "the members of a JSON object have names: write a struct with named fields");
            }
            Fields::Named(_) | Fields::Unnamed(_) | Fields::Unit => {}
        },
        Data::Enum(data) if data.variants.is_empty() => {
            errors.at(&syntax.input.ident, "an enum without variants has no values; add a variant");
        }
        Data::Enum(_) => {}
        Data::Union(data) => errors.at(&data.union_token, "a model is a struct or an enum"),
    }
}

/// What is around one value looks like that value, so there is no place for words of its own.
fn one_value_has_no_words(syntax: &ModelSyntax, errors: &mut Errors) {
    let Data::Struct(data) = &syntax.input.data else { return };
    let Fields::Unnamed(fields) = &data.fields else { return };
    let attrs = syntax.input.attrs.iter().chain(fields.unnamed.iter().flat_map(|field| &field.attrs));
    for attr in attrs {
        if syntax::words::is_called(attr, "validate") {
            errors.at(
                attr,
                "a struct around one value has no rules of its own here: derive `Column` instead, or write the rules where it is a member",
            );
        }
    }
}

/// Of several variants the tag says which one it is.
fn enums_have_a_tag(syntax: &ModelSyntax, errors: &mut Errors) {
    let Data::Enum(data) = &syntax.input.data else { return };
    if let (Some(tag), Some(content)) = (&syntax.serde.tag, &syntax.serde.content)
        && tag.value() == content.value()
    {
        errors.at(content, "the tag has this name already; write another one");
    }
    for name in [&syntax.serde.tag, &syntax.serde.content].into_iter().flatten() {
        if let Some(fault) = names::member_fault(&name.value()) {
            errors.at(name, fault);
        }
    }
    let untagged =
        |attr: &syn::Attribute| attr.path().is_ident("serde") && attr.to_token_stream().to_string().contains("untagged");
    if syntax.serde.tag.is_some() || syntax.input.attrs.iter().any(untagged) {
        return;
    }
    if data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)) {
        errors.at(&data.enum_token, "an enum whose variants carry nothing is a word: derive `ColumnEnum` instead");
    } else {
        errors.at(&syntax.input.ident, "a tag says which variant a JSON object is: write `#[serde(tag = \"type\")]` on the enum");
    }
}

/// A variant carries nothing, one value or members.
fn variants_carry_one_thing(syntax: &ModelSyntax, errors: &mut Errors) {
    for VariantSyntax { variant, .. } in &syntax.variants {
        if let Fields::Unnamed(fields) = &variant.fields
            && fields.unnamed.len() != 1
        {
            errors
                .at(fields, "what a variant carries has names, or is one value: write `{ … }` with named fields, or one struct");
        }
    }
}

/// No two variants share a word.
fn words_can_be_told_apart(syntax: &ModelSyntax, errors: &mut Errors) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for variant in &syntax.variants {
        let word = word(variant, syntax);
        let written = written(variant.serde.rename.as_ref(), &variant.variant.ident);
        if let Some(other) = seen.insert(word.clone(), &variant.variant.ident) {
            let hint = format!("`{other}` has the word `{word}` already: write `#[serde(rename = \"…\")]` with another one");
            errors.at(&written, hint);
        } else if word.is_empty() || word.chars().any(char::is_control) {
            errors
                .at(&written, "a word has at least one character and no control characters: write `#[serde(rename = \"word\")]`");
        }
    }
}

fn written<'a>(rename: Option<&'a LitStr>, ident: &'a Ident) -> &'a dyn ToTokens {
    match rename {
        Some(text) => text,
        None => ident,
    }
}

/// The members of one object, with the case of their names.
fn objects(syntax: &ModelSyntax) -> impl Iterator<Item = (&[MemberSyntax], Option<rename::Case>)> {
    let of_struct = (syntax.members.as_slice(), quiet(syntax.serde.rename_all.as_ref()));
    let of_variants = syntax.variants.iter().map(|one| (one.members.as_slice(), quiet(one.serde.rename_all.as_ref())));
    std::iter::once(of_struct).chain(of_variants)
}

/// Members have names, and no two share one.
fn members_can_be_told_apart(syntax: &ModelSyntax, errors: &mut Errors) {
    for (members, case) in objects(syntax) {
        let mut seen: HashMap<String, &Ident> = HashMap::new();
        for member in members {
            let name = member_name(&member.ident, &member.serde, case);
            let written = written(member.serde.rename.as_ref(), &member.ident);
            if let Some(fault) = names::member_fault(&name) {
                errors.at(&written, fault);
            } else if let Some(other) = seen.insert(name.clone(), &member.ident) {
                let hint =
                    format!("`{other}` is the member `{name}` already: write `#[serde(rename = \"…\")]` with another name");
                errors.at(&written, hint);
            }
        }
    }
}

/// The tag stands among the members of the variant.
fn tags_are_no_members(syntax: &ModelSyntax, errors: &mut Errors) {
    let (Some(tag), None) = (&syntax.serde.tag, &syntax.serde.content) else { return };
    for (members, case) in objects(syntax) {
        for member in members.iter().filter(|member| member_name(&member.ident, &member.serde, case) == tag.value()) {
            let hint =
                format!("the tag has the name `{}` already: write `#[serde(rename = \"…\")]` with another one", tag.value());
            errors.at(&written(member.serde.rename.as_ref(), &member.ident), hint);
        }
    }
}

/// A member has one default.
fn defaults_stand_once(syntax: &ModelSyntax, errors: &mut Errors) {
    for member in objects(syntax).flat_map(|(members, _)| members) {
        let Some(word) = &member.default else { continue };
        if member.serde.default {
            errors.at_span(word.span, "the default stands in `#[serde(default)]` too; remove one");
        }
    }
}

/// An `Option` in an `Option` cannot tell missing from null: JSON has one `null`.
fn missing_is_told_by_patch(syntax: &ModelSyntax, errors: &mut Errors) {
    for member in objects(syntax).flat_map(|(members, _)| members) {
        let ty = &member.field.ty;
        let Some(inner) = types::inside_option(ty).filter(|inner| types::inside_option(inner).is_some()) else { continue };
        let inner = types::written(inner);
        errors.at(ty, format_args!("JSON has one `null`: to tell a missing member from `null`, write `Patch<{inner}>`"));
    }
    for member in objects(syntax).flat_map(|(members, _)| members) {
        let is_patch = types::last_name(&member.field.ty).as_deref() == Some("Patch");
        if let Some(word) = member.default.as_ref().filter(|_| is_patch) {
            errors.at_span(word.span, "a `Patch` that is left out is `Patch::Missing`; remove the default");
        }
    }
}

/// Only members can be left out.
fn partial_has_members(syntax: &ModelSyntax, errors: &mut Errors) {
    let Some(text) = &syntax.partial else { return };
    if syntax.members.is_empty() {
        errors.at(text, "a partial model leaves members out, so it is made of a struct with named fields");
    }
    for member in &syntax.members {
        if types::last_name(&member.field.ty).as_deref() == Some("Patch") {
            errors.at(&member.field.ty, "in the partial model every member is a `Patch`, so the full one has none");
        }
    }
}

/// A member is made from what the view is made from.
fn with_needs_a_source(syntax: &ModelSyntax, errors: &mut Errors) {
    if syntax.from.is_some() && syntax.members.is_empty() {
        errors.at(&syntax.from, "a view has the members of its source, so it is a struct with named fields");
    }
    for member in objects(syntax).flat_map(|(members, _)| members) {
        if let Some(with) = member.with.as_ref().filter(|_| syntax.from.is_none()) {
            errors.at(with, "from what? Write `#[output(from = Source)]` on the struct, whose `&Source` the function is given");
        }
    }
}

/// The name of a type to be made.
fn new_name(text: &LitStr, errors: &mut Errors) -> Option<Ident> {
    match text.parse_with(Ident::parse_any) {
        Ok(ident) => Some(ident),
        Err(_) => {
            errors.at(text, "the name of a struct is needed here, as in `partial = \"UserPatch\"`");
            None
        }
    }
}
