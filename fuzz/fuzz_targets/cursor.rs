//! Cursors: what was sealed is opened again as it was, and nothing else is.

#![no_main]

use libfuzzer_sys::{arbitrary::Unstructured, fuzz_target};
use restkit::{Value, prelude::*, query::CursorKey};

fuzz_target!(|data: &[u8]| {
    let (mine, other) = (CursorKey::new(b"mine"), CursorKey::new(b"another"));
    if let Ok(text) = std::str::from_utf8(data) {
        assert_eq!(mine.open(b"list", text), None);
    }
    let values = values(&mut Unstructured::new(data));
    let cursor = mine.seal(b"list", &values);
    match mine.open(b"list", &cursor) {
        Some(opened) => assert_eq!(format!("{opened:?}"), format!("{values:?}")),
        // What is longer than any request is not opened.
        None => assert!(cursor.len() > 24 * 1024, "{values:?}"),
    }
    assert_eq!(mine.open(b"another list", &cursor), None);
    assert_eq!(other.open(b"list", &cursor), None);
    let mut changed = cursor.into_bytes();
    let at = data.len() % changed.len().max(1);
    if let Some(byte) = changed.get_mut(at) {
        *byte = if *byte == b'A' { b'B' } else { b'A' };
        // The last letter may hold bits of no byte, which no cursor has set.
        assert_eq!(mine.open(b"list", &String::from_utf8_lossy(&changed)), None);
    }
});

fn values(from: &mut Unstructured<'_>) -> Vec<Value> {
    let mut values = Vec::new();
    while !from.is_empty() && values.len() < 8 {
        let Ok(value) = value(from) else { break };
        values.push(value);
    }
    values
}

/// A value as a column holds it: moments to the microsecond.
fn value(from: &mut Unstructured<'_>) -> libfuzzer_sys::arbitrary::Result<Value> {
    let moment = |from: &mut Unstructured<'_>| {
        let micros = from.arbitrary()?;
        Ok(DateTime::from_timestamp_micros(micros).unwrap_or_default())
    };
    Ok(match from.int_in_range(0..=11)? {
        0 => Value::Null,
        1 => Value::Bool(from.arbitrary()?),
        2 => Value::Integer(from.arbitrary()?),
        3 => Value::Float(from.arbitrary()?),
        4 => Value::Text(from.arbitrary()?),
        5 => Value::Bytes(from.arbitrary()?),
        6 => Value::Uuid(Uuid::from_u128(from.arbitrary()?)),
        7 => Value::Date(moment(from)?.date_naive()),
        8 => Value::Time(moment(from)?.time()),
        9 => Value::DateTime(moment(from)?.naive_utc()),
        10 => Value::Timestamp(moment(from)?),
        _ => Value::Decimal(Decimal::from_i128_with_scale(from.arbitrary::<i64>()?.into(), from.int_in_range(0..=28)?)),
    })
}
