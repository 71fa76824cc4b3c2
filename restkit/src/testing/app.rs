//! The app under test, and whoever asks it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::Method;
use serde_json::Value;

use super::{Backend, IntoCaller, Request, TestAppBuilder, backend::Database, capture, fail};
use crate::{
    app::App,
    auth::{JwtSettings, TokenRequest, sign},
    db::Db,
    inject::Background,
    spec::{Caller, ColumnEnum},
};

/// How long work after an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An app under test: in this process, on a database of its own, which goes away with it.
///
/// Each request goes through the whole app, the layers included, without a network.
///
/// ```
/// use restkit::{prelude::*, testing::TestApp};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = TestApp::new(App::new("Empty", "1.0.0")).await;
/// assert_eq!(app.get("/nothing").await.expect_status(404).problem_code(), "not_found");
/// # }
/// ```
#[derive(Debug)]
pub struct TestApp {
    pub(super) shared: Arc<Shared>,
    pub(super) db: Db,
    pub(super) background: Background,
    /// How many rows were made up.
    pub(super) made: AtomicU64,
    // The last field, so that it goes away last.
    pub(super) _database: Database,
}

/// What requests need of an app.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) router: axum::Router,
    pub(super) jwt: JwtSettings,
}

impl TestApp {
    /// Starts an app on SQLite in memory.
    ///
    /// # Panics
    /// As [`TestAppBuilder::start`] does.
    pub async fn new(app: App) -> Self {
        Self::builder(app).start().await
    }

    /// Starts an app on another database.
    ///
    /// ```no_run
    /// # async fn example(app: restkit::App) {
    /// use restkit::testing::{Backend, TestApp};
    ///
    /// let app = TestApp::on(Backend::from_env().unwrap_or_default(), app).await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// As [`TestAppBuilder::start`] does.
    pub async fn on(backend: Backend, app: App) -> Self {
        Self::builder(app).on(backend).start().await
    }

    /// An app that differs from the one in production.
    ///
    /// ```
    /// use restkit::{http::Limits, prelude::*, testing::TestApp};
    ///
    /// struct Greeting(&'static str);
    /// struct Greeter;
    ///
    /// /// Greets.
    /// #[api(path = "/greeting")]
    /// impl Greeter {
    ///     /// The greeting.
    ///     #[get("/")]
    ///     #[authorize(public)]
    ///     async fn greet(greeting: Depends<Greeting>) -> String {
    ///         greeting.0.to_owned()
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let app = App::new("Greeter", "1.0.0").provide(Greeting("hello")).mount("", Greeter::routes());
    /// let app = TestApp::builder(app).provide(Greeting("a test")).limits(Limits { body: 100, ..Limits::default() }).start().await;
    /// assert_eq!(app.get("/greeting").await.expect_status(200).json(), "a test");
    /// # }
    /// ```
    pub fn builder(app: App) -> TestAppBuilder {
        capture::prepare();
        TestAppBuilder::new(app)
    }

    /// Acts as somebody: a subject, a [`Caller`], or the row of a user.
    pub fn as_user(&self, caller: impl IntoCaller) -> Client {
        Client { shared: Arc::clone(&self.shared), caller: caller.into_caller() }
    }

    /// A request from nobody.
    ///
    /// # Panics
    /// When `path` is not the path of a URL.
    #[track_caller]
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Request {
        Request::new(self.shared.router.clone(), method, path.as_ref())
    }

    /// The router, to be nested in another one, or to be asked by other means.
    pub fn router(&self) -> axum::Router {
        self.shared.router.clone()
    }

    /// The database, for what no request can do.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The number of the next row that is made up; the first is 1.
    pub(super) fn next_number(&self) -> u64 {
        self.made.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Waits until the work after answers is done.
    ///
    /// # Panics
    /// When it is not done after half a minute.
    pub async fn drain(&self) {
        if !self.background.idle(PATIENCE).await {
            fail(&format!("work after answers was not done after {PATIENCE:?}"));
        }
    }
}

/// Somebody who asks the app: [`TestApp::as_user`].
#[derive(Clone, Debug)]
#[must_use = "a client asks nothing by itself"]
pub struct Client {
    shared: Arc<Shared>,
    caller: Caller,
}

impl Client {
    /// With this role as well.
    pub fn role(mut self, role: impl ColumnEnum) -> Self {
        let roles: Vec<String> = self.caller.roles().iter().cloned().chain([role.word().to_owned()]).collect();
        self.caller = self.caller.with_roles(roles);
        self
    }

    /// With this scope as well.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scopes: Vec<String> = self.caller.scopes().iter().cloned().chain([scope.into()]).collect();
        self.caller = self.caller.with_scopes(scopes);
        self
    }

    /// With a claim of the token that restkit does not interpret.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let mut claims = self.caller.claims().clone();
        claims.insert(name.into(), value.into());
        self.caller = self.caller.with_claims(claims);
        self
    }

    /// Who it is.
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// A token of theirs; `None` for nobody.
    ///
    /// # Panics
    /// When the app checks tokens with a public key, so that no test can sign one.
    #[track_caller]
    pub fn token(&self) -> Option<String> {
        let wanted = TokenRequest::new(self.caller.subject()?);
        let wanted = self.caller.roles().iter().fold(wanted, TokenRequest::role);
        let wanted = self.caller.scopes().iter().fold(wanted, TokenRequest::scope);
        let wanted = self.caller.claims().iter().fold(wanted, |wanted, (name, value)| wanted.claim(name, value.clone()));
        match sign(&self.shared.jwt, &wanted) {
            Some(token) => Some(token),
            None => {
                fail("the settings for tokens hold no secret, so no test can sign one: use `bearer` with a token of your own")
            }
        }
    }

    /// A request from them.
    ///
    /// # Panics
    /// When `path` is not the path of a URL, and as [`Client::token`] does.
    #[track_caller]
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Request {
        let request = Request::new(self.shared.router.clone(), method, path.as_ref());
        match self.token() {
            Some(token) => request.bearer(token),
            None => request,
        }
    }
}

macro_rules! methods {
    ($($name:ident $method:ident),*) => {
        methods!(TestApp: $($name $method),*);
        methods!(Client: $($name $method),*);
    };
    ($who:ident: $($name:ident $method:ident),*) => {
        impl $who {$(
            #[doc = concat!("A `", stringify!($method), "` request.\n\n# Panics\nAs [`", stringify!($who), "::request`] does.")]
            #[track_caller]
            pub fn $name(&self, path: impl AsRef<str>) -> Request {
                self.request(Method::$method, path)
            }
        )*}
    };
}

methods!(get GET, post POST, put PUT, patch PATCH, delete DELETE);
