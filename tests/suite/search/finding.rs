//! What words find.

use restkit::prelude::*;
use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{Essay, POSTS, Post, encoded, found, post, started, titles};

on_both!(
    words_phrases_and_what_must_not_be_there,
    words_are_whole_and_case_does_not_count,
    a_phrase_stands_in_one_column,
    what_is_changed_is_found_as_it_is,
    no_text_is_syntax,
    a_search_is_combined_with_all_else,
    a_repository_searches_too,
    endings_are_left_aside_in_a_language,
    long_texts_are_kept,
    what_is_wrong_is_said,
);

const SHOPPING: &[(&str, &str)] = &[
    ("a", "oat milk and bread"),
    ("b", "milk of oat, no bread"),
    ("c", "Bread, butter; sugar"),
    ("d", "nothing at all"),
    ("milk", "of a cow"),
];

async fn words_phrases_and_what_must_not_be_there(backend: Backend) {
    let app = started(backend, SHOPPING).await;
    for (q, expected) in [
        ("milk", &["a", "b", "milk"][..]),
        ("milk bread", &["a", "b"]),
        ("bread milk", &["a", "b"]),
        ("\"oat milk\"", &["a"]),
        ("milk -oat", &["milk"]),
        ("milk -\"oat milk\"", &["b", "milk"]),
        ("milk -oat -cow", &[]),
        ("-milk", &["c", "d"]),
        ("-milk -bread", &["d"]),
        ("milk cow", &["milk"]),
        ("milk -\"not here\"", &["a", "b", "milk"]),
        ("bread butter sugar milk", &[]),
        // Without a word nothing is looked for.
        ("", &[]),
        (" - \"\" !?", &[]),
        ("😀", &[]),
        ("milk 😀", &["a", "b", "milk"]),
    ] {
        assert_eq!(found(&app, q).await, expected, "{q:?}");
    }
}

async fn words_are_whole_and_case_does_not_count(backend: Backend) {
    let app = started(
        backend,
        &[
            ("a", "E-Mail an ann@example.org, die/der Straße 12.5"),
            ("b", "don't (re)read: <b>x_y</b> C++ 3:4 abc123 123abc"),
            ("d", "「日本語」 東京。 ça “quoted”…Ende – é"),
        ],
    )
    .await;
    for (q, expected) in [
        ("MAIL", &["a"][..]),
        ("e-mail", &["a"]),
        ("\"e mail\"", &["a"]),
        ("email", &[]),
        ("mai", &[]),
        ("ann", &["a"]),
        ("example.org", &["a"]),
        ("ORG", &["a"]),
        ("der", &["a"]),
        ("straße", &["a"]),
        ("12", &["a"]),
        ("12.5", &["a"]),
        ("don't", &["b"]),
        ("don", &["b"]),
        ("read", &["b"]),
        ("x", &["b"]),
        ("x_y", &["b"]),
        ("c++", &["b"]),
        ("ABC123 123abc", &["b"]),
        ("4", &["b"]),
        ("日本語", &["d"]),
        ("東京", &["d"]),
        ("ÇA", &["d"]),
        ("quoted ende", &["d"]),
        // A mark makes another letter of it.
        ("ca", &[]),
        ("e", &["a"]),
        ("É", &["d"]),
    ] {
        assert_eq!(found(&app, q).await, expected, "{q:?}");
    }
}

async fn a_phrase_stands_in_one_column(backend: Backend) {
    let app = started(backend, &[("oat", "milk"), ("oat milk", ""), ("tea", "with oat milk")]).await;
    assert_eq!(found(&app, "oat milk").await, ["oat", "oat milk", "tea"]);
    assert_eq!(found(&app, "\"oat milk\"").await, ["oat milk", "tea"]);
    assert_eq!(found(&app, "oat -\"oat milk\"").await, ["oat"]);
}

