//! What a caller may do, decided once per request.

use super::Operations;
use crate::{
    auth::decide,
    problem::Problem,
    spec::{Action, Caller, Expr},
};

/// The permission to try an action on rows of one resource: what is left of the policies is a condition on rows.
#[derive(Debug)]
pub struct Access<'a> {
    pub(super) caller: &'a Caller,
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
        Ok(match action {
            Action::Read => Access { caller, read: decide(resource, Action::Read, caller)?, action: Expr::Constant(true) },
            Action::Create => Access { caller, read: Expr::Constant(true), action: decide(resource, Action::Create, caller)? },
            action @ (Action::Update | Action::Delete) => {
                let allowed = decide(resource, action, caller)?;
                Access { caller, read: decide(resource, Action::Read, caller)?, action: allowed }
            }
        })
    }
}

impl Access<'_> {
    /// The rows that the caller both sees and may do the action to.
    pub(super) fn scope(&self) -> Expr {
        if self.read == self.action {
            return self.read.clone();
        }
        self.read.clone().and(self.action.clone())
    }
}
