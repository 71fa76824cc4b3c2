//! Generated endpoints against handwritten ones: CPU of the server and instructions for each request.

pub mod agreement;
pub mod by_hand;
pub mod client;
pub mod fixture;
pub mod generated;
pub mod measure;
pub mod operations;
pub mod server;

/// Which of the two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The handwritten app.
    ByHand,
    /// The app that restkit generates.
    Generated,
}

impl Side {
    /// Its name on the command line and in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Generated => "restkit",
        }
    }

    /// The side with this name.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::ByHand, Self::Generated].into_iter().find(|side| side.word() == word)
    }
}

/// What a server of this benchmark is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres:` or `sqlite:`.
    pub database_url: String,
    /// How many connections the pool holds, from the start.
    pub connections: u32,
    /// The HS256 secret of the tokens.
    pub secret: String,
    /// What cursors are sealed under.
    pub cursor_key: [u8; 32],
}

impl Settings {
    /// What both sides are measured with, on this database.
    pub fn on(database_url: &str) -> Self {
        Self {
            database_url: database_url.to_owned(),
            connections: 16,
            secret: "a secret that is only ever used to measure on this machine".to_owned(),
            cursor_key: *b"only ever used in a measurement.",
        }
    }
}
