//! Bodies and parameters against descriptors: decoding, rules, faults.
use crate::{
    problem::{Fault, Problem},
    spec::{DataType, ResourceSpec, Rule, Value},
};

/// The members of a body by column index; None where the body left them out.
pub type Members = Vec<Option<Value>>;

/// Reads a create body: every fault in one problem (400 malformed, 422 else). Defaults are filled in; rules checked.
pub fn create(_spec: &ResourceSpec, _body: &[u8]) -> Result<Members, Problem> {
    unimplemented!()
}
/// Reads a merge patch (RFC 7396): missing and null told apart.
pub fn patch(_spec: &ResourceSpec, _body: &[u8]) -> Result<Members, Problem> {
    unimplemented!()
}
/// The rules of the whole struct.
pub fn row_rules(_spec: &ResourceSpec, _values: &[Value]) -> Result<(), Problem> {
    unimplemented!()
}
/// Reads a value from a path or query parameter; Err(detail).
pub fn parameter(_data_type: &DataType, _text: &str) -> Result<Value, String> {
    unimplemented!()
}
/// Checks rules on a value, adding faults under `pointer`.
pub fn check(_rules: &[Rule], _value: &Value, _pointer: &str, _faults: &mut Vec<Fault>) {
    unimplemented!()
}
