//! Scalars: from the texts and numbers of JSON to values.
//!
//! The texts that are accepted are exactly those of [`crate::spec::pattern`]; tests hold the two against each other.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _};

use super::Flaw;
use crate::{
    json::read,
    spec::{DataType, F32_MAX, Kind, Value},
};

/// What JSON has to hold for a kind, in words.
pub(crate) const fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "must be true or false",
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => "must be an integer",
        Kind::F32 | Kind::F64 => "must be a number",
        Kind::Text => "must be a text",
        Kind::Bytes => "must be a text in base64",
        Kind::Uuid => "must be a UUID in a text",
        Kind::Date => "must be a date in a text, as in 2026-11-21",
        Kind::Time => "must be a time of day in a text, as in 13:05:00",
        Kind::DateTime => "must be a date and time in a text, as in 2026-11-21T13:05:00",
        Kind::Timestamp => "must be a moment in a text, as in 2026-11-21T13:05:00Z",
        Kind::Decimal => "must be a decimal number in a text, as in \"12.50\"",
        Kind::Json => "must be JSON",
    }
}

/// The flaw of a value of another JSON type.
pub(crate) const fn wrong_type(kind: Kind) -> Flaw {
    Flaw { code: "type", detail: Cow::Borrowed(expected(kind)) }
}

fn wrong_format(kind: Kind) -> Flaw {
    Flaw::new("format", expected(kind))
}

/// The flaw of a text with NUL, which PostgreSQL cannot store.
pub(crate) fn nul() -> Flaw {
    Flaw::new("nul", "must not hold a NUL character")
}

/// An integer, as JSON has it without a fraction.
pub(crate) fn integer(data_type: &DataType, number: i128) -> Result<Value, Flaw> {
    let kind = data_type.kind;
    if let Some((least, greatest)) = kind.integer_range() {
        return match i64::try_from(number) {
            Ok(n) if (least..=greatest).contains(&n) => Ok(Value::Integer(n)),
            _ => Err(Flaw::new("out_of_range", format!("must be between {least} and {greatest}"))),
        };
    }
    match kind {
        // The nearest float is what JSON parsers make of long integers too.
        #[expect(clippy::cast_precision_loss, reason = "as JSON numbers are read")]
        Kind::F32 | Kind::F64 => float(data_type, number as f64),
        kind => Err(wrong_type(kind)),
    }
}

/// A number with a fraction or an exponent. JSON Schema counts `1.0` as an integer.
pub(crate) fn float(data_type: &DataType, number: f64) -> Result<Value, Flaw> {
    match data_type.kind {
        Kind::F64 => Ok(Value::Float(number)),
        Kind::F32 => {
            #[expect(clippy::cast_possible_truncation, reason = "rounding is what an f32 is for")]
            let narrow = number as f32;
            if number.abs() <= F32_MAX {
                Ok(Value::Float(f64::from(narrow)))
            } else {
                Err(Flaw::new("out_of_range", "must fit a 32-bit floating-point number"))
            }
        }
        kind if kind.integer_range().is_some() && number.fract() == 0.0 => {
            // 2^63. An integer below i64::MIN arrives here rounded to -2^63, which would pass for i64::MIN itself.
            const BEYOND: f64 = 9_223_372_036_854_775_808.0;
            #[expect(clippy::cast_possible_truncation, reason = "an integer within i64")]
            integer(data_type, if number.abs() < BEYOND { number as i128 } else { i128::MAX })
        }
        kind => Err(wrong_type(kind)),
    }
}

/// A truth value.
pub(crate) const fn truth(data_type: &DataType, truth: bool) -> Result<Value, Flaw> {
    match data_type.kind {
        Kind::Bool => Ok(Value::Bool(truth)),
        kind => Err(wrong_type(kind)),
    }
}

