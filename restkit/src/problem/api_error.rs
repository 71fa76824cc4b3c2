//! Errors of handlers.

use std::convert::Infallible;

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
    /// With all of these.
    Groups(&'static [Problems]),
    /// With any.
    Any,
}

impl Problems {
    /// Calls `each` with every kind; answers whether these are all.
    pub fn for_each(&self, each: &mut dyn FnMut(ProblemKind)) -> bool {
        match self {
            Self::None => true,
            Self::Any => false,
            Self::These(kinds) => {
                kinds.iter().copied().for_each(each);
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
