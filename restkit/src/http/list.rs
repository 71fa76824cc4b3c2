//! `GET` and `QUERY` on a collection.

use std::fmt::Write as _;

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};
use percent_encoding::{CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{
    body,
    endpoint::{Endpoint, JSON, Request, answer, with_header},
    negotiation,
};
use crate::{
    input::{self, Include, ListParameters, Sight},
    problem::{Fault, Location, Problem},
    resource::{Access, IncludedRows, Page},
    spec::Permitted,
};

impl Endpoint {
    pub(super) async fn list(&self, request: &Request<'_>, access: Access<'_>) -> Result<Response, Problem> {
        negotiation::accepts_json(&request.parts.headers)?;
        let sight = Sight { own: access.permitted(), of: &|resource| access.permitted_of(resource) };
        let (query, include) = self.lists.read_included(request.query, sight.of);
        let (mut parameters, include) = input::together(self.lists.read(query.as_deref(), sight), include)?;
        Include::within_limits(&include, parameters.limit)?;
        let operations = self.reads(&request.parts.headers);
        if let Some(above) = self.above(request)? {
            operations.below(&access, &above).await?;
            parameters.filter = parameters.filter.and(above.condition());
        }
        let ListParameters { filter, sort, fields, .. } = &parameters;
        let visible = operations.visible(&access, &include, filter, sort, fields.as_deref()).await?;
        let page = operations.list(access, parameters, &include, &visible, &request.service.cursors).await?;
        let included = operations.include(&page.rows, &page.selection, &include, &visible).await?;
        let json = self.write_page(&page, &included)?;
        let mut response = with_header(answer(StatusCode::OK, json.into()), header::CONTENT_TYPE, JSON);
        if let Some(link) = self.links(request, &page) {
            response.headers_mut().insert(header::LINK, link);
        }
        Ok(response)
    }

    /// The same for what a body asks.
    pub(super) async fn query(&self, request: &Request<'_>, access: Access<'_>, body: &mut Body) -> Result<Response, Problem> {
        let headers = &request.parts.headers;
        negotiation::check_content_type(headers, negotiation::JSON)
            .map_err(|problem| problem.with_header(negotiation::ACCEPT_QUERY_NAME, negotiation::ACCEPT_QUERY))?;
        negotiation::accepts_json(headers)?;
        input::no_parameters(request.query)?;
        let bytes = body::read(body, request.service.limits.body).await?;
        let sight = Sight { own: access.permitted(), of: &|resource| access.permitted_of(resource) };
        let (parameters, include) = self.lists.read_body(&bytes, sight)?;
        let operations = self.reads(headers);
        let ListParameters { filter, sort, fields, .. } = &parameters;
        let visible = operations.visible(&access, &include, filter, sort, fields.as_deref()).await?;
        let cursors = &request.service.cursors;
        let page = operations.list(access, parameters, &include, &visible, cursors).await.map_err(in_body)?;
        let included = operations.include(&page.rows, &page.selection, &include, &visible).await?;
        let json = self.write_page(&page, &included)?;
        Ok(with_header(answer(StatusCode::OK, json.into()), header::CONTENT_TYPE, JSON))
    }

    fn write_page(&self, page: &Page, included: &IncludedRows) -> Result<Vec<u8>, Problem> {
        let mut json = Vec::with_capacity(80 + page.rows.len() * 320);
        json.extend_from_slice(b"{\"items\":[");
        for (index, row) in page.rows.iter().enumerate() {
            if index > 0 {
                json.push(b',');
            }
            // What the caller may not see was not read for showing.
            included.write_json(row, index, &page.selection, &Permitted::ALL, &mut json)?;
        }
        json.push(b']');
        for (name, cursor) in [(b",\"next\":", &page.next), (b",\"prev\":", &page.prev)] {
            json.extend_from_slice(name);
            match cursor {
                // A cursor is base64url: nothing in it needs an escape.
                Some(cursor) => json.extend([b"\"", cursor.as_bytes(), b"\""].concat()),
                None => json.extend_from_slice(b"null"),
            }
        }
        if let Some(total) = page.total {
            json.extend_from_slice(b",\"total\":");
            json.extend_from_slice(itoa::Buffer::new().format(total).as_bytes());
        }
        json.push(b'}');
        Ok(json)
    }

    /// The same query on the pages around (RFC 8288).
    fn links(&self, request: &Request<'_>, page: &Page) -> Option<HeaderValue> {
        let mut links = String::new();
        for (relation, cursor) in [("next", &page.next), ("prev", &page.prev)] {
            let Some(cursor) = cursor else { continue };
            let _ = write!(links, "{}<{}?", if links.is_empty() { "" } else { ", " }, self.path_of(request));
            for pair in request.parts.uri.query().unwrap_or_default().split('&').filter(|pair| stays(pair)) {
                // What a URI may hold may also stand in a header, but for letters beyond ASCII that some clients send as they are.
                let _ = write!(links, "{}&", utf8_percent_encode(pair, CONTROLS));
            }
            let _ = write!(links, "cursor={cursor}>; rel=\"{relation}\"");
        }
        if links.is_empty() { None } else { HeaderValue::try_from(links).ok() }
    }
}

/// A problem with a parameter, as one with the member of that name.
fn in_body(problem: Problem) -> Problem {
    let moved = |fault: &Fault| match &fault.at {
        Location::Parameter(name) => Fault::pointer(format!("/{name}"), fault.code.clone(), fault.detail.clone()),
        _ => fault.clone(),
    };
    let faults: Vec<Fault> = problem.faults().iter().map(moved).collect();
    if faults.is_empty() { problem } else { problem.with_faults(faults) }
}

/// Whether a parameter is part of the query of another page: all but those that say where the page begins.
fn stays(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    !pair.is_empty() && percent_decode_str(name).ne(*b"cursor") && percent_decode_str(name).ne(*b"offset")
}
