//! What the blog promises.

#![expect(clippy::unwrap_used, reason = "how a test fails")]

use blog::{Role, User};
use restkit::testing::{Backend, Client, ResourceFactory as _, TestApp};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

/// The blog on SQLite, or on the PostgreSQL that `TEST_DATABASE_URL` names.
async fn started() -> TestApp {
    TestApp::on(Backend::from_env().unwrap_or_default(), blog::app()).await
}

/// Somebody who is there, and logged in.
async fn user(app: &TestApp, name: &str) -> (i64, Client) {
    let user = User::factory().with(User::name().set(name)).create(app).await;
    (user.id, app.as_user(&user))
}

fn moderator(app: &TestApp) -> Client {
    app.as_user("1000").role(Role::Moderator)
}

async fn post(author: &Client, title: &str, status: &str) -> i64 {
    let body = json!({"title": title, "body": "Some text.", "status": status});
    author.post("/api/v1/posts").json(body).await.expect_status(201).json()["id"].as_i64().unwrap()
}

/// The titles of a list.
fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn people_register_and_log_in() {
    let app = started().await;
    let body = json!({"name": "ada", "password": PASSWORD});
    let ada = app.post("/api/v1/users").json(&body).await.expect_status(201);
    assert!(ada.json().get("password_hash").is_none());
    app.post("/api/v1/users").json(&body).await.expect_status(409);
    let wrong = app.post("/api/v1/users").json(json!({"name": "Ada!", "password": "short"})).await.expect_status(422);
    assert_eq!(wrong.faults(), ["/name: pattern", "/password: length"]);

    let session = app.post("/api/v1/session").json(&body).await.expect_status(200).json();
    assert_eq!(session["user"]["name"], "ada");
    let about = json!({"about": "I count."});
    let place = ada.header("location").unwrap();
    let token = session["access_token"].as_str().unwrap();
    app.patch(place).bearer(token).json(about).await.expect_status(200);
    for name in ["ada", "eve"] {
        let body = json!({"name": name, "password": "another long password"});
        let answer = app.post("/api/v1/session").json(body).await.expect_status(403);
        assert_eq!(answer.problem_code(), "wrong_credentials");
    }
}

#[tokio::test]
async fn a_draft_is_nobody_elses_until_it_is_published() {
    let app = started().await;
    let ((_, ada), (_, bob)) = (user(&app, "ada").await, user(&app, "bob").await);
    let draft = post(&ada, "Lists", "draft").await;
    let place = format!("/api/v1/posts/{draft}");
    let tags = json!({"tags": ["rust", "databases", "rust"]});
    let given = ada.put(format!("{place}/tags")).json(&tags).await.expect_status(200);
    assert_eq!(given.json(), json!([{"name": "databases"}, {"name": "rust"}]));

    for stranger in [&bob, &moderator(&app)] {
        stranger.get(&place).await.expect_status(404);
        stranger.put(format!("{place}/tags")).json(&tags).await.expect_status(404);
        assert_eq!(stranger.get("/api/v1/posts").await.json()["items"], json!([]));
        assert_eq!(stranger.get("/api/v1/post-tags").await.json()["items"], json!([]));
        let said = stranger.post("/api/v1/comments").json(json!({"post_id": draft, "text": "First!"})).await.expect_status(409);
        let nowhere = stranger.post("/api/v1/comments").json(json!({"post_id": 999, "text": "First!"})).await.expect_status(409);
        assert_eq!(said.json()["detail"], nowhere.json()["detail"]);
    }

    let published = ada.patch(&place).json(json!({"status": "published"})).await.expect_status(200).json();
    assert!(published["published_at"].is_string());
    let seen = app.get(format!("{place}?include=author,tags")).await.expect_status(200).json();
    assert_eq!((&seen["author"]["name"], &seen["tags"]), (&json!("ada"), &given.json()));
    ada.patch(&place).json(json!({"status": "draft"})).await.expect_status(409);
    bob.patch(&place).json(json!({"title": "Mine"})).await.expect_status(403);
    let fewer = ada.put(format!("{place}/tags")).json(json!({"tags": ["rust"]})).await.expect_status(200);
    assert_eq!(fewer.json(), json!([{"name": "rust"}]));
    assert_eq!(app.get(format!("{place}?include=tags")).await.json()["tags"], fewer.json());
    let wrong = ada.put(format!("{place}/tags")).json(json!({"tags": ["Not a tag"]})).await.expect_status(422);
    assert_eq!(wrong.faults(), ["/tags/0: pattern"]);
}

