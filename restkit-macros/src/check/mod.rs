//! Syntax → model: one named function for each rule, called from one list; every mistake of an item is collected.
//!
//! Invariants:
//! - A model is only built when no rule objects, so `emit` never meets wrong input.
//! - A rule that blames something *absent* first asks whether everything that is present could be read (`complete`): a misspelt word
//!   is one mistake, not two.
//! - What only types decide is not decided here: see `restkit::spec::assert`.

mod build;
mod rename;
mod rules;
mod structure;
mod types;

pub(crate) use structure::{misplaced, not_a_struct};
pub(crate) use types::{enumeration, newtype, object};

use syn::Path;

use crate::{errors::Errors, model, syntax::resource::ResourceSyntax};

/// A rule on a resource.
type Check = fn(&ResourceSyntax, &mut Errors);

/// All rules on a resource.
const CHECKS: &[Check] = &[];

/// Checks a resource.
pub(crate) fn resource(syntax: &ResourceSyntax, krate: &Path, errors: &mut Errors) -> Option<model::Resource> {
    for check in CHECKS {
        check(syntax, errors);
    }
    build::resource(syntax, krate, errors).filter(|_| errors.is_empty())
}
