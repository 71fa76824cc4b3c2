//! What is written for relations.

use expect_test::expect_file;
use quote::quote;

use super::{expand, resource};

#[test]
fn a_relation_is_a_fact_that_names_typed_columns() {
    let expansion = resource(
        quote!(
            path = "/posts",
            has_many(comments = Comment::post_id, limit = 5, sort = [-made, id]),
            has_many(responses = Self::answers),
            has_one(cover = media::Cover::post_id, filter, sort),
            many_to_many(tags = crate::Tag, through(PostTag::post, PostTag::tag), sort = word),
            operations(list)
        ),
        quote! {
            #[authorize(read = public)]
            struct Post {
                #[resource(id)]
                id: i64,
                #[resource(belongs_to = author)]
                author_id: Id<User>,
                #[resource(belongs_to(question, filter, sort))]
                answers: Option<Id<Self>>,
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/relations.rs"]);
}

#[test]
fn relations_by_several_columns_hold_each_against_its_part() {
    let expansion = resource(
        quote!(
            path = "/notes",
            belongs_to(line = shop::Line, by(order_id, line_no), on_delete = set_null, filter, sort),
            belongs_to(parent = Self, by(of_page, of_place), on_delete = cascade),
            has_many(answers = Self, by(of_page, of_place), limit = 3, sort = -place),
            has_one(label = Label, by(page, place)),
            operations(list)
        ),
        quote! {
            #[authorize(read = public)]
            struct Note {
                #[resource(id)]
                page: i16,
                #[resource(id)]
                place: i32,
                order_id: Option<Id<Order>>,
                line_no: Option<i32>,
                of_page: Option<i16>,
                of_place: i32,
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/relations_by_several.rs"]);
}
