//! What a request searches for: words, `"phrases"`, and `-` before what must not be there.
//!
//! Blanks and punctuation stand between words, as in the texts that are searched; words with nothing but punctuation between them, as in `e-mail`, are
//! a phrase. Nothing can be written wrongly: what means nothing is left out.

use super::Flaw;
use crate::spec::{Permitted, Phrase, ResourceSpec, Search, SearchSpec, stands_between_words};

/// What a resource can be searched for by somebody: the columns of its search that they see; `None` when there are none.
pub(crate) fn searched(resource: &ResourceSpec, permitted: &Permitted) -> Option<Vec<usize>> {
    let fields = resource.search?.fields.iter().map(|field| field.column);
    let seen: Vec<usize> = fields.filter(|column| permitted.sees(*column)).collect();
    (!seen.is_empty()).then_some(seen)
}

/// Reads what is searched for in these columns.
///
/// # Errors
/// When it is too long.
pub(super) fn limited(text: &str, columns: Vec<usize>) -> Result<Search, Flaw> {
    if text.chars().nth(SearchSpec::LONGEST).is_some() {
        return Err(Flaw::new("length", format!("must have at most {} characters", SearchSpec::LONGEST)));
    }
    Ok(search(text, columns))
}

/// The same without a limit, for the program itself.
pub(crate) fn search(text: &str, columns: Vec<usize>) -> Search {
    let mut search = Search { columns, ..Search::default() };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        // A minus at the end of a word or alone is none.
        let (unwanted, term) = match rest.strip_prefix('-') {
            Some(term) => (true, term),
            None => (false, rest),
        };
        let (inside, after) = match term.strip_prefix('"') {
            // A quote that nobody closed holds the rest.
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => term.split_at(term.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(term.len())),
        };
        let phrase = words(inside);
        let list = if unwanted { &mut search.unwanted } else { &mut search.wanted };
        // What was said is said.
        if !phrase.is_empty() && !list.contains(&phrase) {
            list.push(phrase);
        }
        rest = after;
    }
    search
}

/// The words of a text; what has neither letters nor digits is none.
fn words(text: &str) -> Phrase {
    let words = text.split(stands_between_words).filter(|word| word.chars().any(char::is_alphanumeric));
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let Search { wanted, unwanted, .. } = search(text, vec![0]);
        let joined = |phrases: Vec<Phrase>| phrases.into_iter().map(|words| words.join(" ")).collect();
        (joined(wanted), joined(unwanted))
    }

    #[test]
    fn words_and_phrases() {
        for (text, wanted, unwanted) in [
            ("", &[][..], &[][..]),
            (" \t\n", &[], &[]),
            ("milk", &["milk"], &[]),
            ("milk  Bread milk", &["milk", "Bread"], &[]),
            ("\"oat milk\" -sugar", &["oat milk"], &["sugar"]),
            ("-\"oat milk\"cheese", &["cheese"], &["oat milk"]),
            ("e-mail don't ann@example.org", &["e mail", "don t", "ann example org"], &[]),
            ("milk- -- - \"\" !? 😀", &["milk"], &[]),
            ("\"never closed -so", &["never closed so"], &[]),
            ("a\"b c\"d", &["a", "b c", "d"], &[]),
            ("NEAR(a b) title:x y* ^z (q OR r)", &["NEAR a", "b", "title x", "y", "z", "q", "OR", "r"], &[]),
            ("größe 日本語、東京 ça", &["größe", "日本語 東京", "ça"], &[]),
            ("--a", &[], &["a"]),
        ] {
            let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
            assert_eq!(read(text), (owned(wanted), owned(unwanted)), "{text:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_a_fault() {
        assert!(limited(&"ä".repeat(SearchSpec::LONGEST), vec![0]).is_ok());
        assert_eq!(limited(&"ä".repeat(SearchSpec::LONGEST + 1), vec![0]).unwrap_err().code, "length");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let found = search(&text, vec![0]);
            for phrase in found.wanted.iter().chain(&found.unwanted) {
                prop_assert!(!phrase.is_empty());
                for word in phrase {
                    prop_assert!(text.contains(word.as_str()) && !word.contains(stands_between_words));
                    prop_assert!(!word.contains(['"', '\'', '\\', ':', '*', '(', ')', '&', '|', '!', '\0']));
                }
            }
        }

        #[test]
        fn what_was_read_is_read_again(text in "[a-zé\\-\" .,😀]{0,40}") {
            let found = search(&text, vec![0]);
            let quoted = |phrases: &[Phrase], before: &str| {
                phrases.iter().map(|words| format!("{before}\"{}\"", words.join(" "))).collect::<Vec<_>>()
            };
            let written = [quoted(&found.wanted, ""), quoted(&found.unwanted, "-")].concat().join(" ");
            prop_assert_eq!(search(&written, vec![0]), found);
        }
    }
}
