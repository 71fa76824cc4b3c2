//! Relations: what they lead to, for whom, and in how many statements.

mod answered;
mod filters;
mod fixtures;
mod include;
mod include_filters;
mod include_operators;
mod keys;
mod leaks;
mod limits;
mod lost;
mod nested;
mod queries;
mod requests;
mod several;
mod sorts;
mod start;
mod statements;
mod typed;
mod written;
