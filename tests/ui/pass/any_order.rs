//! `#[authorize]` and `#[validate]` above and below `#[resource]`, other attributes and derives between them.

use web::prelude::*;

/// Decided before it is a resource.
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
#[validate(custom(check_above))]
#[resource(path = "/above")]
#[derive(Debug, Clone)]
pub struct Above {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The title.
    pub title: String,
}

fn check_above(above: &AboveCreate) -> Result<(), Invalid> {
    if above.title.is_empty() { Err(Invalid::new("empty", "must have a title").at("title")) } else { Ok(()) }
}

/// Decided in two attributes, one on either side.
#[derive(Debug, Clone)]
#[authorize(read = public, create = authenticated)]
#[web::resource(path = "/around")]
#[web::authorize(update = authenticated, delete = authenticated)]
#[allow(clippy::struct_field_names)]
pub struct Around {
    /// The key.
    #[resource(id)]
    #[doc(alias = "key")]
    pub id: Uuid,
}
