//! Policies: conditions on rows on every verb, and answers that give nothing away.

use http::HeaderMap;

use restkit::db::PoolSettings;
use restkit_tests::{
    answer::Answer,
    app::TestApp,
    client::Request,
    database::{Backend, Database},
    on_both,
    postgres::shared,
    token::Token,
};
use serde_json::{Value, json};

use super::fixtures::{
    TASKS, USERS, app_of, article::Article, column, path_of, started_todo, task, ticket::Ticket, todo, with_users,
};

on_both!(
    a_hidden_row_is_like_no_row,
    what_is_public_needs_no_credentials,
    an_author_sees_their_drafts,
    a_scope_is_needed_to_write,
    a_role_can_take_a_right_away,
    a_row_cannot_leave_the_policy,
    a_row_cannot_leave_those_that_are_seen,
    visible_is_not_changeable,
    wrong_credentials_do_not_pass_as_none,
    a_hidden_row_cannot_be_told_by_filters,
    policies_hold_for_a_text_subject,
);

const ARTICLES: &str = "/api/v1/articles";

async fn articles(backend: Backend) -> TestApp {
    app_of::<Article>(backend).start().await
}

fn writer(name: &str) -> String {
    Token::of(name).scope("openid articles:write").sign()
}

fn editor(name: &str) -> String {
    Token::of(name).roles(&["editor"]).sign()
}

async fn write(app: &TestApp, author: &str, body: Value) -> String {
    let answer = app.post(ARTICLES).bearer(&writer(author)).json(&body).send().await.expect(201);
    answer.header("location")
}

/// What two answers must share for nobody to tell them apart: everything but what names the request.
fn appearance(answer: &Answer) -> (u16, HeaderMap, Value) {
    let mut headers = answer.headers.clone();
    for name in ["x-request-id", "traceparent", "date"] {
        headers.remove(name);
    }
    let mut body = answer.json();
    body["instance"].take();
    body["trace_id"].take();
    headers.remove("content-length");
    (answer.status.as_u16(), headers, body)
}

async fn a_hidden_row_is_like_no_row(backend: Backend) {
    let app = started_todo(backend).await;
    let hidden = path_of(TASKS, &task(&app, 1, json!({"title": "of Ada"})).await);
    let missing = format!("{TASKS}/99");
    let malformed = format!("{TASKS}/x");
    let user = format!("{USERS}/1");
    let no_user = format!("{USERS}/99");
    for (one, other) in [(&hidden, &missing), (&malformed, &missing), (&user, &no_user)] {
        let pairs = [
            (app.get(one).as_user(2).send().await, app.get(other).as_user(2).send().await),
            (app.patch(one).as_user(2).json(&json!({})).send().await, app.patch(other).as_user(2).json(&json!({})).send().await),
            (
                app.get(one).as_user(2).header("if-none-match", "\"1\"").send().await,
                app.get(other).as_user(2).header("if-none-match", "\"1\"").send().await,
            ),
        ];
        for (one, other) in pairs {
            assert_eq!(one.status, 404, "{}", one.request());
            assert_eq!(appearance(&one), appearance(&other), "{} and {}", one.request(), other.request());
        }
    }
    let changes = [
        (hidden.clone(), missing.clone(), json!({"title": "x"})),
        (hidden.clone(), missing.clone(), json!({"title": ""})),
        (hidden.clone(), missing.clone(), json!({"nonsense": 1})),
        (malformed.clone(), missing.clone(), json!({"title": "x"})),
    ];
    for (one, other, body) in changes {
        let one = app.patch(one).as_user(2).json(&body).send().await;
        let other = app.patch(other).as_user(2).json(&body).send().await;
        assert_eq!(appearance(&one), appearance(&other), "{} and {} with {body}", one.request(), other.request());
    }
    for header in [None, Some("\"1\""), Some("\"7\""), Some("*"), Some("nonsense")] {
        let delete = |path: &str| {
            let request = app.delete(path).as_user(2);
            if let Some(tag) = header { request.header("if-match", tag) } else { request }.send()
        };
        let (one, other) = (delete(&hidden).await, delete(&missing).await);
        assert_eq!(appearance(&one), appearance(&other), "{} and {} with {header:?}", one.request(), other.request());
    }
}

