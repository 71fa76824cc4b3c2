//! `inspect` and `plans`.

use std::fs;

use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::program::Folder;

on_both!(structs_are_written_once, lists_that_no_index_serves_are_named);

async fn structs_are_written_once(backend: Backend) {
    let (folder, database) = (Folder::new(), Database::empty(backend).await);
    database
        .execute("CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT NOT NULL); CREATE TABLE other (id INTEGER PRIMARY KEY)")
        .await;
    let settings = [("DATABASE_URL", database.url())];
    let printed = folder.run("inspect --table pets", &settings);
    assert_eq!((printed.code, printed.err.as_str()), (Some(0), ""));
    assert!(printed.out.contains("pub struct Pet {") && !printed.out.contains("Other"), "{}", printed.out);
    assert_eq!(folder.run("inspect --table pets --out pets.rs", &settings).code, Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("pets.rs")).unwrap(), printed.out);
    // Somebody may have decided there already.
    let again = folder.run("inspect --out pets.rs", &settings);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("cannot use pets.rs"), "{}", again.err);
    assert_eq!(fs::read_to_string(folder.path().join("pets.rs")).unwrap(), printed.out);
}

async fn lists_that_no_index_serves_are_named(backend: Backend) {
    let (folder, database) = (Folder::new(), Database::empty(backend).await);
    let settings = [("DATABASE_URL", database.url())];
    assert_eq!(folder.run("migrate", &settings).code, Some(0));
    let served = folder.run("plans", &settings);
    assert_eq!((served.code, served.err.as_str()), (Some(0), ""));
    assert!(served.out.contains("an index serves every other filter and every order"), "{}", served.out);
    database.execute("DROP INDEX notes_text_idx").await;
    let named = folder.run("plans", &settings);
    assert_eq!(named.code, Some(1));
    assert!(named.err.contains("CREATE INDEX \"notes_text_idx\""), "{}", named.err);
}

#[test]
fn a_database_has_to_be_named() {
    let ended = Folder::new().run("inspect", &[]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains("DATABASE_URL"), "{}", ended.err);
}
