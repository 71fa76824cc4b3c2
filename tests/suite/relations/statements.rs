//! One statement for each relation, however many rows there are.

use restkit::{
    prelude::*,
    testing::{Answer, Backend, TestApp},
};
use restkit_tests::postgres;
use serde_json::json;

use super::fixtures::{Comment, Cover, Post, PostTag, Tag, User, comment, post, tag, user};

fn app() -> App {
    let routes = (User::routes(), Post::routes(), Comment::routes(), Cover::routes(), Tag::routes(), PostTag::routes());
    App::new("Blog", "1").mount("", routes)
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow() {
    let cluster = postgres::shared().map(|cluster| Backend::postgres(cluster.url("postgres")));
    for backend in [Backend::Memory].into_iter().chain(cluster) {
        let app = TestApp::on(backend.clone(), app()).await;
        let db = app.db();
        let mut rows = 0;
        let mut counts = Vec::new();
        for wanted in [1, 10, 50] {
            while rows < wanted {
                let ann = user(db, "ann", true).await;
                let made = post(db, &ann, "first", false).await;
                for number in 0..2 {
                    comment(db, &made, Some(&ann), None, "one", number).await;
                    tag(db, &made, ["red", "blue"][usize::from(number == 0)], true).await;
                }
                rows += 1;
            }
            let list = app.get("/posts?limit=50&include=author,comments.author,tags").await.expect_status(200);
            let items = list.json()["items"].as_array().unwrap().clone();
            assert_eq!(items.len(), wanted);
            for item in &items {
                assert_eq!(item["author"]["id"], item["author_id"]);
                assert_eq!((item["comments"].as_array().unwrap().len(), item["tags"].as_array().unwrap().len()), (2, 2));
                assert_eq!(item["comments"][1]["author"]["name"], "ann");
            }
            counts.push(list.statements().len());
            let get = app.get("/posts/1?include=author,comments.author,tags").await.expect_status(200);
            assert_eq!(get.statements().len(), 5, "{:#?}", get.statements());
        }
        // The list, authors, comments, their authors, tags.
        assert_eq!(counts, [5, 5, 5], "{backend:?}");
        // Filters are part of the list.
        let list = app.get("/posts?limit=50&author__name=ann&comments__text=one&comments__none__written=9&tags__word=red").await;
        let list = list.expect_status(200);
        assert_eq!((list.statements().len(), list.json()["items"].as_array().unwrap().len()), (1, 50));
        let list = app.get("/posts?limit=50&sort=-author__name,cover__url").await.expect_status(200);
        assert_eq!(list.statements().len(), 1);
        // And so are those of what it includes, however deep, and also where they look at further rows.
        let chosen = "comments.text__in=one,two&comments.replies.text=x&comments.replies__none__text=x&comments.author.posts.limit=1\
                      &author.posts.comments__text=one&tags.posts__title__contains=first";
        let list =
            app.get(format!("/posts?limit=50&include=author.posts,comments.replies,tags&{chosen}")).await.expect_status(200);
        assert_eq!(list.statements().len(), 6, "{:#?}", list.statements());
        assert_eq!(list.json()["items"][0]["comments"].as_array().unwrap().len(), 2);
        // What nobody may see is not asked for.
        let list = app.get("/posts?include=cover").await.expect_status(200);
        assert_eq!(list.statements().len(), 1);
        // Nothing leads to anything.
        let list = app.get("/posts?title=nothing&include=comments.author").await.expect_status(200);
        assert_eq!(list.statements().len(), 1);
    }
}

#[tokio::test]
async fn writes_and_queries_have_one_more_for_each_relation() {
    let cluster = postgres::shared().map(|cluster| Backend::postgres(cluster.url("postgres")));
    for backend in [Backend::Memory].into_iter().chain(cluster) {
        let app = TestApp::on(backend.clone(), app()).await;
        user(app.db(), "ann", true).await;
        let ann = app.as_user(1);
        let new = json!({"title": "first"});
        let statements = |answer: &Answer| answer.statements().len();
        let plain = ann.post("/posts").json(new.clone()).await.expect_status(201);
        assert_eq!(statements(&plain), 1, "{backend:?}");
        // The row, its author, its comments, which have no authors, between the beginning and the end of a transaction.
        let made = ann.post("/posts?include=author,comments.author").json(new).await.expect_status(201);
        assert_eq!(statements(&made), 5, "{backend:?} {:#?}", made.statements());
        let changed = ann.patch("/posts/1?include=author").json(json!({"title": "second"})).await.expect_status(200);
        assert_eq!(statements(&changed), 4, "{backend:?} {:#?}", changed.statements());
        let minimal = ann.patch("/posts/1?include=author").header("prefer", "return=minimal");
        let minimal = minimal.json(json!({"title": "third"})).await.expect_status(204);
        assert_eq!(statements(&minimal), 1, "{backend:?} {:#?}", minimal.statements());
        let query = json!({"include": ["author", "comments"]});
        let page = ann.post("/posts/query").json(query).await.expect_status(200);
        assert_eq!(statements(&page), 3, "{backend:?} {:#?}", page.statements());
    }
}
