//! What all resources of the handwritten app share.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde::{Deserialize, Deserializer, Serialize};
use sqlx::{QueryBuilder, Sqlite, SqlitePool};
use std::sync::Arc;
use utoipa::{IntoResponses, ToSchema};

#[derive(Clone, FromRef)]
pub struct App {
    pub pool: SqlitePool,
    pub keys: Arc<Keys>,
}

pub struct Keys {
    pub key: DecodingKey,
    pub validation: Validation,
}

pub struct Caller {
    pub id: i64,
    pub admin: bool,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    Arc<Keys>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let keys = <Arc<Keys>>::from_ref(state);
        let unauthenticated = || Problem::new(StatusCode::UNAUTHORIZED, "unauthenticated");
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|h| h.to_str().ok());
        let token = header.and_then(|h| h.strip_prefix("Bearer ")).ok_or_else(unauthenticated)?;
        let claims = decode::<Claims>(token, &keys.key, &keys.validation).map_err(|_| unauthenticated())?.claims;
        let id = claims.sub.parse().map_err(|_| Problem::new(StatusCode::FORBIDDEN, "forbidden"))?;
        Ok(Self { id, admin: claims.roles.iter().any(|role| role == "admin") })
    }
}

/// An error as RFC 9457 has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    pub r#type: String,
    pub title: String,
    pub status: u16,
    pub code: String,
    pub errors: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fault {
    pub pointer: String,
    pub detail: String,
}

