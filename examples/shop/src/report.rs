//! What was sold, for administrators.

use restkit::{Kind, Value, db::Statement, prelude::*};

use crate::Role;

/// What was sold of a product.
#[derive(Output)]
struct Sold {
    /// The product.
    product: String,
    /// How many of it.
    quantity: i64,
}

/// The report.
pub struct Report;

/// Reports for administrators.
#[api(path = "/report", tag = "Reports")]
impl Report {
    /// What was sold, most first.
    #[get("/sold")]
    #[authorize(role(Role::Admin))]
    #[transaction(read_only)]
    async fn sold(tx: Tx) -> restkit::Result<Vec<Sold>> {
        const SQL: &str = "SELECT products.name, sum(order_lines.quantity) FROM order_lines \
                           JOIN products ON products.id = order_lines.product_id \
                           GROUP BY products.name ORDER BY 2 DESC, 1 LIMIT 100";
        let rows = tx.fetch_all(Statement::literal(SQL, Vec::new())).await?;
        rows.iter()
            .map(|row| {
                let product = match row.value(0, Kind::Text)? {
                    Value::Text(name) => name,
                    _ => String::new(),
                };
                let quantity = match row.value(1, Kind::I64)? {
                    Value::Integer(quantity) => quantity,
                    _ => 0,
                };
                Ok(Sold { product, quantity })
            })
            .collect()
    }
}
