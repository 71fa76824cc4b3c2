//! The descriptor of a handwritten endpoint: a method of an impl block.

use std::any::TypeId;

use http::Method;

use super::{Policy, PolicySpec, ResourceSpec, Shape};
use crate::problem::Problems;

/// A method with `#[get("…")]` or its like.
#[derive(Debug)]
pub struct EndpointSpec {
    /// The name of the method, as in `complete`: the start of the operation's id.
    pub name: &'static str,
    /// The name of the type that the impl block is of, as in `Task`.
    pub group: &'static str,
    /// Where it stands in the source, as in `src/main.rs:17`, for messages.
    pub place: &'static str,
    /// The method of HTTP.
    pub method: Method,
    /// The path under that of the group, as in `/{id}/complete`; empty for the path of the group itself.
    pub path: &'static str,
    /// The documentation comment.
    pub docs: &'static str,
    /// Whether clients should stop using it.
    pub deprecated: bool,
    /// The status of its answer, where the answer does not fix it.
    pub status: Option<u16>,
    /// The decision who may call it.
    pub policy: Policy,
    /// The resource whose impl block it stands in.
    pub resource: Option<fn() -> &'static ResourceSpec>,
    /// What it takes, in order.
    pub arguments: &'static [ArgumentSpec],
    /// What it answers.
    pub answer: AnswerFacts,
}

/// A group of handwritten endpoints.
#[derive(Debug)]
pub struct GroupSpec {
    /// The name of the type, as in `Checkout`.
    pub name: &'static str,
    /// The path under the mount point, as in `/checkout`; empty for none.
    pub path: &'static str,
    /// The heading of its operations in the document; empty: made of the name.
    pub tag: &'static str,
    /// The documentation comment of the impl block.
    pub docs: &'static str,
}

/// One argument of a handler.
#[derive(Clone, Copy, Debug)]
pub struct ArgumentSpec {
    /// The name of the argument, without `r#`: that of a parameter.
    pub name: &'static str,
    /// What its type says of it.
    pub facts: ArgumentFacts,
    /// What the document shows of it, as JSON; made up when nobody said.
    pub example: Option<&'static str>,
}

impl ArgumentSpec {
    /// An argument of this name.
    pub const fn new(name: &'static str, facts: ArgumentFacts) -> Self {
        Self { name, facts, example: None }
    }

    /// The same argument, of which the document shows this JSON.
    #[must_use]
    pub const fn example(mut self, json: &'static str) -> Self {
        self.example = Some(json);
        self
    }

    /// The names of the query that it reads.
    pub fn query_names(&self) -> impl Iterator<Item = &'static str> {
        let (members, name) = match self.facts {
            ArgumentFacts::Query(Shape::Object(object)) => (object.members, None),
            ArgumentFacts::Query(_) => (&[][..], Some(self.name)),
            _ => (&[][..], None),
        };
        members.iter().map(|member| member.name).chain(name)
    }
}

/// What an argument is, as its type says.
#[derive(Clone, Copy, Debug)]
pub enum ArgumentFacts {
    /// A part of the path.
    Path(Shape),
    /// One parameter of the query when the shape is that of a scalar or a list, else one for each member.
    Query(Shape),
    /// A header, or one for each member.
    Header(Shape),
    /// A cookie, or one for each member.
    Cookie(Shape),
    /// The body.
    Body {
        /// Its media types.
        media_types: &'static [&'static str],
        /// Its shape; `None` when it is no JSON and no form.
        shape: Option<Shape>,
    },
    /// The row that the path names.
    Row,
    /// The transaction of the request.
    Transaction,
    /// Something that [`App::provide`](crate::App::provide) gives.
    Provided(TypeFacts),
    /// Something that is made from other arguments.
    Dependency(fn() -> &'static DependencySpec),
    /// Something that needs nothing of the request that the document would know.
    Context,
}

/// A type, as far as it can be told from others and named.
#[derive(Clone, Copy, Debug)]
pub struct TypeFacts {
    /// What tells it from others.
    pub id: fn() -> TypeId,
    /// Its name, for messages.
    pub name: fn() -> &'static str,
}

impl TypeFacts {
    /// The facts of `T`.
    pub const fn of<T: ?Sized + 'static>() -> Self {
        Self { id: TypeId::of::<T>, name: std::any::type_name::<T> }
    }
}

