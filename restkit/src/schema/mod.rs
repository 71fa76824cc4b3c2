//! Tables from descriptors.
use crate::{
    db::{Db, DbError, Dialect},
    spec::ResourceSpec,
};

/// The statements that create the tables, in an order that satisfies foreign keys.
pub fn create_tables(_resources: &[&'static ResourceSpec], _dialect: Dialect) -> Vec<String> {
    unimplemented!()
}
/// Creates the tables that are missing, under a lock, in one transaction; answers their names.
pub async fn migrate(_db: &Db, _resources: &[&'static ResourceSpec]) -> Result<Vec<String>, DbError> {
    unimplemented!()
}
/// What is missing in the live database: `tasks` or `tasks.title`.
pub async fn missing(_db: &Db, _resources: &[&'static ResourceSpec]) -> Result<Vec<String>, DbError> {
    unimplemented!()
}
