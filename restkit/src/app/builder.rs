//! Putting an app together.

use std::sync::Arc;

use utoipa::openapi::OpenApi;

use super::{
    check, check_endpoints, docs,
    error::StartError,
    routes::{IntoRoutes, Placed},
    settings::{Settings, keys},
};
use crate::{
    auth::Tokens,
    http::{FailedRequest, Limits, ProblemHooks, Service},
    inject::{Background, Dependency, Handler, Overrides, Providers, Shared},
    migrate::{Migrations, Seed},
    openapi,
    problem::Problem,
    spec::{ApiInfo, EndpointMount, Mount, ResourceSpec},
};

/// An app: what it says of itself, and resources at their places.
///
/// ```
/// # use restkit::prelude::*;
/// # #[resource(path = "/notes")]
/// # #[authorize(read = public, create = public, update = public, delete = public)]
/// # struct Note {
/// #     #[resource(id)]
/// #     id: i64,
/// # }
/// use restkit::{app::{App, Settings}, auth::JwtSettings, db::Db};
///
/// async fn router(db: Db, jwt: JwtSettings) -> Result<axum::Router, Box<dyn std::error::Error>> {
///     let app = App::new("Notes", "1.0.0").description("Short texts.").mount("/api/v1", Note::routes());
///     app.migrate(&db).await?;
///     Ok(app.build(Settings::new(db, jwt))?)
/// }
/// ```
#[derive(Debug)]
#[must_use = "an app does nothing until it is run or built"]
pub struct App {
    info: ApiInfo,
    mounts: Vec<Mount>,
    handlers: Vec<(EndpointMount, Handler)>,
    providers: Providers,
    overrides: Overrides,
    background: Background,
    limits: Limits,
    hooks: ProblemHooks,
    reads_from_replica: bool,
    extra: axum::Router,
    pub(super) faults: Vec<String>,
    pub(super) migrations: Option<Migrations>,
    pub(super) seeds: Vec<Seed>,
}

