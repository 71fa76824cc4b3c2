//! Filters: what each takes, and what it asks for.

use std::fmt::Write as _;

use serde_json::{Value as JsonValue, json};
use utoipa::openapi::{
    ObjectBuilder, RefOr, Schema,
    extensions::Extensions,
    schema::{ArrayBuilder, SchemaType, Type},
};

use super::{
    component::{JSON_PART, Registry, reference},
    examples,
    facets::Facets,
    shapes::{Notes, member_description, typed},
};
use crate::spec::{
    ColumnSpec, DEEPEST_DOCUMENT, DataType, Filter, FilterBy, Inside, Kind, MOST_VALUES, Operand, Operator, RelationSpec,
    ResourceSpec, TextMatch, pattern,
};

/// What a filter takes. What may be asked for is decided by the type alone: rules say what may be stored.
pub(super) fn schema(registry: &mut Registry, column: &ColumnSpec, operator: Operator) -> RefOr<Schema> {
    match operator.operand() {
        Operand::Range if column.data_type.is_free_text() => {
            let bound = text().pattern(Some(pattern::COMMA_FREE));
            ArrayBuilder::new().items(bound).min_items(Some(2)).max_items(Some(2)).into()
        }
        // An empty parameter is one empty text, and no bytes are bytes.
        Operand::Values if column.data_type.is_free_text() || column.data_type.kind == Kind::Bytes => {
            ArrayBuilder::new().items(value(registry, column)).max_items(Some(MOST_VALUES)).into()
        }
        _ => json_schema(registry, column, operator),
    }
}

/// What it takes in JSON.
pub(super) fn json_schema(registry: &mut Registry, column: &ColumnSpec, operator: Operator) -> RefOr<Schema> {
    match operator.operand() {
        Operand::Value => value(registry, column),
        Operand::Values => {
            ArrayBuilder::new().items(value(registry, column)).min_items(Some(1)).max_items(Some(MOST_VALUES)).into()
        }
        Operand::Range => ArrayBuilder::new().items(value(registry, column)).min_items(Some(2)).max_items(Some(2)).into(),
        Operand::Truth => ObjectBuilder::new().schema_type(Type::Boolean).into(),
        Operand::Text => text().into(),
        Operand::FoldedText => text().max_length(Some(TextMatch::LONGEST)).into(),
        Operand::Document => json_part(registry),
    }
}

fn value(registry: &mut Registry, column: &ColumnSpec) -> RefOr<Schema> {
    typed(registry, &plain(column), &[], Notes::default())
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern::NUL_FREE))
}

/// A part of a document.
fn json_part(registry: &mut Registry) -> RefOr<Schema> {
    let scalars = json!([
        { "type": ["null", "boolean"] },
        { "type": "number", "minimum": f64::MIN, "maximum": f64::MAX },
        { "type": "string", "pattern": pattern::NUL_FREE }
    ]);
    let list = json!({ "type": "array", "items": { "anyOf": scalars }, "maxItems": MOST_VALUES - 1 });
    let inside = json!({ "$ref": format!("#/components/schemas/{JSON_PART}") });
    let object = json!({
        "type": "object",
        "propertyNames": { "type": "string", "pattern": pattern::LEADING_NAME },
        "additionalProperties": { "anyOf": [scalars[0], scalars[1], scalars[2], inside] },
        "maxProperties": MOST_VALUES - 1
    });
    let description = format!(
        "A part of a JSON document: an object, or a list of scalars. At most {MOST_VALUES} values, in at most {} objects in each other.",
        DEEPEST_DOCUMENT + 1
    );
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .description(Some(description))
        .extensions(Some(Extensions::from_iter([("anyOf", json!([object, list]))])));
    registry.own(JSON_PART, schema);
    RefOr::Ref(reference(JSON_PART))
}

/// The type of the column without what only bodies are held to.
fn plain(column: &ColumnSpec) -> DataType {
    let mut data_type = column.data_type;
    data_type.nullable = false;
    if !data_type.rules.is_empty() {
        data_type.rules = &[];
        data_type.name = None;
    }
    data_type
}

/// A value that it can be given.
pub(super) fn example(column: &ColumnSpec, operator: Operator) -> Option<JsonValue> {
    let facets = Facets::new(&plain(column), column.rules);
    let written = column.example.and_then(examples::written).filter(|value| !value.is_null());
    let value = written.or_else(|| examples::scalar(&facets, column.member));
    match operator.operand() {
        Operand::Value => value,
        Operand::Values => Some(json!([value?])),
        Operand::Range => {
            let value = value.filter(|value| !value.as_str().is_some_and(|text| text.contains(',')))?;
            Some(json!([value.clone(), value]))
        }
        Operand::Truth => Some(json!(true)),
        Operand::Text => value,
        Operand::Document => Some(json!({})),
        Operand::FoldedText => value.filter(|value| value.as_str().is_some_and(|text| text.len() <= TextMatch::LONGEST)),
    }
}

