//! Computed columns: what the database makes of others of their row, and of the rows that a relation leads to.

mod access;
mod columns;
mod fixtures;
mod functions;
mod nested;
mod repository;
mod schema;
mod statements;
mod sums;
mod tags;
