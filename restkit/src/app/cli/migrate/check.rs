//! `migrate check`: whether structs, record, files and database agree.

use std::{fs, io::ErrorKind, path::Path};

use super::{folder, output};
use crate::{
    app::{
        App, Config, StartError,
        cli::server::{block_on, connect},
    },
    db::Db,
    migrate::{
        DialectFiles, Migrations, State, draft, files,
        snapshot::{self, Snapshot},
    },
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

/// What the folder has otherwise than the program, where it is at hand.
fn on_disk(migrations: &Migrations) -> Vec<String> {
    let mut faults = Vec::new();
    for set in migrations.files().sets {
        let place = format!("{}/{}", folder(migrations), files::folder_of(set.dialect));
        faults.extend(of_folder(set, &Path::new(migrations.files().manifest_dir).join(&place), &place));
    }
    faults.sort();
    faults
}

fn of_folder(set: &DialectFiles, path: &Path, place: &str) -> Vec<String> {
    const AGAIN: &str = "touch Cargo.toml and build it again";
    let mut faults = Vec::new();
    // A program runs without the folder that it was built with.
    let Ok(entries) = fs::read_dir(path) else { return faults };
    let known = embedded(set);
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    for name in names.filter(|name| draft::version_of(name).is_some()) {
        if !known.iter().any(|(known, _)| *known == name) {
            faults.push(format!("{place}/{name}: the program was built without it; {AGAIN}"));
        }
    }
    for (name, content) in known {
        match fs::read_to_string(path.join(&name)) {
            Ok(there) if there == content => {}
            Ok(_) => faults.push(format!("{place}/{name}: the program was built with another text of it; {AGAIN}")),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                faults.push(format!("{place}/{name}: the program was built with it, and it is gone"));
            }
            Err(error) => faults.push(format!("{place}/{name} cannot be read: {error}")),
        }
    }
    faults
}

/// The names of the files that the program was built with, and what they held.
fn embedded(set: &DialectFiles) -> Vec<(String, &'static str)> {
    let mut all: Vec<_> = set.snapshot.map(|text| (snapshot::FILE.to_owned(), text)).into_iter().collect();
    for script in set.scripts {
        let direction = if script.simple { "" } else { ".up" };
        all.push((format!("{}{direction}.sql", script.name), script.up));
        all.extend(script.down.map(|down| (format!("{}.down.sql", script.name), down)));
    }
    all
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::Dialect, migrate::ScriptFile};

    #[test]
    fn files_that_differ_are_named() {
        let scripts = [
            ScriptFile { version: 1, name: "1_a", simple: true, up: "SELECT 1;\n", down: None },
            ScriptFile { version: 2, name: "2_b", simple: false, up: "SELECT 2;\n", down: Some("SELECT 3;\n") },
        ];
        let set = DialectFiles { dialect: Dialect::Sqlite, snapshot: Some("{}"), scripts: Vec::leak(scripts.into()) };
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        for (name, text) in embedded(&set) {
            write(&name, text);
        }
        write("notes.txt", "");
        let faults = || of_folder(&set, folder.path(), "m/sqlite");
        assert_eq!(faults(), [""; 0]);
        write("2_b.down.sql", "SELECT 4;\n");
        write("schema.json", "{ }");
        write("3_c.up.sql", "");
        fs::remove_file(folder.path().join("1_a.sql")).unwrap();
        let again = "touch Cargo.toml and build it again";
        let expected = [
            format!("m/sqlite/3_c.up.sql: the program was built without it; {again}"),
            format!("m/sqlite/schema.json: the program was built with another text of it; {again}"),
            "m/sqlite/1_a.sql: the program was built with it, and it is gone".to_owned(),
            format!("m/sqlite/2_b.down.sql: the program was built with another text of it; {again}"),
        ];
        assert_eq!(faults(), expected);
        // Where the program runs there need be no folder.
        assert_eq!(of_folder(&set, &folder.path().join("gone"), "m/sqlite"), [""; 0]);
    }
}
