//! Collections below a row, as in `/users/{id}/tasks`: those of the resource itself, of which the rows belong to that one.

use percent_encoding::percent_decode_str;

use super::{
    Service,
    endpoint::{Endpoint, Request, allow},
};
use crate::{
    input,
    problem::Problem,
    resource::{self, Above},
    spec::{Action, EndpointMount, NestedMount, Operation, PartColumns, ResourceSpec},
};

/// What the rows of a collection belong to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Under {
    /// The resource of the row above.
    parent: &'static ResourceSpec,
    /// The columns that hold its key.
    columns: PartColumns,
}

impl Endpoint {
    /// The endpoint of a relation below the rows of a resource.
    pub(super) fn below(service: &Service, mount: &NestedMount, written: &[EndpointMount]) -> Self {
        let enabled: Vec<Operation> =
            Operation::ALL.into_iter().filter(|operation| mount.generates(*operation, written)).collect();
        let under = Under { parent: mount.parent, columns: mount.columns };
        let collection = allow(&enabled, &[(Operation::List, "GET, HEAD"), (Operation::Create, "POST")]);
        let mut this = Self::of(service, &mount.target, enabled, written);
        (this.under, this.collection) = (Some(under), collection);
        // The row above is read under the policies of its own.
        let mut names = Vec::new();
        mount.parent.for_each_taken(Action::Read, &mut |argument| names.extend(argument.query_names()));
        if !mount.parent.asked(Action::Read).is_empty() {
            for operation in &this.enabled {
                match this.scoped.iter_mut().find(|(scoped, _)| scoped == operation) {
                    Some((_, known)) => known.extend(&names),
                    None => this.scoped.push((*operation, names.clone())),
                }
            }
        }
        this
    }

    /// The row that the path of a request names above the collection.
    ///
    /// # Errors
    /// 404 when what is there cannot be a key.
    pub(super) fn above(&self, request: &Request<'_>) -> Result<Option<Above>, Problem> {
        let Some(Under { parent, columns }) = self.under else { return Ok(None) };
        let decoded = request.above.split('/').map(|segment| percent_decode_str(segment).decode_utf8().ok());
        let key = input::key(parent, decoded).ok_or_else(resource::not_found)?;
        Ok(Some(Above { resource: parent, columns, key }))
    }

    /// The path of the collection that a request is for.
    pub(super) fn path_of<'a>(&'a self, request: &Request<'a>) -> &'a str {
        if self.under.is_some() { request.parts.uri.path() } else { &self.path }
    }
}
