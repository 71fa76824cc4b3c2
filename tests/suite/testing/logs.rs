use std::time::Duration;

use restkit::{prelude::*, testing::TestApp};

struct Logger;

/// Logs.
#[api(path = "/log")]
impl Logger {
    #[get("/{word}")]
    #[authorize(public)]
    async fn log(word: Path<String>) -> bool {
        let word = word.as_str();
        tracing::debug!(word, "before");
        tokio::time::sleep(Duration::from_millis(1)).await;
        tracing::warn!(word, "after");
        tracing::trace!(word, "too much");
        true
    }

    #[get("/panic")]
    #[authorize(public)]
    async fn panic() -> bool {
        panic!("a handler that panics on purpose")
    }
}

async fn started() -> TestApp {
    TestApp::new(App::new("Logger", "1").mount("", Logger::routes())).await
}

#[tokio::test]
async fn a_request_keeps_its_log() {
    let answer = started().await.get("/log/hello").await.expect_status(200);
    for part in
        ["DEBUG suite::testing::logs: before word=\"hello\"", " WARN ", "after word=\"hello\"", "restkit::access", "status=200"]
    {
        assert!(answer.logs().contains(part), "{part:?} is not in:\n{}", answer.logs());
    }
    assert!(!answer.logs().contains("too much"), "{}", answer.logs());
}

#[tokio::test]
async fn what_is_behind_a_problem_is_logged() {
    let answer = started().await.get("/log/panic").await.expect_status(500);
    assert!(answer.logs().contains("a handler that panics on purpose"), "{}", answer.logs());
    assert!(!answer.text().contains("on purpose"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn logs_of_requests_at_the_same_time_are_told_apart() {
    let app = started().await;
    let tasks: Vec<_> = (0..40).map(|n| (n, tokio::spawn(app.get(format!("/log/word{n}-")).into_future()))).collect();
    for (n, task) in tasks {
        let answer = task.await.unwrap().expect_status(200);
        let lines: Vec<_> = answer.logs().lines().filter(|line| line.contains("word=")).collect();
        assert_eq!(lines.len(), 2, "{}", answer.logs());
        assert!(lines.iter().all(|line| line.contains(&format!("word=\"word{n}-\""))), "{}", answer.logs());
    }
}