async fn what_is_changed_is_found_as_it_is(backend: Backend) {
    let app = started(backend, &[("a", "one"), ("b", "two")]).await;
    let posts = Post::repository(app.db()).as_system();
    let a = posts.select().search("one").first().await.unwrap().unwrap();
    posts.update(a.id, [Post::body().set("three"), Post::stars().set(1)]).await.unwrap();
    assert_eq!((found(&app, "one").await, found(&app, "three").await), (vec![], vec!["a".to_owned()]));
    posts.update(a.id, [Post::body().set(None::<String>)]).await.unwrap();
    assert_eq!((found(&app, "three").await, found(&app, "-two").await), (vec![], vec!["a".to_owned()]));
    posts.update(a.id, [Post::body().set("four")]).await.unwrap();
    if backend == Backend::Sqlite {
        // Numbers of rows may be given anew by it.
        app.execute("VACUUM").await;
    }
    assert_eq!(found(&app, "four").await, ["a"]);
    posts.delete(a.id).await.unwrap();
    assert_eq!(found(&app, "four").await, Vec::<String>::new());
    assert_eq!(found(&app, "two").await, ["b"]);
    let tx = app.db().begin().await.unwrap();
    let inside = Post::repository(&tx).as_system();
    let two = inside.select().search("two").first().await.unwrap().unwrap();
    inside.delete(two.id).await.unwrap();
    assert!(!inside.select().search("two").exists().await.unwrap());
    tx.rollback().await.unwrap();
    assert_eq!(found(&app, "two").await, ["b"]);
}

async fn no_text_is_syntax(backend: Backend) {
    let app = started(backend, &[("a", "near and or not title body")]).await;
    for q in [
        "NEAR(a b)",
        "title:near",
        "body : near",
        "{title} : near",
        "nea*",
        "^near",
        "near OR nothing",
        "\"near",
        "near\"",
        "'near'",
        "near | nothing",
        "!near",
        "near:A",
        "near:*",
        "near <-> and",
        "near & nothing",
        "\\",
        "\\'near",
        "''",
        "near\\0",
        "a\u{0}b",
        "near);DROP TABLE posts;--",
        "-",
        "--",
        "-\"",
        "\"\"\"\"",
        "$1",
        "%",
        "near <2> and",
        "(((",
        "\u{feff}",
        "\u{10ffff}",
    ] {
        let list = app.get(format!("{POSTS}?q={}", encoded(q))).send().await;
        list.expect(200);
    }
    for (q, expected) in [
        ("near OR nothing", false),
        ("near or not", true),
        ("NEAR(and or)", true),
        ("nea*", false),
        ("near:A", false),
        ("body:near", false),
        ("near:and", true),
        ("'near'", true),
        ("near & or", true),
        ("near | nothing", false),
        ("!near", true),
    ] {
        assert_eq!(!found(&app, q).await.is_empty(), expected, "{q:?}");
    }
}

async fn a_search_is_combined_with_all_else(backend: Backend) {
    let app = started(backend, SHOPPING).await;
    app.execute("UPDATE posts SET stars = 3 WHERE title IN ('a', 'milk')").await;
    let get = async |query: &str| app.get(format!("{POSTS}?{query}")).send().await.expect(200).json();
    assert_eq!(titles(&get("q=milk&stars=3&sort=-title").await), ["milk", "a"]);
    let page = get("q=milk&sort=title&limit=1&count=exact&fields=title").await;
    assert_eq!((&page["items"], &page["total"]), (&json!([{"title": "a"}]), &json!(3)));
    let page = get("q=milk&limit=1&count=estimated").await;
    assert!(page["total"].is_number(), "{page}");
    let ranked = get("q=milk&limit=2&count=exact&fields=stars").await;
    assert_eq!((&ranked["items"][0], &ranked["total"]), (&json!({"stars": 3}), &json!(3)));
    let tree = json!({"q": "milk", "filter": {"or": [{"title": "b"}, {"stars__gte": 3}]}, "sort": ["title"], "count": "exact"});
    let list = app.post(format!("{POSTS}/query")).json(&tree).send().await.expect(200).json();
    assert_eq!((titles(&list), &list["total"]), (vec!["a".to_owned(), "b".to_owned(), "milk".to_owned()], &json!(3)));
    assert_eq!(titles(&get("q=milk&sort=title&offset=1").await), ["b", "milk"]);
    assert_eq!(titles(&get("q=milk&offset=1").await).len(), 2);
}

