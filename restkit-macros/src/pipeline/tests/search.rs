//! What is written for a search.

use expect_test::expect_file;
use quote::quote;

use super::{expand, resource};

#[test]
fn a_search_is_a_fact_that_names_typed_columns() {
    let expansion = resource(
        quote!(path = "/posts", search(title(weight = 4), r#type, language = english), operations(list)),
        quote! {
            #[authorize(read = public)]
            struct Post {
                #[resource(id)]
                id: i64,
                title: String,
                r#type: Option<String>,
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/search.rs"]);
}
