//! The command `seed`.

use super::{
    logging, output,
    server::{block_on, connect},
};
use crate::app::{App, Config, LogFormat, StartError};

/// Runs the seed of this name; without one, lists the names.
pub(super) fn seed(app: &App, config: &Config, name: Option<&str>) -> Result<(), StartError> {
    logging::start(config, LogFormat::Text);
    let names: Vec<&str> = app.seeds.iter().map(|seed| seed.name()).collect();
    let Some(name) = name else {
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        return output::print(if lines.is_empty() { "the app has no seeds\n" } else { &lines });
    };
    let Some(seed) = app.seeds.iter().find(|seed| seed.name() == name) else {
        let known = if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
        return Err(StartError::App(vec![format!("the app has no seed called {name:?}; {known}")]));
    };
    block_on(async {
        let db = connect(config).await?;
        let pending = app.pending(&db).await?;
        if !pending.is_empty() {
            return Err(StartError::Pending { pending, advice: "apply them first".to_owned() });
        }
        seed.run(&db).await?;
        db.close().await;
        output::print(&format!("seeded {name}\n"))
    })
}
