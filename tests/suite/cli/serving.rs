//! `dev` and `serve`: from the first line to the last request.

use std::process::Command;

use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::program::{Folder, SECRET, Server, answer};

const DEV: &str = "dev --port 0";
const DEV_READY: &str = "Ctrl-C stops it";

fn dev(folder: &Folder) -> Server {
    folder.start(DEV, &[], DEV_READY)
}

#[test]
fn dev_makes_a_database_and_a_key_and_keeps_them() {
    let folder = Folder::new();
    let mut first = dev(&folder);
    assert!(folder.path().join("under-test.db").exists() && folder.path().join(".restkit/dev-key").exists());
    for text in ["For development only", "/api", "/docs", "/openapi.json", "under-test.db (created users, notes)", "--role admin"]
    {
        assert!(first.printed.contains(text), "{text:?} is missing:\n{}", first.printed);
    }
    let token = first.token();
    assert!(first.ask(&format!("GET /api/notes HTTP/1.1\nAuthorization: Bearer {token}")).starts_with("HTTP/1.1 200"));
    first.signal("TERM");
    assert_eq!(first.end().code(), Some(0));
    // The token of yesterday still holds, and no table is made twice.
    let second = dev(&folder);
    assert!(!second.printed.contains("created"), "{}", second.printed);
    assert!(second.ask(&format!("GET /api/notes HTTP/1.1\nAuthorization: Bearer {token}")).starts_with("HTTP/1.1 200"));
}

on_both!(what_dev_prints_can_be_pasted);

/// Runs each line as a shell would get it, in the folder where `dev` was started.
async fn what_dev_prints_can_be_pasted(backend: Backend) {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(std::env::var_os("RESTKIT_REQUIRE_SERVERS").is_none(), "curl is not installed");
        eprintln!("curl is not installed; what needs it is passed over");
        return;
    }
    let folder = Folder::new();
    let database = Database::empty(backend).await;
    let server = folder.start(DEV, &[("DATABASE_URL", database.url())], DEV_READY);
    let lines: Vec<_> = server.printed.lines().map(str::trim).filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(lines.len(), 3, "{}", server.printed);
    let shell = |line: &str| {
        let script = format!("export TOKEN={}\n{line} -sS -w ' %{{http_code}}'", server.token());
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for (line, status) in lines.iter().zip(["201", "201", "200"]) {
        let answer = shell(line);
        assert!(answer.ends_with(status), "{line}\n{answer}");
    }
    // The command that makes other tokens, as printed, in the same folder.
    let command = server.printed.lines().map(str::trim).find(|line| line.contains(" token --subject 1 --role admin")).unwrap();
    let admin = Command::new("sh").args(["-c", command]).current_dir(folder.path()).output().unwrap();
    let admin = String::from_utf8(admin.stdout).unwrap();
    let users = server.ask(&format!("GET /api/users HTTP/1.1\nAuthorization: Bearer {}", admin.trim()));
    assert!(users.starts_with("HTTP/1.1 200") && users.contains("@"), "{users}");
}

#[test]
fn a_token_of_another_folder_is_refused() {
    let server = dev(&Folder::new());
    let foreign = Folder::new().run("token --subject 1 --role admin", &[]).out;
    let answer = server.ask(&format!("GET /api/notes HTTP/1.1\nAuthorization: Bearer {}", foreign.trim()));
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[test]
fn serve_logs_json_and_serves_the_documentation() {
    let folder = Folder::new();
    let settings = [("DATABASE_URL", "sqlite:app.db"), ("JWT_SECRET", SECRET), ("PORT", "0")];
    assert_eq!(folder.run("migrate", &settings).code, Some(0));
    let mut server = folder.start("serve", &settings, "listening");
    for line in server.printed.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    for page in ["/docs/", "/openapi.json"] {
        let answer = server.ask(&format!("GET {page} HTTP/1.1"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{page}: {answer}");
    }
    let token = folder.run("token --subject 1", &settings).out;
    let answer = server.ask(&format!("GET /api/notes HTTP/1.1\nAuthorization: Bearer {}", token.trim()));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.signal("INT");
    assert_eq!(server.end().code(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let server = dev(&Folder::new());
    let address = server.address();
    let port = address.rsplit(':').next().unwrap();
    let ended = Folder::new().run(&format!("dev --port {port}"), &[]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{}", ended.err);
}

#[test]
fn a_signal_lets_requests_in_flight_end() {
    for signal in ["TERM", "INT"] {
        let folder = Folder::new();
        let mut server = dev(&folder);
        let slow = server.begin("GET /slow HTTP/1.1");
        folder.wait_for_file("started");
        server.signal(signal);
        server.wait_for("stopping");
        folder.write("release");
        let answer = answer(slow);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("released"), "{signal}: {answer}");
        assert_eq!(server.end().code(), Some(0), "{signal}");
    }
}

#[test]
fn a_signal_lets_work_after_answers_end() {
    let folder = Folder::new();
    let mut server = dev(&folder);
    let answer = answer(server.begin("POST /api/later HTTP/1.1"));
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    folder.wait_for_file("started");
    server.signal("TERM");
    server.wait_for("stopping");
    assert!(!folder.path().join("worked").exists());
    folder.write("release");
    assert_eq!(server.end().code(), Some(0));
    assert!(folder.path().join("worked").exists(), "the end of the server waited for it");
}

#[test]
fn a_second_signal_does_not_wait() {
    let folder = Folder::new();
    let mut server = dev(&folder);
    let _slow = server.begin("GET /slow HTTP/1.1");
    folder.wait_for_file("started");
    server.signal("TERM");
    server.wait_for("stopping");
    server.signal("TERM");
    assert_eq!(server.end().code(), Some(130));
}
