//! Types as schemas: scalars, named types and what stands inside JSON.

use serde_json::{Value as JsonValue, json};
use utoipa::openapi::{
    ObjectBuilder, RefOr, Schema,
    extensions::Extensions,
    schema::{AdditionalProperties, AnyOfBuilder, ArrayBuilder, SchemaType, Type},
};

use super::{
    component::{ANY_JSON, Registry, reference},
    facets::Facets,
    objects, words,
};
use crate::spec::{DataType, Kind, Rule, Shape, pattern};

/// What stands beside the constraints of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) description: Option<String>,
    pub(super) default: Option<JsonValue>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

/// The schema of a column's or parameter's type with further rules.
///
/// A type with a name is a reference, unless rules of the column narrow it: then it is written out.
pub(super) fn typed(registry: &mut Registry, data_type: &DataType, rules: &[Rule], notes: Notes) -> RefOr<Schema> {
    if let Some(shape) = data_type.shape {
        let rules: Vec<Rule> = data_type.rules.iter().chain(rules).copied().collect();
        let schema = shape_schema(registry, shape, &rules);
        let further = rules.iter().any(|rule| matches!(rule, Rule::Custom(_) | Rule::CustomJson(_)));
        let mut notes = notes;
        if further {
            let docs = notes.description.unwrap_or_default();
            notes.description = described(&docs, Some(words::FURTHER_RULES.to_owned()));
        }
        return annotate(if data_type.nullable && !shape.is_nullable() { or_null(schema) } else { schema }, notes);
    }
    if data_type.kind == Kind::Json {
        return annotate(free_json(registry), notes);
    }
    match data_type.name {
        Some(name) if rules.is_empty() => {
            let mut plain = *data_type;
            plain.nullable = false;
            let named = Facets::new(&plain, &[]);
            let description = described(data_type.docs, named.remark());
            let component = registry.add(name, named.schema().description(description));
            let schema = RefOr::Ref(reference(&component));
            annotate(if data_type.nullable { or_null(schema) } else { schema }, notes)
        }
        _ => {
            let facets = Facets::new(data_type, rules);
            let mut notes = notes;
            notes.description = described(notes.description.as_deref().unwrap_or(""), facets.remark());
            annotate(RefOr::T(facets.into()), notes)
        }
    }
}

pub(super) fn described(docs: &str, remark: Option<String>) -> Option<String> {
    let docs = docs.trim();
    match (docs.is_empty(), remark) {
        (true, remark) => remark,
        (false, None) => Some(docs.to_owned()),
        (false, Some(remark)) => Some(format!("{docs}\n\n{remark}")),
    }
}

/// The schema of JSON with a known inside, such as a body or an answer; `rules` are those of its place.
pub(super) fn shape_schema(registry: &mut Registry, shape: &Shape, rules: &[Rule]) -> RefOr<Schema> {
    match shape {
        Shape::Any => free_json(registry),
        Shape::Scalar(data_type) => typed(registry, data_type, rules, Notes::default()),
        Shape::Nullable(inner) => or_null(shape_schema(registry, inner, rules)),
        Shape::List(inner) => list(registry, inner, rules),
        Shape::Map(inner) => {
            let values = shape_schema(registry, inner, &[]);
            let (min, max) = length(rules);
            ObjectBuilder::new()
                .schema_type(Type::Object)
                .property_names(Some(member_names()))
                .additional_properties(Some(values))
                .min_properties(min)
                .max_properties(max)
                .into()
        }
        Shape::Object(object) => RefOr::Ref(reference(&objects::object(registry, object.get()))),
        Shape::Tagged(tagged) => RefOr::Ref(reference(&objects::tagged(registry, tagged.get()))),
        Shape::Row(resource) => RefOr::Ref(reference(&super::bodies::named_row(registry, resource()))),
    }
}

/// The names that members may have which no type declares.
pub(super) fn member_names() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern::MEMBER_NAME)).into()
}

fn list(registry: &mut Registry, inner: &Shape, rules: &[Rule]) -> RefOr<Schema> {
    let each: Vec<Rule> = each(rules);
    let (min, max) = length(rules);
    ArrayBuilder::new().items(shape_schema(registry, inner, &each)).min_items(min).max_items(max).into()
}

/// The rules for each item of a list.
pub(super) fn each(rules: &[Rule]) -> Vec<Rule> {
    rules.iter().filter_map(|rule| if let Rule::Each(each) = rule { Some(*each) } else { None }).flatten().copied().collect()
}

