//! The schemas of a resource: the row, what makes one, what changes one, a page of them.

use serde_json::{Value as JsonValue, json};
use utoipa::openapi::{
    KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
    schema::{AnyOfBuilder, ArrayBuilder, SchemaType, Type},
};

use super::{
    component::{Registry, reference},
    examples, include,
    shapes::{Notes, closed, member_description, typed},
    words,
};
use crate::spec::{ColumnSpec, Generated, Operation, RelationSpec, ResourceSpec, Side, Visibility};

/// The names of the schemas of one resource; those that no operation uses are not made.
#[derive(Clone, Debug)]
pub(super) struct Bodies {
    pub(super) row: Option<String>,
    /// Some members of a row.
    pub(super) part: Option<String>,
    pub(super) create: Option<String>,
    pub(super) patch: Option<String>,
    pub(super) page: Option<String>,
}

impl Bodies {
    /// Makes the schemas that the operations of this resource use.
    pub(super) fn new(registry: &mut Registry, resource: &ResourceSpec) -> Self {
        let answers = [Operation::List, Operation::Get, Operation::Create, Operation::Update];
        let row = answers.into_iter().any(|o| resource.has(o)).then(|| named_row(registry, resource));
        let parts = resource.has(Operation::List) || resource.has(Operation::Get);
        let part = parts.then(|| {
            let schema = part(registry, resource);
            registry.add(&format!("{}Part", resource.name), schema)
        });
        let create = resource.has(Operation::Create).then(|| {
            let schema = create(registry, resource, &[]);
            registry.add(&format!("{}Create", resource.name), schema)
        });
        let patch = resource.has(Operation::Update).then(|| {
            let schema = patch(registry, resource);
            registry.add(&format!("{}Patch", resource.name), schema)
        });
        let page = row.as_ref().filter(|_| resource.has(Operation::List)).map(|row| {
            let schema = page(resource, whole_or_part(row, part.as_deref()));
            registry.add(&format!("{}Page", resource.name), schema)
        });
        Self { row, part, create, patch, page }
    }

    /// The same for rows at a place where something else sets some columns; `called` is what makes their names others.
    pub(super) fn below(&self, registry: &mut Registry, resource: &ResourceSpec, set: &[usize], called: &str) -> Self {
        let mut this = self.clone();
        // Where no body sets the columns, the body is the same.
        if this.create.is_some() && set.iter().any(|column| resource.columns.get(*column).is_some_and(ColumnSpec::creatable)) {
            let schema = create(registry, resource, set);
            this.create = Some(registry.add(&format!("{called}{}Create", resource.name), schema));
        }
        this
    }
}

/// The name of the schema of a row, which is made when it is asked for first.
pub(super) fn named_row(registry: &mut Registry, resource: &ResourceSpec) -> String {
    // Resources lead to each other. The address of the descriptor itself is that of its tree of filters.
    let key = std::ptr::from_ref(resource).cast::<u8>().wrapping_add(1).cast();
    registry.named(key, resource.name, Side::Both, |registry| row(registry, resource).into())
}

fn object(description: String) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object).description(Some(description))
}

/// A row as answers have it that may show some of its members only.
pub(super) fn whole_or_part(row: &str, part: Option<&str>) -> RefOr<Schema> {
    let Some(part) = part else { return reference(row).into() };
    AnyOfBuilder::new().item(reference(row)).item(reference(part)).into()
}

fn part(registry: &mut Registry, resource: &ResourceSpec) -> Schema {
    let noun = words::humanize(resource.name);
    let builder = object(format!("The members of {} that `fields` names.", words::a(&noun)));
    members(registry, resource, builder.additional_properties(Some(closed())), false)
}

fn row(registry: &mut Registry, resource: &ResourceSpec) -> Schema {
    members(registry, resource, object(words::sentence(resource.docs, &words::humanize(resource.name))), true)
}

fn members(registry: &mut Registry, resource: &ResourceSpec, mut builder: ObjectBuilder, all: bool) -> Schema {
    for (at, column) in resource.columns.iter().enumerate().filter(|(_, c)| c.readable()) {
        let decision = resource.decisions(at).next();
        let notes = Notes {
            description: Some(words::limited(member_description(column.docs, column.member), "Answered", decision)),
            read_only: !column.creatable(),
            ..Notes::default()
        };
        let schema = typed(registry, &column.data_type, column.rules, notes);
        builder = builder.property(column.member, schema);
        if all && decision.is_none() {
            builder = builder.required(column.member);
        }
    }
    for relation in resource.relations {
        builder = builder.property(relation.name, include::member(registry, relation));
    }
    builder.into()
}

/// What makes a row; `without` are columns that something else sets.
fn create(registry: &mut Registry, resource: &ResourceSpec, without: &[usize]) -> Schema {
    let mut builder = columns(registry, resource, without);
    for relation in resource.written() {
        builder = builder.property(relation.name, rows(registry, resource, relation));
    }
    builder.into()
}