#[tokio::test]
async fn lists_are_filtered_sorted_counted_and_paged() {
    let app = started().await;
    let (_, ada) = user(&app, "ada").await;
    for title in ["Bread", "Apples", "More bread"] {
        post(&ada, title, "published").await;
    }
    let draft = post(&ada, "Bread, again", "draft").await;
    for (id, tag) in [(1, "food"), (3, "food"), (draft, "food"), (2, "fruit")] {
        ada.put(format!("/api/v1/posts/{id}/tags")).json(json!({"tags": [tag]})).await.expect_status(200);
    }
    let query = [("tags__name", "food"), ("author__name", "ada"), ("sort", "-title")];
    let food = app.get("/api/v1/posts").query(query).await.expect_status(200).json();
    assert_eq!(titles(&food), ["More bread", "Bread"]);
    let query = [("title__icontains", "BREAD"), ("status", "published"), ("sort", "title"), ("count", "exact"), ("limit", "1")];
    let words = |q: &'static str| app.get("/api/v1/posts").query([("q", q)]);
    assert_eq!(titles(&words("bread text").await.expect_status(200).json()), ["Bread", "More bread"]);
    assert_eq!(titles(&words("text -bread").await.expect_status(200).json()), ["Apples"]);
    let page = ada.get("/api/v1/posts").query(query).await.expect_status(200).json();
    assert_eq!((titles(&page), &page["total"]), (vec!["Bread"], &json!(2)));
    let next = page["next"].as_str().unwrap();
    let page = ada.get("/api/v1/posts").query(query).query([("cursor", next)]).await.expect_status(200).json();
    assert_eq!((titles(&page), &page["next"]), (vec!["More bread"], &json!(null)));
}

#[tokio::test]
async fn moderators_hide_posts_and_comments() {
    let app = started().await;
    let ((_, ada), (_, bob)) = (user(&app, "ada").await, user(&app, "bob").await);
    let place = format!("/api/v1/posts/{}", post(&ada, "Buy now", "published").await);
    let said = json!({"text": "Really?"});
    let comment = bob.post(format!("{place}/comments")).json(&said).await.expect_status(201);
    assert_eq!(app.get(format!("{place}/comments")).await.json()["items"], json!([comment.json()]));
    let comment = comment.header("location").unwrap();

    ada.post(format!("{place}/hide")).json(json!({"reason": "x"})).await.expect_status(403);
    let eve = moderator(&app);
    eve.post(format!("{place}/hide")).json(json!({"reason": "Advertising"})).await.expect_status(204);
    app.get(&place).await.expect_status(404);
    // What was said to it is read by nobody else either.
    app.get(comment).await.expect_status(404);
    assert_eq!(ada.get("/api/v1/comments").await.expect_status(200).json()["items"], json!([]));
    bob.get(comment).await.expect_status(200);
    eve.get(comment).await.expect_status(200);
    bob.post(format!("{place}/comments")).json(&said).await.expect_status(404);
    bob.post("/api/v1/comments").json(json!({"post_id": 1, "text": "Really?"})).await.expect_status(409);
    let own = ada.get(&place).await.expect_status(200).json();
    assert_eq!((&own["hidden"], own.get("moderation_note")), (&json!(true), None));
    let seen = eve.get(&place).await.expect_status(200).json();
    assert_eq!(seen["moderation_note"], "Advertising");
    eve.post(format!("{place}/show")).await.expect_status(204);
    assert_eq!(eve.get(&place).await.json()["moderation_note"], json!(null));
    app.get(comment).await.expect_status(200);

    bob.post(format!("{comment}/hide")).await.expect_status(403);
    eve.post(format!("{comment}/hide")).await.expect_status(204);
    app.get(comment).await.expect_status(404);
    bob.get(comment).await.expect_status(200);
    assert_eq!(app.get(format!("{place}?include=comments")).await.json()["comments"], json!([]));
    // Everybody counts what they see.
    assert_eq!(
        (&app.get(&place).await.json()["comment_count"], &bob.get(&place).await.json()["comment_count"]),
        (&json!(0), &json!(1))
    );
    let discussed = app.get("/api/v1/posts?comment_count__gte=1&sort=-comment_count").await.expect_status(200).json();
    assert_eq!(discussed["items"], json!([]));
    eve.post(format!("{comment}/show")).await.expect_status(204);
    let comments = app.get(format!("{place}?include=comments.author")).await.expect_status(200).json();
    assert_eq!(comments["comments"][0]["author"]["name"], "bob");

    ada.delete(comment).await.expect_status(403);
    eve.delete(&place).await.expect_status(204);
    // What was said to it goes with it.
    bob.get(comment).await.expect_status(404);
}

