//! Policies for one caller: what is left of them is a condition on rows.

use std::any::TypeId;

use super::{
    challenge::{credentials_needed, forbidden, insufficient_scope},
    owner::value_of,
};
use crate::{
    problem::Problem,
    spec::{Action, Caller, Compare, Expr, Permitted, Policy, PolicySpec, ResourceSpec, Value},
};

/// The rows of `resource` that `caller` may do `action` to.
///
/// What depends on the caller alone (`authenticated`, roles, scopes) is decided here; what depends on the row (`owner`, policy
/// functions) is left as a condition, for the statement's WHERE. A policy function that can only be asked in a request, and on which the
/// outcome depends, is left as [`Expr::Undecided`]: [`permit`] is given what it said.
///
/// A caller without credentials passes only where `public` is written: of `a || b` only the parts that write it count; of `a && b`
/// one part that writes it is enough, and all parts must hold. So `public && policy(published)` shows the published rows to
/// everybody, and `policy(published)` alone asks for credentials.
///
/// # Errors
/// When no row whatever can be meant: 401 for a caller without credentials, else 403, with the missing scopes in
/// `WWW-Authenticate` where scopes would help.
///
/// ```
/// use restkit::{auth::decide, spec::{Action, Caller, Expr, ResourceSpec}};
///
/// fn may_read(resource: &ResourceSpec, caller: &Caller) -> bool {
///     decide(resource, Action::Read, caller).is_ok()
/// }
/// ```
pub fn decide(resource: &ResourceSpec, action: Action, caller: &Caller) -> Result<Expr, Problem> {
    permit(resource.policy(action), Some(resource), caller, &Decided::default())
}

/// What policy functions said that were asked in a request.
#[derive(Clone, Debug, Default)]
pub struct Decided(Vec<(TypeId, Expr)>);

impl Decided {
    /// Notes what a policy function said.
    pub fn insert(&mut self, policy: &PolicySpec, rows: Expr) {
        self.0.push((policy.rows.id(), rows));
    }

    fn get(&self, policy: &PolicySpec) -> Option<Expr> {
        let id = policy.rows.id();
        self.0.iter().find(|(known, _)| *known == id).map(|(_, rows)| rows.clone())
    }
}

/// What `caller` may do by this policy: on rows of `resource`, or by itself where there is none and nothing in the policy looks at rows.
///
/// # Errors
/// As [`decide`].
pub fn permit(policy: &Policy, resource: Option<&ResourceSpec>, caller: &Caller, decided: &Decided) -> Result<Expr, Problem> {
    let scope = Scope { resource, caller, decided, grant_scopes: false };
    if !caller.is_authenticated() {
        return match scope.anonymous(policy) {
            Expr::Constant(false) => Err(credentials_needed()),
            rows => Ok(rows),
        };
    }
    match scope.rows(policy) {
        Expr::Constant(false) => Err(denial(policy, &scope)),
        rows => Ok(rows),
    }
}

/// The columns of a resource that `caller` may see and set. What cannot be decided by the caller alone is decided against them.
pub fn permitted(resource: &ResourceSpec, caller: &Caller) -> Permitted {
    let allows = |policy: Option<&'static Policy>| {
        policy
            .is_none_or(|policy| permit(policy, None, caller, &Decided::default()).is_ok_and(|rows| rows == Expr::Constant(true)))
    };
    let mut permitted = Permitted::ALL;
    // Most resources have nothing to decide here, and every request asks.
    if !resource.columns.iter().any(|column| column.read.is_some() || column.write.is_some() || column.computed.is_some()) {
        return permitted;
    }
    let told = |(other, column): (&'static ResourceSpec, usize)| {
        other.columns.get(column).is_some_and(|column| column.readable() && allows(column.read))
    };
    let sees = |index: usize| {
        let own = resource.columns.get(index).is_some_and(|column| allows(column.read));
        own && resource.told_by(index).into_iter().all(told)
    };
    for (index, column) in resource.columns.iter().enumerate() {
        // Nor what would tell of a column of others, or of their row, that they may not see.
        if !sees(index) || !resource.inputs(index).iter().all(|input| sees(*input)) {
            permitted.hide(index);
        } else if !allows(column.write) {
            permitted.protect(index);
        }
    }
    permitted
}

