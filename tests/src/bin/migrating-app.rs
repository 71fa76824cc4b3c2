//! The app that the suite of the command `migrate` runs: its migrations are files of both databases and a step in Rust.

use std::{fs, path::Path, process::ExitCode, time::Duration};

use restkit::{db::Statement, prelude::*};

/// What somebody wrote down.
#[resource(path = "/notes")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Note {
    #[resource(id)]
    id: i64,
    #[validate(length(min = 1, max = 100))]
    text: String,
    #[resource(filter, default = false)]
    done: bool,
}

/// Adds a row; while there is a file `hold`, says `started` and waits to be killed.
async fn adds(tx: Tx) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    tx.execute(Statement::literal("INSERT INTO runs (what) VALUES ('step')", Vec::new())).await?;
    if Path::new("hold").exists() {
        fs::write("started", "")?;
        while Path::new("hold").exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let migrations =
        restkit::migrations!("suite/cli/migrations").reversible_step(20261102090000, "adds a row", adds, |tx: Tx| async move {
            tx.execute(Statement::literal("DELETE FROM runs WHERE what = 'step'", Vec::new())).await?;
            Ok(())
        });
    let app = App::new("Migrating", "1.0.0").mount("/api", Note::routes()).migrations(migrations);
    restkit::run(app.seed("demo", |tx: Tx| async move {
        tx.execute(Statement::literal("INSERT INTO notes (text, done) VALUES ('seeded', FALSE)", Vec::new())).await?;
        Ok(())
    }))
}
