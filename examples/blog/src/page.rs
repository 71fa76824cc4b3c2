//! The page that people use the blog with: files that are compiled in, and nothing from anywhere else.

use axum::{Router, response::IntoResponse, routing::get};
use http::{HeaderValue, header};

/// The page runs its own scripts and styles and talks to its own host, nothing else. It says so itself; otherwise nothing would run, as in every
/// answer of the app.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);

/// Where the files are, what they are, and what they hold.
const FILES: [(&str, &str, &str); 8] = [
    ("/", "text/html; charset=utf-8", include_str!("../page/index.html")),
    ("/page/style.css", "text/css; charset=utf-8", include_str!("../page/style.css")),
    ("/page/api.js", SCRIPT, include_str!("../page/api.js")),
    ("/page/dom.js", SCRIPT, include_str!("../page/dom.js")),
    ("/page/main.js", SCRIPT, include_str!("../page/main.js")),
    ("/page/people.js", SCRIPT, include_str!("../page/people.js")),
    ("/page/posts.js", SCRIPT, include_str!("../page/posts.js")),
    ("/page/write.js", SCRIPT, include_str!("../page/write.js")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The routes of the page.
pub(crate) fn routes() -> Router {
    FILES.iter().fold(Router::new(), |routes, (path, media_type, content)| {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        routes.route(path, get(async move || (headers, *content).into_response()))
    })
}
