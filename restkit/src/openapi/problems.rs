//! Problems as schemas and shared answers.

use std::collections::BTreeSet;

use serde_json::{Value as JsonValue, json};
use utoipa::openapi::{
    Components, ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema, SchemaFormat,
    example::ExampleBuilder,
    extensions::Extensions,
    schema::{ArrayBuilder, Type},
};

use super::{
    component::{FAULT, PROBLEM, reference},
    headers::{self, Name},
    operation::Scope,
    status,
};
use crate::{problem::ProblemKind, spec::Operation};

const MEDIA_TYPE: &str = "application/problem+json";

/// The shared answer of one status.
struct Answer {
    status: u16,
    component: &'static str,
    description: &'static str,
    kinds: &'static [ProblemKind],
    headers: &'static [Name],
}

const ANSWERS: [Answer; 13] = [
    Answer {
        status: 400,
        component: "BadRequest",
        description: "The body is no well-formed JSON, or a parameter or header is unknown or malformed.",
        kinds: &[ProblemKind::INVALID_PARAMETER, ProblemKind::INVALID_HEADER, ProblemKind::MALFORMED_BODY],
        headers: &[],
    },
    Answer {
        status: 401,
        component: "Unauthorized",
        description: "Credentials are missing or not valid.",
        kinds: &[ProblemKind::UNAUTHENTICATED],
        headers: &[Name::WwwAuthenticate],
    },
    Answer {
        status: 403,
        component: "Forbidden",
        description: "The caller may not do this.",
        kinds: &[ProblemKind::FORBIDDEN],
        headers: &[],
    },
    Answer {
        status: 404,
        component: "NotFound",
        description: "There is no such row, or the caller may not see it.",
        kinds: &[ProblemKind::NOT_FOUND],
        headers: &[],
    },
    Answer {
        status: 406,
        component: "NotAcceptable",
        description: "`Accept` admits no JSON.",
        kinds: &[ProblemKind::NOT_ACCEPTABLE],
        headers: &[],
    },
    Answer {
        status: 408,
        component: "RequestTimeout",
        description: "The request took too long.",
        kinds: &[ProblemKind::TIMEOUT],
        headers: &[],
    },
    Answer {
        status: 409,
        component: "Conflict",
        description: "Another row stands in the way: a unique value is taken, or a reference leads nowhere or still leads here.",
        kinds: &[ProblemKind::CONFLICT],
        headers: &[],
    },
    Answer {
        status: 412,
        component: "PreconditionFailed",
        description: "`If-Match` names another version than the row has.",
        kinds: &[ProblemKind::PRECONDITION_FAILED],
        headers: &[],
    },
    Answer {
        status: 413,
        component: "ContentTooLarge",
        description: "The body is over the limit.",
        kinds: &[ProblemKind::BODY_TOO_LARGE],
        headers: &[],
    },
    Answer {
        status: 415,
        component: "UnsupportedMediaType",
        description: "The body is of a media type that is not supported, or of none.",
        kinds: &[ProblemKind::UNSUPPORTED_MEDIA_TYPE],
        headers: &[],
    },
    Answer {
        status: 422,
        component: "UnprocessableContent",
        description: "The request is well-formed and breaks rules; `errors` lists all of them.",
        kinds: &[ProblemKind::VALIDATION, ProblemKind::PARAMETER_OUT_OF_RANGE],
        headers: &[],
    },
    Answer {
        status: 500,
        component: "InternalServerError",
        description: "Something went wrong inside the server.",
        kinds: &[ProblemKind::INTERNAL],
        headers: &[],
    },
    Answer {
        status: 503,
        component: "ServiceUnavailable",
        description: "The database cannot serve for the moment.",
        kinds: &[ProblemKind::UNAVAILABLE],
        headers: &[Name::RetryAfter],
    },
];

/// The one answer that differs by operation: a patch is told what it may be.
const PATCH_MEDIA_TYPE: Answer = Answer {
    status: 415,
    component: "UnsupportedPatchMediaType",
    description: "The patch is of a media type that is not supported, or of none.",
    kinds: &[ProblemKind::UNSUPPORTED_MEDIA_TYPE],
    headers: &[Name::AcceptPatch],
};

fn answer(operation: Operation, status: u16) -> Option<&'static Answer> {
    if status == 415 && operation == Operation::Update {
        return Some(&PATCH_MEDIA_TYPE);
    }
    ANSWERS.iter().find(|answer| answer.status == status)
}

/// The answer of a status: the shared one, unless policy functions answer something else with it. `None` for a status that is no problem.
pub(super) fn response(scope: &Scope, operation: Operation, status: u16, used: &mut Used) -> Option<RefOr<Response>> {
    let shared = answer(operation, status);
    let asked = own_kinds(scope, operation, status);
    if asked.is_empty() {
        return shared.map(|answer| Ref::from_response_name(answer.component).into());
    }
    let usual = shared.filter(|_| status::usual(scope, operation).contains(&status)).map_or(&[][..], |answer| answer.kinds);
    let kinds: Vec<ProblemKind> = usual.iter().copied().chain(asked).collect();
    Some(of_kinds(status, &kinds, used))
}

/// What policy functions answer with a status that its shared answer does not tell.
fn own_kinds(scope: &Scope, operation: Operation, status: u16) -> Vec<ProblemKind> {
    let told = answer(operation, status).map_or(&[][..], |answer| answer.kinds);
    let kinds = scope.asked(operation).into_iter().flat_map(|asked| asked.kinds.iter().copied());
    kinds.filter(|kind| kind.status.as_u16() == status && !told.contains(kind)).collect()
}

