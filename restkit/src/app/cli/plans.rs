//! The command `plans`: what lists can be asked for and no index serves.

use std::fmt::Write as _;

use super::{
    logging, output,
    server::{block_on, connect},
};
use crate::{
    app::{App, Config, LogFormat, StartError},
    db::Db,
    schema::{self, Unserved, Wish},
    spec::ResourceSpec,
};

/// Fails with every filter and every order for which all rows are read. That texts are looked into, as they are where nobody has made an index for
/// it, is only said.
pub(super) fn plans(app: &App, config: &Config) -> Result<(), StartError> {
    logging::start(config, LogFormat::Text);
    let found = block_on(async {
        let db = connect(config).await?;
        let found = app.unserved(&db).await;
        db.close().await;
        found
    })?;
    let (searches, faults): (Vec<_>, Vec<_>) = found.iter().partition(|one| is_search(one));
    let mut text = String::new();
    for search in searches {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{search}");
    }
    if faults.is_empty() {
        text.push_str("an index serves every other filter and every order\n");
    }
    output::print(&text)?;
    if faults.is_empty() { Ok(()) } else { Err(StartError::Unserved(faults.iter().map(ToString::to_string).collect())) }
}

/// Says the same in the log, beside whatever else goes on.
pub(super) async fn warn(db: Db, resources: Vec<&'static ResourceSpec>) {
    match schema::unserved(&db, &resources).await {
        Ok(found) => {
            for one in found.iter().filter(|one| !is_search(one)) {
                tracing::warn!("{one}");
            }
        }
        Err(error) => tracing::warn!(error = error.to_string(), "nobody knows which lists are served by an index"),
    }
}

const fn is_search(one: &Unserved) -> bool {
    matches!(one.wish, Wish::Search(_))
}
