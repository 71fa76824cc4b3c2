//! What policy functions that are asked in a request add to a generated operation.

use http::StatusCode;
use utoipa::openapi::{Required, path::Parameter};

use super::{arguments, component::Registry, problems::Told};
use crate::{
    problem::ProblemKind,
    spec::{Action, ArgumentFacts, Operation, RelationSpec, ResourceSpec},
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
    /// The policy functions of an operation, and of the rows that its body may hold besides; `None` when it asks none.
    pub(super) fn of(resource: &ResourceSpec, operation: Operation, registry: &mut Registry) -> Option<Self> {
        let mut this = Self::alone(resource, operation, registry);
        for other in resource.written().filter(|_| operation == Operation::Create).map(RelationSpec::target) {
            let Some(inside) = Self::alone(other, operation, registry) else { continue };
            this = Some(match this {
                Some(own) => own.with(inside),
                None => inside,
            });
        }
        this
    }

    fn alone(resource: &ResourceSpec, operation: Operation, registry: &mut Registry) -> Option<Self> {
        let action = operation.action();
        let policies = resource.asked(action);
        // All but the removal of a row answer related rows when they are asked to.
        let related: Vec<_> = if operation == Operation::Delete { Vec::new() } else { resource.related() };
        if policies.is_empty() && related.iter().all(|other| other.asked(Action::Read).is_empty()) {
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
        this.add_related(&related, registry);
        arguments::once(&mut this.parameters);
        Some(this)
    }

    /// The same for rows below those of another resource, which are read first.
    pub(super) fn below(
        resource: &ResourceSpec,
        parent: &ResourceSpec,
        operation: Operation,
        registry: &mut Registry,
    ) -> Option<Self> {
        let (own, above) = (Self::of(resource, operation, registry), Self::of(parent, Operation::Get, registry));
        let Some(above) = above else { return own };
        let nothing = Self { operation, parameters: Vec::new(), told: Vec::new(), complete: true };
        Some(own.unwrap_or(nothing).with(above))
    }

    /// With what others read and answer.
    fn with(mut self, other: Self) -> Self {
        self.parameters.extend(other.parameters);
        self.complete &= other.complete;
        other.told.into_iter().for_each(|told| told.once(&mut self.told));
        arguments::once(&mut self.parameters);
        self
    }

    /// Adds what policy functions of related resources read and answer, where rows of them are included. Whoever may not see these rows is not turned
    /// down for it.
    fn add_related(&mut self, related: &[&ResourceSpec], registry: &mut Registry) {
        let (mut parameters, mut told) = (Vec::new(), Vec::new());
        for other in related {
            let dependencies = other.for_each_taken(Action::Read, &mut |argument| {
                arguments::read(argument, registry, &mut parameters);
                if matches!(argument.facts, ArgumentFacts::Header(_)) {
                    Told::plain(ProblemKind::INVALID_HEADER).once(&mut told);
                }
            });
            let policies = other.asked(Action::Read);
            for problems in policies.iter().map(|policy| &policy.problems).chain(dependencies.iter().map(|made| &made.problems)) {
                self.complete &= Told::collect(problems, registry, &mut told);
            }
        }
        parameters.iter_mut().for_each(|parameter| parameter.required = Required::False);
        self.parameters.append(&mut parameters);
        let turns_down = |told: &Told| matches!(told.kind.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        told.into_iter().filter(|told| !turns_down(told)).for_each(|told| told.once(&mut self.told));
    }
}
