//! Which problems an operation can answer.

use super::operation::Scope;
use crate::spec::{ColumnSpec, Generated, Operation, Policy, RelationSpec, ResourceSpec};

/// The statuses of the problems that `operation` can answer, in ascending order.
pub(super) fn problems(scope: &Scope, operation: Operation) -> Vec<u16> {
    let mut statuses = usual(scope, operation);
    statuses.extend(scope.asked(operation).into_iter().flat_map(|asked| &asked.told).map(|told| told.kind.status.as_u16()));
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

/// The same without what its policy functions answer.
pub(super) fn usual(scope: &Scope, operation: Operation) -> Vec<u16> {
    // Any request can be malformed, carry a bad token or a body over the limit (needed or not), be slow, or find the server unwell.
    let mut statuses = vec![400, 401, 408, 413, 500, 503];
    let body = matches!(operation, Operation::Create | Operation::Update);
    if operation != Operation::Delete {
        statuses.push(406);
    }
    if forbidden(scope, operation) {
        statuses.push(403);
    }
    if operation.on_row() || scope.under.is_some() {
        statuses.push(404);
    }
    if conflicts(scope, operation) {
        statuses.push(409);
    }
    if matches!(operation, Operation::Update | Operation::Delete) {
        statuses.push(412);
    }
    if body {
        statuses.push(415);
    }
    // How many rows are asked for, of the list or of what is included, has its bounds.
    let numbers = operation == Operation::Get && scope.resource.relations.iter().any(RelationSpec::to_many);
    if body || operation == Operation::List || numbers {
        statuses.push(422);
    }
    statuses
}

fn forbidden(scope: &Scope, operation: Operation) -> bool {
    let resource = scope.resource;
    // A row has to be seen before it is changed.
    let unseen = matches!(operation, Operation::Update | Operation::Delete) && denies(&resource.read);
    let above = scope.under.as_ref().is_some_and(|mount| {
        let decided = |column: &ColumnSpec| operation == Operation::Create && (column.read.is_some() || column.write.is_some());
        denies(&mount.parent.read) || mount.columns.iter().any(|at| resource.columns.get(*at).is_some_and(decided))
    });
    let inside = operation == Operation::Create && resource.written().any(|relation| turned_down(relation.target(), operation));
    unseen || above || inside || turned_down(resource, operation)
}

/// Whether the decision on an operation can turn down a caller with valid credentials.
fn turned_down(resource: &ResourceSpec, operation: Operation) -> bool {
    // A row is made in the name of a caller, whose subject may not be a key.
    let owned = operation == Operation::Create && resource.columns.iter().any(|c| c.generated == Generated::Owner);
    owned || denies(resource.policy(operation.action()))
}

/// Whether the policy can turn down a caller with valid credentials.
pub(super) fn denies(policy: &Policy) -> bool {
    match policy {
        Policy::Public | Policy::Authenticated => false,
        Policy::Any(parts) => parts.iter().all(denies),
        Policy::All(parts) => parts.iter().any(denies),
        Policy::Role(_) | Policy::Scope(_) | Policy::Owner | Policy::Custom(_) | Policy::Not(_) => true,
    }
}

fn conflicts(scope: &Scope, operation: Operation) -> bool {
    let columns = scope.resource.columns;
    let mut together = scope.resource.unique.iter().copied().flatten();
    match operation {
        Operation::List | Operation::Get => false,
        // Which rules and references the tables of others have, only the database knows.
        _ if !scope.resource.managed => true,
        Operation::Create => {
            let alone = |c: &ColumnSpec| c.unique || (c.key && c.creatable());
            let refers = scope.resource.foreign_keys().next().is_some();
            // Rows of relations refer to the one that they are made with.
            refers || together.next().is_some() || columns.iter().any(alone) || scope.resource.written().next().is_some()
        }
        Operation::Update => {
            let updatable = |at: &usize| columns.get(*at).is_some_and(ColumnSpec::updatable);
            together.any(updatable)
                || columns.iter().any(|c| c.updatable() && c.unique)
                || scope.resource.foreign_keys().any(|key| key.columns.iter().any(updatable))
        }
        Operation::Delete => scope.referenced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_policies_turn_callers_down() {
        assert!(!denies(&Policy::Public) && !denies(&Policy::Authenticated) && denies(&Policy::Owner));
        assert!(!denies(&Policy::Any(&[Policy::Owner, Policy::Authenticated])));
        assert!(denies(&Policy::All(&[Policy::Scope("x"), Policy::Authenticated])));
        assert!(denies(&Policy::Any(&[])) && !denies(&Policy::All(&[])));
        assert!(denies(&Policy::Not(&Policy::Owner)));
    }
}
