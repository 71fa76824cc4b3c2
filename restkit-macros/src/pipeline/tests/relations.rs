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
