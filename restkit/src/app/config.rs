//! The settings with their types.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr, time::Duration};

use secrecy::{ExposeSecret, SecretString};

use super::{
    environment::Environment,
    settings::{Settings, keys},
};
use crate::{
    auth::{JwtSettings, MAX_LEEWAY_SECONDS, SettingError, SettingErrors},
    db::{Db, PoolSettings, Pooler, StatementTimeout},
    http::Limits,
    migrate::MigrateSettings,
};

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A line for a person.
    Text,
    /// A JSON object on each line.
    Json,
}

/// What the environment says, read and checked.
///
/// ```
/// use restkit::app::{Config, Environment};
///
/// let environment = Environment::from_iter([("PORT", "8080"), ("JWT_LEEWAY", "an hour")]);
/// let errors = Config::read(&environment).unwrap_err();
/// assert_eq!(errors.to_string(), "JWT_LEEWAY: not a whole number from 0 to 300");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// `DATABASE_URL`; it may hold a password.
    pub database_url: Option<SecretString>,
    /// `DATABASE_READ_URL`; it may hold a password.
    pub database_read_url: Option<SecretString>,
    /// The `DATABASE_…` settings of the pool.
    pub pool: PoolSettings,
    /// The `MIGRATE_…` settings.
    pub migrate: MigrateSettings,
    /// The `JWT_…` settings.
    pub jwt: JwtSettings,
    /// `SECRET_KEY`.
    pub secret_key: Option<SecretString>,
    /// `HOST`.
    pub host: String,
    /// `PORT`.
    pub port: u16,
    /// `BODY_LIMIT`, in bytes.
    pub body_limit: Option<usize>,
    /// `REQUEST_TIMEOUT`.
    pub request_timeout: Option<Duration>,
    /// `HEADER_TIMEOUT`.
    pub header_timeout: Option<Duration>,
    /// `DRAIN_TIMEOUT`.
    pub drain_timeout: Option<Duration>,
    /// `MAX_CONNECTIONS`.
    pub max_connections: Option<usize>,
    /// `LOG`: a filter of tracing-subscriber.
    pub log: String,
    /// `LOG_FORMAT`.
    pub log_format: Option<LogFormat>,
}

const DAY: u64 = 24 * 3600;

const POOLERS: &[(&str, Pooler)] = &[("detect", Pooler::Detect), ("none", Pooler::None), ("transaction", Pooler::Transaction)];

const LOG_FORMATS: &[(&str, LogFormat)] = &[("text", LogFormat::Text), ("json", LogFormat::Json)];

impl Config {
    /// Reads the settings. None of them has to be there; see [`Config::require`].
    ///
    /// # Errors
    /// Every setting that is wrong by itself.
    pub fn read(environment: &Environment) -> Result<Self, SettingErrors> {
        let (config, errors) = Self::read_all(environment);
        if errors.is_empty() { Ok(config) } else { Err(SettingErrors(errors)) }
    }

    /// Reads the settings that an app in production needs: `DATABASE_URL`, a key for tokens and a key for cursors have to be there.
    ///
    /// # Errors
    /// Every setting that is missing or wrong.
    pub fn require(environment: &Environment) -> Result<Self, SettingErrors> {
        let (config, mut errors) = Self::read_all(environment);
        for error in config.missing() {
            // What could not be read is not missing.
            if !errors.iter().any(|known| known.setting == error.setting) {
                errors.push(error);
            }
        }
        if errors.is_empty() { Ok(config) } else { Err(SettingErrors(errors)) }
    }

    fn read_all(environment: &Environment) -> (Self, Vec<SettingError>) {
        let mut reader = Reader { environment, errors: Vec::new() };
        let config = Self::from_reader(&mut reader);
        (config, reader.errors)
    }

    fn from_reader(reader: &mut Reader<'_>) -> Self {
        let pool = PoolSettings::default();
        let max_connections = reader.number("DATABASE_MAX_CONNECTIONS", 1..=10_000).unwrap_or(pool.max_connections);
        let never = |duration: Duration| (!duration.is_zero()).then_some(duration);
        Self {
            database_url: reader.text("DATABASE_URL").map(Into::into),
            database_read_url: reader.text("DATABASE_READ_URL").map(Into::into),
            pool: PoolSettings {
                max_connections,
                min_connections: reader.number("DATABASE_MIN_CONNECTIONS", 0..=max_connections).unwrap_or(pool.min_connections),
                connect_timeout: reader.seconds("DATABASE_CONNECT_TIMEOUT", 0..=3600).unwrap_or(pool.connect_timeout),
                acquire_timeout: reader.seconds("DATABASE_ACQUIRE_TIMEOUT", 1..=3600).unwrap_or(pool.acquire_timeout),
                idle_timeout: reader.seconds("DATABASE_IDLE_TIMEOUT", 0..=DAY).map_or(pool.idle_timeout, never),
                max_lifetime: reader.seconds("DATABASE_MAX_LIFETIME", 0..=DAY).map_or(pool.max_lifetime, never),
                statement_timeout: reader.statement_timeout(),
                pooler: reader.word("DATABASE_POOLER", POOLERS).unwrap_or(pool.pooler),
            },
            migrate: reader.migrate(),
            jwt: JwtSettings {
                secret: reader.text("JWT_SECRET").map(Into::into),
                public_key: reader.text_or_file("JWT_PUBLIC_KEY"),
                issuer: reader.text("JWT_ISSUER"),
                audience: reader.text("JWT_AUDIENCE"),
                leeway_seconds: reader.number("JWT_LEEWAY", 0..=MAX_LEEWAY_SECONDS).unwrap_or(0),
            },
            secret_key: reader.text("SECRET_KEY").map(Into::into),
            host: reader.text("HOST").unwrap_or_else(|| "127.0.0.1".to_owned()),
            port: reader.number("PORT", 0..=u16::MAX).unwrap_or(8000),
            body_limit: reader.number("BODY_LIMIT", 1..=1 << 30),
            request_timeout: reader.seconds("REQUEST_TIMEOUT", 1..=3600),
            header_timeout: reader.seconds("HEADER_TIMEOUT", 1..=3600),
            drain_timeout: reader.seconds("DRAIN_TIMEOUT", 0..=3600),
            max_connections: reader.number("MAX_CONNECTIONS", 1..=1_000_000),
            log: reader.log_filter(),
            log_format: reader.word("LOG_FORMAT", LOG_FORMATS),
        }
    }

