//! Access decisions, as data.

use super::{Caller, ColumnEnum, Expr};

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

/// A policy function, without the type of its resource.
pub type PolicyFn = fn(&Caller) -> Expr;

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
    /// The rows that this function selects. The text is the path as written.
    Custom(&'static str, PolicyFn),
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
            Self::Authenticated | Self::Role(_) | Self::Scope(_) | Self::Owner | Self::Custom(..) | Self::Not(_) => false,
        }
    }
}

impl std::fmt::Display for Policy {
    /// Writes the policy as `#[authorize]` has it: `owner || role(admin)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fn join(f: &mut std::fmt::Formatter<'_>, parts: &[Policy], operator: &str) -> std::fmt::Result {
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
            Self::Custom(name, _) => write!(f, "policy({name})"),
            Self::Any(parts) => join(f, parts, " || "),
            Self::All(parts) => join(f, parts, " && "),
            Self::Not(inner) => match inner {
                Self::Any(_) | Self::All(_) => write!(f, "!({inner})"),
                _ => write!(f, "!{inner}"),
            },
        }
    }
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Policy({self})")
    }
}
