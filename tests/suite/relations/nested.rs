//! Collections below a row.

use http::Method;
use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{comment, empty, post, user};

on_both!(
    a_list_below_a_row_is_a_list,
    what_is_below_what_nobody_sees_is_not_there,
    a_new_row_belongs_to_the_one_above,
    an_owner_makes_rows_of_their_own,
    the_path_has_these_methods_and_no_others,
    the_document_says_it
);

fn texts<'a>(page: &'a Value, member: &str) -> Vec<&'a str> {
    page["items"].as_array().unwrap().iter().map(|row| row[member].as_str().unwrap()).collect()
}

async fn a_list_below_a_row_is_a_list(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, bob) = (user(db, "ann", true).await, user(db, "bob", true).await);
    for (author, title, draft) in [(&ann, "one", false), (&ann, "two", false), (&bob, "three", false), (&ann, "four", true)] {
        post(db, author, title, draft).await;
    }
    let page = app.get("/users/1/posts?sort=title").send().await.expect(200).json();
    assert_eq!(texts(&page, "title"), ["one", "two"]);
    assert_eq!(page, app.get("/users/1/posts?sort=title").as_user(2).send().await.expect(200).json());
    let own = app.get("/users/1/posts?title__startswith=f&count=exact&include=author&fields=title").as_user(1).send().await;
    assert_eq!(own.expect(200).json()["items"], json!([{"title": "four", "author": {"id": 1, "name": "ann", "active": true}}]));

    let first = app.get("/users/1/posts?sort=-title&limit=1").send().await.expect(200);
    let link = first.header("link");
    let cursor = first.json()["next"].as_str().unwrap().to_owned();
    assert_eq!(link, format!("</users/1/posts?sort=-title&limit=1&cursor={cursor}>; rel=\"next\""));
    let second = app.get(format!("/users/1/posts?sort=-title&limit=1&cursor={cursor}")).send().await.expect(200).json();
    assert_eq!((texts(&first.json(), "title"), texts(&second, "title")), (vec!["two"], vec!["one"]));
    // A page below one row is none below another.
    app.get(format!("/users/2/posts?sort=-title&limit=1&cursor={cursor}")).send().await.faults(
        400,
        "invalid_parameter",
        &["cursor: invalid"],
    );
    app.get("/users/1/posts?colour=red").send().await.faults(400, "invalid_parameter", &["colour: unknown_parameter"]);
}

async fn what_is_below_what_nobody_sees_is_not_there(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, eve) = (user(db, "ann", true).await, user(db, "eve", false).await);
    post(db, &eve, "hidden", false).await;
    let draft = post(db, &ann, "draft", true).await;
    for path in ["/users/2/posts", "/users/9/posts", "/users/x/posts", "/users/%ff/posts", "/users/02/posts"] {
        let problem = app.get(path).send().await.expect(404).json();
        assert_eq!(problem["code"], "not_found", "{path}");
    }
    app.get("/users/2/posts").as_admin(7).send().await.expect(200);
    let path = format!("/posts/{}/comments", draft.id);
    for request in [app.get(&path).as_user(2), app.post(&path).as_user(2).json(&json!({"text": "hello"}))] {
        request.send().await.expect(404);
    }
    app.get(&path).as_user(1).send().await.expect(200);
    for path in ["/users/1/nothing", "/users//posts", "/users/1/posts/", "/users/1/2/posts", "/users/1/comments"] {
        app.get(path).send().await.expect(404);
    }
}

