//! Start-up with a database that is not there yet, or never will be.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use restkit::db::{Db, DbError, PoolSettings, Statement};
use restkit_tests::postgres::{self, Stop};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};

fn read() -> Statement {
    Statement::literal("SELECT 1", Vec::new())
}

fn patience(connect_timeout: Duration) -> PoolSettings {
    PoolSettings { connect_timeout, ..PoolSettings::default() }
}

const LONG: Duration = Duration::from_secs(120);

/// Takes connections and leads them to a server.
async fn forward(listener: TcpListener, server: SocketAddr) {
    while let Ok((mut client, _)) = listener.accept().await {
        tokio::spawn(async move {
            let Ok(mut server) = TcpStream::connect(server).await else { return };
            let _ = copy_bidirectional(&mut client, &mut server).await;
        });
    }
}

#[tokio::test]
async fn a_database_that_sleeps_is_waited_for() {
    let Some(cluster) = postgres::restartable().await else { return };
    let url = cluster.url("postgres");
    let server: SocketAddr = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).unwrap().parse().unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let door = listener.local_addr().unwrap();
    drop(listener);
    let url = url.replace(&server.to_string(), &door.to_string());
    // Nobody is there, and one attempt is all.
    let away = Db::connect(&url, &patience(Duration::ZERO)).await.unwrap_err();
    assert!(matches!(away, DbError::Unavailable(_)), "{away:?}");
    let started = tokio::spawn(async move { Db::connect(&url, &patience(LONG)).await });
    // So that it has something to wait for; what comes out does not depend on it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!started.is_finished(), "it did not wait");
    let listener = TcpListener::bind(door).await.unwrap();
    tokio::spawn(forward(listener, server));
    started.await.unwrap().unwrap().fetch_optional(read()).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_stopped_is_waited_for() {
    let Some(cluster) = postgres::restartable().await else { return };
    let url = cluster.url("postgres");
    cluster.stop(Stop::Fast).unwrap();
    let started = tokio::spawn(async move { Db::connect(&url, &patience(LONG)).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    cluster.resume().unwrap();
    started.await.unwrap().unwrap().fetch_optional(read()).await.unwrap();
}

#[tokio::test]
async fn what_stays_wrong_is_said_at_once() {
    let Some(cluster) = postgres::behind_bouncer() else { return };
    for url in [cluster.url("postgres"), cluster.app_url("postgres")] {
        let (start, rest) = url.split_once('@').unwrap();
        let (user, _password) = start.rsplit_once(':').unwrap();
        for wrong in [
            format!("{user}:wrong@{rest}"),
            format!("{}nobody{}@{rest}", &user[..user.len() - "restkit".len()], &start[user.len()..]),
            url.replace("/postgres?", "/nowhere?"),
        ] {
            let connected = tokio::time::timeout(LONG, Db::connect(&wrong, &patience(LONG * 10))).await;
            let error = connected.expect("what stays wrong is not waited for").unwrap_err();
            let told = restkit::app::StartError::from(error).report();
            assert!(!told.contains("wrong@") && !told.contains(start), "{told}");
        }
    }
}
