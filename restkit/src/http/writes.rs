//! `POST` on a collection, `PATCH` and `DELETE` on a row.

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};

use super::{
    body, conditional,
    endpoint::{Endpoint, Request, answer, with_header},
    negotiation,
};
use crate::{
    input::{self, Include, WholeBody},
    problem::{Problem, ProblemKind},
    resource::{Above, Access, NewRows, Writing},
};

impl Endpoint {
    pub(super) async fn create(&self, request: &Request<'_>, access: &Access<'_>, body: &mut Body) -> Result<Response, Problem> {
        let headers = &request.parts.headers;
        negotiation::check_content_type(headers, negotiation::JSON)?;
        negotiation::accepts_json(headers)?;
        let include = self.included(request, access)?;
        let bytes = body::read(body, request.service.limits.body).await?;
        let above = self.above(request)?;
        let set: Vec<_> = above.iter().flat_map(Above::parts).map(|(column, value)| (column, value.clone())).collect();
        let body = WholeBody::read(self.operations.resource(), &bytes, access.permitted(), &set)?;
        let mut allowed = Vec::new();
        for relation in body.relations() {
            allowed.push(self.operations.access_of_rows(access, relation).await?);
        }
        let (mut members, rows) = body.finish(access.permitted(), &|relation| access.permitted_of(relation.target()))?;
        if let Some(above) = &above {
            self.operations.below(access, above).await?;
            self.operations.belong(access, above, &mut members)?;
        }
        let inside = rows.into_iter().zip(allowed).map(|((relation, rows), access)| NewRows { relation, access, rows });
        let inside = inside.collect::<Vec<_>>();
        let writing = Writing::Create { members, inside: &inside };
        let (row, included) = self.operations.write_including(access, writing, &include).await?;
        let mut location = String::with_capacity(self.path.len() + 40);
        location.push_str(&self.path);
        self.operations.write_key(&row, &mut location)?;
        let response = self.row(StatusCode::CREATED, &row, &included, access.permitted())?;
        match HeaderValue::try_from(location) {
            Ok(location) => Ok(with_header(response, header::LOCATION, location)),
            Err(error) => {
                Err(Problem::new(ProblemKind::INTERNAL, "The path of the new row cannot be written.").with_source(error))
            }
        }
    }

    pub(super) async fn update(&self, request: &Request<'_>, access: &Access<'_>, body: &mut Body) -> Result<Response, Problem> {
        let headers = &request.parts.headers;
        negotiation::check_content_type(headers, negotiation::PATCHES)?;
        negotiation::accepts_json(headers)?;
        let include = self.included(request, access)?;
        let precondition = conditional::if_match(headers)?;
        let bytes = body::read(body, request.service.limits.body).await?;
        let members = input::patch(self.operations.resource(), &bytes, access.permitted())?;
        let (key, minimal) = (self.key(request.key)?, negotiation::prefers_minimal(headers));
        let writing = Writing::Update { key: &key, members, precondition: &precondition };
        // Who wants no row gets no others either.
        let include = if minimal { &[] } else { include.as_slice() };
        let (row, included) = self.operations.write_including(access, writing, include).await?;
        if !minimal {
            return self.row(StatusCode::OK, &row, &included, access.permitted());
        }
        let tag = self.tag(&row, access.permitted())?.header();
        let response = with_header(answer(StatusCode::NO_CONTENT, Body::empty()), header::ETAG, tag);
        Ok(with_header(response, negotiation::PREFERENCE_APPLIED, HeaderValue::from_static("return=minimal")))
    }

    /// Which related rows the answer to a write holds besides its row.
    fn included(&self, request: &Request<'_>, access: &Access<'_>) -> Result<Vec<Include>, Problem> {
        let (rest, include) = self.lists.read_included(request.query, &|resource| access.permitted_of(resource));
        let (include, ()) = input::together(include, input::no_parameters(rest.as_deref()))?;
        Include::within_limits(&include, 1)?;
        Ok(include)
    }

    pub(super) async fn delete(&self, request: &Request<'_>, access: &Access<'_>) -> Result<Response, Problem> {
        input::no_parameters(request.query)?;
        let precondition = conditional::if_match(&request.parts.headers)?;
        self.operations.delete(access, &self.key(request.key)?, &precondition).await?;
        Ok(answer(StatusCode::NO_CONTENT, Body::empty()))
    }
}
