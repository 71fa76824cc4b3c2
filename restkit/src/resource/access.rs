//! What a caller may do, decided once per request.

use super::{Operations, Visible};
use crate::{
    auth::{Decided, permit, permitted},
    inject::Scope,
    problem::{Problem, ProblemKind},
    query::{Seen, evaluate},
    spec::{Action, Caller, ColumnSpec, Expr, Permitted, PolicySpec, ResourceSpec, Value},
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
    /// The columns that the caller may see and set.
    pub(super) permitted: Permitted,
    /// What columns are computed from that are computed from other rows, once it was decided.
    pub(super) gathered: Seen,
}

impl Operations {
    /// Decides what of the policy depends on the caller alone. What a policy function would say that has to be asked in a request stays
    /// unknown, and so selects no row: [`Operations::access_in`] asks it.
    ///
    /// # Errors
    /// 401 or 403 when no row whatever can be meant.
    pub fn access<'a>(&self, caller: &'a Caller, action: Action) -> Result<Access<'a>, Problem> {
        self.access_by(caller, action, &Decided::default())
    }

    /// The same for the caller of a request, in which policy functions are asked.
    ///
    /// # Errors
    /// 401 or 403 when no row whatever can be meant; else what a policy function, or what it takes, answers instead.
    pub async fn access_in<'a>(&self, scope: &'a Scope, action: Action) -> Result<Access<'a>, Problem> {
        let caller = scope.caller();
        let decide = |decided: &_| self.access_by(caller, action, decided).map(|access| [access.read, access.action]);
        let [read, action] = scope.decided(&decide).await?;
        let permitted = permitted(self.resource(), caller);
        Ok(Access { caller: Some(caller), read, action, permitted, gathered: Seen::NOTHING })
    }

    /// The same for somebody who may or may not be the caller of a request that runs.
    ///
    /// # Errors
    /// As [`Operations::access_in`]; 500 when a policy function has to be asked and there is no such request.
    pub(super) async fn access_of<'a>(&self, caller: &'a Caller, action: Action) -> Result<Access<'a>, Problem> {
        let access = self.access(caller, action)?;
        let Some(policy) = access.read.undecided().or_else(|| access.action.undecided()) else { return Ok(access) };
        let scope = Scope::of_caller(caller).ok_or_else(|| no_request(self.resource().name, policy))?;
        let Access { read, action, permitted, .. } = self.access_in(&scope, action).await?;
        Ok(Access { caller: Some(caller), read, action, permitted, gathered: Seen::NOTHING })
    }

    fn access_by<'a>(&self, caller: &'a Caller, action: Action, decided: &Decided) -> Result<Access<'a>, Problem> {
        let resource = self.resource();
        let decide = |action| permit(resource.policy(action), Some(resource), caller, decided);
        let (read, action) = match action {
            Action::Read => (decide(Action::Read)?, Expr::Constant(true)),
            Action::Create => (Expr::Constant(true), decide(Action::Create)?),
            action @ (Action::Update | Action::Delete) => {
                let allowed = decide(action)?;
                (decide(Action::Read)?, allowed)
            }
        };
        let permitted = permitted(resource, caller);
        Ok(Access { caller: Some(caller), read, action, permitted, gathered: Seen::NOTHING })
    }

    /// Whether there is anything that [`Operations::gathering`] decides.
    pub fn gathers(&self) -> bool {
        self.plan.gathers()
    }

    /// Decides what the caller sees of the rows from which columns of this resource are computed.
    ///
    /// # Errors
    /// What a policy function, or what it takes, answers instead.
    pub async fn gathering<'a>(&self, access: Access<'a>) -> Result<Access<'a>, Problem> {
        if !self.gathers() {
            return Ok(access);
        }
        let visible = Box::pin(self.visible(&access, &[], &Expr::Constant(true), &[], None)).await?;
        Ok(self.seeing(access, &visible))
    }

    /// The same where it was decided already, at least for the columns that are read.
    pub fn seeing<'a>(&self, access: Access<'a>, visible: &Visible) -> Access<'a> {
        Access { gathered: visible.gathered(self.resource()), ..access }
    }
}

impl Access<'_> {
    /// The permission of the program itself: every row.
    pub const fn system() -> Self {
        let all = Expr::Constant(true);
        Self { caller: None, read: all, action: Expr::Constant(true), permitted: Permitted::ALL, gathered: Seen::NOTHING }
    }

    /// The columns of another resource that the caller may see.
    pub fn permitted_of(&self, resource: &ResourceSpec) -> Permitted {
        self.caller.map_or(Permitted::ALL, |caller| permitted(resource, caller))
    }

    /// The columns that the caller may see and set.
    pub const fn permitted(&self) -> &Permitted {
        &self.permitted
    }

    /// Whether the caller may make this row. What the database computes of it is not known yet, so that nobody may by a condition on that.
    pub(super) fn permits(&self, resource: &ResourceSpec, row: &[Value]) -> Result<(), Problem> {
        let unknown = mentions(&self.action, resource, |column| column.computed.is_some());
        if self.action != Expr::Constant(true) && (unknown || evaluate(&self.action, row) != Some(true)) {
            return Err(Problem::new(ProblemKind::FORBIDDEN, "The caller may not make this row."));
        }
        Ok(())
    }

    /// Whether a policy looks at a column that is set, so that the new row may be outside of the scope.
    pub(super) fn leaves_scope(&self, resource: &ResourceSpec, set: &[(usize, Value)]) -> bool {
        let mentioned = |index: usize| self.read.mentions(index) || self.action.mentions(index);
        set.iter().any(|(index, _)| mentioned(*index))
            || follows(&self.read, resource, set)
            || follows(&self.action, resource, set)
    }

    /// The rows that the caller both sees and may do the action to.
    pub(super) fn scope(&self) -> Expr {
        if self.read == self.action {
            return self.read.clone();
        }
        self.read.clone().and(self.action.clone())
    }
}

/// Whether a condition looks at a column that is so.
fn mentions(expr: &Expr, resource: &ResourceSpec, is_so: impl Fn(&ColumnSpec) -> bool) -> bool {
    resource.columns.iter().enumerate().any(|(at, column)| is_so(column) && expr.mentions(at))
}

/// Whether a condition looks at what the database computes from columns that are set.
pub(super) fn follows(expr: &Expr, resource: &ResourceSpec, set: &[(usize, Value)]) -> bool {
    mentions(expr, resource, |column| set.iter().any(|(index, _)| column.follows(*index)))
}

/// Nobody can say what a policy would: so nobody passes.
fn no_request(resource: &str, policy: &PolicySpec) -> Problem {
    let name = policy.name;
    Problem::internal(std::io::Error::other(format!(
        "the policy `{name}` of {resource} is asked in a request, and this caller is that of none that runs: give `as_caller` the `Caller` \
         that the handler, the dependency or the hook took, before the answer is sent, or use `as_system`"
    )))
}
