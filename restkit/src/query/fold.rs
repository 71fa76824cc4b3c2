//! Texts whatever their case, by one rule on every database.
//!
//! Databases fold case each in their own way: SQLite knows ASCII only, PostgreSQL asks the locale. So none of them is asked: a text that is
//! looked for becomes a regular expression that minds case and has all cases of each letter in it, by Unicode's simple case folding.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use crate::spec::TextMatch;

/// The letters that are the same as this one but for their case, itself among them, in the order of code points.
fn cases(letter: char) -> Vec<char> {
    let mut class = ClassUnicode::new([ClassUnicodeRange::new(letter, letter)]);
    if class.try_case_fold_simple().is_err() {
        // The table of folding was left out of the build: letters are then the same as themselves.
        return vec![letter];
    }
    class.iter().flat_map(|range| range.start()..=range.end()).collect()
}

/// The text in the one form that all its cases share.
pub(super) fn folded(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { first(letter) }).collect()
}

/// The first of the cases of a letter.
fn first(letter: char) -> char {
    if letter.is_ascii() { letter } else { cases(letter).first().copied().unwrap_or(letter) }
}

/// Whether the text is too long to be looked for whatever its case.
pub(super) fn too_long(text: &str) -> bool {
    text.len() > TextMatch::LONGEST && text.chars().nth(TextMatch::LONGEST).is_some()
}

/// The regular expression of a text, for PostgreSQL and for the `regex` crate alike: letters, classes of letters, and escaped signs.
pub(super) fn pattern(how: TextMatch, text: &str) -> String {
    let (start, end) = match how {
        TextMatch::Contains | TextMatch::ContainsIgnoringCase => ("", ""),
        TextMatch::StartsWith | TextMatch::StartsWithIgnoringCase => ("^", ""),
        TextMatch::EndsWith | TextMatch::EndsWithIgnoringCase => ("", "$"),
        TextMatch::EqualIgnoringCase => ("^", "$"),
    };
    let mut pattern = String::with_capacity(text.len() * 4 + 2);
    pattern.push_str(start);
    for letter in text.chars() {
        match cases(letter).as_slice() {
            [_] if regex_syntax::is_meta_character(letter) => pattern.extend(['\\', letter]),
            [_] => pattern.push(letter),
            cases => {
                pattern.push('[');
                pattern.extend(cases);
                pattern.push(']');
            }
        }
    }
    pattern.push_str(end);
    pattern
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_fold_as_unicode_has_it() {
        assert_eq!(cases('k'), ['K', 'k', '\u{212a}']);
        assert_eq!(cases('ß'), ['ß', 'ẞ']);
        assert_eq!(cases('7'), ['7']);
        assert_eq!(pattern(TextMatch::StartsWithIgnoringCase, "a.[b]\\1 <^$"), "^[Aa]\\.\\[[Bb]\\]\\\\1 <\\^\\$");
        assert_eq!(folded("Straße ΣΊΣΥΦΟΣ"), folded("STRAẞE σίσυφος"));
        assert_ne!(folded("i"), folded("İ"), "no language has rules of its own");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(!too_long(&"ä".repeat(TextMatch::LONGEST)) && too_long(&"a".repeat(TextMatch::LONGEST + 1)));
    }

    proptest! {
        #[test]
        fn a_text_and_its_pattern_agree(text in any::<String>(), part in "[a-zA-ZäÄßẞſsSkK\u{212a}\u{3c3}\u{3c2}\u{3a3} -~]{0,3}") {
            let found = regex::Regex::new(&pattern(TextMatch::ContainsIgnoringCase, &part)).unwrap();
            for text in [format!("{text}{}{text}", part.to_uppercase()), text] {
                prop_assert_eq!(found.is_match(&text), folded(&text).contains(&folded(&part)), "{:?} in {:?}", &part, &text);
            }
        }
    }
}
