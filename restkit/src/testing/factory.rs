//! Rows for tests.

use std::marker::PhantomData;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value as JsonValue};

use super::{IntoCaller, TestApp, fail};
use crate::{
    auth::owner_value,
    input::{self, Setter},
    openapi::examples,
    problem::{Problem, ProblemKind},
    resource::{Access, Operations},
    spec::{Assignment, Caller, ColumnSpec, Generated, Resource, ResourceSpec, Value},
};

/// How many rows that one needs may need others in turn.
const DEEPEST: usize = 16;

/// How often a row is made anew that breaks a rule of the whole struct.
const ATTEMPTS: usize = 16;

/// Gives every resource its `factory()`.
pub trait ResourceFactory: Resource {
    /// Rows of this resource for a test.
    ///
    /// ```
    /// use restkit::{prelude::*, testing::{ResourceFactory as _, TestApp}};
    ///
    /// /// Somebody.
    /// #[resource(path = "/users")]
    /// #[authorize(read = owner, create = public, update = owner, delete = owner)]
    /// struct User {
    ///     #[resource(id, owner)]
    ///     id: i64,
    ///     #[validate(email)]
    ///     #[resource(unique)]
    ///     email: String,
    /// }
    ///
    /// /// A text of somebody.
    /// #[resource(path = "/notes")]
    /// #[authorize(read = owner, create = authenticated, update = owner, delete = owner)]
    /// struct Note {
    ///     #[resource(id)]
    ///     id: i64,
    ///     #[validate(length(max = 20))]
    ///     text: String,
    ///     #[resource(owner)]
    ///     user_id: Id<User>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = TestApp::new(App::new("Notes", "1.0.0").mount("", (User::routes(), Note::routes()))).await;
    /// let ann = User::factory().create(&app).await;
    /// let note = Note::factory().with(Note::text().set("milk")).owned_by(&ann).create(&app).await;
    /// Note::factory().create_many(3, &app).await; // of three other users, who are made for them
    ///
    /// let seen = app.as_user(&ann).get("/notes").await.expect_status(200).json();
    /// assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    /// assert_eq!(seen["items"][0]["text"], note.text);
    /// # }
    /// ```
    fn factory() -> Factory<Self> {
        Factory { set: Vec::new(), owner: None, resource: PhantomData }
    }
}

impl<R: Resource> ResourceFactory for R {}

/// Makes rows that obey the rules of `#[validate]`, without regard to policies: [`ResourceFactory::factory`].
///
/// What a row needs is made up from the rules of its columns, differently for each row of an app and in the same way in each run of a test. What
/// has a default has that, and what may be null is null. A row that must refer to another one (`Id<User>`) gets a new one to refer to, with
/// all that one needs.
#[derive(Clone, Debug)]
#[must_use = "a factory makes nothing by itself"]
pub struct Factory<R> {
    set: Vec<(usize, Value)>,
    owner: Option<Caller>,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Factory<R> {
    /// With this value: `.with(Task::title().set("milk"))`. What no body could set can be set here, but for a key that the database counts.
    pub fn with(mut self, assignment: Assignment<R>) -> Self {
        self.set.push(assignment.into_parts());
        self
    }

    /// With this owner: the row of a user, or a subject.
    pub fn owned_by(mut self, owner: impl IntoCaller) -> Self {
        self.owner = Some(owner.into_caller());
        self
    }

    /// Makes a row.
    ///
    /// # Panics
    /// When no value could be made up for a column, or when what was set breaks a rule; the message says what to set.
    pub async fn create(&self, app: &TestApp) -> R {
        let values = Maker { app, chain: Vec::new() }.row(R::spec(), self.given()).await;
        match R::from_values(values) {
            Ok(row) => row,
            Err(mismatch) => fail(&format!("a row of {} cannot be read back: {mismatch}", R::spec().name)),
        }
    }

    /// Makes so many rows.
    ///
    /// # Panics
    /// As [`Factory::create`].
    pub async fn create_many(&self, count: usize, app: &TestApp) -> Vec<R> {
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            rows.push(self.create(app).await);
        }
        rows
    }

    /// A body that makes such a row over HTTP; the rows that it refers to are there afterwards.
    ///
    /// ```no_run
    /// # use restkit::{prelude::*, testing::{ResourceFactory as _, TestApp}};
    /// # async fn example<Task: Resource>(app: &TestApp) {
    /// let mut task = Task::factory().body(app).await;
    /// task["priority"] = 6.into();
    /// app.as_user("1").post("/api/v1/tasks").json(task).await.expect_status(422);
    /// # }
    /// ```
    ///
    /// # Panics
    /// As [`Factory::create`].
    pub async fn body(&self, app: &TestApp) -> JsonValue {
        let spec = R::spec();
        let values = Maker { app, chain: Vec::new() }.values(spec, self.given(), ColumnSpec::creatable).await;
        let settable = values.into_iter().filter_map(|(index, value)| Some((spec.columns.get(index)?, value)));
        let members = settable.filter(|(column, _)| column.creatable());
        JsonValue::Object(members.map(|(column, value)| (column.member.to_owned(), value.to_json())).collect::<Map<_, _>>())
    }

