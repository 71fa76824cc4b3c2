//! Raw identifiers, and names that SQL keeps for itself.

use web::prelude::*;

/// An order.
#[resource(path = "/select")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[validate(custom(check))]
#[allow(missing_debug_implementations, clippy::struct_field_names)]
pub struct Order {
    /// The key.
    #[resource(id, column = "primary")]
    pub r#where: i64,
    /// The type.
    #[resource(filter, sort)]
    pub r#type: String,
    /// The table.
    #[resource(filter)]
    pub table: Option<String>,
    /// The group.
    #[resource(sort, default = 1)]
    pub group: i32,
    /// The user.
    #[serde(rename = "match")]
    pub r#match: bool,
    /// A name that is no Rust name.
    #[resource(column = "order by")]
    pub order: i64,
    /// Names that generated code uses itself.
    pub value: i64,
    /// The same.
    pub values: i64,
    /// The same.
    pub caller: i64,
}

fn check(order: &OrderCreate) -> Result<(), Invalid> {
    if order.r#type == "none" && order.r#match { Err(Invalid::new("none", "must have a type").at("type")) } else { Ok(()) }
}

/// Words that are keywords.
#[derive(Clone, Copy, Debug, ColumnEnum)]
pub enum Word {
    /// `self`
    #[serde(rename = "self")]
    This,
    /// `type`
    Type,
    /// `S`, the name of a type parameter in generated code.
    S,
    /// `D`, the same.
    D,
}

/// Raw identifiers.
#[derive(Clone, Debug, Input, Output)]
#[input(partial = "MatchPatch")]
pub struct Match {
    /// The type.
    pub r#type: String,
    /// The same.
    #[serde(default)]
    pub r#where: Option<i32>,
    /// Names that generated code uses itself.
    pub value: i64,
    /// The same.
    pub members: i64,
}

/// Raw variants.
#[derive(Clone, Debug, Input, Output)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Branch {
    /// With members.
    If {
        /// The type of it.
        r#else: bool,
    },
    /// With one value.
    Match(Match),
}
