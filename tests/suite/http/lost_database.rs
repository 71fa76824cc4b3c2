//! A database that goes away: 503 while it is, and nothing to do but wait until it is back.

use std::time::{Duration, Instant};

use http::StatusCode;
use restkit::{db::PoolSettings, schema};
use restkit_tests::{
    answer::Answer,
    app::TestApp,
    database::{Backend, Database},
    postgres::{self, Cluster, Stop},
};
use serde_json::json;
use tokio::sync::MutexGuard;

use super::fixtures::{TASKS, USERS, path_of, task, todo, with_users};

/// How long a request waits for a connection that it shall not get: long enough for all others on a busy machine.
const SHORT: Duration = Duration::from_secs(1);

/// An app on a cluster that can be stopped; `None` where PostgreSQL is not installed.
async fn app(pool: PoolSettings) -> Option<(MutexGuard<'static, Cluster>, TestApp)> {
    let cluster = postgres::restartable().await?;
    let admin = Database::at(cluster.url("template1"));
    admin.execute("DROP DATABASE IF EXISTS lost WITH (FORCE)").await;
    admin.execute("CREATE DATABASE lost TEMPLATE template0").await;
    let app = todo(Backend::Postgres).pool(pool).start_on(Database::at(cluster.url("lost"))).await;
    schema::migrate(app.db(), &todo(Backend::Postgres).resources()).await.unwrap();
    Some((cluster, with_users(app).await))
}

fn pool(acquire_timeout: Duration) -> PoolSettings {
    PoolSettings { max_connections: 4, acquire_timeout, ..PoolSettings::default() }
}

async fn requests(app: &TestApp, path: &str) -> Vec<Answer> {
    vec![
        app.get(TASKS).as_user(1).send().await,
        app.get(path).as_user(1).send().await,
        app.post(TASKS).as_user(1).json(&json!({"title": "x"})).send().await,
        app.patch(path).as_user(1).json(&json!({"title": "x"})).send().await,
        app.delete(format!("{USERS}/99")).as_admin(1).send().await,
    ]
}

fn is_unavailable(answer: &Answer) {
    answer.problem(503, "unavailable");
    let seconds: u32 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_stopped_database_is_503_and_heals() {
    for stop in [Stop::Fast, Stop::Immediate] {
        let Some((cluster, app)) = app(pool(SHORT)).await else { return };
        let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
        // The cluster commits without waiting for the disk: what a crash must not take has to be there before.
        app.execute("CHECKPOINT").await;
        cluster.stop(stop).unwrap();
        for answer in requests(&app, &path).await {
            is_unavailable(&answer);
        }
        cluster.resume().unwrap();
        // A crashed server recovers first, and refuses connections meanwhile.
        let started = Instant::now();
        while app.get(&path).as_user(1).send().await.status == StatusCode::SERVICE_UNAVAILABLE {
            assert!(started.elapsed() < Duration::from_secs(60), "it does not heal");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for (answer, status) in requests(&app, &path).await.into_iter().zip([200, 200, 201, 200, 404]) {
            answer.expect(status);
        }
    }
}

#[tokio::test]
async fn a_restart_between_two_requests_goes_unnoticed_by_reads() {
    let Some((cluster, app)) = app(pool(Duration::from_secs(10))).await else { return };
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    // Several idle connections, all of them dead after the restart.
    let idle = futures_util::future::join_all((0..8).map(|_| app.get(TASKS).as_user(1).send())).await;
    assert!(idle.iter().all(|answer| answer.status == 200));
    for _ in 0..2 {
        cluster.stop(Stop::Fast).unwrap();
        cluster.resume().unwrap();
        app.get(&path).as_user(1).send().await.expect(200);
        app.get(TASKS).as_user(1).send().await.expect(200);
    }
}

#[tokio::test]
async fn an_exhausted_pool_is_503_and_heals() {
    let pool = PoolSettings { max_connections: 1, acquire_timeout: SHORT, ..PoolSettings::default() };
    for backend in [Backend::Sqlite, Backend::Postgres] {
        if !backend.is_available() {
            continue;
        }
        let app = with_users(todo(backend).pool(pool.clone()).start().await).await;
        let held = app.db().begin().await.unwrap();
        is_unavailable(&app.get(TASKS).as_user(1).send().await);
        is_unavailable(&app.post(TASKS).as_user(1).json(&json!({"title": "x"})).send().await);
        held.rollback().await.unwrap();
        app.get(TASKS).as_user(1).send().await.expect(200);
    }
}
