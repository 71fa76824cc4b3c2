//! The tokens of SQL, in the spelling of either database.
//!
//! As much of the grammar as is needed to know where a statement ends and what its words are: quotes of every kind, comments, and nothing of
//! what the words mean. Text that is broken (a quote that nobody closes) runs to the end, and the database says what is wrong with it.

use crate::db::Dialect;

/// One token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    /// As written, with its quotes.
    pub(crate) text: &'a str,
    /// Where it begins, in bytes.
    pub(crate) at: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword, or a name without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A text or blob in quotes, also in those of dollars.
    Text,
    /// A number or the number of a parameter.
    Number,
    /// Any other character.
    Symbol,
    /// A comment.
    Comment,
}

impl<'a> Token<'a> {
    /// Whether it is this word; words are the same in large and small letters.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is this character.
    pub(crate) fn is_symbol(&self, symbol: char) -> bool {
        self.kind == TokenKind::Symbol && self.text.starts_with(symbol)
    }

    /// Where it ends, in bytes.
    pub(crate) const fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// The tokens of a text, comments included, white space left out.
pub(crate) fn tokens(text: &str, dialect: Dialect) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, at: 0, dialect };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
        self.at += blank;
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (kind, length) = self.token(rest, first);
        let token = Token { kind, text: &rest[..length], at: self.at };
        self.at += length;
        Some(token)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// What the text begins with, and how many bytes of it.
    fn token(&self, rest: &str, first: char) -> (TokenKind, usize) {
        let postgres = self.dialect == Dialect::Postgres;
        match first {
            '-' if rest.starts_with("--") => (TokenKind::Comment, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (TokenKind::Comment, block_comment(rest, postgres)),
            '\'' => (TokenKind::Text, quoted(rest, 1, '\'', false)),
            'e' | 'E' if postgres && rest[1..].starts_with('\'') => (TokenKind::Text, quoted(rest, 2, '\'', true)),
            '"' => (TokenKind::Name, quoted(rest, 1, '"', false)),
            '`' if !postgres => (TokenKind::Name, quoted(rest, 1, '`', false)),
            '[' if !postgres => (TokenKind::Name, rest.find(']').map_or(rest.len(), |end| end + 1)),
            '$' if postgres => match dollar_quoted(rest) {
                Some(length) => (TokenKind::Text, length),
                None => (TokenKind::Number, 1 + length_of(&rest[1..], |c| c.is_ascii_digit())),
            },
            c if begins_word(c) => (TokenKind::Word, length_of(rest, |c| begins_word(c) || c.is_ascii_digit() || c == '$')),
            c if c.is_ascii_digit() => {
                (TokenKind::Number, length_of(rest, |c| c.is_ascii_alphanumeric() || c == '.' || c == '_'))
            }
            c => (TokenKind::Symbol, c.len_utf8()),
        }
    }
}

fn begins_word(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii() && !c.is_whitespace()
}

fn length_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !belongs(c)).unwrap_or(text.len())
}

/// A text whose opening is `start` bytes long, up to its closing quote; a doubled quote stands for one, and with `escapes` a backslash hides
/// the next character.
fn quoted(text: &str, start: usize, quote: char, escapes: bool) -> usize {
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if escapes && c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return start + at + 1;
        }
    }
    text.len()
}

/// `$tag$ … $tag$`; `None` where the dollar begins nothing of the kind.
fn dollar_quoted(text: &str) -> Option<usize> {
    let tag = length_of(&text[1..], |c| begins_word(c) || c.is_ascii_digit());
    let begins_with_digit = text[1..].starts_with(|c: char| c.is_ascii_digit());
    if begins_with_digit || !text[1 + tag..].starts_with('$') {
        return None;
    }
    let open = &text[..tag + 2];
    Some(text[open.len()..].find(open).map_or(text.len(), |close| close + 2 * open.len()))
}

/// `/* … */`, which PostgreSQL counts when they stand in each other.
fn block_comment(text: &str, nested: bool) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") && (nested || depth == 0) {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{TokenKind::*, *};

    fn kinds(text: &str, dialect: Dialect) -> Vec<(TokenKind, &str)> {
        tokens(text, dialect).into_iter().map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn quotes_of_postgres() {
        let text = r#"E'it\'s' e'a''b' 'c\' "d""e" $$f;'$$ $x$g $$ $x$ a$1 $12 U&'h'"#;
        let expected = [
            (Text, r"E'it\'s'"),
            (Text, "e'a''b'"),
            (Text, r"'c\'"),
            (Name, r#""d""e""#),
            (Text, "$$f;'$$"),
            (Text, "$x$g $$ $x$"),
            (Word, "a$1"),
            (Number, "$12"),
            (Word, "U"),
            (Symbol, "&"),
            (Text, "'h'"),
        ];
        assert_eq!(kinds(text, Dialect::Postgres), expected);
    }

    #[test]
    fn quotes_of_sqlite() {
        let text = "[a;b] `c``d` x'00' 'e''f' /* g /* h */ i -- j";
        let expected = [
            (Name, "[a;b]"),
            (Name, "`c``d`"),
            (Word, "x"),
            (Text, "'00'"),
            (Text, "'e''f'"),
            (Comment, "/* g /* h */"),
            (Word, "i"),
            (Comment, "-- j"),
        ];
        assert_eq!(kinds(text, Dialect::Sqlite), expected);
    }

    #[test]
    fn comments_of_postgres_stand_in_each_other() {
        assert_eq!(kinds("/* a /* b */ c */ d", Dialect::Postgres), [(Comment, "/* a /* b */ c */"), (Word, "d")]);
    }

    #[test]
    fn what_is_never_closed_runs_to_the_end() {
        for text in ["'a;b", "\"a", "$$a", "$x$ a $$", "/* a /* b */", "e'\\", "$", "é;", "/"] {
            let tokens = tokens(text, Dialect::Postgres);
            assert_eq!(tokens.last().unwrap().end(), text.len(), "{text}");
        }
    }
}
