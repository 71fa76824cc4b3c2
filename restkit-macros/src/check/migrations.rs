//! Rules on the folder of migrations: what a file can be called.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    errors::Errors,
    model::{Dialect, DialectFolder, Migrations, Script},
    syntax::migrations::MigrationsSyntax,
};

/// Looks into the folder. One that does not exist is empty: `migrate new` makes it.
pub(crate) fn migrations(
    syntax: &MigrationsSyntax,
    package: &Path,
    krate: &syn::Path,
    errors: &mut Errors,
) -> Option<Migrations> {
    let before = errors.len();
    let folder = syntax.folder.value();
    let mut fault = |message: String| errors.at(&syntax.folder, message);
    if Path::new(&folder).is_absolute() || folder.is_empty() || folder.contains('\\') {
        fault("write the folder from that of Cargo.toml, as in `\"migrations\"`, with `/` between its parts".to_owned());
        return None;
    }
    let path = package.join(&folder);
    strays(&path, &folder, &mut fault);
    let sets = Dialect::ALL
        .into_iter()
        .filter_map(|dialect| {
            let place = format!("{folder}/{}", dialect.folder());
            let files = listed(&path.join(dialect.folder()), &place, &mut fault)?;
            let snapshot = files.iter().any(|file| file == "schema.json");
            Some(DialectFolder { dialect, snapshot, scripts: scripts(&files, &place, &mut fault) })
        })
        .collect();
    (errors.len() == before).then(|| Migrations { krate: krate.clone(), folder, sets })
}

/// Scripts that stand where none is looked for.
fn strays(path: &Path, folder: &str, fault: &mut impl FnMut(String)) {
    let Some(names) = listed(path, folder, fault) else { return };
    for name in names {
        if name.ends_with(".sql") {
            fault(format!("{folder}/{name} belongs to no database; put it into {folder}/postgres or {folder}/sqlite"));
        }
        let known = Dialect::ALL.iter().any(|dialect| dialect.folder() == name);
        let scripts = |path: PathBuf| fs::read_dir(path).into_iter().flatten().flatten().any(|file| is_sql(&file));
        if !known && scripts(path.join(&name)) {
            fault(format!("{folder}/{name} is not a database that restkit knows; call the folder `postgres` or `sqlite`"));
        }
    }
}

fn is_sql(file: &fs::DirEntry) -> bool {
    file.path().extension().is_some_and(|extension| extension == "sql")
}

/// The names in a folder, in order; `None` when it does not exist.
fn listed(path: &Path, place: &str, fault: &mut impl FnMut(String)) -> Option<Vec<String>> {
    let names = fs::read_dir(path).and_then(|entries| {
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()
    });
    match names {
        Ok(mut names) => {
            names.sort();
            Some(names)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            fault(format!("the folder {place} cannot be read: {error}"));
            None
        }
    }
}

/// What is known of one version so far.
#[derive(Default)]
struct Found {
    name: String,
    up: Option<String>,
    down: Option<String>,
}

fn scripts(files: &[String], place: &str, fault: &mut impl FnMut(String)) -> Vec<Script> {
    let mut versions: BTreeMap<i64, Found> = BTreeMap::new();
    for file in files.iter().filter(|file| file.ends_with(".sql")) {
        let Some((version, name, down)) = read(file) else {
            fault(format!(
                "{place}/{file} is not called as a migration is: <version>_<description>.up.sql or .down.sql, with a version like 20261121084500"
            ));
            continue;
        };
        let found = versions.entry(version).or_default();
        let side = if down { &mut found.down } else { &mut found.up };
        if let Some(other) = side {
            fault(format!("{place}/{other} and {file} have the same version; give one of them another"));
            continue;
        }
        *side = Some(file.clone());
        if !found.name.is_empty() && found.name != name {
            fault(format!(
                "{place} has {} and {file} for one version; call them alike, or give one of them another version",
                found.name
            ));
        }
        name.clone_into(&mut found.name);
    }
    versions
        .into_iter()
        .filter_map(|(version, found)| {
            let Some(up) = found.up else {
                fault(format!("{place}/{} leads back from nothing: there is no {}.up.sql", found.down?, found.name));
                return None;
            };
            let simple = !up.ends_with(".up.sql");
            if let Some(down) = found.down.as_ref().filter(|_| simple) {
                fault(format!("{place}/{down} leads back from {up}; call that {}.up.sql", found.name));
            }
            Some(Script { version, name: found.name, simple, down: found.down.is_some() })
        })
        .collect()
}

/// Version, name and whether it leads back.
fn read(file: &str) -> Option<(i64, &str, bool)> {
    let (name, down) = match file.strip_suffix(".down.sql") {
        Some(name) => (name, true),
        None => (file.strip_suffix(".up.sql").or_else(|| file.strip_suffix(".sql"))?, false),
    };
    let (version, description) = name.split_once('_')?;
    let plain = version.bytes().all(|byte| byte.is_ascii_digit()) && !description.is_empty();
    let version = version.parse().ok().filter(|version| *version > 0 && plain)?;
    Some((version, name, down))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        assert_eq!(read("20261121084500_add_due_date.up.sql"), Some((20_261_121_084_500, "20261121084500_add_due_date", false)));
        assert_eq!(read("1_a.down.sql"), Some((1, "1_a", true)));
        assert_eq!(read("0001_a.sql"), Some((1, "0001_a", false)));
        for file in
            ["a.sql", "1.sql", "1_.sql", "x_a.up.sql", "-1_a.sql", "0_a.sql", "99999999999999999999_a.sql", "+1_a.sql", "1_a.txt"]
        {
            assert_eq!(read(file), None, "{file}");
        }
    }

    #[test]
    fn what_does_not_belong_together_is_said() {
        let of = |files: &[&str]| {
            let mut faults = Vec::new();
            let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
            let scripts = scripts(&files, "m/sqlite", &mut |fault| faults.push(fault));
            (scripts.len(), faults.join("\n"))
        };
        assert_eq!(of(&["1_a.down.sql", "1_a.up.sql", "2_b.sql", "README.md"]), (2, String::new()));
        assert_eq!(
            of(&["1_a.down.sql"]),
            (0, "m/sqlite/1_a.down.sql leads back from nothing: there is no 1_a.up.sql".to_owned())
        );
        for files in [["1_a.up.sql", "1_b.up.sql"], ["1_a.sql", "1_a.up.sql"], ["01_a.up.sql", "1_a.up.sql"]] {
            assert!(of(&files).1.contains("have the same version"), "{files:?}: {}", of(&files).1);
        }
        assert!(of(&["1_a.up.sql", "1_b.down.sql"]).1.contains("call them alike"));
        assert!(of(&["1_a.sql", "1_a.down.sql"]).1.contains("call that 1_a.up.sql"));
    }
}
