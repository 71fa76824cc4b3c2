//! What handlers read from a request.

use restkit::{inject::Axum, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use serde_json::json;

struct Echo {
    word: &'static str,
}

/// What is answered as it was asked.
#[api(path = "/echo")]
impl Echo {
    /// Says a word.
    #[get("/")]
    #[authorize(public)]
    async fn word(&self) -> String {
        self.word.to_owned()
    }

    /// Repeats a part of the path.
    #[get("/{name}/times/{count}")]
    #[authorize(public)]
    async fn repeat(name: Path<String>, count: Path<u8>) -> Vec<String> {
        vec![name.into_inner(); count.into_inner().into()]
    }

    /// Repeats parameters.
    #[get("/query")]
    #[authorize(public)]
    async fn query(least: Query<i32>, most: Query<Option<i32>>, word: Query<Vec<String>>) -> Vec<String> {
        let mut all = word.into_inner();
        all.push(format!("{}..{:?}", *least, *most));
        all
    }

    /// Repeats a header and a cookie.
    #[get("/head")]
    #[authorize(public)]
    fn head(x_colour: Header<String>, session: Cookie<Option<String>>, method: Axum<http::Method>) -> Vec<String> {
        vec![x_colour.into_inner(), session.into_inner().unwrap_or_default(), method.to_string()]
    }

    /// Repeats a list.
    #[post("/body", status = 202)]
    #[authorize(authenticated)]
    async fn body(list: Json<Vec<u8>>, caller: Caller) -> Vec<i64> {
        let subject = caller.subject().and_then(|subject| subject.parse().ok());
        list.0.into_iter().map(i64::from).chain(subject).collect()
    }

    /// Says nothing.
    ///
    /// Nobody should ask it any more.
    #[delete("/body", deprecated)]
    #[authorize(authenticated)]
    async fn nothing() {}
}

async fn app() -> TestApp {
    AppBuilder::new(Backend::Sqlite).mount("/api", Echo { word: "hello" }.routes()).start().await
}

#[tokio::test]
async fn what_stands_above_a_method_stands_in_the_document() {
    let document = app().await.get("/openapi.json").send().await.expect(200).json();
    let operation = |path: &str, method: &str| &document["paths"][path][method];
    let old = operation("/api/echo/body", "delete");
    assert_eq!((&old["deprecated"], &old["summary"]), (&json!(true), &json!("Says nothing")));
    let description = old["description"].as_str().unwrap();
    assert!(description.starts_with("Nobody should ask it any more.\n"), "{description}");
    assert_eq!(old["responses"]["204"]["description"].as_str().map(str::is_empty), Some(false));
    let new = operation("/api/echo/body", "post");
    assert!(new.get("deprecated").is_none() && new["responses"]["202"].is_object() && new["responses"].get("200").is_none());
    let names = |at: &str| -> Vec<&str> {
        let parameters = operation("/api/echo/head", "get")["parameters"].as_array().unwrap().iter();
        parameters.filter(|parameter| parameter["in"] == at).map(|parameter| parameter["name"].as_str().unwrap()).collect()
    };
    assert_eq!((names("header"), names("cookie")), (vec!["x-colour"], vec!["session"]));
}

#[tokio::test]
async fn a_service_has_state() {
    let app = app().await;
    assert_eq!(app.get("/api/echo").send().await.expect(200).json(), json!("hello"));
}

#[tokio::test]
async fn parts_of_the_path_are_read_by_name() {
    let app = app().await;
    let answer = app.get("/api/echo/a%20b/times/2").send().await.expect(200);
    assert_eq!(answer.json(), json!(["a b", "a b"]));
    app.get("/api/echo/a/times/256").send().await.faults(400, "invalid_parameter", &["count: out_of_range"]);
    app.get("/api/echo/a/times/2/3").send().await.problem(404, "not_found");
}

#[tokio::test]
async fn parameters_are_read_by_name() {
    let app = app().await;
    let answer = app.get("/api/echo/query?least=-3&word=a&word=b").send().await.expect(200);
    assert_eq!(answer.json(), json!(["a", "b", "-3..None"]));
    assert_eq!(app.get("/api/echo/query?most=7&least=1").send().await.json(), json!(["1..Some(7)"]));
    app.get("/api/echo/query").send().await.faults(400, "invalid_parameter", &["least: required"]);
    let answer = app.get("/api/echo/query?least=x&most=1&most=2&other=1").send().await;
    answer.faults(400, "invalid_parameter", &["least: type", "most: repeated_parameter", "other: unknown_parameter"]);
    app.get("/api/echo?other=1").send().await.faults(400, "invalid_parameter", &["other: unknown_parameter"]);
}

#[tokio::test]
async fn headers_and_cookies_are_read_by_name() {
    let app = app().await;
    let answer = app.get("/api/echo/head").header("x-colour", "red").header("cookie", "a=1; session=abc").send().await;
    assert_eq!(answer.expect(200).json(), json!(["red", "abc", "GET"]));
    app.get("/api/echo/head").send().await.faults(400, "invalid_header", &["x-colour: required"]);
}

#[tokio::test]
async fn bodies_are_read_and_faults_are_told_together() {
    let app = app().await;
    let answer = app.post("/api/echo/body").as_user(7).json(&json!("AQI=")).send().await.expect(202);
    assert_eq!(answer.json(), json!([1, 2, 7]));
    app.post("/api/echo/body").json(&json!([])).send().await.problem(401, "unauthenticated");
    app.post("/api/echo/body").as_user(7).send().await.problem(415, "unsupported_media_type");
    app.post("/api/echo/body").as_user(7).json(&json!(7)).send().await.faults(422, "validation", &[": type"]);
    app.delete("/api/echo/body").as_user(7).send().await.expect(204);
}

#[tokio::test]
async fn other_methods_are_named() {
    let app = app().await;
    let answer = app.patch("/api/echo/body").as_user(7).send().await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST, DELETE, OPTIONS");
    let answer = app.request(http::Method::OPTIONS, "/api/echo").send().await.expect(204);
    assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
    let answer = app.request(http::Method::HEAD, "/api/echo").send().await.expect(200);
    assert_eq!(answer.header("content-length"), "7");
}
