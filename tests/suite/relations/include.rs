//! What stands in an answer.

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{comment, cover, empty, keep_secret, post, tag, user};

on_both!(
    one_row_and_several,
    links_lead_both_ways,
    nobody_is_null_and_nothing_is_empty,
    paths_go_on_and_come_back,
    rows_have_an_order_and_an_end,
    a_request_says_how_many_and_in_which_order,
    a_page_is_a_page,
);

/// The values of one member of all these rows.
fn each<'a>(rows: &'a Value, member: &str) -> Vec<&'a Value> {
    rows.as_array().unwrap().iter().map(|row| &row[member]).collect()
}

async fn get(app: &TestApp, path: &str) -> Value {
    app.get(path).send().await.expect(200).json()
}

async fn one_row_and_several(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, bob) = (user(db, "ann", true).await, user(db, "bob", true).await);
    let (first, second) = (post(db, &ann, "first", false).await, post(db, &bob, "second", false).await);
    comment(db, &first, Some(&bob), None, "one", 1).await;
    comment(db, &second, Some(&ann), None, "two", 2).await;
    comment(db, &second, Some(&ann), None, "three", 3).await;
    cover(db, &second, "picture").await;

    let plain = get(&app, "/posts").await;
    assert_eq!(plain["items"][0].get("author"), None);
    let page = app.get("/posts?include=author,comments,cover").as_user(9).send().await.expect(200).json();
    assert_eq!(page["items"][0]["author"], json!({"id": ann.id, "name": "ann", "active": true}));
    assert_eq!(page["items"][1]["author"]["name"], "bob");
    assert_eq!(each(&page["items"][0]["comments"], "text"), ["one"]);
    assert_eq!(each(&page["items"][1]["comments"], "text"), ["three", "two"]);
    assert_eq!((&page["items"][0]["cover"], &page["items"][1]["cover"]["url"]), (&Value::Null, &json!("picture")));
    // The members of the row itself come first, and are those of a list without anything else.
    for (row, alone) in page["items"].as_array().unwrap().iter().zip(plain["items"].as_array().unwrap()) {
        for (member, value) in alone.as_object().unwrap() {
            assert_eq!(&row[member], value);
        }
    }

    let one = get(&app, &format!("/posts/{}?include=comments,author", second.id)).await;
    assert_eq!((&one["author"]["name"], each(&one["comments"], "text")), (&json!("bob"), vec![&json!("three"), &json!("two")]));
    assert_eq!(one.get("cover"), None);
    let ann = get(&app, &format!("/users/{}?include=posts,comments", ann.id)).await;
    assert_eq!((each(&ann["posts"], "title"), ann["comments"].as_array().unwrap().len()), (vec![&json!("first")], 2));
}

async fn links_lead_both_ways(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let (first, second) = (post(db, &ann, "b", false).await, post(db, &ann, "a", false).await);
    for word in ["red", "blue", "it's \"ünïcode\" \\ \u{1f600}"] {
        tag(db, &first, word, true).await;
    }
    tag(db, &second, "red", true).await;
    // A word that stands there twice is one word.
    tag(db, &second, "red", true).await;

    let page = get(&app, "/posts?include=tags").await;
    assert_eq!(each(&page["items"][0]["tags"], "word"), ["blue", "it's \"ünïcode\" \\ \u{1f600}", "red"]);
    assert_eq!(each(&page["items"][1]["tags"], "word"), ["red"]);
    let page = get(&app, "/tags?include=posts.tags").await;
    assert_eq!(each(&page["items"][2]["posts"], "title"), ["a", "b"]);
    assert_eq!(each(&page["items"][2]["posts"][1]["tags"], "word").len(), 3);
    assert_eq!(each(&page["items"][1]["posts"], "title"), ["b"]);
}

async fn nobody_is_null_and_nothing_is_empty(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let alone = post(db, &ann, "alone", false).await;
    let one = comment(db, &alone, None, None, "nobody's", 1).await;
    let read = get(&app, &format!("/comments/{}?include=author,parent,replies,post", one.id)).await;
    assert_eq!((&read["author"], &read["parent"], &read["replies"]), (&Value::Null, &Value::Null, &json!([])));
    assert_eq!(read["post"]["title"], "alone");
    assert_eq!(get(&app, "/tags?include=posts").await["items"], json!([]));
    let read = app.get(format!("/posts/{}?include=tags,cover", alone.id)).as_user(ann.id).send().await.expect(200).json();
    assert_eq!((&read["tags"], &read["cover"]), (&json!([]), &Value::Null));
}

