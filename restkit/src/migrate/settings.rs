//! How long migrations may take.

use std::time::Duration;

/// How migrations run: how long they wait, and for what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MigrateSettings {
    /// How long to wait for another program that migrates the same database.
    pub wait: Duration,
    /// How long a statement may wait for a lock on PostgreSQL, in a script that runs in a transaction: while it waits, everybody else who wants the
    /// table waits behind it. Zero for ever.
    pub lock_timeout: Duration,
    /// How often a script is tried whose statements got no lock.
    pub attempts: u32,
    /// How long a statement of such a script may take on PostgreSQL. Zero for ever.
    pub statement_timeout: Duration,
    /// Whether migrations are applied that are older than some that were applied.
    pub out_of_order: bool,
}

impl Default for MigrateSettings {
    /// Ten minutes for another program, 3 seconds for a lock, tried 10 times; statements take as long as they need.
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(600),
            lock_timeout: Duration::from_secs(3),
            attempts: 10,
            statement_timeout: Duration::ZERO,
            out_of_order: false,
        }
    }
}
