//! The endpoints. This file is compiled once for each driver; `Driver`, `Pool` and `moment` come from the module above it.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{
        DefaultBodyLimit, FromRef, Path, Query, State,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, SubsecRound, Utc};
use garde::Validate;
use sqlx::QueryBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    super::{
        BODY_LIMIT,
        auth::{Caller, Verifier},
        contract::{self, Negotiated},
        cursor::{Cursors, Part, Position},
        model::{ListParameters, NewNote, Note, Page, Task, TaskCreate, User, Versioned},
        problem::Problem,
    },
    Driver, Pool, moment,
};
use crate::http::Settings;

const DEFAULT_LIMIT: u32 = 20;
const MAXIMUM_LIMIT: u32 = 100;
const COLLECTION: &str = "/api/v1/tasks";

const GET: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at, row_version \
    FROM tasks WHERE id = $1 AND owner_id = $2";
const GET_ANY: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at, row_version \
    FROM tasks WHERE id = $1";
const LIST: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at FROM tasks WHERE ";
const FIRST_PAGE: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at \
    FROM tasks WHERE owner_id = $1 ORDER BY id LIMIT $2";
const CREATE: &str = "INSERT INTO tasks (title, description, status, priority, owner_id, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $6) \
    RETURNING id, title, description, status, priority, owner_id, created_at, updated_at, row_version";

const USER: &str = "SELECT id, name FROM users WHERE id = $1";
const NOTE: &str = "UPDATE tasks SET description = $2, updated_at = $3, row_version = row_version + 1 WHERE id = $1";

#[derive(Clone, FromRef)]
struct App {
    pool: Pool,
    verifier: Arc<Verifier>,
    cursors: Arc<Cursors>,
}

/// The whole app.
pub(super) fn router(pool: Pool, settings: &Settings) -> Router {
    let app = App {
        pool,
        verifier: Arc::new(Verifier::new(settings.secret.as_bytes())),
        cursors: Arc::new(Cursors::new(settings.cursor_key)),
    };
    Router::new()
        .route(COLLECTION, get(list).post(create))
        .route("/api/v1/tasks/{id}", get(get_one))
        .route("/api/v1/tasks/{id}/note", post(note))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(contract::on_panic))
        .layer(middleware::from_fn(contract::keep))
        .with_state(app)
}

async fn get_one(
    State(pool): State<Pool>,
    caller: Caller,
    Negotiated { if_none_match }: Negotiated,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let query = if caller.admin { sqlx::query_as(GET_ANY).bind(id) } else { sqlx::query_as(GET).bind(id).bind(caller.id) };
    let Versioned { task, row_version } = query.fetch_optional(&pool).await?.ok_or_else(Problem::not_found)?;
    let tag = entity_tag(row_version)?;
    if if_none_match.is_some_and(|tags| names(&tags, &tag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(task)).into_response())
}

/// Notes something down on a task, in one transaction: who the caller is, the task, locked, and the change.
async fn note(
    State(pool): State<Pool>,
    caller: Caller,
    _: Negotiated,
    id: Result<Path<i64>, PathRejection>,
    body: Result<Json<NewNote>, JsonRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let Json(body) = body?;
    body.validate()?;
    let mut tx = pool.begin_with(super::BEGIN).await?;
    let lock = if caller.admin {
        sqlx::query_as(super::LOCK_ANY).bind(id)
    } else {
        sqlx::query_as(super::LOCK).bind(id).bind(caller.id)
    };
    let Versioned { task, .. } = lock.fetch_optional(&mut *tx).await?.ok_or_else(Problem::not_found)?;
    let user: User = sqlx::query_as(USER).bind(caller.id).fetch_optional(&mut *tx).await?.ok_or_else(Problem::not_found)?;
    let description = format!("{} ({}): {}", user.name, user.id, body.text);
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(NOTE).bind(task.id).bind(description).bind(moment(now)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(Json(Note { task: task.id, by: user.name, text: body.text }).into_response())
}

async fn create(
    State(pool): State<Pool>,
    caller: Caller,
    _: Negotiated,
    body: Result<Json<TaskCreate>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body?;
    body.validate()?;
    let now = Utc::now().trunc_subsecs(6);
    let Versioned { task, row_version } = sqlx::query_as(CREATE)
        .bind(body.title)
        .bind(body.description)
        .bind(body.status)
        .bind(body.priority)
        .bind(caller.id)
        .bind(moment(now))
        .fetch_one(&pool)
        .await?;
    let location = HeaderValue::try_from(format!("{COLLECTION}/{}", task.id)).map_err(|_| Problem::internal())?;
    let headers = [(header::LOCATION, location), (header::ETAG, entity_tag(row_version)?)];
    Ok((StatusCode::CREATED, headers, Json(task)).into_response())
}

async fn list(
    State(App { pool, cursors, .. }): State<App>,
    caller: Caller,
    _: Negotiated,
    parameters: Result<Query<ListParameters>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(parameters) = parameters?;
    let limit = parameters.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAXIMUM_LIMIT).contains(&limit) {
        return Err(Problem::limit(MAXIMUM_LIMIT));
    }
    let sort = parameters.sort.as_deref().map_or_else(|| Ok(Vec::new()), sort_keys)?;
    let context = context(&parameters);
    let after = parameters.cursor.as_deref().map(|cursor| cursors.open(&context, cursor)).transpose()?;
    // One more than asked for tells whether there is a next page.
    let wanted = i64::from(limit) + 1;
    let plain = sort.is_empty()
        && after.is_none()
        && !caller.admin
        && parameters.title.is_none()
        && parameters.status.is_none()
        && parameters.priority.is_none();
    let mut items: Vec<Task> = if plain {
        sqlx::query_as(FIRST_PAGE).bind(caller.id).bind(wanted).fetch_all(&pool).await?
    } else {
        select(&caller, parameters, &sort, after, wanted).build_query_as().fetch_all(&pool).await?
    };
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = match items.last() {
        Some(last) if more => {
            let parts = sort.iter().map(|(key, _)| key.part(last)).collect();
            Some(cursors.seal(&context, &Position { parts, id: last.id })?)
        }
        _ => None,
    };
    let link = next.as_ref().map(|next| {
        let separator = if context.is_empty() { "" } else { "&" };
        let link = format!("<{COLLECTION}?{context}{separator}limit={limit}&cursor={next}>; rel=\"next\"");
        HeaderValue::try_from(link).map_err(|_| Problem::internal())
    });
    let mut response = Json(Page { items, next, prev: None }).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link?);
    }
    Ok(response)
}

