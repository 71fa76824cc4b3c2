//! The command `seed`.

use super::{
    logging, output,
    server::{block_on, connect},
};
use crate::app::{App, Config, LogFormat, StartError};

/// Runs the seed of this name; without one, lists the names.
pub(super) fn seed(app: &App, config: &Config, name: Option<&str>) -> Result<(), StartError> {
    logging::start(config, LogFormat::Text);
    let Some(name) = name else {
        let lines: String = app.seeds.iter().map(|seed| format!("{}\n", seed.name())).collect();
        return output::print(if lines.is_empty() { "the app has no seeds\n" } else { &lines });
    };
    block_on(async {
        let db = connect(config).await?;
        app.run_seed(&db, name).await?;
        db.close().await;
        output::print(&format!("seeded {name}\n"))
    })
}
