//! Defaults that are the same every time, as SQL.

use crate::{
    db::Dialect,
    query::builder::{Sql, literal},
    spec::{ColumnSpec, Kind, Value},
};

/// The `DEFAULT` of a column; `None` where it has none, or one that only the program can make.
pub(super) fn declared(column: &ColumnSpec, dialect: Dialect) -> Option<String> {
    let default = column.default.filter(|default| default.constant)?;
    value(&(default.make)(), column.data_type.kind, dialect)
}

fn value(value: &Value, kind: Kind, dialect: Dialect) -> Option<String> {
    Some(match (value, dialect) {
        // Null is what a column without a default has.
        (Value::Null, _) => return None,
        (Value::Bool(truth), Dialect::Postgres) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        (Value::Bool(truth), Dialect::Sqlite) => if *truth { "1" } else { "0" }.to_owned(),
        // SQLite takes a literal with a sign, however small, and adds no column whose default is computed.
        (Value::Integer(number), Dialect::Sqlite) => number.to_string(),
        (Value::Integer(number), Dialect::Postgres) => number_text(|sql| sql.integer(*number)),
        (Value::Float(number), _) if number.is_finite() => {
            // The digits that tell an `f32` from its neighbours are not those of the `f64` it is widened to.
            #[expect(clippy::cast_possible_truncation, reason = "the column holds an f32, widened on its way here")]
            let digits = if kind == Kind::F32 { format!("{:?}", *number as f32) } else { format!("{number:?}") };
            digits
        }
        (Value::Float(_), _) => return None,
        (Value::Text(text), _) if text.contains('\0') => return None,
        (Value::Text(text), _) => literal(text),
        (Value::Bytes(bytes), dialect) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            if dialect == Dialect::Postgres { format!("'\\x{hex}'") } else { format!("X'{hex}'") }
        }
        (Value::Uuid(uuid), _) => literal(&uuid.hyphenated().to_string()),
        (Value::Decimal(number), Dialect::Postgres) => number.normalize().to_string(),
        (Value::Decimal(number), Dialect::Sqlite) => literal(&number.normalize().to_string()),
        (Value::Json(json), _) => literal(&json.to_string()),
        // What answers hold is also what both databases take.
        (Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Timestamp(_), _) => literal(value.to_json().as_str()?),
    })
}

fn number_text(write: impl FnOnce(&mut Sql) -> &mut Sql) -> String {
    let mut sql = Sql::new();
    write(&mut sql);
    sql.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_each_kind() {
        let both =
            |v: Value, kind| [Dialect::Postgres, Dialect::Sqlite].map(|dialect| value(&v, kind, dialect).unwrap_or_default());
        assert_eq!(both(Value::Bool(true), Kind::Bool), ["TRUE", "1"]);
        assert_eq!(both(Value::Integer(i64::MIN), Kind::I64), ["(-9223372036854775807 - 1)", "-9223372036854775808"]);
        assert_eq!(both(Value::Float(f64::from(0.1_f32)), Kind::F32), ["0.1", "0.1"]);
        assert_eq!(both(Value::Float(1e300), Kind::F64), ["1e300", "1e300"]);
        assert_eq!(both(Value::Text("it's".to_owned()), Kind::Text), ["'it''s'", "'it''s'"]);
        assert_eq!(both(Value::Bytes(vec![0, 255]), Kind::Bytes), ["'\\x00ff'", "X'00ff'"]);
        assert_eq!(both(Value::Decimal("1.50".parse().unwrap_or_default()), Kind::Decimal), ["1.5", "'1.5'"]);
        assert_eq!(both(Value::Json(serde_json::json!({"a": "'"})), Kind::Json), ["'{\"a\":\"''\"}'", "'{\"a\":\"''\"}'"]);
        assert_eq!(
            both(Value::Timestamp(chrono::DateTime::UNIX_EPOCH), Kind::Timestamp),
            ["'1970-01-01T00:00:00.000000Z'", "'1970-01-01T00:00:00.000000Z'"]
        );
        for none in [Value::Null, Value::Float(f64::NAN), Value::Text("\0".to_owned())] {
            assert_eq!(value(&none, Kind::Text, Dialect::Sqlite), None);
        }
    }
}
