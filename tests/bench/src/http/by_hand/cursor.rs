//! Where a page ends, sealed so that it can be neither read nor forged.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, KeyInit, Payload},
};
use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// One value of the last row of a page.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Part {
    /// A number.
    Number(i64),
    /// A text or a word.
    Text(String),
}

/// The values of the sort keys in the last row, and its id.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Position {
    pub parts: Vec<Part>,
    pub id: i64,
}

/// Seals and opens cursors.
pub(super) struct Cursors {
    cipher: XChaCha20Poly1305,
}

const NONCE: usize = 24;

impl Cursors {
    /// Under a key of 32 bytes.
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(&Key::from(key)) }
    }

    /// A cursor that only [`Cursors::open`] with the same `context` can read.
    pub(super) fn seal(&self, context: &str, position: &Position) -> Result<String, Problem> {
        let plain = serde_json::to_vec(position).map_err(|_| Problem::internal())?;
        let nonce = XNonce::generate();
        let payload = Payload { msg: &plain, aad: context.as_bytes() };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| Problem::internal())?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// What was sealed for `context`.
    pub(super) fn open(&self, context: &str, cursor: &str) -> Result<Position, Problem> {
        let invalid = || Problem::parameter("cursor", "invalid", "is not a cursor of this list");
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(invalid)?;
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| invalid())?;
        serde_json::from_slice(&plain).map_err(|_| invalid())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursors, Part, Position};

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let cursors = Cursors::new([7; 32]);
        let position = Position { parts: vec![Part::Text("a".to_owned()), Part::Number(3)], id: 9 };
        let sealed = cursors.seal("sort=title", &position).ok().unwrap();
        assert_eq!(cursors.open("sort=title", &sealed).ok().unwrap(), position);
        assert!(cursors.open("sort=priority", &sealed).is_err());
        assert!(Cursors::new([8; 32]).open("sort=title", &sealed).is_err());
    }
}
