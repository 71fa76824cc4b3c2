//! What a caller may do, decided once per request.

use super::Operations;
use crate::{
    auth::decide,
    problem::{Problem, ProblemKind},
    query::evaluate,
    spec::{Action, Caller, Expr, Value},
};

/// The permission to try an action on rows of one resource: what is left of the policies is a condition on rows.
#[derive(Debug)]
pub struct Access<'a> {
    /// `None` for the program itself.
    pub(super) caller: Option<&'a Caller>,
    /// The rows that the caller may see; all of them for `create`, which sees none.
    pub(super) read: Expr,
    /// The rows that the caller may do the action to; all of them for `read`, which [`Access::read`] decides.
    pub(super) action: Expr,
}

impl Operations {
    /// Decides what of the policy depends on the caller alone.
    ///
    /// # Errors
    /// 401 or 403 when no row whatever can be meant.
    pub fn access<'a>(&self, caller: &'a Caller, action: Action) -> Result<Access<'a>, Problem> {
        let resource = self.resource();
        let (read, action) = match action {
            Action::Read => (decide(resource, Action::Read, caller)?, Expr::Constant(true)),
            Action::Create => (Expr::Constant(true), decide(resource, Action::Create, caller)?),
            action @ (Action::Update | Action::Delete) => {
                let allowed = decide(resource, action, caller)?;
                (decide(resource, Action::Read, caller)?, allowed)
            }
        };
        Ok(Access { caller: Some(caller), read, action })
    }
}

impl Access<'_> {
    /// The permission of the program itself: every row.
    pub const fn system() -> Self {
        Self { caller: None, read: Expr::Constant(true), action: Expr::Constant(true) }
    }

    /// Whether the caller may make this row.
    pub(super) fn permits(&self, row: &[Value]) -> Result<(), Problem> {
        if self.action != Expr::Constant(true) && evaluate(&self.action, row) != Some(true) {
            return Err(Problem::new(ProblemKind::FORBIDDEN, "The caller may not make this row."));
        }
        Ok(())
    }

    /// Whether a policy looks at a column that is set, so that the new row may be outside of the scope.
    pub(super) fn leaves_scope(&self, set: &[(usize, Value)]) -> bool {
        set.iter().any(|(index, _)| self.read.mentions(*index) || self.action.mentions(*index))
    }

    /// The rows that the caller both sees and may do the action to.
    pub(super) fn scope(&self) -> Expr {
        if self.read == self.action {
            return self.read.clone();
        }
        self.read.clone().and(self.action.clone())
    }
}
