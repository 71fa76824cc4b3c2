//! Parameters of operations.

use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, RefOr, Required, Schema,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::{AnyOfBuilder, ArrayBuilder, Type},
};

use super::{
    component::Registry,
    examples, filters, search,
    shapes::{Notes, member_description, typed},
    words,
};
use crate::spec::{self, ColumnSpec, Filter, Operand, RelationSpec, ResourceSpec, pattern};

pub(super) fn parameter(
    name: &str,
    place: ParameterIn,
    description: impl Into<String>,
    schema: impl Into<RefOr<Schema>>,
) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
}

/// The key in the path, or a part of it.
pub(super) fn key(registry: &mut Registry, column: &ColumnSpec) -> Parameter {
    let schema = typed(registry, &column.data_type, &[], Notes::default());
    parameter(column.member, ParameterIn::Path, member_description(column.docs, column.member), schema)
        .required(Required::True)
        .example(examples::column(column))
        .build()
}

/// The parameters of a list: page, order and filters.
pub(super) fn list(registry: &mut Registry, resource: &ResourceSpec) -> Vec<Parameter> {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(resource.max_page_size))
        .default(Some(json!(resource.page_size)));
    let cursor = ObjectBuilder::new().schema_type(Type::String);
    let mut parameters = vec![
        parameter("limit", ParameterIn::Query, "How many rows a page holds at most.", limit)
            .example(Some(json!(resource.page_size))),
        parameter(
            "cursor",
            ParameterIn::Query,
            "Where the page starts: the `next` or `prev` of another page with the same filters and the same order.",
            cursor,
        ),
    ];
    if resource.offset {
        let offset = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(spec::MOST_OFFSET));
        let description = "How many rows are passed over, instead of a `cursor`.";
        parameters.push(parameter("offset", ParameterIn::Query, description, offset).example(Some(json!(0))));
    }
    let count = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["exact", "estimated"]));
    let description = "Asks for `total`: exactly, or as the database guesses where it can, which is faster for long lists.";
    parameters.push(parameter("count", ParameterIn::Query, description, count).example(Some(json!("exact"))));
    parameters.extend(search::described(resource));
    let description = format!(
        "The order of the {}: members, most important first, each descending with a `-` before it. The key breaks ties.{}",
        words::humanize(resource.path.trim_matches('/')),
        lent_order(resource)
    );
    parameters.extend(sort(resource, "sort", true, description));
    parameters.extend(shown(resource));
    let filters = spec::filters(resource);
    parameters.extend(filters.iter().filter_map(|filter| self::filter(registry, resource, filter, None)));
    parameters.into_iter().map(ParameterBuilder::build).collect()
}

/// Which members answers on one row hold.
pub(super) fn fields(resource: &ResourceSpec) -> Option<Parameter> {
    shown(resource).map(ParameterBuilder::build)
}

fn shown(resource: &ResourceSpec) -> Option<ParameterBuilder> {
    let members = shown_names(resource)?;
    let first = members.first()?.clone();
    let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(members));
    let schema = ArrayBuilder::new().items(item).min_items(Some(1));
    let description = "Which members the answer holds: only these are read. All of them when it is left out.";
    let described = parameter("fields", ParameterIn::Query, description, schema);
    Some(described.style(Some(ParameterStyle::Form)).explode(Some(false)).example(Some(json!([first]))))
}

/// The filters of the rows of a relation by their own columns, where these rows are included.
pub(super) fn of_included(registry: &mut Registry, relation: &RelationSpec) -> Vec<ParameterBuilder> {
    let mut filters = spec::filters(relation.target());
    // What is called like an option is the option.
    filters.retain(|filter| filter.by.is_none() && !matches!(&*filter.name, "limit" | "sort"));
    filters.iter().filter_map(|filter| self::filter(registry, relation.target(), filter, Some(relation))).collect()
}

