//! What is told of rows together.

use serde_json::json;
use utoipa::openapi::{
    Content, ObjectBuilder, Schema,
    path::{Operation as Described, OperationBuilder, Parameter, ParameterIn, ParameterStyle},
    schema::{ArrayBuilder, KnownFormat, SchemaFormat, SchemaType, Type},
};
use utoipa::openapi::{ContentBuilder, ResponseBuilder, SecurityRequirement};

use super::{
    BEARER, JSON,
    component::{Registry, reference},
    headers::{self, Name},
    operation::{Scope, open},
    parameters::{self, parameter},
    problems::{self, Used},
    shapes::{Notes, closed, member_description, typed},
    status, words,
};
use crate::spec::{AggregateSpec, ColumnSpec, GROUP_BY, Kind, MEASURES, Measure, MeasureSpec, Operation, ResourceSpec};

/// A decimal of any size.
const EXACT: &str = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]{1,30})?$";

/// Where it stands, and what is said of it everywhere.
pub(super) struct Aggregate {
    pub(super) path: String,
    /// The name of the schema of a page.
    page: String,
    parameters: Vec<Parameter>,
}

impl Aggregate {
    pub(super) fn new(registry: &mut Registry, resource: &ResourceSpec, path: String) -> Option<Self> {
        let aggregate = resource.aggregate?;
        let group = group(registry, resource, aggregate);
        let group = registry.add(&format!("{}Group", resource.name), group);
        let page = page(resource, &group);
        let page = registry.add(&format!("{}Groups", resource.name), page);
        Some(Self { path, page, parameters: parameters(registry, resource, aggregate) })
    }

    /// Describes the operation.
    pub(super) fn describe(&self, scope: &Scope, used: &mut Used) -> Described {
        let list = Operation::List;
        let docs = words::sentence(scope.resource.docs, &words::humanize(scope.resource.name));
        let allowed = words::policy(&scope.resource.read);
        let noun = words::humanize(scope.plural());
        let what = "Tells how many rows there are of those that the caller may see and the filters describe, and what else is asked for, of all together or of \
                    each group.";
        let asked = scope.asked(list);
        let mut all = self.parameters.clone();
        all.extend(asked.into_iter().flat_map(|asked| asked.parameters.iter().cloned()));
        let content: Content = ContentBuilder::new()
            .schema(Some(reference(&self.page)))
            .example(Some(json!({ "items": [{ "count": 1 }], "next": null })))
            .build();
        let answer = ResponseBuilder::new().description("A page of groups.").content(JSON, content);
        let mut builder = OperationBuilder::new()
            .operation_id(Some(scope.aggregate_id()))
            .tag(&scope.tag)
            .summary(Some(format!("Aggregate {noun}")))
            .description(Some(format!("{docs}\n\n{what}\n\nAllowed for: {allowed}.")))
            .parameters(Some(all))
            .response("200", headers::with(answer, &[Name::RequestId]).build());
        for code in status::problems(scope, list) {
            if let Some(response) = problems::response(scope, list, code, used) {
                builder = builder.response(code.to_string(), response);
            }
        }
        if asked.is_some_and(|asked| !asked.complete) {
            builder = builder.response("default", problems::any(used));
        }
        if open(scope.resource, list) {
            builder = builder.security(SecurityRequirement::default());
        }
        builder.security(SecurityRequirement::new(BEARER, std::iter::empty::<String>())).build()
    }
}

fn parameters(registry: &mut Registry, resource: &ResourceSpec, aggregate: AggregateSpec) -> Vec<Parameter> {
    let names = |name: &str, description: &str, values: Vec<String>| {
        let first = values.first()?.clone();
        let item = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values));
        let schema = ArrayBuilder::new().items(item).min_items(Some(1));
        let described =
            parameter(name, ParameterIn::Query, description, schema).style(Some(ParameterStyle::Form)).explode(Some(false));
        Some(described.example(Some(json!([first]))).build())
    };
    let groups =
        aggregate.groups.iter().filter_map(|column| resource.columns.get(*column)).map(|column| column.member.to_owned());
    let measures = aggregate.measures.iter().map(|measure| measure.name(resource));
    let own = [
        names(
            GROUP_BY,
            "What rows are grouped by: those that are alike in all of it are one group. All rows are one when it is left out.",
            groups.collect(),
        ),
        names(
            MEASURES,
            "What is told of each group besides how many rows it has. All that there is when it is left out.",
            measures.collect(),
        ),
    ];
    let of_lists = parameters::list(registry, resource).into_iter();
    let shared = of_lists.filter(|parameter| !matches!(parameter.name.as_str(), "sort" | "fields" | "count" | "offset"));
    own.into_iter().flatten().chain(shared).collect()
}

fn page(resource: &ResourceSpec, group: &str) -> Schema {
    let most = usize::try_from(resource.max_page_size).ok();
    let description = "The groups, in the order of what they are grouped by, those without a value last.";
    let items = ArrayBuilder::new().items(reference(group)).max_items(most).description(Some(description));
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
        .description(Some("The `cursor` of the next page; `null` on the last page."));
    let noun = words::humanize(resource.path.trim_matches('/'));
    object(format!("A page of groups of {noun}."))
        .property("items", items)
        .property("next", next)
        .required("items")
        .required("next")
        .into()
}

fn group(registry: &mut Registry, resource: &ResourceSpec, aggregate: AggregateSpec) -> Schema {
    let noun = words::humanize(resource.path.trim_matches('/'));
    let count = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .description(Some("How many rows there are."));
    let mut builder = object(format!("What is told of {noun} that are alike in what they are grouped by."))
        .property("count", count)
        .required("count");
    for column in aggregate.groups.iter().filter_map(|column| resource.columns.get(*column)) {
        let description = member_description(column.docs, column.member);
        let notes = Notes { description: Some(words::limited(description, "Answered", column.read)), ..Notes::default() };
        builder = builder.property(column.member, typed(registry, &column.data_type, &[], notes));
    }
    for measure in aggregate.measures {
        if let Some(column) = resource.columns.get(measure.column) {
            builder = builder.property(measure.name(resource), measured(registry, column, *measure));
        }
    }
    builder.into()
}

fn measured(
    registry: &mut Registry,
    column: &ColumnSpec,
    MeasureSpec { measure, .. }: MeasureSpec,
) -> utoipa::openapi::RefOr<Schema> {
    let what = match measure {
        Measure::Sum => "The sum of all values, exactly; `null` when there are none.",
        Measure::Average => "The average, rounded to twelve digits behind the point; `null` when there are no values.",
        Measure::Least => "The least value; `null` when there are none.",
        Measure::Greatest => "The greatest value; `null` when there are none.",
    };
    let of = member_description(column.docs, column.member);
    let description = words::limited(format!("{what} Of: {of}"), "Answered", column.read);
    let decimal = column.data_type.kind == Kind::Decimal;
    match measure {
        Measure::Least | Measure::Greatest => {
            let mut data_type = column.data_type;
            data_type.nullable = true;
            typed(registry, &data_type, &[], Notes { description: Some(description), ..Notes::default() })
        }
        Measure::Sum if !decimal => ObjectBuilder::new()
            .schema_type(SchemaType::Array(vec![Type::Integer, Type::Null]))
            .description(Some(description))
            .into(),
        _ => ObjectBuilder::new()
            .schema_type(SchemaType::Array(vec![Type::String, Type::Null]))
            .pattern(Some(EXACT))
            .format(Some(SchemaFormat::Custom("decimal".to_owned())))
            .description(Some(description))
            .into(),
    }
}

fn object(description: String) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(closed())).description(Some(description))
}
