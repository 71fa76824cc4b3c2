//! The database layer: statements, conditions, pages, transactions, the schema, and what happens when the database goes away.

mod conditions;
mod cursors;
pub mod fixture;
mod handles;
mod healing;
mod kinds;
mod lent_orders;
mod lists;
mod pages;
mod pooler;
mod repository;
mod rows;
mod schema;
mod starting;
mod tls;
mod transactions;
mod walks;
