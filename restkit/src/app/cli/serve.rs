//! The commands `serve` and `migrate`.

use super::{
    command::Address,
    logging, output,
    server::{self, block_on, connect},
};
use crate::{
    app::{App, Config, LogFormat, StartError},
    db::PoolSettings,
};

/// Serves in production.
pub(super) fn serve(app: App, program: &str, config: &Config, address: Address) -> Result<(), StartError> {
    logging::start(config, LogFormat::Json);
    block_on(async {
        let db = connect(config).await?;
        let missing = app.missing(&db).await?;
        if !missing.is_empty() {
            return Err(StartError::Missing { missing, advice: format!("`{program} migrate` creates tables that are missing") });
        }
        server::serve(app, config, db, address, |bound| {
            tracing::info!(address = %bound, "listening");
            Ok(())
        })
        .await
    })
}

/// Creates the tables that are missing.
pub(super) fn migrate(app: &App, config: &Config) -> Result<(), StartError> {
    // What changes tables takes as long as it takes.
    let config = &Config { pool: PoolSettings { statement_timeout: None, ..config.pool.clone() }, ..config.clone() };
    block_on(async {
        let db = connect(config).await?;
        let made = app.migrate(&db).await?;
        let text = if made.is_empty() { "no table was missing\n".to_owned() } else { format!("created {}\n", made.join(", ")) };
        output::print(&text)?;
        db.close().await;
        Ok(())
    })
}