/// Why nothing is left of a policy: for want of scopes, if all of them together would have left something.
fn denial(policy: &Policy, scope: &Scope<'_>) -> Problem {
    let with_scopes = Scope { grant_scopes: true, ..*scope };
    if with_scopes.rows(policy) == Expr::Constant(false) {
        return forbidden();
    }
    let mut missing = Vec::new();
    collect_missing(policy, scope.caller, &mut missing);
    insufficient_scope(&missing)
}

fn collect_missing(policy: &Policy, caller: &Caller, missing: &mut Vec<&'static str>) {
    match policy {
        Policy::Scope(name) if !caller.has_scope(name) && !missing.contains(name) => missing.push(name),
        Policy::Any(parts) | Policy::All(parts) => parts.iter().for_each(|part| collect_missing(part, caller, missing)),
        _ => {}
    }
}

/// For whom, and on what, a policy is read.
struct Scope<'a> {
    resource: Option<&'a ResourceSpec>,
    caller: &'a Caller,
    decided: &'a Decided,
    /// Whether to read it as if the token had every scope that the policy asks for.
    grant_scopes: bool,
}

impl Scope<'_> {
    /// The rows for a caller without credentials.
    fn anonymous(&self, policy: &Policy) -> Expr {
        match policy {
            _ if !policy.opens() => Expr::Constant(false),
            Policy::Any(parts) => any(parts.iter().map(|part| self.anonymous(part))),
            Policy::All(parts) => all(parts.iter().map(|part| if part.opens() { self.anonymous(part) } else { self.rows(part) })),
            policy => self.rows(policy),
        }
    }

    /// The rows that fulfil the policy, taken literally.
    fn rows(&self, policy: &Policy) -> Expr {
        match policy {
            Policy::Public => Expr::Constant(true),
            Policy::Authenticated => Expr::Constant(self.caller.is_authenticated()),
            Policy::Role(role) => Expr::Constant(self.caller.has_role(role.role_name())),
            Policy::Scope(scope) => Expr::Constant(self.grant_scopes || self.caller.has_scope(scope)),
            Policy::Owner => self.owned(),
            Policy::Custom(policy) => {
                let rows = policy.rows.of_caller(self.caller).or_else(|| self.decided.get(policy));
                let mut rows = rows.unwrap_or(Expr::Undecided(policy));
                // The policy itself says which rows it looks at, whoever may see these.
                if let Some(resource) = self.resource {
                    rows.see(resource, &|_| Expr::Constant(true));
                }
                rows
            }
            Policy::Any(parts) => any(parts.iter().map(|part| self.rows(part))),
            Policy::All(parts) => all(parts.iter().map(|part| self.rows(part))),
            Policy::Not(inner) => self.rows(inner).negate(),
        }
    }

    fn owned(&self) -> Expr {
        let Some((subject, resource)) = self.caller.subject().zip(self.resource) else {
            return Expr::Constant(false);
        };
        let Some((index, column)) = resource.owner().and_then(|index| Some((index, resource.columns.get(index)?))) else {
            return Expr::Constant(false);
        };
        match value_of(subject, column.data_type.kind) {
            Some(value) => Expr::Compare(index, Compare::Equal, value),
            // Nobody's subject: no row is theirs. Where the owner may be null it must stay unknown, so that `!owner` does not
            // select the rows that nobody owns.
            None if column.data_type.nullable => Expr::Compare(index, Compare::Equal, Value::Null),
            None => Expr::Constant(false),
        }
    }
}

fn any(parts: impl Iterator<Item = Expr>) -> Expr {
    parts.fold(Expr::Constant(false), Expr::or)
}

fn all(parts: impl Iterator<Item = Expr>) -> Expr {
    parts.fold(Expr::Constant(true), Expr::and)
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
