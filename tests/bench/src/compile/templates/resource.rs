//! @docs@
@shift@
use axum::{
    Json, Router,
    extract::{Path, Query, State, rejection::{JsonRejection, QueryRejection}},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, SqlitePool};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::common::{
    self, App, Caller, Page, Part, Position, Problem, double_option, entity_tag, if_match, not_modified, page_limit, push_page, sort_keys,
};

/// How far it is.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum @name@Status {
@words@}

/// @docs@
#[derive(Debug, FromRow, Serialize, ToSchema)]
pub struct @name@ {
    /// Its key.
    pub id: i64,
@fields@    /// How far it is.
    pub status: @name@Status,
    /// Whose it is.
    pub owner_id: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    #[serde(skip)]
    pub row_version: i64,
}

/// What a new @lower@ is made of.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct @name@Create {
@create@    /// How far it is.
    #[garde(skip)]
    #[serde(default)]
    pub status: @name@Status,
}

/// What is changed in a @lower@.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct @name@Patch {
@patch@    /// How far it is.
    #[garde(skip)]
    pub status: Option<@name@Status>,
}

/// What a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct @name@Query {
@query@    /// Only those that are this far.
    pub status: Option<@name@Status>,
    /// The keys to sort by, with `-` for descending.
    pub sort: Option<String>,
    /// How many to answer.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

const COLUMNS: &str = "@columns@";
const SORTABLE: &[&str] = &[@sortable@];
const INSERT: &str = "INSERT INTO @table@ (@inserted@, status, owner_id, created_at, updated_at) VALUES (@numbers@) RETURNING @columns@";
const SELECT: &str = "SELECT @columns@ FROM @table@ WHERE id = $1 AND (owner_id = $2 OR $3)";
const VERSION: &str = "SELECT row_version FROM @table@ WHERE id = $1 AND (owner_id = $2 OR $3)";
const DELETE: &str = "DELETE FROM @table@ WHERE id = $1 AND (owner_id = $2 OR $3) AND ($4 IS NULL OR row_version = $4)";

@defaults@/// The endpoints of this resource.
pub fn routes() -> Router<App> {
    Router::new().route("/@table@", get(list).post(create)).route("/@table@/{id}", get(get_one).patch(update).delete(delete))
}

impl @name@ {
    /// Its value of a sort key.
    fn part(&self, key: &str) -> Part {
        match key {
@parts@            "status" => Part::Text(serde_json::to_value(self.status).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()),
            _ => Part::Text(self.created_at.to_rfc3339()),
        }
    }
}

/// Lists what the caller may see.
#[utoipa::path(
    get,
    path = "/api/v1/@table@",
    operation_id = "@module@_list",
    tag = "@name@",
    params(@name@Query),
    responses(
        (status = 200, description = "A page", body = Page<@name@>, headers(("link" = String, description = "The next page"))),
        common::ListErrors,
    ),
    security(("bearer" = []))
)]
pub async fn list(
    State(pool): State<SqlitePool>,
    caller: Caller,
    parameters: Result<Query<@name@Query>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(parameters) = parameters?;
    let limit = page_limit(parameters.limit)?;
    let sort = sort_keys(parameters.sort.as_deref(), SORTABLE)?;
    let after = parameters.cursor.as_deref().map(Position::open).transpose()?;
    let mut query = QueryBuilder::new("SELECT ");
    query.push(COLUMNS).push(" FROM @table@ WHERE ");
    if caller.admin {
        query.push("TRUE");
    } else {
        query.push("owner_id = ").push_bind(caller.id);
    }
@filters@    if let Some(status) = parameters.status {
        query.push(" AND status = ").push_bind(status);
    }
    push_page(&mut query, &sort, after, limit);
    let mut items: Vec<@name@> = query.build_query_as().fetch_all(&pool).await?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let position = |last: &@name@| Position { parts: sort.iter().map(|(key, _)| last.part(key)).collect(), id: last.id };
    let next = items.last().filter(|_| more).map(|last| position(last).seal());
    let link = next.as_ref().map(|next| format!("</api/v1/@table@?limit={limit}&cursor={next}>; rel=\"next\""));
    let mut response = Json(Page { items, next }).into_response();
    if let Some(link) = link.and_then(|link| link.try_into().ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// Makes a @lower@.
#[utoipa::path(
    post,
    path = "/api/v1/@table@",
    operation_id = "@module@_create",
    tag = "@name@",
    request_body = @name@Create,
    responses(
        (status = 201, description = "It was made", body = @name@, headers(("location" = String), ("etag" = String))),
        common::CreateErrors,
    ),
    security(("bearer" = []))
)]
pub async fn create(
    State(pool): State<SqlitePool>,
    caller: Caller,
    body: Result<Json<@name@Create>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body?;
    body.validate()?;
    let row: @name@ = sqlx::query_as(INSERT)
@binds@        .bind(body.status)
        .bind(caller.id)
        .bind(Utc::now())
        .fetch_one(&pool)
        .await?;
    let location = format!("/api/v1/@table@/{}", row.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], [(header::ETAG, entity_tag(row.row_version))], Json(row)).into_response())
}

