//! What is written for computed columns.

use expect_test::expect_file;
use quote::quote;

use super::{expand, resource};

#[test]
fn a_computed_column_is_a_fact() {
    let expansion = resource(
        quote!(path = "/orders", has_many(lines = Line::order_id), operations(list)),
        quote! {
            #[authorize(read = public)]
            struct Order {
                #[resource(id)]
                id: i64,
                price: Decimal,
                r#type: i32,
                #[resource(filter, sort)]
                #[computed(count(lines))]
                line_count: i64,
                #[computed(sum(lines.amount))]
                total: Option<Decimal>,
                #[resource(sort)]
                #[computed(max(lines.r#type))]
                last: Option<i32>,
                #[computed(sql = "{price} * {type} || '{{'")]
                amount: Decimal,
                #[computed(sqlite = "substr({price}, 1)", postgres = "left({price}::text, 1)")]
                first: String,
                #[computed(with = Self::told(price, r#type, line_count))]
                told: Option<String>,
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/computed.rs"]);
}
