//! Rules of input that have to ask: the database, or somebody else.

use std::future::{Ready, ready};

use super::{Argument, Scope};
use crate::{
    input,
    problem::{Fault, Location, Problem},
    spec::{ArgumentFacts, Input},
};

/// Rules of an input that take time, as whether an address is free.
///
/// They are asked wherever a handler or a dependency takes the type as a body, a form, a query, headers or cookies: after everything in the
/// request was read without a fault, and before anything else is made for it. What they answer is told in one answer. Whether something is
/// still so when the handler acts on it only the database can hold: a unique column is a 409 all the same.
///
/// A fault is told where the input was read: a [`Fault::pointer`] at `/email` is that in a body or a form, the parameter `email` in a query, the
/// header `email` among headers. So one type serves all of them, and an operation without a body never answers 422.
///
/// ```
/// use restkit::{inject::Scope, prelude::*, problem::Fault};
///
/// /// Somebody who signs in.
/// #[resource(path = "/users")]
/// #[authorize(read = owner, create = public, update = owner, delete = owner)]
/// pub struct User {
///     #[resource(id, owner)]
///     pub id: i64,
///     #[resource(unique)]
///     pub email: String,
/// }
///
/// #[derive(Input)]
/// struct Registration {
///     #[validate(email)]
///     email: String,
/// }
///
/// impl AsyncValidate for Registration {
///     async fn validate(&self, scope: &Scope) -> Result<Vec<Fault>, Problem> {
///         let users = User::repository(scope.db()).as_system();
///         let taken = users.filter(User::email().eq(self.email.as_str())).exists().await?;
///         Ok(taken.then(|| Fault::pointer("/email", "taken", "is taken already")).into_iter().collect())
///     }
/// }
/// ```
pub trait AsyncValidate: Input + Sync {
    /// Everything that is wrong; nothing when all is well.
    ///
    /// # Errors
    /// What the request is to be answered with when the rules could not be asked.
    fn validate(&self, scope: &Scope) -> impl Future<Output = Result<Vec<Fault>, Problem>> + Send;
}

/// An input as generated code asks it: its own rules where it has some, else none. The compiler prefers the method that belongs to the type.
#[derive(Debug)]
pub struct Asked<'a, T>(pub &'a T);

impl<'a, T: AsyncValidate> Asked<'a, T> {
    /// What its rules say.
    pub fn faults(self, scope: &'a Scope) -> impl Future<Output = Result<Vec<Fault>, Problem>> + Send + 'a {
        self.0.validate(scope)
    }
}

/// An input without such rules.
pub trait NothingToAsk: Sized {
    /// Nothing.
    fn faults(self, _: &Scope) -> Ready<Result<Vec<Fault>, Problem>> {
        ready(Ok(Vec::new()))
    }
}

impl<T> NothingToAsk for Asked<'_, T> {}

/// The faults of an argument, said where it was read: what is no body has no pointers.
pub fn placed<A: Argument>(faults: Vec<Fault>) -> Vec<Fault> {
    placed_by(&A::FACTS, faults)
}

fn placed_by(facts: &ArgumentFacts, faults: Vec<Fault>) -> Vec<Fault> {
    let header = match facts {
        ArgumentFacts::Body { .. } => return faults,
        facts => matches!(facts, ArgumentFacts::Header(_)),
    };
    let place = |mut fault: Fault| {
        if let Location::Pointer(pointer) = &fault.at {
            // Texts hold scalars and lists of them, so the first part names the parameter.
            let name = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
            let name = name.replace("~1", "/").replace("~0", "~");
            fault.at = if header { Location::Header(name) } else { Location::Parameter(name) };
        }
        fault
    };
    faults.into_iter().map(place).collect()
}

impl Scope {
    /// Refuses what was found wrong when everything was read.
    ///
    /// # Errors
    /// 422 with every fault.
    pub fn refuse(&self, faults: Vec<Fault>) -> Result<(), Problem> {
        input::refuse(faults)
    }
}
