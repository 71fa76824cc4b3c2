//! From requests to operations and back.
use crate::{auth::Verifier, db::Db, query::CursorKey, spec::Mount};
use std::{sync::Arc, time::Duration};

/// Limits on what a client can grow.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a body; 1 MiB.
    pub body: usize,
    /// From the head of a request to the end of its answer; 30 s.
    pub request_timeout: Duration,
    /// For the head of a request; 10 s.
    pub header_timeout: Duration,
}
impl Default for Limits {
    fn default() -> Self {
        unimplemented!()
    }
}

/// What the endpoints of an app share.
pub struct Service {
    pub db: Db,
    pub verifier: Verifier,
    pub cursors: CursorKey,
    pub limits: Limits,
}

/// The router of all generated endpoints, with the layers that make every answer keep the contract
/// (request id, trace, panics, timeouts, security headers, problem+json for 404/405/...).
/// `extra`: further axum routes (docs, openapi.json) that the layers wrap too.
pub fn router(_service: Arc<Service>, _mounts: &[Mount], _extra: axum::Router) -> axum::Router {
    unimplemented!()
}

/// Serves until the future resolves, then drains requests in flight.
pub async fn serve(
    _listener: tokio::net::TcpListener,
    _router: axum::Router,
    _limits: &Limits,
    _shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    unimplemented!()
}
