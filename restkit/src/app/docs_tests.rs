use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;
use utoipa::openapi::OpenApiBuilder;

use super::*;

async fn get(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    let response = router(&OpenApiBuilder::new().build()).unwrap().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn the_document_is_sent_again_only_when_it_has_changed() {
    let (status, headers, body) = get("/openapi.json", &[]).await;
    assert_eq!((status, &headers["content-type"]), (StatusCode::OK, &HeaderValue::from_static("application/json")));
    assert!(body.starts_with("{\"openapi\":\"3.1"), "{body}");
    let tag = headers["etag"].to_str().unwrap();
    for known in [tag, "*", &format!("\"other\", W/{tag}")] {
        let (status, headers, body) = get("/openapi.json", &[("if-none-match", known)]).await;
        assert_eq!((status, body.as_str(), headers["etag"].to_str().unwrap()), (StatusCode::NOT_MODIFIED, "", tag), "{known}");
    }
    assert_eq!(get("/openapi.json", &[("if-none-match", "\"other\"")]).await.0, StatusCode::OK);
}

#[cfg(feature = "swagger-ui")]
#[tokio::test]
async fn the_page_has_all_that_it_names() {
    let (status, headers, _) = get("/docs", &[]).await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (StatusCode::PERMANENT_REDIRECT, "docs/"));
    let (status, headers, page) = get("/docs/", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(headers["content-security-policy"].to_str().unwrap().contains("script-src 'self';"));
    let names = page.split(['"', '\'']).filter(|word| [".js", ".css", ".png"].iter().any(|end| word.ends_with(end)));
    let names: Vec<_> = names.map(|name| name.trim_start_matches("./")).collect();
    assert!(names.len() >= 5, "{page}");
    for name in names {
        let (status, _, body) = get(&format!("/docs/{name}"), &[]).await;
        assert!(status == StatusCode::OK && !body.is_empty(), "{name}: {status}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "the page fetches something: {page}");
    assert!(!page.contains("<script>") && !page.contains("onload="), "the policy forbids scripts in the page: {page}");
    let (_, _, initializer) = get("/docs/swagger-initializer.js", &[]).await;
    assert!(initializer.contains("\"../openapi.json\""), "{initializer}");
    assert_eq!(get("/docs/nothing.js", &[]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(get("/docs/..%2fsecret", &[]).await.0, StatusCode::NOT_FOUND);
}
