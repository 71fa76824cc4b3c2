//! Cursors open only what they sealed.

use proptest::prelude::*;
use restkit::{Kind, Value, query::CursorKey};

use super::fixture::nullable;

fn position() -> impl Strategy<Value = Vec<Value>> {
    let kinds = [
        Kind::Bool,
        Kind::I64,
        Kind::F64,
        Kind::Text,
        Kind::Bytes,
        Kind::Uuid,
        Kind::Date,
        Kind::Time,
        Kind::DateTime,
        Kind::Timestamp,
        Kind::Decimal,
        Kind::Json,
    ];
    prop::collection::vec(prop::sample::select(kinds.to_vec()).prop_flat_map(nullable), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_sealed_opens(position in position(), context in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
        let key = CursorKey::new(b"secret");
        let cursor = key.seal(&context, &position);
        prop_assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        prop_assert_eq!(key.open(&context, &cursor), Some(position.clone()));
        prop_assert_eq!(CursorKey::new(b"secret").open(&context, &cursor), Some(position));
        prop_assert_eq!(CursorKey::new(b"Secret").open(&context, &cursor), None);
        if other != context {
            prop_assert_eq!(key.open(&other, &cursor), None);
        }
    }

    #[test]
    fn nothing_else_does(noise in any::<String>(), bytes in any::<Vec<u8>>(), position in position(), at in any::<prop::sample::Index>()) {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let key = CursorKey::new(b"secret");
        prop_assert_eq!(key.open(b"", &noise), None);
        prop_assert_eq!(key.open(b"", &URL_SAFE_NO_PAD.encode(bytes)), None);
        let mut sealed = URL_SAFE_NO_PAD.decode(key.seal(b"", &position)).unwrap();
        let place = at.index(sealed.len());
        sealed[place] ^= 1;
        prop_assert_eq!(key.open(b"", &URL_SAFE_NO_PAD.encode(&sealed)), None);
        sealed.truncate(place);
        prop_assert_eq!(key.open(b"", &URL_SAFE_NO_PAD.encode(&sealed)), None);
    }
}

#[test]
fn what_is_too_long_is_not_even_decoded() {
    let key = CursorKey::new(b"secret");
    assert_eq!(key.open(b"", &"A".repeat(1 << 20)), None);
    assert_eq!(key.open(b"", ""), None);
    // Two of the same position are not alike, so that nobody sees that they are.
    assert_ne!(key.seal(b"", &[Value::Null]), key.seal(b"", &[Value::Null]));
}
