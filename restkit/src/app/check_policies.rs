//! What can be wrong with what policy functions take.

use super::check_endpoints::{Missing, circle, needed, shape};
use crate::{
    inject::{Overrides, Providers},
    spec::{
        Action, ArgumentFacts, ArgumentSpec, EndpointMount, Mount, Operation, PolicySpec, RESERVED_PARAMETERS, ResourceSpec,
        filters,
    },
};

/// Every fault of the policy functions that somebody asks, in sentences for the developer; what nobody provides is noted in `missing`.
pub(super) fn policies(
    resources: &[Mount],
    endpoints: &[EndpointMount],
    providers: &Providers,
    overrides: &Overrides,
    missing: &mut Missing,
) -> Vec<String> {
    let mut faults = Vec::new();
    let mut known: Vec<&'static PolicySpec> = Vec::new();
    let mut check = |policy: &'static PolicySpec, of: &str, faults: &mut Vec<String>| {
        if !known.contains(&policy) {
            known.push(policy);
            one(policy, of, providers, overrides, missing, faults);
        }
    };
    for mount in resources {
        for action in mount.resource.operations.iter().map(|operation| operation.action()) {
            for policy in mount.resource.asked(action) {
                check(policy, mount.resource.name, &mut faults);
            }
        }
        if mount.resource.has(Operation::List) {
            lists(mount.resource, &mut faults);
            let above = resources.iter().flat_map(|other| other.nested(resources));
            for above in above.filter(|nested| std::ptr::eq(nested.target.resource, mount.resource)) {
                read_above(mount.resource, above.parent, &mut faults);
            }
        }
    }
    for endpoint in endpoints.iter().map(|mount| mount.endpoint) {
        for policy in endpoint.asked() {
            check(policy, endpoint.group, &mut faults);
        }
    }
    faults
}

fn one(
    policy: &PolicySpec,
    of: &str,
    providers: &Providers,
    overrides: &Overrides,
    missing: &mut Missing,
    faults: &mut Vec<String>,
) {
    let name = format!("the policy {} of {of}", policy.name);
    if let Some(chain) = circle(policy.arguments, &mut Vec::new(), overrides) {
        faults.push(format!("the dependencies of {name} need each other in a circle: {chain}"));
        return;
    }
    needed(policy.arguments, &name, overrides, &mut Vec::new(), &mut |argument, who| {
        missing.unless_provided(argument, who, providers);
        faults.extend(too_late(argument, &name, who));
        shape(argument, who, faults);
    });
}

/// A policy decides before there is a transaction, a body or a row, and for operations on all paths.
fn too_late(argument: &ArgumentSpec, name: &str, who: &str) -> Option<String> {
    let what = match argument.facts {
        ArgumentFacts::Transaction => "takes the transaction, which begins after the decision: take `Db`".to_owned(),
        ArgumentFacts::Body { .. } => "reads the body, which is read after the decision".to_owned(),
        ArgumentFacts::Row => "takes the row, which is found after the decision".to_owned(),
        ArgumentFacts::Path(_) => format!("reads `{}` from the path, which others than this endpoint do not have", argument.name),
        _ => return None,
    };
    Some(format!("{name} needs {who}, which {what}"))
}

/// Nor what one reads that is asked for the row above a list.
fn read_above(resource: &ResourceSpec, parent: &ResourceSpec, faults: &mut Vec<String>) {
    let related = resource.related();
    if std::ptr::eq(resource, parent) || related.iter().any(|other| std::ptr::eq(*other, parent)) {
        return;
    }
    let (list, filters) = (resource.name, filters(resource));
    parent.for_each_taken(Action::Read, &mut |argument| {
        for name in argument.query_names() {
            if RESERVED_PARAMETERS.contains(&name) || filters.iter().any(|filter| filter.name == name) {
                faults.push(format!(
                    "a policy of {} reads `{name}` from the query, which lists of {list} read already, and they stand below its rows",
                    parent.name
                ));
            }
        }
    });
}

/// What a policy reads is not what a list reads; nor what one reads that is asked for rows which the list includes.
fn lists(resource: &ResourceSpec, faults: &mut Vec<String>) {
    let (list, filters) = (resource.name, filters(resource));
    let mut check = |of: &ResourceSpec| {
        of.for_each_taken(Operation::List.action(), &mut |argument| {
            for name in argument.query_names() {
                if !RESERVED_PARAMETERS.contains(&name) && !filters.iter().any(|filter| filter.name == name) {
                    continue;
                }
                faults.push(if std::ptr::eq(of, resource) {
                    format!("a policy of {list} reads `{name}` from the query, which its lists read already")
                } else {
                    format!("a policy of {} reads `{name}` from the query, which lists of {list} read already, and they can include its rows", of.name)
                });
            }
        });
    };
    check(resource);
    resource.related().into_iter().filter(|other| !std::ptr::eq(*other, resource)).for_each(check);
}
