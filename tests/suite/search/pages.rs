//! Pages of what was found, best first.

use restkit::{prelude::*, testing};
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{Note, POSTS, Post, post, started, titles};

on_both!(
    the_best_come_first,
    the_order_is_that_of_the_weights,
    pages_follow_each_other_in_both_directions,
    rows_that_come_and_go_neither_repeat_nor_hide_others,
    a_cursor_is_bound_to_what_was_searched,
    one_statement_is_enough,
    a_repository_has_pages_of_them,
);

async fn get(app: &TestApp, query: &str) -> Value {
    app.get(format!("{POSTS}?{query}")).send().await.expect(200).json()
}

async fn the_best_come_first(backend: Backend) {
    let app = started(
        backend,
        &[
            ("3", "word and other word"),
            ("2", "word"),
            ("word 5", "nothing"),
            ("word 6", "word"),
            ("4", "word word word"),
            // No more than twenty places of a column count.
            ("20", "word word word word word word word word word word word word word word word word word word word word"),
            (
                "word 24",
                "word word word word word word word word word word word word word word word word word word word word word word",
            ),
        ],
    )
    .await;
    assert_eq!(titles(&get(&app, "q=word&limit=50").await), ["word 24", "20", "word 6", "word 5", "4", "3", "2"]);
    // Each wanted word counts, those of phrases too.
    assert_eq!(titles(&get(&app, "q=%22other%20word%22").await), ["3"]);
    assert_eq!(titles(&get(&app, "q=word%20-nothing&limit=3").await), ["word 24", "20", "word 6"]);
}

async fn the_order_is_that_of_the_weights(backend: Backend) {
    let app = started(backend, &[("x", "b b b"), ("b x", "a"), ("a b", "")]).await;
    // Three places in the body, one in the title, which is worth four.
    assert_eq!(titles(&get(&app, "q=b").await)[2], "x");
    assert_eq!(titles(&get(&app, "q=a%20b").await), ["a b", "b x"]);
}

/// Twenty-three posts, worth one to four, and some that are not found.
async fn many(backend: Backend) -> TestApp {
    let app = started(backend, &[]).await;
    for n in 0..23 {
        post(app.db(), &format!("t{n}"), Some(&"word ".repeat(1 + n % 4)), None).await;
        post(app.db(), &format!("o{n}"), Some("other"), None).await;
    }
    app
}

async fn pages_follow_each_other_in_both_directions(backend: Backend) {
    let app = many(backend).await;
    let all = titles(&get(&app, "q=word&limit=100").await);
    assert_eq!(all.len(), 23);
    let worth = |title: &str| title[1..].parse::<usize>().unwrap() % 4;
    assert!(all.windows(2).all(|pair| worth(&pair[0]) >= worth(&pair[1])), "{all:?}");
    for limit in [1, 4, 5, 7, 22, 23] {
        let (mut found, mut cursor, mut pages) = (Vec::new(), String::new(), Vec::new());
        loop {
            let page = get(&app, &format!("q=word&limit={limit}&fields=title{cursor}")).await;
            found.extend(titles(&page));
            pages.push(page.clone());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, all, "pages of {limit}");
        let mut back = pages.last().unwrap().clone();
        for page in pages.iter().rev().skip(1) {
            back = get(&app, &format!("q=word&limit={limit}&cursor={}", back["prev"].as_str().unwrap())).await;
            assert_eq!(titles(&back), titles(page), "back by {limit}");
        }
        assert_eq!(back["prev"], pages[0]["prev"], "the first page of {limit}");
    }
}

async fn rows_that_come_and_go_neither_repeat_nor_hide_others(backend: Backend) {
    let app = many(backend).await;
    let all = titles(&get(&app, "q=word&limit=100").await);
    let first = get(&app, "q=word&limit=10").await;
    // The row that the cursor is made of goes, better ones come, and what is found of others changes what no row is worth.
    let posts = Post::repository(app.db()).as_system();
    let last = posts.filter(Post::title().eq(all[9].as_str())).first().await.unwrap().unwrap();
    posts.delete(last.id).await.unwrap();
    for n in 0..30 {
        post(app.db(), &format!("word {n}"), Some("word word word word word"), None).await;
    }
    let rest = get(&app, &format!("q=word&limit=100&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(titles(&rest), all[10..]);
}

async fn a_cursor_is_bound_to_what_was_searched(backend: Backend) {
    let app = many(backend).await;
    let cursor = get(&app, "q=word&limit=2").await["next"].as_str().unwrap().to_owned();
    for other in ["q=other", "", "q=word&sort=title", "q=word%20-other", "q=word&stars=0"] {
        let answer = app.get(format!("{POSTS}?{other}&cursor={cursor}")).send().await;
        answer.faults(400, "invalid_parameter", &["cursor: invalid"]);
    }
    let sorted = get(&app, "q=word&sort=title&limit=2").await["next"].as_str().unwrap().to_owned();
    app.get(format!("{POSTS}?q=word&cursor={sorted}")).send().await.faults(400, "invalid_parameter", &["cursor: invalid"]);
    assert_eq!(get(&app, &format!("q=word&sort=title&limit=2&cursor={sorted}")).await["items"].as_array().unwrap().len(), 2);
    // What means the same is the same.
    assert_eq!(titles(&get(&app, &format!("q=%20word%20word%20&limit=2&cursor={cursor}")).await).len(), 2);
    let body = json!({"q": "word", "limit": 2, "cursor": cursor});
    let page = app.post(format!("{POSTS}/query")).json(&body).send().await.expect(200).json();
    assert_eq!(titles(&page).len(), 2);
}

async fn one_statement_is_enough(backend: Backend) {
    let backend = match backend {
        Backend::Sqlite => testing::Backend::Memory,
        Backend::Postgres => testing::Backend::postgres(restkit_tests::postgres::shared().unwrap().url("postgres")),
    };
    let app = testing::TestApp::on(backend, App::new("Posts", "1").mount("", Post::routes())).await;
    for n in 0..7 {
        post(app.db(), &format!("word {n}"), None, None).await;
    }
    let first = app.get("/posts?q=word&limit=3").await.expect_status(200);
    assert_eq!(first.statements().len(), 1, "{:#?}", first.statements());
    let next = first.json()["next"].as_str().unwrap().to_owned();
    let second = app.get(format!("/posts?q=word&limit=3&cursor={next}")).await.expect_status(200);
    assert_eq!(second.statements().len(), 1, "{:#?}", second.statements());
}

async fn a_repository_has_pages_of_them(backend: Backend) {
    let app = many(backend).await;
    let cursors = restkit::query::CursorKey::new(b"a secret of the tests");
    let select = || Post::repository(app.db()).as_system().select().search("word").limit(9).with_total();
    let (mut count, mut cursor) = (0, None);
    loop {
        let page = select().page(cursor.as_deref(), &cursors).await.unwrap();
        assert_eq!(page.total, Some(23));
        count += page.rows.len();
        if let Some(foreign) = &page.next {
            let other = Post::repository(app.db()).as_system().select().search("other").page(Some(foreign), &cursors).await;
            assert_eq!(other.unwrap_err().kind().status, 400);
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(count, 23);
    // By a key that counts.
    let notes = Note::repository(app.db()).as_system();
    for n in 0..5 {
        notes.insert([Note::text().set(format!("note {n}"))]).await.unwrap();
    }
    let ids = notes.select().search("note").all().await.unwrap().iter().map(|note| note.id).collect::<Vec<_>>();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
}
