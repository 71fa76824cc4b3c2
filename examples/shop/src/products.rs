//! What is sold.

use restkit::prelude::*;

use crate::Role;

/// Something that is sold.
///
/// Everybody sees the products; administrators mind them.
#[resource(path = "/products")]
#[authorize(
    read = public,
    create = role(Role::Admin),
    update = role(Role::Admin),
    delete = role(Role::Admin),
)]
pub struct Product {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// What it is called.
    #[validate(non_blank, length(max = 100))]
    #[resource(unique, filter, sort)]
    pub name: String,
    /// What one of it costs.
    #[validate(range(min = 0))]
    #[resource(sort)]
    pub price: Decimal,
    /// How many there are.
    #[validate(range(min = 0))]
    #[resource(default = 0)]
    pub stock: i32,
}
