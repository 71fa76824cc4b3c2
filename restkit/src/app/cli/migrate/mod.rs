//! The command `migrate`.

mod arguments;
mod ask;
mod check;
mod history;
mod lint;
mod new;
mod sql;

pub(super) use arguments::{MigrateCommand, grammar, parse};
pub(super) use check::differences;

use super::{
    logging, output,
    server::{block_on, connect},
};
use crate::{
    app::{App, Config, LogFormat, StartError},
    db::{PoolSettings, StatementTimeout},
    migrate::Migrations,
};

/// Runs a command.
pub(super) fn migrate(app: &App, program: &str, config: &Config, command: MigrateCommand) -> Result<(), StartError> {
    logging::start(config, LogFormat::Text);
    // What changes tables takes as long as it takes, unless MIGRATE_STATEMENT_TIMEOUT says otherwise.
    let config =
        &Config { pool: PoolSettings { statement_timeout: StatementTimeout::OfServer, ..config.pool.clone() }, ..config.clone() };
    let Some(migrations) = &app.migrations else { return without_migrations(app, config, &command) };
    match command {
        MigrateCommand::New(request) => new::new(app, migrations, program, &request),
        MigrateCommand::Check => check::check(app, migrations, program, config),
        MigrateCommand::Lint => lint::lint(migrations),
        MigrateCommand::Sql { dialect } => sql::sql(migrations, config, dialect),
        other => block_on(async {
            let db = connect(config).await?;
            let done = history::run(migrations, program, &db, config, other).await;
            db.close().await;
            done
        }),
    }
}

/// An app without migrations has its missing tables created.
fn without_migrations(app: &App, config: &Config, command: &MigrateCommand) -> Result<(), StartError> {
    if !matches!(command, MigrateCommand::Up { to: None, .. }) {
        let advice =
            "the app has no migrations: give it a folder for them with `.migrations(restkit::migrations!(\"migrations\"))`";
        return Err(StartError::App(vec![advice.to_owned()]));
    }
    block_on(async {
        let db = connect(config).await?;
        let made = app.migrate(&db).await?;
        let text = if made.is_empty() { "no table was missing\n".to_owned() } else { format!("created {}\n", made.join(", ")) };
        output::print(&text)?;
        db.close().await;
        Ok(())
    })
}

/// The folder of the migrations, as messages name it.
fn folder(migrations: &Migrations) -> &'static str {
    migrations.files().folder
}
