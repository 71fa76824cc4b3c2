//! The row that the path of a handwritten endpoint names.

use std::{borrow::Cow, fmt, ops::Deref};

use super::{Access, Operations, error};
use crate::{
    db::{DbError, Row},
    inject::{Argument, Parsing, Scope},
    input,
    problem::{ApiError as _, Problem},
    query::{Plan, RowVersion, Seen, evaluate},
    spec::{ArgumentFacts, KeyValues, Resource, Value},
};

/// The row that the path names, as an argument of an endpoint in `#[resource] impl`.
///
/// It is there when the caller may see it and the endpoint's `#[authorize(…)]` allows it: 404 when they may not see it, no different from
/// a row that does not exist, and 403 when they see it but the decision does not allow it. All of its columns are there, write-only ones
/// too. A key of several parts has a parameter of the path for each, called like its field. In an endpoint that takes [`Tx`](crate::db::Tx) the
/// row is locked until the transaction is over, unless that only reads.
///
/// ```
/// use restkit::prelude::*;
///
/// /// Something to do.
/// #[resource(path = "/tasks")]
/// #[authorize(read = authenticated, create = authenticated, update = owner, delete = owner)]
/// pub struct Task {
///     #[resource(id)]
///     pub id: i64,
///     pub title: String,
///     #[resource(owner)]
///     pub owner: String,
/// }
///
/// #[resource]
/// impl Task {
///     /// How long the title is.
///     #[get("/{id}/length")]
///     #[authorize(owner)]
///     async fn length(task: Found<Task>) -> u64 {
///         task.title.chars().count() as u64
///     }
/// }
/// ```
pub struct Found<R> {
    row: R,
    version: RowVersion,
}

impl<R> Found<R> {
    /// The row itself.
    pub fn into_inner(self) -> R {
        self.row
    }

    /// The version of the row, as its entity tag has it: what [`Rows::if_version`](crate::resource::Rows::if_version) asks for.
    pub const fn version(&self) -> RowVersion {
        self.version
    }
}

impl<R> Deref for Found<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.row
    }
}

impl<R: fmt::Debug> fmt::Debug for Found<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.row.fmt(f)
    }
}

impl<R: Resource> Argument for Found<R> {
    const FACTS: ArgumentFacts = ArgumentFacts::Row;
    /// The key; `None` when what stands in the path is none, and so names no row.
    type Parsed = Option<KeyValues>;

    fn parse(request: &mut Parsing<'_>, name: &'static str) -> Option<Self::Parsed> {
        let incoming = request.scope().incoming();
        let segments = R::spec().key_parameters(name).map(|(name, _)| incoming.path(name).map(Cow::Borrowed));
        Some(input::key(R::spec(), segments))
    }

    async fn resolve(key: Self::Parsed, scope: &Scope) -> Result<Self, Problem> {
        let key = key.ok_or_else(error::not_found)?;
        let (values, version) = find(scope, &Plan::shared(scope.db(), R::spec()), &key).await?;
        let row = R::from_values(values).map_err(Problem::internal)?;
        Ok(Self { row, version })
    }
}

/// The values of all columns of the row, and its version.
async fn find(scope: &Scope, plan: &Plan, key: &[Value]) -> Result<(Vec<Value>, RowVersion), Problem> {
    let Some(access) = scope.access() else {
        // An endpoint that takes a row is only made for a resource.
        return Err(Problem::internal(std::io::Error::other("an endpoint takes a row, and nobody has decided about rows")));
    };
    let problem = |error: DbError| error.into_problem();
    let seen = if plan.gathers() { gathered(scope, plan).await? } else { Seen::NOTHING };
    let row: Option<Row> = if scope.takes_transaction() {
        let tx = scope.transaction().await?;
        let statement =
            if scope.only_reads() { plan.whole(key, &access.read, &seen) } else { plan.lock(key, &access.read, &seen) };
        tx.fetch_optional(statement).await.map_err(problem)?
    } else {
        scope.db().read_by_key(plan.resource(), plan.whole(key, &access.read, &seen)).await.map_err(problem)?
    };
    let row = row.ok_or_else(error::not_found)?;
    let values = plan.locked_values(&row).map_err(problem)?;
    if evaluate(&access.action, &values) != Some(true) {
        return Err(error::denied());
    }
    Ok((values, plan.version(&row).map_err(problem)?))
}

/// What the caller sees of the rows that columns are computed from.
async fn gathered(scope: &Scope, plan: &Plan) -> Result<Seen, Problem> {
    let caller = Access { caller: Some(scope.caller()), ..Access::system() };
    Ok(Operations::new(scope.db(), plan.resource()).gathering(caller).await?.gathered)
}
