//! What needs a database: `up`, `down`, `redo`, `status` and `baseline`.

use std::{
    fmt::Write as _,
    io::{BufRead as _, IsTerminal as _, stdin},
};

use super::{MigrateCommand, folder, output};
use crate::{
    app::{Config, StartError},
    db::{Db, Dialect},
    migrate::{Back, Done, MigrateSettings, Migrations, State, Status},
};

/// Runs a command that needs a database.
pub(super) async fn run(
    migrations: &Migrations,
    program: &str,
    db: &Db,
    config: &Config,
    command: MigrateCommand,
) -> Result<(), StartError> {
    let settings = &config.migrate;
    match command {
        MigrateCommand::Up { to, out_of_order } => {
            let settings = MigrateSettings { out_of_order, ..settings.clone() };
            up(migrations, program, db, to, &settings).await
        }
        MigrateCommand::Down { back, yes } => {
            if sure(migrations, db, back, yes).await? {
                down(migrations, db, back, settings).await?;
            }
            Ok(())
        }
        MigrateCommand::Redo { steps, yes } => {
            let back = Back::Steps(steps);
            let newest =
                migrations.status(db).await?.iter().rev().find(|status| status.applied_at.is_some()).map(|status| status.version);
            if sure(migrations, db, back, yes).await? {
                down(migrations, db, back, settings).await?;
                // Those that were pending before stay so.
                up(migrations, program, db, newest, settings).await?;
            }
            Ok(())
        }
        MigrateCommand::Baseline { to } => {
            let noted = migrations.baseline(db, to, settings).await?;
            let lines: String = noted.iter().map(|name| format!("noted {name}\n")).collect();
            output::print(if noted.is_empty() { "nothing to note\n" } else { &lines })
        }
        MigrateCommand::Status
        | MigrateCommand::Sql { .. }
        | MigrateCommand::New(_)
        | MigrateCommand::Check
        | MigrateCommand::Lint => output::print(&table(&migrations.status(db).await?, folder(migrations))),
    }
}

async fn up(
    migrations: &Migrations,
    program: &str,
    db: &Db,
    to: Option<i64>,
    settings: &MigrateSettings,
) -> Result<(), StartError> {
    if migrations.of(db.dialect()).is_empty() {
        let name = if db.dialect() == Dialect::Sqlite { "sqlite" } else { "postgres" };
        let place = folder(migrations);
        return output::print(&format!("there are no migrations in {place}/{name}; `{program} migrate new first` writes one\n"));
    }
    let mut any = false;
    let mut printed = Ok(());
    let mut report = |done: &Done| {
        any = true;
        let line = output::print(&format!("applied {}\n", line(done)));
        if printed.is_ok() {
            printed = line;
        }
    };
    migrations.up_to(db, to, settings, &mut report).await?;
    printed?;
    if any { Ok(()) } else { output::print("nothing to apply\n") }
}

async fn down(migrations: &Migrations, db: &Db, back: Back, settings: &MigrateSettings) -> Result<(), StartError> {
    let mut printed = Ok(());
    let mut report = |done: &Done| {
        let line = output::print(&format!("undone {}\n", line(done)));
        if printed.is_ok() {
            printed = line;
        }
    };
    migrations.down_with(db, back, settings, &mut report).await?;
    printed
}

fn line(done: &Done) -> String {
    format!("{} ({} ms)", done.name, done.elapsed.as_millis())
}

/// Whether to go on: what is undone may hold data.
async fn sure(migrations: &Migrations, db: &Db, back: Back, yes: bool) -> Result<bool, StartError> {
    let names: Vec<String> = back.of(&migrations.status(db).await?).into_iter().map(|status| status.name).collect();
    if names.is_empty() {
        output::print("nothing to undo\n")?;
        return Ok(false);
    }
    if yes {
        return Ok(true);
    }
    if !stdin().is_terminal() {
        let list = names.join(", ");
        return Err(StartError::App(vec![format!("this would undo {list}, with the data in what they have added; say --yes")]));
    }
    output::print(&format!("This undoes\n  {}\nwith the data in what they have added. Go on? [y/N] ", names.join("\n  ")))?;
    let mut answer = String::new();
    let read = stdin().lock().read_line(&mut answer);
    read.map_err(|source| StartError::System { doing: "cannot read the answer", source })?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn table(all: &[Status], folder: &str) -> String {
    if all.is_empty() {
        return format!("there are no migrations in {folder}\n");
    }
    let width = all.iter().map(|status| status.name.len()).max().unwrap_or(0).max("MIGRATION".len());
    let mut text = format!("{:12}  {:width$}  APPLIED AT (UTC)\n", "STATE", "MIGRATION");
    for status in all {
        let when = status.applied_at.as_deref().filter(|_| status.state != State::HalfDone).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", format!("{:12}  {:width$}  {when}", status.state, status.name).trim_end());
    }
    text
}
