//! How an argument of a handler is made.

use std::any::TypeId;

use super::Scope;
use crate::{
    auth::Tokens,
    db::{Db, Tx},
    input,
    problem::{Fault, Problem},
    spec::{ArgumentFacts, Caller},
};

/// A type that a handler or a dependency can take.
///
/// It is made in two steps. First everything that stands in the request is read, so that all faults are told in one answer; then what
/// takes time or other arguments is made.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a handler can take",
    label = "not an argument of a handler",
    note = "handlers take `Path<T>`, `Query<T>`, `Header<T>`, `Cookie<T>`, `Json<T>`, `Form<T>`, `Caller`, `Db`, `Tx`, `BackgroundTasks`, `Depends<T>`, types made by `#[dependency]`, and in an impl block of a resource `Found<R>`",
    note = "for an extractor of axum write `Axum<{Self}>`"
)]
pub trait Argument: Sized + Send + 'static {
    /// What the document and the check at the start need to know.
    const FACTS: ArgumentFacts;

    /// What is read from the request; `()` where nothing is.
    type Parsed: Send;

    /// Reads what stands in the request; `None` when something is wrong with it, and then that is noted.
    fn parse(request: &mut Parsing<'_>, name: &'static str) -> Option<Self::Parsed>;

    /// Makes the argument.
    ///
    /// # Errors
    /// Whatever the request is to be answered with instead.
    fn resolve(parsed: Self::Parsed, scope: &Scope) -> impl Future<Output = Result<Self, Problem>> + Send;
}

/// Reading a request, and noting what is wrong with it.
#[derive(Debug)]
pub struct Parsing<'a> {
    pub(super) scope: &'a Scope,
    faults: Vec<Fault>,
    malformed: Option<Problem>,
    /// The dependencies whose arguments were read.
    read: Vec<TypeId>,
    /// Whether all of them were read before.
    again: bool,
}

impl<'a> Parsing<'a> {
    pub(super) fn new(scope: &'a Scope) -> Self {
        Self { scope, faults: scope.incoming().faults.clone(), malformed: None, read: Vec::new(), again: false }
    }

    /// Reads what a policy needs, whatever else may be wrong with the request: that is told to those who may hear it.
    pub(super) const fn alone(scope: &'a Scope) -> Self {
        Self { scope, faults: Vec::new(), malformed: None, read: Vec::new(), again: false }
    }

    /// Reads once more what a dependency needs: only what it takes itself, since nothing was wrong with the rest.
    pub(super) const fn again(scope: &'a Scope) -> Self {
        Self { scope, faults: Vec::new(), malformed: None, read: Vec::new(), again: true }
    }

    /// Whether the arguments of a dependency are still to be read; they are from now on.
    pub(super) fn is_unread(&mut self, dependency: TypeId) -> bool {
        let unread = !self.again && !self.read.contains(&dependency);
        if unread {
            self.read.push(dependency);
        }
        unread
    }

    /// The scope of the request.
    pub const fn scope(&self) -> &'a Scope {
        self.scope
    }

    /// Notes that something is wrong.
    pub fn fault(&mut self, fault: Fault) {
        // Two arguments may read the same parameter.
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Notes that the body cannot be read at all.
    pub(super) fn malformed(&mut self, problem: Problem) {
        self.malformed.get_or_insert(problem);
    }

    /// Everything that is wrong, in one problem.
    ///
    /// # Errors
    /// 400 when the body cannot be read at all or a parameter is at fault, 422 when the body is.
    pub fn finish(self) -> Result<(), Problem> {
        match self.malformed {
            Some(problem) => Err(problem.with_faults(self.faults)),
            None => input::refuse(self.faults),
        }
    }
}

/// Implements [`Argument`] for what is there without reading the request.
macro_rules! context {
    ($($ty:ty: $facts:expr, $scope:ident => $make:expr;)*) => {$(
        impl $crate::inject::Argument for $ty {
            const FACTS: ArgumentFacts = $facts;
            type Parsed = ();

            fn parse(_: &mut $crate::inject::Parsing<'_>, _: &'static str) -> Option<()> {
                Some(())
            }

            async fn resolve((): (), $scope: &Scope) -> Result<Self, Problem> {
                $make
            }
        }
    )*};
}
pub(super) use context;

context! {
    Caller: ArgumentFacts::Context, scope => Ok(scope.caller().clone());
    Db: ArgumentFacts::Context, scope => Ok(scope.db().clone());
    Tokens: ArgumentFacts::Context, scope => Ok(scope.shared().tokens.clone());
    Tx: ArgumentFacts::Transaction, scope => scope.transaction().await;
    http::HeaderMap: ArgumentFacts::Context, scope => Ok(scope.incoming().parts.headers.clone());
    http::Method: ArgumentFacts::Context, scope => Ok(scope.incoming().parts.method.clone());
    http::Uri: ArgumentFacts::Context, scope => Ok(scope.incoming().parts.uri.clone());
}
