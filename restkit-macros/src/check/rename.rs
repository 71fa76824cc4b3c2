//! Names in JSON, as serde makes them of names in Rust.

use heck::ToSnakeCase as _;
use syn::{LitStr, ext::IdentExt as _};

use crate::errors::Errors;

/// What `rename_all` may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const CASES: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

/// Reads a `rename_all`.
pub(super) fn case(text: Option<&LitStr>, errors: &mut Errors) -> Option<Case> {
    let text = text?;
    let found = CASES.iter().find(|(name, _)| *name == text.value()).map(|(_, case)| *case);
    if found.is_none() {
        let names: Vec<String> = CASES.iter().map(|(name, _)| format!("`{name}`")).collect();
        errors.at(text, format_args!("unknown case; write one of {}", names.join(", ")));
    }
    found
}

/// The name of a field without `r#`.
pub(super) fn plain(ident: &syn::Ident) -> String {
    ident.unraw().to_string()
}

/// The name of what an argument reads: `word` for `_word`, which Rust leaves in peace when nobody uses it.
pub(super) fn argument(ident: &syn::Ident) -> String {
    let name = plain(ident);
    match name.trim_start_matches('_') {
        "" => name,
        trimmed => trimmed.to_owned(),
    }
}

/// The name of a field in JSON. Fields are taken to be in snake case, as serde does.
pub(super) fn field(name: &str, case: Option<Case>) -> String {
    let words = || name.split('_').filter(|word| !word.is_empty());
    match case {
        None | Some(Case::Lower | Case::Snake) => name.to_owned(),
        Some(Case::Upper | Case::ScreamingSnake) => name.to_ascii_uppercase(),
        Some(Case::Pascal) => words().map(capitalized).collect(),
        Some(Case::Camel) => {
            let pascal: String = words().map(capitalized).collect();
            uncapitalized(&pascal)
        }
        Some(Case::Kebab) => name.replace('_', "-"),
        Some(Case::ScreamingKebab) => name.to_ascii_uppercase().replace('_', "-"),
    }
}

/// The word of a variant. Variants are taken to be in Pascal case, as serde does; without `rename_all` words are in snake case, where
/// an acronym counts as one word.
pub(super) fn variant(name: &str, case: Option<Case>) -> String {
    let snake = || {
        let mut snake = String::new();
        for (i, letter) in name.char_indices() {
            if i > 0 && letter.is_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        snake
    };
    match case {
        None => name.to_snake_case(),
        Some(Case::Lower) => name.to_ascii_lowercase(),
        Some(Case::Upper) => name.to_ascii_uppercase(),
        Some(Case::Pascal) => name.to_owned(),
        Some(Case::Camel) => uncapitalized(name),
        Some(Case::Snake) => snake(),
        Some(Case::ScreamingSnake) => snake().to_ascii_uppercase(),
        Some(Case::Kebab) => snake().replace('_', "-"),
        Some(Case::ScreamingKebab) => snake().to_ascii_uppercase().replace('_', "-"),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn uncapitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_does() {
        assert_eq!(field("created_at", None), "created_at");
        assert_eq!(field("created_at", Some(Case::Camel)), "createdAt");
        assert_eq!(field("created_at", Some(Case::Pascal)), "CreatedAt");
        assert_eq!(field("created_at", Some(Case::ScreamingSnake)), "CREATED_AT");
        assert_eq!(field("created_at", Some(Case::Kebab)), "created-at");
        assert_eq!(field("created_at", Some(Case::ScreamingKebab)), "CREATED-AT");
    }

    #[test]
    fn variants_are_renamed_as_serde_does_and_are_snake_case_without() {
        assert_eq!(variant("InProgress", None), "in_progress");
        assert_eq!(variant("HTTPError", None), "http_error");
        assert_eq!(variant("InProgress", Some(Case::Kebab)), "in-progress");
        assert_eq!(variant("InProgress", Some(Case::Camel)), "inProgress");
        assert_eq!(variant("InProgress", Some(Case::ScreamingSnake)), "IN_PROGRESS");
        assert_eq!(variant("InProgress", Some(Case::Lower)), "inprogress");
    }
}
