//! What only bytes on a wire can show: slow clients, announced bodies, connections that stay, and a server that drains.

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::get};
use restkit::http::Limits;
use restkit_tests::{
    app::TestApp,
    database::Backend,
    token::Token,
    wire::{PATIENCE, Server},
};
use tokio::sync::Notify;

use super::fixtures::{TASKS, todo, with_users};

/// Limits that only bodies meet: short ones of time are for the tests that wait for them, and must not end the others on a busy machine.
fn limits() -> Limits {
    // What is left of a refused body is read for as long as a head may take.
    Limits { body: 200, header_timeout: Duration::from_secs(3), ..Limits::default() }
}

async fn app() -> TestApp {
    app_within(limits()).await
}

/// The database does not matter here.
async fn app_within(limits: Limits) -> TestApp {
    with_users(todo(Backend::Sqlite).limits(limits).start().await).await
}

fn head(line: &str, more: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\n{more}\r\n", Token::of(1).sign())
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let server = Server::start(&app().await).await;
    let mut connection = server.connect().await;
    for _ in 0..3 {
        connection.send(&head(&format!("GET {TASKS}"), "")).await;
        let answer = connection.read_answer().await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(r#"{"items":[],"next":null,"prev":null}"#), "{answer}");
        assert!(!answer.to_lowercase().contains("\r\nserver:"), "{answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn head_has_the_length_and_no_body() {
    let server = Server::start(&app().await).await;
    let mut connection = server.connect().await;
    connection.send(&head(&format!("HEAD {TASKS}"), "Connection: close\r\n")).await;
    let answer = connection.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(answer.to_lowercase().contains("\r\ncontent-length: 36\r\n"), "{answer}");
}

#[tokio::test]
async fn a_head_that_does_not_end_is_cut_off() {
    let limits = Limits { header_timeout: Duration::from_millis(400), ..limits() };
    let server = Server::start(&app_within(limits).await).await;
    let mut half = server.connect().await;
    half.send("GET / HTTP/1.1\r\nHost: te").await;
    let mut silent = server.connect().await;
    let mut dripping = server.connect().await;
    dripping.send("GET / HTTP/1.1\r\n").await;
    let drip = async {
        // Fails as soon as the server has enough of it, which each new line must not put off.
        while dripping.try_send("X: 1\r\n").await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        dripping.read_to_end().await
    };
    let all = async { tokio::join!(half.read_to_end(), silent.read_to_end(), drip) };
    let (half, silent, dripping) = tokio::time::timeout(PATIENCE, all).await.expect("the server closes in time");
    for answer in [half, silent, dripping] {
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
}

#[tokio::test]
async fn a_long_head_is_refused_before_it_fills_the_memory() {
    let server = Server::start(&app().await).await;
    let with = |length: usize| head("OPTIONS /api/v1/tasks", &format!("X-Long: {}\r\n", "x".repeat(length)));
    let mut connection = server.connect().await;
    connection.send(&with(60_000)).await;
    let answer = connection.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    // The answer is lost when the connection is closed on what was not read of the head.
    connection.try_send(&with(200_000)).await;
    let answer = connection.read_to_end().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn an_announced_body_over_the_limit_is_not_awaited() {
    let server = Server::start(&app().await).await;
    let mut connection = server.connect().await;
    connection.send(&head(&format!("POST {TASKS}"), "Content-Type: application/json\r\nContent-Length: 201\r\n")).await;
    let answer = connection.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("application/problem+json"), "{answer}");
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_before_it_sends() {
    let server = Server::start(&app().await).await;
    let mut connection = server.connect().await;
    let more = "Content-Type: application/json\r\nContent-Length: 17\r\nExpect: 100-continue\r\nConnection: close\r\n";
    connection.send(&head(&format!("POST {TASKS}"), more)).await;
    let answer = connection.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 100 "), "{answer}");
    connection.send("{\"title\": \"Milk\"}").await;
    let answer = connection.read_to_end().await;
    assert!(answer.contains("HTTP/1.1 201 ") || answer.starts_with("HTTP/1.1 201 "), "{answer}");
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_413() {
    let server = Server::start(&app().await).await;
    let mut connection = server.connect().await;
    connection.send(&head(&format!("POST {TASKS}"), "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")).await;
    for _ in 0..5 {
        connection.send(&format!("32\r\n{}\r\n", " ".repeat(0x32))).await;
    }
    let answer = connection.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("application/problem+json"), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let limits = Limits { request_timeout: Duration::from_millis(500), ..limits() };
    let server = Server::start(&app_within(limits).await).await;
    let mut connection = server.connect().await;
    connection.send(&head(&format!("POST {TASKS}"), "Content-Type: application/json\r\nContent-Length: 20\r\n")).await;
    connection.send("{").await;
    let answer = connection.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("application/problem+json"), "{answer}");
}

#[tokio::test]
async fn a_client_that_takes_no_answer_is_cut_off() {
    let large = Router::new().route("/large", get(|| async { vec![b'x'; 64 << 20] }));
    let limits = Limits { connections: 1, request_timeout: Duration::from_millis(500), ..limits() };
    let server = Server::start(&todo(Backend::Sqlite).limits(limits).merge(large).start().await).await;
    let mut idle = server.connect().await;
    idle.send(&head("GET /large", "")).await;
    // There is room for one only.
    let mut next = server.connect().await;
    next.send(&head("OPTIONS /api/v1/tasks", "")).await;
    let answer = next.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    drop(idle);
}

#[tokio::test]
async fn a_wait_without_end_is_no_panic() {
    let limits = Limits { header_timeout: Duration::MAX, request_timeout: Duration::MAX, ..limits() };
    let server = Server::start(&todo(Backend::Sqlite).limits(limits).start().await).await;
    let mut connection = server.connect().await;
    connection.send(&head("OPTIONS /api/v1/tasks", "")).await;
    let answer = connection.read_answer().await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
}

#[tokio::test]
async fn requests_in_flight_are_drained() {
    let (arrived, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (arrived, go) = (Arc::clone(&arrived), Arc::clone(&go));
        get(|| async move {
            arrived.notify_one();
            go.notified().await;
            "slow"
        })
    };
    // Longer than this test waits for anything.
    let limits = Limits { header_timeout: PATIENCE * 2, ..limits() };
    let app = todo(Backend::Sqlite).limits(limits).merge(Router::new().route("/slow", slow)).start().await;
    let server = Server::start(&with_users(app).await).await;
    let address = server.address();
    let mut idle = server.connect().await;
    idle.send(&head(&format!("GET {TASKS}"), "")).await;
    idle.read_answer().await;
    let mut busy = server.connect().await;
    busy.send(&head("GET /slow", "")).await;
    arrived.notified().await;
    let stopped = server.stop();
    // What is idle is closed at once, and not only when its next head is overdue.
    let idle = idle.read_to_end().await;
    assert!(idle.is_empty(), "{idle}");
    go.notify_one();
    let (answer, ()) = tokio::join!(busy.read_to_end(), stopped);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("slow"), "{answer}");
    tokio::net::TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let server = Server::start(&app().await).await;
    for nonsense in ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\0\0\r\n\r\n"] {
        let mut connection = server.connect().await;
        connection.send(nonsense).await;
        let answer = connection.read_to_end().await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{nonsense:?}: {answer}");
    }
    let mut connection = server.connect().await;
    connection.send(&head("GET /api/v1/tasks", &format!("X-Long: {}\r\n", "x".repeat(2_000_000)))).await;
    let answer = connection.read_to_end().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    server.connect().await.send(&head("GET /api/v1/tasks", "")).await;
}
