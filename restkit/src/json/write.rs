//! Writing JSON scalars into a byte buffer without allocating.
//!
//! Dates and times are laid out by hand in one piece: going through a formatter costs more than the rest of a row.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;

/// A date or time that four digits of a year or 24 hours cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfRange;

/// What each byte becomes in a JSON text: 0 for itself, `u` for a `\u00..` escape, else the letter after the backslash.
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = b'u';
        control += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0a] = b'n';
    table[0x0c] = b'f';
    table[0x0d] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

/// Writes a text with its quotes.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = ESCAPES[usize::from(byte)];
        if escape == 0 {
            continue;
        }
        out.extend_from_slice(&bytes[done..at]);
        done = at + 1;
        if escape == b'u' {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 15)]);
        } else {
            out.extend_from_slice(&[b'\\', escape]);
        }
    }
    out.extend_from_slice(&bytes[done..]);
    out.push(b'"');
}

pub(crate) fn write_bool(value: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

pub(crate) fn write_integer(value: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Writes a number; JSON has no words for what is not finite.
pub(crate) fn write_f64(value: f64, out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    if !value.is_finite() {
        return Err(OutOfRange);
    }
    out.extend_from_slice(zmij::Buffer::new().format_finite(value).as_bytes());
    Ok(())
}

/// Writes a number with the digits that tell an `f32` apart from its neighbours, not those of its widening.
pub(crate) fn write_f32(value: f32, out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    if !value.is_finite() {
        return Err(OutOfRange);
    }
    out.extend_from_slice(zmij::Buffer::new().format_finite(value).as_bytes());
    Ok(())
}

/// Writes bytes as base64 with padding.
pub(crate) fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    let length = base64::encoded_len(bytes.len(), true).ok_or(OutOfRange)?;
    out.push(b'"');
    let start = out.len();
    out.resize(start + length, 0);
    STANDARD.encode_slice(bytes, &mut out[start..]).map_err(|_| OutOfRange)?;
    out.push(b'"');
    Ok(())
}

pub(crate) fn write_uuid(uuid: uuid::Uuid, out: &mut Vec<u8>) {
    let mut text = [0; 36];
    uuid.hyphenated().encode_lower(&mut text);
    out.push(b'"');
    out.extend_from_slice(&text);
    out.push(b'"');
}

/// Writes `"2026-11-21"`; `days` count from 1970-01-01.
pub(crate) fn write_date(days: i64, out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    let mut text = *b"\"0000-00-00\"";
    put_date(&mut text[1..11], days)?;
    out.extend_from_slice(&text);
    Ok(())
}

/// Writes `"13:05:00.000000"`; microseconds count from midnight.
pub(crate) fn write_time(micros: i64, out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    let mut text = *b"\"00:00:00.000000\"";
    put_time(&mut text[1..16], micros)?;
    out.extend_from_slice(&text);
    Ok(())
}

/// Writes `"2026-11-21T13:05:00.000000"`; microseconds count from 1970-01-01.
pub(crate) fn write_date_time(micros: i64, out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    let mut text = *b"\"0000-00-00T00:00:00.000000\"";
    put_date(&mut text[1..11], micros.div_euclid(DAY))?;
    put_time(&mut text[12..27], micros.rem_euclid(DAY))?;
    out.extend_from_slice(&text);
    Ok(())
}

/// Writes `"2026-11-21T13:05:00.000000Z"`; microseconds count from 1970-01-01.
pub(crate) fn write_timestamp(micros: i64, out: &mut Vec<u8>) -> Result<(), OutOfRange> {
    let mut text = *b"\"0000-00-00T00:00:00.000000Z\"";
    put_date(&mut text[1..11], micros.div_euclid(DAY))?;
    put_time(&mut text[12..27], micros.rem_euclid(DAY))?;
    out.extend_from_slice(&text);
    Ok(())
}

/// Lays out `YYYY-MM-DD` in ten bytes.
fn put_date(text: &mut [u8], days: i64) -> Result<(), OutOfRange> {
    // From 0000-01-01 to 9999-12-31.
    if !(-719_528..=2_932_896).contains(&days) {
        return Err(OutOfRange);
    }
    // Years are counted from March on, so that the leap day is the last day of one; 400 of them have 146,097 days.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked above")]
    let day = (days + 719_468 + 146_097) as u32;
    let era = day / 146_097;
    let of_era = day % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let (month, next_year) = if from_march < 10 { (from_march + 3, 0) } else { (from_march - 9, 1) };
    // One era was added above to stay positive in the January of year 0.
    let year = (year_of_era + era * 400 + next_year) - 400;
    put_pair(text, 0, year / 100);
    put_pair(text, 2, year % 100);
    put_pair(text, 5, month);
    put_pair(text, 8, of_month);
    Ok(())
}

/// Lays out `HH:MM:SS.ffffff` in fifteen bytes.
fn put_time(text: &mut [u8], micros: i64) -> Result<(), OutOfRange> {
    if !(0..DAY).contains(&micros) {
        return Err(OutOfRange);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day has 86,400 seconds")]
    let (seconds, fraction) = ((micros / 1_000_000) as u32, (micros % 1_000_000) as u32);
    put_pair(text, 0, seconds / 3_600);
    put_pair(text, 3, seconds / 60 % 60);
    put_pair(text, 6, seconds % 60);
    put_pair(text, 9, fraction / 10_000);
    put_pair(text, 11, fraction / 100 % 100);
    put_pair(text, 13, fraction % 100);
    Ok(())
}

fn put_pair(text: &mut [u8], at: usize, number: u32) {
    let (tens, ones) = ((number / 10 % 10) as u8, (number % 10) as u8);
    text[at] = b'0' + tens;
    text[at + 1] = b'0' + ones;
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn edges_of_dates() {
        for (days, text) in [
            (-719_528, "0000-01-01"),
            (-719_469, "0000-02-29"),
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (2_932_896, "9999-12-31"),
        ] {
            assert_eq!(written(|out| write_date(days, out).unwrap()), format!("\"{text}\""));
        }
        let mut out = Vec::new();
        assert_eq!(write_date(-719_529, &mut out), Err(OutOfRange));
        assert_eq!(write_date(2_932_897, &mut out), Err(OutOfRange));
        assert_eq!(write_timestamp(i64::MAX, &mut out), Err(OutOfRange));
        assert_eq!(write_timestamp(i64::MIN, &mut out), Err(OutOfRange));
        assert_eq!(write_time(DAY, &mut out), Err(OutOfRange));
        assert!(out.is_empty());
    }

    #[test]
    fn no_word_for_infinity() {
        let mut out = Vec::new();
        assert!(write_f64(f64::NAN, &mut out).is_err() && write_f32(f32::INFINITY, &mut out).is_err());
        assert_eq!(written(|out| write_f32(0.1, out).unwrap()), "0.1");
    }

    proptest! {
        #[test]
        fn dates_are_those_of_chrono(days in -719_528i64..=2_932_896) {
            let date = NaiveDate::from_num_days_from_ce_opt(i32::try_from(days + 719_163).unwrap()).unwrap();
            prop_assert_eq!(written(|out| write_date(days, out).unwrap()), format!("\"{}\"", date.format("%Y-%m-%d")));
        }

        #[test]
        fn timestamps_are_those_of_chrono(micros in -62_167_219_200_000_000i64..=253_402_300_799_999_999) {
            let moment = DateTime::from_timestamp_micros(micros).unwrap();
            let expected = moment.format("\"%Y-%m-%dT%H:%M:%S%.6fZ\"").to_string();
            prop_assert_eq!(written(|out| write_timestamp(micros, out).unwrap()), expected);
        }

        #[test]
        fn texts_are_those_of_serde(text in any::<String>(), bytes in any::<Vec<u8>>(), number in any::<f64>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&written(|out| write_text(&text, out))).unwrap(), text);
            prop_assert_eq!(written(|out| write_bytes(&bytes, out).unwrap()), format!("\"{}\"", STANDARD.encode(&bytes)));
            if number.is_finite() {
                prop_assert_eq!(written(|out| write_f64(number, out).unwrap()).parse::<f64>().unwrap(), number);
            }
        }
    }
}
