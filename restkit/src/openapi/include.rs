//! Related rows: the members that hold them, and the parameters that ask for them.

use serde_json::{Map, Value as JsonValue, json};
use utoipa::openapi::{
    ObjectBuilder, Ref, RefOr, Schema,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::{AnyOfBuilder, ArrayBuilder, Type},
};

use super::{
    bodies::named_row,
    component::{Registry, reference},
    parameters::{of_included, parameter, sort, sort_names},
    queries::{described, names, tree},
    shapes::{Notes, annotate, or_null},
    words,
};
use crate::spec::{DEEPEST_RELATION, INCLUDE, MOST_INCLUDES, Operation, RelationSpec, ResourceSpec, filters};

/// How many paths stand in the document. Longer ones of a resource with more are described by a pattern.
const MOST_PATHS: usize = 200;

/// What is said of the options that have no parameter, or no member, of their own.
const IN_A_QUERY: &str = "What is said of a relation below the first, and a filter that leads through one more, is named by its path: `{path}.limit`, \
                          `{path}.sort` and `{path}.` with any filter of a list of its rows; a hundred filters of related rows at most.";
const IN_A_BODY: &str =
    "What is said of a relation below the first is named by its path: `{path}.limit`, `{path}.sort` and `{path}.filter`.";

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

/// The parameters that ask for related rows; none where there are no relations. All operations of a resource but one have them, so each stands
/// in the document once.
pub(super) fn parameters(registry: &mut Registry, resource: &ResourceSpec) -> Vec<Ref> {
    let answers_rows = Operation::ALL.iter().any(|operation| *operation != Operation::Delete && resource.has(*operation));
    let Some(first) = resource.relations.first().filter(|_| answers_rows) else { return Vec::new() };
    let include = list(parameter(INCLUDE, ParameterIn::Query, included(IN_A_QUERY), all_paths(resource)));
    let mut all = vec![include.example(Some(json!([first.name]))).build()];
    for relation in resource.relations.iter().filter(|relation| relation.to_many()) {
        let (name, target) = (relation.name, relation.target());
        let limit = parameter(&format!("{name}.limit"), ParameterIn::Query, limited(name), limit(relation));
        all.push(limit.example(Some(json!(relation.most()))).build());
        all.extend(sort(target, &format!("{name}.sort"), false, ordered(name)).map(ParameterBuilder::build));
        all.extend(of_included(registry, relation).into_iter().map(ParameterBuilder::build));
    }
    let named = |parameter: Parameter| registry.parameter(&format!("{}.{}", resource.name, parameter.name), parameter);
    all.into_iter().map(named).collect()
}

/// The members of a query that ask for the same; none where there are no relations.
pub(super) fn of_query(registry: &mut Registry, resource: &ResourceSpec) -> Vec<(String, RefOr<Schema>)> {
    if resource.relations.is_empty() {
        return Vec::new();
    }
    let mut all = vec![(INCLUDE.to_owned(), Schema::from(all_paths(resource).description(Some(included(IN_A_BODY)))).into())];
    for relation in resource.relations.iter().filter(|relation| relation.to_many()) {
        let (name, target) = (relation.name, relation.target());
        all.push((format!("{name}.limit"), Schema::from(limit(relation).description(Some(limited(name)))).into()));
        let keys = sort_names(target, false).map(|keys| Schema::from(names(keys, &ordered(name))));
        all.extend(keys.map(|schema| (format!("{name}.sort"), schema.into())));
        if !filters(target).is_empty() {
            let filter = RefOr::Ref(reference(&tree(registry, target)));
            all.push((format!("{name}.filter"), described(filter, chosen(name))));
        }
    }
    all
}

fn all_paths(resource: &ResourceSpec) -> ArrayBuilder {
    ArrayBuilder::new().items(Paths::of(resource).schema()).min_items(Some(1)).max_items(Some(MOST_INCLUDES))
}

/// What is said of `include`, with where the options of a relation stand.
fn included(options: &str) -> String {
    format!(
        "Related rows that the answer holds as well: names of relations, and paths of them with dots, {DEEPEST_RELATION} relations long at most. \
         Of a to-many relation at most as many as its member says. {options}"
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

fn chosen(name: &str) -> String {
    format!("Which rows of `{name}` the answer holds; it says nothing of the rows that lead to them. Only with `include={name}`.")
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

/// The paths of relations from a resource which stand in its document, each with the last of its relations.
struct Paths {
    all: Vec<(String, &'static RelationSpec)>,
    /// How many relations the longest have, where there are longer ones besides.
    cut: Option<usize>,
}

impl Paths {
    fn of(resource: &ResourceSpec) -> Self {
        let mut all = Vec::new();
        let mut last: Vec<(String, &'static [RelationSpec])> = vec![(String::new(), resource.relations)];
        for depth in 0..DEEPEST_RELATION {
            let further = |(before, relations): &(String, &'static [RelationSpec])| {
                let before = before.clone();
                relations.iter().map(move |relation| (format!("{before}{}", relation.name), relation))
            };
            let next: Vec<(String, &'static RelationSpec)> = last.iter().flat_map(further).take(MOST_PATHS + 1).collect();
            if depth > 0 && all.len() + next.len() > MOST_PATHS {
                return Self { all, cut: Some(depth) };
            }
            last = next.iter().map(|(path, relation)| (format!("{path}."), relation.target().relations)).collect();
            all.extend(next);
        }
        Self { all, cut: None }
    }

    /// Those that can be included.
    fn schema(self) -> RefOr<Schema> {
        let known = self.all.into_iter().map(|(path, _)| path);
        let known = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(known));
        let Some(depth) = self.cut else { return known.into() };
        let longer = format!("^[^.,]+(\\.[^.,]+){{{depth},{}}}$", DEEPEST_RELATION - 1);
        let longer = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(longer))
            .description(Some("Longer paths, of the relations of these."));
        AnyOfBuilder::new().item(known).item(longer).into()
    }
}

/// The members of a query that say something of relations below the first: the schema of each, by a pattern of its name.
pub(super) fn of_longer_paths(registry: &mut Registry, resource: &ResourceSpec) -> Map<String, JsonValue> {
    let paths = Paths::of(resource);
    let mut by_target: Vec<(&'static ResourceSpec, Vec<String>)> = Vec::new();
    for (path, relation) in paths.all.into_iter().filter(|(path, relation)| path.contains('.') && relation.to_many()) {
        let target = relation.target();
        match by_target.iter_mut().find(|(known, _)| std::ptr::eq(*known, target)) {
            Some((_, paths)) => paths.push(path),
            None => by_target.push((target, vec![path])),
        }
    }
    let mut all = Map::new();
    for (target, paths) in by_target {
        let paths = paths.join("|").replace('.', "\\.");
        let named = |option: &str| format!("^({paths})\\.{option}$");
        all.insert(named("limit"), json!({ "type": "integer", "minimum": 1, "maximum": target.max_page_size }));
        if let Some(keys) = sort_names(target, false) {
            let key = json!({ "type": "string", "enum": keys });
            all.insert(named("sort"), json!({ "type": "array", "items": key, "minItems": 1 }));
        }
        if !filters(target).is_empty() {
            let tree = tree(registry, target);
            all.insert(named("filter"), json!({ "$ref": format!("#/components/schemas/{tree}") }));
        }
    }
    if let Some(depth) = paths.cut {
        let longer = format!("^[^.]+(\\.[^.]+){{{depth},{}}}\\.(limit|sort|filter)$", DEEPEST_RELATION - 1);
        all.insert(longer, json!({ "description": "The same of longer paths." }));
    }
    all
}