/// What it asks for, where nothing is written otherwise than in JSON.
fn plain_description(column: &ColumnSpec, operator: Operator) -> String {
    let commas = commas(column);
    let description = description(column, operator);
    description.strip_suffix(commas).map(str::to_owned).unwrap_or(description)
}

/// What it asks for.
fn description(column: &ColumnSpec, operator: Operator) -> String {
    let member = column.member;
    let and_null = if column.data_type.nullable { " nor `null`" } else { "" };
    let order = if column.data_type.is_free_text() { " by code point" } else { "" };
    match operator {
        Operator::Equal => {
            format!("Only rows with this value of `{member}`: {}", member_description(column.docs, member))
        }
        Operator::NotEqual if column.data_type.nullable => {
            format!("Only rows where `{member}` is neither this value{and_null}.")
        }
        Operator::NotEqual => format!("Only rows where `{member}` is not this value."),
        Operator::In => format!("Only rows where `{member}` is one of these values.{}", commas(column)),
        Operator::NotIn => format!("Only rows where `{member}` is none of these values{and_null}.{}", commas(column)),
        Operator::Less => format!("Only rows where `{member}` is less than this value{order}."),
        Operator::LessOrEqual => format!("Only rows where `{member}` is at most this value{order}."),
        Operator::Greater => format!("Only rows where `{member}` is greater than this value{order}."),
        Operator::GreaterOrEqual => format!("Only rows where `{member}` is at least this value{order}."),
        Operator::Between => {
            format!("Only rows where `{member}` is from the first to the second of these values{order}, both included.")
        }
        Operator::IsNull => format!("Only rows where `{member}` is `null`; with `false`, only those where it is not."),
        Operator::Contains => format!("Only rows where `{member}` holds this text."),
        Operator::ContainsIgnoringCase => {
            format!("Only rows where `{member}` holds this text, whatever the case of its letters.")
        }
        Operator::StartsWith => format!("Only rows where `{member}` begins with this text."),
        Operator::StartsWithIgnoringCase => {
            format!("Only rows where `{member}` begins with this text, whatever the case of its letters.")
        }
        Operator::EndsWith => format!("Only rows where `{member}` ends with this text."),
        Operator::EndsWithIgnoringCase => {
            format!("Only rows where `{member}` ends with this text, whatever the case of its letters.")
        }
        Operator::EqualIgnoringCase => format!("Only rows where `{member}` is this text, whatever the case of its letters."),
        Operator::HoldsAll => format!("Only rows where `{member}` holds all of these items.{}", commas(column)),
        Operator::Holds => format!(
            "Only rows where `{member}` holds this: an object with these members, of which lists and objects hold what stands here, or a list with these items."
        ),
        Operator::HoldsAny => format!("Only rows where `{member}` holds at least one of these items.{}", commas(column)),
    }
}

/// What a filter asks for, in a query; `column` is what it compares with.
pub(super) fn described(filter: &Filter, column: &ColumnSpec, resource: &ResourceSpec, plain: bool) -> String {
    let mut description = if plain { plain_description(column, filter.operator) } else { description(column, filter.operator) };
    if let (Some(Inside { path, .. }), Some(outer)) = (&filter.inside, filter.spec(resource))
        && let Some((_, before)) = path.split_last()
    {
        let outer: Vec<&str> = [outer.member].into_iter().chain(before.iter().map(|member| member.name)).collect();
        let _ = write!(description, " It is a member of `{}`.", outer.join("."));
    }
    filter.by.map_or_else(|| description.clone(), |by| of_related(by, &description))
}

/// What a filter asks for that goes by a relation: `description` is what it asks of the row there.
fn of_related(by: FilterBy, description: &str) -> String {
    let to = match (by.relation.to_many(), by.none) {
        (false, _) => "a row",
        (true, false) => "at least one row",
        (true, true) => "no row",
    };
    let asked = description.strip_prefix("Only rows").unwrap_or(description);
    format!("Only rows that lead by `{}` to {to}{asked} A row that the caller may not see is not there.", by.relation.name)
}

/// What a filter asks for of the rows that a relation adds to others: `description` is what it asks of the rows of a list.
pub(super) fn of_included(relation: &RelationSpec, description: &str) -> String {
    let asked = description.strip_prefix("Only rows").unwrap_or(description);
    format!("Includes only rows of `{}`{asked}", relation.name)
}

/// How a comma is written that is part of a value.
fn commas(column: &ColumnSpec) -> &'static str {
    if column.data_type.is_free_text() { " A comma in a value is written `%2C`." } else { "" }
}