    /// What an app in production cannot do without.
    fn missing(&self) -> Vec<SettingError> {
        let mut errors = Vec::new();
        if self.database_url.is_none() {
            let reason = "missing; set it to the URL of the database, as in postgres://user:password@host/name";
            errors.push(SettingError::new("DATABASE_URL", reason));
        }
        errors.extend(keys(self.secret_key.as_ref(), &self.jwt).err().unwrap_or_default().0);
        errors
    }

    /// The limits of an app, where the settings do not say otherwise.
    #[must_use]
    pub fn limits(&self, app: &Limits) -> Limits {
        Limits {
            body: self.body_limit.unwrap_or(app.body),
            request_timeout: self.request_timeout.unwrap_or(app.request_timeout),
            header_timeout: self.header_timeout.unwrap_or(app.header_timeout),
            connections: self.max_connections.unwrap_or(app.connections),
            drain_timeout: self.drain_timeout.unwrap_or(app.drain_timeout),
        }
    }

    /// How the pool of connections behaves that requests of an app are served with: unless a setting says otherwise, a statement may take as long as a
    /// request.
    #[must_use]
    pub fn serving_pool(&self, app: &Limits) -> PoolSettings {
        let statement_timeout = match self.pool.statement_timeout {
            StatementTimeout::Usual(_) => StatementTimeout::Usual(self.limits(app).request_timeout),
            said => said,
        };
        PoolSettings { statement_timeout, ..self.pool.clone() }
    }

    /// The settings that an app is built with on this database.
    pub fn settings(&self, db: Db) -> Settings {
        let settings = Settings::new(db, self.jwt.clone());
        match &self.secret_key {
            Some(key) => settings.secret_key(key.expose_secret()),
            None => settings,
        }
    }
}

/// Reads one setting after the other and keeps what is wrong.
struct Reader<'a> {
    environment: &'a Environment,
    errors: Vec<SettingError>,
}

impl Reader<'_> {
    fn text(&mut self, name: &'static str) -> Option<String> {
        match self.environment.get(name) {
            Ok(value) => value.map(str::to_owned),
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    fn text_or_file(&mut self, name: &'static str) -> Option<String> {
        let text = self.text(name)?;
        let Some(path) = text.strip_prefix('@') else {
            // Environment files keep to one line, and then write line breaks out.
            return Some(text.replace("\\n", "\n"));
        };
        match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) => {
                self.errors.push(SettingError::new(name, format!("cannot read the file {path}: {error}")));
                None
            }
        }
    }

    fn number<N: FromStr + PartialOrd + Display>(&mut self, name: &'static str, range: RangeInclusive<N>) -> Option<N> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(number) if range.contains(&number) => Some(number),
            _ => {
                let reason = format!("not a whole number from {} to {}", range.start(), range.end());
                self.errors.push(SettingError::new(name, reason));
                None
            }
        }
    }

    fn seconds(&mut self, name: &'static str, range: RangeInclusive<u64>) -> Option<Duration> {
        self.number(name, range).map(Duration::from_secs)
    }

    fn statement_timeout(&mut self) -> StatementTimeout {
        match self.seconds("DATABASE_STATEMENT_TIMEOUT", 0..=DAY) {
            None => StatementTimeout::Usual(Limits::default().request_timeout),
            Some(Duration::ZERO) => StatementTimeout::OfServer,
            Some(limit) => StatementTimeout::Always(limit),
        }
    }

    fn migrate(&mut self) -> MigrateSettings {
        let usual = MigrateSettings::default();
        let lock_timeout = self.number("MIGRATE_LOCK_TIMEOUT", 0..=3_600_000).map(Duration::from_millis);
        MigrateSettings {
            wait: self.seconds("MIGRATE_WAIT", 0..=DAY).unwrap_or(usual.wait),
            lock_timeout: lock_timeout.unwrap_or(usual.lock_timeout),
            statement_timeout: self.seconds("MIGRATE_STATEMENT_TIMEOUT", 0..=DAY).unwrap_or(usual.statement_timeout),
            ..usual
        }
    }

    fn log_filter(&mut self) -> String {
        let filter = self.text("LOG").unwrap_or_else(|| "info".to_owned());
        #[cfg(feature = "cli")]
        if let Err(error) = tracing_subscriber::EnvFilter::builder().parse(&filter) {
            self.errors.push(SettingError::new("LOG", format!("not a filter: {error}")));
        }
        filter
    }

    /// A value out of a few.
    fn word<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.errors.push(SettingError::new(name, format!("none of {}", words.join(", "))));
        }
        found
    }
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
