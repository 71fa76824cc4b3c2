//! All migrations of an app: files, and steps in Rust between them.

use std::{fmt, sync::Arc};

use futures_util::future::BoxFuture;

use super::{
    files::{self, DialectFiles, MigrationFiles, NO_TRANSACTION, ScriptFile},
    statements::{Statement, statements},
};
use crate::db::{Dialect, Tx};

/// Any error, for steps and seeds: `?` turns every error into it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Work in a transaction that somebody else ends.
pub(crate) type Work = Arc<dyn Fn(Tx) -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync>;

/// The migrations of an app, made by [`migrations!`](macro@crate::migrations) and given to [`App::migrations`](crate::App::migrations).
///
/// ```no_run
/// use restkit::{Kind, Value, db::{Arg, Statement}, prelude::*};
///
/// let migrations = restkit::migrations!("migrations").step(20261121120000, "fill slugs", |tx: Tx| async move {
///     for row in tx.fetch_all(Statement::literal("SELECT id, title FROM tasks", Vec::new())).await? {
///         let slug = row.get::<String>("title")?.to_lowercase().replace(' ', "-");
///         tx.execute(Statement::literal(
///             "UPDATE tasks SET slug = $1 WHERE id = $2",
///             vec![Arg::new(Value::Text(slug), Kind::Text), Arg::new(Value::Integer(row.get("id")?), Kind::I64)],
///         ))
///         .await?;
///     }
///     Ok(())
/// });
/// # let _ = App::new("Todo", "1.0.0").migrations(migrations);
/// ```
#[derive(Clone)]
#[must_use = "migrations do nothing until they are given to an app"]
pub struct Migrations {
    files: &'static MigrationFiles,
    steps: Vec<Step>,
}

/// A migration in Rust.
#[derive(Clone)]
struct Step {
    version: i64,
    description: String,
    up: Work,
    down: Option<Work>,
}

/// One migration of one dialect.
#[derive(Clone, Debug)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    /// Version and description, as its files are called.
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) checksum: Vec<u8>,
    pub(crate) content: Content,
}

/// What a migration does.
#[derive(Clone)]
pub(crate) enum Content {
    Files { file: &'static ScriptFile, dialect: Dialect, folder: &'static str },
    Rust { up: Work, down: Option<Work> },
}

/// A script, and the file that it comes from.
#[derive(Debug)]
pub(crate) struct Script {
    /// The file, from the folder of the package.
    pub(crate) file: String,
    pub(crate) dialect: Dialect,
    pub(crate) text: &'static str,
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> = self.steps.iter().map(|step| step.version).collect();
        f.debug_struct("Migrations").field("folder", &self.files.folder).field("steps", &steps).finish_non_exhaustive()
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files { file, .. } => f.debug_tuple("Files").field(&file.name).finish(),
            Self::Rust { .. } => f.write_str("Rust"),
        }
    }
}

impl Migrations {
    /// For `migrations!`.
    #[doc(hidden)]
    pub const fn of_files(files: &'static MigrationFiles) -> Self {
        Self { files, steps: Vec::new() }
    }

    /// Adds a migration in Rust, for data that SQL alone cannot change. It runs in the order of its version among the files, in one
    /// transaction with its entry in the history; on every database. There is no way back from it: see [`reversible_step`](Self::reversible_step).
    ///
    /// `tx` ends with the step; what fails in it undoes the step. Since files are not compiled against each other, a step had better use
    /// statements than resources: those are of today, and the tables of then.
    pub fn step<F>(self, version: i64, description: impl Into<String>, up: impl Fn(Tx) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.with(version, description.into(), work(up), None)
    }