impl Problem {
    pub fn new(status: StatusCode, code: &str) -> Self {
        Self {
            r#type: format!("urn:app:problem:{code}"),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            errors: Vec::new(),
        }
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    pub fn invalid_parameter(name: &str, detail: &str) -> Self {
        let fault = Fault { pointer: name.to_owned(), detail: detail.to_owned() };
        Self { errors: vec![fault], ..Self::new(StatusCode::BAD_REQUEST, "invalid_parameter") }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], serde_json::to_string(&self).unwrap_or_default()).into_response()
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::not_found(),
            sqlx::Error::Database(e) if e.is_unique_violation() || e.is_foreign_key_violation() => Self::new(StatusCode::CONFLICT, "conflict"),
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            _ => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl From<garde::Report> for Problem {
    fn from(report: garde::Report) -> Self {
        let errors = report.iter().map(|(path, error)| Fault { pointer: format!("/{path}"), detail: error.to_string() }).collect();
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation") }
    }
}

impl From<axum::extract::rejection::JsonRejection> for Problem {
    fn from(rejection: axum::extract::rejection::JsonRejection) -> Self {
        Self::new(rejection.status(), "invalid_body")
    }
}

impl From<axum::extract::rejection::QueryRejection> for Problem {
    fn from(rejection: axum::extract::rejection::QueryRejection) -> Self {
        Self::invalid_parameter("query", &rejection.body_text())
    }
}

/// How a list can fail, for the document.
#[allow(dead_code)]
#[derive(IntoResponses)]
pub enum ListErrors {
    #[response(status = 400, description = "A parameter is unknown or invalid", content_type = "application/problem+json")]
    BadParameter(Problem),
    #[response(status = 401, description = "Valid credentials are needed", content_type = "application/problem+json")]
    Unauthenticated(Problem),
    #[response(status = 422, description = "The body or a parameter breaks rules", content_type = "application/problem+json")]
    Invalid(Problem),
}

/// How a create can fail, for the document.
#[allow(dead_code)]
#[derive(IntoResponses)]
pub enum CreateErrors {
    #[response(status = 400, description = "The body is not JSON", content_type = "application/problem+json")]
    BadBody(Problem),
    #[response(status = 401, description = "Valid credentials are needed", content_type = "application/problem+json")]
    Unauthenticated(Problem),
    #[response(status = 409, description = "Another row stands in the way", content_type = "application/problem+json")]
    Conflict(Problem),
    #[response(status = 415, description = "The body is not JSON", content_type = "application/problem+json")]
    UnsupportedMediaType(Problem),
    #[response(status = 422, description = "The body or a parameter breaks rules", content_type = "application/problem+json")]
    Invalid(Problem),
}

/// How a get can fail, for the document.
#[allow(dead_code)]
#[derive(IntoResponses)]
pub enum GetErrors {
    #[response(status = 401, description = "Valid credentials are needed", content_type = "application/problem+json")]
    Unauthenticated(Problem),
    #[response(status = 404, description = "There is no such row", content_type = "application/problem+json")]
    NotFound(Problem),
}

/// How an update can fail, for the document.
#[allow(dead_code)]
#[derive(IntoResponses)]
pub enum UpdateErrors {
    #[response(status = 400, description = "The body is not JSON", content_type = "application/problem+json")]
    BadBody(Problem),
    #[response(status = 401, description = "Valid credentials are needed", content_type = "application/problem+json")]
    Unauthenticated(Problem),
    #[response(status = 404, description = "There is no such row", content_type = "application/problem+json")]
    NotFound(Problem),
    #[response(status = 409, description = "Another row stands in the way", content_type = "application/problem+json")]
    Conflict(Problem),
    #[response(status = 412, description = "The row has another tag", content_type = "application/problem+json")]
    PreconditionFailed(Problem),
    #[response(status = 415, description = "The body is not JSON", content_type = "application/problem+json")]
    UnsupportedMediaType(Problem),
    #[response(status = 422, description = "The body or a parameter breaks rules", content_type = "application/problem+json")]
    Invalid(Problem),
}

/// How a delete can fail, for the document.
#[allow(dead_code)]
#[derive(IntoResponses)]
pub enum DeleteErrors {
    #[response(status = 401, description = "Valid credentials are needed", content_type = "application/problem+json")]
    Unauthenticated(Problem),
    #[response(status = 404, description = "There is no such row", content_type = "application/problem+json")]
    NotFound(Problem),
    #[response(status = 409, description = "Another row stands in the way", content_type = "application/problem+json")]
    Conflict(Problem),
    #[response(status = 412, description = "The row has another tag", content_type = "application/problem+json")]
    PreconditionFailed(Problem),
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// A value of a sort key in the last row of a page.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Part {
    Integer(i64),
    Float(f64),
    Text(String),
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Position {
    pub parts: Vec<Part>,
    pub id: i64,
}

impl Position {
    pub fn seal(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub fn open(cursor: &str) -> Result<Self, Problem> {
        let invalid = || Problem::invalid_parameter("cursor", "is not a cursor of this list");
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
        serde_json::from_slice(&bytes).map_err(|_| invalid())
    }
}

pub type SortKeys = Vec<(&'static str, bool)>;

/// Reads `sort=-priority,title`.
pub fn sort_keys(sort: Option<&str>, allowed: &[&'static str]) -> Result<SortKeys, Problem> {
    let mut keys = Vec::new();
    for word in sort.into_iter().flat_map(|sort| sort.split(',')) {
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let key = allowed.iter().find(|key| **key == name);
        keys.push((*key.ok_or_else(|| Problem::invalid_parameter("sort", "cannot be sorted by"))?, descending));
    }
    Ok(keys)
}

/// Adds the keyset condition, the order and the limit.
pub fn push_page(query: &mut QueryBuilder<Sqlite>, sort: &SortKeys, after: Option<Position>, limit: u32) {
    if let Some(after) = after {
        query.push(" AND ");
        for ((key, descending), part) in sort.iter().zip(after.parts) {
            query.push("(").push(key).push(if *descending { " < " } else { " > " });
            push_part(query, part.clone());
            query.push(" OR ").push(key).push(" = ");
            push_part(query, part);
            query.push(" AND ");
        }
        query.push("id > ").push_bind(after.id);
        for _ in sort {
            query.push(")");
        }
    }
    query.push(" ORDER BY ");
    for (key, descending) in sort {
        query.push(key).push(if *descending { " DESC, " } else { ", " });
    }
    query.push("id LIMIT ").push_bind(i64::from(limit) + 1);
}

fn push_part(query: &mut QueryBuilder<Sqlite>, part: Part) {
    match part {
        Part::Integer(v) => query.push_bind(v),
        Part::Float(v) => query.push_bind(v),
        Part::Text(v) => query.push_bind(v),
    };
}

pub fn page_limit(limit: Option<u32>) -> Result<u32, Problem> {
    let limit = limit.unwrap_or(20);
    if (1..=100).contains(&limit) { Ok(limit) } else { Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "parameter_out_of_range")) }
}

pub fn entity_tag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// The version that `If-Match` asks for.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let version = tag.to_str().ok().and_then(|tag| tag.trim_matches('"').parse().ok());
    version.map(Some).ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "invalid_header"))
}

pub fn not_modified(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers.get(header::IF_NONE_MATCH).is_some_and(|given| given == tag)
}

/// Tells a missing member from `null`.
pub fn double_option<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
