use axum::{Router, body::Body, routing::get};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::{app::ResourceRoutes, auth::JwtSettings, db::PoolSettings, prelude::*};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const PUBLIC_KEY: &str = include_str!("../auth/testdata/ed.pem");

/// What stands on the wall.
#[resource(path = "/notes", crate = crate)]
#[authorize(read = public, create = public, update = authenticated, delete = authenticated)]
struct Note {
    #[resource(id)]
    id: i64,
    text: String,
}

async fn db() -> Db {
    Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap()
}

fn jwt() -> JwtSettings {
    JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() }
}

async fn built(app: App) -> Router {
    let db = db().await;
    app.migrate(&db).await.unwrap();
    assert_eq!(app.missing(&db).await.unwrap(), [""; 0]);
    app.build(Settings::new(db, jwt())).unwrap()
}

async fn ask(router: &Router, path: &str) -> (StatusCode, String) {
    let response = router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    assert!(response.headers().contains_key("x-request-id"), "{path} has no request id");
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn an_app_becomes_a_router() {
    let router = built(App::new("Wall", "1").mount("/api", Note::routes())).await;
    assert_eq!(ask(&router, "/api/notes").await, (StatusCode::OK, r#"{"items":[],"next":null,"prev":null}"#.to_owned()));
    let (status, document) = ask(&router, "/openapi.json").await;
    assert!(status == StatusCode::OK && document.contains("\"/api/notes\""), "{document}");
    assert_eq!(ask(&router, "/nothing").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn handwritten_routes_stand_beside_the_generated_ones() {
    let own = Router::new().route("/hello", get(async || "hello")).route("/openapi.json", get(async || "mine"));
    let router = built(App::new("Wall", "1").mount("/api", Note::routes()).merge(own)).await;
    assert_eq!(ask(&router, "/hello").await, (StatusCode::OK, "hello".to_owned()));
    assert_eq!(ask(&router, "/api/notes").await.0, StatusCode::OK);
    assert!(ask(&router, "/openapi.json").await.1.starts_with('{'), "the document is restkit's");
}

#[tokio::test]
async fn an_app_can_be_nested_in_another_router() {
    let outer = Router::new().nest("/wall", built(App::new("Wall", "1").mount("", Note::routes())).await);
    assert_eq!(ask(&outer, "/wall/notes").await.0, StatusCode::OK);
    assert_eq!(ask(&outer, "/wall/openapi.json").await.0, StatusCode::OK);
}

#[tokio::test]
async fn settings_that_do_not_hold_are_named() {
    let app = || App::new("Wall", "1").mount("/api", Note::routes());
    let error = app().build(Settings::new(db().await, JwtSettings::default())).unwrap_err();
    assert!(matches!(&error, StartError::Settings(errors) if errors.0.len() == 1), "{error}");
    assert!(error.report().contains("\nJWT_SECRET: "), "{error}");
    let by_public_key = || JwtSettings { public_key: Some(PUBLIC_KEY.to_owned()), ..JwtSettings::default() };
    assert!(app().build(Settings::new(db().await, by_public_key())).is_err());
    assert!(app().build(Settings::new(db().await, by_public_key()).secret_key("short")).is_err());
    assert!(app().build(Settings::new(db().await, by_public_key()).secret_key(SECRET)).is_ok());
}

#[tokio::test]
async fn faults_of_the_app_come_before_anything_else() {
    let app = App::new("Wall", "1").mount("wall", Note::routes());
    let db = db().await;
    assert!(matches!(app.migrate(&db).await, Err(StartError::App(_))));
    assert!(matches!(app.build(Settings::new(db, jwt())), Err(StartError::App(_))));
}
