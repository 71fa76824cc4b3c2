//! Headers of answers.

use serde_json::json;
use utoipa::openapi::{
    Components, Header, HeaderBuilder, ObjectBuilder, Ref, ResponseBuilder, SchemaFormat, extensions::Extensions, schema::Type,
};

use super::{operation::Scope, problems::Used};
use crate::spec::Operation;

/// A header that some answers carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    AcceptPatch,
    Etag,
    Link,
    Location,
    PreferenceApplied,
    RequestId,
    RetryAfter,
    WwwAuthenticate,
}

impl Name {
    const ALL: [Self; 8] = [
        Self::AcceptPatch,
        Self::Etag,
        Self::Link,
        Self::Location,
        Self::PreferenceApplied,
        Self::RequestId,
        Self::RetryAfter,
        Self::WwwAuthenticate,
    ];

    /// As it stands in an answer.
    const fn wire(self) -> &'static str {
        match self {
            Self::AcceptPatch => "Accept-Patch",
            Self::Etag => "ETag",
            Self::Link => "Link",
            Self::Location => "Location",
            Self::PreferenceApplied => "Preference-Applied",
            Self::RequestId => "X-Request-Id",
            Self::RetryAfter => "Retry-After",
            Self::WwwAuthenticate => "WWW-Authenticate",
        }
    }

    /// As its component is called.
    const fn component(self) -> &'static str {
        match self {
            Self::AcceptPatch => "AcceptPatch",
            Self::Etag => "ETag",
            Self::Link => "Link",
            Self::Location => "Location",
            Self::PreferenceApplied => "PreferenceApplied",
            Self::RequestId => "RequestId",
            Self::RetryAfter => "RetryAfter",
            Self::WwwAuthenticate => "WwwAuthenticate",
        }
    }

    fn header(self) -> Header {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let (description, always, schema, example) = match self {
            Self::AcceptPatch => {
                ("The media types of a patch.", true, text, json!("application/merge-patch+json, application/json"))
            }
            Self::Etag => (
                "The version of the row, for `If-Match` and `If-None-Match`.",
                true,
                text.pattern(Some(r#"^"[\x21\x23-\x7e]+"$"#)),
                json!("\"1\""),
            ),
            Self::Link => (
                "The pages around (RFC 8288), with the same filters, order and limit: `next` and `prev`, where they are.",
                false,
                text,
                json!("</api/tasks?cursor=opaque>; rel=\"next\""),
            ),
            Self::Location => (
                "The path of the new row.",
                true,
                text.format(Some(SchemaFormat::Custom("uri-reference".to_owned()))),
                json!("/api/tasks/1"),
            ),
            Self::PreferenceApplied => (
                "The preference of `Prefer` that was followed.",
                true,
                text.enum_values(Some(["return=minimal"])),
                json!("return=minimal"),
            ),
            Self::RequestId => (
                "What the log knows the request by: the client's own `X-Request-Id` when it sent a sane one.",
                true,
                text,
                json!("019aa5b7-7900-7c3a-9c41-2b5e6f708192"),
            ),
            Self::RetryAfter => (
                "After how many seconds to try again.",
                true,
                ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)),
                json!(1),
            ),
            Self::WwwAuthenticate => {
                ("What credentials are needed (RFC 6750).", true, text.pattern(Some("^Bearer")), json!("Bearer"))
            }
        };
        HeaderBuilder::new()
            .description(Some(description))
            .schema(Some(schema))
            .example(Some(example))
            // utoipa has no field for `required`, which OpenAPI gives a header all the same.
            .extensions(always.then(|| Extensions::from_iter([("required", true)])))
            .build()
    }
}

/// Adds a header to an answer, by reference.
pub(super) fn with(response: ResponseBuilder, names: &[Name]) -> ResponseBuilder {
    names.iter().fold(response, |response, name| {
        response.header_ref(name.wire(), Ref::new(format!("#/components/headers/{}", name.component())))
    })
}

/// Adds the headers that some answer carries.
pub(super) fn add(components: &mut Components, scopes: &[Scope], more: &Used) {
    let has = |operation: Operation| scopes.iter().any(|scope| scope.has(operation));
    let row = has(Operation::Get) || has(Operation::Create) || has(Operation::Update);
    for name in Name::ALL {
        let used = match name {
            Name::AcceptPatch | Name::PreferenceApplied => has(Operation::Update),
            Name::Etag => row,
            Name::Link => has(Operation::List),
            Name::Location => has(Operation::Create),
            Name::RequestId | Name::RetryAfter | Name::WwwAuthenticate => !scopes.is_empty(),
        };
        if used || more.headers.contains(&name) {
            components.headers.insert(name.component().to_owned(), name.header().into());
        }
    }
}
