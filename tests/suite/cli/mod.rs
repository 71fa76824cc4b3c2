//! The command line, as a process: what it prints, what it refuses, how it ends.

mod adopting;
mod inspect;
mod migrate;
mod migrate_new;
mod program;
mod serving;
mod settings;
