//! Computed columns: what the database makes of others of their row, and of the rows that a relation leads to.

mod access;
mod asked;
mod columns;
mod fixtures;
mod functions;
mod hooks;
mod nested;
mod repository;
mod schema;
mod statements;
mod sums;
mod tags;
