//! Searching for words: what is found, in which order, by whom, and what keeps it found.

mod finding;
mod fixtures;
mod leaks;
mod migrations;
mod pages;
mod property;
