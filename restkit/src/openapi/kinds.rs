//! What each kind of scalar is in JSON Schema, before any rule.

use utoipa::openapi::schema::Type;

use crate::spec::{F32_MAX, Kind, Number, pattern};

pub(super) const fn json_type(kind: Kind) -> Type {
    match kind {
        Kind::Bool => Type::Boolean,
        Kind::F32 | Kind::F64 => Type::Number,
        Kind::Json => Type::Object,
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => Type::Integer,
        _ => Type::String,
    }
}

/// The smallest and largest number of a kind, which is what `input` refuses beyond.
pub(super) fn bounds(kind: Kind) -> (Option<Number>, Option<Number>) {
    match kind {
        Kind::F32 => (Some(Number::Float(-F32_MAX)), Some(Number::Float(F32_MAX))),
        Kind::F64 => (Some(Number::Float(f64::MIN)), Some(Number::Float(f64::MAX))),
        _ => kind.integer_range().map_or((None, None), |(min, max)| (Some(Number::Integer(min)), Some(Number::Integer(max)))),
    }
}

/// The name of the format, from the OpenAPI registry. The narrow integers go by the width that clients have.
pub(super) const fn format(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::U8 | Kind::U16 => "int32",
        Kind::I64 | Kind::U32 | Kind::U64 => "int64",
        Kind::F32 => "float",
        Kind::F64 => "double",
        Kind::Uuid => "uuid",
        Kind::Date => "date",
        Kind::Time => "time-local",
        Kind::DateTime => "date-time-local",
        Kind::Timestamp => "date-time",
        Kind::Decimal => "decimal",
        Kind::Bool | Kind::Text | Kind::Bytes | Kind::Json => return None,
    })
}

/// The pattern of a kind that travels as a text of its own grammar.
pub(super) const fn kind_pattern(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Bytes => pattern::BASE64,
        Kind::Uuid => pattern::UUID,
        Kind::Date => pattern::DATE,
        Kind::Time => pattern::TIME,
        Kind::DateTime => pattern::DATE_TIME,
        Kind::Timestamp => pattern::TIMESTAMP,
        Kind::Decimal => pattern::DECIMAL,
        _ => return None,
    })
}

/// Base64 of `min` to `max` bytes: one alternative for each number of bytes in the last group.
pub(super) fn base64_pattern(min: u64, max: Option<u64>) -> String {
    let tails = [(0, ""), (1, "[A-Za-z0-9+/][AQgw]=="), (2, "[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=")];
    let alternatives: Vec<String> = tails
        .into_iter()
        .filter_map(|(rest, tail)| {
            let low = min.saturating_sub(rest).div_ceil(3);
            let high = match max {
                Some(max) => (max.checked_sub(rest)? / 3).to_string(),
                None => String::new(),
            };
            if high.parse().is_ok_and(|high: u64| high < low) {
                return None;
            }
            Some(format!("(?:[A-Za-z0-9+/]{{4}}){{{low},{high}}}{tail}"))
        })
        .collect();
    format!("^(?:{})$", alternatives.join("|"))
}

#[cfg(test)]
mod tests {
    use base64::prelude::*;

    use super::*;

    #[test]
    fn lengths_of_byte_strings_count_bytes() {
        for (min, max) in [(0, None), (0, Some(0)), (0, Some(5)), (1, Some(1)), (2, Some(7)), (4, None), (3, Some(3))] {
            let pattern = regex::Regex::new(&base64_pattern(min, max)).unwrap();
            for length in 0..12_usize {
                let text = BASE64_STANDARD.encode(vec![0xa5; length]);
                let within = length as u64 >= min && max.is_none_or(|max| length as u64 <= max);
                assert_eq!(pattern.is_match(&text), within, "{length} bytes in {min}..={max:?}");
            }
        }
    }
}