async fn paths_go_on_and_come_back(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, bob) = (user(db, "ann", true).await, user(db, "bob", true).await);
    let first = post(db, &ann, "first", false).await;
    let one = comment(db, &first, Some(&bob), None, "one", 1).await;
    let two = comment(db, &first, Some(&ann), Some(&one), "two", 2).await;
    comment(db, &first, Some(&bob), Some(&two), "three", 3).await;

    let read = get(&app, "/posts?limit=5&include=comments.author.posts.author,author,comments.replies.replies.author").await;
    let post = &read["items"][0];
    let of = |text: &str| post["comments"].as_array().unwrap().iter().find(|comment| comment["text"] == text).unwrap();
    assert_eq!(post["author"]["name"], "ann");
    assert_eq!(of("two")["author"]["posts"][0]["author"]["name"], "ann");
    assert_eq!(of("one")["author"]["posts"], json!([]));
    assert_eq!(of("one")["replies"][0]["replies"][0]["author"]["name"], "bob");
    assert_eq!(of("three")["replies"], json!([]));
    // What leads there is included too; what the paths share is there once.
    assert_eq!(of("one")["replies"][0].get("author"), None);
}

async fn rows_have_an_order_and_an_end(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let (first, second) = (post(db, &ann, "first", false).await, post(db, &ann, "second", false).await);
    for (at, written) in [5, 1, 3, 3, 9, 3].into_iter().enumerate() {
        comment(db, &first, Some(&ann), None, &format!("{at} at {written}"), written).await;
        comment(db, &second, Some(&ann), None, &format!("{at} at {}", -written), -written).await;
    }
    // Those of equal rank in the order of their keys, in the direction of the last key of the order.
    let page = get(&app, "/posts?include=comments").await;
    assert_eq!(each(&page["items"][0]["comments"], "text"), ["4 at 9", "0 at 5", "5 at 3"]);
    assert_eq!(each(&page["items"][1]["comments"], "text"), ["1 at -1", "5 at -3", "3 at -3"]);

    let thread = comment(db, &first, None, None, "thread", 0).await;
    for (at, written) in [2, 1, 1].into_iter().enumerate() {
        comment(db, &first, None, Some(&thread), &format!("{at}"), written).await;
    }
    let read = get(&app, &format!("/comments/{}?include=replies", thread.id)).await;
    assert_eq!(each(&read["replies"], "text"), ["2", "1", "0"]);
}

async fn a_request_says_how_many_and_in_which_order(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let first = post(db, &ann, "first", false).await;
    for (text, written) in [("d", 1), ("a", 2), ("c", 3), ("b", 4), ("e", 5)] {
        comment(db, &first, Some(&ann), None, text, written).await;
    }
    let texts = async |query: &str| {
        let read = get(&app, &format!("/posts/{}?include=comments&{query}", first.id)).await;
        each(&read["comments"], "text").iter().map(|text| text.as_str().unwrap().to_owned()).collect::<String>()
    };
    assert_eq!(texts("comments.limit=50").await, "ebcad");
    assert_eq!(texts("comments.limit=1").await, "e");
    assert_eq!(texts("comments.limit=4&comments.sort=text").await, "abcd");
    assert_eq!(texts("comments.sort=-text").await, "edc");
    assert_eq!(texts("comments.sort=written,text").await, "dac");
    // An option of what is not included changes nothing.
    let read = get(&app, &format!("/posts/{}?comments.limit=1", first.id)).await;
    assert_eq!(read.get("comments"), None);
}

async fn a_page_is_a_page(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    for title in ["a", "b", "c"] {
        let made = post(db, &ann, title, false).await;
        let one = comment(db, &made, Some(&ann), None, title, 1).await;
        if title == "b" {
            keep_secret(db, &one).await;
        }
    }
    let first = app.get("/posts?include=comments&limit=2&sort=-title").send().await.expect(200);
    let page = first.json();
    assert_eq!(each(&page["items"], "title"), ["c", "b"]);
    assert_eq!((page["items"][0]["comments"].as_array().unwrap().len(), &page["items"][1]["comments"]), (1, &json!([])));
    let link = first.headers["link"].to_str().unwrap();
    let next = link.strip_prefix('<').and_then(|link| link.split_once('>')).unwrap().0;
    assert!(next.contains("include=comments"), "{link}");
    let page = get(&app, next).await;
    assert_eq!((each(&page["items"], "title"), &page["next"]), (vec![&json!("a")], &Value::Null));
    assert_eq!(each(&page["items"][0]["comments"], "text"), ["a"]);
}