/// What the operations of handwritten endpoints use of the shared components.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// The statuses of shared answers.
    answers: BTreeSet<u16>,
    /// The headers.
    pub(super) headers: BTreeSet<Name>,
}

/// The answer of a status to a handwritten endpoint that can answer these kinds of problems with it.
pub(super) fn of_kinds(status: u16, kinds: &[ProblemKind], used: &mut Used) -> RefOr<Response> {
    let shared = ANSWERS.iter().find(|answer| answer.status == status);
    let names = [Name::RequestId].iter().chain(shared.map_or(&[][..], |answer| answer.headers));
    used.headers.extend(names);
    match shared {
        Some(answer) if kinds.iter().all(|kind| answer.kinds.contains(kind)) => {
            used.answers.insert(status);
            Ref::from_response_name(answer.component).into()
        }
        _ => {
            let titles: Vec<&str> = kinds.iter().map(|kind| kind.title.trim_end_matches('.')).collect();
            let description = format!("{}.", titles.join("; "));
            build(&description, kinds, shared.map_or(&[], |answer| answer.headers)).into()
        }
    }
}

/// The answer of an endpoint whose problems are not known.
pub(super) fn any(used: &mut Used) -> Response {
    used.headers.insert(Name::RequestId);
    build("Another problem.", &[], &[])
}

/// Adds the answers that some operation gives.
pub(super) fn add(components: &mut Components, scopes: &[Scope], used: &Used) {
    for answer in ANSWERS.iter().filter(|answer| used.answers.contains(&answer.status)) {
        components.responses.insert(answer.component.to_owned(), answer.build().into());
    }
    for scope in scopes {
        for operation in scope.operations() {
            let shared = |status: &u16| own_kinds(scope, operation, *status).is_empty();
            let statuses = status::problems(scope, operation).into_iter().filter(shared);
            for answer in statuses.filter_map(|status| answer(operation, status)) {
                components.responses.insert(answer.component.to_owned(), answer.build().into());
            }
        }
    }
}

impl Answer {
    fn build(&self) -> Response {
        build(self.description, self.kinds, self.headers)
    }
}

fn build(description: &str, kinds: &[ProblemKind], names: &[Name]) -> Response {
    let examples = kinds.iter().map(|kind| {
        let example = ExampleBuilder::new().summary(kind.title).value(Some(example(*kind)));
        (kind.code, example.build())
    });
    let content = ContentBuilder::new().schema(Some(reference(PROBLEM))).examples_from_iter(examples).build();
    let response = ResponseBuilder::new().description(description).content(MEDIA_TYPE, content);
    headers::with(headers::with(response, &[Name::RequestId]), names).build()
}

fn example(kind: ProblemKind) -> JsonValue {
    let mut problem = json!({
        "type": kind.uri(),
        "title": kind.title,
        "status": kind.status.as_u16(),
        "detail": format!("{}.", kind.title),
        "instance": "/api/tasks",
        "code": kind.code,
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"
    });
    let fault = match kind {
        ProblemKind::VALIDATION => json!({ "pointer": "/title", "code": "required", "detail": "must be there" }),
        ProblemKind::CONFLICT => json!({ "pointer": "/email", "code": "taken", "detail": "is taken" }),
        ProblemKind::INVALID_PARAMETER => json!({ "parameter": "sort", "code": "unknown", "detail": "is not known" }),
        ProblemKind::PARAMETER_OUT_OF_RANGE => {
            json!({ "parameter": "limit", "code": "range", "detail": "must be between 1 and 100" })
        }
        ProblemKind::INVALID_HEADER => json!({ "header": "if-match", "code": "malformed", "detail": "must be entity tags" }),
        _ => return problem,
    };
    if let Some(object) = problem.as_object_mut() {
        object.insert("errors".to_owned(), json!([fault]));
    }
    problem
}

/// The schemas of problems.
pub(super) fn schemas() -> [(&'static str, Schema); 2] {
    let text = |description: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    let uri = |builder: ObjectBuilder| builder.format(Some(SchemaFormat::Custom("uri-reference".to_owned())));
    let status = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(400))
        .maximum(Some(599))
        .description(Some("The HTTP status."));
    let errors = ArrayBuilder::new().items(reference(FAULT)).min_items(Some(1)).description(Some("Everything that is wrong."));
    let problem = [
        ("type", uri(text("The stable URI of this kind of problem."))),
        ("title", text("What kind of problem it is, in words that do not change.")),
        ("status", status),
        ("detail", text("What went wrong this time.")),
        ("instance", uri(text("The path of the request."))),
        ("code", text("The stable machine word of this kind of problem.")),
        ("trace_id", text("What the server's log knows the request by.")),
    ]
    .into_iter()
    .fold(ObjectBuilder::new().schema_type(Type::Object), |object, (name, schema)| object.property(name, schema).required(name))
    .property("errors", errors)
    .description(Some("What went wrong (RFC 9457)."));
    let places = ["pointer", "parameter", "header"];
    let one_place = JsonValue::Array(places.iter().map(|place| json!({ "required": [place] })).collect());
    let fault = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("One thing that is wrong, and where."))
        .property("pointer", text("Where in the body: a JSON pointer (RFC 6901), empty for the whole body."))
        .property("parameter", text("Which parameter."))
        .property("header", text("Which header."))
        .property("code", text("A stable machine word."))
        .property("detail", text("What is wrong, for a person."))
        .required("code")
        .required("detail")
        .extensions(Some(Extensions::from_iter([("oneOf", one_place)])));
    [(PROBLEM, problem.into()), (FAULT, fault.into())]
}
