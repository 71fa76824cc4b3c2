//! What is read from a request: parts of the path, parameters, headers, cookies and the body.

use std::{borrow::Cow, fmt, ops::Deref};

use axum::extract::FromRequestParts;
use http::header;
use serde_json::Value as JsonValue;

use super::{Argument, Parsing, Scope};
use crate::{
    input::{self, Place},
    problem::{Fault, Problem, ProblemKind},
    spec::{ArgumentFacts, Input, Json, Shape},
};

/// Makes a value out of JSON that was held against its shape.
fn made<T: Input>(json: Option<JsonValue>, request: &mut Parsing<'_>) -> Option<T> {
    match T::read(json?) {
        Ok(value) => Some(value),
        // Only a handwritten `Input` whose shape promises too much can do this.
        Err(mismatch) => {
            request.fault(Fault::pointer("", "type", mismatch.to_string()));
            None
        }
    }
}

/// Reads a parameter of this name, or the members of an object.
fn read(shape: &Shape, place: Place, name: &str, request: &mut Parsing<'_>) -> Option<JsonValue> {
    let mut faults = Vec::new();
    let json = {
        let pairs = pairs(place, name, request.scope(), &mut faults);
        match shape {
            Shape::Object(object) => {
                // What other arguments read is theirs; what nobody reads was refused before.
                // A form is read by nobody else.
                let known = |name: &str| {
                    place == Place::Form || object.members.iter().any(|member| member.name.eq_ignore_ascii_case(name))
                };
                input::fields(shape, place, pairs.into_iter().filter(|(name, _)| known(name)), &mut faults)
            }
            _ => input::field(
                shape,
                place,
                name,
                pairs.into_iter().filter(|(known, _)| *known == name).map(|(_, text)| text),
                &mut faults,
            ),
        }
    };
    faults.into_iter().for_each(|fault| request.fault(fault));
    json
}

/// The names and texts at a place.
fn pairs<'a>(place: Place, name: &'a str, scope: &'a Scope, faults: &mut Vec<Fault>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let incoming = scope.incoming();
    let headers = &incoming.parts.headers;
    match place {
        Place::Path => incoming.path(name).map(|text| (name.into(), text.into())).into_iter().collect(),
        Place::Query => input::pairs_of(incoming.parts.uri.query(), place, faults),
        Place::Form => match std::str::from_utf8(incoming.body()) {
            Ok(form) => input::pairs_of(Some(form), place, faults),
            Err(_) => {
                faults.push(Fault::pointer("", "encoding", "must be percent-encoded UTF-8"));
                Vec::new()
            }
        },
        Place::Header => headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().into(), std::str::from_utf8(value.as_bytes()).ok()?.into())))
            .collect(),
        Place::Cookie => headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .map(|(name, value)| (name.into(), value.trim_matches('"').into()))
            .collect(),
    }
}

/// Wraps what is read, and says how.
macro_rules! extractors {
    ($($(#[$doc:meta])* $name:ident: $facts:expr, |$shape:ident, $parameter:ident, $request:ident| $read:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<T>(pub T);

        impl<T> $name<T> {
            /// The value.
            pub fn into_inner(self) -> T {
                self.0
            }
        }

        impl<T> Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T: Input + Send + 'static> Argument for $name<T> {
            const FACTS: ArgumentFacts = $facts(T::SHAPE);
            type Parsed = T;

            fn parse($request: &mut Parsing<'_>, $parameter: &'static str) -> Option<T> {
                let $shape = &T::SHAPE;
                let json = $read;
                made(json, $request)
            }

            async fn resolve(parsed: T, _: &Scope) -> Result<Self, Problem> {
                Ok(Self(parsed))
            }
        }
    )*};
}

extractors! {
    /// A part of the path: the one that is called like the argument.
    Path: ArgumentFacts::Path, |shape, name, request| read(shape, Place::Path, name, request);

    /// A parameter of the query, called like the argument; or of a struct with `#[derive(Input)]` every member as one.
    ///
    /// `Option<…>` may be left out, `Vec<…>` may come several times. A parameter that no argument reads is refused.
    Query: ArgumentFacts::Query, |shape, name, request| read(shape, Place::Query, name, request);

    /// A header, called like the argument with `-` for `_`; or of a struct with `#[derive(Input)]` every member as one.
    Header: ArgumentFacts::Header, |shape, name, request| read(shape, Place::Header, &name.replace('_', "-"), request);

    /// A cookie, called like the argument; or of a struct with `#[derive(Input)]` every member as one.
    Cookie: ArgumentFacts::Cookie, |shape, name, request| read(shape, Place::Cookie, name, request);

    /// The body, as an HTML form (`application/x-www-form-urlencoded`), of a struct with `#[derive(Input)]`.
    Form: form, |shape, name, request| read(shape, Place::Form, name, request);
}

const fn form(shape: Shape) -> ArgumentFacts {
    ArgumentFacts::Body { media_types: &["application/x-www-form-urlencoded"], shape: Some(shape) }
}

/// The body, as JSON.
impl<T: Input + Send + 'static> Argument for Json<T> {
    const FACTS: ArgumentFacts = ArgumentFacts::Body { media_types: &["application/json"], shape: Some(T::SHAPE) };
    type Parsed = T;

    fn parse(request: &mut Parsing<'_>, _: &'static str) -> Option<T> {
        let mut faults = Vec::new();
        let json = match input::model_faults(&T::SHAPE, request.scope().incoming().body(), &mut faults) {
            Ok(json) => json,
            Err(problem) => {
                request.malformed(problem);
                None
            }
        };
        faults.into_iter().for_each(|fault| request.fault(fault));
        made(json, request)
    }

    async fn resolve(parsed: T, _: &Scope) -> Result<Self, Problem> {
        Ok(Self(parsed))
    }
}

/// The body as it came, whatever it is.
impl Argument for bytes::Bytes {
    const FACTS: ArgumentFacts = ArgumentFacts::Body { media_types: &["application/octet-stream"], shape: None };
    type Parsed = ();

    fn parse(_: &mut Parsing<'_>, _: &'static str) -> Option<()> {
        Some(())
    }

    async fn resolve((): (), scope: &Scope) -> Result<Self, Problem> {
        Ok(scope.incoming().body().clone())
    }
}

/// An extractor of axum: anything that it makes from the head of a request.
///
/// The document cannot know what it reads. When it fails, its own status is answered, as a problem.
#[derive(Clone, Copy)]
pub struct Axum<E>(pub E);

impl<E: fmt::Debug> fmt::Debug for Axum<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E> Deref for Axum<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.0
    }
}

impl<E: FromRequestParts<()> + Send + 'static> Argument for Axum<E> {
    const FACTS: ArgumentFacts = ArgumentFacts::Context;
    type Parsed = ();

    fn parse(_: &mut Parsing<'_>, _: &'static str) -> Option<()> {
        Some(())
    }

    async fn resolve((): (), scope: &Scope) -> Result<Self, Problem> {
        use axum::response::IntoResponse as _;
        let mut parts = (*scope.incoming().parts).clone();
        match E::from_request_parts(&mut parts, &()).await {
            Ok(value) => Ok(Self(value)),
            Err(rejection) => {
                let status = rejection.into_response().status();
                let kind = if status.is_server_error() { ProblemKind::INTERNAL } else { ProblemKind::INVALID_PARAMETER };
                Err(Problem::new(kind, "A part of the request could not be read."))
            }
        }
    }
}
