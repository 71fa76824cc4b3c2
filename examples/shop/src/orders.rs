//! Orders: what is in stock is taken in one transaction, or nothing is.

use std::collections::BTreeMap;

use restkit::prelude::*;

use crate::{
    PaymentError, Payments, Product, Role,
    customers::{CurrentCustomer, Customer},
};

/// An order.
///
/// Customers see their own; administrators see all.
#[resource(path = "/orders", operations(list, get))]
#[authorize(read = owner || role(Role::Admin))]
pub struct Order {
    /// The key.
    #[resource(id)]
    pub id: Uuid,
    /// Who ordered.
    #[resource(owner)]
    pub customer_id: Id<Customer>,
    /// What it costs.
    pub total: Decimal,
    /// When it was made.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
}

/// A part of an order: so many of a product, at the price of that day.
#[resource(path = "/order-lines", operations(list, get))]
#[authorize(read = owner || role(Role::Admin))]
pub struct OrderLine {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The order.
    #[resource(filter)]
    pub order_id: Id<Order>,
    /// Who ordered.
    #[resource(owner)]
    pub customer_id: Id<Customer>,
    /// The product.
    #[resource(filter)]
    pub product_id: Id<Product>,
    /// How many of it.
    pub quantity: i32,
    /// What one of it cost.
    pub price: Decimal,
}

/// What somebody orders.
#[derive(Input)]
struct NewOrder {
    /// The products.
    #[validate(length(min = 1, max = 50))]
    lines: Vec<NewLine>,
}

/// So many of a product.
#[derive(Input)]
struct NewLine {
    /// The product.
    product_id: Id<Product>,
    /// How many of it.
    #[validate(range(min = 1, max = 1000))]
    quantity: i32,
}

/// Why nothing was ordered.
#[derive(Debug, ApiError)]
enum OrderError {
    /// There is no such product.
    #[problem(status = 409, code = "unknown_product", detail = "There is no product {0}.")]
    UnknownProduct(
        /// The product.
        #[problem(extend = "product_id")]
        i64,
    ),
    /// There is not enough of a product.
    #[problem(status = 409, code = "out_of_stock", detail = "Of {name} only {left} are left.")]
    OutOfStock {
        /// The product.
        #[problem(extend)]
        product_id: i64,
        name: String,
        /// How many are left.
        #[problem(extend)]
        left: i32,
    },
    /// The payment was declined.
    #[problem(status = 402, code = "payment_declined")]
    Declined,
    /// The payment service does not answer.
    #[problem(status = 503, code = "payments_away")]
    PaymentsAway,
    #[problem(transparent, from)]
    Rows(Problem),
    #[problem(transparent, from)]
    Full(restkit::inject::Full),
}

impl From<PaymentError> for OrderError {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::Declined => Self::Declined,
            PaymentError::Away => Self::PaymentsAway,
        }
    }
}

impl OrderError {
    fn of_product(id: i64, problem: Problem) -> Self {
        if problem.kind() == ProblemKind::NOT_FOUND { Self::UnknownProduct(id) } else { Self::Rows(problem) }
    }
}

#[resource]
impl Order {
    /// Places an order.
    ///
    /// Takes the products out of stock and reserves the money, or does neither. Once that is committed the money is taken and a receipt sent.
    #[post("/")]
    #[authorize(authenticated)]
    async fn place(
        order: Json<NewOrder>,
        customer: CurrentCustomer,
        tx: Tx,
        payments: Depends<dyn Payments>,
        mail: Depends<dyn Mail>,
        background: BackgroundTasks,
    ) -> Result<Created<Self>, OrderError> {
        let mut wanted: BTreeMap<i64, i32> = BTreeMap::new();
        for line in &order.lines {
            let quantity = wanted.entry(*line.product_id.key()).or_default();
            *quantity = quantity.saturating_add(line.quantity);
        }
        let products = Product::repository(&tx).as_system();
        let mut taken = Vec::new();
        // In the order of the keys, so that two orders never wait for each other.
        for (id, quantity) in wanted {
            let product = products.get_for_update(id).await.map_err(|problem| OrderError::of_product(id, problem))?;
            let left = product.stock.checked_sub(quantity).filter(|left| *left >= 0);
            let out = || OrderError::OutOfStock { product_id: id, name: product.name.clone(), left: product.stock };
            let left = left.ok_or_else(out)?;
            products.update(id, [Product::stock().set(left)]).await?;
            taken.push((product, quantity));
        }
        let total = taken.iter().map(|(product, quantity)| product.price * Decimal::from(*quantity)).sum();
        let placed = Self::repository(&tx)
            .as_system()
            .insert([Self::customer_id().set(Id::new(customer.id)), Self::total().set(total)])
            .await?;
        let lines = OrderLine::repository(&tx).as_system();
        for (product, quantity) in taken {
            lines
                .insert([
                    OrderLine::order_id().set(Id::new(placed.id)),
                    OrderLine::customer_id().set(Id::new(customer.id)),
                    OrderLine::product_id().set(Id::new(product.id)),
                    OrderLine::quantity().set(quantity),
                    OrderLine::price().set(product.price),
                ])
                .await?;
        }
        payments.reserve(customer.id, total, placed.id).await?;
        let (id, to) = (placed.id, customer.email.clone());
        background.push("payment and receipt", async move {
            payments.capture(id).await;
            mail.send(&to, &format!("Your order {id} costs {total}."));
        })?;
        Ok(Created::below(placed.id, placed))
    }
}

/// Sends mail.
pub trait Mail: Send + Sync {
    /// Sends a text to an address.
    fn send(&self, to: &str, text: &str);
}

/// Writes mail into the log.
pub(crate) struct LogMail;

impl Mail for LogMail {
    fn send(&self, to: &str, text: &str) {
        tracing::info!(to, text, "mail");
    }
}
