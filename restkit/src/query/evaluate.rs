//! Conditions in Rust.

use std::cmp::Ordering;

use super::{
    condition::{holds, known},
    fold,
};
use crate::spec::{Compare, Expr, TextMatch, Value};

/// Evaluates a condition on the values of a row, by column index, with SQL's three-valued logic: `None` is unknown, and an unknown
/// condition selects no row.
///
/// ```
/// use restkit::{Compare, Expr, Value, query::evaluate};
///
/// let adult = Expr::Compare(0, Compare::GreaterOrEqual, Value::Integer(18));
/// assert_eq!(evaluate(&adult, &[Value::Integer(20)]), Some(true));
/// assert_eq!(evaluate(&adult, &[Value::Null]), None);
/// ```
pub fn evaluate(expr: &Expr, values: &[Value]) -> Option<bool> {
    match expr {
        Expr::Constant(truth) => Some(*truth),
        Expr::Compare(column, operator, value) => {
            let found = values.get(*column)?;
            match operator {
                Compare::Equal => equal(found, value),
                Compare::NotEqual => equal(found, value).map(|same| !same),
                Compare::Less => order(found, value).map(Ordering::is_lt),
                Compare::LessOrEqual => order(found, value).map(Ordering::is_le),
                Compare::Greater => order(found, value).map(Ordering::is_gt),
                Compare::GreaterOrEqual => order(found, value).map(Ordering::is_ge),
            }
        }
        Expr::Text(column, how, text) => match values.get(*column)? {
            Value::Text(_) if how.ignores_case() && fold::too_long(text) => None,
            Value::Text(found) if how.ignores_case() => Some(stands(*how, &fold::folded(found), &fold::folded(text))),
            Value::Text(found) => Some(stands(*how, found, text)),
            _ => None,
        },
        Expr::IsNull(column) => values.get(*column).map(Value::is_null),
        Expr::In(column, list) => {
            let found = values.get(*column)?;
            any(list.iter().map(|value| equal(found, value)))
        }
        Expr::Holds(column, held) => match values.get(*column)? {
            Value::Json(found) => holds(found, held),
            _ => None,
        },
        Expr::All(parts) => any(parts.iter().map(|part| evaluate(part, values).map(|truth| !truth))).map(|truth| !truth),
        Expr::Any(parts) => any(parts.iter().map(|part| evaluate(part, values))),
        Expr::Not(inner) => evaluate(inner, values).map(|truth| !truth),
        // Other rows are in the database, and what a word is and where one ends it knows alone.
        Expr::Related(_) | Expr::Seeing(_) | Expr::Search(_) | Expr::Undecided(_) => None,
    }
}

fn stands(how: TextMatch, found: &str, text: &str) -> bool {
    match how {
        TextMatch::Contains | TextMatch::ContainsIgnoringCase => found.contains(text),
        TextMatch::StartsWith | TextMatch::StartsWithIgnoringCase => found.starts_with(text),
        TextMatch::EndsWith | TextMatch::EndsWithIgnoringCase => found.ends_with(text),
        TextMatch::EqualIgnoringCase => found == text,
    }
}

/// True when one is, else unknown when one is, else false.
fn any(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(false);
    for truth in truths {
        match truth {
            Some(true) => return Some(true),
            None => answer = None,
            Some(false) => {}
        }
    }
    answer
}

fn equal(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Json(a), Value::Json(b)) => Some(a == b),
        _ => order(a, b).map(Ordering::is_eq),
    }
}

/// The order of two values of one kind; `None` when one is null, or not of that kind.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    if !known(a) || !known(b) {
        return None;
    }
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        // By bytes, which is by code point.
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bytes(a), Value::Bytes(b)) => Some(a.cmp(b)),
        (Value::Uuid(a), Value::Uuid(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
