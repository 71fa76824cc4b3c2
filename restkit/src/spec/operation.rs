//! What is done with rows, and the endpoints for it.

/// What a caller wants to do with rows: each needs an access decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See a row: `list`, `get`.
    Read,
    /// Make a row.
    Create,
    /// Change a row.
    Update,
    /// Remove a row.
    Delete,
}

/// A generated endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `GET` on the collection.
    List,
    /// `GET` on a row.
    Get,
    /// `POST` on the collection.
    Create,
    /// `PATCH` on a row.
    Update,
    /// `DELETE` on a row.
    Delete,
}

impl Operation {
    /// All of them, in the order of the document.
    pub const ALL: [Self; 5] = [Self::List, Self::Create, Self::Get, Self::Update, Self::Delete];

    /// Its method.
    pub const fn method(self) -> http::Method {
        match self {
            Self::List | Self::Get => http::Method::GET,
            Self::Create => http::Method::POST,
            Self::Update => http::Method::PATCH,
            Self::Delete => http::Method::DELETE,
        }
    }

    /// Whether it is on the path of a row, and not on that of the collection.
    pub const fn on_row(self) -> bool {
        matches!(self, Self::Get | Self::Update | Self::Delete)
    }

    /// The action whose policy decides.
    pub const fn action(self) -> Action {
        match self {
            Self::List | Self::Get => Action::Read,
            Self::Create => Action::Create,
            Self::Update => Action::Update,
            Self::Delete => Action::Delete,
        }
    }
}
