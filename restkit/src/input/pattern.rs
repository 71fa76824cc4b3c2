//! Patterns of rules, compiled once.
//!
//! A pattern also stands in the document, where it is read as ECMA-262 has it. So the few things on which the `regex` crate differs
//! (`\d`, `\w`, `\s`, `\b` and `.` beyond ASCII) are rewritten to their ECMA-262 meaning before it is compiled.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use regex::Regex;

/// Compiled patterns by their source. It grows by the patterns in descriptors only, never by a request.
static COMPILED: OnceLock<RwLock<HashMap<&'static str, Arc<Regex>>>> = OnceLock::new();

/// The compiled form of a pattern that stands in a descriptor.
///
/// # Errors
/// Why it is no regular expression.
pub(crate) fn compile(source: &'static str) -> Result<Arc<Regex>, String> {
    let cache = COMPILED.get_or_init(RwLock::default);
    // A panic elsewhere leaves the map whole: an entry is inserted in one step.
    if let Some(found) = cache.read().unwrap_or_else(PoisonError::into_inner).get(source) {
        return Ok(Arc::clone(found));
    }
    let compiled =
        Arc::new(Regex::new(&as_ecma(source)).map_err(|error| format!("`{source}` is no regular expression: {error}"))?);
    cache.write().unwrap_or_else(PoisonError::into_inner).insert(source, Arc::clone(&compiled));
    Ok(compiled)
}

/// White space and line ends of ECMA-262.
const SPACE: &str = r"\t\n\x0B\x0C\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";

/// The same pattern in the syntax of the `regex` crate.
fn as_ecma(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut chars = source.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str("[0-9]"),
                Some('D') => out.push_str("[^0-9]"),
                Some('w') => out.push_str("[0-9A-Za-z_]"),
                Some('W') => out.push_str("[^0-9A-Za-z_]"),
                Some('s') => out.extend(["[", SPACE, "]"]),
                Some('S') => out.extend(["[^", SPACE, "]"]),
                Some('b') if !in_class => out.push_str(r"(?-u:\b)"),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '.' if !in_class => out.push_str(r"[^\n\r\u2028\u2029]"),
            '[' => {
                // A bracket inside a class stands for itself in ECMA-262.
                out.push_str(if in_class { "\\[" } else { "[" });
                in_class = true;
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            // Doubled, these are set operations to the `regex` crate.
            '&' | '~' if in_class => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_the_document_says() {
        for (pattern, text, matches) in [
            (r"^\d+$", "12", true),
            (r"^\d+$", "١٢", false),
            (r"^[\d.]+$", "1.2", true),
            (r"^\w$", "é", false),
            (r"^[^\W_]$", "_", false),
            (r"^\s$", "\u{feff}", true),
            (r"^\s$", "\u{85}", false),
            (r"^.$", "\r", false),
            (r"^.$", "é", true),
            (r"^\.$", ".", true),
            (r"^[[]$", "[", true),
            (r"^[a&&b]$", "a", true),
            (r"\bcat\b", "écaté", true),
            (r"^[a-z]{2,3}$", "abc", true),
            (r"^[a-z]{2,3}$", "abc\n", false),
        ] {
            assert_eq!(compile(pattern).unwrap().is_match(text), matches, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn each_pattern_is_compiled_once() {
        assert!(Arc::ptr_eq(&compile("^once$").unwrap(), &compile("^once$").unwrap()));
        assert!(compile("(").unwrap_err().contains("`(`"));
    }

    #[test]
    fn the_patterns_of_the_spec_survive() {
        for source in [crate::spec::pattern::NON_BLANK, crate::spec::pattern::EMAIL, crate::spec::pattern::NUL_FREE] {
            compile(source).unwrap();
        }
    }
}
