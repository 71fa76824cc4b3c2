//! What an app does with every problem before it leaves.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use http::Method;

use super::contract;
use crate::problem::Problem;

/// A request that is answered with a problem, as far as hooks are told of it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailedRequest<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its path, without the query.
    pub path: &'a str,
    /// What the log knows it by.
    pub trace_id: &'a str,
    /// The subject of the caller, where that is known.
    pub caller: Option<&'a str>,
}

type Hook = dyn Fn(Problem, &FailedRequest<'_>) -> Problem + Send + Sync;

/// The hooks of an app, in the order in which they run.
#[derive(Clone, Default)]
pub struct ProblemHooks(Vec<Arc<Hook>>);

impl ProblemHooks {
    /// Adds one.
    pub fn push(&mut self, hook: impl Fn(Problem, &FailedRequest<'_>) -> Problem + Send + Sync + 'static) {
        self.0.push(Arc::new(hook));
    }

    /// What is answered instead of a problem. No hook is shown the cause, so that none can tell it to the client.
    pub(super) fn run(&self, problem: Problem, request: &FailedRequest<'_>) -> Problem {
        self.0.iter().fold(problem, |problem, hook| {
            let shown = problem.clone().without_source();
            match catch_unwind(AssertUnwindSafe(|| hook(shown, request))) {
                Ok(answer) => answer,
                Err(panic) => {
                    contract::log_hook_panic(&*panic, request.trace_id);
                    problem
                }
            }
        })
    }
}

impl fmt::Debug for ProblemHooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProblemHooks").field(&self.0.len()).finish()
    }
}
