//! Waiting for a database that does not take connections yet: it starts up, sleeps, or has too many of them.

use std::{io::ErrorKind, time::Duration};

use sqlx::Error;

/// How long to wait before each further attempt: twice as long each time, and never quite what others wait, so that many instances that
/// woke up together do not knock together.
#[derive(Debug)]
pub(super) struct Backoff {
    next: Duration,
    most: Duration,
}

impl Backoff {
    pub(super) const fn new(first: Duration, most: Duration) -> Self {
        Self { next: first, most }
    }

    /// Between a half and the whole of what it is the turn of.
    pub(super) fn pause(&mut self) -> Duration {
        let whole = self.next;
        self.next = (whole * 2).min(self.most);
        // Without chance from the system it is the whole.
        let part = f64::from(getrandom::u32().unwrap_or(u32::MAX)) / f64::from(u32::MAX);
        whole.mul_f64(0.5 + part / 2.0)
    }
}

/// Whether the database may soon take connections, after it took none with this error. What is wrong with the login, the name of the database,
/// a certificate or a file stays wrong.
///
/// On SQLite it is somebody else who writes to a file that is to get its write-ahead log, for which SQLite does not wait (BUSY, and that of a
/// recovery).
pub(super) fn comes_back(error: &Error) -> bool {
    match error {
        Error::Io(io) => {
            use ErrorKind::{InvalidData, InvalidInput, NotFound, PermissionDenied, Unsupported};
            // A certificate that is not trusted is invalid data.
            !matches!(io.kind(), InvalidData | InvalidInput | NotFound | PermissionDenied | Unsupported)
        }
        Error::Database(database) => match database.code().as_deref().unwrap_or_default() {
            // What poolers say, whatever it is about.
            "08P01" => !is_about_login(database.message()),
            // The connection, resources, the operator, an object in use; Neon's proxy says XX000 while a compute does not answer.
            code if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => true,
            "55006" | "XX000" => true,
            "5" | "261" => true,
            _ => false,
        },
        _ => false,
    }
}

/// Whether a pooler speaks of a login that will be refused again, or of a parameter that it does not know. It has one code for everything.
fn is_about_login(message: &str) -> bool {
    const ABOUT: &[&str] =
        &["authentication failed", "no such user", "no such database", "does not exist", "unsupported", "required"];
    ABOUT.iter().any(|words| message.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_differ() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1));
        let pauses: Vec<Duration> = (0..6).map(|_| backoff.pause()).collect();
        for (pause, whole) in pauses.iter().zip([100, 200, 400, 800, 1000, 1000]) {
            assert!((whole / 2..=whole).contains(&pause.as_millis()), "{pauses:?}");
        }
        let mut many = (0..20).map(|_| Backoff::new(Duration::from_secs(1), Duration::from_secs(1)).pause());
        let first = many.next();
        assert!(many.any(|other| Some(other) != first), "all wait equally long");
    }

    #[test]
    fn what_stays_wrong_is_not_waited_for() {
        let io = |kind: ErrorKind| comes_back(&Error::Io(kind.into()));
        assert!(io(ErrorKind::ConnectionRefused) && io(ErrorKind::TimedOut) && io(ErrorKind::UnexpectedEof));
        assert!(!io(ErrorKind::InvalidData) && !io(ErrorKind::NotFound));
        assert!(!comes_back(&Error::Configuration("x".into())));
        assert!(
            is_about_login("password authentication failed") && !is_about_login("server login has been failing, try again later")
        );
    }
}
