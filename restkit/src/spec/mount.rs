//! Where resources stand in an app, and what the app says of itself.

use super::ResourceSpec;

/// A resource at its place.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The full path of the collection, as in `/api/v1/tasks`.
    pub path: String,
    /// The resource.
    pub resource: &'static ResourceSpec,
}

/// What an API says of itself: the `info` of its OpenAPI document.
#[derive(Clone, Debug)]
pub struct ApiInfo {
    /// The title.
    pub title: String,
    /// The version of the API.
    pub version: String,
    /// A description in CommonMark.
    pub description: String,
}
