//! What policy functions that are asked in a request add to a generated operation.

use utoipa::openapi::path::Parameter;

use super::{arguments, component::Registry};
use crate::{
    problem::ProblemKind,
    spec::{ArgumentFacts, Operation, ResourceSpec},
};

/// What the policy functions of an operation read and answer.
pub(super) struct Asked {
    pub(super) operation: Operation,
    /// What they and their dependencies read.
    pub(super) parameters: Vec<Parameter>,
    /// How they and their dependencies can fail.
    pub(super) kinds: Vec<ProblemKind>,
    /// Whether these kinds are all.
    pub(super) complete: bool,
}

impl Asked {
    /// The policy functions of an operation; `None` when it asks none.
    pub(super) fn of(resource: &ResourceSpec, operation: Operation, registry: &mut Registry) -> Option<Self> {
        let action = operation.action();
        let policies = resource.asked(action);
        if policies.is_empty() {
            return None;
        }
        let mut this = Self { operation, parameters: Vec::new(), kinds: Vec::new(), complete: true };
        let dependencies = resource.for_each_taken(action, &mut |argument| {
            arguments::read(argument, registry, &mut this.parameters);
            if matches!(argument.facts, ArgumentFacts::Header(_)) {
                this.add(ProblemKind::INVALID_HEADER);
            }
        });
        let mut kinds = Vec::new();
        let problems = policies.iter().map(|policy| &policy.problems).chain(dependencies.iter().map(|made| &made.problems));
        for problems in problems {
            this.complete &= problems.for_each(&mut |kind| kinds.push(kind));
        }
        kinds.into_iter().for_each(|kind| this.add(kind));
        arguments::once(&mut this.parameters);
        Some(this)
    }

    fn add(&mut self, kind: ProblemKind) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }
}
