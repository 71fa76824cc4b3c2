//! Tables that somebody else made: restkit uses them, and neither makes nor changes them. And keys that nobody makes up.

mod fixtures;
mod keys;
mod names;
mod tables;
mod tags;
mod triggers;
mod views;
