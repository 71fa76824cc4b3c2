//! The body of a query: a tree of filters, and what the query of a list says otherwise.

use serde_json::{Value as JsonValue, json};
use utoipa::openapi::{
    ObjectBuilder, RefOr, Schema,
    extensions::Extensions,
    schema::{ArrayBuilder, Type},
};

use super::{
    component::{Registry, reference},
    filters, include,
    parameters::{lent_order, shown_names, sort_names},
    search,
    shapes::closed,
    words,
};
use crate::spec::{self, MOST_OFFSET, MOST_VALUES, Operator, ResourceSpec, SEARCH, Side};

/// The name of the schema of a query.
pub(super) fn named(registry: &mut Registry, resource: &ResourceSpec) -> String {
    let filter = tree(registry, resource);
    let schema = query(registry, resource, &filter);
    registry.add(&format!("{}Query", resource.name), schema)
}

/// A query for a row like that of the examples.
pub(super) fn example(resource: &ResourceSpec) -> Option<JsonValue> {
    let filters = spec::filters(resource);
    let first = filters
        .iter()
        .find(|filter| filter.by.is_none() && filter.inside.is_none() && filter.operator == Operator::Equal)
        .and_then(|filter| {
            let value = filters::example(&resource.columns[filter.column], filter.operator)?;
            Some((filter.name.clone(), value))
        });
    Some(match first {
        Some((name, value)) => json!({ "filter": { "not": { name: value } }, "limit": resource.page_size }),
        None => json!({ "limit": resource.page_size }),
    })
}

fn object(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(closed())).description(Some(description))
}

/// A list of some of these names.
pub(super) fn names(names: Vec<String>, description: &str) -> ArrayBuilder {
    let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names));
    ArrayBuilder::new().items(item).min_items(Some(1)).description(Some(description))
}

fn query(registry: &mut Registry, resource: &ResourceSpec, filter: &str) -> Schema {
    let number = |least: u32, most: u32, description: &str| {
        ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(most)).description(Some(description))
    };
    let limit = number(1, resource.max_page_size, "How many rows a page holds at most.").default(Some(json!(resource.page_size)));
    let cursor = ObjectBuilder::new().schema_type(Type::String).description(Some(
        "Where the page starts: the `next` or `prev` of another page with the same filter and the same order.",
    ));
    let count = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["exact", "estimated"]))
        .description(Some("Asks for `total`: exactly, or as the database guesses where it can."));
    let description = format!("Which {} are asked for.", words::humanize(resource.path.trim_matches('/')));
    let mut builder = object(&description).property("filter", reference(filter));
    if let Some(search) = search::member(resource) {
        builder = builder.property(SEARCH, search);
    }
    if let Some(keys) = sort_names(resource, true) {
        let description =
            format!("The order, most important member first, each descending with a `-` before it.{}", lent_order(resource));
        builder = builder.property("sort", names(keys, &description));
    }
    if let Some(members) = shown_names(resource) {
        builder = builder.property("fields", names(members, "Which members the answer holds."));
    }
    for (name, schema) in include::of_query(registry, resource) {
        builder = builder.property(name, schema);
    }
    let longer = include::of_longer_paths(registry, resource);
    if !longer.is_empty() {
        builder = builder.extensions(Some(Extensions::from_iter([("patternProperties", JsonValue::Object(longer))])));
    }
    builder = builder.property("limit", limit).property("cursor", cursor);
    if resource.offset {
        builder = builder.property("offset", number(0, MOST_OFFSET, "How many rows are passed over, instead of a `cursor`."));
    }
    builder.property("count", count).into()
}

/// The name of the schema of a tree, which holds itself.
pub(super) fn tree(registry: &mut Registry, resource: &ResourceSpec) -> String {
    let (key, name): (*const (), _) = (std::ptr::from_ref(resource).cast(), format!("{}Filter", resource.name));
    registry.named(key, &name, Side::Both, |registry| {
        let itself = registry.named(key, &name, Side::Both, |_| Schema::default().into());
        let several = |description: &str| {
            ArrayBuilder::new()
                .items(reference(&itself))
                .min_items(Some(1))
                .max_items(Some(MOST_VALUES))
                .description(Some(description))
        };
        let filters = spec::filters(resource);
        let mut description =
            "What rows have to be like: all that its members say. A tree is at most eight others deep and has at most a hundred filters.".to_owned();
        if filters.iter().any(|filter| filter.by.is_some()) {
            description.push_str(" Members that begin with the same relation are about the same row of it.");
        }
        let mut builder = object(&description);
        for filter in filters {
            let Some(column) = &filter.compared(resource) else { continue };
            let description = filters::described(&filter, column, resource, true);
            let schema = described(filters::json_schema(registry, column, filter.operator), description);
            builder = builder.property(filter.name, schema);
        }
        builder
            .property("and", several("All of these."))
            .property("or", several("Any of these."))
            .property("not", described(RefOr::Ref(reference(&itself)), "Not this. A comparison with `null` is as little true as its opposite.".to_owned()))
            .into()
    })
}

pub(super) fn described(schema: RefOr<Schema>, description: String) -> RefOr<Schema> {
    match schema {
        RefOr::Ref(mut reference) => {
            reference.description = description;
            RefOr::Ref(reference)
        }
        RefOr::T(Schema::Object(mut object)) => {
            object.description = Some(description);
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.description = Some(description);
            RefOr::T(Schema::Array(array))
        }
        other => other,
    }
}
