//! Listening and serving, for `dev` and `serve`.

use std::net::SocketAddr;

use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use super::{command::Address, signals};
use crate::{
    app::{App, Config, StartError},
    auth::{SettingError, SettingErrors},
    db::{Db, PoolSettings, StatementTimeout},
};

/// Runs a future on a runtime of its own.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, StartError>>) -> Result<T, StartError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|source| StartError::System { doing: "cannot start the threads of the server", source })?.block_on(work)
}

/// Connects to `DATABASE_URL`, for a command that is no server: a statement takes as long as it takes, unless a setting says otherwise.
pub(super) async fn connect(config: &Config) -> Result<Db, StartError> {
    let statement_timeout = match config.pool.statement_timeout {
        StatementTimeout::Usual(_) => StatementTimeout::OfServer,
        said => said,
    };
    connect_with(config, &PoolSettings { statement_timeout, ..config.pool.clone() }).await
}

/// Connects to `DATABASE_URL`, for requests.
pub(super) async fn connect_to_serve(app: &App, config: &Config) -> Result<Db, StartError> {
    connect_with(config, &config.serving_pool(app.current_limits())).await
}

/// Connects to `DATABASE_URL`, with `DATABASE_READ_URL` as its replica.
async fn connect_with(config: &Config, pool: &PoolSettings) -> Result<Db, StartError> {
    let Some(url) = &config.database_url else {
        return Err(SettingErrors(vec![SettingError::new("DATABASE_URL", "missing")]).into());
    };
    let db = Db::connect(url.expose_secret(), pool).await?;
    match &config.database_read_url {
        Some(replica) => Ok(db.with_replica(replica.expose_secret(), pool).await?),
        None => Ok(db),
    }
}

/// Serves the app until a signal comes and the requests in flight are answered; `ready` is told where it listens.
pub(super) async fn serve(
    app: App,
    config: &Config,
    db: Db,
    address: Address,
    ready: impl FnOnce(SocketAddr) -> Result<(), StartError>,
) -> Result<(), StartError> {
    let stop = signals::listen()?;
    let limits = config.limits(app.current_limits());
    let background = app.background();
    let router = app.limits(limits.clone()).build(config.settings(db.clone()))?;
    let host = address.host.unwrap_or_else(|| config.host.clone());
    let port = address.port.unwrap_or(config.port);
    let listening = async {
        let listener = TcpListener::bind((host.as_str(), port)).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let (listener, bound) = listening.await.map_err(|source| StartError::Listen { address: format!("{host}:{port}"), source })?;
    ready(bound)?;
    crate::http::serve(listener, router, &limits, stop)
        .await
        .map_err(|source| StartError::System { doing: "the server stopped", source })?;
    if !background.drain(limits.drain_timeout).await {
        tracing::warn!("work after answers did not come to its end in time");
    }
    db.close().await;
    Ok(())
}
