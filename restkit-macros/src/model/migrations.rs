//! The folder of migrations.

use syn::Path;

/// A folder, as it was found.
pub(crate) struct Migrations {
    pub(crate) krate: Path,
    /// Its path from the folder of the package.
    pub(crate) folder: String,
    pub(crate) sets: Vec<DialectFolder>,
}

/// The folder of one database.
pub(crate) struct DialectFolder {
    pub(crate) dialect: Dialect,
    /// Whether there is a `schema.json`.
    pub(crate) snapshot: bool,
    /// By their versions.
    pub(crate) scripts: Vec<Script>,
}

/// A database.
#[derive(Clone, Copy)]
pub(crate) enum Dialect {
    Postgres,
    Sqlite,
}

/// The files of one version.
pub(crate) struct Script {
    pub(crate) version: i64,
    /// Version and description.
    pub(crate) name: String,
    /// Whether the file that leads to it has no direction in its name.
    pub(crate) simple: bool,
    pub(crate) down: bool,
}

impl Dialect {
    pub(crate) const ALL: [Self; 2] = [Self::Postgres, Self::Sqlite];

    /// The name of its folder.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
        }
    }
}
