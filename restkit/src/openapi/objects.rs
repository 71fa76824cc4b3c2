//! Objects with known members, and unions of them.

use utoipa::openapi::{
    ObjectBuilder, RefOr, Schema,
    schema::{AllOfBuilder, Discriminator, OneOfBuilder, Type},
};

use super::{
    component::{PROBLEM, Registry, reference},
    shapes::{Notes, annotate, closed, described, free_json, member_names, shape_schema},
    words,
};
use crate::{
    problem::ProblemKind,
    spec::{Member, ObjectRule, ObjectSpec, ProblemMembers, Side, TaggedSpec, VariantSpec},
};

/// The component of a struct.
pub(super) fn object(registry: &mut Registry, object: &'static ObjectSpec) -> String {
    registry.named(std::ptr::from_ref(object).cast(), object.name, object.side, |registry| {
        let builder = ObjectBuilder::new().schema_type(Type::Object).description(further(object.docs, object.rules));
        members(registry, builder, object.members, object.open).into()
    })
}

/// The documentation, and that there are rules which no schema can state.
fn further(docs: &str, rules: &[ObjectRule]) -> Option<String> {
    described(docs, (!rules.is_empty()).then(|| words::FURTHER_RULES.to_owned()))
}

fn members(registry: &mut Registry, mut builder: ObjectBuilder, members: &[Member], open: bool) -> ObjectBuilder {
    builder = if open {
        builder.additional_properties(Some(free_json(registry))).property_names(Some(member_names()))
    } else {
        builder.additional_properties(Some(closed()))
    };
    members_of(registry, builder, members)
}

fn members_of(registry: &mut Registry, mut builder: ObjectBuilder, members: &[Member]) -> ObjectBuilder {
    for member in members {
        let default = member.default.and_then(|default| default());
        let notes = Notes { description: described(member.docs, None), default, ..Notes::default() };
        let schema = annotate(shape_schema(registry, &member.shape, member.rules), notes);
        builder = builder.property(member.name, schema);
        if member.required {
            builder = builder.required(member.name);
        }
    }
    builder
}

/// The component of the problems of a kind that have members of their own; its code tells them from others.
pub(super) fn problem(registry: &mut Registry, extended: &'static ProblemMembers, kind: ProblemKind) -> String {
    let name = format!("{}Problem", words::pascal(kind.code));
    registry.named(std::ptr::from_ref(extended).cast(), &name, Side::Output, |registry| {
        let code: Schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([kind.code])).into();
        let own = ObjectBuilder::new().schema_type(Type::Object).property("code", code);
        let own = members_of(registry, own, extended.0);
        let description = format!("{}.", kind.title.trim_end_matches('.'));
        AllOfBuilder::new().description(Some(description)).item(reference(PROBLEM)).item(own).into()
    })
}

/// The component of an enum with payload: one of the components of its variants, told apart by the tag.
pub(super) fn tagged(registry: &mut Registry, tagged: &'static TaggedSpec) -> String {
    registry.named(std::ptr::from_ref(tagged).cast(), tagged.name, tagged.side, |registry| {
        let mut mapping = Vec::new();
        let mut one_of = OneOfBuilder::new().description(further(tagged.docs, tagged.rules));
        for one in tagged.variants {
            let reference = reference(&variant(registry, tagged, one));
            mapping.push((one.word, reference.ref_location.clone()));
            one_of = one_of.item(reference);
        }
        one_of.discriminator(Some(Discriminator::with_mapping(tagged.tag, mapping))).into()
    })
}

