//! Resources on tables that existed before, as `inspect` found them.
//!
//! It does not compile until each `todo` is replaced by a decision: `public`, `authenticated`, `owner`, `role(…)`, `scope(…)` or `policy(…)`.

use restkit::prelude::*;

/// What `customers.role` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum CustomerRole {
    Customer,
    Admin,
}

/// What the table `customers` holds.
#[resource(path = "/customers")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Customer {
    #[resource(id)]
    pub id: i64,
    #[validate(length(max = 254))]
    #[resource(unique)]
    pub email: String,
    #[validate(length(max = 100))]
    pub name: String,
    #[resource(default = CustomerRole::Customer)]
    pub role: CustomerRole,
    pub password_hash: String,
    pub created_at: String,
}

/// What the table `order_lines` holds.
#[resource(path = "/order-lines")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct OrderLine {
    #[resource(id)]
    pub id: i64,
    pub order_id: Id<Order>,
    pub customer_id: Id<Customer>,
    pub product_id: Id<Product>,
    pub quantity: i32,
    pub price: String,
}

/// What the table `orders` holds.
#[resource(path = "/orders")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Order {
    // The database takes any text; a text that is a key stands in paths.
    #[validate(length(min = 1, max = 600))]
    #[resource(id)]
    pub id: String,
    pub customer_id: Id<Customer>,
    pub total: String,
    #[resource(index)]
    pub created_at: String,
}

/// What the table `products` holds.
// The database also checks: CAST("price" AS REAL) >= 0.
#[resource(path = "/products")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Product {
    #[resource(id)]
    pub id: i64,
    #[validate(length(max = 100))]
    #[resource(unique)]
    pub name: String,
    pub price: String,
    #[validate(range(min = 0))]
    #[resource(default = 0)]
    pub stock: i32,
}
