//! What is written for bodies, answers and what stands in JSON.

use expect_test::expect_file;
use quote::quote;

use super::{expand, input, output, schema};

#[test]
fn a_struct_inside_json_is_a_list_of_members() {
    let expansion = schema(quote! {
        /// Where somebody lives.
        #[serde(rename_all = "camelCase")]
        #[validate(custom(check))]
        pub struct Address {
            /// The street.
            #[validate(non_blank)]
            street_name: String,
            #[validate(custom(odd))]
            house: Option<u32>,
            #[serde(default)]
            floors: Vec<Floor>,
        }
    });
    expand(expansion, &expect_file!["../../../expansions/object.rs"]);
}

#[test]
fn an_input_is_a_shape_and_how_to_read_it() {
    let expansion = input(quote! {
        /// Somebody.
        #[serde(rename_all = "camelCase")]
        #[validate(custom(check))]
        #[input(partial = "PersonPatch")]
        pub struct Person {
            /// The name.
            #[validate(non_blank, custom(known))]
            pub first_name: Option<String>,
            #[input(default = 20)]
            pub age: u8,
            #[serde(default = "home")]
            address: Address,
            #[validate(each(length(min = 1)))]
            friends: Vec<Self>,
        }
    });
    expand(expansion, &expect_file!["../../../expansions/input.rs"]);
}

#[test]
fn a_union_is_read_and_written_by_its_tag() {
    let item = quote! {
        /// How somebody pays.
        #[serde(tag = "type", rename_all = "snake_case")]
        enum Payment {
            /// By card.
            Card(Card),
            Invoice {
                /// To whom.
                billed_to: String,
            },
            InCash,
        }
    };
    let both = [input(item.clone()), output(item)].into_iter().collect();
    expand(both, &expect_file!["../../../expansions/union.rs"]);
}

#[test]
fn a_view_takes_from_its_source() {
    let expansion = output(quote! {
        /// What everybody may see.
        #[output(from = Person)]
        pub struct Card {
            #[validate(length(max = 9), custom(unused))]
            first_name: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            age: Option<u8>,
            #[output(with = initials)]
            initials: String,
        }
    });
    expand(expansion, &expect_file!["../../../expansions/output.rs"]);
}
