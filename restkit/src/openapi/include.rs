//! Related rows: the members that hold them, and the parameters that ask for them.

use serde_json::json;
use utoipa::openapi::{
    ObjectBuilder, RefOr, Schema,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::{AnyOfBuilder, ArrayBuilder, Type},
};

use super::{
    bodies::named_row,
    component::{Registry, reference},
    parameters::{parameter, sort, sort_names},
    queries::names,
    shapes::{Notes, annotate, or_null},
    words,
};
use crate::spec::{DEEPEST_RELATION, INCLUDE, MOST_INCLUDES, RelationSpec, ResourceSpec};

/// How many paths stand in the document. Longer ones of a resource with more are described by a pattern.
const MOST_PATHS: usize = 200;

/// The member that holds the rows of a relation.
pub(super) fn member(registry: &mut Registry, relation: &RelationSpec) -> RefOr<Schema> {
    let target = relation.target();
    let row = RefOr::Ref(reference(&named_row(registry, target)));
    let (noun, name) = (words::humanize(target.name), relation.name);
    if relation.to_many() {
        let most = usize::try_from(target.max_page_size).ok();
        let schema = ArrayBuilder::new().items(row).max_items(most).into();
        let description =
            format!("Rows of {noun} that the caller may see, {} at most; only with `include={name}`.", relation.most());
        return annotate(schema, Notes { description: Some(description), read_only: true, ..Notes::default() });
    }
    let description = format!(
        "{}; `null` when there is none that the caller may see; only with `include={name}`.",
        words::capitalize(&words::a(&noun))
    );
    annotate(or_null(row), Notes { description: Some(description), read_only: true, ..Notes::default() })
}

/// The parameters that ask for related rows; none where there are no relations.
pub(super) fn parameters(resource: &ResourceSpec) -> Vec<Parameter> {
    let Some(first) = resource.relations.first() else { return Vec::new() };
    let include = list(parameter(INCLUDE, ParameterIn::Query, included(), all_paths(resource)));
    let mut all = vec![include.example(Some(json!([first.name]))).build()];
    for relation in resource.relations.iter().filter(|relation| relation.to_many()) {
        let (name, target) = (relation.name, relation.target());
        let limit = parameter(&format!("{name}.limit"), ParameterIn::Query, limited(name), limit(relation));
        all.push(limit.example(Some(json!(relation.most()))).build());
        all.extend(sort(target, &format!("{name}.sort"), false, ordered(name)).map(ParameterBuilder::build));
    }
    all
}

/// The members of a query that ask for the same; none where there are no relations.
pub(super) fn of_query(resource: &ResourceSpec) -> Vec<(String, Schema)> {
    if resource.relations.is_empty() {
        return Vec::new();
    }
    let mut all = vec![(INCLUDE.to_owned(), all_paths(resource).description(Some(included())).into())];
    for relation in resource.relations.iter().filter(|relation| relation.to_many()) {
        let (name, target) = (relation.name, relation.target());
        all.push((format!("{name}.limit"), limit(relation).description(Some(limited(name))).into()));
        let keys = sort_names(target, false).map(|keys| names(keys, &ordered(name)).into());
        all.extend(keys.map(|schema| (format!("{name}.sort"), schema)));
    }
    all
}

fn all_paths(resource: &ResourceSpec) -> ArrayBuilder {
    ArrayBuilder::new().items(paths(resource)).min_items(Some(1)).max_items(Some(MOST_INCLUDES))
}

fn included() -> String {
    format!(
        "Related rows that the answer holds as well: names of relations, and paths of them with dots, {DEEPEST_RELATION} relations long at most. \
         Of a to-many relation at most as many as its member says."
    )
}

/// How many rows of a relation one row holds at most.
fn limit(relation: &RelationSpec) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(relation.target().max_page_size))
        .default(Some(json!(relation.most())))
}

fn limited(name: &str) -> String {
    format!("How many rows of `{name}` each row holds at most; only with `include={name}`.")
}

fn ordered(name: &str) -> String {
    format!(
        "The order of the rows of `{name}`: members, most important first, each descending with a `-` before it. The key breaks ties. Only with \
         `include={name}`."
    )
}

fn list(builder: ParameterBuilder) -> ParameterBuilder {
    builder.style(Some(ParameterStyle::Form)).explode(Some(false))
}

/// The paths that can be included.
fn paths(resource: &ResourceSpec) -> RefOr<Schema> {
    let mut all: Vec<String> = Vec::new();
    let mut last: Vec<(String, &'static [RelationSpec])> = vec![(String::new(), resource.relations)];
    for depth in 0..DEEPEST_RELATION {
        let further = |(path, relations): &(String, &'static [RelationSpec])| {
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}");
            let one = move |relation: &'static RelationSpec| (format!("{path}{}", relation.name), relation.target().relations);
            relations.iter().map(one).collect::<Vec<_>>()
        };
        let next: Vec<_> = last.iter().flat_map(further).take(MOST_PATHS + 1).collect();
        if depth > 0 && all.len() + next.len() > MOST_PATHS {
            let longer = format!("^[^.,]+(\\.[^.,]+){{{depth},{}}}$", DEEPEST_RELATION - 1);
            let known = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all));
            let longer = ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(longer))
                .description(Some("Longer paths, of the relations of these."));
            return AnyOfBuilder::new().item(known).item(longer).into();
        }
        all.extend(next.iter().map(|(path, _)| path.clone()));
        last = next;
    }
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all)).into()
}