    /// Adds a migration in Rust that can be undone.
    pub fn reversible_step<U, D>(
        self,
        version: i64,
        description: impl Into<String>,
        up: impl Fn(Tx) -> U + Send + Sync + 'static,
        down: impl Fn(Tx) -> D + Send + Sync + 'static,
    ) -> Self
    where
        U: Future<Output = Result<(), BoxError>> + Send + 'static,
        D: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.with(version, description.into(), work(up), Some(work(down)))
    }

    fn with(mut self, version: i64, description: String, up: Work, down: Option<Work>) -> Self {
        self.steps.push(Step { version, description, up, down });
        self
    }

    /// The files that they are made of.
    #[cfg(feature = "cli")]
    pub(crate) const fn files(&self) -> &'static MigrationFiles {
        self.files
    }

    /// The files of a dialect, if it has a folder.
    pub(crate) fn dialect(&self, dialect: Dialect) -> Option<&'static DialectFiles> {
        self.files.sets.iter().find(|set| set.dialect == dialect)
    }

    /// The migrations of a dialect, by their versions.
    pub(crate) fn of(&self, dialect: Dialect) -> Vec<Migration> {
        let files = self.dialect(dialect).map_or(&[] as &[_], |set| set.scripts);
        let mut all: Vec<Migration> = files
            .iter()
            .map(|file| Migration {
                version: file.version,
                name: file.name.to_owned(),
                description: files::description(file.name),
                checksum: files::checksum(file.up),
                content: Content::Files { file, dialect, folder: self.files.folder },
            })
            .chain(self.steps.iter().map(|step| Migration {
                version: step.version,
                name: format!("{}_{}", step.version, step.description.replace(' ', "_")),
                description: step.description.clone(),
                // The code cannot be compared.
                checksum: files::checksum(&format!("step {} in Rust", step.version)),
                content: Content::Rust { up: Arc::clone(&step.up), down: step.down.clone() },
            }))
            .collect();
        all.sort_by_key(|migration| migration.version);
        all
    }

    /// What is wrong with the steps: versions that are taken.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (i, step) in self.steps.iter().enumerate() {
            let version = step.version;
            if version <= 0 {
                faults.push(format!(
                    "the migration {:?} in Rust has the version {version}; write a moment, as in 20261121120000",
                    step.description
                ));
            }
            if self.steps[..i].iter().any(|other| other.version == version) {
                faults.push(format!("two migrations in Rust have the version {version}"));
            }
            if let Some(file) = self.files.sets.iter().flat_map(|set| set.scripts).find(|file| file.version == version) {
                faults.push(format!("the migration {:?} in Rust has the version of {}", step.description, file.name));
            }
        }
        faults
    }
}

fn work<F>(work: impl Fn(Tx) -> F + Send + Sync + 'static) -> Work
where
    F: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    Arc::new(move |tx| Box::pin(work(tx)))
}

impl Migration {
    /// The script that leads to it.
    pub(crate) fn up(&self) -> Option<Script> {
        let Content::Files { file, .. } = self.content else { return None };
        self.script(if file.simple { ".sql" } else { ".up.sql" }, file.up)
    }

    /// The script that leads back.
    pub(crate) fn down(&self) -> Option<Script> {
        let Content::Files { file, .. } = self.content else { return None };
        self.script(".down.sql", file.down?)
    }

    fn script(&self, suffix: &str, text: &'static str) -> Option<Script> {
        let Content::Files { file, dialect, folder } = self.content else { return None };
        Some(Script { file: format!("{folder}/{}/{}{suffix}", files::folder_of(dialect), file.name), dialect, text })
    }

    /// Whether there is a way back.
    pub(crate) fn is_reversible(&self) -> bool {
        match &self.content {
            Content::Files { file, .. } => file.down.is_some(),
            Content::Rust { down, .. } => down.is_some(),
        }
    }
}

impl Script {
    /// Whether it is to run without a transaction around it.
    pub(crate) fn is_without_transaction(&self) -> bool {
        self.text.starts_with(NO_TRANSACTION)
    }

    pub(crate) fn statements(&self) -> Vec<Statement<'static>> {
        statements(self.text, self.dialect)
    }
}
