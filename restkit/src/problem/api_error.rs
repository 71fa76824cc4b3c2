//! Errors of handlers.

use std::{any::Any, convert::Infallible, fmt};

use super::{Problem, ProblemKind};

/// An error that a handler can answer: it knows which problem it is, and which problems its type can be.
///
/// Derive it for an enum with `#[derive(ApiError)]`: then exactly the problems of its variants stand in the document of each operation
/// that answers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be answered as an error",
    label = "not an error of the API",
    note = "derive `ApiError` for an enum of what can go wrong, or answer `restkit::Result<…>`, which takes every error with `?`"
)]
pub trait ApiError: Sized {
    /// The problems that the type can be.
    const PROBLEMS: Problems;

    /// The problem that this one is.
    fn into_problem(self) -> Problem;
}

/// How a handler can fail, apart from how any request can.
#[derive(Clone, Copy, Debug)]
pub enum Problems {
    /// Not at all.
    None,
    /// With these kinds.
    These(&'static [ProblemKind]),
    /// With this kind, whose problems have members of their own.
    Extended(ProblemKind, Extension),
    /// With all of these.
    Groups(&'static [Problems]),
    /// With any.
    Any,
}

/// The members that problems of a kind have besides those of all (RFC 9457, section 3.2), as the module `spec` knows them.
#[derive(Clone, Copy)]
pub struct Extension(&'static (dyn Any + Send + Sync));

impl Extension {
    /// These members.
    pub const fn new<T: Send + Sync + 'static>(members: &'static T) -> Self {
        Self(members)
    }

    /// The members, where they are of this type.
    pub fn members<T: 'static>(&self) -> Option<&'static T> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extension")
    }
}

impl Problems {
    /// Calls `each` with every kind and with the members that its problems have of their own; answers whether these are all.
    pub fn for_each(&self, each: &mut dyn FnMut(ProblemKind, Option<Extension>)) -> bool {
        match self {
            Self::None => true,
            Self::Any => false,
            Self::These(kinds) => {
                kinds.iter().for_each(|kind| each(*kind, None));
                true
            }
            Self::Extended(kind, extension) => {
                each(*kind, Some(*extension));
                true
            }
            // All are visited, whatever the first of them says.
            Self::Groups(groups) => groups.iter().filter(|group| !group.for_each(each)).count() == 0,
        }
    }
}

impl ApiError for Problem {
    const PROBLEMS: Problems = Problems::Any;

    fn into_problem(self) -> Problem {
        self
    }
}

impl ApiError for Infallible {
    const PROBLEMS: Problems = Problems::None;

    fn into_problem(self) -> Problem {
        match self {}
    }
}
