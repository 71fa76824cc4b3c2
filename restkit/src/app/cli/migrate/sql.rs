//! `migrate sql`: what `up` would run.

use std::fmt::Write as _;

use super::{folder, output};
use crate::{
    app::{
        Config, StartError,
        cli::server::{block_on, connect},
    },
    db::Dialect,
    migrate::{Migration, Migrations},
};

/// Prints the scripts that are pending; all of a dialect, where one is named or there is no database to ask.
pub(super) fn sql(migrations: &Migrations, config: &Config, dialect: Option<Dialect>) -> Result<(), StartError> {
    if dialect.is_none() && config.database_url.is_some() {
        return block_on(async {
            let db = connect(config).await?;
            let all = migrations.status(&db).await?;
            let is_pending =
                |migration: &Migration| all.iter().any(|status| status.version == migration.version && status.state.is_pending());
            let pending: Vec<Migration> = migrations.of(db.dialect()).into_iter().filter(is_pending).collect();
            db.close().await;
            output::print(&text(&pending))
        });
    }
    let dialects: Vec<Dialect> = match dialect {
        Some(dialect) => vec![dialect],
        None => migrations.files().sets.iter().map(|set| set.dialect).collect(),
    };
    let [dialect] = dialects.as_slice() else {
        let place = folder(migrations);
        return Err(StartError::App(vec![format!(
            "{place} has migrations for {} databases; say --dialect postgres or sqlite, or set DATABASE_URL",
            dialects.len()
        )]));
    };
    output::print(&text(&migrations.of(*dialect)))
}

fn text(migrations: &[Migration]) -> String {
    let mut text = String::new();
    for migration in migrations {
        // Writing to a String cannot fail.
        let _ = match migration.up() {
            Some(script) => writeln!(text, "-- {}\n{}\n", script.file, script.text.trim_end()),
            None => writeln!(text, "-- {} is written in Rust\n", migration.name),
        };
    }
    if text.is_empty() { "-- nothing to apply\n".to_owned() } else { text }
}
