//! What is measured: requests, and the answers they must get.

use jsonwebtoken::{EncodingKey, Header};

use super::Settings;
use crate::Result;

/// How many users there are.
pub const USERS: u64 = 100;
/// How many tasks there are, dealt out to the users in turn.
pub const TASKS: u64 = 10_000;
/// The user who asks.
pub const CALLER: u64 = 7;

/// A request that is measured.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Its name in the tables.
    pub name: &'static str,
    /// The status of every answer.
    pub status: u16,
    /// The most that restkit's cost may be, relative to the handwritten server's.
    pub target: f64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Get,
    List(&'static str),
    Create,
    Note,
}

/// All of them.
pub const OPERATIONS: [Operation; 5] = [
    Operation { name: "get", status: 200, target: 1.0, kind: Kind::Get },
    Operation { name: "list", status: 200, target: 0.8, kind: Kind::List("") },
    Operation {
        name: "list, filtered and sorted",
        status: 200,
        target: 0.8,
        kind: Kind::List("?status=todo&sort=-priority,title"),
    },
    Operation { name: "create", status: 201, target: 1.0, kind: Kind::Create },
    Operation { name: "note", status: 200, target: 1.0, kind: Kind::Note },
];

/// A token of [`CALLER`], good for a day.
///
/// # Errors
/// When it cannot be signed.
pub fn token(settings: &Settings) -> Result<String> {
    let claims = serde_json::json!({
        "sub": CALLER.to_string(),
        "roles": ["user"],
        "iat": jsonwebtoken::get_current_timestamp(),
        "exp": jsonwebtoken::get_current_timestamp() + 86_400,
    });
    Ok(jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(settings.secret.as_bytes()))?)
}

impl Operation {
    /// Appends its request number `number`.
    pub fn write(&self, number: u64, token: &str, request: &mut Vec<u8>) {
        let body = match self.kind {
            Kind::Create => format!(
                r#"{{"title":"Call the plumber, again: no. {number}","description":"The tap in the kitchen \"drips\" since Monday.","priority":{}}}"#,
                1 + number % 5
            ),
            Kind::Note => format!(r#"{{"text":"The plumber called back, no. {number}: \"Tuesday\"."}}"#),
            Kind::Get | Kind::List(_) => String::new(),
        };
        // Spread over the caller's own rows: 37 has no common factor with their number.
        let row = CALLER + number * 37 % (TASKS / USERS) * USERS;
        let line = match self.kind {
            Kind::Get => format!("GET /api/v1/tasks/{row}"),
            Kind::Note => format!("POST /api/v1/tasks/{row}/note"),
            Kind::List(query) => format!("GET /api/v1/tasks{query}"),
            Kind::Create => "POST /api/v1/tasks".to_owned(),
        };
        request.extend_from_slice(line.as_bytes());
        request.extend_from_slice(
            b" HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\nuser-agent: restkit-bench\r\nauthorization: Bearer ",
        );
        request.extend_from_slice(token.as_bytes());
        if matches!(self.kind, Kind::Create | Kind::Note) {
            request.extend_from_slice(b"\r\ncontent-type: application/json\r\ncontent-length: ");
            request.extend_from_slice(body.len().to_string().as_bytes());
        }
        request.extend_from_slice(b"\r\n\r\n");
        request.extend_from_slice(body.as_bytes());
    }
}

/// The rows, for PostgreSQL; ids follow from the order.
pub const SEED_POSTGRES: &str = "
INSERT INTO users (email, name, role)
    SELECT 'user' || i || '@example.com', 'User number ' || i, 'user' FROM generate_series(1, 100) AS i ORDER BY i;
INSERT INTO tasks (title, description, status, priority, owner_id, created_at, updated_at)
    SELECT 'Task number ' || i || ' of the many that wait',
        CASE WHEN i % 400 < 200 THEN 'What has to be done here is \"described\" at some length, as people do; no. ' || i END,
        CASE i / 100 % 2 WHEN 0 THEN 'todo' ELSE CASE i / 200 % 2 WHEN 0 THEN 'doing' ELSE 'done' END END,
        1 + i / 100 % 5, 1 + (i - 1) % 100, t, t
    FROM generate_series(1, 10000) AS i, LATERAL (SELECT timestamptz '2026-01-01T00:00:00Z' + i * interval '61.000123 s' AS t) AS times
    ORDER BY i;
ANALYZE;
";

/// The same rows, for SQLite.
pub const SEED_SQLITE: &str = "
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 100)
INSERT INTO users (email, name, role)
    SELECT 'user' || i || '@example.com', 'User number ' || i, 'user' FROM numbers ORDER BY i;
WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 10000)
INSERT INTO tasks (title, description, status, priority, owner_id, created_at, updated_at)
    SELECT 'Task number ' || i || ' of the many that wait',
        CASE WHEN i % 400 < 200 THEN 'What has to be done here is \"described\" at some length, as people do; no. ' || i END,
        CASE i / 100 % 2 WHEN 0 THEN 'todo' ELSE CASE i / 200 % 2 WHEN 0 THEN 'doing' ELSE 'done' END END,
        1 + i / 100 % 5, 1 + (i - 1) % 100, t, t
    FROM (
        SELECT i, strftime('%Y-%m-%dT%H:%M:%S', 1767225600 + i * 61 + i * 123 / 1000000, 'unixepoch')
            || printf('.%06dZ', i * 123 % 1000000) AS t FROM numbers
    ) ORDER BY i;
ANALYZE;
";

/// Takes away what creates have added.
pub const TRIM: &str = "DELETE FROM tasks WHERE id > 10000";
