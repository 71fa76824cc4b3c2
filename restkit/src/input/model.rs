//! Models: bodies that are held against the shape of an [`Input`](trait@Input).

use serde::de::DeserializeSeed as _;
use serde_json::Value as JsonValue;

use super::{
    MOST_FAULTS,
    body::{answer, malformed},
    json::{StrictJson, hold},
    pointer::Pointer,
};
use crate::{
    problem::{Fault, Location, Problem, ProblemKind},
    spec::{Input, Output, Shape},
};

/// Reads a body.
///
/// ```
/// let tags: Vec<String> = restkit::input::decode(br#"["red","blue"]"#).unwrap();
/// assert_eq!(tags, ["red", "blue"]);
/// assert_eq!(restkit::input::decode::<Vec<String>>(br#"["red",1,2]"#).unwrap_err().faults().len(), 2);
/// ```
///
/// # Errors
/// 400 when the body is not well-formed JSON, 422 with every fault when it does not fit the type.
pub fn decode<T: Input>(body: &[u8]) -> Result<T, Problem> {
    T::read(model(&T::SHAPE, body)?).map_err(mismatch)
}

/// The JSON of a body that fits a shape.
///
/// # Errors
/// 400 when the body is not well-formed JSON, 422 with every fault when it does not fit the shape.
pub fn model(shape: &Shape, body: &[u8]) -> Result<JsonValue, Problem> {
    let mut faults = Vec::new();
    let json = model_faults(shape, body, &mut faults)?;
    answer(faults)?;
    Ok(json.unwrap_or_default())
}

/// The JSON of a body that fits a shape; `None` when it does not, with every fault added to `faults`.
///
/// For callers that answer the faults of the body together with those of the query and the headers: see [`refuse`].
///
/// # Errors
/// 400 when the body is not well-formed JSON.
pub fn model_faults(shape: &Shape, body: &[u8], faults: &mut Vec<Fault>) -> Result<Option<JsonValue>, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let mut json =
        StrictJson.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json)).map_err(malformed)?;
    let before = faults.len();
    held(shape, &mut json, faults);
    Ok((faults.len() == before).then_some(json))
}

/// Holds a value against its own shape and rules, as if it were a body: for one that was put together in the program, such as a model
/// to which a partial one was applied.
///
/// ```
/// use restkit::{input, prelude::*};
///
/// #[derive(Input, Output)]
/// #[input(partial = "StayPatch")]
/// #[validate(custom(in_order))]
/// struct Stay {
///     from: NaiveDate,
///     to: NaiveDate,
/// }
///
/// fn in_order(stay: &Stay) -> Result<(), Invalid> {
///     if stay.from < stay.to { Ok(()) } else { Err(Invalid::new("order", "must be after the arrival").at("to")) }
/// }
///
/// let mut stay: Stay = input::decode(br#"{"from":"2026-11-21","to":"2026-11-22"}"#).unwrap();
/// let patch: StayPatch = input::decode(br#"{"from":"2026-12-24"}"#).unwrap();
/// patch.apply(&mut stay);
/// assert_eq!(input::verify(&stay).unwrap_err().faults()[0].code, "order");
/// ```
///
/// # Errors
/// 422 with every fault.
pub fn verify<T: Input + Output>(value: &T) -> Result<(), Problem> {
    let mut json = Vec::new();
    value.write(&mut json);
    model(&<T as Input>::SHAPE, &json).map(drop)
}

/// Holds the JSON of a whole body against its shape.
pub(super) fn held(shape: &Shape, json: &mut JsonValue, faults: &mut Vec<Fault>) {
    hold(shape, &[], json, &mut Pointer::default(), faults);
}

/// The answer to a request with these faults.
///
/// # Errors
/// 422 when something is wrong with the body, else 400; nothing when there are no faults.
pub fn refuse(mut faults: Vec<Fault>) -> Result<(), Problem> {
    let kind = if faults.iter().any(|fault| matches!(fault.at, Location::Pointer(_))) {
        ProblemKind::VALIDATION
    } else if faults.iter().any(|fault| matches!(fault.at, Location::Parameter(_))) {
        ProblemKind::INVALID_PARAMETER
    } else if faults.is_empty() {
        return Ok(());
    } else {
        ProblemKind::INVALID_HEADER
    };
    faults.truncate(MOST_FAULTS);
    Err(Problem::new(kind, "The request does not fit; every fault is listed.").with_faults(faults))
}

/// A value that passed every check and is not of its type all the same: the fault of a hand-written [`Input`].
fn mismatch(mismatch: crate::spec::TypeMismatch) -> Problem {
    Problem::new(ProblemKind::INTERNAL, "The body could not be read.").with_source(mismatch)
}
