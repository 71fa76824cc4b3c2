//! Tables that somebody else made: restkit uses them, and neither makes nor changes them.

mod fixtures;
mod tables;
mod tags;
mod triggers;
