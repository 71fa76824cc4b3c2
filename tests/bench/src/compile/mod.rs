//! What a resource costs to compile, generated and written by hand: expanded lines, and the time of an incremental
//! `cargo check` and `cargo build`.
//!
//! Both sides are written from one [`model`] into one Cargo workspace below the target directory, so that they share the build of
//! their dependencies and are measured by the same Cargo with the same profile.

pub mod by_hand;
pub mod generated;
pub mod measure;
pub mod model;
pub mod workspace;

/// Which way an app is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// With axum, sqlx, serde, garde and utoipa.
    ByHand,
    /// With restkit.
    Generated,
}

impl Side {
    /// Both, in the order of the tables.
    pub const BOTH: [Self; 2] = [Self::ByHand, Self::Generated];

    /// Its name in tables and in the names of packages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Generated => "restkit",
        }
    }
}

/// An edit changes a rule, and every second one moves all that follows by a line, as people's edits do.
const fn shift(edit: u32) -> &'static str {
    if edit % 2 == 1 { "\n" } else { "" }
}
