//! What `inspect` writes, with every decision made: held against its golden files, which are these modules, so that they compile and run.

pub mod adopted_postgres;
pub mod adopted_sqlite;
pub mod shop_postgres;
pub mod shop_sqlite;
pub mod todo_postgres;
pub mod todo_sqlite;
