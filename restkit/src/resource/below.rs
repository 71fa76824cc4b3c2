//! Rows that belong to another one, at a path below that of it.

use super::{Access, Operations, error, not_found};
use crate::{
    auth::{credentials_needed, owner_value},
    input::Members,
    problem::{Problem, ProblemKind},
    spec::{Action, ColumnSpec, Compare, Expr, Generated, KeyValues, PartColumns, ResourceSpec, Value},
};

/// The row that others belong to.
#[derive(Clone, Debug)]
pub struct Above {
    /// Its resource.
    pub resource: &'static ResourceSpec,
    /// The columns of the others that hold its key.
    pub columns: PartColumns,
    /// Its key.
    pub key: KeyValues,
}

impl Above {
    /// The columns of the others, by their indices, with what each holds.
    pub fn parts(&self) -> impl Iterator<Item = (usize, &Value)> {
        self.columns.iter().copied().zip(&*self.key)
    }

    /// That a row belongs to it.
    pub fn condition(&self) -> Expr {
        equal(self.parts())
    }
}

/// That columns have these values.
fn equal<'a>(parts: impl Iterator<Item = (usize, &'a Value)>) -> Expr {
    parts.fold(Expr::Constant(true), |all, (column, value)| all.and(Expr::Compare(column, Compare::Equal, value.clone())))
}

impl Operations {
    /// Whether there is anything below a row for the caller: they see the row, and the columns by which others belong to it.
    ///
    /// # Errors
    /// 404 when they do not, which is no other answer than that of a row that is not there; 401 or 403 when they may see no row of its kind.
    pub async fn below(&self, access: &Access<'_>, above: &Above) -> Result<(), Problem> {
        let columns = self.resource().columns;
        let seen = |at: &usize| columns.get(*at).is_some_and(ColumnSpec::readable) && access.permitted.sees(*at);
        if !above.columns.iter().all(seen) {
            return Err(not_found());
        }
        let other = self.beside(above.resource);
        let seen = match access.caller {
            Some(caller) => other.access_of(caller, Action::Read).await?.read,
            None => Expr::Constant(true),
        };
        let same = equal(above.resource.keys.iter().copied().zip(&*above.key));
        if other.exists(&seen.and(same)).await? { Ok(()) } else { Err(not_found()) }
    }

    /// Lets a new row belong to another one. The owner of a row is whoever makes it, so that it can only belong to them.
    ///
    /// # Errors
    /// 403 when the caller may not set these columns, or would make somebody else the owner.
    pub fn belong(&self, access: &Access<'_>, above: &Above, members: &mut Members) -> Result<(), Problem> {
        let resource = self.resource();
        for (column, value) in above.parts() {
            let owned = resource.columns.get(column).is_some_and(|column| column.generated == Generated::Owner);
            let may = match access.caller {
                Some(caller) if owned => owner_value(resource, caller)?.ok_or_else(credentials_needed)? == *value,
                _ => access.permitted.sets(column),
            };
            if !may {
                return Err(Problem::new(ProblemKind::FORBIDDEN, "The caller may not make a row that belongs to this one."));
            }
            match members.get_mut(column) {
                Some(member) => *member = Some(value.clone()),
                None => return Err(error::internal(crate::db::DbError::Check { constraint: None })),
            }
        }
        Ok(())
    }
}
