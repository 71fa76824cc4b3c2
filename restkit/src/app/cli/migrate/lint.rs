//! `migrate lint`: what the scripts do to those who use a PostgreSQL database meanwhile.

use std::fmt::Write as _;

use super::output;
use crate::{
    app::StartError,
    db::Dialect,
    migrate::{Migrations, lint},
};

/// Fails with every warning.
pub(super) fn lint(migrations: &Migrations) -> Result<(), StartError> {
    let mut text = String::new();
    for script in migrations.of(Dialect::Postgres).iter().filter_map(|migration| migration.up()) {
        for warning in lint::lint(script.text, script.dialect) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}, {warning}", script.file);
        }
    }
    match text.trim_end() {
        "" => output::print("nothing to say\n"),
        text => Err(StartError::Lint(text.lines().map(str::to_owned).collect())),
    }
}
