//! Where endpoints stand: clashes are named, and an app is a router among others.

use axum::{Router, body::Body, routing};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use restkit::{App, app::Settings, auth::JwtSettings, db::PoolSettings, prelude::*};
use restkit_tests::token::SECRET;
use tower::ServiceExt as _;

struct First;
struct Second;

/// One.
#[api(path = "/things")]
impl First {
    /// Says which it is.
    #[get("/{name}")]
    #[authorize(public)]
    async fn one(name: Path<String>) -> String {
        format!("first {}", *name)
    }
}

/// Another.
#[api]
impl Second {
    /// Says which it is.
    #[get("/things/{id}")]
    #[authorize(public)]
    async fn another(id: Path<i64>) -> i64 {
        *id
    }

    /// Is the very path of the mount.
    #[get("/")]
    #[authorize(public)]
    async fn top() -> u8 {
        1
    }
}

async fn settings() -> Settings {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    Settings::new(db, JwtSettings { secret: Some(SECRET.into()), ..JwtSettings::default() })
}

async fn text(router: &Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_clash_names_both_places() {
    let app = App::new("Test", "1").mount("/api", (First::routes(), Second::routes()));
    let report = app.build(settings().await).unwrap_err().report();
    assert!(
        report.contains("GET /api/things/{id} is answered twice: by First::one (tests/suite/handlers/mounting.rs:"),
        "{report}"
    );
    assert!(report.contains("and by Second::another (tests/suite/handlers/mounting.rs:"), "{report}");
}

#[tokio::test]
async fn an_app_stands_in_a_router_and_routers_stand_in_an_app() {
    let app = App::new("Test", "1")
        .mount("/api", First::routes())
        .mount("/other", Second::routes())
        .merge(Router::new().route("/own/{id}", routing::get(async |path: axum::extract::Path<u8>| path.0.to_string())));
    let router = Router::new()
        .route("/beside", routing::get(async || "beside"))
        .nest_service("/nested", app.build(settings().await).unwrap());
    assert_eq!(text(&router, "/nested/api/things/a%2Fb").await, (StatusCode::OK, r#""first a/b""#.to_owned()));
    assert_eq!(text(&router, "/nested/other").await, (StatusCode::OK, "1".to_owned()));
    assert_eq!(text(&router, "/nested/other/things/7").await, (StatusCode::OK, "7".to_owned()));
    assert_eq!(text(&router, "/nested/own/7").await, (StatusCode::OK, "7".to_owned()));
    assert_eq!(text(&router, "/beside").await, (StatusCode::OK, "beside".to_owned()));
    assert_eq!(text(&router, "/nested/api/nothing").await.0, StatusCode::NOT_FOUND);
}
