//! What handlers take, and what they answer.
//!
//! A handler is a method with arguments; each argument's type says how it is made ([`Argument`]). Everything that is made for one request
//! lives in its [`Scope`]: the transaction, what dependencies made, the work for later.
//!
//! Order of work: the access decision is made, with what its policy functions take; all parts of the request are read, and what is wrong with
//! them is told in one answer; then the other arguments are made, in order; then the handler runs.
//!
//! Invariants:
//! - A handler only ever sees input that was checked: there is no way to make an [`Input`](crate::spec::Input) from a request around its rules.
//! - A dependency is made at most once per request.
//! - What was begun for a request is ended also when the client goes away or the handler panics: transactions are rolled back, clean-ups run.

mod answer;
mod argument;
mod dependency;
mod error;
mod extract;
mod handler;
mod policy;
mod provide;
mod scope;
mod tasks;
mod validate;

pub use answer::{Answer, Created, NoContent};
pub use argument::{Argument, Parsing};
pub use dependency::{CleanupFn, Dependency, Overrides, When};
pub use error::{Error, Result};
pub use extract::{Axum, Cookie, Form, Header, Path, Query};
pub use handler::{Call, Handler, Outcome};
pub use policy::{Asynchronous, ByReference, ByValue, Plain, PolicyAnswer, PolicyArgument, PolicyFunction};
#[doc(hidden)]
pub use policy::{Chosen, chosen};
pub use provide::{Depends, Providers};
pub use scope::{Incoming, RowAccess, Running, Scope, Shared};
pub(crate) use tasks::panic_message;
pub use tasks::{Background, BackgroundTasks, Full};
pub use validate::AsyncValidate;
#[doc(hidden)]
pub use validate::{Asked, NothingToAsk, placed};
