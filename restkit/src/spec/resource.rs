//! The descriptor of a resource.

use std::{any::Any, borrow::Cow};

use super::{
    Action, ArgumentSpec, Column, Conversion, DataType, DependencySpec, Invalid, OnDelete, Operation, Policy, PolicySpec, Rule,
    TypeMismatch, Value, endpoint::walk,
};

/// A struct with `#[resource]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "write `#[resource(path = \"/…\")]` and `#[authorize(…)]` on the struct"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// The type of its key.
    type Key: super::NotNull;

    /// The table of facts about it.
    fn spec() -> &'static ResourceSpec;

    /// The value of one column, by its index in the table; null when there is no such column.
    fn value(&self, column: usize) -> Value;

    /// A row from the values of all its columns, in the order of the table.
    ///
    /// # Errors
    /// When a value is not of its column's type.
    fn from_values(values: Vec<Value>) -> Result<Self, TypeMismatch>;
}

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
}

/// How a row tells its version, which its entity tag is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// By a hidden column that restkit gives the tables it makes, and raises with each change.
    Hidden,
    /// By a column of the table, by its index, which restkit raises with each change.
    Column(usize),
    /// By nothing but its content.
    Content,
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
    /// Whether it is the key: set once, when the row is made.
    pub key: bool,
    /// Whether the subject of the caller in this column makes them the owner of the row.
    pub owner: bool,
    /// Who sees and sets it.
    pub visibility: Visibility,
    /// Its rules.
    pub rules: &'static [Rule],
    /// Its value when a create body leaves it out.
    pub default: Option<DefaultValue>,
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
            key: false,
            owner: false,
            visibility: Visibility::ReadWrite,
            rules: &[],
            default: None,
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
    /// Sets the rules.
    rules: &'static [Rule] => rules = rules;
}

impl ColumnSpec {
    /// Marks the key.
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

/// Checks a row: the outer error says that a value was not of its type, the inner one what the rule says.
pub type RowCheck = fn(&[Value]) -> Result<Result<(), Invalid>, TypeMismatch>;

/// A rule of the whole struct. It is given the values of all columns by index; those that a body cannot set are
/// [`Value::Null`].
#[derive(Clone, Copy, Debug)]
pub struct RowRule {
    /// Checks the row.
    pub check: RowCheck,
}

/// The decision for an action that nobody has.
const NOBODY: Policy = Policy::Not(&Policy::Public);

/// The table of facts about a resource.
#[derive(Debug)]
pub struct ResourceSpec {
    /// The name of the struct, as in `Task`: the name of its schema.
    pub name: &'static str,
    /// The path under the mount point, as in `/tasks`.
    pub path: &'static str,
    /// The name of the table or view.
    pub table: &'static str,
    /// The schema of the table in PostgreSQL, the attached database in SQLite; `None` for where a bare name is looked up.
    pub schema: Option<&'static str>,
    /// The name that the table had before.
    pub renamed_from: Option<&'static str>,
    /// Columns, by their indices, whose values no two rows share all of.
    pub unique: &'static [&'static [usize]],
    /// Columns, by their indices, that have an index together.
    pub indexes: &'static [&'static [usize]],
    /// Whether restkit makes and changes the table. One that is somebody else's is only used.
    pub managed: bool,
    /// How a row tells its version.
    pub version: Version,
    /// The documentation comment.
    pub docs: &'static str,
    /// The columns, in order of declaration.
    pub columns: &'static [ColumnSpec],
    /// The index of the key.
    pub key: usize,
    /// The rules of the whole struct.
    pub rules: &'static [RowRule],
    /// The endpoints it has.
    pub operations: &'static [Operation],
    /// The decision for seeing rows.
    pub read: Policy,
    /// The decision for making rows.
    pub create: Policy,
    /// The decision for changing rows.
    pub update: Policy,
    /// The decision for removing rows.
    pub delete: Policy,
    /// How many rows a page holds when the request does not say.
    pub page_size: u32,
    /// How many rows a page holds at most.
    pub max_page_size: u32,
    /// What runs around its operations: a table of the module `resource`, of which descriptors know nothing more.
    pub hooks: Option<&'static (dyn Any + Send + Sync)>,
}

impl ResourceSpec {
    /// What holds of a resource when nobody says otherwise, to be completed: it has no columns, and nobody may do anything.
    pub const USUAL: Self = Self {
        name: "",
        path: "",
        table: "",
        schema: None,
        renamed_from: None,
        unique: &[],
        indexes: &[],
        managed: true,
        version: Version::Hidden,
        docs: "",
        columns: &[],
        key: 0,
        rules: &[],
        operations: &Operation::ALL,
        read: NOBODY,
        create: NOBODY,
        update: NOBODY,
        delete: NOBODY,
        page_size: 20,
        max_page_size: 100,
        hooks: None,
    };

    /// The name of the table as people write it: `crm.people` where it is in a schema.
    pub fn table_name(&self) -> Cow<'static, str> {
        match self.schema {
            Some(schema) => format!("{schema}.{}", self.table).into(),
            None => self.table.into(),
        }
    }

    /// Whether the rows of the other resource are in the same table.
    pub fn shares_table(&self, other: &Self) -> bool {
        self.table == other.table && self.schema == other.schema
    }

    /// The decision for an action.
    pub const fn policy(&self, action: Action) -> &Policy {
        match action {
            Action::Read => &self.read,
            Action::Create => &self.create,
            Action::Update => &self.update,
            Action::Delete => &self.delete,
        }
    }

    /// The key column.
    pub const fn key_column(&self) -> &'static ColumnSpec {
        &self.columns[self.key]
    }

    /// The index of the column that names the owner, if there is one.
    pub fn owner(&self) -> Option<usize> {
        self.columns.iter().position(|c| c.owner)
    }

    /// The index of the column that is called `member` in JSON; a hidden one is in no JSON.
    pub fn member(&self, member: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.member == member && c.visibility != Visibility::Hidden)
    }

    /// Whether it has this endpoint.
    pub fn has(&self, operation: Operation) -> bool {
        self.operations.contains(&operation)
    }

    /// The policy functions that can only be asked in a request, of those that decide about an action; each once. A row has to be seen before it is
    /// changed or removed.
    pub fn asked(&self, action: Action) -> Vec<&'static PolicySpec> {
        let mut asked = Vec::new();
        let mut add = |policy| {
            if !asked.contains(&policy) {
                asked.push(policy);
            }
        };
        self.policy(action).for_each_asked(&mut add);
        if matches!(action, Action::Update | Action::Delete) {
            self.read.for_each_asked(&mut add);
        }
        asked
    }

    /// Calls `each` with everything that these policy functions take, also by dependencies; answers the dependencies, each once.
    pub fn for_each_taken(&self, action: Action, each: &mut dyn FnMut(&ArgumentSpec)) -> Vec<&'static DependencySpec> {
        let mut known = Vec::new();
        self.asked(action).iter().for_each(|policy| walk(policy.arguments, &mut known, each));
        known
    }
}