    /// What the test says of the row.
    fn given(&self) -> Vec<(usize, Value)> {
        let spec = R::spec();
        let mut given = self.set.clone();
        let Some(owner) = &self.owner else { return given };
        match (spec.owner(), owner_value(spec, owner)) {
            (Some(column), Ok(Some(value))) if spec.keys != [column] => given.push((column, value)),
            (Some(_), _) => fail(&format!("{owner:?} cannot be the owner of a {}", spec.name)),
            (None, _) => fail(&format!("a {} has no owner: no column is marked with `#[resource(owner)]`", spec.name)),
        }
        given
    }
}

/// Makes rows of any resource in one app.
struct Maker<'a> {
    app: &'a TestApp,
    /// The resources whose rows wait for this one.
    chain: Vec<&'static ResourceSpec>,
}

impl Maker<'_> {
    /// Makes a row; answers all its values.
    async fn row(&self, spec: &'static ResourceSpec, given: Vec<(usize, Value)>) -> Vec<Value> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let values = self.values(spec, given.clone(), |_| true).await;
            match insert(self.app, spec, values).await {
                Ok(row) => return row,
                // A rule of the whole struct, which other values may obey.
                Err(problem) if problem.kind() == ProblemKind::VALIDATION && !spec.rules.is_empty() && attempts < ATTEMPTS => {}
                Err(problem) => fail(&format!(
                    "no row of {} could be made: {}{}\nset what is at fault, as in `.with({}::column().set(…))`",
                    spec.name,
                    problem,
                    problem.faults().iter().map(|fault| format!("\n{fault:?}")).collect::<String>(),
                    spec.name
                )),
            }
        }
    }

    /// What was given, and what a row needs besides of those columns that are wanted.
    async fn values(
        &self,
        spec: &'static ResourceSpec,
        mut values: Vec<(usize, Value)>,
        wanted: impl Fn(&ColumnSpec) -> bool,
    ) -> Vec<(usize, Value)> {
        let number = self.app.next_number();
        for key in spec.foreign_keys().filter(|key| key.columns.len() > 1) {
            // One of whose columns nobody knows a value for; the others may be said.
            let of = |at: &usize| values.iter().find(|(given, _)| given == at).map(|(_, value)| value.clone());
            let needed = |at: &usize| spec.columns.get(*at).is_some_and(|column| needs_value(column) && wanted(column));
            let unsaid: Vec<usize> = key.columns.iter().filter(|at| of(at).is_none()).copied().collect();
            if unsaid.is_empty() || !unsaid.iter().all(needed) {
                continue;
            }
            let given: Vec<_> =
                key.target.keys.iter().zip(&*key.columns).filter_map(|(part, at)| Some((*part, of(at)?))).collect();
            let row = self.related(spec, key.target, given).await;
            for (part, at) in key.target.keys.iter().zip(&*key.columns).filter(|(_, at)| unsaid.contains(at)) {
                values.push((*at, row.get(*part).cloned().unwrap_or(Value::Null)));
            }
        }
        for (index, column) in spec.columns.iter().enumerate() {
            if values.iter().any(|(given, _)| *given == index) || !needs_value(column) || !wanted(column) {
                continue;
            }
            let value = match column.data_type.references {
                Some(references) => {
                    let (target, row) = (references(), self.related(spec, references(), Vec::new()).await);
                    target.keys.first().and_then(|key| row.into_iter().nth(*key)).unwrap_or(Value::Null)
                }
                None => match examples::numbered(column, number) {
                    Some(value) => value,
                    None => fail(&format!(
                        "no value for {0}.{1} could be made up from its rules: set one, as in `.with({0}::{1}().set(…))`",
                        spec.name, column.field
                    )),
                },
            };
            values.push((index, value));
        }
        values
    }

    /// A new row that a row of `from` refers to. In a box, since that row may need others.
    fn related<'a>(
        &'a self,
        from: &'static ResourceSpec,
        to: &'static ResourceSpec,
        given: Vec<(usize, Value)>,
    ) -> BoxFuture<'a, Vec<Value>> {
        Box::pin(async move {
            let chain: Vec<_> = self.chain.iter().copied().chain([from]).collect();
            if chain.len() > DEEPEST {
                let names: Vec<_> = chain.iter().map(|spec| spec.name).collect();
                fail(&format!("rows that need each other cannot be made: {}; set one of the references", names.join(" → ")));
            }
            Maker { app: self.app, chain }.row(to, given).await
        })
    }
}

/// Whether nobody else knows a value for this column.
const fn needs_value(column: &ColumnSpec) -> bool {
    let generated = match column.generated {
        Generated::No => column.default.is_some(),
        Generated::Owner => false,
        Generated::Key | Generated::CreatedAt | Generated::UpdatedAt | Generated::Version | Generated::Computed => true,
    };
    !generated && !column.data_type.nullable
}

async fn insert(app: &TestApp, spec: &'static ResourceSpec, values: Vec<(usize, Value)>) -> Result<Vec<Value>, Problem> {
    let members = input::create_from(spec, values, Setter::System)?;
    let operations = Operations::of_all_columns(app.db(), spec);
    let access = operations.gathering(Access::system()).await?;
    let row = operations.create(&access, members).await?;
    operations.values(&row)
}