impl App {
    /// An app without resources; title and version stand in its document.
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Self::with_info(ApiInfo::new(title, version))
    }

    /// An app that says all this of itself.
    pub fn with_info(info: ApiInfo) -> Self {
        Self {
            info,
            mounts: Vec::new(),
            handlers: Vec::new(),
            providers: Providers::default(),
            overrides: Overrides::default(),
            background: Background::default(),
            limits: Limits::default(),
            hooks: ProblemHooks::default(),
            reads_from_replica: false,
            extra: axum::Router::new(),
            faults: Vec::new(),
            migrations: None,
            seeds: Vec::new(),
        }
    }

    /// Describes the API, in CommonMark.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.info.description = description.into();
        self
    }

    /// Puts resources under a prefix, as in `/api/v1`; an empty one for none. Takes `Task::routes()`, a tuple of such, or a `Vec`.
    ///
    /// What cannot be mounted is an error of [`App::build`], and of every command.
    pub fn mount(mut self, prefix: impl AsRef<str>, routes: impl IntoRoutes) -> Self {
        let prefix = prefix.as_ref();
        if let Err(fault) = check::prefix(prefix) {
            self.faults.push(fault);
        }
        let routes = routes.into_routes();
        let mount = |resource: &&'static ResourceSpec| Mount { path: format!("{prefix}{}", resource.path), resource };
        self.mounts.extend(routes.resources().iter().map(mount));
        self.handlers.extend(routes.into_handlers().into_iter().map(|Placed { path, group, handler }| {
            let endpoint = handler.spec;
            // An empty path is that of the prefix itself; at the very top that is `/`.
            let path = match format!("{prefix}{path}{}", endpoint.path) {
                empty if empty.is_empty() => "/".to_owned(),
                path => path,
            };
            (EndpointMount { path, endpoint, group }, handler)
        }));
        self
    }

    /// Gives handlers a value, which they take as [`Depends<T>`](crate::inject::Depends); a later one takes the place of one of the same type.
    pub fn provide<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.provide_arc(Arc::new(value))
    }

    /// Gives handlers a value that is shared already, or a trait object: `Depends<dyn Payments>` takes what
    /// `app.provide_arc::<dyn Payments>(Arc::new(…))` was given.
    pub fn provide_arc<T: ?Sized + Send + Sync + 'static>(mut self, value: Arc<T>) -> Self {
        self.providers.insert(value);
        self
    }

    /// Lets `make` stand in for a type that `#[dependency]` made: for tests.
    pub fn override_dependency<D: Dependency, F>(mut self, make: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<D::Value, Problem>> + Send + 'static,
    {
        self.overrides.insert::<D, F>(make);
        self
    }

    /// Bounds the work after answers ([`BackgroundTasks`](crate::inject::BackgroundTasks)): how much of it may wait or run at a time; 1,024 unless
    /// it is said here.
    pub fn background_limit(mut self, most: usize) -> Self {
        self.background = Background::new(most);
        self
    }

    /// The work after answers, with the clean-ups of dependencies and the hooks after commits, to be waited for when the app is served by other
    /// means than [`run`](crate::run).
    pub fn background(&self) -> Background {
        self.background.clone()
    }

    /// Bounds what a client can make the app do. The settings `BODY_LIMIT`, `REQUEST_TIMEOUT`, `HEADER_TIMEOUT`, `DRAIN_TIMEOUT` and
    /// `MAX_CONNECTIONS` go before it.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Looks at every problem before it leaves, whoever answers it: handwritten and generated endpoints, merged routes, paths that nobody has, panics.
    /// What it returns is answered instead; several run one after the other.
    ///
    /// The cause of a problem is in the log by then, and is not shown to hooks. The document knows only the problems before them, so a
    /// hook that changes the kind makes the document wrong; a detail or a header is the hook's to change.
    ///
    /// ```
    /// use restkit::prelude::*;
    ///
    /// # let _ =
    /// App::new("Notes", "1.0.0").on_problem(|problem, request| {
    ///     if problem.kind().status.is_server_error() {
    ///         eprintln!("{} {} failed: {}", request.method, request.path, request.trace_id);
    ///         return problem.with_detail("Sorry. Write to help@example.com, with the trace id.");
    ///     }
    ///     problem
    /// });
    /// ```
    pub fn on_problem(mut self, hook: impl Fn(Problem, &FailedRequest<'_>) -> Problem + Send + Sync + 'static) -> Self {
        self.hooks.push(hook);
        self
    }

    /// Lets lists and reads by key of the generated endpoints go to the replica, where `DATABASE_READ_URL` or
    /// [`Db::with_replica`](crate::db::Db::with_replica) names one.
    ///
    /// A replica is behind the primary by a moment, or by more when it has trouble: a list may not show what its client has just written. So it is for
    /// apps whose clients can live with that. A client that cannot asks with `Cache-Control: no-cache`, and is answered by the primary; so is
    /// a request with `If-Match`, and one for a row that the replica does not have. Writes, transactions and handlers stay with the primary, unless a handler
    /// takes [`Db::replica`](crate::db::Db::replica). While the replica is away the primary answers.
    pub fn reads_from_replica(mut self) -> Self {
        self.reads_from_replica = true;
        self
    }

    /// Adds handwritten axum routes. They get the layers of the generated ones (limits, request id, log, security headers, problems
    /// for panics), but no authentication, and they do not stand in the document. `/docs` and `/openapi.json` stay restkit's.
    ///
    /// # Panics
    /// When two of the merged routers have the same route, as [`axum::Router::merge`] does.
    pub fn merge(mut self, routes: axum::Router) -> Self {
        self.extra = self.extra.merge(routes);
        self
    }

    /// What the app says of itself.
    pub const fn info(&self) -> &ApiInfo {
        &self.info
    }

    /// The resources at their places, in the order in which they were mounted.
    pub fn mounts(&self) -> &[Mount] {
        &self.mounts
    }

    /// The handwritten endpoints at their places, in the order in which they were mounted.
    pub fn endpoints(&self) -> Vec<EndpointMount> {
        self.handlers.iter().map(|(mount, _)| mount.clone()).collect()
    }

    /// The limits.
    pub const fn current_limits(&self) -> &Limits {
        &self.limits
    }

    /// The OpenAPI document of the app.
    pub fn document(&self) -> OpenApi {
        openapi::document(&self.info, &self.mounts, &self.endpoints())
    }

    /// Every fault of the app that the compiler does not see.
    pub(super) fn check(&self) -> Result<(), StartError> {
        let faults: Vec<_> = self
            .faults
            .iter()
            .cloned()
            .chain(check::mounts(&self.mounts))
            .chain(check_endpoints::endpoints(&self.mounts, &self.endpoints(), &self.providers, &self.overrides))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(StartError::App(faults)) }
    }

    pub(super) fn resources(&self) -> Vec<&'static ResourceSpec> {
        self.mounts.iter().map(|mount| mount.resource).collect()
    }

    /// The app as an ordinary axum router: its endpoints, `/openapi.json`, `/docs` (feature `swagger-ui`) and the merged routes, with all
    /// layers. It can be served, nested in another router, or called in a test.
    ///
    /// # Errors
    /// When a setting does not hold or the app is put together wrongly; each fault is named.
    pub fn build(self, settings: Settings) -> Result<axum::Router, StartError> {
        self.check()?;
        let (verifier, cursors) = keys(settings.secret_key.as_ref(), &settings.jwt)?;
        // Not merged: a handwritten `/docs` would make that panic. The pages of restkit come first.
        let extra = docs::router(&self.document())?.fallback_service(self.extra);
        let Self { mounts, handlers, providers, overrides, background, limits, hooks, reads_from_replica, .. } = self;
        background.beside(settings.db.tasks());
        let shared = Arc::new(Shared { db: settings.db, tokens: Tokens::new(settings.jwt), providers, overrides, background });
        let service = Service { shared, reads_from_replica, verifier, cursors, limits, hooks };
        crate::http::router(Arc::new(service), &mounts, handlers, extra).map_err(|error| StartError::App(error.0))
    }
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
#[path = "builder_tests.rs"]
mod tests;
