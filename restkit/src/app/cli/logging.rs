//! The log: to standard error, so that what a command prints stays apart from it.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::app::{Config, LogFormat};

/// Starts the log; does nothing when the program has one already.
pub(super) fn start(config: &Config, unless_set: LogFormat) {
    // The filter was checked when the settings were read.
    let filter = EnvFilter::builder().parse_lossy(&config.log);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let _already_there = match config.log_format.unwrap_or(unless_set) {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.with_ansi(stderr().is_terminal()).try_init(),
    };
}
