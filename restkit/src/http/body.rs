//! Reading bodies within their limit.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::problem::{Problem, ProblemKind};

/// Refuses a body that says itself that it is too large.
///
/// # Errors
/// 413.
pub(super) fn check_length(headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match announced {
        Some(length) if usize::try_from(length).is_ok_and(|length| length <= limit) => Ok(()),
        Some(_) => Err(too_large(limit)),
        None => Ok(()),
    }
}

/// Reads a whole body.
///
/// # Errors
/// 413 when it is over the limit, 400 when the client broke off.
pub(super) async fn read(body: &mut Body, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large(limit)),
        Err(_) => Err(Problem::new(ProblemKind::MALFORMED_BODY, "The body ended before its time.")),
    }
}

/// How long a client may pause while what it still sends is thrown away.
const PAUSE: Duration = Duration::from_millis(500);

/// Reads on, up to `limit` bytes and as long as they keep coming, and forgets what it reads. A connection that is closed on unread bytes
/// is reset, and the client may lose the answer.
pub(super) async fn drain(body: &mut Body, limit: usize) {
    let mut left = limit;
    while !body.is_end_stream() {
        let Ok(Some(Ok(frame))) = tokio::time::timeout(PAUSE, body.frame()).await else { return };
        let read = frame.data_ref().map_or(0, Bytes::len);
        let Some(less) = left.checked_sub(read) else { return };
        left = less;
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(ProblemKind::BODY_TOO_LARGE, format!("The body may have at most {limit} bytes."))
}
