//! The pages about the API: `/openapi.json` and `/docs`.

use axum::{Router, response::IntoResponse, routing::get};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use utoipa::openapi::OpenApi;

use super::error::StartError;

/// The routes of the document and, with the feature `swagger-ui`, of the page that shows it.
pub(super) fn router(document: &OpenApi) -> Result<Router, StartError> {
    let json = serde_json::to_vec(document)
        .map_err(|error| StartError::App(vec![format!("the document cannot be written: {error}")]))?;
    let document = Document::new(json);
    let routes = Router::new().route("/openapi.json", get(move |headers: HeaderMap| async move { document.answer(&headers) }));
    #[cfg(feature = "swagger-ui")]
    let routes = routes.merge(swagger::router());
    Ok(routes)
}

/// The document, written once.
#[derive(Clone)]
struct Document {
    json: Bytes,
    tag: HeaderValue,
}

impl Document {
    fn new(json: Vec<u8>) -> Self {
        let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&json)[..12]);
        // The alphabet of base64url always makes a header value.
        let tag = HeaderValue::try_from(format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"document\""));
        Self { json: json.into(), tag }
    }

    fn answer(&self, headers: &HeaderMap) -> axum::response::Response {
        let always = [(header::ETAG, self.tag.clone()), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
        let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|value| self.is_among(value));
        if known {
            return (StatusCode::NOT_MODIFIED, always).into_response();
        }
        let media_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        (always, media_type, self.json.clone()).into_response()
    }

    /// Weak comparison (RFC 9110, section 13.1.2).
    fn is_among(&self, tags: &HeaderValue) -> bool {
        let tags = tags.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        let mut bare = tags.map(|tag| tag.strip_prefix(b"W/").unwrap_or(tag));
        bare.any(|tag| tag == b"*" || tag == self.tag.as_bytes())
    }
}

#[cfg(feature = "swagger-ui")]
mod swagger {
    use std::{borrow::Cow, sync::Arc};

    use axum::{
        Router,
        extract::Path,
        response::{IntoResponse, Response},
        routing::get,
    };
    use bytes::Bytes;
    use http::{HeaderValue, StatusCode, header};
    use utoipa_swagger_ui::Config;

    use crate::problem::{Problem, ProblemKind};

    /// The page runs its own scripts and styles and talks to its own host, nothing else; `data:` is for the pictures in its style sheet.
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );

    pub(super) fn router() -> Router {
        // All links are relative, so that they hold wherever the app is nested.
        let config = Arc::new(
            Config::from("../openapi.json")
                .persist_authorization(true)
                .use_base_layout()
                .try_it_out_enabled(true)
                .display_operation_id(true)
                .display_request_duration(true)
                .validator_url("none"),
        );
        let index = Arc::clone(&config);
        Router::new()
            .route("/docs", get(async || (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, "docs/")])))
            .route("/docs/", get(async move || file("index.html", index)))
            .route("/docs/{file}", get(async move |Path(name): Path<String>| file(&name, config)))
    }

    fn file(name: &str, config: Arc<Config<'static>>) -> Response {
        match utoipa_swagger_ui::serve(name, config) {
            Ok(Some(file)) => {
                let media_type =
                    HeaderValue::try_from(file.content_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
                let headers = [
                    (header::CONTENT_TYPE, media_type),
                    (header::CONTENT_SECURITY_POLICY, POLICY),
                    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
                ];
                let bytes = match file.bytes {
                    Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    Cow::Owned(bytes) => bytes.into(),
                };
                (headers, bytes).into_response()
            }
            Ok(None) => Problem::new(ProblemKind::NOT_FOUND, "There is no such page.").into_response(),
            Err(error) => {
                tracing::error!(error = error.to_string(), "a page of the documentation cannot be written");
                Problem::new(ProblemKind::INTERNAL, "The page cannot be shown.").into_response()
            }
        }
    }
}

#[cfg(test)]
#[path = "docs_tests.rs"]
mod tests;
