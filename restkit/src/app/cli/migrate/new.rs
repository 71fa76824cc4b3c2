//! `migrate new`: writes what leads from the recorded state to the structs. It needs no database.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{ask, folder, output};
use crate::{
    app::{App, StartError},
    db::Dialect,
    migrate::{
        Migrations,
        draft::{self, Draft},
        files, lint,
        snapshot::{self, Snapshot},
    },
    schema::{self, Fill, Plan, PlanOptions, Renames, model::TableName},
};

/// What the arguments say.
#[derive(Debug, Default)]
pub(in crate::app::cli) struct NewMigration {
    pub(super) name: String,
    pub(super) dialects: Vec<Dialect>,
    pub(super) empty: bool,
    pub(super) allow_data_loss: bool,
    pub(super) expand: bool,
    pub(super) contract: bool,
    pub(super) fills: Vec<String>,
    pub(super) folder: Option<PathBuf>,
}

/// Writes the files of each dialect.
pub(super) fn new(app: &App, migrations: &Migrations, program: &str, new: &NewMigration) -> Result<(), StartError> {
    let Some(name) = draft::name_of(&new.name) else {
        return Err(wrong(format!("{:?} cannot be the name of a file; write letters and digits, as in add_due_date", new.name)));
    };
    let options = PlanOptions { fills: fills(&new.fills)?, allow_data_loss: new.allow_data_loss };
    let root = match &new.folder {
        Some(folder) => folder.clone(),
        None => Path::new(migrations.files().manifest_dir).join(folder(migrations)),
    };
    // All is planned before anything is written.
    let mut written = Vec::new();
    let mut ask = ask::Asking::new(new.allow_data_loss);
    for dialect in dialects(&root, &new.dialects) {
        let place = root.join(files::folder_of(dialect));
        let state = read(&place, program)?;
        let first = draft::version(chrono::Utc::now(), newest(&place)?);
        if new.empty {
            written.push((dialect, place, draft::empty(&name, first, state.schema), Plan::default()));
            continue;
        }
        let declared = schema::declared(&app.resources(), dialect);
        let changes =
            schema::diff(&state.schema, &declared, &Renames::declared(&app.resources()), &mut |question| ask.answer(&question));
        ask.finish()?;
        if changes.is_empty() {
            continue;
        }
        let planned = match (new.expand, new.contract) {
            (true, _) => schema::expand(&changes, dialect, &options).map(|between| (between.plan, between.schema)),
            (_, true) => schema::contract(&changes, dialect, &options).map(|plan| (plan, changes.apply())),
            _ => schema::plan(&changes, dialect, &options).map(|plan| (plan, changes.apply())),
        };
        let (plan, after) = planned.map_err(|error| {
            let list = error.problems.iter().map(|problem| format!("{}: {problem}", files::folder_of(dialect)));
            StartError::App(list.collect())
        })?;
        let draft = draft::draft(&name, first, &plan, after);
        written.push((dialect, place, draft, plan));
    }
    if written.is_empty() {
        return output::print("the structs are as the migrations have them; --empty writes one to be filled in by hand\n");
    }
    for (dialect, place, draft, plan) in &written {
        write(place, draft)?;
        output::print(&report(*dialect, place, draft, plan))?;
    }
    let known = |dialect: &Dialect| migrations.dialect(*dialect).is_some_and(|set| set.snapshot.is_some());
    if new.folder.is_none() && !written.iter().all(|(dialect, ..)| known(dialect)) {
        // The program was built without the file whose changes it looks at.
        touch(&Path::new(migrations.files().manifest_dir).join("Cargo.toml"))?;
    }
    Ok(())
}

/// Those that are named; else those that there are folders for; else all that are built in.
fn dialects(root: &Path, named: &[Dialect]) -> Vec<Dialect> {
    if !named.is_empty() {
        return named.to_vec();
    }
    let built_in = [(Dialect::Postgres, cfg!(feature = "postgres")), (Dialect::Sqlite, cfg!(feature = "sqlite"))];
    let there: Vec<Dialect> =
        built_in.iter().map(|(dialect, _)| *dialect).filter(|dialect| root.join(files::folder_of(*dialect)).is_dir()).collect();
    if !there.is_empty() {
        return there;
    }
    built_in.into_iter().filter(|(_, built_in)| *built_in).map(|(dialect, _)| dialect).collect()
}

/// The recorded state; an empty one where there are no migrations yet.
fn read(place: &Path, program: &str) -> Result<Snapshot, StartError> {
    let path = place.join(snapshot::FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && newest(place)? == 0 => return Ok(Snapshot::default()),
        Err(source) => return Err(file(&path, source)),
    };
    Snapshot::parse(&text).map_err(|error| {
        wrong(format!(
            "{} cannot be read: {error}; take it from the version control, and run `{program} migrate new` again",
            path.display()
        ))
    })
}

