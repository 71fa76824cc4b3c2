//! Where resources stand in an app, and what the app says of itself.

use super::{
    AGGREGATE_PATH, ColumnSpec, EndpointSpec, Generated, GroupSpec, Operation, PartColumns, RelationKind, RelationSpec,
    ResourceSpec,
};

/// A resource at its place.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The full path of the collection, as in `/api/v1/tasks`.
    pub path: String,
    /// The resource.
    pub resource: &'static ResourceSpec,
}

/// A handwritten endpoint at its place.
#[derive(Clone, Debug)]
pub struct EndpointMount {
    /// Its full path with parameters in braces, as in `/api/v1/tasks/{id}/complete`.
    pub path: String,
    /// The endpoint.
    pub endpoint: &'static EndpointSpec,
    /// The group that it belongs to; `None` in a resource.
    pub group: Option<&'static GroupSpec>,
}

impl EndpointMount {
    /// Whether another path differs at most in the names of its parameters.
    pub fn has_shape_of(&self, path: &str) -> bool {
        shape(path) == self.shape()
    }

    /// The path without the names of its parameters: two paths of one shape cannot be told apart.
    pub fn shape(&self) -> String {
        shape(&self.path)
    }
}

fn shape(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What follows the path of a collection where queries are posted.
pub const QUERY_PATH: &str = "query";

impl Mount {
    /// The path of one row, with a parameter for each part of its key.
    pub fn row_path(&self) -> String {
        let mut path = self.path.trim_end_matches('/').to_owned();
        for column in self.resource.key_columns() {
            path.extend(["/{", column.member, "}"]);
        }
        path
    }

    /// Whether queries can be posted for its lists: not where a handwritten endpoint has taken the path.
    pub fn generates_queries(&self, endpoints: &[EndpointMount]) -> bool {
        let taken = |mount: &EndpointMount| {
            mount.endpoint.method == http::Method::POST
                && (mount.has_shape_of(&self.query_path()) || mount.shape() == format!("{}/{{}}", self.path))
        };
        self.generates(Operation::List, endpoints) && !endpoints.iter().any(taken)
    }

    /// Whether groups of its rows are told of: not where a handwritten endpoint has taken the path.
    pub fn generates_aggregates(&self, endpoints: &[EndpointMount]) -> bool {
        let taken = |mount: &EndpointMount| {
            let of_rows = self.resource.keys.len() == 1 && mount.shape() == format!("{}/{{}}", self.path);
            mount.endpoint.method == http::Method::GET && (mount.has_shape_of(&self.aggregate_path()) || of_rows)
        };
        self.resource.aggregate.is_some() && self.generates(Operation::List, endpoints) && !endpoints.iter().any(taken)
    }

    /// Where groups of its rows are told of.
    pub fn aggregate_path(&self) -> String {
        format!("{}/{AGGREGATE_PATH}", self.path)
    }

    /// Where queries are posted for its lists.
    pub fn query_path(&self) -> String {
        format!("{}/{QUERY_PATH}", self.path)
    }

    /// Whether the generated endpoint of this operation is there: it is not where a handwritten one has taken its place.
    pub fn generates(&self, operation: Operation, endpoints: &[EndpointMount]) -> bool {
        let path =
            if operation.on_row() { self.path.clone() + &"/{}".repeat(self.resource.keys.len()) } else { self.path.clone() };
        let method = operation.method();
        self.resource.has(operation) && !endpoints.iter().any(|mount| mount.endpoint.method == method && mount.shape() == path)
    }
}

/// The rows of a relation at their place below a row.
#[derive(Clone, Debug)]
pub struct NestedMount {
    /// The full path of the collection with the parameter of the row above, as in `/api/v1/users/{id}/tasks`.
    pub path: String,
    /// The resource of the row above.
    pub parent: &'static ResourceSpec,
    /// The relation.
    pub relation: &'static RelationSpec,
    /// The resource of the rows, at its own place.
    pub target: Mount,
    /// The columns of the rows that hold the key of the row above.
    pub columns: PartColumns,
}

impl NestedMount {
    /// Whether the generated endpoint of this operation is there: only where the resource has one at its own place, and where no handwritten one
    /// has taken this.
    pub fn generates(&self, operation: Operation, endpoints: &[EndpointMount]) -> bool {
        let fits = match operation {
            Operation::List => true,
            // A column that no body sets is not set by a path either; its owner is whoever makes the row.
            Operation::Create => {
                let set = |column: &ColumnSpec| column.creatable() || column.generated == Generated::Owner;
                self.columns.iter().all(|at| self.target.resource.columns.get(*at).is_some_and(set))
            }
            Operation::Get | Operation::Update | Operation::Delete => false,
        };
        let taken = |mount: &EndpointMount| mount.endpoint.method == operation.method() && mount.has_shape_of(&self.path);
        fits && self.target.generates(operation, endpoints) && !endpoints.iter().any(taken)
    }
}

impl Mount {
    /// The collections below its rows.
    pub fn nested(&self, mounts: &[Self]) -> Vec<NestedMount> {
        let nested = |relation: &'static RelationSpec| {
            let RelationKind::HasMany { columns } = relation.kind else { return None };
            let target = mounts.iter().find(|mount| std::ptr::eq(mount.resource, relation.target()))?;
            let path = format!("{}/{}", self.row_path(), relation.name);
            Some(NestedMount { path, parent: self.resource, relation, target: target.clone(), columns })
        };
        self.resource.relations.iter().filter(|relation| relation.nested).filter_map(nested).collect()
    }
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
