//! A resource that refers to itself and to functions of its own, and two that refer to each other.

use web::prelude::*;

/// A folder in a folder.
#[resource(path = "/folders")]
#[authorize(read = policy(Self::outermost), create = public, update = public, delete = public)]
#[validate(custom(Self::check))]
#[allow(missing_debug_implementations)]
pub struct Folder {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The folder around it.
    pub parent: Option<Id<Self>>,
    /// What opens first.
    pub first: Option<Id<Document>>,
    /// How deep it is.
    #[resource(default = Self::DEPTH)]
    #[validate(custom(Self::is_even))]
    pub depth: i32,
}

impl Folder {
    const DEPTH: i32 = 2;

    fn outermost(_: &Caller) -> Condition<Self> {
        Self::parent().is_null()
    }

    fn is_even(depth: &i32) -> Result<(), Invalid> {
        if depth % 2 == 0 { Ok(()) } else { Err(Invalid::new("odd", "must be even")) }
    }

    fn check(_: &FolderCreate) -> Result<(), Invalid> {
        Ok(())
    }
}

/// A document in a folder.
#[resource(path = "/documents")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[allow(missing_debug_implementations)]
pub struct Document {
    /// The key.
    #[resource(id)]
    pub id: Uuid,
    /// Where it is.
    pub folder: Id<Folder>,
}
