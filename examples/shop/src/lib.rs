//! A shop: customers who register and log in, products, orders that take what is in stock and no more, a payment service, receipts by mail, a
//! report.
//!
//! | file | what it shows |
//! | --- | --- |
//! | `customers` | a resource whose `POST` is handwritten, a hidden column, log-in with argon2 and a token of the app's own |
//! | `products` | a resource, and that is all |
//! | `orders` | an order in one transaction, typed errors, a dependency, work after the answer |
//! | `payments` | a service behind a trait, which tests replace |
//! | `report` | an endpoint for administrators over SQL of one's own |

#![expect(unreachable_pub, reason = "what the macros document, whoever can reach it")]

mod customers;
mod orders;
mod payments;
mod products;
mod report;

use std::sync::Arc;

use restkit::prelude::*;

pub use customers::{Customer, Role};
pub use orders::{Mail, Order, OrderLine};
pub use payments::{Answer, PaymentError, Payments};
pub use products::Product;

/// The shop, with a payment service that takes every payment and a mail that goes to the log.
pub fn app() -> App {
    App::new("Shop", "1.0.0")
        .description("Products, orders and those who make them.")
        .provide_arc::<dyn Payments>(Arc::new(payments::Sandbox))
        .provide_arc::<dyn Mail>(Arc::new(orders::LogMail))
        .mount(
            "/api/v1",
            (Customer::routes(), customers::Session::routes(), Product::routes(), Order::routes(), OrderLine::routes()),
        )
        .mount("/api/v1", report::Report::routes())
}
