//! Filters by columns of the rows that relations lead to.

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{blog, comment, empty, post, tag, user};

on_both!(
    rows_are_found_by_what_they_lead_to,
    filters_that_go_one_way_are_about_one_row,
    trees_hold_them_too,
    a_filter_tells_no_more_than_the_caller_sees,
    what_is_not_declared_is_no_filter,
    a_cursor_is_of_its_filter,
    an_estimate_tells_nothing_of_what_is_not_seen,
);

async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    let page = app.get(format!("/posts?sort=title&{query}")).send().await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}

async fn texts(app: &TestApp, query: &str) -> Vec<String> {
    let page = app.get(format!("/comments?sort=text&{query}")).send().await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

async fn rows_are_found_by_what_they_lead_to(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, bob) = (user(db, "Ann", true).await, user(db, "Bob 100%", true).await);
    let (a, b) = (post(db, &ann, "a", false).await, post(db, &bob, "b", false).await);
    post(db, &ann, "c", false).await;
    let one = comment(db, &a, Some(&bob), None, "one", 1).await;
    comment(db, &a, None, Some(&one), "two", 2).await;
    comment(db, &b, None, None, "three", 3).await;

    assert_eq!(titles(&app, "author__name=Ann").await, ["a", "c"]);
    assert_eq!(titles(&app, "author__name__icontains=aNN").await, ["a", "c"]);
    assert_eq!(titles(&app, "author__name__endswith=100%25").await, ["b"]);
    assert_eq!(titles(&app, "author__name__in=Ann,Bob+100%25&title__ne=c").await, ["a", "b"]);
    assert_eq!(titles(&app, "comments__text=two").await, ["a"]);
    assert_eq!(titles(&app, "comments__written__gte=2").await, ["a", "b"]);
    assert_eq!(titles(&app, "comments__none__written__gte=3").await, ["a", "c"]);
    assert_eq!(titles(&app, "author__name=nobody").await, [""; 0]);
}

async fn filters_that_go_one_way_are_about_one_row(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let (a, b) = (post(db, &ann, "a", false).await, post(db, &ann, "b", false).await);
    let one = comment(db, &a, None, None, "x", 1).await;
    comment(db, &a, None, Some(&one), "y", 2).await;
    comment(db, &b, None, None, "x", 2).await;
    assert_eq!(titles(&app, "comments__text=x&comments__written=2").await, ["b"]);
    assert_eq!(titles(&app, "comments__none__written=2&comments__none__text=x").await, ["a"]);
    assert_eq!(titles(&app, "comments__text=x&comments__none__written=1").await, ["b"]);
    // To itself: the same table twice.
    assert_eq!(texts(&app, "parent__text=x").await, ["y"]);
    assert_eq!(texts(&app, "replies__text=y").await, ["x"]);
    assert_eq!(texts(&app, "replies__none__text=y&parent__text__ne=z").await, ["y"]);
}

/// What is included tells what a filter may find.
async fn a_filter_tells_no_more_than_the_caller_sees(backend: Backend) {
    let app = empty(backend).await;
    let users = blog(app.db()).await;
    let mut found = Vec::new();
    for who in [None, Some(users[0].id), Some(users[1].id), Some(users[2].id)] {
        let items = async |query: String| {
            let request = app.get(format!("/posts?limit=50&{query}"));
            let request = match who {
                Some(id) => request.as_user(id),
                None => request,
            };
            request.send().await.expect(200).json()["items"].as_array().unwrap().clone()
        };
        let all = items("include=comments,tags,author&comments.limit=50&tags.limit=50".to_owned()).await;
        let titles = |rows: &[Value]| rows.iter().map(|row| row["title"].clone()).collect::<Vec<_>>();
        let expected = |holds: &dyn Fn(&Value) -> bool| titles(&all.iter().filter(|row| holds(row)).cloned().collect::<Vec<_>>());
        let any = |row: &Value, relation: &str, member: &str, value: &Value| {
            row[relation].as_array().unwrap().iter().any(|other| other[member] == *value)
        };
        let mut count = 0;
        for text in ["0.0", "0.1", "1.2", "2.1", "2.3", "3.0", "3.3"] {
            let some = titles(&items(format!("comments__text={text}")).await);
            assert_eq!(some, expected(&|row| any(row, "comments", "text", &json!(text))), "{who:?} {text}");
            let none = titles(&items(format!("comments__none__text={text}")).await);
            assert_eq!(none, expected(&|row| !any(row, "comments", "text", &json!(text))), "{who:?} {text}");
            count += some.len();
        }
        for word in ["red", "green", "blue"] {
            let some = titles(&items(format!("tags__word={word}")).await);
            assert_eq!(some, expected(&|row| any(row, "tags", "word", &json!(word))), "{who:?} {word}");
            count += some.len();
        }
        for name in ["ann", "bob", "eve"] {
            let some = titles(&items(format!("author__name={name}")).await);
            assert_eq!(some, expected(&|row| row["author"]["name"] == name), "{who:?} {name}");
            count += some.len();
        }
        found.push(count);
    }
    found.sort_unstable();
    found.dedup();
    assert!(found.len() >= 3 && found[0] > 0, "callers see different things: {found:?}");
}

