//! Bodies and parameters against descriptors: decoding, rules, faults.
//!
//! A body is read in one pass over its columns: a fault does not end the reading, so that one answer names everything that is
//! wrong. What is accepted is what the JSON schema of the document says, no more and no less; the texts that both accept stand in
//! [`crate::spec::pattern`].
//!
//! The words in [`Fault::code`](crate::problem::Fault):
//!
//! | word | meaning |
//! | --- | --- |
//! | `unknown_member` | the body has a member that the resource does not have |
//! | `read_only` | the member is set by the server |
//! | `required` | the member is missing |
//! | `null` | the member cannot be `null` |
//! | `type` | another JSON type is needed |
//! | `out_of_range` | the number does not fit the type, or the moment is outside the years 0000 to 9999 in UTC |
//! | `format` | the text is not of its format (date, UUID, …) |
//! | `nul` | the text holds a NUL character |
//! | `name` | the name of a member is one that JSON readers keep for themselves |
//! | `length`, `range`, `pattern`, `email`, `url`, `blank`, `one_of` | the rule of that name is broken |
//! | `unknown_parameter`, `repeated_parameter`, `encoding` | the query has a name that is not known, twice, or not in UTF-8 |
//! | `items` | the filter takes another number of values |
//! | `unknown_field` | `fields` names a member that answers do not have |
//! | `depth` | filters stand in each other too deep |
//! | `conflict` | another parameter says it already |
//! | `unknown_sort_key` | `sort` names a field that lists are not sorted by |
//! | `unknown_include`, `too_many`, `too_many_rows` | `include` names a relation that is not there, too many of them, or could come to too many rows |
//!
//! Rules of the user's own bring their own words.
//!
//! Invariants:
//! - Nothing here panics, whatever the bytes.
//! - A [`Value`](crate::spec::Value) that leaves this module is of its column's kind, in its range and without NUL.
//! - A rule sees only values of the right type, and a rule of the whole struct only values that broke no other rule.

mod aggregate;
mod body;
#[cfg(test)]
mod derived_tests;
mod document;
mod fields;
mod filters;
mod include;
mod json;
mod list;
#[cfg(test)]
mod list_tests;
mod model;
#[cfg(test)]
mod model_tests;
mod parameters;
mod pattern;
mod pointer;
mod rules;
mod scalar;
mod search;
mod tagged;
#[cfg(test)]
mod tests;
mod tree;
#[cfg(test)]
mod tree_tests;
mod values;
mod whole;

pub use aggregate::AggregateParameters;
pub use body::{Members, create, patch, row_rules};
pub use fields::{Place, field, fields, scalar_text};
pub use include::{Include, MOST_INCLUDED_ROWS, PermittedOf, Sight, includes, together};
pub use list::{Count, ListParameters, ListReader};
pub use model::{decode, model, model_faults, refuse, verify};
pub use parameters::{key, no_parameters, pairs_of, parameter, unknown_parameters, without_parameters};
pub use rules::check;
pub(crate) use search::{search, searched};
pub use values::{Setter, create_from, patch_from};
pub use whole::{RowsOf, WholeBody};

use crate::{
    problem::Fault,
    spec::{ObjectSpec, ResourceSpec, Rule, Shape, TaggedSpec},
};

/// More faults than this are not listed: a request of nothing but faults must not grow into a far larger answer.
const MOST_FAULTS: usize = 1_000;

/// The longest pointer in a fault, in bytes.
const LONGEST_POINTER: usize = 1_024;

/// What is wrong with a value, before it is known where it stands.
#[derive(Debug)]
pub struct Flaw {
    code: &'static str,
    detail: std::borrow::Cow<'static, str>,
}

