//! What restkit reads of `#[serde(…)]`.

use darling::{FromMeta, ast::NestedMeta};
use syn::{Attribute, LitStr, Meta, Path, Token, parse::Parser as _, punctuated::Punctuated};

use super::{atoms::Text, words};
use crate::errors::Errors;

/// Where a `#[serde(…)]` stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On a struct with `#[resource]`.
    Resource,
    /// On a field of such a struct.
    Column,
    /// On a struct with `#[derive(Schema)]`.
    Object,
    /// On a field of such a struct.
    Member,
    /// On an enum with `#[derive(ColumnEnum)]`.
    Enum,
    /// On a variant of such an enum.
    Variant,
    /// On a newtype with `#[derive(Column)]`.
    Newtype,
    /// On the field of such a newtype.
    Inside,
    /// On a struct with `#[derive(Input)]` or `#[derive(Output)]`.
    Model,
    /// On a field of such a struct.
    ModelMember,
    /// On an enum with one of these.
    Tagged,
    /// On a variant of such an enum.
    TaggedVariant,
}

/// What restkit reads of `#[serde(…)]`.
#[derive(Default)]
pub(crate) struct SerdeWords {
    pub(crate) rename: Option<LitStr>,
    pub(crate) rename_all: Option<LitStr>,
    pub(crate) default: bool,
    /// The function in `default = "function"`.
    pub(crate) default_path: Option<Path>,
    /// The function in `skip_serializing_if = "function"`.
    pub(crate) skip_if: Option<Path>,
    pub(crate) tag: Option<LitStr>,
    pub(crate) content: Option<LitStr>,
}

/// Reads `#[serde(…)]`; a word that would make serde and restkit disagree is a mistake.
pub(crate) fn read(attrs: &[Attribute], place: Place, errors: &mut Errors) -> SerdeWords {
    let mut found = SerdeWords::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let Meta::List(list) = &attr.meta else {
            errors.at(attr, "write `#[serde(…)]`");
            continue;
        };
        match Punctuated::<NestedMeta, Token![,]>::parse_terminated.parse2(list.tokens.clone()) {
            Ok(metas) => {
                for meta in &metas {
                    if let NestedMeta::Meta(meta) = meta {
                        word(meta, place, &mut found, errors);
                    }
                }
            }
            Err(error) => errors.syn(error),
        }
    }
    found
}

fn word(meta: &Meta, place: Place, found: &mut SerdeWords, errors: &mut Errors) {
    let name = words::name_of(meta.path());
    match (name.as_str(), meta) {
        ("rename" | "rename_all", Meta::List(_)) => {
            errors.at(meta, format_args!("a member has one name for reading and writing: write `{name} = \"…\"`"));
        }
        ("rename", _) if place != Place::Inside => {
            if let Some(Text(text)) = errors.keep(Text::from_meta(meta).map_err(|e| e.with_span(meta))) {
                if found.rename.is_some() {
                    errors.at(meta.path(), "`rename` stands here twice; remove one");
                }
                found.rename = Some(text);
            }
        }
        ("rename_all", _)
            if matches!(
                place,
                Place::Resource | Place::Object | Place::Enum | Place::Model | Place::Tagged | Place::TaggedVariant
            ) =>
        {
            if let Some(Text(text)) = errors.keep(Text::from_meta(meta).map_err(|e| e.with_span(meta))) {
                if found.rename_all.is_some() {
                    errors.at(meta.path(), "`rename_all` stands here twice; remove one");
                }
                found.rename_all = Some(text);
            }
        }
        // Neither changes what the JSON looks like.
        ("crate" | "bound" | "expecting" | "deny_unknown_fields", _) => {}
        ("transparent", _) if place == Place::Newtype => {}
        ("default", _) if matches!(place, Place::Member | Place::Object | Place::Model) => found.default = true,
        ("default", _) if place == Place::ModelMember => {
            found.default = true;
            if let Meta::NameValue(_) = meta {
                found.default_path = function(meta, errors);
            }
        }
        ("skip_serializing_if", _) if place == Place::Member => {}
        ("skip_serializing_if", _) if place == Place::ModelMember => found.skip_if = function(meta, errors),
        ("tag" | "content", _) if place == Place::Tagged => {
            if let Some(Text(text)) = errors.keep(Text::from_meta(meta).map_err(|e| e.with_span(meta))) {
                *(if name == "tag" { &mut found.tag } else { &mut found.content }) = Some(text);
            }
        }
        ("untagged", _) if place == Place::Tagged => {
            errors.at(meta, "without a tag a body could be read as several variants: write `tag = \"type\"`");
        }
        ("flatten", _) if place == Place::ModelMember => {
            errors.at(meta, "a flattened member has no name of its own; remove `flatten`, or write its members out");
        }
        ("default", _) if place == Place::Column => {
            errors.at(meta, "restkit does not read this: write `#[resource(default)]` or `#[resource(default = value)]`");
        }
        ("skip" | "skip_deserializing" | "skip_serializing" | "skip_serializing_if", _) if place == Place::Column => {
            errors.at(
                meta,
                "every column is a member of the JSON: write `#[resource(write_only)]` for one that is never answered, \
                 `#[resource(read_only)]` for one that is never taken from a body",
            );
        }
        ("flatten", _) => {
            errors.at(meta, "a flattened member has no name of its own; remove `flatten`, and store the struct as `Json<…>`");
        }
        ("alias", _) => errors.at(meta, "a member has one name; remove `alias`"),
        ("with" | "serialize_with" | "deserialize_with" | "getter" | "from" | "into" | "try_from" | "remote", _) => {
            errors.at(
                meta,
                format_args!("`{name}` would make JSON that the document does not know; write a newtype with `#[derive(Column)]` or remove it"),
            );
        }
        _ => {
            errors.at(meta, format_args!("restkit cannot follow `#[serde({name})]` here: of serde it reads {}", readable(place)))
        }
    }
}

/// A function in quotes, as serde has it.
fn function(meta: &Meta, errors: &mut Errors) -> Option<Path> {
    let Text(text) = errors.keep(Text::from_meta(meta).map_err(|e| e.with_span(meta)))?;
    match text.parse() {
        Ok(path) => Some(path),
        Err(_) => {
            errors.at(&text, "the path of a function is needed here, as in `\"Option::is_none\"`");
            None
        }
    }
}

const fn readable(place: Place) -> &'static str {
    match place {
        Place::Resource | Place::Enum => "`rename` and `rename_all`",
        Place::Object | Place::Model => "`rename`, `rename_all` and `default`",
        Place::Tagged => "`tag`, `content`, `rename` and `rename_all`",
        Place::TaggedVariant => "`rename` and `rename_all`",
        Place::Member | Place::ModelMember => "`rename`, `default` and `skip_serializing_if`",
        Place::Column | Place::Variant => "`rename`",
        Place::Newtype => "`rename` and `transparent`",
        Place::Inside => "nothing",
    }
}