#[tokio::test]
async fn a_feed_holds_what_the_followed_have_published() {
    let app = started().await;
    let ((ada_id, ada), (bob_id, bob), (_, eve)) = (user(&app, "ada").await, user(&app, "bob").await, user(&app, "eve").await);
    for (author, title, status) in [(&ada, "One", "published"), (&eve, "Two", "published"), (&ada, "Three", "draft")] {
        post(author, title, status).await;
    }
    for title in ["Four", "Five"] {
        post(&ada, title, "published").await;
    }
    assert_eq!(bob.get("/api/v1/feed").await.expect_status(200).json(), json!({"items": [], "next": null}));
    bob.post("/api/v1/follows").json(json!({"followed_id": bob_id})).await.expect_status(409);
    let follow = bob.post("/api/v1/follows").json(json!({"followed_id": ada_id})).await.expect_status(201);
    bob.post("/api/v1/follows").json(json!({"followed_id": ada_id})).await.expect_status(409);
    let numbers = app.get(format!("/api/v1/users/{ada_id}/numbers")).await.expect_status(200).json();
    assert_eq!(numbers, json!({"posts": 3, "followers": 1, "following": 0}));
    let followers = app.get(format!("/api/v1/users/{ada_id}?include=followers.follower")).await.expect_status(200).json();
    assert_eq!(followers["followers"][0]["follower"]["name"], "bob");
    // The page asks whether one of them is whoever reads it.
    let follows = async |who: i64| {
        let path = format!("/api/v1/users/{ada_id}?include=posts,followers&followers.follower_id={who}&followers.limit=1");
        app.get(path).await.expect_status(200).json()["followers"].as_array().unwrap().len()
    };
    assert_eq!((follows(bob_id).await, follows(ada_id).await), (1, 0));

    let feed = bob.get("/api/v1/feed?limit=2").await.expect_status(200).json();
    assert_eq!((titles(&feed), &feed["items"][0]["author"]), (vec!["Five", "Four"], &json!("ada")));
    let feed = bob.get(format!("/api/v1/feed?limit=2&after={}", feed["next"])).await.expect_status(200).json();
    assert_eq!((titles(&feed), &feed["next"]), (vec!["One"], &json!(null)));

    let follow = follow.header("location").unwrap();
    eve.delete(follow).await.expect_status(403);
    bob.delete(follow).await.expect_status(204);
    assert_eq!(bob.get("/api/v1/feed").await.json()["items"], json!([]));
    app.get("/api/v1/feed").await.expect_status(401);
}

#[tokio::test]
async fn the_page_is_whole_and_runs_nothing_else() {
    let app = started().await;
    let page = app.get("/").await.expect_status(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    // Everything that the page names is there.
    let mut left = vec![page.text()];
    let mut seen = Vec::new();
    while let Some(text) = left.pop() {
        for part in text.split('"').filter(|part| part.starts_with("/page/") || (part.starts_with("./") && part.ends_with(".js")))
        {
            let path = part.replace("./", "/page/");
            if !seen.contains(&path) {
                left.push(app.get(&path).await.expect_status(200).text());
                seen.push(path);
            }
        }
    }
    seen.sort();
    let files = ["api.js", "dom.js", "main.js", "people.js", "posts.js", "style.css", "write.js"];
    assert_eq!(seen, files.map(|file| format!("/page/{file}")));
}

#[tokio::test]
async fn the_demo_is_read_by_everybody() {
    let backend = Backend::from_env().unwrap_or_default();
    let app = TestApp::on(backend, blog::app()).await;
    // Twice, since whoever is there stays.
    for _ in 0..2 {
        blog::app().run_seed(app.db(), "demo").await.unwrap();
    }
    let posts = app.get("/api/v1/posts?include=author,tags,comments.author&sort=title").await.expect_status(200).json();
    assert_eq!(titles(&posts), ["Lists that scale", "Tea", "What a draft is"]);
    assert_eq!(posts["items"][0]["comments"][0]["author"]["name"], "bob");
    assert_eq!(posts["items"][0]["tags"], json!([{"name": "databases"}, {"name": "rust"}]));
    let ada = app.post("/api/v1/session").json(json!({"name": "ada", "password": PASSWORD})).await.expect_status(200).json();
    assert_eq!(ada["user"]["role"], "moderator");
}

#[test]
fn the_migrations_lead_to_the_structs() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_blog"));
    let ended = command.args(["migrate", "check"]).env_remove("DATABASE_URL").output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[tokio::test]
async fn each_operation_has_a_plain_name() {
    let app = started().await;
    let document = app.get("/openapi.json").await.expect_status(200).json();
    let operations = document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut ids: Vec<&str> = operations.filter_map(|operation| operation["operationId"].as_str()).collect();
    for id in ["hidePost", "showPost", "hideComment", "showComment", "listPosts"] {
        assert!(ids.contains(&id), "{id} is not in {ids:?}");
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{ids:?}");
}
