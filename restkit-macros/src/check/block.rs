//! Impl blocks with endpoints.

use std::collections::HashMap;

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Ident, Path, ReturnType, Type, spanned::Spanned as _};

use super::{
    build, rename,
    signature::{self, Called},
    template::{self, Template},
};
use crate::{
    errors::Errors,
    model::{Argument, Block, BlockKind, Endpoint, Isolation, Method, RowPath, Transaction},
    syntax::{
        block::{BlockSyntax, MethodSyntax, Verb},
        types,
    },
};

/// What an impl block is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// A resource.
    Resource,
    /// Nothing but its endpoints.
    Api,
}

impl Of {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Api => "api(…)",
        }
    }
}

/// Checks a block.
pub(crate) fn block(syntax: &BlockSyntax, of: Of, krate: &Path, errors: &mut Errors) -> Option<Block> {
    let before = errors.len();
    let ident = of_a_type(syntax, of, errors);
    words_fit(syntax, of, errors);
    if syntax.methods.is_empty() && errors.len() == before && syntax.lost.is_empty() {
        errors.at(
            &syntax.item.self_ty,
            format_args!("no method here is an endpoint: write `#[get(\"/…\")]` above one, or remove `#[{}]`", of.attribute()),
        );
    }
    let ident = ident?;
    let mut known = HashMap::new();
    let endpoints: Vec<Endpoint> =
        syntax.methods.iter().filter_map(|method| endpoint(method, of, &ident, &mut known, errors)).collect();
    if errors.len() > before || !errors.is_empty() {
        return None;
    }
    let written = |text: &Option<crate::syntax::atoms::Text>| text.as_ref().map(|text| text.0.value()).unwrap_or_default();
    let kind = match of {
        Of::Resource => BlockKind::Resource,
        Of::Api => BlockKind::Api { path: written(&syntax.words.path), tag: written(&syntax.words.tag) },
    };
    Some(Block {
        krate: krate.clone(),
        name: rename::plain(&ident),
        ident,
        docs: syntax.docs.clone(),
        kind,
        has_state: endpoints.iter().any(|endpoint| endpoint.takes_self),
        endpoints,
    })
}

/// Endpoints belong to one type, and not to a trait.
fn of_a_type(syntax: &BlockSyntax, of: Of, errors: &mut Errors) -> Option<Ident> {
    let item = &syntax.item;
    if let Some((path, _)) = &item.trait_ {
        errors.at(
            path,
            format_args!("endpoints are methods of a type: write `#[{}] impl Type {{ … }}` without a trait", of.attribute()),
        );
        return None;
    }
    if !item.generics.params.is_empty() {
        let params = &item.generics.params;
        errors.at(
            params,
            format_args!("endpoints belong to one type, so the block cannot be generic; remove `<{}>`", params.to_token_stream()),
        );
        return None;
    }
    match &*item.self_ty {
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            if path.path.segments.len() == 1 && last.arguments.is_empty() {
                return Some(last.ident.clone());
            }
            errors.at(path, "endpoints are written beside their type: write its name alone");
        }
        other => errors.at(other, "endpoints are methods of a struct or an enum: write its name here"),
    }
    None
}

/// A resource has its path already; a group needs a plain one.
fn words_fit(syntax: &BlockSyntax, of: Of, errors: &mut Errors) {
    for text in [&syntax.words.path, &syntax.words.tag].into_iter().flatten().filter(|_| of == Of::Resource) {
        errors.at(&text.0, "an impl block of a resource has the path and the heading of its struct; remove this");
    }
    if let Some(text) = syntax.words.path.as_ref().filter(|_| of == Of::Api)
        && let Err(fault) = template::prefix(&text.0.value())
    {
        errors.at(&text.0, format_args!("{fault}: write `path = \"/checkout\"`"));
    }
}

type Known = HashMap<(String, String), Ident>;

