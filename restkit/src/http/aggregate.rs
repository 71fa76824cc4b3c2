//! `GET` on what is told of rows together.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::{
    endpoint::{Endpoint, JSON, Request, answer, with_header},
    negotiation,
};
use crate::{input::Sight, problem::Problem, resource::Access};

/// The methods of the path.
pub(super) static METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

impl Endpoint {
    pub(super) async fn aggregate(&self, request: &Request<'_>, access: Access<'_>) -> Result<Response, Problem> {
        negotiation::accepts_json(&request.parts.headers)?;
        let of = |resource: &_| access.permitted_of(resource);
        let sight = Sight { own: access.permitted(), of: &of };
        let parameters = self.lists.read_aggregate(request.query, sight)?;
        let operations = self.reads(&request.parts.headers);
        let visible = operations.visible(&access, &[], &parameters.filter, &[], Some(&[])).await?;
        let groups = operations.aggregate(access, parameters, &visible, &request.service.cursors).await?;
        let mut json = Vec::with_capacity(64 + groups.rows.len() * 64);
        json.extend_from_slice(b"{\"items\":[");
        for (index, row) in groups.rows.iter().enumerate() {
            json.extend_from_slice(if index > 0 { b"," } else { b"" });
            operations.write_group(row, &groups.query, &mut json)?;
        }
        json.extend_from_slice(b"],\"next\":");
        match &groups.next {
            // A cursor is base64url: nothing in it needs an escape.
            Some(cursor) => json.extend([b"\"", cursor.as_bytes(), b"\""].concat()),
            None => json.extend_from_slice(b"null"),
        }
        json.push(b'}');
        Ok(with_header(answer(StatusCode::OK, json.into()), header::CONTENT_TYPE, JSON))
    }
}
