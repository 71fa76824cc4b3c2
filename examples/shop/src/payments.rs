//! The payment service: a trait, so that tests pay with other money.

use std::{future::Future, pin::Pin};

use restkit::prelude::*;

/// Why a payment was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// The customer cannot pay this.
    #[error("the payment was declined")]
    Declined,
    /// Nobody knows; it may be tried again.
    #[error("the payment service does not answer")]
    Away,
}

/// What a method of the service answers in the end.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Takes money, in two steps: what is reserved and never captured lapses by itself. So an order that fails after the reservation costs nobody
/// anything, and money only moves for an order that is committed.
pub trait Payments: Send + Sync {
    /// Reserves an amount of a customer's money for an order.
    fn reserve(&self, customer: i64, amount: Decimal, order: Uuid) -> Answer<'_, Result<(), PaymentError>>;

    /// Takes what was reserved for an order.
    fn capture(&self, order: Uuid) -> Answer<'_, ()>;
}

/// Takes every payment.
pub(crate) struct Sandbox;

impl Payments for Sandbox {
    fn reserve(&self, customer: i64, amount: Decimal, order: Uuid) -> Answer<'_, Result<(), PaymentError>> {
        Box::pin(async move {
            tracing::info!(customer, %amount, %order, "reserved");
            Ok(())
        })
    }

    fn capture(&self, order: Uuid) -> Answer<'_, ()> {
        Box::pin(async move { tracing::info!(%order, "captured") })
    }
}
