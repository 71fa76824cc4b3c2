//! The harness itself: what it starts, it also cleans up.

use std::{
    io::{BufRead, BufReader},
    net::TcpStream,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use restkit_tests::postgres::{self, Stop};
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn a_cluster_can_be_stopped_and_resumed() {
    let Some(cluster) = postgres::restartable().await else { return };
    let url = cluster.url("postgres");
    PgConnection::connect(&url).await.unwrap();
    cluster.stop(Stop::Immediate).unwrap();
    PgConnection::connect(&url).await.unwrap_err();
    cluster.resume().unwrap();
    PgConnection::connect(&url).await.unwrap();
}

#[test]
fn a_killed_process_leaves_no_server_behind() {
    if postgres::shared().is_none() {
        return;
    }
    let mut process = Command::new(env!("CARGO_BIN_EXE_with-postgres"))
        .args(["sh", "-c", "echo $DATABASE_URL; cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
    let address = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).unwrap();
    TcpStream::connect(address).unwrap();

    process.kill().unwrap();
    process.wait().unwrap();
    let started = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(started.elapsed() < Duration::from_secs(20), "the server still listens on {address}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
