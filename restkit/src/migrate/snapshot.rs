//! The recorded state: the tables after the last migration, in `schema.json` beside the scripts.

use serde::{Deserialize, Serialize};

use crate::schema::model::Schema;

/// The name of the file.
pub(crate) const FILE: &str = "schema.json";

/// What the file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snapshot {
    /// The version of the last migration.
    pub(crate) version: i64,
    /// The tables after it.
    pub(crate) schema: Schema,
}

impl Snapshot {
    /// Reads the file.
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The file, in lines, so that a change of it can be read.
    pub(crate) fn text(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
