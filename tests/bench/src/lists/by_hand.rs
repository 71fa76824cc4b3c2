//! The lists that have an opponent, as one writes them with axum and sqlx: one statement for each relation, structs, serde.

use std::collections::HashMap;

use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    routing::get,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgPool, postgres::PgPoolOptions};

use crate::Result;

#[derive(Clone, Debug, FromRow, Serialize)]
struct Author {
    id: i64,
    name: String,
}

#[derive(Debug, FromRow, Serialize)]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

#[derive(Debug, FromRow, Serialize)]
struct Post {
    id: i64,
    author_id: i64,
    title: String,
    status: String,
    views: i32,
    rating: Option<i16>,
    created_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    post: Post,
    author: Option<Author>,
    comments: Vec<Comment>,
}

#[derive(Debug, Serialize)]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
    prev: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Filters {
    author_id: i64,
    status: String,
}

#[derive(Debug, Deserialize)]
struct Words {
    q: String,
}

/// A failure of the database, without its words.
struct Failed;

impl From<sqlx::Error> for Failed {
    fn from(_: sqlx::Error) -> Self {
        Self
    }
}

impl axum::response::IntoResponse for Failed {
    fn into_response(self) -> axum::response::Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// The app on the database of this URL.
///
/// # Errors
/// When the database cannot be reached.
pub async fn router(url: &str) -> Result<Router> {
    let pool = PgPoolOptions::new().max_connections(1).test_before_acquire(false).connect(url).await?;
    Ok(Router::new()
        .route("/posts", get(posts))
        .route("/whole", get(whole))
        .route("/counted", get(counted))
        .route("/found", get(found))
        .with_state(pool))
}

const FIRST: &str =
    "SELECT id, author_id, title, status, views, rating, created_at FROM posts WHERE id > $1 ORDER BY id LIMIT 21";

async fn first(pool: &PgPool, after: i64) -> Result<(Vec<Post>, Option<String>), Failed> {
    let mut posts: Vec<Post> = sqlx::query_as(FIRST).bind(after).fetch_all(pool).await?;
    let next = (posts.len() > 20).then(|| posts[19].id.to_string());
    posts.truncate(20);
    Ok((posts, next))
}

async fn posts(State(pool): State<PgPool>) -> Result<Json<Page<Post>>, Failed> {
    let (items, next) = first(&pool, 0).await?;
    Ok(Json(Page { items, next, prev: None, total: None }))
}

async fn whole(State(pool): State<PgPool>) -> Result<Json<Page<Whole>>, Failed> {
    let (posts, next) = first(&pool, 0).await?;
    let ids: Vec<i64> = posts.iter().map(|post| post.id).collect();
    let mut authors: Vec<i64> = posts.iter().map(|post| post.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let authors: Vec<Author> =
        sqlx::query_as("SELECT id, name FROM authors WHERE id = ANY($1)").bind(authors).fetch_all(&pool).await?;
    let authors: HashMap<i64, Author> = authors.into_iter().map(|author| (author.id, author)).collect();
    let comments: Vec<Comment> = sqlx::query_as(
        "SELECT c.id, c.post_id, c.text FROM unnest($1::bigint[]) AS p(id) \
         CROSS JOIN LATERAL (SELECT id, post_id, text FROM comments WHERE post_id = p.id ORDER BY id DESC LIMIT 3) AS c",
    )
    .bind(ids)
    .fetch_all(&pool)
    .await?;
    let mut of_posts: HashMap<i64, Vec<Comment>> = HashMap::new();
    for comment in comments {
        of_posts.entry(comment.post_id).or_default().push(comment);
    }
    let items = posts
        .into_iter()
        .map(|post| Whole {
            author: authors.get(&post.author_id).cloned(),
            comments: of_posts.remove(&post.id).unwrap_or_default(),
            post,
        })
        .collect();
    Ok(Json(Page { items, next, prev: None, total: None }))
}

async fn counted(State(pool): State<PgPool>, Query(filters): Query<Filters>) -> Result<Json<Page<Post>>, Failed> {
    let mut posts: Vec<Post> = sqlx::query_as(
        "SELECT id, author_id, title, status, views, rating, created_at FROM posts \
         WHERE author_id = $1 AND status = $2 ORDER BY id LIMIT 21",
    )
    .bind(filters.author_id)
    .bind(&filters.status)
    .fetch_all(&pool)
    .await?;
    let (total,): (i64,) = sqlx::query_as("SELECT count(*) FROM posts WHERE author_id = $1 AND status = $2")
        .bind(filters.author_id)
        .bind(&filters.status)
        .fetch_one(&pool)
        .await?;
    let next = (posts.len() > 20).then(|| posts[19].id.to_string());
    posts.truncate(20);
    Ok(Json(Page { items: posts, next, prev: None, total: Some(total) }))
}

/// The best first, by the database's own measure. Every title has a word once, so that the key decides, as it does with restkit's.
async fn found(State(pool): State<PgPool>, Query(words): Query<Words>) -> Result<Json<Page<Post>>, Failed> {
    let mut posts: Vec<Post> = sqlx::query_as(
        "SELECT id, author_id, title, status, views, rating, created_at FROM posts, websearch_to_tsquery('simple', $1) AS words \
         WHERE to_tsvector('simple', title) @@ words ORDER BY ts_rank(to_tsvector('simple', title), words) DESC, id LIMIT 21",
    )
    .bind(&words.q)
    .fetch_all(&pool)
    .await?;
    let next = (posts.len() > 20).then(|| posts[19].id.to_string());
    posts.truncate(20);
    Ok(Json(Page { items: posts, next, prev: None, total: None }))
}
