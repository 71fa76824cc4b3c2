//! A server that takes nobody without TLS.

use std::time::Duration;

use restkit::db::{Db, DbError, PoolSettings, Statement};
use restkit_tests::postgres;

/// Long enough to show who waits for what will not change.
fn patient() -> PoolSettings {
    PoolSettings { connect_timeout: Duration::from_secs(3600), ..PoolSettings::default() }
}

/// Connects and asks something; an error has to come at once.
async fn attempt(url: &str) -> Result<(), DbError> {
    let connected = tokio::time::timeout(Duration::from_secs(120), Db::connect(url, &patient())).await;
    let db = connected.expect("what stays wrong is not waited for")?;
    db.fetch_optional(Statement::literal("SELECT 1", Vec::new())).await.map(drop)
}

#[tokio::test]
async fn only_who_verifies_is_safe_and_only_tls_is_taken() {
    let Some(cluster) = postgres::behind_bouncer() else { return };
    for url in [cluster.url("postgres"), cluster.app_url("postgres")] {
        let (base, parameters) = url.split_once('?').unwrap();
        let root = parameters.split('&').find(|pair| pair.starts_with("sslrootcert=")).unwrap();
        // With the authority that vouches for the server; `require` alone verifies nothing, as in libpq.
        for good in [
            format!("sslmode=verify-full&{root}"),
            format!("sslmode=verify-ca&{root}"),
            format!("sslmode=require&{root}"),
            format!("channel_binding=require&{root}"),
            "sslmode=require".to_owned(),
            "sslmode=prefer".to_owned(),
            "sslmode=allow".to_owned(),
        ] {
            attempt(&format!("{base}?{good}")).await.unwrap_or_else(|error| panic!("{good}: {error:?}"));
        }
        // No public authority vouches for it.
        for bad in [
            "sslmode=verify-full",
            "sslmode=verify-ca",
            "sslrootcert=system",
            "channel_binding=require",
            "sslmode=require&channel_binding=require",
            "sslmode=disable",
            "sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
        ] {
            let error = attempt(&format!("{base}?{bad}")).await;
            assert!(error.is_err(), "{bad}");
        }
    }
}
