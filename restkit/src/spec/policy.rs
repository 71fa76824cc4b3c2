//! Access decisions, as data.

use std::{
    any::{Any, TypeId},
    fmt,
};

use futures_util::future::BoxFuture;

use super::{ArgumentSpec, Caller, ColumnEnum, Expr};
use crate::problem::{Problem, Problems};

/// A role that a policy names: a variant of an enum with `#[derive(ColumnEnum)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of roles",
    label = "a role is a variant of an enum",
    note = "write `#[derive(ColumnEnum)]` on the enum and name the variant: `role(Role::Admin)`"
)]
pub trait RoleName: Send + Sync + 'static {
    /// The word that a token carries for this role.
    fn role_name(&self) -> &'static str;
}

impl<T: ColumnEnum> RoleName for T {
    fn role_name(&self) -> &'static str {
        self.word()
    }
}

/// A policy function, without the types of its resource and of what it takes.
pub trait PolicyRows: Send + Sync {
    /// What tells the function from others.
    fn id(&self) -> TypeId;

    /// The rows that it selects, when it asks for nothing but the caller.
    fn of_caller(&self, caller: &Caller) -> Option<Expr>;

    /// The rows that it selects in a request, which is what the module `inject` knows as one.
    fn in_request(&'static self, request: &(dyn Any + Send + Sync)) -> BoxFuture<'static, Result<Expr, Problem>>;
}

/// The facts of a policy function.
pub struct PolicySpec {
    /// The path as written.
    pub name: &'static str,
    /// What it takes of a request, in order and without names; empty when the caller alone decides.
    pub arguments: &'static [ArgumentSpec],
    /// How it can fail.
    pub problems: Problems,
    /// The function.
    pub rows: &'static dyn PolicyRows,
}

impl PolicySpec {
    /// Whether it can only be asked in a request.
    pub const fn takes_request(&self) -> bool {
        !self.arguments.is_empty()
    }
}

impl PartialEq for PolicySpec {
    fn eq(&self, other: &Self) -> bool {
        self.rows.id() == other.rows.id()
    }
}

impl fmt::Debug for PolicySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicySpec").field(&self.name).finish()
    }
}

/// The decision that `#[authorize]` makes for one action.
#[derive(Clone, Copy)]
pub enum Policy {
    /// Everybody, also without credentials.
    Public,
    /// Everybody with valid credentials.
    Authenticated,
    /// Callers with this role.
    Role(&'static dyn RoleName),
    /// Callers whose token carries this scope.
    Scope(&'static str),
    /// The caller whose subject stands in the owner column of the row.
    Owner,
    /// The rows that this function selects.
    Custom(&'static PolicySpec),
    /// Any of these.
    Any(&'static [Policy]),
    /// All of these.
    All(&'static [Policy]),
    /// The opposite.
    Not(&'static Policy),
}

impl Policy {
    /// Whether a caller without credentials may pass: only where `public` is written.
    pub fn opens(&self) -> bool {
        match self {
            Self::Public => true,
            Self::Any(parts) | Self::All(parts) => parts.iter().any(Self::opens),
            Self::Authenticated | Self::Role(_) | Self::Scope(_) | Self::Owner | Self::Custom(_) | Self::Not(_) => false,
        }
    }
}

impl Policy {
    /// Calls `each` with every policy function in it that can only be asked in a request.
    pub fn for_each_asked(&self, each: &mut dyn FnMut(&'static PolicySpec)) {
        match self {
            Self::Custom(policy) if policy.takes_request() => each(policy),
            Self::Any(parts) | Self::All(parts) => parts.iter().for_each(|part| part.for_each_asked(each)),
            Self::Not(inner) => inner.for_each_asked(each),
            Self::Public | Self::Authenticated | Self::Role(_) | Self::Scope(_) | Self::Owner | Self::Custom(_) => {}
        }
    }
}

impl fmt::Display for Policy {
    /// Writes the policy as `#[authorize]` has it: `owner || role(admin)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn join(f: &mut fmt::Formatter<'_>, parts: &[Policy], operator: &str) -> fmt::Result {
            for (i, part) in parts.iter().enumerate() {
                if i > 0 {
                    f.write_str(operator)?;
                }
                match part {
                    Policy::Any(_) | Policy::All(_) => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        }
        match self {
            Self::Public => f.write_str("public"),
            Self::Authenticated => f.write_str("authenticated"),
            Self::Role(role) => write!(f, "role({})", role.role_name()),
            Self::Scope(scope) => write!(f, "scope({scope:?})"),
            Self::Owner => f.write_str("owner"),
            Self::Custom(policy) => write!(f, "policy({})", policy.name),
            Self::Any(parts) => join(f, parts, " || "),
            Self::All(parts) => join(f, parts, " && "),
            Self::Not(inner) => match inner {
                Self::Any(_) | Self::All(_) => write!(f, "!({inner})"),
                _ => write!(f, "!{inner}"),
            },
        }
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({self})")
    }
}
