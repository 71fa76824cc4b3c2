//! Errors that handlers answer.

use std::collections::HashMap;

use heck::ToSnakeCase as _;
use proc_macro2::Span;
use syn::{Data, Fields, Ident, Member, Path, Type, ext::IdentExt as _, spanned::Spanned as _};

use super::{detail, rename, structure};
use crate::{
    errors::Errors,
    model::{ApiError, Detail, ErrorAnswer, ErrorVariant, ProblemMember},
    syntax::{
        docs,
        error::{ErrorSyntax, ExtendSyntax, ProblemWords, VariantSyntax},
        types,
    },
};

/// Statuses that promise a header which only restkit knows.
const RESERVED: [(u64, &str); 3] =
    [(405, "`Allow`, and restkit answers it itself"), (407, "`Proxy-Authenticate`"), (426, "`Upgrade`")];

/// The members that every problem has, or may have.
const STANDARD: [&str; 8] = ["type", "title", "status", "detail", "instance", "code", "trace_id", "errors"];

/// Checks an enum or a struct.
pub(crate) fn error(syntax: &ErrorSyntax, krate: &Path, errors: &mut Errors) -> Option<ApiError> {
    let ident = &syntax.input.ident;
    structure::error_is_an_enum(&syntax.input, errors);
    let is_enum = matches!(syntax.input.data, Data::Enum(_));
    if is_enum {
        above_variants(&syntax.words, errors);
    }
    let mut codes: HashMap<String, &Ident> = HashMap::new();
    let mut sources: Vec<String> = Vec::new();
    let mut variants = Vec::new();
    for variant in &syntax.variants {
        let Some(mut checked) = one(variant, ident, errors) else { continue };
        if let ErrorAnswer::Problem { code, .. } = &checked.answer
            && let Some(other) = codes.insert(code.clone(), &variant.ident)
        {
            let message = format!("`{other}` has the code `{code}` already: write another one, as in `code = \"…\"`");
            match &variant.words.code {
                Some(text) => errors.at(&text.0, message),
                None => errors.at(&variant.ident, message),
            }
        }
        if let Some((_, ty)) = &checked.from {
            let ty = types::written(ty);
            if sources.contains(&ty) {
                let message = format_args!("another variant is made from `{ty}` already; keep one `from`");
                errors.at_span(variant.words.from.span(), message);
            }
            sources.push(ty);
        }
        if !is_enum {
            checked.ident = None;
        }
        variants.push(checked);
    }
    let converts = !syntax.thiserror && !syntax.words.std_error.is_present();
    errors.is_empty().then(|| ApiError { krate: krate.clone(), ident: ident.clone(), converts, variants })
}

/// What is said of a problem stands on its variant.
fn above_variants(words: &ProblemWords, errors: &mut Errors) {
    const MESSAGE: &str = "each variant is a problem of its own: write this above one of them";
    let texts = [&words.code, &words.title, &words.detail].into_iter().flatten().map(|text| text.0.span());
    let flags = [words.source, words.transparent, words.internal, words.from];
    let flags = flags.iter().filter(|flag| flag.is_present()).map(darling::util::Flag::span);
    let status = words.status.iter().map(|status| status.expr.span());
    if let Some(first) = status.chain(texts).chain(flags).next() {
        errors.at_span(first, MESSAGE);
    }
}

fn one(syntax: &VariantSyntax, ident: &Ident, errors: &mut Errors) -> Option<ErrorVariant> {
    let before = errors.len();
    let words = &syntax.words;
    if syntax.span.is_none() {
        errors.at(
            &syntax.ident,
            "nothing says what is answered: write `#[problem(status = 409)]`, `#[problem(transparent)]` for an error that is one \
             of the API itself, or `#[problem(internal)]` for a 500 that tells nothing",
        );
        return None;
    }
    let inside = |word: &str, span: Span, errors: &mut Errors| inside(&syntax.fields, ident, word, span, errors);
    let answer = if words.transparent.is_present() || words.internal.is_present() {
        let (word, flag) =
            if words.transparent.is_present() { ("transparent", words.transparent) } else { ("internal", words.internal) };
        stands_alone(word, words, errors);
        not_extended(word, syntax, errors);
        let (member, ty) = inside(word, flag.span(), errors)?;
        if words.transparent.is_present() { ErrorAnswer::Transparent(member, ty) } else { ErrorAnswer::Internal(member, ty) }
    } else {
        let source = if words.source.is_present() {
            not_extended("source", syntax, errors);
            inside("source", words.source.span(), errors)
        } else {
            None
        };
        let status = status(syntax, errors);
        let code = code(syntax, errors);
        let (title, detail) = texts(syntax, errors);
        if words.from.is_present() && !words.source.is_present() {
            errors.at_span(
                words.from.span(),
                "what it is made from has to go somewhere: write `source` beside it, which goes to the log",
            );
        }
        let members = members(syntax, ident, errors);
        ErrorAnswer::Problem { status: status?, code: code?, title, detail: detail?, source, members }
    };
    let from = match (&answer, words.from.is_present()) {
        (ErrorAnswer::Transparent(member, ty) | ErrorAnswer::Internal(member, ty), true)
        | (ErrorAnswer::Problem { source: Some((member, ty)), .. }, true) => {
            let field = syntax.fields.iter().next()?;
            if let Some(attr) = field.attrs.iter().find(|attr| attr.path().is_ident("from")) {
                errors.at(attr, "`#[problem(from)]` and `#[from]` make the same conversion; remove one");
            }
            Some((member.clone(), ty.clone()))
        }
        _ => None,
    };
    (errors.len() == before).then(|| ErrorVariant { ident: Some(syntax.ident.clone()), answer, from })
}

