//! Who finds what: nothing by a row, and nothing by a field, that they may not see.

use restkit::prelude::*;
use restkit_tests::{app::TestApp, database::Backend, on_both, token::Token};
use serde_json::json;

use super::fixtures::{Note, POSTS, Post, post, started, titles};

on_both!(
    a_row_that_is_not_seen_is_not_found,
    a_field_that_is_not_seen_finds_nothing,
    where_no_field_is_seen_there_is_no_search,
    a_field_that_is_not_seen_is_worth_nothing,
    a_repository_looks_where_its_caller_sees,
);

fn editor() -> String {
    Token::of("1").roles(&["editor"]).sign()
}

async fn get(app: &TestApp, q: &str, token: Option<&str>) -> Vec<String> {
    let request = app.get(format!("{POSTS}?q={q}"));
    titles(&token.into_iter().fold(request, |request, token| request.bearer(token)).send().await.expect(200).json())
}

async fn a_row_that_is_not_seen_is_not_found(backend: Backend) {
    let app = started(backend, &[("a", "word"), ("b", "word")]).await;
    app.execute("UPDATE posts SET draft = TRUE WHERE title = 'b'").await;
    assert_eq!(get(&app, "word", None).await, ["a"]);
    assert_eq!(get(&app, "-nothing", None).await, ["a"]);
    assert_eq!(get(&app, "word", Some(&editor())).await.len(), 2);
    let counted = app.get(format!("{POSTS}?q=word&limit=1&count=exact")).send().await.expect(200).json();
    assert_eq!(counted["total"], 1);
}

async fn a_field_that_is_not_seen_finds_nothing(backend: Backend) {
    let app = started(backend, &[]).await;
    post(app.db(), "a", Some("open words"), Some("hidden words")).await;
    post(app.db(), "b", None, Some("hidden open")).await;
    for (q, seen, by_editor) in [
        ("hidden", &[][..], &["a", "b"][..]),
        ("open", &["a"], &["a", "b"]),
        ("open%20hidden", &[], &["a", "b"]),
        ("%22hidden%20words%22", &[], &["a"]),
        ("%22open%20words%22", &["a"], &["a"]),
        // What must not be there is looked for where the caller sees it.
        ("-hidden", &["a", "b"], &[]),
        ("words%20-hidden", &["a"], &[]),
        ("words%20-%22hidden%20words%22", &["a"], &[]),
    ] {
        let sorted = |mut titles: Vec<String>| {
            titles.sort();
            titles
        };
        assert_eq!(sorted(get(&app, q, None).await), seen, "{q}");
        assert_eq!(sorted(get(&app, q, Some(&editor())).await), by_editor, "{q} for the editor");
    }
}

async fn where_no_field_is_seen_there_is_no_search(backend: Backend) {
    let app = started(backend, &[]).await;
    let notes = "/api/v1/notes";
    Note::repository(app.db()).as_system().insert([Note::text().set("hidden")]).await.unwrap();
    let unknown = app.get(format!("{notes}?q=hidden")).send().await.faults(400, "invalid_parameter", &["q: unknown_parameter"]);
    let nothing = app.get(format!("{notes}?x=hidden")).send().await.faults(400, "invalid_parameter", &["x: unknown_parameter"]);
    assert_eq!(unknown["detail"], nothing["detail"]);
    let body = json!({"q": "hidden"});
    app.post(format!("{notes}/query")).json(&body).send().await.faults(422, "validation", &["/q: unknown_member"]);
    let found = app.get(format!("{notes}?q=hidden")).bearer(&editor()).send().await.expect(200).json();
    assert_eq!(found["items"], json!([{"id": 1, "text": "hidden"}]));
    let found = app.post(format!("{notes}/query")).bearer(&editor()).json(&body).send().await.expect(200).json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

async fn a_field_that_is_not_seen_is_worth_nothing(backend: Backend) {
    let app = started(backend, &[]).await;
    post(app.db(), "once", Some("word"), Some("word word word word word word")).await;
    post(app.db(), "twice", Some("word word"), None).await;
    assert_eq!(get(&app, "word", None).await, ["twice", "once"]);
    assert_eq!(get(&app, "word", Some(&editor())).await, ["once", "twice"]);
}

async fn a_repository_looks_where_its_caller_sees(backend: Backend) {
    let app = started(backend, &[]).await;
    post(app.db(), "a", Some("open"), Some("hidden")).await;
    let posts = Post::repository(app.db());
    let somebody = Caller::anonymous();
    assert_eq!(posts.as_system().select().search("hidden").count().await.unwrap(), 1);
    assert_eq!(posts.as_caller(&somebody).select().search("hidden").count().await.unwrap(), 0);
    assert_eq!(posts.as_caller(&somebody).select().search("open").count().await.unwrap(), 1);
    let notes = Note::repository(app.db());
    notes.as_system().insert([Note::text().set("hidden")]).await.unwrap();
    assert_eq!(notes.as_caller(&somebody).select().search("-other").all().await.unwrap().len(), 0);
}
