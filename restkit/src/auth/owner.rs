//! The caller as the owner of rows.

use uuid::Uuid;

use super::challenge::not_an_owner;
use crate::{
    problem::Problem,
    spec::{Caller, Kind, ResourceSpec, Value},
};

/// The caller's subject as a value of the owner column; `None` for an anonymous caller, or without such a column.
///
/// Only the canonical form of a key is taken (`7`, never `07` or `+7`), so that two subjects never name one user.
///
/// # Errors
/// 403 when the subject cannot be a value of the column: such a caller owns nothing and cannot come to own anything.
pub fn owner_value(resource: &ResourceSpec, caller: &Caller) -> Result<Option<Value>, Problem> {
    let (Some(column), Some(subject)) = (resource.owner(), caller.subject()) else {
        return Ok(None);
    };
    match resource.columns.get(column).and_then(|column| value_of(subject, column.data_type.kind)) {
        Some(value) => Ok(Some(value)),
        None => Err(not_an_owner()),
    }
}

/// The subject as a value of this kind, if it is one in canonical form.
pub(super) fn value_of(subject: &str, kind: Kind) -> Option<Value> {
    match kind {
        Kind::Text => Some(Value::Text(subject.to_owned())),
        Kind::Uuid => {
            let uuid = Uuid::try_parse(subject).ok()?;
            let mut buffer = Uuid::encode_buffer();
            let canonical = uuid.hyphenated().encode_lower(&mut buffer);
            subject.eq_ignore_ascii_case(canonical).then_some(Value::Uuid(uuid))
        }
        integer => {
            let (least, greatest) = integer.integer_range()?;
            let number: i64 = subject.parse().ok()?;
            let canonical = itoa::Buffer::new().format(number) == subject;
            (canonical && (least..=greatest).contains(&number)).then_some(Value::Integer(number))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_taken_in_their_one_form() {
        assert_eq!(value_of("7", Kind::I64), Some(Value::Integer(7)));
        assert_eq!(value_of("-7", Kind::I64), Some(Value::Integer(-7)));
        assert_eq!(value_of("0", Kind::I64), Some(Value::Integer(0)));
        for subject in ["07", "+7", "-0", " 7", "7 ", "7.0", "", "seven", "9223372036854775808", "٧"] {
            assert_eq!(value_of(subject, Kind::I64), None, "{subject:?}");
        }
    }

    #[test]
    fn integers_stay_in_the_range_of_the_column() {
        assert_eq!(value_of("40000", Kind::I16), None);
        assert_eq!(value_of("-1", Kind::U32), None);
        assert_eq!(value_of("4294967295", Kind::U32), Some(Value::Integer(4_294_967_295)));
    }

    #[test]
    fn uuids_are_taken_with_hyphens_only() {
        let uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00ab);
        assert_eq!(value_of("01900000-0000-7000-8000-0000000000ab", Kind::Uuid), Some(Value::Uuid(uuid)));
        assert_eq!(value_of("01900000-0000-7000-8000-0000000000AB", Kind::Uuid), Some(Value::Uuid(uuid)));
        for subject in ["019000000000700080000000000000ab", "{01900000-0000-7000-8000-0000000000ab}", "1", ""] {
            assert_eq!(value_of(subject, Kind::Uuid), None, "{subject:?}");
        }
    }

    #[test]
    fn texts_are_taken_as_they_are_and_other_kinds_not_at_all() {
        assert_eq!(value_of("auth0|7", Kind::Text), Some(Value::Text("auth0|7".to_owned())));
        assert_eq!(value_of("1", Kind::Bool), None);
        assert_eq!(value_of("1.5", Kind::F64), None);
    }
}
