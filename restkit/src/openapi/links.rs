//! Links: how the answer of one operation leads to the next.

use utoipa::openapi::{ResponseBuilder, link::LinkBuilder};

use super::operation::Scope;
use crate::spec::{ColumnSpec, Operation};

/// Adds links to the operations on one row, whose key stands in the path of the request where `in_path` says so, else in the answer.
pub(super) fn to_row(mut response: ResponseBuilder, scope: &Scope, operations: &[Operation], in_path: bool) -> ResponseBuilder {
    if !scope.resource.key_columns().all(ColumnSpec::readable) {
        return response;
    }
    for operation in operations.iter().filter(|operation| scope.has(**operation)) {
        let id = scope.operation_id(*operation);
        let mut link = LinkBuilder::new().operation_id(&id);
        for ColumnSpec { member, .. } in scope.resource.key_columns() {
            // A JSON pointer (RFC 6901).
            let pointer = member.replace('~', "~0").replace('/', "~1");
            let part = if in_path { format!("$request.path.{member}") } else { format!("$response.body#/{pointer}") };
            link = link.parameter(*member, part);
        }
        let link = link.description(format!("The key of this row is the key of `{id}`."));
        response = response.link(id, link.build());
    }
    response
}