/// A declared sort key.
#[derive(Clone, Copy, PartialEq)]
enum SortKey {
    Title,
    Status,
    Priority,
    CreatedAt,
}

impl SortKey {
    /// How it stands in ORDER BY; text sorts by code point on every database.
    const fn sql(self) -> &'static str {
        match self {
            Self::Title => super::TITLE,
            Self::Status => super::STATUS,
            Self::Priority => "priority",
            Self::CreatedAt => "created_at",
        }
    }

    /// Its value in a row.
    fn part(self, task: &Task) -> Part {
        match self {
            Self::Title => Part::Text(task.title.clone()),
            Self::Status => Part::Text(task.status.word().to_owned()),
            Self::Priority => Part::Number(task.priority.into()),
            Self::CreatedAt => Part::Number(task.created_at.timestamp_micros()),
        }
    }
}

/// Reads `sort=-priority,title`; true for descending.
fn sort_keys(text: &str) -> Result<Vec<(SortKey, bool)>, Problem> {
    let key = |word: &str| {
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let key = match name {
            "title" => SortKey::Title,
            "status" => SortKey::Status,
            "priority" => SortKey::Priority,
            "created_at" => SortKey::CreatedAt,
            _ => return Err(Problem::parameter("sort", "unknown", format!("cannot be sorted by `{name}`"))),
        };
        Ok((key, descending))
    };
    text.split(',').map(key).collect()
}

/// The query string without limit and cursor: what a cursor is bound to.
fn context(parameters: &ListParameters) -> String {
    let mut text = String::new();
    let mut add = |name: &str, value: &str| {
        let separator = if text.is_empty() { "" } else { "&" };
        text.push_str(separator);
        text.push_str(name);
        text.push('=');
        text.extend(percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC));
    };
    if let Some(title) = &parameters.title {
        add("title", title);
    }
    if let Some(status) = parameters.status {
        add("status", status.word());
    }
    if let Some(priority) = parameters.priority {
        add("priority", &priority.to_string());
    }
    if let Some(sort) = &parameters.sort {
        add("sort", sort);
    }
    text
}

/// The statement of a list that is not just a first page.
fn select(
    caller: &Caller,
    parameters: ListParameters,
    sort: &[(SortKey, bool)],
    after: Option<Position>,
    wanted: i64,
) -> QueryBuilder<Driver> {
    let mut query = QueryBuilder::new(LIST);
    if caller.admin {
        query.push("TRUE");
    } else {
        query.push("owner_id = ").push_bind(caller.id);
    }
    if let Some(title) = parameters.title {
        query.push(" AND title = ").push_bind(title);
    }
    if let Some(status) = parameters.status {
        query.push(" AND status = ").push_bind(status);
    }
    if let Some(priority) = parameters.priority {
        query.push(" AND priority = ").push_bind(priority);
    }
    if let Some(after) = after {
        query.push(" AND ");
        for ((key, descending), part) in sort.iter().zip(after.parts) {
            query.push("(").push(key.sql()).push(if *descending { " < " } else { " > " });
            push_part(&mut query, *key, part.clone());
            query.push(" OR ").push(key.sql()).push(" = ");
            push_part(&mut query, *key, part);
            query.push(" AND ");
        }
        query.push("id > ").push_bind(after.id);
        for _ in sort {
            query.push(")");
        }
    }
    query.push(" ORDER BY ");
    for (key, descending) in sort {
        query.push(key.sql()).push(if *descending { " DESC, " } else { ", " });
    }
    query.push("id LIMIT ").push_bind(wanted);
    query
}

/// Binds a part of a cursor as the type of its column.
fn push_part(query: &mut QueryBuilder<Driver>, key: SortKey, part: Part) {
    match (key, part) {
        (SortKey::CreatedAt, Part::Number(micros)) => {
            query.push_bind(moment(DateTime::from_timestamp_micros(micros).unwrap_or_default()));
        }
        (SortKey::Priority, Part::Number(number)) => {
            query.push_bind(number);
        }
        (_, Part::Text(text)) => {
            query.push_bind(text);
        }
        (_, Part::Number(number)) => {
            query.push_bind(number.to_string());
        }
    }
}

/// The entity tag of a row version.
fn entity_tag(version: i64) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(format!("\"{version}\"")).map_err(|_| Problem::internal())
}

/// Whether `If-None-Match` names the tag.
fn names(tags: &HeaderValue, tag: &HeaderValue) -> bool {
    let tag = tag.to_str().unwrap_or_default();
    tags.to_str().is_ok_and(|tags| tags == "*" || tags.split(',').any(|t| t.trim().trim_start_matches("W/") == tag))
}
