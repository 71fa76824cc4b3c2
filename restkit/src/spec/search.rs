//! Words that rows are searched for.

use super::{Column, NotNull, assert::Newtype};

/// Which texts of a resource are searched: `#[resource(search(title, body))]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchSpec {
    /// The columns, one to [`SearchSpec::MOST_FIELDS`] of them, in the order in which they were declared.
    pub fields: &'static [SearchField],
    /// The language whose endings and small words are left aside, as PostgreSQL calls it; `None` where words are what they are.
    pub language: Option<&'static str>,
}

/// A column that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchField {
    /// Its index in the table of the resource.
    pub column: usize,
    /// What a place where a word stands is worth in the order of what was found.
    pub weight: u32,
}

/// A type whose columns can be searched for words.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` cannot be searched for words",
    label = "not a text",
    note = "`search(…)` is for fields of type `String`, `Option<String>` and newtypes of these"
)]
pub trait Searched: Column {}
impl Searched for String {}
impl<T: Searched + NotNull> Searched for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T: Column + Newtype<Inner: Searched>> Searched for T {}

/// A column that is searched, of a type that can be.
#[doc(hidden)]
pub const fn searched<T: Searched>(column: usize, weight: u32) -> SearchField {
    SearchField { column, weight }
}

/// The name of the parameter, and of the member of a query.
pub const SEARCH: &str = "q";

impl SearchSpec {
    /// How many columns a search looks into at most: as many as PostgreSQL has marks for.
    pub const MOST_FIELDS: usize = 4;

    /// How many characters a request may search for.
    pub const LONGEST: usize = 200;

    /// How many places of one column count at most in the order of what was found, so that a text which repeats a word is no better for it.
    pub const MOST_PLACES: u32 = 20;
}

/// What a request searches for. A row fulfils it when all that is wanted stands in the columns, and nothing of what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The columns that are looked into, by their index.
    pub columns: Vec<usize>,
    /// What has to stand there.
    pub wanted: Vec<Phrase>,
    /// What must not stand there.
    pub unwanted: Vec<Phrase>,
}

/// Words that stand one after the other, within one column; punctuation and blanks are in none of them.
pub type Phrase = Vec<String>;

impl Search {
    /// Whether it says nothing: then it finds nothing.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }
}

/// What stands between words beside blanks: the punctuation of ASCII, and what is common of the rest. Which other characters are letters is the
/// databases' to say; these are none, whatever locale a PostgreSQL database has.
pub(crate) const BETWEEN_WORDS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\
    \u{85}\u{a0}¡¢£¤¥¦§¨©«¬\u{ad}®¯°±´¶·¸»¿×÷\
    \u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{200b}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\
    ‐‑‒–—―‘’‚‛“”„‟†‡•…‰′″‹›⁄€™←↑→↓−、。〈〉《》「」『』【】・！（），．／：；？～";

/// Whether a character is part of no word.
pub(crate) fn stands_between_words(character: char) -> bool {
    character.is_whitespace() || character.is_ascii_control() || BETWEEN_WORDS.contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_stands_between_words() {
        assert!(BETWEEN_WORDS.chars().all(|c| !c.is_alphanumeric()));
        assert!(('!'..='~').all(|c| c.is_ascii_alphanumeric() || stands_between_words(c)));
        let mut all: Vec<char> = BETWEEN_WORDS.chars().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), BETWEEN_WORDS.chars().count());
    }
}
