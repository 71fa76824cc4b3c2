//! From one schema to another: the difference as data, the SQL that leads there and back.

mod build;
mod catalog;
mod expand;
mod golden;
mod pairs;
mod property;
mod rebuild;
mod run;
mod words;
