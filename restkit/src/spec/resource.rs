//! The descriptor of a resource.

use std::{any::Any, borrow::Cow};

use super::{
    Action, AggregateSpec, ArgumentSpec, ColumnSpec, DependencySpec, Generated, Invalid, Kind, Operation, Policy, PolicySpec,
    RelationSpec, SearchSpec, TypeMismatch, Value, Visibility, endpoint::walk,
};

/// A struct with `#[resource]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "write `#[resource(path = \"/…\")]` and `#[authorize(…)]` on the struct"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// The type of its key; a tuple for a key of several parts.
    type Key: super::Key;

    /// The names of the fields that are its key together; empty for a key of one field, which paths may call as they like.
    const KEY_PARTS: &'static [&'static str] = &[];

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
    /// The columns, by their indices, that are the key: one, or several together in their order.
    pub keys: &'static [usize],
    /// The relations to other resources.
    pub relations: &'static [RelationSpec],
    /// What is told of its rows together, where something is.
    pub aggregate: Option<AggregateSpec>,
    /// Which texts are searched for words, where lists can be.
    pub search: Option<SearchSpec>,
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
    /// Whether lists can be entered by a number of rows to pass over, besides by a cursor.
    pub offset: bool,
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
        keys: &[0],
        relations: &[],
        aggregate: None,
        search: None,
        rules: &[],
        operations: &Operation::ALL,
        read: NOBODY,
        create: NOBODY,
        update: NOBODY,
        delete: NOBODY,
        page_size: 20,
        max_page_size: 100,
        offset: false,
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

    /// The columns of the key, in order.
    pub fn key_columns(&self) -> impl Iterator<Item = &'static ColumnSpec> + use<> {
        let columns = self.columns;
        self.keys.iter().filter_map(move |at| columns.get(*at))
    }

    /// Whether a column, by its index, is the key or a part of it.
    pub fn is_key(&self, column: usize) -> bool {
        self.keys.contains(&column)
    }

    /// The column that is the key alone: what columns of other resources refer to.
    pub fn only_key(&self) -> Option<&'static ColumnSpec> {
        let [key] = self.keys else { return None };
        self.columns.get(*key)
    }

    /// Whether no two rows share the values of all these columns: they are the key, or unique, or hold such columns.
    pub fn tells_apart(&self, columns: &[usize]) -> bool {
        let holds = |those: &[usize]| !those.is_empty() && those.iter().all(|one| columns.contains(one));
        let alone = |at: &usize| self.columns.get(*at).is_some_and(|column| column.unique);
        holds(self.keys) || columns.iter().any(alone) || self.unique.iter().any(|together| holds(together))
    }

    /// Whether a word may be the key of a row, so that a path that ends with it may be that of a row.
    pub fn may_have_key(&self, word: &str) -> bool {
        self.only_key().is_some_and(|key| {
            key.data_type.kind == Kind::Text && (key.data_type.is_free_text() || key.data_type.variants.contains(&word))
        })
    }

    /// The parts of the key with their names in the path of an endpoint: that of the argument which takes the row, and those of their fields where
    /// there are several.
    pub fn key_parameters<'a>(&self, argument: &'a str) -> impl Iterator<Item = (&'a str, &'static ColumnSpec)> + use<'a> {
        let alone = self.keys.len() == 1;
        self.key_columns().map(move |column| (if alone { argument } else { column.field }, column))
    }

    /// The index of the key whose value only the database knows, because it counts.
    pub fn counted_key(&self) -> Option<usize> {
        let counted = |column: &ColumnSpec| column.generated == Generated::Key && column.data_type.kind != Kind::Uuid;
        self.keys.iter().copied().find(|at| self.columns.get(*at).is_some_and(counted))
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
