//! What can be wrong with what policy functions take.

use super::check_endpoints::{Missing, circle, needed, shape};
use crate::{
    inject::{Overrides, Providers},
    spec::{
        ArgumentFacts, ArgumentSpec, EndpointMount, Mount, Operation, PolicySpec, RESERVED_PARAMETERS, ResourceSpec, filters,
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

/// What a policy reads is not what a list reads.
fn lists(resource: &ResourceSpec, faults: &mut Vec<String>) {
    let filters = filters(resource, "");
    resource.for_each_taken(Operation::List.action(), &mut |argument| {
        for name in argument.query_names() {
            let filter = filters.iter().any(|filter| filter.name == name);
            if filter || RESERVED_PARAMETERS.contains(&name) {
                faults.push(format!("a policy of {} reads `{name}` from the query, which its lists read already", resource.name));
            }
        }
    });
}
