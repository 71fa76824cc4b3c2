//! What is written for an aggregate.

use expect_test::expect_file;
use quote::quote;

use super::{expand, resource};

#[test]
fn an_aggregate_is_a_fact_that_names_typed_columns() {
    let expansion = resource(
        quote!(path = "/sales", aggregate(group_by(state), sum(price), avg(price), min(r#type), max(price)), operations(list)),
        quote! {
            #[authorize(read = public)]
            struct Sale {
                #[resource(id)]
                id: i64,
                state: State,
                price: Option<Decimal>,
                r#type: String,
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/aggregate.rs"]);
}
