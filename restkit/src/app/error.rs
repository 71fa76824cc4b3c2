//! Why an app does not start.

use crate::{auth::SettingErrors, db::DbError, migrate::MigrateError};

/// Why an app does not start. Its text is for the person who starts it and names what to change; it holds no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Settings are missing or wrong; each is named.
    #[error("these settings are missing or wrong:\n{0}")]
    Settings(#[from] SettingErrors),
    /// Resources are mounted where they cannot be.
    #[error("the app is put together wrongly:\n{}", .0.join("\n"))]
    App(Vec<String>),
    /// The database does not answer, or not as it should.
    #[error("the database does not answer as it should")]
    Database(#[from] DbError),
    /// The database is not as the resources need it.
    #[error("the database is not as the structs need it:\n{}\n{advice}", missing.join("\n"))]
    Missing {
        /// What differs, as in `tasks.title: is missing`.
        missing: Vec<String>,
        /// What to do.
        advice: String,
    },
    /// Migrations were not applied.
    #[error("these migrations were not applied yet:\n{}\n{advice}", pending.join("\n"))]
    Pending {
        /// Which.
        pending: Vec<String>,
        /// What to do.
        advice: String,
    },
    /// Structs, migrations, their record and the database do not agree.
    #[error("this does not agree:\n{}", .0.join("\n"))]
    Disagreement(Vec<String>),
    /// Scripts would disturb those who use the database.
    #[error("look at these statements, or allow one by a comment above it, as in `-- restkit: allow(rename)`:\n{}", .0.join("\n"))]
    Lint(Vec<String>),
    /// Lists can be asked for what no index serves.
    #[error("every row is read for this:\n{}", .0.join("\n"))]
    Unserved(Vec<String>),
    /// Migrations do not run.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// Host and port.
        address: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be read or written.
    #[error("cannot use {path}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Something else that the system refused.
    #[error("{doing}")]
    System {
        /// What was attempted.
        doing: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl StartError {
    /// The message with that of every cause, for a terminal.
    pub fn report(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        // Settings are told in full by the message itself.
        while let (Some(error), false) = (cause, matches!(self, Self::Settings(_))) {
            let message = error.to_string();
            if !text.ends_with(&message) {
                text.push_str(": ");
                text.push_str(&message);
            }
            cause = error.source();
        }
        text
    }
}