async fn what_is_not_declared_is_no_filter(backend: Backend) {
    let app = empty(backend).await;
    for name in [
        "author__password",
        "author__active",
        "author__note",
        "author__posts__title",
        "comments__any__text",
        "comments__none",
        "comments__secret",
        "cover__url",
        "author",
    ] {
        app.get(format!("/posts?{name}=x")).send().await.faults(
            400,
            "invalid_parameter",
            &[&format!("{name}: unknown_parameter")],
        );
    }
    app.get("/posts?comments__written=x&author__name__isnull=true").send().await.faults(
        400,
        "invalid_parameter",
        &["comments__written: type", "author__name__isnull: unknown_parameter"],
    );
}

async fn a_cursor_is_of_its_filter(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    for title in ["a", "b", "c"] {
        let made = post(db, &ann, title, false).await;
        comment(db, &made, None, None, "x", 1).await;
    }
    let query = "/posts?sort=title&limit=2&comments__text=x";
    let page = app.get(query).send().await.expect(200).json();
    let cursor = page["next"].as_str().unwrap();
    let next = app.get(format!("{query}&cursor={cursor}")).send().await.expect(200).json();
    assert_eq!((&next["items"][0]["title"], &next["next"]), (&json!("c"), &Value::Null));
    for other in ["comments__text=y", "comments__none__text=x", "author__name=x", "title=x"] {
        app.get(format!("/posts?sort=title&limit=2&{other}&cursor={cursor}")).send().await.faults(
            400,
            "invalid_parameter",
            &["cursor: invalid"],
        );
    }
}

async fn found(app: &TestApp, filter: Value) -> Vec<String> {
    let body = json!({"filter": filter, "sort": ["title"]});
    let page = app.post("/posts/query").json(&body).send().await.expect(200).json();
    page["items"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}

async fn trees_hold_them_too(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, bob) = (user(db, "ann", true).await, user(db, "bob", true).await);
    let (a, b) = (post(db, &ann, "a", false).await, post(db, &bob, "b", false).await);
    post(db, &bob, "c", false).await;
    comment(db, &a, None, None, "x", 1).await;
    comment(db, &a, None, None, "y", 2).await;
    comment(db, &b, None, None, "x", 2).await;

    assert_eq!(found(&app, json!({"comments__text": "x", "comments__written": 2})).await, ["b"]);
    assert_eq!(found(&app, json!({"and": [{"comments__text": "x"}, {"comments__written": 2}]})).await, ["a", "b"]);
    assert_eq!(found(&app, json!({"not": {"comments__text": "x"}})).await, ["c"]);
    assert_eq!(found(&app, json!({"or": [{"comments__text": "y"}, {"author__name": "bob", "title": "c"}]})).await, ["a", "c"]);
    assert_eq!(found(&app, json!({"comments__none__text": "x", "comments__none__written": 2})).await, ["a", "c"]);
    assert_eq!(found(&app, json!({"comments__none__written__in": [1, 3], "author__name__in": ["bob", "eve"]})).await, ["b", "c"]);
    // Nobody's name is none, and none is not this one.
    let parents = async |filter: Value| {
        let body = json!({"filter": filter});
        app.post("/comments/query").json(&body).send().await.expect(200).json()["items"].as_array().unwrap().len()
    };
    assert_eq!((parents(json!({"parent__text__ne": "x"})).await, parents(json!({"not": {"parent__text": "x"}})).await), (0, 3));

    let refused = async |filter: Value, faults: &[&str]| {
        app.post("/posts/query").json(&json!({ "filter": filter })).send().await.faults(422, "validation", faults);
    };
    refused(
        json!({"comments__written": "x", "author__password": "x"}),
        &["/filter/comments__written: type", "/filter/author__password: unknown_member"],
    )
    .await;
    let reaching = |count: usize| json!({"or": vec![json!({"comments__text": "x"}); count]});
    assert_eq!(found(&app, reaching(10)).await, ["a", "b"]);
    refused(reaching(11), &["/filter/or/10/comments__text: items"]).await;
}

/// Drafts have words, of which the planner knows.
async fn an_estimate_tells_nothing_of_what_is_not_seen(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let (seen, draft) = (post(db, &ann, "seen", false).await, post(db, &ann, "draft", true).await);
    for number in 0..30 {
        tag(db, if number < 3 { &seen } else { &draft }, &format!("word {number}"), true).await;
    }
    for count in ["estimated", "exact"] {
        let page = app.get(format!("/tags?limit=1&count={count}&posts__title__ne=x")).send().await.expect(200).json();
        assert_eq!(page["total"], 3, "{count}");
    }
}
