//! An app under test in the making.

use std::sync::{Arc, atomic::AtomicU64};

use super::{TestApp, app::Shared, backend::Database, fail};
use crate::{
    app::{App, Settings},
    auth::JwtSettings,
    db::{Db, PoolSettings},
    http::Limits,
    inject::Dependency,
    problem::Problem,
    testing::Backend,
};

/// What tokens are signed with when a test does not say otherwise.
const SECRET: &str = "a secret of restkit::testing, which protects nothing";

/// An app under test in the making; see [`TestApp::builder`].
#[derive(Debug)]
#[must_use = "an app is there when it is started"]
pub struct TestAppBuilder {
    app: App,
    backend: Backend,
    jwt: JwtSettings,
    pool: PoolSettings,
}

impl TestAppBuilder {
    pub(super) fn new(app: App) -> Self {
        Self {
            app,
            backend: Backend::default(),
            jwt: JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() },
            pool: PoolSettings { max_connections: 5, ..PoolSettings::default() },
        }
    }

    /// On this database; SQLite in memory unless it is said here.
    pub fn on(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// With this value in the place of the one that the app provides: see [`App::provide`].
    pub fn provide<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.app = self.app.provide(value);
        self
    }

    /// The same for a value that is shared with the test, or for a trait object: see [`App::provide_arc`].
    pub fn provide_arc<T: ?Sized + Send + Sync + 'static>(mut self, value: Arc<T>) -> Self {
        self.app = self.app.provide_arc(value);
        self
    }

    /// With a stand-in for a type that `#[dependency]` made: see [`App::override_dependency`].
    ///
    /// ```
    /// use restkit::{prelude::*, testing::TestApp};
    ///
    /// /// What a euro costs.
    /// #[dependency]
    /// async fn rate() -> f64 {
    ///     panic!("a service on the network")
    /// }
    ///
    /// struct Money;
    ///
    /// /// Money.
    /// #[api(path = "/money")]
    /// impl Money {
    ///     /// What ten euros cost.
    ///     #[get("/ten")]
    ///     #[authorize(public)]
    ///     async fn ten(rate: Rate) -> f64 {
    ///         10.0 * *rate
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = TestApp::builder(App::new("Money", "1.0.0").mount("", Money::routes()));
    /// let app = app.override_dependency::<Rate, _>(|| async { Ok(1.5) }).start().await;
    /// assert_eq!(app.get("/money/ten").await.expect_status(200).json(), 15.0);
    /// # }
    /// ```
    pub fn override_dependency<D: Dependency, F>(mut self, make: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<D::Value, Problem>> + Send + 'static,
    {
        self.app = self.app.override_dependency::<D, F>(make);
        self
    }

    /// With other rules for tokens. Without a secret among them no test can sign one, so callers come with
    /// [`Request::bearer`](super::Request::bearer).
    pub fn jwt(mut self, jwt: JwtSettings) -> Self {
        self.jwt = jwt;
        self
    }

    /// With other limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.app = self.app.limits(limits);
        self
    }

    /// With another pool of connections; it has five unless it is said here.
    pub fn pool(mut self, pool: PoolSettings) -> Self {
        self.pool = pool;
        self
    }

    /// Starts the app on a new database with its tables.
    ///
    /// # Panics
    /// When the database cannot be made or the app is put together wrongly; the message says what is to be changed.
    pub async fn start(self) -> TestApp {
        let Self { app, backend, jwt, pool } = self;
        let database = Database::new(&backend, &app).await;
        let db = match Db::connect(&database.url, &pool).await {
            Ok(db) => db,
            Err(error) => fail(&format!("the database of the test cannot be reached: {error:?}")),
        };
        if let Err(error) = app.migrate(&db).await {
            fail(&error.report());
        }
        let background = app.background();
        match app.build(Settings::new(db.clone(), jwt.clone()).secret_key(SECRET)) {
            Ok(router) => {
                TestApp { shared: Arc::new(Shared { router, jwt }), db, background, made: AtomicU64::new(0), _database: database }
            }
            Err(error) => fail(&error.report()),
        }
    }
}