fn variant(registry: &mut Registry, tagged: &TaggedSpec, variant: &'static VariantSpec) -> String {
    let name = format!("{}{}", tagged.name, words::pascal(variant.word));
    registry.named(std::ptr::from_ref(variant).cast(), &name, tagged.side, |registry| {
        let word: Schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([variant.word])).into();
        let builder = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(described(variant.docs, None))
            .property(tagged.tag, word)
            .required(tagged.tag);
        let built: ObjectBuilder = match (tagged.content, &variant.shape) {
            (Some(content), Some(shape)) => {
                let builder = builder.property(content, shape_schema(registry, shape, &[])).additional_properties(Some(closed()));
                if shape.is_nullable() { builder } else { builder.required(content) }
            }
            (None, _) if let Some(object) = variant.object() => members(registry, builder, object.members, object.open),
            _ => builder.additional_properties(Some(closed())),
        };
        RefOr::T(built.into())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as JsonValue, json};

    use super::*;
    use crate::{openapi::examples, prelude::*};

    /// Somebody.
    #[derive(Input, Output)]
    struct Person {
        /// What to call them.
        #[validate(length(max = 9))]
        name: String,
        #[serde(default)]
        friends: Vec<Self>,
        address: Address,
    }

    #[derive(Input, Output)]
    struct Address {
        street: String,
    }

    #[derive(Input)]
    #[input(open, partial = "SearchPatch")]
    struct Search {
        #[input(default = 20)]
        limit: u8,
        #[input(default = Uuid::now_v7())]
        id: Uuid,
        since: Option<NaiveDate>,
    }

    /// How somebody pays.
    #[derive(Input, Output)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Payment {
        /// By card.
        ByCard {
            number: String,
        },
        ToAddress(Address),
        InCash,
    }

    #[derive(Output)]
    #[serde(tag = "kind", content = "data")]
    enum Event {
        Said(String),
        Many(Vec<Event>),
        Ping,
    }

    fn schemas(shapes: &[crate::Shape]) -> (Vec<JsonValue>, JsonValue) {
        let mut registry = Registry::default();
        let made = shapes.iter().map(|shape| serde_json::to_value(shape_schema(&mut registry, shape, &[])).unwrap()).collect();
        (made, serde_json::to_value(registry.into_components().schemas).unwrap())
    }

    #[test]
    fn a_type_may_hold_itself_and_travel_both_ways() {
        let (made, all) = schemas(&[<Person as Input>::SHAPE, <Person as Output>::SHAPE, <Vec<Person> as Input>::SHAPE]);
        assert_eq!(made[0], json!({"$ref": "#/components/schemas/Person"}));
        assert_eq!(made[1], json!({"$ref": "#/components/schemas/PersonOutput"}));
        assert_eq!(made[2], json!({"type": "array", "items": {"$ref": "#/components/schemas/Person"}}));
        let names: Vec<_> = all.as_object().unwrap().keys().collect();
        // What looks the same both ways is one component.
        assert_eq!(names, ["Address", "Person", "PersonOutput"]);
        assert_eq!(all["Person"]["required"], json!(["name", "address"]));
        assert_eq!(all["PersonOutput"]["required"], json!(["name", "friends", "address"]));
        assert_eq!(all["Person"]["properties"]["friends"]["default"], json!([]));
        assert_eq!(all["Person"]["properties"]["friends"]["items"], json!({"$ref": "#/components/schemas/Person"}));
        assert_eq!(all["PersonOutput"]["properties"]["friends"]["items"], json!({"$ref": "#/components/schemas/PersonOutput"}));
        assert_eq!(all["Person"]["description"], "Somebody.");
        assert_eq!(all["Person"]["properties"]["name"]["description"], "What to call them.");
        let example = examples::shape(&<Person as Output>::SHAPE, &[], "person").unwrap();
        assert_eq!(example["friends"][0]["name"], "Name");
    }

    #[test]
    fn defaults_are_documented_where_they_are_constant() {
        let (_, all) = schemas(&[<Search as Input>::SHAPE, <SearchPatch as Input>::SHAPE]);
        assert_eq!(all["Search"]["properties"]["limit"]["default"], 20);
        assert_eq!(all["Search"]["properties"]["id"].get("default"), None);
        assert_eq!(all["Search"].get("required"), None);
        assert_eq!(all["Search"]["additionalProperties"], json!({"$ref": "#/components/schemas/Json"}));
        assert_eq!(all["SearchPatch"]["properties"]["limit"].get("default"), None);
        assert_eq!(all["SearchPatch"]["properties"]["limit"]["maximum"], 255);
        assert_eq!(examples::shape(&<Search as Input>::SHAPE, &[], "search").unwrap()["limit"], 20);
        let Search { limit, id, since } = crate::input::decode(b"{}").unwrap();
        assert!(limit == 20 && id.get_version_num() == 7 && since.is_none());
    }

    #[test]
    fn a_union_is_one_of_its_variants() {
        let (made, all) = schemas(&[<Payment as Input>::SHAPE, <Payment as Output>::SHAPE]);
        assert_eq!(made[0], made[1]);
        assert_eq!(
            all["Payment"],
            json!({
                "oneOf": [
                    {"$ref": "#/components/schemas/PaymentByCard"},
                    {"$ref": "#/components/schemas/PaymentToAddress"},
                    {"$ref": "#/components/schemas/PaymentInCash"},
                ],
                "discriminator": {
                    "propertyName": "type",
                    "mapping": {
                        "by_card": "#/components/schemas/PaymentByCard",
                        "to_address": "#/components/schemas/PaymentToAddress",
                        "in_cash": "#/components/schemas/PaymentInCash",
                    },
                },
                "description": "How somebody pays.",
            })
        );
        assert_eq!(
            all["PaymentByCard"],
            json!({
                "type": "object",
                "description": "By card.",
                "properties": {
                    "type": {"type": "string", "enum": ["by_card"]},
                    "number": {"type": "string", "pattern": crate::spec::pattern::NUL_FREE},
                },
                "required": ["type", "number"],
                "additionalProperties": false,
            })
        );
        assert_eq!(all["PaymentToAddress"]["required"], json!(["type", "street"]));
        assert_eq!(all["PaymentInCash"]["additionalProperties"], false);
        let example = examples::shape(&<Payment as Input>::SHAPE, &[], "payment").unwrap();
        assert_eq!(example, json!({"type": "by_card", "number": "Number"}));
    }

    #[test]
    fn a_union_may_hold_itself() {
        let (_, all) = schemas(&[<Event as Output>::SHAPE]);
        assert_eq!(all["EventMany"]["properties"]["data"]["items"], json!({"$ref": "#/components/schemas/Event"}));
        assert_eq!(all["EventMany"]["required"], json!(["kind", "data"]));
        assert_eq!(all["EventPing"]["required"], json!(["kind"]));
        let mut out = Vec::new();
        Event::Many(vec![Event::Said("x".to_owned()), Event::Ping]).write(&mut out);
        assert_eq!(out, br#"{"kind":"Many","data":[{"kind":"Said","data":"x"},{"kind":"Ping"}]}"#);
    }
}
