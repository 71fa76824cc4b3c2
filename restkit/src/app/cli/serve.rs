//! The command `serve`.

use super::{
    command::Address,
    logging,
    server::{self, block_on, connect_to_serve},
};
use crate::{
    app::{App, Config, LogFormat, StartError},
    db::Db,
    migrate::{Fault, State},
};

/// Serves in production.
pub(super) fn serve(app: App, program: &str, config: &Config, address: Address, migrate: bool) -> Result<(), StartError> {
    logging::start(config, LogFormat::Json);
    block_on(async {
        let db = connect_to_serve(&app, config).await?;
        if migrate {
            for name in app.migrate_with(&db, &config.migrate).await? {
                tracing::info!(name, "migrated");
            }
        }
        let pending = app.pending(&db).await?;
        if !pending.is_empty() {
            let advice = format!("`{program} migrate` applies them, and so does `serve --migrate`");
            return Err(StartError::Pending { pending, advice });
        }
        warn_of_changes(&app, &db).await?;
        let missing = app.missing(&db).await?;
        if !missing.is_empty() {
            let advice = match app.migrations.is_some() {
                true => format!("no migration makes them: write one with `{program} migrate new <name>`"),
                false => format!("`{program} migrate` creates tables that are missing"),
            };
            return Err(StartError::Missing { missing, advice });
        }
        server::serve(app, config, db, address, |bound| {
            tracing::info!(address = %bound, "listening");
            Ok(())
        })
        .await
    })
}

/// Says what was applied otherwise than the program has it. `up` refuses to go on from there; whether tables and structs fit is another question,
/// which decides whether the program can serve.
async fn warn_of_changes(app: &App, db: &Db) -> Result<(), StartError> {
    let Some(migrations) = &app.migrations else { return Ok(()) };
    let history = migrations.status(db).await?;
    for status in history.into_iter().filter(|status| matches!(status.state, State::Changed | State::Missing)) {
        let fault = Fault { name: status.name, state: status.state };
        tracing::warn!(migration = fault.name, "{fault}");
    }
    Ok(())
}
