//! The settings: which there are, and where their values come from.

use std::{collections::BTreeMap, ffi::OsString};

use crate::auth::SettingError;

/// One setting, read from the environment variable of its name.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Setting {
    /// The name of the environment variable.
    pub name: &'static str,
    /// What its value is, with the unit, as in `seconds`.
    pub value: &'static str,
    /// What holds when it is not set; empty when nothing does.
    pub default: &'static str,
    /// What it is for.
    pub purpose: &'static str,
}

macro_rules! settings {
    ($($name:literal $value:literal $default:literal $purpose:literal;)*) => {
        /// All settings. The command line prints them with `serve --help`.
        pub static SETTINGS: &[Setting] =
            &[$(Setting { name: $name, value: $value, default: $default, purpose: $purpose }),*];
    };
}

settings! {
    "DATABASE_URL" "URL" "" "The database: sqlite:app.db or postgres://user:password@host/name";
    "DATABASE_READ_URL" "URL" "" "A replica, for reads that may be behind; without one they go to DATABASE_URL";
    "DATABASE_MAX_CONNECTIONS" "number" "16" "How many connections are open at most";
    "DATABASE_MIN_CONNECTIONS" "number" "0" "How many connections are kept open";
    "DATABASE_CONNECT_TIMEOUT" "seconds" "30" "How long a database that sleeps or starts up is waited for when the program starts";
    "DATABASE_ACQUIRE_TIMEOUT" "seconds" "5" "How long a request waits for a connection before it gets 503";
    "DATABASE_IDLE_TIMEOUT" "seconds" "600" "After how long an idle connection is closed; 0 for never";
    "DATABASE_MAX_LIFETIME" "seconds" "1800" "After how long a connection is replaced; 0 for never";
    "DATABASE_STATEMENT_TIMEOUT" "seconds" "as REQUEST_TIMEOUT; none behind a pooler" "How long one statement may take on PostgreSQL before the request gets 503; 0 for as long as the server says";
    "DATABASE_POOLER" "detect, none or transaction" "detect" "Whether a pooler stands before PostgreSQL that gives each transaction another connection";
    "MIGRATE_WAIT" "seconds" "600" "How long to wait for another program that migrates the same database";
    "MIGRATE_LOCK_TIMEOUT" "milliseconds" "3000" "How long a statement of a migration waits for a lock on PostgreSQL; 0 for ever";
    "MIGRATE_STATEMENT_TIMEOUT" "seconds" "0" "How long a statement of a migration may take on PostgreSQL; 0 for ever";
    "JWT_SECRET" "text" "" "Checks tokens by HS256: at least 32 random bytes, shared with the issuer";
    "JWT_PUBLIC_KEY" "PEM or @file" "" "Checks tokens by EdDSA, ES256 or RS256, as the key is; instead of JWT_SECRET";
    "JWT_ISSUER" "text" "" "Tokens must have this iss";
    "JWT_AUDIENCE" "text" "" "Tokens must have this aud; without it, tokens with any aud are refused";
    "JWT_LEEWAY" "seconds" "0" "By how much the clock of the issuer may differ, at most 300";
    "SECRET_KEY" "text" "made from JWT_SECRET" "Seals the cursors of lists: at least 32 random bytes, the same on all instances";
    "HOST" "name or address" "127.0.0.1" "Where to listen; 0.0.0.0 for everywhere";
    "PORT" "number" "8000" "The port to listen on; 0 for any that is free";
    "BODY_LIMIT" "bytes" "as in the app" "The largest body that is read";
    "REQUEST_TIMEOUT" "seconds" "as in the app" "How long a request may take, from its head to its answer";
    "HEADER_TIMEOUT" "seconds" "as in the app" "How long the head of a request may take to arrive";
    "DRAIN_TIMEOUT" "seconds" "as in the app" "How long requests in flight may take when the server stops";
    "MAX_CONNECTIONS" "number" "as in the app" "How many clients are connected at most; further ones wait";
    "LOG" "filter" "info" "What is logged, as in info,restkit=debug";
    "LOG_FORMAT" "text or json" "json; text in dev" "How it is logged, to standard error";
}

/// The values of the settings, as text. A variable that is empty counts as not set.
#[derive(Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, OsString>,
}

impl std::fmt::Debug for Environment {
    /// Names only: a value may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        SETTINGS.iter().filter_map(|setting| Some((setting.name, std::env::var_os(setting.name)?))).collect()
    }

    /// The value of a setting.
    ///
    /// # Errors
    /// When the value is not UTF-8.
    pub(super) fn get(&self, name: &'static str) -> Result<Option<&str>, SettingError> {
        match self.values.get(name).map(|value| value.to_str()) {
            Some(None) => Err(SettingError::new(name, "not UTF-8")),
            Some(Some("")) | None => Ok(None),
            Some(value) => Ok(value),
        }
    }
}

impl<N: Into<String>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self { values: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }
}
