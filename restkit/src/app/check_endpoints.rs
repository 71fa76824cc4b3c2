//! What can be wrong with handwritten endpoints that compile.

use std::collections::BTreeMap;

use super::{check::RESERVED, check_policies};
use crate::{
    inject::{Overrides, Providers},
    input,
    spec::{ArgumentFacts, ArgumentSpec, Content, DependencySpec, EndpointMount, EndpointSpec, Mount},
};

/// What nobody provides: by name of the type, so that all who need it stand in one sentence.
#[derive(Default)]
pub(super) struct Missing(BTreeMap<&'static str, Vec<String>>);

impl Missing {
    /// Notes that somebody needs this, unless it is there.
    pub(super) fn unless_provided(&mut self, argument: &ArgumentSpec, who: &str, providers: &Providers) {
        let ArgumentFacts::Provided(facts) = argument.facts else { return };
        if !providers.has((facts.id)()) {
            let needed_by = self.0.entry((facts.name)()).or_default();
            if !needed_by.iter().any(|known| known == who) {
                needed_by.push(who.to_owned());
            }
        }
    }

    fn into_faults(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|(name, needed_by)| {
            format!("nobody provides {name}, which {} need: write `App::provide` or `App::provide_arc`", needed_by.join(", "))
        })
    }
}

/// Every fault of the handwritten endpoints and of what policies take, in sentences for the developer.
pub(super) fn endpoints(
    resources: &[Mount],
    mounts: &[EndpointMount],
    providers: &Providers,
    overrides: &Overrides,
) -> Vec<String> {
    let mut missing = Missing::default();
    let mut faults = check_policies::policies(resources, mounts, providers, overrides, &mut missing);
    for mount in mounts {
        let endpoint = mount.endpoint;
        let name = format!("{}::{}", endpoint.group, endpoint.name);
        if RESERVED.iter().any(|path| mount.path == *path || mount.path.starts_with(&format!("{path}/"))) {
            faults.push(format!("{name} is mounted at {}, where restkit puts its own pages", mount.path));
        }
        if let Some(chain) = circle(endpoint.arguments, &mut Vec::new(), overrides) {
            faults.push(format!("the dependencies of {name} need each other in a circle: {chain}"));
            continue;
        }
        let mut bodies = 0;
        let mut unread: Vec<&str> = parameters(&mount.path).collect();
        needed(endpoint.arguments, &name, overrides, &mut Vec::new(), &mut |argument, who| match argument.facts {
            ArgumentFacts::Provided(_) => missing.unless_provided(argument, who, providers),
            ArgumentFacts::Body { .. } => bodies += 1,
            ArgumentFacts::Path(_) => unread.retain(|parameter| *parameter != argument.name),
            ArgumentFacts::Row => unread.retain(|parameter| !row_parameters(endpoint, argument).any(|name| name == *parameter)),
            _ => {}
        });
        if bodies > 1 {
            faults.push(format!("{name} and its dependencies read the body in {bodies} types; a request has one body"));
        }
        // What stands in for a dependency need not read what that did.
        let replaced = endpoint.dependencies().iter().any(|dependency| overrides.has((dependency.makes.id)()));
        for parameter in unread.into_iter().filter(|_| !replaced) {
            faults.push(format!("{name}: nothing reads `{parameter}` of its path {}", mount.path));
        }
        path_is_read(mount, &name, &mut faults);
        shapes(mount, &name, &mut faults);
    }
    faults.extend(missing.into_faults());
    faults
}

/// The names of the parameters of a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// Calls `each` with every argument that has to be made, and who takes it: without those that only a replaced dependency takes.
pub(super) fn needed(
    arguments: &[ArgumentSpec],
    who: &str,
    overrides: &Overrides,
    known: &mut Vec<&'static DependencySpec>,
    each: &mut dyn FnMut(&ArgumentSpec, &str),
) {
    for argument in arguments {
        each(argument, who);
        let ArgumentFacts::Dependency(dependency) = argument.facts else { continue };
        let dependency = dependency();
        if !overrides.has((dependency.makes.id)()) && !known.iter().any(|there| std::ptr::eq(*there, dependency)) {
            known.push(dependency);
            needed(dependency.arguments, dependency.name, overrides, known, each);
        }
    }
}

/// The dependencies that need each other, as `a -> b -> a`.
pub(super) fn circle(
    arguments: &[ArgumentSpec],
    path: &mut Vec<&'static DependencySpec>,
    overrides: &Overrides,
) -> Option<String> {
    for argument in arguments {
        let ArgumentFacts::Dependency(dependency) = argument.facts else { continue };
        let dependency = dependency();
        if overrides.has((dependency.makes.id)()) {
            continue;
        }
        if let Some(start) = path.iter().position(|known| std::ptr::eq(*known, dependency)) {
            let names: Vec<&str> = path[start..].iter().chain([&dependency]).map(|dependency| dependency.name).collect();
            return Some(names.join(" -> "));
        }
        path.push(dependency);
        if let Some(chain) = circle(dependency.arguments, path, overrides) {
            return Some(chain);
        }
        path.pop();
    }
    None
}

/// The names that the parts of the key of a row have in the path.
fn row_parameters<'a>(endpoint: &EndpointSpec, argument: &'a ArgumentSpec) -> impl Iterator<Item = &'a str> + use<'a> {
    endpoint.resource.into_iter().flat_map(|resource| resource().key_parameters(argument.name)).map(|(name, _)| name)
}

/// Whoever reads a part of the path finds it there.
fn path_is_read(mount: &EndpointMount, name: &str, faults: &mut Vec<String>) {
    mount.endpoint.for_each_argument(&mut |argument| {
        let mut read = |parameter: &str| {
            if !parameters(&mount.path).any(|there| there == parameter) {
                faults.push(format!("{name} reads `{parameter}` from its path, and {} has no such parameter", mount.path));
            }
        };
        match argument.facts {
            ArgumentFacts::Path(_) => read(argument.name),
            ArgumentFacts::Row => row_parameters(mount.endpoint, argument).for_each(read),
            _ => {}
        }
    });
}

/// What is read can be read, and every pattern is a regular expression.
fn shapes(mount: &EndpointMount, name: &str, faults: &mut Vec<String>) {
    mount.endpoint.for_each_argument(&mut |argument| shape(argument, name, faults));
    if let Content::Json(answer) = mount.endpoint.answer.content {
        faults.extend(input::prepare_shape(&answer).err().map(|fault| format!("{name}: its answer: {fault}")));
    }
}

/// What an argument reads can be read.
pub(super) fn shape(argument: &ArgumentSpec, name: &str, faults: &mut Vec<String>) {
    let shape = match argument.facts {
        ArgumentFacts::Path(shape)
        | ArgumentFacts::Query(shape)
        | ArgumentFacts::Header(shape)
        | ArgumentFacts::Cookie(shape)
        | ArgumentFacts::Body { shape: Some(shape), .. } => shape,
        _ => {
            if argument.example.is_some() {
                faults.push(format!("{name}: `{}` has an example, and is not read from the request", argument.name));
            }
            return;
        }
    };
    let is_json = matches!(argument.facts, ArgumentFacts::Body { media_types: ["application/json"], .. });
    if !is_json && !shape.is_flat() && !shape.is_field() {
        faults.push(format!("{name}: `{}` is read from texts, and so holds scalars and lists of scalars only", argument.name));
    }
    let prepared = input::prepare_shape(&shape).and_then(|()| input::example(argument.example, &shape, &[]));
    faults.extend(prepared.err().map(|fault| format!("{name}: `{}`: {fault}", argument.name)));
}
