//! What a resource is searched by: fields that hold texts, and are seen.

use syn::{Expr, Path};

use super::{build, rename};
use crate::{
    errors::Errors,
    model::{Search, SearchField},
    syntax::{
        atoms::Count,
        resource::{FieldSyntax, ResourceSyntax},
        words,
    },
};

/// As many as PostgreSQL has marks for.
const MOST_FIELDS: usize = 4;

/// The greatest weight.
const GREATEST: u64 = 100;

/// The languages that PostgreSQL knows the endings of.
const LANGUAGES: [&str; 29] = [
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "simple",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

/// What FTS5 does not take for the name of a column.
const TAKEN: [&str; 2] = ["rank", "rowid"];

/// A search looks into some of the fields, each once.
pub(super) fn search_names_fields(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(search) = &syntax.search else { return };
    let mut seen = Vec::new();
    for field in &search.fields {
        match position(syntax, &field.path) {
            None => {
                let fields: Vec<String> = syntax.fields.iter().map(|field| format!("`{}`", field.ident)).collect();
                let name = words::name_of(&field.path);
                errors.at(&field.path, format_args!("no field is called `{name}`; the fields are {}", fields.join(", ")));
            }
            Some(at) if seen.contains(&at) => errors.at(&field.path, "this field stands here twice; remove one"),
            Some(at) => seen.push(at),
        }
    }
    if search.fields.is_empty() && !search.lost {
        errors.at_span(search.span, "say which fields are searched: write `search(title, body)`");
    }
    if let Some(further) = search.fields.get(MOST_FIELDS) {
        errors.at(&further.path, format_args!("a search looks into at most {MOST_FIELDS} fields; remove this one or another"));
    }
}

/// What is found tells what is in a field.
pub(super) fn searched_fields_are_seen(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (field, path) in fields(syntax) {
        let unseen = match (field.words.write_only.is_present(), field.words.hidden.is_present()) {
            (true, _) => "write_only",
            (_, true) => "hidden",
            _ => continue,
        };
        errors.at(
            path,
            format_args!("what is found would tell what a `{unseen}` field holds; remove it here, or remove `{unseen}`"),
        );
    }
}

/// SQLite keeps the words in a table whose columns are called like the fields.
pub(super) fn searched_fields_have_free_names(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (field, path) in fields(syntax) {
        let name = build::column_name(field).to_ascii_lowercase();
        if TAKEN.contains(&name.as_str()) {
            errors.at(
                path,
                format_args!(
                    "SQLite cannot search a column `{name}`: write `#[resource(column = \"…\")]` with another name on the field"
                ),
            );
        }
    }
}

/// A weight is worth something.
pub(super) fn weights_count(syntax: &ResourceSyntax, errors: &mut Errors) {
    let written = syntax.search.iter().flat_map(|search| &search.fields).filter_map(|field| field.words.weight.as_ref());
    for Count { value, expr } in written {
        if *value == 0 || *value > GREATEST {
            errors.at(expr, format_args!("a weight is a whole number from 1 to {GREATEST}, and 1 where none is written"));
        }
    }
}

/// A language is one whose endings PostgreSQL knows.
pub(super) fn language_is_known(syntax: &ResourceSyntax, errors: &mut Errors) {
    let Some(written) = syntax.search.as_ref().and_then(|search| search.language.as_ref()) else { return };
    if language(written).is_none() {
        let name = match written {
            Expr::Path(path) => words::name_of(&path.path),
            _ => String::new(),
        };
        match words::closest(&name, LANGUAGES.into_iter()) {
            Some(near) => errors.at(written, format_args!("did you mean `language = {near}`?")),
            None => errors.at(written, "write a language that PostgreSQL knows, without quotes, as in `language = english`"),
        }
    }
}

/// The fields that are searched, as far as they are known, with where their names are written.
fn fields(syntax: &ResourceSyntax) -> impl Iterator<Item = (&FieldSyntax, &Path)> {
    let written = syntax.search.iter().flat_map(|search| &search.fields);
    written.filter_map(|field| Some((&syntax.fields[position(syntax, &field.path)?], &field.path)))
}

fn position(syntax: &ResourceSyntax, path: &Path) -> Option<usize> {
    let name = words::name_of(path);
    syntax.fields.iter().position(|field| rename::plain(&field.ident) == name)
}

/// `simple` is what is meant when none is written.
fn language(written: &Expr) -> Option<&'static str> {
    let Expr::Path(path) = written else { return None };
    let name = path.path.get_ident()?.to_string();
    LANGUAGES.into_iter().find(|language| *language == name)
}

/// What the resource is searched by.
pub(super) fn search(syntax: &ResourceSyntax) -> Option<Search> {
    let written = syntax.search.as_ref()?;
    let field = |field: &crate::syntax::search::SearchFieldSyntax| {
        let weight = field.words.weight.as_ref().map_or(1, |weight| u32::try_from(weight.value).unwrap_or(1));
        let span = syn::spanned::Spanned::span(&field.path);
        Some(SearchField { column: position(syntax, &field.path)?, weight, span })
    };
    let language = written.language.as_ref().and_then(language).filter(|language| *language != "simple");
    Some(Search { fields: written.fields.iter().filter_map(field).collect(), language })
}
