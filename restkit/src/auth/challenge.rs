//! The answers 401 and 403, with the challenges of RFC 6750.

use std::fmt::Write;

use http::{HeaderValue, header::WWW_AUTHENTICATE};

use crate::problem::{Problem, ProblemKind};

/// The protection space that challenges name.
pub const REALM: &str = "api";

/// 401 for a request without credentials that needs some. It has no error code (RFC 6750, section 3.1): nothing was wrong, only
/// missing.
pub(crate) fn credentials_needed() -> Problem {
    with_challenge(Problem::new(ProblemKind::UNAUTHENTICATED, "This needs a bearer token in the Authorization header."))
}

/// A problem with 401, which has to say how to authenticate.
pub(crate) fn with_challenge(problem: Problem) -> Problem {
    problem.with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\""))
}

/// 401 for credentials that do not hold; `reason` is a sentence without a quote or a backslash.
pub(super) fn invalid_token(reason: &'static str) -> Problem {
    let problem = Problem::new(ProblemKind::UNAUTHENTICATED, reason);
    let challenge = format!("Bearer realm=\"{REALM}\", error=\"invalid_token\", error_description=\"{reason}\"");
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => problem.with_header(WWW_AUTHENTICATE, challenge),
        // Unreachable: the reasons are those of this crate.
        Err(_) => {
            problem.with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\", error=\"invalid_token\""))
        }
    }
}

/// 403 for a caller who may not do this, whatever the row.
pub(super) fn forbidden() -> Problem {
    Problem::new(ProblemKind::FORBIDDEN, "The caller may not do this.")
}

/// 403 for a caller who might, had the token these scopes as well.
pub(super) fn insufficient_scope(scopes: &[&'static str]) -> Problem {
    let problem = Problem::new(ProblemKind::FORBIDDEN, "The token lacks a scope that this needs.");
    let mut challenge = format!("Bearer realm=\"{REALM}\", error=\"insufficient_scope\", scope=\"");
    for (i, scope) in scopes.iter().filter(|scope| is_scope_token(scope)).enumerate() {
        let separator = if i > 0 { " " } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(challenge, "{separator}{scope}");
    }
    challenge.push('"');
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => problem.with_header(WWW_AUTHENTICATE, challenge),
        Err(_) => problem,
    }
}

/// Whether the word may stand in a challenge (RFC 6749, section 3.3).
fn is_scope_token(scope: &str) -> bool {
    !scope.is_empty() && scope.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// 403 for a caller whose subject cannot be that of an owner.
pub(super) fn not_an_owner() -> Problem {
    Problem::new(ProblemKind::FORBIDDEN, "The subject of the token cannot own this.")
}
