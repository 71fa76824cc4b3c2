//! What kind of value a column or member holds.

use super::{ResourceSpec, Shape};

/// How a value is stored and how it is written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `bool`.
    Bool,
    /// `i8`.
    I8,
    /// `i16`.
    I16,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u8`.
    U8,
    /// `u16`.
    U16,
    /// `u32`.
    U32,
    /// `u64`, stored as a signed 64-bit integer: values above `i64::MAX` are refused.
    U64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `String`, and enums by their word.
    Text,
    /// `Vec<u8>`.
    Bytes,
    /// `Uuid`.
    Uuid,
    /// `NaiveDate`.
    Date,
    /// `NaiveTime`.
    Time,
    /// `NaiveDateTime`.
    DateTime,
    /// `DateTime<Utc>`.
    Timestamp,
    /// `Decimal`.
    Decimal,
    /// JSON.
    Json,
}

impl Kind {
    /// The smallest and largest integer of an integer kind; `None` for every other kind.
    pub const fn integer_range(self) -> Option<(i64, i64)> {
        Some(match self {
            Self::I8 => (i8::MIN as i64, i8::MAX as i64),
            Self::I16 => (i16::MIN as i64, i16::MAX as i64),
            Self::I32 => (i32::MIN as i64, i32::MAX as i64),
            Self::I64 => (i64::MIN, i64::MAX),
            Self::U8 => (0, u8::MAX as i64),
            Self::U16 => (0, u16::MAX as i64),
            Self::U32 => (0, u32::MAX as i64),
            Self::U64 => (0, i64::MAX),
            _ => return None,
        })
    }
}

/// The greatest number that an [`Kind::F32`] takes, written as the shortest text that is `f32::MAX`.
pub(crate) const F32_MAX: f64 = 3.402_823_5e38;

/// The type of a column or of a JSON scalar, as its Rust type declares it.
#[derive(Clone, Copy, Debug)]
pub struct DataType {
    /// How it is stored and written.
    pub kind: Kind,
    /// Whether `null` is allowed.
    pub nullable: bool,
    /// The name of the type where it deserves a schema of its own (enums, newtypes), as in `Status`.
    pub name: Option<&'static str>,
    /// The documentation comment of a named type.
    pub docs: &'static str,
    /// The words of an enum, in order of declaration; empty for everything else.
    pub variants: &'static [&'static str],
    /// Words that had another name before: the new one and the old one.
    pub renamed_variants: &'static [(&'static str, &'static str)],
    /// Rules that belong to the type itself (a newtype with `#[validate]`), checked before those of the column.
    pub rules: &'static [super::Rule],
    /// What stands inside a JSON value; `None` for free JSON and for every other kind.
    pub shape: Option<&'static Shape>,
    /// The resource whose key this is, for `Id<R>`.
    pub references: Option<fn() -> &'static ResourceSpec>,
}

impl DataType {
    /// A plain type of `kind`, not nullable.
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
            name: None,
            docs: "",
            variants: &[],
            renamed_variants: &[],
            rules: &[],
            shape: None,
            references: None,
        }
    }

    /// An enum called `name`, stored as one of `variants`.
    pub const fn enumeration(name: &'static str, docs: &'static str, variants: &'static [&'static str]) -> Self {
        let mut this = Self::new(Kind::Text);
        this.name = Some(name);
        this.docs = docs;
        this.variants = variants;
        this
    }

    /// The same enum, of which some words had other names before.
    pub const fn renamed(mut self, words: &'static [(&'static str, &'static str)]) -> Self {
        self.renamed_variants = words;
        self
    }

    /// The same type under a name of its own, with rules of its own: what a newtype is.
    pub const fn named(mut self, name: &'static str, docs: &'static str, rules: &'static [super::Rule]) -> Self {
        self.name = Some(name);
        self.docs = docs;
        self.rules = rules;
        self
    }

    /// Whether it is a text of any letters, and no enum.
    pub const fn is_free_text(&self) -> bool {
        matches!(self.kind, Kind::Text) && self.variants.is_empty()
    }

    /// The same type with `null` allowed.
    pub const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// A JSON type with a known inside.
    pub const fn json(shape: &'static Shape) -> Self {
        let mut this = Self::new(Kind::Json);
        this.shape = Some(shape);
        this
    }

    /// The same type as a reference to the key of another resource.
    pub const fn referencing(mut self, resource: fn() -> &'static ResourceSpec) -> Self {
        self.references = Some(resource);
        self
    }
}
