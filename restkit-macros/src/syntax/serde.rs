//! What restkit reads of `#[serde(…)]`.

use darling::{FromMeta, ast::NestedMeta};
use syn::{Attribute, LitStr, Meta, Token, parse::Parser as _, punctuated::Punctuated};

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
}

/// What restkit reads of `#[serde(…)]`.
#[derive(Default)]
pub(crate) struct SerdeWords {
    pub(crate) rename: Option<LitStr>,
    pub(crate) rename_all: Option<LitStr>,
    pub(crate) default: bool,
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
        ("rename_all", _) if matches!(place, Place::Resource | Place::Object | Place::Enum) => {
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
        ("default", _) if matches!(place, Place::Member | Place::Object) => found.default = true,
        ("skip_serializing_if", _) if place == Place::Member => {}
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

const fn readable(place: Place) -> &'static str {
    match place {
        Place::Resource | Place::Enum => "`rename` and `rename_all`",
        Place::Object => "`rename`, `rename_all` and `default`",
        Place::Member => "`rename`, `default` and `skip_serializing_if`",
        Place::Column | Place::Variant => "`rename`",
        Place::Newtype => "`rename` and `transparent`",
        Place::Inside => "nothing",
    }
}