impl Flaw {
    #[cold]
    fn new(code: &'static str, detail: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// The fault that this is in the parameter of this name.
    pub fn at(self, place: Place, name: &str) -> Fault {
        place.fault(name, self.code, self.detail)
    }

    /// Adds the fault that this is at its place.
    ///
    /// A name in the body can be nearly as long as the body, and stand in the pointer to each of many thousand values: a fault in or
    /// under a place with too long a pointer is told of what encloses it. Faults that will not be listed are only counted.
    fn report(self, pointer: &str, faults: &mut Vec<Fault>) {
        if faults.len() >= MOST_FAULTS {
            return faults.push(Fault::pointer(String::new(), self.code, ""));
        }
        let told = if pointer.len() <= LONGEST_POINTER {
            pointer
        } else {
            let start = &pointer[..pointer.floor_char_boundary(LONGEST_POINTER)];
            start.rsplit_once('/').map_or("", |(enclosing, _)| enclosing)
        };
        faults.push(Fault::pointer(told, self.code, self.detail));
    }
}

/// Compiles the patterns of a resource, and holds its examples against its rules, so that a mistake is found at start-up.
///
/// # Errors
/// The member, and the pattern that is no regular expression or the example that breaks a rule.
pub fn prepare(resource: &ResourceSpec) -> Result<(), String> {
    for column in resource.columns {
        let place = |error| format!("{}.{}: {error}", resource.name, column.field);
        prepare_rules(column.rules).map_err(place)?;
        prepare_rules(column.data_type.rules).map_err(place)?;
        if let Some(shape) = column.data_type.shape {
            prepare_shape(shape).map_err(place)?;
        }
        let shape = column.data_type.shape.copied().unwrap_or(Shape::Scalar(column.data_type));
        example(column.example, &shape, column.rules).map_err(place)?;
    }
    Ok(())
}

/// Holds an example that somebody wrote against the rules of its place.
///
/// # Errors
/// What it breaks, or that it is no JSON.
pub fn example(json: Option<&str>, shape: &Shape, rules: &[Rule]) -> Result<(), String> {
    let Some(json) = json else { return Ok(()) };
    let Ok(mut value) = serde_json::from_str(json) else { return Err(format!("the example {json} is no JSON")) };
    let mut faults = Vec::new();
    json::hold(shape, rules, &mut value, &mut pointer::Pointer::default(), &mut faults);
    match faults.first() {
        Some(fault) => Err(format!("the example {json} breaks the rules of its place: {}", fault.detail)),
        None => Ok(()),
    }
}

fn prepare_rules(rules: &[Rule]) -> Result<(), String> {
    rules.iter().try_for_each(|rule| match rule {
        Rule::Pattern(source) => pattern::compile(source).map(drop),
        Rule::Each(inner) => prepare_rules(inner),
        _ => Ok(()),
    })
}

/// Compiles the patterns of a shape, and holds its examples against its rules.
///
/// # Errors
/// The pattern that is no regular expression, or the example that breaks a rule.
pub fn prepare_shape(shape: &Shape) -> Result<(), String> {
    prepare_new(shape, &mut Vec::new())
}

/// Goes into each object once: a type may hold itself.
fn prepare_new(shape: &Shape, seen: &mut Vec<*const ()>) -> Result<(), String> {
    match shape {
        Shape::Any | Shape::Row(_) => Ok(()),
        Shape::Scalar(data_type) => prepare_rules(data_type.rules),
        Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => prepare_new(inner, seen),
        Shape::Object(object) => {
            let key: *const ObjectSpec = object.get();
            if seen.contains(&key.cast()) {
                return Ok(());
            }
            seen.push(key.cast());
            object.members.iter().try_for_each(|member| {
                prepare_rules(member.rules)?;
                prepare_new(&member.shape, seen)?;
                let place = |error| format!("{}.{}: {error}", object.name, member.name);
                example(member.example, &member.shape, member.rules).map_err(place)
            })
        }
        Shape::Tagged(tagged) => {
            let key: *const TaggedSpec = tagged.get();
            if seen.contains(&key.cast()) {
                return Ok(());
            }
            seen.push(key.cast());
            tagged.variants.iter().filter_map(|variant| variant.shape.as_ref()).try_for_each(|shape| prepare_new(shape, seen))
        }
    }
}
