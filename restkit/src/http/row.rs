//! `GET` on a row, and the answers that hold one.

use axum::{body::Body, response::Response};
use http::{StatusCode, header};

use super::{
    conditional::{Known, Tag},
    endpoint::{Endpoint, JSON, Request, answer, with_header},
    negotiation,
};
use crate::{
    db::Row,
    input::{self, Include},
    problem::Problem,
    query::RowVersion,
    resource::{Access, IncludedRows, Visible},
    spec::{Expr, Permitted},
};

impl Endpoint {
    pub(super) async fn get(&self, request: &Request<'_>, access: Access<'_>) -> Result<Response, Problem> {
        let headers = &request.parts.headers;
        negotiation::accepts_json(headers)?;
        let (query, include) = self.lists.read_included(request.query, &|resource| access.permitted_of(resource));
        let (fields, include) = input::together(self.lists.read_fields(query.as_deref(), access.permitted()), include)?;
        Include::within_limits(&include, 1)?;
        let known = Known::of(headers)?;
        let operations = self.reads(headers);
        let gathers = operations.gathers();
        let visible = match include.is_empty() && !gathers {
            true => Visible::default(),
            false => operations.visible(&access, &include, &Expr::Constant(true), &[], fields.as_deref()).await?,
        };
        let access = &if gathers { operations.seeing(access, &visible) } else { access };
        let key = self.key(request.key)?;
        if !include.is_empty() {
            // In a box: it is larger than what reads the row alone.
            let work = async {
                let part = operations.get_some(access, &key, fields.as_deref(), &include).await?;
                let included = operations.include(std::slice::from_ref(&part.row), &part.selection, &include, &visible).await?;
                let mut json = Vec::with_capacity(2048);
                included.write_json(&part.row, 0, &part.selection, access.permitted(), &mut json)?;
                Ok::<_, Problem>(json)
            };
            let json = Box::pin(work).await?;
            // The version of the row says nothing of what is included in it.
            let tag = Tag::of(RowVersion::of_content(&json), None);
            return Ok(if known.has(tag) { not_modified(tag) } else { row_answer(StatusCode::OK, json, tag) });
        }
        if let Some(fields) = fields {
            let part = operations.get_some(access, &key, Some(&fields), &[]).await?;
            let tag = Tag::of(part.version, part.beside);
            if known.is_said() && known.has(tag) {
                return Ok(not_modified(tag));
            }
            let mut json = Vec::with_capacity(256);
            part.write_json(&mut json)?;
            return Ok(row_answer(StatusCode::OK, json, tag));
        }
        let row = operations.get(access, &key).await?;
        if known.is_said() {
            let tag = self.tag(&row, access.permitted())?;
            if known.has(tag) {
                return Ok(not_modified(tag));
            }
        }
        self.row(StatusCode::OK, &row, &IncludedRows::default(), access.permitted())
    }

    /// The answer with one row, and with what is included in it. Its tag is that of the row alone.
    pub(super) fn row(
        &self,
        status: StatusCode,
        row: &Row,
        included: &IncludedRows,
        permitted: &Permitted,
    ) -> Result<Response, Problem> {
        let mut json = Vec::with_capacity(512);
        self.operations.write_json(row, permitted, &mut json)?;
        let tag = Tag::of(self.operations.version_of(row, &json)?, self.operations.unversioned_digest(row, permitted)?);
        included.write_members(0, &mut json)?;
        Ok(row_answer(status, json, tag))
    }

    /// The tag of the same answer.
    pub(super) fn tag(&self, row: &Row, permitted: &Permitted) -> Result<Tag, Problem> {
        Ok(Tag::of(self.operations.version(row)?, self.operations.unversioned_digest(row, permitted)?))
    }
}

fn row_answer(status: StatusCode, json: Vec<u8>, tag: Tag) -> Response {
    let response = with_header(answer(status, json.into()), header::CONTENT_TYPE, JSON);
    with_header(response, header::ETAG, tag.header())
}

fn not_modified(tag: Tag) -> Response {
    with_header(answer(StatusCode::NOT_MODIFIED, Body::empty()), header::ETAG, tag.header())
}