/// A function with `#[dependency]`.
#[derive(Debug)]
pub struct DependencySpec {
    /// The name of the function.
    pub name: &'static str,
    /// The type that it makes available.
    pub makes: TypeFacts,
    /// Where it stands in the source.
    pub place: &'static str,
    /// What it takes, in order.
    pub arguments: &'static [ArgumentSpec],
    /// How it can fail.
    pub problems: Problems,
}

/// What a handler answers, as its return type says.
#[derive(Clone, Copy, Debug)]
pub struct AnswerFacts {
    /// The status of a success, where the type fixes it.
    pub status: Option<u16>,
    /// What stands in the answer.
    pub content: Content,
    /// Whether a success says where the new row is.
    pub location: bool,
    /// How the handler can fail.
    pub problems: Problems,
}

impl AnswerFacts {
    /// A success with JSON of this shape.
    pub const fn json(shape: Shape) -> Self {
        Self { status: None, content: Content::Json(shape), location: false, problems: Problems::None }
    }
}

/// What stands in an answer.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// Nothing.
    Empty,
    /// JSON of this shape.
    Json(Shape),
    /// Whatever the handler makes: the document cannot say.
    Free,
}

impl EndpointSpec {
    /// Calls `each` with every argument: those of the policy functions that decide about it, its own, and those of the dependencies behind
    /// them, each dependency once.
    pub fn for_each_argument(&self, each: &mut dyn FnMut(&ArgumentSpec)) {
        self.visit(each);
    }

    /// The dependencies behind its policy functions and its arguments, each once.
    pub fn dependencies(&self) -> Vec<&'static DependencySpec> {
        self.visit(&mut |_| ())
    }

    fn visit(&self, each: &mut dyn FnMut(&ArgumentSpec)) -> Vec<&'static DependencySpec> {
        let mut known = Vec::new();
        self.asked().iter().for_each(|policy| walk(policy.arguments, &mut known, each));
        walk(self.arguments, &mut known, each);
        known
    }

    /// The policy functions that can only be asked in a request, of those that decide about it; each once. A row that it finds has to be
    /// one that the caller may see.
    pub fn asked(&self) -> Vec<&'static PolicySpec> {
        let mut asked = Vec::new();
        let mut add = |policy| {
            if !asked.contains(&policy) {
                asked.push(policy);
            }
        };
        self.policy.for_each_asked(&mut add);
        if let Some(resource) = self.resource.filter(|_| self.finds_row()) {
            resource().read.for_each_asked(&mut add);
        }
        asked
    }

    /// Whether it or a dependency of it takes the row that the path names.
    pub fn finds_row(&self) -> bool {
        let mut finds = false;
        walk(self.arguments, &mut Vec::new(), &mut |argument| finds |= matches!(argument.facts, ArgumentFacts::Row));
        finds
    }

    /// Whether it or a dependency of it takes the transaction.
    pub fn takes_transaction(&self) -> bool {
        let mut takes = false;
        self.for_each_argument(&mut |argument| takes |= matches!(argument.facts, ArgumentFacts::Transaction));
        takes
    }

    /// Its body: media types and shape.
    pub fn body(&self) -> Option<(&'static [&'static str], Option<Shape>)> {
        self.body_with_example().map(|(media_types, shape, _)| (media_types, shape))
    }

    /// Its body, and what the document shows of it.
    pub fn body_with_example(&self) -> Option<(&'static [&'static str], Option<Shape>, Option<&'static str>)> {
        let mut body = None;
        self.for_each_argument(&mut |argument| {
            if let ArgumentFacts::Body { media_types, shape } = argument.facts {
                body.get_or_insert((media_types, shape, argument.example));
            }
        });
        body
    }
}

/// Visits arguments depth first; a dependency that was met already is not visited again, so circles end.
pub(super) fn walk(arguments: &[ArgumentSpec], known: &mut Vec<&'static DependencySpec>, each: &mut dyn FnMut(&ArgumentSpec)) {
    for argument in arguments {
        each(argument);
        let ArgumentFacts::Dependency(dependency) = argument.facts else { continue };
        let dependency = dependency();
        if !known.iter().any(|there| std::ptr::eq(*there, dependency)) {
            known.push(dependency);
            walk(dependency.arguments, known, each);
        }
    }
}