/// Answers a @lower@.
#[utoipa::path(
    get,
    path = "/api/v1/@table@/{id}",
    operation_id = "@module@_get",
    tag = "@name@",
    params(("id" = i64, Path, description = "Its key"), ("if-none-match" = Option<String>, Header, description = "The tag that the client has")),
    responses(
        (status = 200, description = "The row", body = @name@, headers(("etag" = String))),
        (status = 304, description = "The client has it"),
        common::GetErrors,
    ),
    security(("bearer" = []))
)]
pub async fn get_one(
    State(pool): State<SqlitePool>,
    caller: Caller,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let row: @name@ = sqlx::query_as(SELECT).bind(id).bind(caller.id).bind(caller.admin).fetch_one(&pool).await?;
    let tag = entity_tag(row.row_version);
    if not_modified(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(row)).into_response())
}

/// Changes a @lower@.
#[utoipa::path(
    patch,
    path = "/api/v1/@table@/{id}",
    operation_id = "@module@_update",
    tag = "@name@",
    params(("id" = i64, Path, description = "Its key"), ("if-match" = Option<String>, Header, description = "The tag it must have")),
    request_body(content = @name@Patch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The row as it is now", body = @name@, headers(("etag" = String))),
        common::UpdateErrors,
    ),
    security(("bearer" = []))
)]
pub async fn update(
    State(pool): State<SqlitePool>,
    caller: Caller,
    Path(id): Path<i64>,
    headers: HeaderMap,
    body: Result<Json<@name@Patch>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(body) = body?;
    body.validate()?;
    let version = if_match(&headers)?;
    let mut query = QueryBuilder::new("UPDATE @table@ SET row_version = row_version + 1, updated_at = ");
    query.push_bind(Utc::now());
@sets@    if let Some(status) = body.status {
        query.push(", status = ").push_bind(status);
    }
    query.push(" WHERE id = ").push_bind(id);
    if !caller.admin {
        query.push(" AND owner_id = ").push_bind(caller.id);
    }
    if let Some(version) = version {
        query.push(" AND row_version = ").push_bind(version);
    }
    query.push(" RETURNING ").push(COLUMNS);
    let row: Option<@name@> = query.build_query_as().fetch_optional(&pool).await?;
    let Some(row) = row else { return Err(why_not(&pool, id, &caller).await?) };
    Ok(([(header::ETAG, entity_tag(row.row_version))], Json(row)).into_response())
}

/// Removes a @lower@.
#[utoipa::path(
    delete,
    path = "/api/v1/@table@/{id}",
    operation_id = "@module@_delete",
    tag = "@name@",
    params(("id" = i64, Path, description = "Its key"), ("if-match" = Option<String>, Header, description = "The tag it must have")),
    responses(
        (status = 204, description = "It is gone"),
        common::DeleteErrors,
    ),
    security(("bearer" = []))
)]
pub async fn delete(
    State(pool): State<SqlitePool>,
    caller: Caller,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let version = if_match(&headers)?;
    let done = sqlx::query(DELETE).bind(id).bind(caller.id).bind(caller.admin).bind(version).execute(&pool).await?;
    if done.rows_affected() == 0 {
        return Err(why_not(&pool, id, &caller).await?);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Why a statement touched no row.
async fn why_not(pool: &SqlitePool, id: i64, caller: &Caller) -> Result<Problem, Problem> {
    let version: Option<i64> = sqlx::query_scalar(VERSION).bind(id).bind(caller.id).bind(caller.admin).fetch_optional(pool).await?;
    Ok(version.map_or_else(Problem::not_found, |_| Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed")))
}