/// The same without rows of relations.
fn columns(registry: &mut Registry, resource: &ResourceSpec, without: &[usize]) -> ObjectBuilder {
    let noun = words::humanize(resource.name);
    let description = further(resource, format!("What makes {}.", words::a(&noun)));
    let mut builder = object(description).additional_properties(Some(closed()));
    for column in taken(resource, without) {
        let schema = written(registry, column, constant_default(column));
        builder = builder.property(column.member, schema);
        if column.required() {
            builder = builder.required(column.member);
        }
    }
    builder
}

/// The rows of a relation that a body holds.
fn rows(registry: &mut Registry, of: &ResourceSpec, relation: &RelationSpec) -> RefOr<Schema> {
    let target = relation.target();
    let schema: Schema = columns(registry, target, relation.their_columns()).into();
    let name = registry.add(&format!("{}{}Create", of.name, target.name), schema);
    let description = format!("Rows to be made with it: {}.", words::humanize(relation.name));
    let most = usize::try_from(relation.most()).ok();
    ArrayBuilder::new().items(reference(&name)).max_items(most).description(Some(description)).into()
}

/// The columns that a create body holds.
fn taken<'a>(resource: &ResourceSpec, without: &'a [usize]) -> impl Iterator<Item = &'static ColumnSpec> + use<'a> {
    let columns = resource.columns.iter().enumerate();
    columns.filter(move |(at, column)| column.creatable() && !without.contains(at)).map(|(_, column)| column)
}

fn patch(registry: &mut Registry, resource: &ResourceSpec) -> Schema {
    let noun = words::humanize(resource.name);
    let description = format!("What changes {} (RFC 7396): members that are left out keep their value.", words::a(&noun));
    let mut builder = object(further(resource, description)).additional_properties(Some(closed()));
    for column in resource.columns.iter().filter(|c| c.updatable()) {
        let schema = written(registry, column, None);
        builder = builder.property(column.member, schema);
    }
    builder.into()
}

/// Adds that the whole struct has rules of its own.
fn further(resource: &ResourceSpec, description: String) -> String {
    if resource.rules.is_empty() { description } else { format!("{description}\n\n{}", words::FURTHER_RULES) }
}

fn written(registry: &mut Registry, column: &ColumnSpec, default: Option<JsonValue>) -> RefOr<Schema> {
    let mut description = member_description(column.docs, column.member);
    if let Some(resource) = column.data_type.references {
        description = format!("{description}\n\nThe key of {}.", words::a(&words::humanize(resource().name)));
    }
    let notes = Notes {
        description: Some(words::limited(description, "Taken", column.write.or(column.read))),
        default,
        write_only: column.visibility == Visibility::WriteOnly,
        ..Notes::default()
    };
    typed(registry, &column.data_type, column.rules, notes)
}

fn constant_default(column: &ColumnSpec) -> Option<JsonValue> {
    match column.default {
        Some(default) if default.constant => Some((default.make)().to_json()),
        Some(_) => None,
        None => column.data_type.nullable.then_some(JsonValue::Null),
    }
}

fn page(resource: &ResourceSpec, row: RefOr<Schema>) -> Schema {
    let most = usize::try_from(resource.max_page_size).ok();
    let items = ArrayBuilder::new().items(row).max_items(most).description(Some("The rows, in the order asked for."));
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .description(Some("The `cursor` of the next page; `null` on the last page."));
    let prev = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .description(Some("The `cursor` of the page before; `null` on the first page."));
    let total = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .description(Some("How many rows all pages have together, when `count` asks for it."));
    object(format!("A page of {}.", words::humanize(resource.path.trim_matches('/'))))
        .property("items", items)
        .property("next", next)
        .property("prev", prev)
        .property("total", total)
        .required("items")
        .required("next")
        .required("prev")
        .into()
}

/// A row as an answer holds it.
pub(super) fn row_example(resource: &ResourceSpec) -> Option<JsonValue> {
    examples::object(resource.columns.iter().filter(|c| c.readable()))
}

/// A page with one row.
pub(super) fn page_example(resource: &ResourceSpec) -> Option<JsonValue> {
    Some(json!({ "items": [row_example(resource)?], "next": null, "prev": null }))
}

/// A body that makes a row. References to other rows are left out where they may be, since no row is known to be there.
pub(super) fn create_example(resource: &ResourceSpec, without: &[usize]) -> Option<JsonValue> {
    examples::object(taken(resource, without).filter(|c| c.required() || c.data_type.references.is_none()))
}

/// A body that changes one member.
pub(super) fn patch_example(resource: &ResourceSpec) -> Option<JsonValue> {
    let first =
        resource.columns.iter().find(|c| c.updatable() && c.generated == Generated::No && c.data_type.references.is_none());
    examples::object(first.into_iter())
}
