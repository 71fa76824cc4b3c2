//! Problems as schemas and shared answers.

use std::collections::BTreeSet;

use serde_json::{Value as JsonValue, json};
use utoipa::openapi::{
    Components, ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema, SchemaFormat,
    example::ExampleBuilder,
    extensions::Extensions,
    schema::{AnyOfBuilder, ArrayBuilder, Type},
};

use super::{
    component::{FAULT, PROBLEM, Registry, reference},
    examples,
    headers::{self, Name},
    objects,
    operation::Scope,
    status,
};
use crate::{
    problem::{ProblemKind, Problems},
    spec::{Member, Operation, ProblemMembers},
};

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

/// The answer of a status to a generated operation. `None` for a status that is no problem.
pub(super) fn response(scope: &Scope, operation: Operation, status: u16, used: &mut Used) -> Option<RefOr<Response>> {
    let shared = answer(operation, status);
    let usual = shared.filter(|_| status::usual(scope, operation).contains(&status)).map_or(&[][..], |answer| answer.kinds);
    let mut all: Vec<Told> = usual.iter().copied().map(Told::plain).collect();
    let asked = scope.asked(operation).into_iter().flat_map(|asked| &asked.told);
    asked.filter(|told| told.kind.status.as_u16() == status).for_each(|told| told.clone().once(&mut all));
    (!all.is_empty()).then(|| of_shared(shared, &all, used))
}

/// What operations use of the shared components.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// The names of shared answers.
    answers: BTreeSet<&'static str>,
    /// The headers.
    pub(super) headers: BTreeSet<Name>,
}

/// A kind of problem that an operation can answer, as the document tells it.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) kind: ProblemKind,
    /// The component of problems with members of their own, and these members.
    own: Option<(String, &'static [Member])>,
}

impl Told {
    /// A kind whose problems have the members of all.
    pub(super) const fn plain(kind: ProblemKind) -> Self {
        Self { kind, own: None }
    }

    /// Adds what can go wrong to what is told already; answers whether that is all.
    pub(super) fn collect(problems: &Problems, registry: &mut Registry, all: &mut Vec<Self>) -> bool {
        problems.for_each(&mut |kind, extension| {
            let members = extension.and_then(|extension| extension.members::<ProblemMembers>());
            let own = members.map(|members| (objects::problem(registry, members, kind), members.0));
            Self { kind, own }.once(all);
        })
    }

    /// Adds it to others, unless it is one of them.
    pub(super) fn once(self, all: &mut Vec<Self>) {
        if !all.iter().any(|there| there.kind == self.kind && there.component() == self.component()) {
            all.push(self);
        }
    }

    /// The component that describes it.
    fn component(&self) -> &str {
        self.own.as_ref().map_or(PROBLEM, |(component, _)| component)
    }

    fn example(&self) -> JsonValue {
        let mut problem = example(self.kind);
        let own = self.own.as_ref().and_then(|(_, members)| examples::values_of(members, 0));
        if let (Some(problem), Some(own)) = (problem.as_object_mut(), own) {
            problem.extend(own);
        }
        problem
    }
}

/// The answer of a status to a handwritten endpoint that can answer these problems with it.
pub(super) fn of_status(status: u16, all: &[Told], used: &mut Used) -> RefOr<Response> {
    of_shared(ANSWERS.iter().find(|answer| answer.status == status), all, used)
}

/// The shared answer, unless there is something else to tell.
fn of_shared(shared: Option<&Answer>, all: &[Told], used: &mut Used) -> RefOr<Response> {
    let names = [Name::RequestId].iter().chain(shared.map_or(&[][..], |answer| answer.headers));
    used.headers.extend(names);
    match shared {
        Some(answer) if all.iter().all(|told| told.own.is_none() && answer.kinds.contains(&told.kind)) => {
            used.answers.insert(answer.component);
            Ref::from_response_name(answer.component).into()
        }
        _ => {
            let mut titles: Vec<&str> = Vec::new();
            for title in all.iter().map(|told| told.kind.title.trim_end_matches('.')) {
                if !titles.contains(&title) {
                    titles.push(title);
                }
            }
            build(&format!("{}.", titles.join("; ")), all, shared.map_or(&[], |answer| answer.headers)).into()
        }
    }
}

/// The answer of an endpoint whose problems are not known.
pub(super) fn any(used: &mut Used) -> Response {
    used.headers.insert(Name::RequestId);
    build("Another problem.", &[], &[])
}

/// Adds the answers that some operation gives.
pub(super) fn add(components: &mut Components, used: &Used) {
    for answer in ANSWERS.iter().chain([&PATCH_MEDIA_TYPE]).filter(|answer| used.answers.contains(answer.component)) {
        let all: Vec<Told> = answer.kinds.iter().copied().map(Told::plain).collect();
        let response = build(answer.description, &all, answer.headers);
        components.responses.insert(answer.component.to_owned(), response.into());
    }
}

fn build(description: &str, all: &[Told], names: &[Name]) -> Response {
    let mut codes: Vec<&str> = Vec::new();
    let examples: Vec<_> = all
        .iter()
        .map(|told| {
            let code = told.kind.code;
            let number = codes.iter().filter(|there| **there == code).count();
            codes.push(code);
            let name = if number == 0 { code.to_owned() } else { format!("{code}_{}", number + 1) };
            (name, ExampleBuilder::new().summary(told.kind.title).value(Some(told.example())).build())
        })
        .collect();
    let schemas: BTreeSet<&str> = all.iter().map(Told::component).collect();
    let schema: RefOr<Schema> = match schemas.first() {
        Some(one) if schemas.len() == 1 => reference(one).into(),
        Some(_) => schemas.iter().fold(AnyOfBuilder::new(), |any, schema| any.item(reference(schema))).into(),
        None => reference(PROBLEM).into(),
    };
    let content = ContentBuilder::new().schema(Some(schema)).examples_from_iter(examples).build();
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
