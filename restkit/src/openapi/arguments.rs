//! What handlers read from the head of a request, as parameters.

use std::collections::BTreeSet;

use utoipa::openapi::{
    Required,
    path::{Parameter, ParameterBuilder, ParameterIn},
};

use super::{
    component::Registry,
    examples,
    shapes::{Notes, annotate, member_description, shape_schema},
};
use crate::spec::{ArgumentFacts, ArgumentSpec, EndpointMount, Member, Shape};

/// The parameters of an endpoint, under the names that its path has in the document.
pub(super) fn all(mount: &EndpointMount, path: &str, registry: &mut Registry) -> Vec<Parameter> {
    let mut all: Vec<Parameter> = Vec::new();
    mount.endpoint.for_each_argument(&mut |argument| match argument.facts {
        ArgumentFacts::Path(shape) => {
            let name = renamed(argument.name, &mount.path, path);
            all.push(parameter(&name, ParameterIn::Path, "", &shape, true, argument.example, registry));
        }
        ArgumentFacts::Row => {
            let Some(resource) = mount.endpoint.resource else { return };
            for (name, column) in resource().key_parameters(argument.name) {
                let name = renamed(name, &mount.path, path);
                let shape = Shape::Scalar(column.data_type);
                all.push(parameter(&name, ParameterIn::Path, column.docs, &shape, true, column.example, registry));
            }
        }
        _ => read(argument, registry, &mut all),
    });
    once(&mut all);
    all
}

/// Adds what an argument reads of the query, the headers or the cookies.
pub(super) fn read(argument: &ArgumentSpec, registry: &mut Registry, all: &mut Vec<Parameter>) {
    match argument.facts {
        ArgumentFacts::Query(shape) => of_fields(argument, ParameterIn::Query, &shape, registry, all),
        ArgumentFacts::Header(shape) => of_fields(argument, ParameterIn::Header, &shape, registry, all),
        ArgumentFacts::Cookie(shape) => of_fields(argument, ParameterIn::Cookie, &shape, registry, all),
        _ => {}
    }
}

/// Keeps each parameter once: a dependency and the handler may read the same one.
pub(super) fn once(all: &mut Vec<Parameter>) {
    let mut seen = BTreeSet::new();
    all.retain(|parameter| {
        seen.insert((parameter.name.clone(), format!("{:?}", std::mem::discriminant(&parameter.parameter_in))))
    });
}

/// The name that a parameter of `own` has at the same place of `path`.
fn renamed(name: &str, own: &str, path: &str) -> String {
    let wanted = format!("{{{name}}}");
    let there = own.split('/').zip(path.split('/')).find(|(part, _)| *part == wanted).map(|(_, part)| part);
    there.and_then(|part| part.strip_prefix('{')?.strip_suffix('}')).unwrap_or(name).to_owned()
}

fn of_fields(argument: &ArgumentSpec, place: ParameterIn, shape: &Shape, registry: &mut Registry, all: &mut Vec<Parameter>) {
    let Shape::Object(object) = shape else {
        let name = if place == ParameterIn::Header { argument.name.replace('_', "-") } else { argument.name.to_owned() };
        let required = !shape.is_nullable() && !matches!(shape, Shape::List(_));
        all.push(parameter(&name, place, "", shape, required, argument.example, registry));
        return;
    };
    for Member { name, docs, shape, required, rules, default, example } in object.members {
        let default = default.and_then(|default| default()).filter(|default| !default.is_null());
        let example = example.and_then(examples::written).or_else(|| default.clone());
        let example = example.or_else(|| examples::shape(&unnulled(shape), rules, name));
        let notes = Notes { default, ..Notes::default() };
        let schema = annotate(shape_schema(registry, &unnulled(shape), rules), notes);
        let builder = named(name, place.clone(), docs).required(required_word(*required)).schema(Some(schema));
        all.push(builder.example(example).build());
    }
}

/// What a text can be: there is no text for null.
fn unnulled(shape: &Shape) -> Shape {
    match shape {
        Shape::Nullable(inner) => unnulled(inner),
        Shape::Scalar(data_type) if data_type.nullable => {
            let mut data_type = *data_type;
            data_type.nullable = false;
            Shape::Scalar(data_type)
        }
        shape => *shape,
    }
}

fn parameter(
    name: &str,
    place: ParameterIn,
    docs: &str,
    shape: &Shape,
    required: bool,
    example: Option<&'static str>,
    registry: &mut Registry,
) -> Parameter {
    let shape = unnulled(shape);
    let schema = shape_schema(registry, &shape, &[]);
    named(name, place, docs)
        .required(required_word(required))
        .schema(Some(schema))
        .example(example.and_then(examples::written).or_else(|| examples::shape(&shape, &[], name)))
        .build()
}

fn named(name: &str, place: ParameterIn, docs: &str) -> ParameterBuilder {
    ParameterBuilder::new().name(name).parameter_in(place).description(Some(member_description(docs, name)))
}

const fn required_word(required: bool) -> Required {
    if required { Required::True } else { Required::False }
}
