//! Tasks behind an HTTP API as a careful author writes them with axum and sqlx: the measure that restkit is held against.
//!
//! It keeps the same contract as the generated endpoints for what is measured (`get`, `list`, `create`): bearer tokens, the
//! policy inside the SQL, keyset pages with sealed cursors, entity tags, problem+json, the same headers and limits.
//! Everything that costs is what a good reviewer would let pass: prepared statements, derived serde and `FromRow`, no needless
//! copies, one middleware instead of ten layers.

mod auth;
mod contract;
mod cursor;
mod model;
mod postgres;
mod problem;
mod sqlite;

use std::{future::Future, io, pin::pin, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

use super::Settings;
use crate::Result;

/// Bytes that a body may hold.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long the head of a request may take.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests in flight may take to finish when the server stops.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// The app on the database that the settings name.
///
/// # Errors
/// When the database cannot be reached.
pub async fn router(settings: &Settings) -> Result<Router> {
    if settings.database_url.starts_with("sqlite:") { sqlite::router(settings).await } else { postgres::router(settings).await }
}

/// Serves until `shutdown`, then lets requests in flight finish.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    let connections = GracefulShutdown::new();
    let service = TowerToHyperService::new(router);
    let mut shutdown = pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted?.0,
            () = &mut shutdown => break,
        };
        let connection = connections.watch(server.serve_connection(TokioIo::new(stream), service.clone()));
        tokio::spawn(async move {
            // A client that goes away is no business of the server's.
            drop(connection.await);
        });
    }
    drop(listener);
    drop(tokio::time::timeout(DRAIN_TIMEOUT, connections.shutdown()).await);
    Ok(())
}
