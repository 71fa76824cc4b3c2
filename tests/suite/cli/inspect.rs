//! The commands that only print.

use std::process::Stdio;

use expect_test::expect;

use super::program::Folder;

#[test]
fn routes_prints_a_table() {
    let ended = Folder::new().run("routes", &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    expect![[r#"
        METHOD  PATH              OPERATION   POLICY
        GET     /api/users        listUsers   owner || role(admin)
        POST    /api/users        createUser  public
        GET     /api/users/{id}   getUser     owner || role(admin)
        PATCH   /api/users/{id}   updateUser  owner
        DELETE  /api/users/{id}   deleteUser  role(admin)
        POST    /api/users/query  queryUsers  owner || role(admin)
        GET     /api/notes        listNotes   owner || role(admin)
        POST    /api/notes        createNote  authenticated
        GET     /api/notes/{id}   getNote     owner || role(admin)
        PATCH   /api/notes/{id}   updateNote  owner
        DELETE  /api/notes/{id}   deleteNote  owner
        POST    /api/notes/query  queryNotes  owner || role(admin)
        POST    /api/later        workLater   public
        GET     /docs             -           public
        GET     /openapi.json     -           public
    "#]]
    .assert_eq(&ended.out);
}

#[test]
fn openapi_prints_the_document() {
    let ended = Folder::new().run("openapi", &[]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    let document: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(document["info"]["title"], "Under Test");
    assert!(document["paths"]["/api/notes"]["post"].is_object(), "{}", ended.out);
}

#[test]
fn that_nobody_reads_on_is_no_failure() {
    for command in ["openapi", "routes", "token --subject 1"] {
        let folder = Folder::new();
        let mut child = folder.command(command, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()), "{command}: {output:?}");
    }
}

#[test]
fn what_cannot_be_printed_is_a_failure_and_no_panic() {
    // A disk that is always full, where the system has one.
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = Folder::new().command("openapi", &[]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot print"), "{output:?}");
}
