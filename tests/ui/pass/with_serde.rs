//! A resource that is serialized by serde too: serde's attributes stay, and both agree on the names.

use serde::{Deserialize, Serialize};
use web::prelude::*;

/// serde's derives below.
#[resource(path = "/below")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Below {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The title.
    #[serde(rename = "heading")]
    pub title: String,
    /// When it was made.
    #[resource(created_at)]
    pub created_at: DateTime<Utc>,
}

/// serde's derives above.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[resource(path = "/above")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[serde(rename_all = "camelCase")]
pub struct Above {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// Another row.
    pub below_id: Id<Below>,
}

/// No derive of serde: its attributes are restkit's to read.
#[resource(path = "/without")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[serde(rename_all = "camelCase")]
#[allow(missing_debug_implementations)]
pub struct Without {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// When it was made.
    #[resource(created_at)]
    #[serde(rename = "born")]
    pub created_at: DateTime<Utc>,
}
