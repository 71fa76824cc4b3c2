//! What the log and the client know a request by.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header of the request id.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The longest request id of a client that is taken over, in bytes.
const LONGEST_ID: usize = 128;

/// The ids of one request.
#[derive(Debug)]
pub(super) struct Trace {
    id: [u8; 32],
    /// The `X-Request-Id` of the answer: the client's, when it sent one that is fit to be logged, else the trace id.
    pub(super) request_id: HeaderValue,
}

impl Trace {
    /// The trace that the client is part of, by the `traceparent` of W3C Trace Context, or a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let id = headers.get(TRACEPARENT).and_then(|value| trace_id(value.as_bytes())).unwrap_or_else(new_id);
        let sent = headers.get(REQUEST_ID).filter(|value| {
            let bytes = value.as_bytes();
            (1..=LONGEST_ID).contains(&bytes.len()) && bytes.iter().all(is_plain)
        });
        let request_id = match sent {
            Some(sent) => sent.clone(),
            // Hexadecimal digits always make a header value.
            None => HeaderValue::from_bytes(&id).unwrap_or(HeaderValue::from_static("unknown")),
        };
        Self { id, request_id }
    }

    /// The trace id: 32 hexadecimal digits.
    pub(super) fn id(&self) -> &str {
        std::str::from_utf8(&self.id).unwrap_or_default()
    }

    /// The request id as text.
    pub(super) fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }
}

/// Letters, digits and the marks that ids are made with: nothing that a log, a header or a page would read as more than text.
const fn is_plain(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b':' | b'/' | b'+' | b'=' | b'@')
}

/// The trace id in a `traceparent`: `00-<trace id>-<parent id>-<flags>`; later versions may add more at the end.
fn trace_id(header: &[u8]) -> Option<[u8; 32]> {
    let hex = |bytes: &[u8]| bytes.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let (version, rest) = header.split_at_checked(2)?;
    let (id, rest) = rest.strip_prefix(b"-")?.split_at_checked(32)?;
    let (parent, rest) = rest.strip_prefix(b"-")?.split_at_checked(16)?;
    let (flags, rest) = rest.strip_prefix(b"-")?.split_at_checked(2)?;
    let ends_right = rest.is_empty() || (version != b"00" && rest.starts_with(b"-"));
    let well_formed = [version, id, parent, flags].into_iter().all(hex) && version != b"ff" && ends_right;
    let zero = |bytes: &[u8]| bytes.iter().all(|b| *b == b'0');
    if !well_formed || zero(id) || zero(parent) {
        return None;
    }
    id.try_into().ok()
}

/// An id that no other request has. It is no secret, so a keyed hash of a counter serves, without a system call.
fn new_id() -> [u8; 32] {
    static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut id = [b'0'; 32];
    for (key, half) in KEYS.iter().zip(id.chunks_exact_mut(16)) {
        let hash = key.hash_one(number).to_be_bytes();
        for (byte, digits) in hash.iter().zip(half.chunks_exact_mut(2)) {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            digits[0] = HEX[usize::from(byte >> 4)];
            digits[1] = HEX[usize::from(byte & 15)];
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn traced(traceparent: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, traceparent.parse().unwrap());
        Trace::of(&headers).id() == ID
    }

    #[test]
    fn a_trace_is_taken_up() {
        assert!(traced(&format!("00-{ID}-00f067aa0ba902b7-01")));
        assert!(traced(&format!("01-{ID}-00f067aa0ba902b7-01-more")));
        for bad in [
            format!("00-{ID}-00f067aa0ba902b7-01-more"),
            format!("ff-{ID}-00f067aa0ba902b7-01"),
            format!("00-{ID}-0000000000000000-01"),
            format!("00-{}-00f067aa0ba902b7-01", ID.to_uppercase()),
            format!("00-{ID}-00f067aa0ba902b7"),
            format!("00-{ID}"),
            "x".to_owned(),
        ] {
            assert!(!traced(&bad), "{bad}");
        }
    }

    #[test]
    fn sane_request_ids_are_taken_over() {
        let request_id = |sent: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(sent).unwrap());
            Trace::of(&headers).request_id().to_owned()
        };
        assert_eq!(request_id(b"abc-123"), "abc-123");
        for bad in [b"".as_slice(), b"a b", b"a\"b", b"<b>", b"\xff", &[b'a'; 129]] {
            assert_eq!(request_id(bad).len(), 32, "{bad:?}");
        }
    }

    #[test]
    fn new_ids_differ() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| new_id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().flatten().all(u8::is_ascii_hexdigit));
    }
}
