//! The descriptor of a column.

use super::{Column, Computed, Conversion, DataType, OnDelete, Policy, Rule, Value};

/// Where the value of a column comes from when it is not in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// From the body, or its default.
    No,
    /// A key that nobody sets: an identity of the database (`i64`) or a UUID v7 of the server.
    Key,
    /// The subject of the caller who makes the row.
    Owner,
    /// The time the row was made.
    CreatedAt,
    /// The time the row was last changed.
    UpdatedAt,
    /// The number of the row's version: one for a new row, raised with each change.
    Version,
    /// Computed, so that nobody sets it, not even the program itself: [`ColumnSpec::computed`] says how.
    Computed,
}

/// Who sees and who sets a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// In answers and in bodies.
    ReadWrite,
    /// In answers only.
    ReadOnly,
    /// In bodies only: never answered, filtered or sorted by.
    WriteOnly,
    /// In neither: only the app itself sees and sets it.
    Hidden,
}

/// The value of a column that a create body leaves out.
#[derive(Clone, Copy, Debug)]
pub struct DefaultValue {
    /// Makes the value.
    pub make: fn() -> Value,
    /// Whether it is the same every time, and so may stand in the document.
    pub constant: bool,
}

/// One column of a resource.
#[derive(Clone, Copy, Debug)]
pub struct ColumnSpec {
    /// The name of the field in Rust, without `r#`.
    pub field: &'static str,
    /// The name of the member in JSON and of the query parameters.
    pub member: &'static str,
    /// The name in the database.
    pub column: &'static str,
    /// The name that it had in the database before.
    pub renamed_from: Option<&'static str>,
    /// Its type in the database where the usual one of [`ColumnSpec::data_type`] does not fit.
    pub sql_type: Option<&'static str>,
    /// The documentation comment.
    pub docs: &'static str,
    /// Its type.
    pub data_type: DataType,
    /// Where its value comes from.
    pub generated: Generated,
    /// How it is computed, where it is.
    pub computed: Option<Computed>,
    /// Whether it is the key or a part of it: set once, when the row is made.
    pub key: bool,
    /// Whether the subject of the caller in this column makes them the owner of the row.
    pub owner: bool,
    /// Who sees and sets it.
    pub visibility: Visibility,
    /// The decision for seeing it; `None` for everybody who sees the row. It looks at the caller alone.
    pub read: Option<&'static Policy>,
    /// The decision for setting it; `None` for everybody who sees it. It looks at the caller alone.
    pub write: Option<&'static Policy>,
    /// Its rules.
    pub rules: &'static [Rule],
    /// Its value when a create body leaves it out.
    pub default: Option<DefaultValue>,
    /// What the document shows of it, as JSON; made up when nobody said.
    pub example: Option<&'static str>,
    /// Whether lists can be filtered by it.
    pub filter: bool,
    /// Whether lists can be sorted by it.
    pub sort: bool,
    /// Whether no two rows may share a value.
    pub unique: bool,
    /// Whether it has an index of its own.
    pub index: bool,
    /// What happens to the row when the one that this column refers to is removed.
    pub on_delete: OnDelete,
    /// From a field of the struct to a value and back.
    pub(crate) conversion: Conversion,
}

impl ColumnSpec {
    /// A plain column of type `T`; `field` is the name in Rust, in JSON and in the database until one of them is set apart.
    pub const fn new<T: Column>(field: &'static str) -> Self {
        Self {
            field,
            member: field,
            column: field,
            renamed_from: None,
            sql_type: None,
            docs: "",
            data_type: T::TYPE,
            generated: Generated::No,
            computed: None,
            key: false,
            owner: false,
            visibility: Visibility::ReadWrite,
            read: None,
            write: None,
            rules: &[],
            default: None,
            example: None,
            filter: false,
            sort: false,
            unique: false,
            index: false,
            on_delete: OnDelete::Restrict,
            conversion: Conversion::of::<T>(),
        }
    }

    /// Whether the database calls it so: PostgreSQL keeps 63 bytes of a name, without half a character at their end.
    pub fn is_called(&self, name: &str) -> bool {
        self.column == name || (60..=63).contains(&name.len()) && self.column.starts_with(name)
    }

    /// Whether a create body may hold it.
    pub const fn creatable(&self) -> bool {
        matches!(self.generated, Generated::No) && !matches!(self.visibility, Visibility::ReadOnly | Visibility::Hidden)
    }

    /// Whether a patch body may hold it.
    pub const fn updatable(&self) -> bool {
        self.creatable() && !self.key
    }

    /// Whether answers hold it.
    pub const fn readable(&self) -> bool {
        !matches!(self.visibility, Visibility::WriteOnly | Visibility::Hidden)
    }

    /// Whether a create body must hold it.
    pub const fn required(&self) -> bool {
        self.creatable() && self.default.is_none() && !self.data_type.nullable
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty => $field:ident = $value:expr;)*) => {
        impl ColumnSpec {$(
            $(#[$doc])*
            #[must_use]
            pub const fn $name(mut self, $field: $ty) -> Self {
                self.$field = $value;
                self
            }
        )*}
    };
}

setters! {
    /// Sets the name in JSON.
    member: &'static str => member = member;
    /// Sets the name in the database.
    column: &'static str => column = column;
    /// Sets the name that it had in the database before.
    renamed_from: &'static str => renamed_from = Some(renamed_from);
    /// Sets what happens when the row it refers to is removed.
    on_delete: OnDelete => on_delete = on_delete;
    /// Sets the type in the database.
    sql_type: &'static str => sql_type = Some(sql_type);
    /// Sets the documentation.
    docs: &'static str => docs = docs;
    /// Sets where the value comes from.
    generated: Generated => generated = generated;
    /// Sets who sees and sets it.
    visibility: Visibility => visibility = visibility;
    /// Sets what the document shows, as JSON.
    example: &'static str => example = Some(example);
    /// Sets the decision for seeing it, which must look at the caller alone.
    read: &'static Policy => read = Some(read);
    /// Sets the decision for setting it, which must look at the caller alone.
    write: &'static Policy => write = Some(write);
    /// Sets the rules.
    rules: &'static [Rule] => rules = rules;
}

impl ColumnSpec {
    /// Marks the key, or a part of it.
    #[must_use]
    pub const fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// Marks the column whose value makes a caller the owner of the row.
    #[must_use]
    pub const fn owner(mut self) -> Self {
        self.owner = true;
        self
    }

    /// Sets the value for create bodies that leave it out; `constant` when it is the same every time.
    #[must_use]
    pub const fn default(mut self, make: fn() -> Value, constant: bool) -> Self {
        self.default = Some(DefaultValue { make, constant });
        self
    }

    /// Allows filters on it.
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.filter = true;
        self
    }

    /// Allows sorting by it.
    #[must_use]
    pub const fn sort(mut self) -> Self {
        self.sort = true;
        self
    }

    /// Makes its values unique.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Gives it an index.
    #[must_use]
    pub const fn index(mut self) -> Self {
        self.index = true;
        self
    }
}
