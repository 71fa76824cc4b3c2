//! Links: how the answer of one operation leads to the next.

use utoipa::openapi::{ResponseBuilder, link::LinkBuilder};

use super::operation::Scope;
use crate::spec::Operation;

/// Adds links to the operations on one row, whose key stands in the answer at `key` (a JSON pointer).
pub(super) fn to_row(mut response: ResponseBuilder, scope: &Scope, operations: &[Operation], key: &str) -> ResponseBuilder {
    if !scope.resource.key_column().readable() {
        return response;
    }
    for operation in operations.iter().filter(|operation| scope.has(**operation)) {
        let id = scope.operation_id(*operation);
        let link = LinkBuilder::new()
            .operation_id(&id)
            .parameter(scope.resource.key_column().member, format!("$response.body#{key}"))
            .description(format!("The key in this answer is the key of `{id}`."));
        response = response.link(id, link.build());
    }
    response
}