async fn a_repository_searches_too(backend: Backend) {
    let app = started(backend, SHOPPING).await;
    let posts = Post::repository(app.db()).as_system();
    let milk = posts.select().search("milk");
    assert_eq!((milk.count().await.unwrap(), milk.exists().await.unwrap()), (3, true));
    assert_eq!(milk.first().await.unwrap().unwrap().title, "milk");
    let titles = async |select: restkit::resource::Select<Post>| {
        select.all().await.unwrap().into_iter().map(|post| post.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(posts.select().search("milk").sort(Post::title().desc())).await, ["milk", "b", "a"]);
    assert_eq!(titles(posts.filter(Post::title().ne("a")).search("bread").sort(Post::title().asc())).await, ["b", "c"]);
    assert_eq!(titles(posts.select().search("?!")).await, Vec::<String>::new());
    let mut streamed = Vec::new();
    let mut stream = std::pin::pin!(posts.select().search("milk").stream());
    while let Some(post) = futures_util::StreamExt::next(&mut stream).await {
        streamed.push(post.unwrap().title);
    }
    assert_eq!((streamed.len(), streamed[0].as_str()), (3, "milk"));
}

async fn endings_are_left_aside_in_a_language(backend: Backend) {
    let app = started(backend, &[]).await;
    let essays = Essay::repository(app.db()).as_system();
    essays.insert([Essay::text().set("The runners were running through gardens")]).await.unwrap();
    for (q, count) in [("run", 1), ("garden", 1), ("\"running gardens\"", 0), ("\"run through garden\"", 1), ("tree", 0)] {
        let list = app.get(format!("/api/v1/essays?q={}", encoded(q))).send().await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), count, "{q:?}");
    }
}

/// PostgreSQL would refuse a text with more than a megabyte of words.
async fn long_texts_are_kept(backend: Backend) {
    let app = started(backend, &[]).await;
    let words = |from: usize| (from..from + 120_000).map(|n| format!("w{n}é ")).collect::<String>();
    let id = post(app.db(), "first words", Some(&words(0)), Some(&words(200_000))).await;
    assert_eq!(found(&app, "w7é").await, ["first words"]);
    Post::repository(app.db()).as_system().update(id, [Post::title().set(words(400_000))]).await.unwrap();
    assert_eq!(found(&app, "w400007é").await.len(), 1);
}

async fn what_is_wrong_is_said(backend: Backend) {
    let app = started(backend, &[]).await;
    let long = "ä".repeat(200);
    app.get(format!("{POSTS}?q={}", encoded(&long))).send().await.expect(200);
    let answer = app.get(format!("{POSTS}?q={}x", encoded(&long))).send().await;
    answer.faults(400, "invalid_parameter", &["q: length"]);
    let answer = app.post(format!("{POSTS}/query")).json(&json!({"q": format!("{long}x")})).send().await;
    answer.faults(422, "validation", &["/q: length"]);
    let answer = app.post(format!("{POSTS}/query")).json(&json!({"q": 7})).send().await;
    answer.faults(422, "validation", &["/q: type"]);
    let answer = app.get(format!("{POSTS}?q=a&q=b")).send().await;
    answer.faults(400, "invalid_parameter", &["q: repeated_parameter"]);
    let answer = app.get(format!("{POSTS}?q=%ff")).send().await;
    answer.faults(400, "invalid_parameter", &["q: encoding"]);
}