/// A JSON text.
pub(crate) fn text(data_type: &DataType, text: Cow<'_, str>) -> Result<Value, Flaw> {
    let kind = data_type.kind;
    match kind {
        Kind::Text if !data_type.variants.is_empty() => {
            if data_type.variants.contains(&text.as_ref()) {
                Ok(Value::Text(text.into_owned()))
            } else {
                Err(Flaw::new("one_of", format!("must be one of {}", data_type.variants.join(", "))))
            }
        }
        Kind::Text if text.as_bytes().contains(&0) => Err(nul()),
        Kind::Text => Ok(Value::Text(text.into_owned())),
        Kind::Bytes => read::bytes(&text).map(Value::Bytes).ok_or_else(|| wrong_format(kind)),
        Kind::Uuid => read::uuid(&text).map(Value::Uuid).ok_or_else(|| wrong_format(kind)),
        Kind::Date => read::date(text.as_bytes()).map(Value::Date).ok_or_else(|| wrong_format(kind)),
        Kind::Time => read::time(text.as_bytes()).map(Value::Time).ok_or_else(|| wrong_format(kind)),
        Kind::DateTime => read::date_time(text.as_bytes()).map(Value::DateTime).ok_or_else(|| wrong_format(kind)),
        Kind::Timestamp => {
            let (local, offset) = read::timestamp(text.as_bytes()).ok_or_else(|| wrong_format(kind))?;
            match local.checked_sub_signed(offset) {
                Some(utc) if (0..=9999).contains(&utc.year()) => {
                    Ok(Value::Timestamp(DateTime::from_naive_utc_and_offset(utc, chrono::Utc)))
                }
                _ => Err(Flaw::new("out_of_range", "must be in the years 0000 to 9999 in UTC")),
            }
        }
        Kind::Decimal => read::decimal(&text).map(Value::Decimal).ok_or_else(|| wrong_format(kind)),
        kind => Err(wrong_type(kind)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spec::pattern;

    fn read(kind: Kind, source: &str) -> Result<Value, Flaw> {
        text(&DataType::new(kind), source.into())
    }

    #[test]
    fn formats_are_those_of_the_patterns() {
        let samples = [
            "2026-11-21",
            "2024-02-29",
            "2023-02-29",
            "0000-01-01",
            "9999-12-31",
            "2026-1-1",
            "+026-01-01",
            "2026-13-01",
            "13:05:00",
            "13:05:00.5",
            "13:05:00.123456",
            "13:05:00.1234567",
            "13:05:00.",
            "24:00:00",
            "23:59:60",
            "2026-11-21T13:05:00",
            "2026-11-21t13:05:00",
            "2026-11-21 13:05:00",
            "2026-11-21T13:05:00Z",
            "2026-11-21T13:05:00z",
            "2026-11-21T13:05:00.1+01:30",
            "2026-11-21T13:05:00-24:00",
            "2026-11-21T13:05:00+23:59",
            "2026-11-21T13:05:00+0100",
            "2026-11-21T23:59:60Z",
            "",
            "0",
            "-0",
            "-0.0",
            "00",
            "0.1234567890",
            "0.12345678901",
            "999999999999999999",
            "1000000000000000000",
            "1.",
            ".1",
            "+1",
            "1e3",
            "AA==",
            "AB==",
            "AA=",
            "AAAA",
            "00000000-0000-0000-0000-00000000000g",
            "00000000-0000-0000-0000-00000000000F",
            "urn:uuid:00000000-0000-0000-0000-000000000000",
            "000000000-000-0000-0000-000000000000",
            "é026-11-21",
            "2026-11-2é",
        ];
        for (kind, source) in FORMATS {
            let pattern = regex::Regex::new(source).unwrap();
            for sample in samples {
                assert_eq!(read(kind, sample).is_ok(), pattern.is_match(sample), "{kind:?} {sample:?}");
            }
        }
    }

    const FORMATS: [(Kind, &str); 7] = [
        (Kind::Bytes, pattern::BASE64),
        (Kind::Uuid, pattern::UUID),
        (Kind::Date, pattern::DATE),
        (Kind::Time, pattern::TIME),
        (Kind::DateTime, pattern::DATE_TIME),
        (Kind::Timestamp, pattern::TIMESTAMP),
        (Kind::Decimal, pattern::DECIMAL),
    ];

    proptest! {
        #[test]
        fn near_misses_are_judged_like_the_patterns(
            base in prop::sample::select(vec![
                "2024-02-29", "13:05:00.25", "2024-02-29T13:05:00.25", "2024-02-29T13:05:00.25+01:30", "2024-02-29T13:05:00Z", "-123.4500",
                "AAEC/w==", "01890a5d-ac96-774b-bcce-b302099a8057",
            ]),
            at in 0_usize..40,
            with in prop::sample::select("0129-+.:TZtz=AgG/ \n".chars().collect::<Vec<_>>()),
            how in 0_u8..3,
        ) {
            let mut chars: Vec<char> = base.chars().collect();
            let at = at % chars.len();
            match how {
                0 => chars[at] = with,
                1 => chars.insert(at, with),
                _ => { chars.remove(at); }
            }
            let sample: String = chars.into_iter().collect();
            for (kind, source) in FORMATS {
                let matches = regex::Regex::new(source).unwrap().is_match(&sample);
                prop_assert_eq!(read(kind, &sample).is_ok(), matches, "{:?} {:?}", kind, &sample);
            }
        }
    }

    #[test]
    fn moments_are_turned_to_utc_and_stay_in_four_digits() {
        let Ok(Value::Timestamp(moment)) = read(Kind::Timestamp, "2026-11-21T01:00:00.000001+01:30") else { panic!("refused") };
        assert_eq!(moment.to_rfc3339(), "2026-11-20T23:30:00.000001+00:00");
        for edge in ["0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"] {
            assert_eq!(read(Kind::Timestamp, edge).unwrap_err().code, "out_of_range");
        }
    }

    #[test]
    fn integers_may_be_written_as_floats() {
        let small = DataType::new(Kind::I8);
        assert_eq!(float(&small, 1.0).unwrap(), Value::Integer(1));
        assert_eq!(float(&small, 1.5).unwrap_err().code, "type");
        assert_eq!(float(&small, 128.0).unwrap_err().code, "out_of_range");
        assert_eq!(float(&DataType::new(Kind::I64), 1e300).unwrap_err().code, "out_of_range");
        assert_eq!(float(&DataType::new(Kind::I64), 9_223_372_036_854_775_808.0).unwrap_err().code, "out_of_range");
        assert_eq!(integer(&DataType::new(Kind::U64), i128::from(u64::MAX)).unwrap_err().code, "out_of_range");
        assert_eq!(float(&DataType::new(Kind::F32), 1e39).unwrap_err().code, "out_of_range");
        assert_eq!(float(&DataType::new(Kind::F32), -3.402_823_5e38).unwrap(), Value::Float(f64::from(f32::MIN)));
        assert_eq!(float(&DataType::new(Kind::F32), 3.402_823_51e38).unwrap_err().code, "out_of_range");
        assert_eq!(integer(&DataType::new(Kind::F64), 3).unwrap(), Value::Float(3.0));
    }
}
