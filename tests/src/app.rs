//! An app in the test's own process, on a database of its own.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use axum::Router;
use http::Method;
use restkit::{
    App, ResourceSpec,
    app::{IntoRoutes, Settings},
    auth::JwtSettings,
    db::{Db, PoolSettings},
    http::Limits,
};

use crate::{
    client::Request,
    database::{Backend, Database},
    document::Document,
    token::SECRET,
};

/// An app in the making.
#[derive(Debug)]
pub struct AppBuilder {
    backend: Backend,
    app: App,
    jwt: JwtSettings,
    pool: PoolSettings,
    replica: Option<String>,
}

/// A running app; requests reach it without a network.
#[derive(Debug)]
pub struct TestApp {
    router: Router,
    document: Arc<Document>,
    db: Db,
    limits: Limits,
    database: Database,
}

impl AppBuilder {
    /// An app on this database.
    pub fn new(backend: Backend) -> Self {
        Self {
            backend,
            app: App::new("Test", "1.0.0"),
            jwt: JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() },
            pool: PoolSettings { max_connections: 5, ..PoolSettings::default() },
            replica: None,
        }
    }

    /// The same app with resources under a prefix.
    #[must_use]
    pub fn mount(mut self, prefix: &str, routes: impl IntoRoutes) -> Self {
        self.app = self.app.mount(prefix, routes);
        self
    }

    /// The same app, put together further.
    #[must_use]
    pub fn configure(mut self, configure: impl FnOnce(App) -> App) -> Self {
        self.app = configure(self.app);
        self
    }

    /// What it is made of so far.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The same app with a value for its handlers.
    #[must_use]
    pub fn provide<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.configure(|app| app.provide(value))
    }

    /// The same app with a shared value for its handlers.
    #[must_use]
    pub fn provide_arc<T: ?Sized + Send + Sync + 'static>(self, value: Arc<T>) -> Self {
        self.configure(|app| app.provide_arc(value))
    }

    /// Its resources.
    pub fn resources(&self) -> Vec<&'static ResourceSpec> {
        self.app.mounts().iter().map(|mount| mount.resource).collect()
    }

    /// The same app with other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.app = self.app.limits(limits);
        self
    }

    /// The same app with other rules for tokens.
    #[must_use]
    pub fn jwt(mut self, jwt: JwtSettings) -> Self {
        self.jwt = jwt;
        self
    }

    /// The same app with another pool.
    #[must_use]
    pub const fn pool(mut self, pool: PoolSettings) -> Self {
        self.pool = pool;
        self
    }

    /// The same app with a replica.
    #[must_use]
    pub fn replica(mut self, url: impl Into<String>) -> Self {
        self.replica = Some(url.into());
        self
    }

    /// The same app with handwritten routes.
    #[must_use]
    pub fn merge(mut self, routes: Router) -> Self {
        self.app = self.app.merge(routes);
        self
    }

    /// Starts it on a database with its tables.
    pub async fn start(self) -> TestApp {
        let database = Database::lent(self.backend, &self.resources()).await;
        self.start_on(database).await
    }

    /// Starts it on this database, which has or will have its tables.
    pub async fn start_on(self, database: Database) -> TestApp {
        let mut db = Db::connect(database.url(), &self.pool).await.expect("a connection to the test's database");
        if let Some(replica) = &self.replica {
            db = db.with_replica(replica, &self.pool).await.expect("a URL of a replica");
        }
        let document = document(&self.app);
        let limits = self.app.current_limits().clone();
        let router = self.app.build(Settings::new(db.clone(), self.jwt).secret_key(SECRET)).expect("an app without faults");
        TestApp { router, document, db, limits, database }
    }
}

/// The document of the app, made once for all apps with the same resources at the same places.
fn document(app: &App) -> Arc<Document> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Document>>>> = LazyLock::new(Mutex::default);
    let mut key: String = app.mounts().iter().map(|mount| format!("{} {:p}\n", mount.path, mount.resource)).collect();
    key.extend(app.endpoints().iter().map(|mount| format!("{} {:p}\n", mount.path, mount.endpoint)));
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || Arc::new(Document::new(serde_json::to_value(app.document()).expect("a document")));
    Arc::clone(known.entry(key).or_insert_with(make))
}

impl TestApp {
    /// A request to it.
    pub fn request(&self, method: Method, path: impl Into<String>) -> Request {
        Request::new(self.router.clone(), Arc::clone(&self.document), method, path.into())
    }

    /// A `GET` request.
    pub fn get(&self, path: impl Into<String>) -> Request {
        self.request(Method::GET, path)
    }

    /// A `POST` request.
    pub fn post(&self, path: impl Into<String>) -> Request {
        self.request(Method::POST, path)
    }

    /// A `PATCH` request.
    pub fn patch(&self, path: impl Into<String>) -> Request {
        self.request(Method::PATCH, path)
    }

    /// A `DELETE` request.
    pub fn delete(&self, path: impl Into<String>) -> Request {
        self.request(Method::DELETE, path)
    }

    /// Its router.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Its database, for what no request can do.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Its limits.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Runs a statement that no request could.
    pub async fn execute(&self, statement: &'static str) {
        self.database.execute(statement).await;
    }
}
