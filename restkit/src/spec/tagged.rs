//! Discriminated unions: a word says which of several shapes a JSON object has.

use serde_json::{Map, Value as JsonValue};

use super::{Input, InputMembers, ObjectRule, ObjectSpec, Output, OutputMembers, Shape, Side, TypeMismatch};

/// An enum with payload and `#[serde(tag = "…")]`.
#[derive(Debug)]
pub struct TaggedSpec {
    /// The name of the type, as in `Payment`.
    pub name: &'static str,
    /// Its documentation comment.
    pub docs: &'static str,
    /// The member that holds the word of the variant.
    pub tag: &'static str,
    /// The member that holds what the variant carries; `None` when its members stand beside the tag.
    pub content: Option<&'static str>,
    /// Its variants, in order of declaration.
    pub variants: &'static [VariantSpec],
    /// The rules of the whole enum, given the JSON object; called only when everything else is right.
    pub rules: &'static [ObjectRule],
    /// Which way it travels.
    pub side: Side,
}

impl TaggedSpec {
    /// An enum whose variants have their members beside the tag.
    pub const fn new(name: &'static str, docs: &'static str, tag: &'static str, variants: &'static [VariantSpec]) -> Self {
        Self { name, docs, tag, content: None, variants, rules: &[], side: Side::Both }
    }

    /// The same enum, with what its variants carry in a member of its own.
    pub const fn content(mut self, content: &'static str) -> Self {
        self.content = Some(content);
        self
    }

    /// The same enum, which travels one way.
    pub const fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// The same enum with rules.
    pub const fn rules(mut self, rules: &'static [ObjectRule]) -> Self {
        self.rules = rules;
        self
    }
}

/// A variant of such an enum.
#[derive(Clone, Copy, Debug)]
pub struct VariantSpec {
    /// Its word.
    pub word: &'static str,
    /// Its documentation comment.
    pub docs: &'static str,
    /// What it carries: an object, unless the enum has its content in a member of its own.
    pub shape: Option<Shape>,
}

impl VariantSpec {
    /// A variant that carries nothing.
    pub const fn new(word: &'static str, docs: &'static str) -> Self {
        Self { word, docs, shape: None }
    }

    /// The same variant, which carries this.
    pub const fn shape(mut self, shape: Shape) -> Self {
        self.shape = Some(shape);
        self
    }

    /// The members that stand beside the tag; none when it carries nothing.
    pub(crate) fn object(&self) -> Option<&'static ObjectSpec> {
        match &self.shape {
            Some(Shape::Object(object)) => Some(object.get()),
            _ => None,
        }
    }
}

/// A tagged object on its way to a variant.
#[derive(Debug)]
pub struct InputTagged {
    word: String,
    /// What the variant carries, if it is there.
    inside: Option<JsonValue>,
}

impl InputTagged {
    /// Takes the tag out of an object.
    ///
    /// # Errors
    /// When this is no object with this tag.
    pub fn new(json: JsonValue, tag: &str, content: Option<&str>) -> Result<Self, TypeMismatch> {
        let JsonValue::Object(mut members) = json else { return Err(TypeMismatch { expected: "object" }) };
        let Some(JsonValue::String(word)) = members.remove(tag) else {
            return Err(TypeMismatch { expected: "object with a tag" });
        };
        let inside = match content {
            Some(content) => members.remove(content),
            None => Some(JsonValue::Object(members)),
        };
        Ok(Self { word, inside })
    }

    /// The word of the variant.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// What a variant with one value carries.
    ///
    /// # Errors
    /// When it is not of the type.
    pub fn take<T: Input>(self) -> Result<T, TypeMismatch> {
        self.inside.map_or_else(T::missing, T::read)
    }

    /// The members of a variant.
    ///
    /// # Errors
    /// When there are none.
    pub fn members(self) -> Result<InputMembers, TypeMismatch> {
        InputMembers::new(self.inside.unwrap_or_else(|| JsonValue::Object(Map::new())))
    }

    /// The error of a word that no variant has.
    pub const fn unknown<T>(&self) -> Result<T, TypeMismatch> {
        Err(TypeMismatch { expected: "word of a variant" })
    }
}

impl<'a> OutputMembers<'a> {
    /// Begins an object with its tag: a member as JSON.
    pub fn tagged(out: &'a mut Vec<u8>, tag: &str) -> Self {
        let mut this = Self::new(out);
        this.key(tag);
        this
    }

    /// Begins an object inside of this one.
    pub fn object(&mut self, key: &str) -> OutputMembers<'_> {
        OutputMembers::new(self.key(key))
    }
}

/// Appends an object with a tag before its own members.
pub(crate) fn write_tagged<T: Output>(out: &mut Vec<u8>, tag: &str, value: &T) {
    out.push(b'{');
    out.extend_from_slice(tag.as_bytes());
    let start = out.len();
    value.write(out);
    // The object follows the tag directly: its brace becomes the comma, or goes when it has no members.
    if out.get(start + 1) == Some(&b'}') {
        out.remove(start);
    } else if let Some(brace) = out.get_mut(start) {
        *brace = b',';
    }
}
