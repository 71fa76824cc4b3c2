//! Objects whose members depend on a word in them.

use serde_json::{Map, Value as JsonValue};

use super::{
    Flaw,
    json::{hold as hold_inside, known, missing, unknown_member, whole},
    pointer::Pointer,
};
use crate::{
    problem::Fault,
    spec::{TaggedSpec, VariantSpec},
};

/// Holds an object against the variant that it names. Without a variant, nothing else can be said of it.
pub(super) fn hold(tagged: &TaggedSpec, value: &mut JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    let JsonValue::Object(members) = value else { return };
    match variant(tagged, members.get(tagged.tag)) {
        Err(flaw) => pointer.member(tagged.tag, |pointer| flaw.report(pointer.as_str(), faults)),
        Ok(variant) => match tagged.content {
            Some(content) => adjacent(tagged, variant, content, members, pointer, faults),
            None => internal(tagged, variant, value, pointer, faults),
        },
    }
}

fn variant<'a>(tagged: &'a TaggedSpec, tag: Option<&JsonValue>) -> Result<&'a VariantSpec, Flaw> {
    match tag {
        None => Err(missing()),
        Some(JsonValue::String(word)) => tagged.variants.iter().find(|variant| variant.word == word).ok_or_else(|| {
            let words: Vec<_> = tagged.variants.iter().map(|variant| variant.word).collect();
            Flaw::new("one_of", format!("must be one of {}", words.join(", ")))
        }),
        Some(_) => Err(Flaw::new("type", "must be a text")),
    }
}

/// The members of the variant stand beside the tag.
fn internal(tagged: &TaggedSpec, variant: &VariantSpec, value: &mut JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    let JsonValue::Object(members) = value else { return };
    let before = faults.len();
    let tag = members.remove(tagged.tag);
    match variant.object() {
        Some(object) => known(object, members, pointer, faults),
        None => unknown(members, &[], pointer, faults),
    }
    if let Some(tag) = tag {
        members.insert(tagged.tag.to_owned(), tag);
    }
    if let Some(object) = variant.object().filter(|_| faults.len() == before) {
        whole(object.rules, value, pointer, faults);
    }
}

/// What the variant carries stands in a member of its own.
fn adjacent(
    tagged: &TaggedSpec,
    variant: &VariantSpec,
    content: &'static str,
    members: &mut Map<String, JsonValue>,
    pointer: &mut Pointer,
    faults: &mut Vec<Fault>,
) {
    let Some(shape) = &variant.shape else { return unknown(members, &[tagged.tag], pointer, faults) };
    unknown(members, &[tagged.tag, content], pointer, faults);
    pointer.member(content, |pointer| match members.get_mut(content) {
        Some(inside) => hold_inside(shape, &[], inside, pointer, faults),
        None if shape.is_nullable() => {}
        None => missing().report(pointer.as_str(), faults),
    });
}

fn unknown(members: &Map<String, JsonValue>, known: &[&str], pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
        pointer.member(name, |pointer| unknown_member().report(pointer.as_str(), faults));
    }
}
