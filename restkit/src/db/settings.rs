//! How a pool of connections behaves.

use std::time::Duration;

/// How many connections are held and how long things may take.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// How many connections are open at most; an in-memory SQLite database always has exactly one.
    pub max_connections: u32,
    /// How many connections are kept open when there is nothing to do.
    pub min_connections: u32,
    /// How long the first connections are tried again while the database sleeps, starts up or cannot be reached; zero for one attempt.
    pub connect_timeout: Duration,
    /// How long a request waits for a connection before it is answered with 503.
    pub acquire_timeout: Duration,
    /// How long a connection may be idle before it is closed; `None` for ever.
    pub idle_timeout: Option<Duration>,
    /// How old a connection may become before it is replaced; `None` for ever.
    pub max_lifetime: Option<Duration>,
    /// How long one statement may take on PostgreSQL before it is cancelled, and the request answered with 503.
    pub statement_timeout: StatementTimeout,
    /// Whether a pooler stands before PostgreSQL.
    pub pooler: Pooler,
}

/// How long one statement may take on PostgreSQL. Without a limit one that nobody waits for any more, since the request took too long or the client has
/// gone, goes on in the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatementTimeout {
    /// As long as the server says.
    #[default]
    OfServer,
    /// This long where that costs nothing and the server says nothing: each connection is told once. Behind a pooler of transactions it is as long as the server
    /// says. What `serve` and `dev` do, with the time that a request may take, unless a setting says otherwise.
    Usual(Duration),
    /// This long. Behind a pooler of transactions each statement then runs in a transaction of its own, which is told the limit; a limit of the role
    /// (`ALTER ROLE app SET statement_timeout = '5s'`) costs nothing.
    Always(Duration),
}

/// Whether a pooler stands before PostgreSQL that gives each transaction another connection of the server, like PgBouncer in transaction mode.
///
/// What was prepared on one connection is not there on the next. A pooler that keeps prepared statements for its clients (PgBouncer from 1.21 with
/// `max_prepared_statements`, as on Neon) changes nothing; behind another one each statement runs unprepared in a transaction of its own, which
/// costs four round trips instead of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pooler {
    /// The first connection finds out: whether it reaches the server itself, and under which name the server knows what it prepares.
    #[default]
    Detect,
    /// There is none, or one that gives each client a connection of its own.
    None,
    /// There is one, and it keeps no prepared statements.
    Transaction,
}

impl Default for PoolSettings {
    /// At most 16 connections, 30 seconds for the first, 5 seconds to get one, closed after 10 idle minutes or at the age of 30 minutes.
    fn default() -> Self {
        Self {
            max_connections: 16,
            min_connections: 0,
            connect_timeout: Duration::from_secs(30),
            acquire_timeout: Duration::from_secs(5),
            idle_timeout: Some(Duration::from_secs(600)),
            max_lifetime: Some(Duration::from_secs(1800)),
            statement_timeout: StatementTimeout::OfServer,
            pooler: Pooler::Detect,
        }
    }
}
