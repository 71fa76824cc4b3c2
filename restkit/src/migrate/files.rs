//! The files of migrations, as `migrations!` puts them into the binary.

use sha2::{Digest, Sha384};

use crate::db::Dialect;

/// The folder of an app's migrations.
#[derive(Debug)]
pub struct MigrationFiles {
    /// The folder of the package that they belong to.
    pub manifest_dir: &'static str,
    /// The folder of the migrations, from there.
    pub folder: &'static str,
    /// The folders of the dialects that there are.
    pub sets: &'static [DialectFiles],
}

/// The files for one database.
#[derive(Debug)]
pub struct DialectFiles {
    /// Which database.
    pub dialect: Dialect,
    /// What `schema.json` holds.
    pub snapshot: Option<&'static str>,
    /// The scripts, by their versions.
    pub scripts: &'static [ScriptFile],
}

/// The scripts of one version.
#[derive(Debug)]
pub struct ScriptFile {
    /// The version, a moment as in `20261121084500`.
    pub version: i64,
    /// Version and description, as the files are called: `20261121084500_add_due_date`.
    pub name: &'static str,
    /// Whether there is one file without a direction (`….sql`).
    pub simple: bool,
    /// What leads to this version.
    pub up: &'static str,
    /// What leads back.
    pub down: Option<&'static str>,
}

/// The name of the folder of a dialect.
pub(crate) const fn folder_of(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "postgres",
        Dialect::Sqlite => "sqlite",
    }
}

/// The first line of a script that is not to run in a transaction.
pub(crate) const NO_TRANSACTION: &str = "-- no-transaction";

/// What is recorded of a script, to know it again.
pub(crate) fn checksum(script: &str) -> Vec<u8> {
    Sha384::digest(script.as_bytes()).to_vec()
}

/// The description in the name of a script, with blanks.
pub(crate) fn description(name: &str) -> String {
    name.split_once('_').map_or(name, |(_, description)| description).replace('_', " ")
}
