//! Work after the answer: only after the commit, bounded, and a panic in it harms nobody.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use restkit::{App, app::Settings, auth::JwtSettings, db::PoolSettings, inject::Full, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    token::SECRET,
};
use tokio::sync::Semaphore;

/// What was done.
struct Done {
    count: AtomicU32,
    /// How much may go on.
    turns: Semaphore,
}

impl Done {
    fn new(turns: usize) -> Arc<Self> {
        Arc::new(Self { count: AtomicU32::new(0), turns: Semaphore::new(turns) })
    }

    async fn one(&self) {
        if let Ok(turn) = self.turns.acquire().await {
            turn.forget();
            self.count.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn count(&self) -> u32 {
        self.count.load(Ordering::SeqCst)
    }
}

struct Work;

/// Work.
#[api(path = "/work")]
impl Work {
    /// Takes some.
    #[post("/", status = 202)]
    #[authorize(public)]
    async fn take(background: BackgroundTasks, done: Depends<Done>) -> Result<u8, Full> {
        background.push("one", async move { done.one().await })?;
        Ok(1)
    }

    /// Takes some, and fails.
    #[post("/failed")]
    #[authorize(public)]
    async fn failed(background: BackgroundTasks, done: Depends<Done>) -> Result<(), Problem> {
        background.push("one", async move { done.one().await }).map_err(ApiError::into_problem)?;
        Err(Problem::new(ProblemKind::CONFLICT, "It was not to be."))
    }

    /// Takes some that panics.
    #[post("/panicked")]
    #[authorize(public)]
    #[expect(clippy::panic, reason = "what is tested")]
    async fn panicked(background: BackgroundTasks) -> Result<(), Full> {
        background.push("panic", async { panic!("in the background") })
    }
}

async fn app(done: &Arc<Done>, limit: usize) -> (TestApp, restkit::inject::Background) {
    let builder = AppBuilder::new(Backend::Sqlite)
        .configure(|app| app.background_limit(limit).provide_arc(Arc::clone(done)).mount("/api", Work::routes()));
    let background = builder.app().background();
    (builder.start().await, background)
}

#[tokio::test]
async fn it_begins_after_a_success_only() {
    let done = Done::new(10);
    let (app, background) = app(&done, 10).await;
    app.post("/api/work/failed").send().await.problem(409, "conflict");
    app.post("/api/work").send().await.expect(202);
    assert!(background.drain(std::time::Duration::from_secs(60)).await);
    assert_eq!(done.count(), 1);
}

#[tokio::test]
async fn it_is_bounded() {
    let done = Done::new(0);
    let (app, background) = app(&done, 2).await;
    app.post("/api/work").send().await.expect(202);
    app.post("/api/work").send().await.expect(202);
    let answer = app.post("/api/work").send().await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "1");
    done.turns.add_permits(2);
    assert!(background.drain(std::time::Duration::from_secs(60)).await);
    assert_eq!(done.count(), 2);
    // Nothing more is taken once the server stops.
    app.post("/api/work").send().await.problem(503, "unavailable");
}

#[tokio::test]
async fn a_panic_in_it_harms_nobody() {
    let done = Done::new(10);
    let (app, background) = app(&done, 1).await;
    app.post("/api/work/panicked").send().await.expect(204);
    // The only slot comes free again.
    while app.post("/api/work").send().await.status != 202 {
        tokio::task::yield_now().await;
    }
    assert!(background.drain(std::time::Duration::from_secs(60)).await);
    assert_eq!(done.count(), 1);
}

#[tokio::test]
async fn a_missing_provider_stops_the_start() {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    let jwt = JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() };
    let app = App::new("Test", "1").mount("/api", Work::routes());
    let error = app.build(Settings::new(db, jwt)).unwrap_err();
    let report = error.report();
    assert!(report.contains("nobody provides suite::handlers::background::Done"), "{report}");
    assert!(report.contains("Work::take, Work::failed need"), "{report}");
}