/// PostgreSQL can say which statements it was sent.
#[tokio::test]
async fn a_hidden_row_costs_as_many_statements_as_no_row() {
    let Some(cluster) = shared() else { return };
    let database = Database::migrated(Backend::Postgres, &todo(Backend::Postgres).resources()).await;
    let log_all = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET log_statement = %L', current_database(), 'all'); END $$";
    database.execute(log_all).await;
    let prefix = format!("{} LOG:", database.name());
    let pool = PoolSettings { max_connections: 1, ..PoolSettings::default() };
    let app = with_users(todo(Backend::Postgres).pool(pool).start_on(database).await).await;
    let hidden = path_of(TASKS, &task(&app, 1, json!({"title": "of Ada"})).await);
    let missing = format!("{TASKS}/99");

    let logged = || cluster.log().unwrap().lines().filter(|line| line.starts_with(&prefix)).count();
    let statements = async |request: Request| {
        let before = logged();
        request.as_user(2).send().await.problem(404, "not_found");
        logged() - before
    };
    let requests: [fn(&TestApp, &str) -> Request; 7] = [
        |app, path| app.get(path),
        |app, path| app.patch(path).json(&json!({"title": "x"})),
        |app, path| app.patch(path).json(&json!({})),
        |app, path| app.patch(path).header("if-match", "\"1\"").json(&json!({"title": "x"})),
        |app, path| app.delete(path),
        |app, path| app.delete(path).header("if-match", "\"1\""),
        |app, path| app.delete(path).header("if-match", "\"7\""),
    ];
    for request in requests {
        // What a connection sees for the first time may cost more.
        statements(request(&app, &missing)).await;
        let of_hidden = statements(request(&app, &hidden)).await;
        let of_missing = statements(request(&app, &missing)).await;
        assert!(of_hidden > 0, "the log shows no statement");
        assert_eq!(of_hidden, of_missing, "{:?}", request(&app, &hidden));
    }
}

async fn what_is_public_needs_no_credentials(backend: Backend) {
    let app = articles(backend).await;
    let draft = write(&app, "ada", json!({"title": "draft"})).await;
    let published = write(&app, "ada", json!({"title": "published", "state": "published"})).await;
    let list = app.get(ARTICLES).send().await.expect(200);
    assert_eq!(column(&list.json(), "title"), ["published"]);
    assert!(list.lists("vary", "authorization"), "{:?}", list.headers);
    app.get(&published).send().await.expect(200);
    app.get(&draft).send().await.problem(404, "not_found");
    let answer = app.post(ARTICLES).json(&json!({"title": "x"})).send().await;
    answer.problem(401, "unauthenticated");
    let answer = app.patch(&published).json(&json!({"title": "x"})).send().await;
    answer.problem(401, "unauthenticated");
}

async fn an_author_sees_their_drafts(backend: Backend) {
    let app = articles(backend).await;
    let of_ada = write(&app, "ada", json!({"title": "of Ada"})).await;
    write(&app, "bob", json!({"title": "of Bob"})).await;
    write(&app, "bob", json!({"title": "by Bob for all", "state": "published"})).await;
    let titles = async |token: &str| {
        let list = app.get(format!("{ARTICLES}?sort=title")).bearer(token).send().await.expect(200).json();
        column(&list, "title")
    };
    assert_eq!(titles(&writer("ada")).await, ["by Bob for all", "of Ada"]);
    assert_eq!(titles(&writer("bob")).await, ["by Bob for all", "of Bob"]);
    assert_eq!(titles(&writer("eve")).await, ["by Bob for all"]);
    assert_eq!(titles(&editor("eve")).await, ["by Bob for all", "of Ada", "of Bob"]);
    app.get(&of_ada).bearer(&writer("bob")).send().await.problem(404, "not_found");
}

async fn a_scope_is_needed_to_write(backend: Backend) {
    let app = articles(backend).await;
    for scope in ["", "articles", "articles:writer", "ARTICLES:WRITE", "articles:write,x"] {
        let token = Token::of("ada").scope(scope).sign();
        let answer = app.post(ARTICLES).bearer(&token).json(&json!({"title": "x"})).send().await;
        answer.problem(403, "forbidden");
        let challenge = answer.header("www-authenticate");
        for part in ["Bearer ", r#"error="insufficient_scope""#, r#"scope="articles:write""#] {
            assert!(challenge.contains(part), "{challenge} without {part}");
        }
    }
    app.post(ARTICLES).bearer(&writer("ada")).json(&json!({"title": "x"})).send().await.expect(201);
}

async fn a_role_can_take_a_right_away(backend: Backend) {
    let app = articles(backend).await;
    let suspended = Token::of("ada").scope("articles:write").roles(&["suspended"]).sign();
    let answer = app.post(ARTICLES).bearer(&suspended).json(&json!({"title": "x"})).send().await;
    answer.problem(403, "forbidden");
    assert!(!answer.headers.contains_key("www-authenticate"), "another token would not help");
    app.get(ARTICLES).bearer(&suspended).send().await.expect(200);
}

