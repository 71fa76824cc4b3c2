//! What of an endpoint is answered in a scope, which policy functions and hooks may need.

use http::{Method, request::Parts};

use super::endpoint::Endpoint;
use crate::{
    input,
    spec::{Action, Operation, RelationSpec, ResourceSpec},
};

impl Endpoint {
    /// Whether a request for this is answered by [`Endpoint::answer_in_scope`].
    pub(super) fn needs_scope(&self, parts: &Parts, key: Option<&str>) -> bool {
        if self.scoped.is_empty() && self.related.is_none() {
            return false;
        }
        let scoped = |operation| self.scoped.iter().any(|(scoped, _)| *scoped == operation);
        let needed = |operation| self.gathers_asked || scoped(operation) || self.asks_related(operation, parts);
        self.operation(&parts.method, key).is_some_and(needed)
    }

    /// Whether policy functions of related resources are asked.
    fn asks_related(&self, operation: Operation, parts: &Parts) -> bool {
        let (query, posted) = (parts.uri.query(), !matches!(parts.method, Method::GET | Method::HEAD));
        let may_reach = operation == Operation::List && self.lists.may_reach(query, posted);
        self.related.is_some() && operation != Operation::Delete && (may_reach || input::includes(query))
    }

    /// The names of the query that policy functions read, also those of rows that could be included.
    pub(super) fn read_in_scope(&self, operation: Operation) -> Vec<&'static str> {
        let own = self.scoped.iter().filter(|(scoped, _)| *scoped == operation).flat_map(|(_, names)| names);
        let reads = self.gathers_asked || operation != Operation::Delete;
        let related = self.related.iter().flatten().filter(|_| reads);
        own.chain(related).copied().collect()
    }
}

/// What a generated operation needs of a scope, if it needs one: policy functions may take more than the caller, and hooks may ask repositories
/// whose policies do.
pub(super) fn scoped(resource: &ResourceSpec, operation: Operation) -> Option<(Operation, Vec<&'static str>)> {
    let action = operation.action();
    let hooks = resource.hooks.is_some() && action != Action::Read;
    let mut names = Vec::new();
    resource.for_each_taken(action, &mut |argument| names.extend(argument.query_names()));
    let mut needed = hooks || !resource.asked(action).is_empty();
    // The rows that a body may hold besides are made under decisions and hooks of their own.
    for other in resource.written().filter(|_| action == Action::Create).map(RelationSpec::target) {
        other.for_each_taken(action, &mut |argument| names.extend(argument.query_names()));
        needed |= other.hooks.is_some() || !other.asked(action).is_empty();
    }
    needed.then_some((operation, names))
}

/// Whether policy functions are asked for what columns are computed from.
pub(super) fn gathers_asked(resource: &ResourceSpec) -> bool {
    let others = resource.gathering().flat_map(|relation| [Some(relation.target()), relation.through()]);
    others.flatten().any(|other| !other.asked(Action::Read).is_empty())
}