/// The fields that are members of the problem.
fn members(syntax: &VariantSyntax, item: &Ident, errors: &mut Errors) -> Vec<ProblemMember> {
    let mut all: Vec<ProblemMember> = Vec::new();
    for ExtendSyntax { member, field, span, name: written } in &syntax.extends {
        let name = match (written, member) {
            (Some(written), _) => written.value(),
            (None, Member::Named(ident)) => rename::plain(ident),
            (None, Member::Unnamed(_)) => {
                errors.at_span(*span, "this field has no name: write that of the member, as in `extend = \"left\"`");
                continue;
            }
        };
        let wrong = if STANDARD.contains(&name.as_str()) {
            Some(format!("every problem has a member `{name}`: write another name, as in `extend = \"{name}_wanted\"`"))
        } else if all.iter().any(|there| there.name == name) {
            Some(format!("another field is the member `{name}` already: write another name, as in `extend = \"other_{name}\"`"))
        } else if !is_member_name(&name) {
            Some("the name of a member is of letters, digits and `_`, and begins with a letter, as in `\"productId\"`".to_owned())
        } else {
            None
        };
        match (wrong, written, &field.ident) {
            (None, ..) => {
                let (docs, ty) = (docs(&field.attrs), types::without_self(&field.ty, item));
                all.push(ProblemMember { field: member.clone(), name, docs, ty });
            }
            (Some(wrong), Some(written), _) => errors.at(written, wrong),
            (Some(wrong), None, Some(ident)) => errors.at(ident, wrong),
            (Some(wrong), None, None) => errors.at_span(*span, wrong),
        }
    }
    all
}

/// What RFC 9457 asks for in section 3.2.
fn is_member_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What is about another error is no member.
fn not_extended(word: &str, syntax: &VariantSyntax, errors: &mut Errors) {
    for extend in &syntax.extends {
        let message =
            format_args!("with `{word}` the one field is the error inside, which is shown to nobody as it is; remove `extend`");
        errors.at_span(extend.span, message);
    }
}

/// The one field of a variant that is about another error.
fn inside(fields: &Fields, ident: &Ident, word: &str, span: Span, errors: &mut Errors) -> Option<(Member, Type)> {
    let mut all = fields.iter();
    match (all.next(), all.next()) {
        (Some(field), None) => {
            let member = field.ident.clone().map_or_else(|| Member::from(0), Member::Named);
            Some((member, types::without_self(&field.ty, ident)))
        }
        (None, _) => {
            errors.at_span(span, format_args!("`{word}` is about the error inside: give it one field"));
            None
        }
        _ => {
            errors.at(fields, format_args!("`{word}` is about the one error inside: keep one field"));
            None
        }
    }
}

/// What another error answers needs no words here.
fn stands_alone(word: &str, words: &ProblemWords, errors: &mut Errors) {
    let idle = |span: Span, other: &str, errors: &mut Errors| {
        errors.at_span(span, format_args!("`{word}` says what is answered already; remove `{other}`"));
    };
    if let Some(status) = &words.status {
        idle(status.expr.span(), "status", errors);
    }
    for (other, text) in [("code", &words.code), ("title", &words.title), ("detail", &words.detail)] {
        if let Some(text) = text {
            idle(text.0.span(), other, errors);
        }
    }
    for (other, flag) in [("source", words.source), ("internal", words.internal)] {
        if flag.is_present() && word != other {
            idle(flag.span(), other, errors);
        }
    }
}

/// A problem has the status of an error.
fn status(syntax: &VariantSyntax, errors: &mut Errors) -> Option<u16> {
    let Some(status) = &syntax.words.status else {
        if !syntax.lost.perhaps("status") && syntax.lost.is_empty() {
            errors.at_span(syntax.span?, "the status is missing: write `status = 409`");
        }
        return None;
    };
    if let Some((_, header)) = RESERVED.iter().find(|(reserved, _)| *reserved == status.value) {
        errors.at(&status.expr, format_args!("an answer with this status needs {header}; write another one"));
        return None;
    }
    match u16::try_from(status.value) {
        Ok(code @ 400..=599) => Some(code),
        _ => {
            errors.at(&status.expr, "the status of a problem is from 400 to 599");
            None
        }
    }
}

/// The machine word.
fn code(syntax: &VariantSyntax, errors: &mut Errors) -> Option<String> {
    let Some(text) = &syntax.words.code else { return Some(rename::plain(&syntax.ident).to_snake_case()) };
    let code = text.0.value();
    let starts = code.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts || !code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        errors.at(&text.0, "a code is one word of small letters, digits and `_`, as in `\"out_of_stock\"`");
        return None;
    }
    Some(code)
}

/// Title and detail: what is written, or what the documentation says, or the name.
fn texts(syntax: &VariantSyntax, errors: &mut Errors) -> (String, Option<Detail>) {
    let first = syntax.docs.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let title = match &syntax.words.title {
        Some(text) if text.0.value().trim().is_empty() => {
            errors.at(&text.0, "the title is empty: say in a few words what is wrong, or leave it out");
            String::new()
        }
        Some(text) => text.0.value(),
        None if first.is_empty() => sentence(&syntax.ident),
        None => first.trim_end_matches('.').to_owned(),
    };
    let detail = match &syntax.words.detail {
        Some(text) => detail::read(&text.0, &syntax.fields, errors),
        None if first.is_empty() => Some(Detail::Plain(format!("{title}."))),
        None if first.ends_with(['.', '!', '?']) => Some(Detail::Plain(first)),
        None => Some(Detail::Plain(format!("{first}."))),
    };
    (title, detail)
}

/// `OutOfStock` as `Out of stock`.
fn sentence(ident: &Ident) -> String {
    let words = ident.unraw().to_string().to_snake_case().replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