fn endpoint(syntax: &MethodSyntax, of: Of, ident: &Ident, known: &mut Known, errors: &mut Errors) -> Option<Endpoint> {
    let before = errors.len();
    let verb = one_verb(syntax, errors)?;
    signature(syntax, of, errors);
    let sound = errors.len() == before;
    decided(syntax, errors);
    let template = verb.path.as_ref().and_then(|path| match template::parse(&path.value()) {
        Ok(template) => Some(template),
        Err(fault) => {
            errors.at(path, fault);
            None
        }
    });
    let arguments = template.as_ref().map(|template| arguments(syntax, verb, template, of, ident, sound, errors));
    rows_are_found(syntax, of, errors);
    if let (Some(path), Some(template)) = (&verb.path, &template) {
        match known.entry((verb.name.clone(), template.shape())) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(syntax.ident.clone());
            }
            std::collections::hash_map::Entry::Occupied(there) => errors.at(
                path,
                format_args!("`{}` answers this method at this path already: give one of them another path", there.get()),
            ),
        }
    }
    let status = status(verb, errors);
    let transaction = transaction(syntax, errors);
    if errors.len() > before {
        return None;
    }
    let decision = syntax.decision.as_ref()?.policy.as_ref()?;
    let (arguments, row) = arguments?;
    Some(Endpoint {
        ident: syntax.ident.clone(),
        name: rename::plain(&syntax.ident),
        docs: syntax.docs.clone(),
        method: method(&verb.name),
        path: template?.path,
        status,
        deprecated: verb.words.deprecated.is_present(),
        policy: build::policy(decision, ident),
        transaction,
        takes_self: syntax.receiver.is_some(),
        is_async: syntax.signature.asyncness.is_some(),
        arguments,
        row,
        answer: match &syntax.signature.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => types::without_self(ty, ident),
        },
    })
}

fn method(name: &str) -> Method {
    match name {
        "post" => Method::Post,
        "put" => Method::Put,
        "patch" => Method::Patch,
        "delete" => Method::Delete,
        _ => Method::Get,
    }
}

/// An endpoint has one method of HTTP.
fn one_verb<'a>(syntax: &'a MethodSyntax, errors: &mut Errors) -> Option<&'a Verb> {
    let (first, others) = syntax.verbs.split_first()?;
    for other in others {
        errors.at_span(
            other.span,
            format_args!("an endpoint has one method: `{}` stands here already; write another function", first.name),
        );
    }
    Some(first)
}

const CALLED: Called = Called {
    generics: "an endpoint has one type for each argument; write them out",
    implicit: "an endpoint has one type for each argument; write it out",
    safety: "an endpoint is called by restkit, which is free of `unsafe`; remove it",
};

/// The function can be called by restkit.
fn signature(syntax: &MethodSyntax, of: Of, errors: &mut Errors) {
    if let Some(receiver) = &syntax.receiver {
        if of == Of::Resource {
            errors.at(
                receiver,
                "no row is at hand when the endpoint is called: take `task: Found<Self>` for the row that the path names",
            );
        } else if !matches!(&receiver.kind, syn::ReceiverKind::Reference(_, _, None)) {
            errors.at(receiver, "all requests share the service: take `&self`");
        }
    }
    signature::can_be_called(&syntax.signature, &syntax.arguments, &CALLED, errors);
}

/// Nothing is open or closed by silence.
fn decided(syntax: &MethodSyntax, errors: &mut Errors) {
    if syntax.authorize.is_none() {
        errors.at(
            &syntax.ident,
            "nobody has decided who may call this: write `#[authorize(authenticated)]`, `#[authorize(role(…))]`, or `#[authorize(public)]` if everybody may",
        );
    }
}

/// What looks at rows needs one to look at.
fn rows_are_found(syntax: &MethodSyntax, of: Of, errors: &mut Errors) {
    let Some(decision) = syntax.decision.as_ref().and_then(|decision| decision.policy.as_ref()) else { return };
    let found = syntax.arguments.iter().any(|argument| types::last_name(&argument.ty).as_deref() == Some("Found"));
    for span in decision.row_atoms() {
        if of == Of::Api {
            errors.at_span(
                span,
                "this decision is about rows, and here is no resource: write `authenticated`, `role(…)` or `scope(…)`, or move the endpoint \
                 into `#[resource] impl` of the resource",
            );
        } else if !found {
            errors.at_span(span, "this decision is about a row, and the endpoint takes none: add an argument `row: Found<Self>`");
        }
    }
}

/// The types of arguments that are no dependencies.
const NO_DEPENDENCY: [&str; 18] = [
    "Axum",
    "BackgroundTasks",
    "Bytes",
    "Caller",
    "Cookie",
    "Db",
    "Depends",
    "Form",
    "Found",
    "Header",
    "HeaderMap",
    "Json",
    "Method",
    "Path",
    "Query",
    "Tokens",
    "Tx",
    "Uri",
];

