//! `migrate check`: whether structs, record, files and database agree.

use std::{fs, path::Path};

use super::{folder, output};
use crate::{
    app::{
        App, Config, StartError,
        cli::server::{block_on, connect},
    },
    db::Db,
    migrate::{DialectFiles, Migrations, State, draft, files, snapshot::Snapshot},
    schema::{self, Answer, Renames},
};

/// Fails with every difference.
pub(super) fn check(app: &App, migrations: &Migrations, program: &str, config: &Config) -> Result<(), StartError> {
    let mut faults = differences(app, migrations, program);
    faults.extend(on_disk(migrations));
    if config.database_url.is_some() {
        faults.extend(block_on(async {
            let db = connect(config).await?;
            let found = of_database(app, migrations, &db).await;
            db.close().await;
            found
        })?);
    }
    if faults.is_empty() {
        return output::print("structs, migrations and record agree\n");
    }
    Err(StartError::Disagreement(faults))
}

/// What structs, record and scripts say differently.
pub(in crate::app::cli) fn differences(app: &App, migrations: &Migrations, program: &str) -> Vec<String> {
    let place = folder(migrations);
    let sets = migrations.files().sets;
    if sets.is_empty() {
        return vec![format!("{place}: there are no migrations; `{program} migrate new first` writes one")];
    }
    sets.iter().flat_map(|set| of_set(app, set, place, program)).collect()
}

fn of_set(app: &App, set: &DialectFiles, place: &str, program: &str) -> Vec<String> {
    let place = format!("{place}/{}", files::folder_of(set.dialect));
    let newest = set.scripts.iter().map(|script| script.version).max().unwrap_or(0);
    let Some(text) = set.snapshot else {
        return vec![format!("{place}: the program was built without a schema.json; `{program} migrate new` writes it")];
    };
    let recorded = match Snapshot::parse(text) {
        Ok(recorded) => recorded,
        Err(error) => return vec![format!("{place}/schema.json cannot be read: {error}")],
    };
    let declared = schema::declared(&app.resources(), set.dialect);
    let changes = schema::diff(&recorded.schema, &declared, &Renames::declared(&app.resources()), &mut |_| Answer::New);
    let mut faults: Vec<String> = changes.list.iter().map(|change| format!("{place}: {}", draft::describe(change))).collect();
    if recorded.version != newest {
        let version = recorded.version;
        faults.push(format!(
            "{place}/schema.json is of version {version}, and the newest script of {newest}; when both are right, write one more with `{program} migrate new --empty`"
        ));
    }
    faults
}

/// Scripts that the program was built without, where the folder is at hand.
fn on_disk(migrations: &Migrations) -> Vec<String> {
    let place = folder(migrations);
    let mut faults = Vec::new();
    for set in migrations.files().sets {
        let folder = Path::new(migrations.files().manifest_dir).join(place).join(files::folder_of(set.dialect));
        let Ok(entries) = fs::read_dir(folder) else { continue };
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        for name in names.filter(|name| draft::version_of(name).is_some()) {
            if !set.scripts.iter().any(|script| name.starts_with(&format!("{}.", script.name))) {
                let place = format!("{place}/{}", files::folder_of(set.dialect));
                faults.push(format!("{place}/{name}: the program was built without it; touch Cargo.toml and build it again"));
            }
        }
    }
    faults.sort();
    faults
}

/// What a database has otherwise: which migrations were applied, and its tables.
async fn of_database(app: &App, migrations: &Migrations, db: &Db) -> Result<Vec<String>, StartError> {
    let history = migrations.status(db).await?;
    let mut faults: Vec<String> = history
        .iter()
        .filter(|status| status.state != State::Applied)
        .map(|status| format!("database: {} is {}", status.name, status.state))
        .collect();
    if faults.is_empty() {
        let declared = schema::declared(&app.resources(), db.dialect());
        let drift = schema::drift(db, &declared).await?;
        if let Some(reason) = &drift.not_compared {
            output::print(&format!("database: {reason}\n"))?;
        }
        faults.extend(drift.differences.iter().map(|difference| format!("database: {difference}")));
    }
    Ok(faults)
}
