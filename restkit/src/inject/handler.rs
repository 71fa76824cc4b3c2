//! Handlers: what is called for an endpoint.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderValue, header::LOCATION};
use http_body::{Frame, SizeHint};

use super::{Incoming, RowAccess, Running, Scope, Shared, answer::BELOW};
use crate::{
    auth::permit,
    db::{Retries, TransactionOptions},
    problem::{ApiError, Problem, ProblemKind, Problems},
    spec::{Caller, EndpointSpec, Expr},
};

/// Reads the arguments, calls the method and turns what it answers into a response.
pub type Call = Arc<dyn Fn(Scope) -> BoxFuture<'static, Result<Response, Problem>> + Send + Sync>;

/// An endpoint and the method behind it.
#[derive(Clone)]
pub struct Handler {
    /// Its facts.
    pub spec: &'static EndpointSpec,
    /// How its transaction is begun, when it takes one.
    pub(super) transaction: TransactionOptions,
    pub(super) takes_transaction: bool,
    finds_row: bool,
    call: Call,
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler").field("group", &self.spec.group).field("name", &self.spec.name).finish_non_exhaustive()
    }
}

impl Handler {
    /// An endpoint whose method is called like this.
    pub fn new(
        spec: &'static EndpointSpec,
        call: impl Fn(Scope) -> BoxFuture<'static, Result<Response, Problem>> + Send + Sync + 'static,
    ) -> Self {
        let call: Call = Arc::new(call);
        Self {
            spec,
            transaction: TransactionOptions::default(),
            takes_transaction: spec.takes_transaction(),
            finds_row: spec.finds_row(),
            call,
        }
    }

    /// The same, with a transaction that is begun like this.
    #[must_use]
    pub const fn transaction(mut self, options: TransactionOptions) -> Self {
        self.transaction = options;
        self
    }

    /// Answers a request. `body` reads its body; that begins after the access decision.
    ///
    /// What the handler wrote is committed before this answers, when it succeeded; else it is undone. A handler whose transaction met another
    /// one runs again, from the start, on the same request; what was decided stays so.
    ///
    /// # Errors
    /// 401, 403 and what a policy function answers when the caller may not; what the handler answers as an error, and 503 when its transaction
    /// met others again and again.
    pub async fn answer(
        &self,
        shared: &Arc<Shared>,
        incoming: Incoming,
        caller: &Caller,
        body: impl Future<Output = Result<Bytes, Problem>> + Send,
    ) -> Result<Response, Problem> {
        let incoming = Arc::new(incoming);
        let mut scope = Scope::begin(shared, Some(self), &incoming, caller.clone());
        let begun = async {
            let access = self.access(&scope).await?;
            incoming.read(body.await?);
            Ok(access)
        };
        let access = match begun.await {
            Ok(access) => access,
            Err(problem) => return scope.conclude(Err(problem)).await,
        };
        let mut retries = Retries::default();
        loop {
            access.iter().cloned().for_each(|access| scope.admit(access));
            let mut outcome = (self.call)((*scope).clone()).await;
            let success = succeeds(&outcome);
            if let Err(ended) = scope.end(success).await {
                if ended.again {
                    scope.clean_up().await;
                    if retries.again().await {
                        scope = Scope::begin(shared, Some(self), &incoming, caller.clone());
                        continue;
                    }
                }
                if let Some(problem) = ended.problem {
                    outcome = Err(problem);
                } else if ended.again {
                    outcome = Err(spent());
                }
                scope.forget_waiting();
            }
            if let Ok(response) = &mut outcome {
                locate(response, incoming.parts.uri.path());
            }
            return scope.conclude(outcome).await;
        }
    }

    /// Decides who may, and for which rows of the resource.
    async fn access(&self, scope: &Scope) -> Result<Option<RowAccess>, Problem> {
        let (spec, caller) = (self.spec, scope.caller());
        let resource = spec.resource.map(|resource| resource());
        let found = resource.filter(|_| self.finds_row);
        let decide = |decided: &_| {
            let action = permit(&spec.policy, resource, caller, decided)?;
            let read = found.map_or(Ok(Expr::Constant(true)), |found| permit(&found.read, resource, caller, decided))?;
            Ok([read, action])
        };
        let [read, action] = scope.decided(&decide).await?;
        match found {
            Some(_) => Ok(Some(RowAccess { read, action })),
            // A decision about rows without a row does not compile; should it all the same, nobody passes.
            None if action != Expr::Constant(true) => Err(Problem::new(ProblemKind::FORBIDDEN, "The caller may not do this.")),
            None => Ok(None),
        }
    }
}

/// Whether what was done for an answer is to last.
fn succeeds(outcome: &Result<Response, Problem>) -> bool {
    outcome.as_ref().is_ok_and(|response| !response.status().is_client_error() && !response.status().is_server_error())
}

impl Running {
    /// The answer as it leaves: what is to be cleaned up before it is, and what comes after it waits for it.
    ///
    /// # Errors
    /// The problem that was to be answered.
    pub async fn conclude(self, outcome: Result<Response, Problem>) -> Result<Response, Problem> {
        self.clean_up().await;
        let success = succeeds(&outcome);
        outcome.map(|response| response.map(|body| Body::new(Last { body, _after: After { scope: self, success } })))
    }
}

/// Puts a location that is meant under the path of the request there.
fn locate(response: &mut Response, path: &str) {
    let below = response.headers().get(LOCATION).and_then(|location| location.to_str().ok()?.strip_prefix(BELOW));
    let Some(location) = below.map(|key| format!("{}/{key}", path.trim_end_matches('/'))) else { return };
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
}

fn spent() -> Problem {
    Problem::unavailable("Too many requests changed the same rows at once; try again.")
}

/// What happens when the answer has left.
struct After {
    scope: Running,
    success: bool,
}

impl Drop for After {
    fn drop(&mut self) {
        if self.success {
            self.scope.begin_waiting();
        }
        // Then the scope goes, and with it its clean-ups run.
    }
}

/// A body that keeps the scope of its request alive until it was sent.
struct Last {
    body: Body,
    _after: After,
}

impl http_body::Body for Last {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The answer of a function: a value, or an error that the API knows.
pub trait Outcome {
    /// The value.
    type Value;

    /// How it can fail.
    const PROBLEMS: Problems;

    /// The value, or the problem.
    ///
    /// # Errors
    /// What the function answered as an error.
    fn into_result(self) -> Result<Self::Value, Problem>;
}

impl<T, E: ApiError> Outcome for Result<T, E> {
    type Value = T;
    const PROBLEMS: Problems = E::PROBLEMS;

    fn into_result(self) -> Result<T, Problem> {
        self.map_err(ApiError::into_problem)
    }
}
