//! Rows that belong to another one, at a path below that of it.

use super::{Access, Operations, error, not_found};
use crate::{
    auth::{credentials_needed, owner_value},
    input::Members,
    problem::{Problem, ProblemKind},
    spec::{Action, Compare, Expr, Generated, ResourceSpec, Value},
};

/// The row that others belong to.
#[derive(Clone, Debug)]
pub struct Above {
    /// Its resource.
    pub resource: &'static ResourceSpec,
    /// The column of the others that holds its key, by index.
    pub column: usize,
    /// Its key.
    pub key: Value,
}

impl Above {
    /// That a row belongs to it.
    pub fn condition(&self) -> Expr {
        Expr::Compare(self.column, Compare::Equal, self.key.clone())
    }
}

impl Operations {
    /// Whether there is anything below a row for the caller: they see the row, and the column by which others belong to it.
    ///
    /// # Errors
    /// 404 when they do not, which is no other answer than that of a row that is not there; 401 or 403 when they may see no row of its kind.
    pub async fn below(&self, access: &Access<'_>, above: &Above) -> Result<(), Problem> {
        let column = self.resource().columns.get(above.column);
        if !column.is_some_and(|column| column.readable() && access.permitted.sees(above.column)) {
            return Err(not_found());
        }
        let other = self.beside(above.resource);
        let seen = match access.caller {
            Some(caller) => other.access_of(caller, Action::Read).await?.read,
            None => Expr::Constant(true),
        };
        let key = above.resource.keys.first().copied().unwrap_or_default();
        let same = Expr::Compare(key, Compare::Equal, above.key.clone());
        if other.exists(&seen.and(same)).await? { Ok(()) } else { Err(not_found()) }
    }

    /// Lets a new row belong to another one. The owner of a row is whoever makes it, so that it can only belong to them.
    ///
    /// # Errors
    /// 403 when the caller may not set this column, or would make somebody else the owner.
    pub fn belong(&self, access: &Access<'_>, above: &Above, members: &mut Members) -> Result<(), Problem> {
        let resource = self.resource();
        let owned = resource.columns.get(above.column).is_some_and(|column| column.generated == Generated::Owner);
        let may = match access.caller {
            Some(caller) if owned => owner_value(resource, caller)?.ok_or_else(credentials_needed)? == above.key,
            _ => access.permitted.sets(above.column),
        };
        if !may {
            return Err(Problem::new(ProblemKind::FORBIDDEN, "The caller may not make a row that belongs to this one."));
        }
        match members.get_mut(above.column) {
            Some(member) => *member = Some(above.key.clone()),
            None => return Err(error::internal(crate::db::DbError::Check { constraint: None })),
        }
        Ok(())
    }
}
