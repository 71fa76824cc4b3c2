//! What can be wrong with an app that compiles.

use crate::spec::{Mount, Operation, Policy, ResourceSpec};

/// Paths that restkit itself answers.
pub(super) const RESERVED: [&str; 2] = ["/docs", "/openapi.json"];

/// Every fault of the mounts, in sentences for the developer.
pub(super) fn mounts(mounts: &[Mount]) -> Vec<String> {
    let mut faults = Vec::new();
    for (i, mount) in mounts.iter().enumerate() {
        let name = mount.resource.name;
        if RESERVED.iter().any(|path| mount.path == *path || mount.path.starts_with(&format!("{path}/"))) {
            faults.push(format!("{name} is mounted at {}, where restkit puts its own pages", mount.path));
        }
        for earlier in &mounts[..i] {
            let other = earlier.resource.name;
            if std::ptr::eq(earlier.resource, mount.resource) {
                faults.push(format!("{name} is mounted twice, at {} and at {}", earlier.path, mount.path));
            } else if earlier.path == mount.path {
                faults.push(format!("{other} and {name} are both mounted at {}", mount.path));
            } else if other == name {
                faults.push(format!("two resources are called {name}; the document needs a name for each"));
            }
            if earlier.resource.table == mount.resource.table && !std::ptr::eq(earlier.resource, mount.resource) {
                faults.push(format!("{other} and {name} are both stored in the table {}", mount.resource.table));
            }
        }
        references(mount.resource, mounts, &mut faults);
        policies(mount.resource, &mut faults);
    }
    faults
}

/// Whether a prefix can stand before the paths of resources; the error says why not.
pub(super) fn prefix(prefix: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("the prefix {prefix:?} {what}"));
    if prefix.is_empty() {
        return Ok(());
    }
    if !prefix.starts_with('/') {
        return wrong("does not begin with a slash");
    }
    if prefix.split('/').skip(1).any(|part| part.is_empty() || part == "." || part == "..") {
        return wrong("has an empty part; write it like `/api/v1`, without a slash at its end");
    }
    if !prefix.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~')) {
        return wrong("holds something else than letters, digits, `-`, `.`, `_` and `~`");
    }
    Ok(())
}

fn references(resource: &ResourceSpec, mounts: &[Mount], faults: &mut Vec<String>) {
    for column in resource.columns {
        let Some(target) = column.data_type.references.map(|target| target()) else { continue };
        if !mounts.iter().any(|mount| std::ptr::eq(mount.resource, target)) {
            let (name, field, target) = (resource.name, column.field, target.name);
            faults.push(format!("{name}.{field} refers to {target}, which is not mounted, and so has no table"));
        }
    }
}

fn policies(resource: &ResourceSpec, faults: &mut Vec<String>) {
    if resource.owner().is_some() {
        return;
    }
    for operation in Operation::ALL {
        if resource.has(operation) && asks_for_owner(resource.policy(operation.action())) {
            faults.push(format!("a policy of {} says `owner`, but no column is marked so", resource.name));
            return;
        }
    }
}

fn asks_for_owner(policy: &Policy) -> bool {
    match policy {
        Policy::Owner => true,
        Policy::Any(parts) | Policy::All(parts) => parts.iter().any(asks_for_owner),
        Policy::Not(inner) => asks_for_owner(inner),
        Policy::Public | Policy::Authenticated | Policy::Role(_) | Policy::Scope(_) | Policy::Custom(..) => false,
    }
}
