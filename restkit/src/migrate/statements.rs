//! The statements of a script.

use super::tokens::{Token, TokenKind, tokens};
use crate::db::Dialect;

/// A statement of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// From its first word to its last, without the semicolon. Comments inside are kept.
    pub(crate) text: &'a str,
    /// Its line in the script, from 1.
    pub(crate) line: usize,
    /// Its tokens without comments, by their place in the script.
    pub(crate) tokens: Vec<Token<'a>>,
    /// The comments before it.
    pub(crate) comments: Vec<&'a str>,
}

/// The statements of a script, in their order.
pub(crate) fn statements(script: &str, dialect: Dialect) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut next = Pending::default();
    for token in tokens(script, dialect) {
        if token.kind == TokenKind::Comment {
            if next.tokens.is_empty() {
                next.comments.push(token.text);
            }
        } else if token.is_symbol(';') && next.may_end() {
            statements.extend(std::mem::take(&mut next).finish(script));
        } else {
            next.push(token, dialect);
        }
    }
    statements.extend(next.finish(script));
    statements
}

/// A statement of which not everything is read yet.
#[derive(Default)]
struct Pending<'a> {
    tokens: Vec<Token<'a>>,
    comments: Vec<&'a str>,
    /// How many parentheses are open: a rule of PostgreSQL has statements in them.
    parentheses: usize,
    /// How many `BEGIN` and `CASE` are open, in statements that have a body.
    blocks: usize,
    has_body: bool,
}

impl<'a> Pending<'a> {
    fn push(&mut self, token: Token<'a>, dialect: Dialect) {
        if token.is_symbol('(') {
            self.parentheses += 1;
        } else if token.is_symbol(')') {
            self.parentheses = self.parentheses.saturating_sub(1);
        }
        self.tokens.push(token);
        if self.tokens.len() <= 5 {
            self.has_body = self.has_body || has_body(&self.tokens, dialect);
        }
        if !self.has_body {
            return;
        }
        if token.is("begin") || (token.is("case") && self.blocks > 0) {
            self.blocks += 1;
        } else if token.is("end") {
            self.blocks = self.blocks.saturating_sub(1);
        }
    }

    const fn may_end(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn finish(self, script: &'a str) -> Option<Statement<'a>> {
        let (first, last) = (self.tokens.first()?, self.tokens.last()?);
        let line = 1 + script[..first.at].matches('\n').count();
        Some(Statement { text: &script[first.at..last.end()], line, tokens: self.tokens, comments: self.comments })
    }
}

/// Whether the words begin a statement whose body has semicolons between `BEGIN` and `END`: a trigger of SQLite, a function of PostgreSQL in
/// standard SQL.
fn has_body(tokens: &[Token<'_>], dialect: Dialect) -> bool {
    let mut words = tokens.iter();
    if !words.next().is_some_and(|token| token.is("create")) {
        return false;
    }
    let between: &[&str] = match dialect {
        Dialect::Sqlite => &["temp", "temporary"],
        Dialect::Postgres => &["or", "replace"],
    };
    let what = words.find(|token| !between.iter().any(|word| token.is(word)));
    what.is_some_and(|token| match dialect {
        Dialect::Sqlite => token.is("trigger"),
        Dialect::Postgres => token.is("function") || token.is("procedure"),
    })
}

impl Statement<'_> {
    /// Whether it begins with these words.
    pub(crate) fn begins_with(&self, words: &[&str]) -> bool {
        self.tokens.len() >= words.len() && self.tokens.iter().zip(words).all(|(token, word)| token.is(word))
    }

    /// Whether these words stand in it one after the other, wherever.
    pub(crate) fn has(&self, words: &[&str]) -> bool {
        self.tokens.windows(words.len()).any(|window| window.iter().zip(words).all(|(token, word)| token.is(word)))
    }

    /// Its text on one line, shortened, for messages.
    pub(crate) fn summary(&self) -> String {
        const MOST: usize = 160;
        let mut text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = text.char_indices().nth(MOST) {
            text.truncate(end);
            text.push('…');
        }
        text
    }
}

#[cfg(test)]
#[path = "statements_tests.rs"]
mod tests;
