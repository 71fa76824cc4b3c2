//! Cursors: positions in a list that only this app can read.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike};
use rust_decimal::Decimal;
use sha2::Sha256;
use uuid::Uuid;

use crate::spec::Value;

/// What is longer than this is not decoded.
const LONGEST: usize = 24 * 1024;

/// The nonce of XChaCha20, long enough to be random.
const NONCE: usize = 24;

/// Seals and opens cursors with XChaCha20-Poly1305 under a key of the app, so that a client can neither read nor forge one.
///
/// ```
/// use restkit::{Value, query::CursorKey};
///
/// let key = CursorKey::new(b"a secret of the app");
/// let cursor = key.seal(b"tasks by title", &[Value::Integer(7)]);
/// assert_eq!(key.open(b"tasks by title", &cursor), Some(vec![Value::Integer(7)]));
/// assert_eq!(key.open(b"users by name", &cursor), None);
/// ```
pub struct CursorKey {
    cipher: XChaCha20Poly1305,
}

impl std::fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CursorKey").finish_non_exhaustive()
    }
}

impl CursorKey {
    /// A key derived from a secret with HKDF-SHA256; the secret can serve other purposes as well.
    pub fn new(secret: &[u8]) -> Self {
        let mut key = [0; 32];
        // 32 bytes are far below what HKDF can make.
        let derived = hkdf::Hkdf::<Sha256>::new(None, secret).expand(b"restkit cursor v2", &mut key);
        debug_assert!(derived.is_ok(), "32 bytes can be derived");
        Self { cipher: XChaCha20Poly1305::new(&key.into()) }
    }

    /// Seals a position. `context` binds the cursor to what it was made for: resource, sort, filters.
    pub fn seal(&self, context: &[u8], position: &[Value]) -> String {
        let mut nonce = [0; NONCE];
        if getrandom::fill(&mut nonce).is_err() {
            // Without randomness nothing is safe to seal; a cursor that opens for nobody only costs the next page.
            return String::new();
        }
        let mut plain = Vec::with_capacity(64);
        for value in position {
            encode(value, &mut plain);
        }
        let Ok(sealed) = self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: context }) else {
            return String::new();
        };
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Opens a cursor; `None` when it was not sealed under this key for this context.
    pub fn open(&self, context: &[u8], cursor: &str) -> Option<Vec<Value>> {
        if cursor.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: context }).ok()?;
        let mut reader = Reader(&plain);
        let mut values = Vec::new();
        while !reader.0.is_empty() {
            values.push(decode(&mut reader)?);
        }
        Some(values)
    }
}

/// One value: a byte for its type, then its bytes; what has no fixed length has it before.
fn encode(value: &Value, out: &mut Vec<u8>) {
    let mut sized = |tag: u8, bytes: &[u8]| {
        out.push(tag);
        // A text that long never stands in a cursor that can be opened; see LONGEST.
        out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    match value {
        Value::Text(text) => return sized(4, text.as_bytes()),
        Value::Bytes(bytes) => return sized(5, bytes),
        Value::Json(json) => return sized(12, json.to_string().as_bytes()),
        _ => {}
    }
    let mut fixed = |tag: u8, bytes: &[u8]| {
        out.push(tag);
        out.extend_from_slice(bytes);
    };
    match value {
        Value::Null | Value::Text(_) | Value::Bytes(_) | Value::Json(_) => fixed(0, &[]),
        Value::Bool(b) => fixed(1, &[u8::from(*b)]),
        Value::Integer(n) => fixed(2, &n.to_le_bytes()),
        Value::Float(n) => fixed(3, &n.to_bits().to_le_bytes()),
        Value::Uuid(uuid) => fixed(6, uuid.as_bytes()),
        Value::Date(date) => fixed(7, &date.num_days_from_ce().to_le_bytes()),
        Value::Time(time) => {
            let mut bytes = [0; 8];
            bytes[..4].copy_from_slice(&time.num_seconds_from_midnight().to_le_bytes());
            bytes[4..].copy_from_slice(&time.nanosecond().to_le_bytes());
            fixed(8, &bytes);
        }
        Value::DateTime(moment) => fixed(9, &moment.and_utc().timestamp_micros().to_le_bytes()),
        Value::Timestamp(moment) => fixed(10, &moment.timestamp_micros().to_le_bytes()),
        Value::Decimal(decimal) => fixed(11, &decimal.serialize()),
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(u32::from_le_bytes(self.array()?)).ok()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }
}

fn decode(from: &mut Reader<'_>) -> Option<Value> {
    let [tag] = from.array()?;
    Some(match tag {
        0 => Value::Null,
        1 => Value::Bool(from.array::<1>()? != [0]),
        2 => Value::Integer(i64::from_le_bytes(from.array()?)),
        3 => Value::Float(f64::from_bits(u64::from_le_bytes(from.array()?))),
        4 => Value::Text(std::str::from_utf8(from.sized()?).ok()?.to_owned()),
        5 => Value::Bytes(from.sized()?.to_vec()),
        6 => Value::Uuid(Uuid::from_bytes(from.array()?)),
        7 => Value::Date(NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(from.array()?))?),
        8 => {
            let (seconds, nanos) = (u32::from_le_bytes(from.array()?), u32::from_le_bytes(from.array()?));
            Value::Time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos)?)
        }
        9 => Value::DateTime(DateTime::from_timestamp_micros(i64::from_le_bytes(from.array()?))?.naive_utc()),
        10 => Value::Timestamp(DateTime::from_timestamp_micros(i64::from_le_bytes(from.array()?))?),
        11 => Value::Decimal(Decimal::deserialize(from.array()?)),
        12 => Value::Json(serde_json::from_slice(from.sized()?).ok()?),
        _ => return None,
    })
}
