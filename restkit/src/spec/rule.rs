//! The rules of `#[validate]`.

use super::Value;

/// A number in a rule, exactly as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Integer(i64),
    /// A decimal fraction.
    Float(f64),
}

/// A literal in a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// A text.
    Text(&'static str),
    /// An integer.
    Integer(i64),
}

/// One rule: checked on input, written into the JSON schema, turned into a CHECK of the table.
///
/// A `null` value passes every rule; whether `null` is allowed is the type's business.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Length in characters (Unicode scalar values) of a text, in bytes of a byte string, in items of a list; both ends included.
    Length {
        /// The least length.
        min: Option<u64>,
        /// The greatest length.
        max: Option<u64>,
    },
    /// A number between two others, both ends included.
    Range {
        /// The least value.
        min: Option<Number>,
        /// The greatest value.
        max: Option<Number>,
    },
    /// A text that contains a match of this regular expression, in the syntax that the `regex` crate and ECMA-262 share.
    Pattern(&'static str),
    /// An email address; see [`pattern::EMAIL`](super::pattern::EMAIL).
    Email,
    /// An absolute URL with a host, in ASCII; see [`pattern::URL`](super::pattern::URL).
    Url,
    /// A text with at least one character that is not white space.
    NonBlank,
    /// One of these values.
    OneOf(&'static [Literal]),
    /// A rule for each item of a list.
    Each(&'static [Rule]),
    /// A function of the user's.
    Custom(fn(&Value) -> Result<(), Invalid>),
    /// A function of the user's, inside a JSON value.
    CustomJson(fn(&serde_json::Value) -> Result<(), Invalid>),
}

/// What a custom rule answers when it is broken.
///
/// ```
/// use restkit::prelude::*;
///
/// fn even(value: &i32) -> Result<(), Invalid> {
///     if value % 2 == 0 { Ok(()) } else { Err(Invalid::new("odd", "must be even")) }
/// }
/// # assert!(even(&3).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// A stable machine word.
    pub code: &'static str,
    /// What is wrong, for a person. It is sent to the client.
    pub detail: String,
    /// The member at fault, by its JSON name, when a rule of the whole struct blames one.
    pub member: Option<&'static str>,
}

impl Invalid {
    /// A broken rule: `code` is a stable machine word, `detail` a sentence for the client.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), member: None }
    }

    /// Blames one member, by its JSON name.
    #[must_use]
    pub fn at(mut self, member: &'static str) -> Self {
        self.member = Some(member);
        self
    }
}