/// The arguments, each with the name of what it reads, and how the path names the row among them.
fn arguments(
    syntax: &MethodSyntax,
    verb: &Verb,
    template: &Template,
    of: Of,
    ident: &Ident,
    sound: bool,
    errors: &mut Errors,
) -> (Vec<Argument>, Option<RowPath>) {
    let before = errors.len();
    let mut unread: Vec<&String> = template.parameters.iter().collect();
    let mut bodies: Vec<Span> = Vec::new();
    let mut all = Vec::new();
    let mut rows: Vec<(usize, Span)> = Vec::new();
    for argument in &syntax.arguments {
        let Some(name) = &argument.name else { continue };
        let plain = rename::argument(name);
        let kind = types::last_name(&argument.ty).unwrap_or_default();
        match kind.as_str() {
            "Path" => match unread.iter().position(|parameter| **parameter == plain) {
                Some(position) => {
                    unread.remove(position);
                }
                None => missing_parameter(name, &plain, template, errors),
            },
            "Found" if of == Of::Resource => rows.push((all.len(), name.span())),
            "Found" => errors.at(
                &argument.ty,
                "a row is found under the decision of its resource: move the endpoint into `#[resource] impl` of it, or take a `Path` and ask its repository",
            ),
            "Json" | "Form" => bodies.push(argument.ty.span()),
            _ => {}
        }
        all.push(Argument { name: plain, ty: types::without_self(&argument.ty, ident), example: argument.example.clone() });
    }
    let mut of_row: Vec<&String> = Vec::new();
    for (index, span) in &rows {
        match unread.first() {
            Some(parameter) if rows.len() == 1 => {
                all[*index].name = (*parameter).clone();
                // Which of the others the key has, the resource knows.
                of_row = std::mem::take(&mut unread);
            }
            _ if rows.len() > 1 => errors.at_span(*span, "an endpoint has one row, that which the path names"),
            _ => {
                errors.at_span(*span, "the path does not name the row: write a parameter for its key, as in `\"/{id}/complete\"`")
            }
        }
    }
    // A dependency may read it; whether one does is seen when the app starts.
    let perhaps_read =
        all.iter().any(|argument| types::last_name(&argument.ty).is_none_or(|name| !NO_DEPENDENCY.contains(&&*name)));
    // An argument that is wrong was perhaps meant to.
    let is_told = sound && errors.len() == before && !perhaps_read;
    let nobody =
        |parameter: &str| format!("no argument reads `{{{parameter}}}`: add `{parameter}: Path<…>`, or remove it from the path");
    for parameter in unread.into_iter().filter(|_| is_told) {
        if let Some(path) = &verb.path {
            errors.at(path, nobody(parameter));
        }
    }
    let row = verb.path.as_ref().filter(|_| !of_row.is_empty()).map(|path| {
        // One that stands there alone is that of the row.
        let is_told = is_told && template.parameters.len() > 1;
        let unread = of_row.iter().filter(|_| is_told).map(|parameter| ((*parameter).clone(), nobody(parameter)));
        RowPath { span: path.span(), parameters: template.parameters.clone(), unread: unread.collect() }
    });
    if let Some(second) = bodies.get(1) {
        errors.at_span(*second, "a request has one body; take it in one type");
    }
    if let (Some(span), "get" | "delete") = (bodies.first(), verb.name.as_str()) {
        errors.at_span(
            *span,
            format_args!("a {} request has no body: take `Query<…>`, or write `#[post(\"…\")]`", verb.name.to_ascii_uppercase()),
        );
    }
    (all, row)
}

fn missing_parameter(name: &Ident, plain: &str, template: &Template, errors: &mut Errors) {
    if template.parameters.is_empty() {
        errors.at(name, format_args!("the path has no parameter: write `{{{plain}}}` into it, as in `\"/{{{plain}}}\"`"));
    } else {
        let known: Vec<String> = template.parameters.iter().map(|parameter| format!("`{parameter}`")).collect();
        errors
            .at(name, format_args!("the path has no parameter `{plain}`, it has {}: call one like the other", known.join(", ")));
    }
}

/// A status is one of success.
fn status(verb: &Verb, errors: &mut Errors) -> Option<u16> {
    let count = verb.words.status.as_ref()?;
    match u16::try_from(count.value) {
        Ok(code @ 200..=299) => Some(code),
        _ => {
            errors.at(&count.expr, "the status of a success is from 200 to 299; errors come from `Result`");
            None
        }
    }
}

fn transaction(syntax: &MethodSyntax, errors: &mut Errors) -> Option<Transaction> {
    let (_, words) = syntax.transaction.as_ref()?;
    let isolation = words.isolation.as_ref().and_then(|name| match crate::syntax::words::name_of(&name.0).as_str() {
        "read_committed" => Some(Isolation::ReadCommitted),
        "repeatable_read" => Some(Isolation::RepeatableRead),
        "serializable" => Some(Isolation::Serializable),
        _ => {
            errors.at(&name.0, "write `read_committed`, `repeatable_read` or `serializable`");
            None
        }
    });
    Some(Transaction { isolation, read_only: words.read_only.is_present() })
}
