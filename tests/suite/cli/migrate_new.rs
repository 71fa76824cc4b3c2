//! The commands `migrate new`, `check` and `lint`.

use std::{fs, path::Path};

use restkit_tests::{
    database::{Backend, Database},
    on_both,
};
use sqlx::{Connection as _, PgConnection, SqliteConnection, migrate::Migrator};

use super::program::Folder;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

on_both!(what_is_written_makes_the_tables);

/// The tables that sqlx's own migrator makes of it are those that the structs declare.
async fn what_is_written_makes_the_tables(backend: Backend) {
    let folder = Folder::migrating();
    let written = folder.run("migrate new first --dir m", &[]);
    assert_eq!((written.code, written.err.as_str()), (Some(0), ""), "{written:?}");
    for dialect in ["postgres", "sqlite"] {
        let names = names(&folder.path().join("m").join(dialect));
        assert!(names[0].ends_with("_first.down.sql") && names[1].ends_with("_first.up.sql"), "{names:?}");
        assert_eq!(names[2..], ["schema.json"]);
        assert!(written.out.contains(&format!("wrote m/{dialect}/{}", names[1])), "{}", written.out);
    }
    assert!(folder.run("migrate new again --dir m", &[]).out.contains("--empty"));

    let database = Database::empty(backend).await;
    match backend {
        Backend::Sqlite => {
            let migrator = Migrator::new(folder.path().join("m/sqlite")).await.unwrap();
            migrator.run(&mut SqliteConnection::connect(database.url()).await.unwrap()).await.unwrap();
        }
        Backend::Postgres => {
            let migrator = Migrator::new(folder.path().join("m/postgres")).await.unwrap();
            migrator.run(&mut PgConnection::connect(database.url()).await.unwrap()).await.unwrap();
        }
    }
    let checked = folder.run("migrate check", &[("DATABASE_URL", database.url())]);
    // The history is that of other files, and the tables are right.
    assert_eq!(checked.code, Some(1), "{checked:?}");
    assert!(checked.err.contains("20261101090000_notes is") && !checked.err.contains("notes.text"), "{}", checked.err);
}

#[test]
fn nothing_is_guessed_and_nothing_is_lost_unasked() {
    let folder = Folder::migrating();
    assert_eq!(folder.run("migrate new first --dialect sqlite --dir m", &[]).code, Some(0));
    let place = folder.path().join("m/sqlite");
    let record = fs::read_to_string(place.join("schema.json")).unwrap();
    fs::write(place.join("schema.json"), record.replace("\"name\": \"text\"", "\"name\": \"body\"")).unwrap();
    let before = names(&place);

    let asked = folder.run("migrate new rename --dir m", &[]);
    assert_eq!(asked.code, Some(1), "{asked:?}");
    assert!(asked.err.contains("the column notes.text is new and body is gone"), "{}", asked.err);
    let unfilled = folder.run("migrate new rename --allow-data-loss --dir m", &[]);
    assert_eq!(unfilled.code, Some(1), "{unfilled:?}");
    assert!(unfilled.err.contains("--backfill notes.text="), "{}", unfilled.err);
    let wrong = folder.run("migrate new rename --allow-data-loss --backfill text --dir m", &[]);
    assert!(wrong.err.contains("table.column=SQL"), "{}", wrong.err);
    assert_eq!(names(&place), before);

    let written = folder.run("migrate new rename --allow-data-loss --backfill notes.text='x' --dir m", &[]);
    assert_eq!(written.code, Some(0), "{written:?}");
    assert!(written.out.contains("notes.body will be lost"), "{}", written.out);
    assert!(names(&place).len() > before.len());
    let up = names(&place).into_iter().find(|name| name.ends_with("_rename.up.sql")).unwrap();
    assert!(fs::read_to_string(place.join(up)).unwrap().contains("'x'"));
}

#[test]
fn empty_files_come_last() {
    let folder = Folder::migrating();
    assert_eq!(folder.run("migrate new first --dialect sqlite --dir m", &[]).code, Some(0));
    let written = folder.run("migrate new By-hand! --empty --dir m", &[]);
    assert_eq!(written.code, Some(0), "{written:?}");
    let names = names(&folder.path().join("m/sqlite"));
    assert!(names[3].ends_with("_by_hand.up.sql") && names[3] > names[1], "{names:?}");
    assert!(folder.run("migrate new ??? --dir m", &[]).err.contains("cannot be the name of a file"));
}

#[test]
fn check_and_lint_agree_with_what_is_there() {
    let checked = Folder::migrating().run("migrate check", &[]);
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), "structs, migrations and record agree\n"), "{checked:?}");
    assert_eq!(Folder::migrating().run("migrate lint", &[]).out, "nothing to say\n");
    let without = Folder::new().run("migrate check", &[]);
    assert!(without.code == Some(1) && without.err.contains(".migrations("), "{without:?}");
}

#[test]
fn a_breaking_change_is_written_in_two() {
    let folder = Folder::migrating();
    assert_eq!(folder.run("migrate new first --dialect postgres --dir m", &[]).code, Some(0));
    let place = folder.path().join("m/postgres");
    let record = fs::read_to_string(place.join("schema.json")).unwrap();
    let extra = "{ \"name\": \"old\", \"type\": \"BIGINT\" }, { \"name\": \"row_version\"";
    fs::write(place.join("schema.json"), record.replace("{\n            \"name\": \"row_version\"", extra)).unwrap();
    let all = |folder: &Path, suffix: &str| {
        let names = names(folder).into_iter().filter(|name| name.contains(suffix) && name.ends_with(".up.sql"));
        names.map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect::<String>()
    };
    let expanded = folder.run("migrate new grow --expand --allow-data-loss --dir m", &[]);
    assert_eq!(expanded.code, Some(0), "{expanded:?}");
    assert!(!all(&place, "_grow").contains("DROP COLUMN"), "{}", all(&place, "_grow"));
    let contracted = folder.run("migrate new shrink --contract --allow-data-loss --dir m", &[]);
    assert_eq!(contracted.code, Some(0), "{contracted:?}");
    assert!(all(&place, "_shrink").contains("DROP COLUMN \"old\""), "{}", all(&place, "_shrink"));
}
