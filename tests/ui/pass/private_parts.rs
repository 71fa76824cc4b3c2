//! Structs, fields and types that only this module sees, and fields that nobody reads.

use web::prelude::*;

#[derive(ColumnEnum)]
enum Mood {
    Good,
    Bad,
}

#[derive(Column)]
struct Nickname(String);

#[resource(path = "/secrets")]
#[authorize(read = role(Mood::Good), create = public, update = owner, delete = owner)]
struct Secret {
    #[resource(id, owner)]
    id: i64,
    #[resource(default = Mood::Bad)]
    mood: Mood,
    name: Nickname,
}

/// Seen by all, with parts that are not.
#[resource(path = "/mixed")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[validate(custom(check))]
#[allow(missing_debug_implementations)]
pub struct Mixed {
    /// The key.
    #[resource(id)]
    pub id: i64,
    mood: Mood,
    pub(in crate::private_parts) name: Nickname,
    secret: Option<Id<Secret>>,
}

const fn check(_: &MixedCreate) -> Result<(), Invalid> {
    Ok(())
}
