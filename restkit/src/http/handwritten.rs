//! Handwritten endpoints: from a path to the handler, and what stands around it.

use std::{borrow::Cow, fmt, sync::Arc};

use axum::{body::Body, response::Response};
use http::{Method, request::Parts};
use percent_encoding::percent_decode_str;

use super::{Service, body, negotiation};
use crate::{
    inject::{Handler, Incoming},
    input,
    problem::Problem,
    spec::{Caller, Content, EndpointMount},
};

/// All handwritten endpoints of an app.
pub(super) struct Handwritten {
    table: matchit::Router<Place>,
}

impl fmt::Debug for Handwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handwritten").finish_non_exhaustive()
    }
}

/// A path, and what it answers.
#[derive(Debug, Default)]
struct Place {
    routes: Vec<Route>,
}

/// An endpoint at its place.
#[derive(Debug)]
pub(super) struct Route {
    handler: Handler,
    /// The names of the parameters of its path, in order.
    parameters: Vec<Box<str>>,
    /// The names of the query that it and its dependencies read.
    query: Vec<Box<str>>,
    place: String,
}

/// A path that was found.
pub(super) struct FoundPlace<'a> {
    place: &'a Place,
    /// The parts of the path that it names.
    pub(super) parameters: Vec<String>,
}

impl Handwritten {
    /// Puts endpoints at their places; two that cannot be told apart are a fault.
    pub(super) fn new(handlers: Vec<(EndpointMount, Handler)>, faults: &mut Vec<String>) -> Self {
        let mut places: Vec<(String, Place)> = Vec::new();
        for (mount, handler) in handlers {
            let shape = mount.shape();
            let at = places.iter().position(|(known, _)| *known == shape).unwrap_or_else(|| {
                places.push((shape, Place::default()));
                places.len() - 1
            });
            let routes = &mut places[at].1.routes;
            let route = Route::new(&mount, handler);
            if let Some(there) = routes.iter().find(|there| there.handler.spec.method == route.handler.spec.method) {
                faults.push(format!(
                    "{} {} is answered twice: by {} and by {}",
                    mount.endpoint.method, mount.path, there.place, route.place
                ));
            } else {
                routes.push(route);
            }
        }
        let mut table = matchit::Router::new();
        for (shape, place) in places {
            let path = numbered(&shape);
            if let Err(error) = table.insert(&path, place) {
                faults.push(format!("the path {shape} cannot stand beside the others: {error}"));
            }
        }
        Self { table }
    }

    /// What stands at a path.
    pub(super) fn find(&self, path: &str) -> Option<FoundPlace<'_>> {
        let found = self.table.at(path).ok()?;
        let decoded = |value: &str| percent_decode_str(value).decode_utf8().map(Cow::into_owned).ok();
        // What is not UTF-8 is the name of nothing.
        let parameters = found.params.iter().map(|(_, value)| decoded(value)).collect::<Option<Vec<String>>>()?;
        Some(FoundPlace { place: found.value, parameters })
    }
}

/// `/tasks/{}/lines/{}` with numbers for names, which the table needs.
fn numbered(shape: &str) -> String {
    let mut number = 0;
    let part = |part: &str| {
        if part != "{}" {
            return part.to_owned();
        }
        number += 1;
        format!("{{{number}}}")
    };
    shape.split('/').map(part).collect::<Vec<_>>().join("/")
}

impl<'a> FoundPlace<'a> {
    /// The endpoint for a method; `HEAD` is answered by that for `GET`.
    pub(super) fn route(&self, method: &Method) -> Option<&'a Route> {
        let wanted = if method == Method::HEAD { &Method::GET } else { method };
        self.place.routes.iter().find(|route| route.handler.spec.method == *wanted)
    }

    /// The methods of the path, as `Allow` lists them; `more` are those of a generated endpoint there.
    pub(super) fn methods(&self, more: Option<&str>) -> String {
        let mut methods: Vec<&str> = Vec::new();
        for route in &self.place.routes {
            methods.push(route.handler.spec.method.as_str());
            if route.handler.spec.method == Method::GET {
                methods.push("HEAD");
            }
        }
        for method in more.unwrap_or_default().split(", ").filter(|method| !method.is_empty()).chain(["OPTIONS"]) {
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods.sort_by_key(|method| *method == "OPTIONS");
        methods.join(", ")
    }
}

impl Route {
    fn new(mount: &EndpointMount, handler: Handler) -> Self {
        let parameters =
            mount.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(Into::into).collect();
        let mut query = Vec::new();
        handler.spec.for_each_argument(&mut |argument| query.extend(argument.query_names().map(Into::into)));
        let spec = handler.spec;
        let place = format!("{}::{} ({})", spec.group, spec.name, spec.place);
        Self { handler, parameters, query, place }
    }

    /// Answers a request. `caller` is set as soon as it is known.
    pub(super) async fn answer(
        &self,
        service: &Service,
        parts: &Arc<Parts>,
        parameters: Vec<String>,
        body: &mut Body,
        caller: &mut Option<Caller>,
    ) -> Result<Response, Problem> {
        body::check_length(&parts.headers, service.limits.body)?;
        let caller = caller.insert(service.verifier.authenticate(&parts.headers)?);
        let faults = input::unknown_parameters(parts.uri.query(), &self.query);
        let path = self.parameters.iter().cloned().zip(parameters).collect();
        let incoming = Incoming::new(Arc::clone(parts), path, faults);
        let body = async {
            let media_types = self.handler.spec.body().map(|(media_types, _)| media_types);
            if let Some(media_types) = media_types {
                negotiation::check_content_type(&parts.headers, media_types)?;
            }
            if matches!(self.handler.spec.answer.content, Content::Json(_)) {
                negotiation::accepts_json(&parts.headers)?;
            }
            match media_types {
                Some(_) => body::read(body, service.limits.body).await,
                None => Ok(bytes::Bytes::new()),
            }
        };
        self.handler.answer(&service.shared, incoming, caller, body).await
    }
}
