//! What policy functions that are asked in a request add to a generated operation.

use utoipa::openapi::path::Parameter;

use super::{arguments, component::Registry, problems::Told};
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
    pub(super) told: Vec<Told>,
    /// Whether these are all.
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
        let mut this = Self { operation, parameters: Vec::new(), told: Vec::new(), complete: true };
        let dependencies = resource.for_each_taken(action, &mut |argument| {
            arguments::read(argument, registry, &mut this.parameters);
            if matches!(argument.facts, ArgumentFacts::Header(_)) {
                Told::plain(ProblemKind::INVALID_HEADER).once(&mut this.told);
            }
        });
        let problems = policies.iter().map(|policy| &policy.problems).chain(dependencies.iter().map(|made| &made.problems));
        for problems in problems {
            this.complete &= Told::collect(problems, registry, &mut this.told);
        }
        arguments::once(&mut this.parameters);
        Some(this)
    }
}