async fn a_row_cannot_leave_the_policy(backend: Backend) {
    let app = articles(backend).await;
    let path = write(&app, "ada", json!({"title": "draft"})).await;
    app.patch(&path).bearer(&writer("ada")).json(&json!({"title": "better"})).send().await.expect(200);
    // An author changes drafts, and so cannot make anything else of one.
    let answer = app.patch(&path).bearer(&writer("ada")).json(&json!({"state": "published"})).send().await;
    answer.problem(403, "forbidden");
    let stored = app.get(&path).bearer(&writer("ada")).send().await;
    assert_eq!((stored.at("/state"), stored.at("/title")), (json!("draft"), json!("better")));
    assert_eq!(stored.header("etag"), "\"2\"", "what was refused was not written");
    app.patch(&path).bearer(&writer("ada")).json(&json!({"state": "draft"})).send().await.expect(200);
    app.patch(&path).bearer(&editor("eve")).json(&json!({"state": "published"})).send().await.expect(200);
}

async fn a_row_cannot_leave_those_that_are_seen(backend: Backend) {
    let app = app_of::<Ticket>(backend).start().await;
    let (red, blue) = (Token::of("red").sign(), Token::of("blue").sign());
    let ticket = json!({"team": "red", "title": "Paint"});
    let path = app.post("/api/v1/tickets").bearer(&red).json(&ticket).send().await.expect(201).header("location");
    for body in [json!({"team": "blue"}), json!({"team": "blue", "title": "from red"})] {
        app.patch(&path).bearer(&red).json(&body).send().await.problem(403, "forbidden");
    }
    assert_eq!(app.get(&path).bearer(&red).send().await.header("etag"), "\"1\"", "what was refused was not written");
    let list = app.get("/api/v1/tickets").bearer(&blue).send().await.expect(200);
    assert_eq!(list.text(), r#"{"items":[],"next":null,"prev":null}"#);
    app.patch(&path).bearer(&red).json(&json!({"team": "red", "title": "Paper"})).send().await.expect(200);
    app.patch(&path).bearer(&blue).json(&json!({"team": "blue"})).send().await.problem(404, "not_found");
}

async fn visible_is_not_changeable(backend: Backend) {
    let app = articles(backend).await;
    let path = write(&app, "ada", json!({"title": "x", "state": "published"})).await;
    for token in [writer("ada"), writer("bob")] {
        app.get(&path).bearer(&token).send().await.expect(200);
        for body in [json!({"title": "y"}), json!({}), json!({"state": "draft"})] {
            app.patch(&path).bearer(&token).json(&body).send().await.problem(403, "forbidden");
        }
        let answer = app.patch(&path).bearer(&token).header("if-match", "\"7\"").json(&json!({"title": "y"})).send().await;
        answer.problem(403, "forbidden");
    }
    assert_eq!(app.get(&path).send().await.header("etag"), "\"1\"");
}

async fn wrong_credentials_do_not_pass_as_none(backend: Backend) {
    let app = articles(backend).await;
    app.get(ARTICLES).send().await.expect(200);
    app.get(ARTICLES).bearer("nonsense").send().await.problem(401, "unauthenticated");
    app.get(ARTICLES).bearer(&Token::of("ada").expires_in(-600).sign()).send().await.problem(401, "unauthenticated");
}

async fn a_hidden_row_cannot_be_told_by_filters(backend: Backend) {
    let app = articles(backend).await;
    write(&app, "ada", json!({"title": "secret", "rank": 1})).await;
    for query in ["title=secret", "state=draft", "rank=1", "sort=rank", "sort=-title&limit=1"] {
        let list = app.get(format!("{ARTICLES}?{query}")).bearer(&writer("bob")).send().await.expect(200);
        assert_eq!(list.text(), r#"{"items":[],"next":null,"prev":null}"#, "{query}");
        assert!(!list.headers.contains_key("link"), "{query}");
    }
}

async fn policies_hold_for_a_text_subject(backend: Backend) {
    let app = articles(backend).await;
    for subject in ["' OR true --", "%", "_", "ada\"; drop", "ÄÖÜ", "\u{1f600}", "1", "null"] {
        let path = write(&app, subject, json!({"title": "x"})).await;
        let answer = app.get(&path).bearer(&writer(subject)).send().await.expect(200);
        assert_eq!(answer.at("/author"), subject);
        let list = app.get(ARTICLES).bearer(&writer(subject)).send().await.expect(200).json();
        assert_eq!(column(&list, "author"), [subject]);
        app.get(&path).bearer(&writer("somebody")).send().await.problem(404, "not_found");
    }
    // PostgreSQL cannot store a NUL; the caller cannot own anything, and nothing breaks.
    let answer = app.get(ARTICLES).bearer(&writer("a\0b")).send().await;
    assert!(answer.status.is_client_error() || answer.status == 200, "{}", answer.text());
    let answer = app.post(ARTICLES).bearer(&writer("a\0b")).json(&json!({"title": "x"})).send().await;
    assert!(answer.status.is_client_error(), "{}", answer.text());
}
