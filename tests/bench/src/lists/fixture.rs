//! A million posts in PostgreSQL, and the two apps on them.

use axum::Router;
use restkit::{
    app::Settings,
    auth::JwtSettings,
    db::{Db, PoolSettings},
};
use restkit_tests::database::{Backend, Database};
use sqlx::{Connection, PgConnection, raw_sql};

use super::{by_hand, model};
use crate::Result;

/// How many posts there are.
pub const POSTS: u64 = 1_000_000;

/// How many rows a page holds.
pub const PAGE: u64 = 20;

const SEED: &str = "
INSERT INTO authors (name) SELECT 'Author number ' || i FROM generate_series(1, 10000) AS i ORDER BY i;
INSERT INTO posts (author_id, title, status, views, rating, created_at)
    SELECT 1 + i * 7919 % 10000, 'Post number ' || i || ' about ' || (ARRAY['bread', 'rivers', 'stars', 'moss', 'glass'])[(1 + i % 5)::int] || ' and topic' || i % 1000,
        (ARRAY['draft', 'published', 'published', 'published', 'withdrawn'])[(1 + i / 10000 % 5)::int], i % 1000,
        CASE WHEN i % 10 = 0 THEN i % 7 END,
        timestamptz '2020-01-01T00:00:00Z' + (i * 7919 % 1000003) * interval '61.000123 s'
    FROM generate_series(1::bigint, 1000000) AS i ORDER BY i;
INSERT INTO comments (post_id, text)
    SELECT 1 + i % 200000, 'Comment number ' || i || ', which says what most of them say.' FROM generate_series(1::bigint, 1000000) AS i ORDER BY i;
";

/// What serves the search that is written by hand; that of restkit is part of its migration.
const SEARCH_INDEX: &str = "CREATE INDEX by_hand_title ON posts USING gin (to_tsvector('simple', title))";

/// Statistics and the visibility map, which the planner and scans of indexes alone go by. It cannot stand in a transaction with others.
const SETTLE: &str = "VACUUM ANALYZE";

/// A filled database, and what answers requests on it.
#[derive(Debug)]
pub struct Fixture {
    /// What restkit makes.
    pub generated: Router,
    /// The same written by hand.
    pub by_hand: Router,
    /// For questions about plans.
    pub db: Db,
    database: Database,
}

impl Fixture {
    /// The URL of the database.
    pub fn url(&self) -> &str {
        self.database.url()
    }

    /// Makes and fills it, which takes about a minute.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn new() -> Result<Self> {
        let database = Database::migrated(Backend::Postgres, &model::resources()).await;
        let mut connection = PgConnection::connect(database.url()).await?;
        for statements in [SEED, SEARCH_INDEX, SETTLE] {
            raw_sql(statements).execute(&mut connection).await?;
        }
        connection.close().await?;
        // One connection each: what is measured is one request at a time.
        let pool = PoolSettings { max_connections: 1, ..PoolSettings::default() };
        let db = Db::connect(database.url(), &pool).await?;
        let jwt =
            JwtSettings { secret: Some("a secret of thirty-two bytes or more".to_owned().into()), ..JwtSettings::default() };
        let generated = model::app().build(Settings::new(db.clone(), jwt))?;
        let by_hand = by_hand::router(database.url()).await?;
        Ok(Self { generated, by_hand, db, database })
    }
}