/// The newest version in a folder; 0 for none.
fn newest(place: &Path) -> Result<i64, StartError> {
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(file(place, source)),
    };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter_map(|name| draft::version_of(&name)).max().unwrap_or(0))
}

fn write(place: &Path, draft: &Draft) -> Result<(), StartError> {
    fs::create_dir_all(place).map_err(|source| file(place, source))?;
    // The record comes last: what is written without it shows in `check`.
    let text = draft.snapshot.text().map_err(|error| wrong(format!("the tables cannot be recorded: {error}")))?;
    let record = [(snapshot::FILE.to_owned(), text)];
    for (name, content) in draft.files.iter().chain(&record) {
        let path = place.join(name);
        fs::write(&path, content).map_err(|source| file(&path, source))?;
    }
    Ok(())
}

/// What was written, and what there is to know about it.
fn report(dialect: Dialect, place: &Path, draft: &Draft, plan: &Plan) -> String {
    let mut text = String::new();
    for (name, content) in &draft.files {
        text.push_str(&format!("wrote {}\n", place.join(name).display()));
        if name.ends_with(".up.sql") {
            // What is found in the changes is said below, with the names of what it is about.
            let found = |warning: &lint::Warning| plan.findings.iter().any(|finding| finding.rule == Some(warning.rule));
            let warnings = lint::lint(content, dialect).into_iter().filter(|warning| !found(warning));
            text.extend(warnings.map(|warning| format!("  {warning}\n")));
        }
    }
    for loss in &plan.losses {
        text.push_str(&format!("{}: {loss}\n", files::folder_of(dialect)));
    }
    for finding in &plan.findings {
        text.push_str(&format!("{}: {}; {}\n", files::folder_of(dialect), finding.message, finding.advice));
    }
    text
}

/// `table.column=SQL`, also with the schema before the table.
fn fills(all: &[String]) -> Result<Vec<Fill>, StartError> {
    all.iter()
        .map(|text| {
            let parts = text.split_once('=').and_then(|(place, sql)| Some((place.rsplit_once('.')?, sql.trim())));
            let Some(((table, column), sql)) = parts.filter(|(_, sql)| !sql.is_empty()) else {
                return Err(wrong(format!("--backfill {text}: write it as table.column=SQL, as in \"tasks.priority=3\"")));
            };
            let table = match table.split_once('.') {
                Some((schema, name)) => TableName { schema: Some(schema.to_owned()), name: name.to_owned() },
                None => TableName::bare(table),
            };
            Ok(Fill { table, column: column.to_owned(), expression: sql.to_owned() })
        })
        .collect()
}

fn touch(path: &Path) -> Result<(), StartError> {
    let touched = fs::File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
    touched.map_err(|source| file(path, source))
}

fn file(path: &Path, source: std::io::Error) -> StartError {
    StartError::File { path: path.display().to_string(), source }
}

fn wrong(message: String) -> StartError {
    StartError::App(vec![message])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{
        Answer,
        model::{Column, Schema, Table},
    };

    fn notes(name: &str) -> Schema {
        let column = |name: &str| Column { name: name.to_owned(), sql_type: "BIGINT".to_owned(), ..Column::default() };
        let (columns, primary_key) = (vec![column("id"), column(name)], vec!["id".to_owned()]);
        let (unique, foreign_keys, checks, indexes) = Default::default();
        let table = Table { name: TableName::bare("notes"), columns, primary_key, unique, foreign_keys, checks, indexes };
        Schema { tables: vec![table] }
    }

    /// It is found in the changes and in the script.
    #[test]
    fn a_rename_is_said_once_and_as_lint_says_it() {
        let renamed = |_| Answer::RenamedFrom("old".to_owned());
        let changes = schema::diff(&notes("old"), &notes("new"), &Renames::default(), &mut { renamed });
        let plan = schema::plan(&changes, Dialect::Postgres, &PlanOptions::default()).unwrap();
        let draft = draft::draft("rename", 1, &plan, changes.apply());
        let (_, script) = &draft.files[0];
        let warnings = lint::lint(script, Dialect::Postgres);
        assert_eq!(warnings.iter().map(|warning| warning.rule).collect::<Vec<_>>(), ["rename"]);
        let text = report(Dialect::Postgres, Path::new("m"), &draft, &plan);
        let said = format!("postgres: notes.old is called new: {}\n", warnings[0].message);
        assert_eq!(text, format!("wrote m/1_rename.up.sql\nwrote m/1_rename.down.sql\n{said}"));
    }
}