/// How many items or members there may be.
pub(super) fn length(rules: &[Rule]) -> (Option<usize>, Option<usize>) {
    let bounds = || rules.iter().filter_map(|rule| if let Rule::Length { min, max } = *rule { Some((min, max)) } else { None });
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    (bounds().filter_map(|(min, _)| min).max().map(count), bounds().filter_map(|(_, max)| max).min().map(count))
}

/// No members but those that are listed.
pub(super) const fn closed() -> AdditionalProperties<Schema> {
    AdditionalProperties::FreeForm(false)
}

/// JSON of any kind, `null` included, whose texts hold no NUL.
pub(super) fn free_json(registry: &mut Registry) -> RefOr<Schema> {
    let text = json!({ "type": "string", "pattern": pattern::NUL_FREE });
    let name = json!({ "type": "string", "pattern": pattern::MEMBER_NAME });
    let inside = json!({ "$ref": format!("#/components/schemas/{ANY_JSON}") });
    let kinds = json!([
        { "type": ["null", "boolean"] },
        { "type": "number", "minimum": f64::MIN, "maximum": f64::MAX },
        text,
        { "type": "array", "items": inside },
        { "type": "object", "propertyNames": name, "additionalProperties": inside }
    ]);
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .description(Some("Any JSON; its texts hold no NUL."))
        .extensions(Some(Extensions::from_iter([("anyOf", kinds)])));
    registry.own(ANY_JSON, schema);
    RefOr::Ref(reference(ANY_JSON))
}

/// The schema, or `null`.
/// The same, or null.
pub(super) fn or_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            // `type: [string, null]` where there is a single type; a counted set needs `null` among its values.
            if let SchemaType::Type(one) = &object.schema_type {
                object.schema_type = SchemaType::Array(vec![one.clone(), Type::Null]);
                if let Some(values) = &mut object.enum_values {
                    values.push(JsonValue::Null);
                }
            }
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.schema_type = SchemaType::Array(vec![Type::Array, Type::Null]);
            RefOr::T(Schema::Array(array))
        }
        other => AnyOfBuilder::new().item(other).item(ObjectBuilder::new().schema_type(Type::Null)).into(),
    }
}

/// Puts the notes beside the constraints, wherever the kind of schema has a place for them.
pub(super) fn annotate(schema: RefOr<Schema>, notes: Notes) -> RefOr<Schema> {
    let flag = |set: bool| set.then_some(true);
    match schema {
        RefOr::Ref(mut reference) => {
            reference.description = notes.description.unwrap_or_default();
            reference.default = notes.default;
            reference.read_only = flag(notes.read_only);
            reference.write_only = flag(notes.write_only);
            RefOr::Ref(reference)
        }
        RefOr::T(Schema::Object(mut object)) => {
            object.description = notes.description.or(object.description);
            object.default = notes.default;
            object.read_only = flag(notes.read_only);
            object.write_only = flag(notes.write_only);
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(mut other) => {
            let (description, default) = match &mut other {
                Schema::Array(array) => (&mut array.description, &mut array.default),
                Schema::AnyOf(any) => (&mut any.description, &mut any.default),
                Schema::AllOf(all) => (&mut all.description, &mut all.default),
                Schema::OneOf(one) => (&mut one.description, &mut one.default),
                // Objects are handled above, and utoipa may grow further kinds, which nothing here makes.
                _ => return RefOr::T(other),
            };
            *description = notes.description.or(description.take());
            *default = notes.default;
            let extensions = [("readOnly", notes.read_only), ("writeOnly", notes.write_only)];
            // A member is never both, so one flag is all that can stand here.
            if let Some((name, _)) = extensions.into_iter().find(|(_, set)| *set) {
                let extensions = Some(Extensions::from_iter([(name, true)]));
                match &mut other {
                    Schema::Array(array) => array.extensions = extensions,
                    Schema::AnyOf(any) => any.extensions = extensions,
                    Schema::AllOf(all) => all.extensions = extensions,
                    Schema::OneOf(one) => one.extensions = extensions,
                    _ => {}
                }
            }
            RefOr::T(other)
        }
    }
}

/// The description of a member: its documentation, or its name as words.
pub(super) fn member_description(docs: &str, member: &str) -> String {
    words::sentence(docs, &words::humanize(member))
}
