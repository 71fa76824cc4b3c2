//! Reading the texts of JSON scalars, and no others than those of [`crate::spec::pattern`].

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Base64 with padding.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A UUID with hyphens, and in no other spelling.
pub(crate) fn uuid(text: &str) -> Option<Uuid> {
    if text.len() != 36 {
        return None;
    }
    Uuid::try_parse(text).ok()
}

/// Up to 18 digits before the point, without needless zeros, and up to 10 after it.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let whole_fits = matches!(whole.len(), 1..=18) && all_digits(whole) && (whole.len() == 1 || !whole.starts_with('0'));
    let fraction_fits = fraction.is_none_or(|fraction| matches!(fraction.len(), 1..=10) && all_digits(fraction));
    if whole_fits && fraction_fits { text.parse().ok() } else { None }
}

/// A number of ASCII digits, all of `bytes`.
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `2026-11-21`.
pub(crate) fn date(bytes: &[u8]) -> Option<NaiveDate> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    if year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(digits(year)?).ok()?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
}

/// `13:05:00`, with up to six digits after a point.
pub(crate) fn time(bytes: &[u8]) -> Option<NaiveTime> {
    let (clock, fraction) = bytes.split_at_checked(8)?;
    let [h1, h2, b':', m1, m2, b':', s1, s2] = clock else { return None };
    let micros = match fraction {
        [] => 0,
        [b'.', digits_after @ ..] if matches!(digits_after.len(), 1..=6) => {
            let scale = 10_u32.pow(6 - u32::try_from(digits_after.len()).ok()?);
            digits(digits_after)? * scale
        }
        _ => return None,
    };
    NaiveTime::from_hms_micro_opt(digits(&[*h1, *h2])?, digits(&[*m1, *m2])?, digits(&[*s1, *s2])?, micros)
}

/// `2026-11-21T13:05:00`, with up to six digits after a point.
pub(crate) fn date_time(bytes: &[u8]) -> Option<NaiveDateTime> {
    let (day, clock) = bytes.split_at_checked(10)?;
    let clock = clock.strip_prefix(b"T")?;
    Some(date(day)?.and_time(time(clock)?))
}

/// The local time and its offset from UTC.
pub(crate) fn timestamp(bytes: &[u8]) -> Option<(NaiveDateTime, TimeDelta)> {
    if let Some(local) = bytes.strip_suffix(b"Z") {
        return Some((date_time(local)?, TimeDelta::zero()));
    }
    let (local, offset) = bytes.split_at_checked(bytes.len().checked_sub(6)?)?;
    let [sign, h1, h2, b':', m1, m2] = offset else { return None };
    let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = TimeDelta::minutes(i64::from(hours * 60 + minutes));
    let offset = match sign {
        b'+' => offset,
        b'-' => -offset,
        _ => return None,
    };
    Some((date_time(local)?, offset))
}
