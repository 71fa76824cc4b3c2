//! The JSON of a default, where its type can be written: the method that is found first decides, for want of specialization.

use super::Output;

/// A default, and its JSON if its type can be written.
#[derive(Debug)]
pub struct Known<T>(pub T);

/// The JSON of a default, by the method that is found first: this one, where there is a JSON.
pub trait KnownJson {
    /// The JSON.
    fn json(&self) -> Option<serde_json::Value>;
}

/// The JSON of a default, by the method that is found last.
pub trait UnknownJson {
    /// Nothing.
    fn json(&self) -> Option<serde_json::Value>;
}

impl<T: Output> KnownJson for &Known<T> {
    fn json(&self) -> Option<serde_json::Value> {
        let mut out = Vec::new();
        self.0.write(&mut out);
        serde_json::from_slice(&out).ok()
    }
}

impl<T> UnknownJson for Known<T> {
    fn json(&self) -> Option<serde_json::Value> {
        None
    }
}
