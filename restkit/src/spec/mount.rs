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

/// What an API says of itself: the `info` and `servers` of its OpenAPI document.
///
/// ```
/// use restkit::{ApiInfo, License};
///
/// let mut info = ApiInfo::new("Todo", "1.0.0");
/// info.license = Some(License { name: "MIT".to_owned(), identifier: Some("MIT".to_owned()), url: None });
/// ```
#[derive(Clone, Debug, Default)]
pub struct ApiInfo {
    /// The title.
    pub title: String,
    /// The version of the API.
    pub version: String,
    /// A description in CommonMark; empty: a sentence made of the title.
    pub description: String,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// The terms under which the API is offered.
    pub license: Option<License>,
    /// The URLs at which it is served; empty: the host that the document came from.
    pub servers: Vec<String>,
}

impl ApiInfo {
    /// Title and version; everything else empty.
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Self { title: title.into(), version: version.into(), ..Self::default() }
    }
}

/// Whom to ask about an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The name of a person or team.
    pub name: Option<String>,
    /// A page about them.
    pub url: Option<String>,
    /// Their email address.
    pub email: Option<String>,
}

/// The license of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct License {
    /// Its name, as in `Apache 2.0`.
    pub name: String,
    /// Its SPDX expression, as in `Apache-2.0`; excludes `url`.
    pub identifier: Option<String>,
    /// Where it can be read; excludes `identifier`.
    pub url: Option<String>,
}