/// One filter: of the rows of a list, or of those that a relation adds to others.
fn filter(
    registry: &mut Registry,
    resource: &ResourceSpec,
    filter: &Filter,
    of: Option<&RelationSpec>,
) -> Option<ParameterBuilder> {
    let column = &filter.compared(resource)?;
    let schema = filters::schema(registry, column, filter.operator);
    let (mut name, mut description) = (filter.name.clone(), filters::described(filter, column, resource, false));
    if let Some(relation) = of {
        (name, description) = (format!("{}.{name}", relation.name), filters::of_included(relation, &description));
    }
    let description = words::limited(description, "Open", column.read);
    let example = filters::example(column, filter.operator);
    if filter.operator.operand() == Operand::Document {
        // Its value is JSON, which no style writes.
        let content = ContentBuilder::new().schema(Some(schema)).example(example).build();
        let described = ParameterBuilder::new().name(&name).parameter_in(ParameterIn::Query).required(Required::False);
        return Some(described.description(Some(description)).content("application/json", content));
    }
    let described = parameter(&name, ParameterIn::Query, description, schema).example(example);
    Some(match filter.operator.operand() {
        Operand::Values | Operand::Range => described.style(Some(ParameterStyle::Form)).explode(Some(false)),
        _ => described,
    })
}

/// The members that answers can hold; `None` when there are none.
pub(super) fn shown_names(resource: &ResourceSpec) -> Option<Vec<String>> {
    let readable = resource.columns.iter().filter(|column| column.readable());
    let names: Vec<String> = readable.map(|column| column.member.to_owned()).collect();
    (!names.is_empty()).then_some(names)
}

/// The keys of an order, each in both directions; `None` when there are none. `lent`: also those by rows that relations lead to.
pub(super) fn sort_names(resource: &ResourceSpec, lent: bool) -> Option<Vec<String>> {
    let own = |key: &String| resource.sort_key(key).is_some_and(|key| key.by.is_none());
    let keys = resource.sort_names().into_iter().filter(|key| lent || own(key));
    let names: Vec<String> = keys.flat_map(|key| [key.clone(), format!("-{key}")]).collect();
    (!names.is_empty()).then_some(names)
}

/// What is to be said of keys by rows that relations lead to.
pub(super) fn lent_order(resource: &ResourceSpec) -> &'static str {
    if resource.relations.iter().any(|relation| relation.lends_order) {
        " A relation and a member of its row stand together with `__` between them; where there is no such row that the caller may see, it counts as `null`."
    } else {
        ""
    }
}

/// An order by the members that lists of a resource are sorted by.
pub(super) fn sort(resource: &ResourceSpec, name: &str, lent: bool, description: String) -> Option<ParameterBuilder> {
    let values = sort_names(resource, lent)?;
    let first = values.first()?.clone();
    let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values));
    let schema = ArrayBuilder::new().items(item).min_items(Some(1));
    Some(
        parameter(name, ParameterIn::Query, description, schema)
            .style(Some(ParameterStyle::Form))
            .explode(Some(false))
            .example(Some(json!([format!("-{first}")]))),
    )
}

/// `*` or entity tags.
fn entity_tags() -> RefOr<Schema> {
    // `*` stands apart so that it is found as a value that needs no row: a tag is known only from an answer.
    let any = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["*"])).description(Some("Any version."));
    let tags = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern::ENTITY_TAGS))
        .description(Some("Entity tags, from the `ETag` of answers."));
    AnyOfBuilder::new().item(any).item(tags).into()
}

/// `If-None-Match`: answer only what the client does not have.
pub(super) fn if_none_match() -> Parameter {
    let description = "Entity tags of the versions that the client has: 304 when the row is one of them.";
    parameter("If-None-Match", ParameterIn::Header, description, entity_tags()).example(Some(json!("\"2\""))).build()
}

/// `If-Match`: act only on the version that the client knows.
pub(super) fn if_match() -> Parameter {
    let description = "The entity tag of the version to act on: 412 when the row is another one by now.";
    parameter("If-Match", ParameterIn::Header, description, entity_tags()).example(Some(json!("*"))).build()
}

/// `Prefer`: whether the answer holds the row.
pub(super) fn prefer() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    parameter("Prefer", ParameterIn::Header, "`return=minimal` asks for 204 without the row (RFC 7240).", schema)
        .example(Some(json!("return=minimal")))
        .build()
}