async fn a_new_row_belongs_to_the_one_above(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, _) = (user(db, "ann", true).await, user(db, "bob", true).await);
    let (first, second) = (post(db, &ann, "first", false).await, post(db, &ann, "second", false).await);
    let path = format!("/posts/{}/comments", second.id);
    let body = json!({"text": "hello", "parent_id": null});
    let made = app.post(&path).as_user(2).json(&body).send().await.expect(201);
    let row = made.json();
    assert_eq!((&row["post_id"], &row["author_id"]), (&json!(second.id), &json!(2)));
    assert_eq!(made.header("location"), format!("/comments/{}", row["id"].as_str().unwrap()));
    assert_eq!(app.get(made.header("location")).send().await.expect(200).json(), row);
    assert_eq!(texts(&app.get(&path).send().await.expect(200).json(), "text"), ["hello"]);
    comment(db, &first, Some(&ann), None, "elsewhere", 1).await;
    assert_eq!(texts(&app.get(&path).send().await.expect(200).json(), "text"), ["hello"]);

    let wrong = json!({"text": "x".repeat(41), "parent_id": null, "post_id": first.id, "colour": "red"});
    let faults = ["/post_id: read_only", "/text: length", "/colour: unknown_member"];
    app.post(&path).as_user(2).json(&wrong).send().await.faults(422, "validation", &faults);
    app.post(&path).json(&body).send().await.expect(401);
    app.post(format!("{path}?x=1")).as_user(2).json(&body).send().await.expect(400);
    app.post("/posts/99/comments").as_user(2).json(&body).send().await.expect(404);
}

async fn an_owner_makes_rows_of_their_own(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    user(db, "ann", true).await;
    user(db, "bob", true).await;
    let body = json!({"title": "mine"});
    let made = app.post("/users/2/posts").as_user(2).json(&body).send().await.expect(201);
    assert_eq!((made.header("location").as_str(), &made.json()["author_id"]), ("/posts/1", &json!(2)));
    app.post("/users/1/posts").as_user(2).json(&body).send().await.expect(403);
    app.post("/users/2/posts").as_user("somebody").json(&body).send().await.expect(403);
    app.post("/users/2/posts").json(&body).send().await.expect(401);
    assert_eq!(app.get("/posts?count=exact").send().await.json()["total"], 1);
}

async fn the_path_has_these_methods_and_no_others(backend: Backend) {
    let app = empty(backend).await;
    user(app.db(), "ann", true).await;
    let options = app.request(Method::OPTIONS, "/users/1/posts").send().await.expect(204);
    assert_eq!(
        (options.header("allow").as_str(), options.headers.contains_key("accept-query")),
        ("GET, HEAD, POST, OPTIONS", false)
    );
    let head = app.request(Method::HEAD, "/users/1/posts").send().await.expect(200);
    assert_eq!(head.text(), "");
    for method in ["PUT", "PATCH", "DELETE", "QUERY"] {
        let refused = app.request(method.parse().unwrap(), "/users/1/posts").as_user(1).json(&json!({})).send().await.expect(405);
        assert_eq!(refused.header("allow"), "GET, HEAD, POST, OPTIONS");
    }
}

async fn the_document_says_it(backend: Backend) {
    let app = empty(backend).await;
    let document = app.get("/openapi.json").send().await.expect(200).json();
    let path = &document["paths"]["/posts/{id}/comments"];
    assert_eq!(
        (&path["get"]["operationId"], &path["post"]["operationId"]),
        (&json!("listPostComments"), &json!("createPostComment"))
    );
    assert_eq!((&path["get"]["parameters"][0]["name"], &path["get"]["parameters"][0]["in"]), (&json!("id"), &json!("path")));
    for (method, status) in [("get", "404"), ("post", "404"), ("post", "201"), ("post", "403")] {
        assert!(path[method]["responses"][status].is_object(), "{method} {status}");
    }
    let named = |body: &Value| {
        body["content"]["application/json"]["schema"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let schema = named(&path["post"]["requestBody"]);
    assert_eq!(schema, "PostCommentCreate");
    let members = |name: &str| document["components"]["schemas"][name]["properties"].as_object().unwrap().contains_key("post_id");
    assert!(!members(&schema) && members("CommentCreate"));
    // Who owns a row is never said by a body, so this one is the same.
    assert_eq!(named(&document["paths"]["/users/{id}/posts"]["post"]["requestBody"]), "PostCreate");
}
