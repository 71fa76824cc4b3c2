//! Settings and arguments that do not hold.

use super::program::{Folder, SECRET};

#[test]
fn serve_names_each_setting_that_is_missing() {
    let folder = Folder::new();
    let ended = folder.run("serve", &[]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
    assert!(ended.err.contains("\nDATABASE_URL: ") && ended.err.contains("\nJWT_SECRET: "), "{}", ended.err);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it left something behind");
}

#[test]
fn serve_names_each_setting_that_is_wrong_and_echoes_no_secret() {
    let settings = [("JWT_SECRET", "hunter2"), ("PORT", "70000"), ("JWT_LEEWAY", "3600"), ("LOG_FORMAT", "xml")];
    let ended = Folder::new().run("serve", &settings);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for name in ["JWT_SECRET", "PORT", "JWT_LEEWAY", "LOG_FORMAT", "DATABASE_URL"] {
        assert!(ended.err.contains(&format!("\n{name}: ")), "{name} is not named:\n{}", ended.err);
    }
    assert!(!ended.err.contains("hunter2"), "{}", ended.err);
}

#[test]
fn serve_does_not_start_without_its_tables() {
    let folder = Folder::new();
    let settings = [("DATABASE_URL", "sqlite:app.db"), ("JWT_SECRET", SECRET), ("PORT", "0")];
    let ended = folder.run("serve", &settings);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for text in ["users", "notes", "migrate"] {
        assert!(ended.err.contains(text), "{}", ended.err);
    }
    let migrated = folder.run("migrate", &settings[..1]);
    assert_eq!((migrated.code, migrated.out.as_str()), (Some(0), "created users, notes\n"), "{migrated:?}");
    assert_eq!(folder.run("migrate", &settings[..1]).out, "no table was missing\n");
}

#[test]
fn migrate_needs_a_database() {
    let ended = Folder::new().run("migrate", &[]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("DATABASE_URL: "), "{}", ended.err);
    let ended = Folder::new().run("migrate", &[("DATABASE_URL", "mysql://user:hunter2@localhost/x")]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(!ended.err.contains("hunter2"), "{}", ended.err);
}

#[test]
fn wrong_arguments_end_with_two() {
    for arguments in ["", "frob", "dev --port x", "token", "openapi extra"] {
        let ended = Folder::new().run(arguments, &[]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains("--help"), "{}", ended.err);
    }
}

#[test]
fn help_and_version_are_no_failures() {
    let help = Folder::new().run("--help", &[]);
    assert_eq!((help.code, help.err.as_str()), (Some(0), ""), "{help:?}");
    for command in ["dev", "serve", "migrate", "token", "openapi", "routes"] {
        assert!(help.out.contains(command), "{}", help.out);
    }
    assert_eq!(Folder::new().run("--version", &[]).out, "Under Test 1.0.0\n");
}

#[test]
fn a_token_cannot_be_signed_with_a_public_key() {
    let key = include_str!("../http/keys/ed25519.pub.pem");
    let ended = Folder::new().run("token --subject 1", &[("JWT_PUBLIC_KEY", key)]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""), "{ended:?}");
    assert!(ended.err.contains("JWT_PUBLIC_KEY: "), "{}", ended.err);
}
