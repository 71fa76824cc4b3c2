//! SQL text in pieces: enough to find the parts of a definition that a database only keeps as text.

/// What a piece of SQL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::schema) enum TokenKind {
    /// A keyword or a bare name.
    Word,
    /// A name in quotes.
    Name,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// Anything else: an operator, a comma, a parenthesis.
    Symbol,
}

/// A piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::schema) struct Token<'t> {
    pub(in crate::schema) kind: TokenKind,
    /// As it stands there.
    pub(in crate::schema) text: &'t str,
    /// Where it begins.
    pub(in crate::schema) start: usize,
}

impl Token<'_> {
    /// Where it ends.
    pub(in crate::schema) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this keyword.
    pub(in crate::schema) fn is(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is this symbol.
    pub(in crate::schema) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// The text that it stands for.
    #[cfg(feature = "cli")]
    pub(in crate::schema) fn literal(&self) -> Option<String> {
        let quoted = self.text.strip_prefix(['E', 'e']).unwrap_or(self.text);
        (self.kind == TokenKind::Text && quoted.starts_with('\'')).then(|| unquoted(quoted))
    }

    /// What it names, where a name stands: SQLite takes texts there too.
    pub(in crate::schema) fn name(&self) -> String {
        match self.kind {
            TokenKind::Name | TokenKind::Text => unquoted(self.text),
            _ => self.text.to_owned(),
        }
    }
}

/// Without the quotes, of which doubled ones inside stand for one.
fn unquoted(text: &str) -> String {
    let mut characters = text.chars();
    let Some(open) = characters.next() else { return String::new() };
    characters.next_back();
    if open == '[' {
        return characters.collect();
    }
    let mut name = String::new();
    while let Some(character) = characters.next() {
        name.push(character);
        if character == open {
            characters.next();
        }
    }
    name
}

/// The pieces of a text, without blanks and comments. What is cut off in the middle ends with the text.
pub(in crate::schema) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = sql[start..].chars().next() {
        let rest = &sql[start..];
        let (kind, length) = piece(rest, first);
        if let Some(kind) = kind {
            tokens.push(Token { kind, text: &rest[..length], start });
        }
        start += length;
    }
    tokens
}

/// What begins a text, and how long it is; `None` for what means nothing.
fn piece(rest: &str, first: char) -> (Option<TokenKind>, usize) {
    let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
    match first {
        _ if first.is_ascii_whitespace() => (None, run(|c| c.is_ascii_whitespace())),
        '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => (None, rest.get(2..).and_then(|rest| rest.find("*/")).map_or(rest.len(), |at| at + 4)),
        '\'' => (Some(TokenKind::Text), quoted(rest, '\'')),
        '"' | '`' => (Some(TokenKind::Name), quoted(rest, first)),
        '[' => (Some(TokenKind::Name), rest.find(']').map_or(rest.len(), |at| at + 1)),
        // PostgreSQL's texts with escapes: a backslash takes the next character along.
        'E' | 'e' if rest[1..].starts_with('\'') => (Some(TokenKind::Text), 1 + escaped(&rest[1..])),
        _ if first.is_ascii_digit() => (Some(TokenKind::Number), run(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))),
        _ if is_word(first) => (Some(TokenKind::Word), run(|c| is_word(c) || c.is_ascii_digit() || c == '$')),
        _ => {
            let operators = ["->>", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>", "::", "->"];
            let known = operators.into_iter().find(|operator| rest.starts_with(operator));
            (Some(TokenKind::Symbol), known.map_or(first.len_utf8(), str::len))
        }
    }
}

const fn is_word(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}

/// The length of what stands in quotes at the beginning.
fn quoted(rest: &str, quote: char) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

fn escaped(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == '\'' && characters.next_if(|(_, next)| *next == '\'').is_none() {
            return at + 1;
        }
    }
    rest.len()
}

/// How many tokens the group in parentheses has that begins here, with both parentheses.
pub(in crate::schema) fn group(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The parts between the separators that stand in no parentheses.
pub(in crate::schema) fn split<'a, 't>(
    tokens: &'a [Token<'t>],
    is_separator: impl Fn(&Token<'t>) -> bool,
) -> Vec<&'a [Token<'t>]> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < tokens.len() {
        if is_separator(&tokens[at]) {
            parts.push(&tokens[from..at]);
            from = at + 1;
            at += 1;
        } else {
            at += group(&tokens[at..]);
        }
    }
    parts.push(&tokens[from..]);
    parts
}

/// Without the parentheses around all of it.
pub(in crate::schema) fn without_parentheses<'a, 't>(mut tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    while tokens.first().is_some_and(|token| token.is_symbol("(")) && tokens.len() > 2 && group(tokens) == tokens.len() {
        tokens = &tokens[1..tokens.len() - 1];
    }
    tokens
}

/// The text that these pieces stand in.
pub(in crate::schema) fn span(sql: &str, tokens: &[Token<'_>]) -> String {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => sql[first.start..last.end()].to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_of_every_kind() {
        let sql = "a\"b\"\"c\"[d e]`f` -- comment\n/* '( */ 'it''s' 1.5e3 x'00' ->>E'a\\'b' $1 ä";
        let found: Vec<_> = tokens(sql).iter().map(|token| token.text).collect();
        let expected = ["a", "\"b\"\"c\"", "[d e]", "`f`", "'it''s'", "1.5e3", "x", "'00'", "->>", "E'a\\'b'", "$", "1", "ä"];
        assert_eq!(found, expected);
        let names: Vec<_> = tokens("\"b\"\"c\" [d e] `f` g 'h'").iter().map(Token::name).collect();
        assert_eq!(names, ["b\"c", "d e", "f", "g", "h"]);
        #[cfg(feature = "cli")]
        assert_eq!(tokens("'it''s'")[0].literal().as_deref(), Some("it's"));
    }

    #[test]
    fn parentheses() {
        let sql = "((a), (b, c))";
        let all = tokens(sql);
        let inside = without_parentheses(&all);
        assert_eq!(
            split(inside, |token| token.is_symbol(",")).iter().map(|part| span(sql, part)).collect::<Vec<_>>(),
            ["(a)", "(b, c)"]
        );
        assert_eq!(span("(a) AND (b)", without_parentheses(&tokens("(a) AND (b)"))), "(a) AND (b)");
        assert_eq!(group(&tokens("(")), 1);
        assert!(without_parentheses(&tokens("()")).len() == 2);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(sql in "[a'\"`\\[\\]()/*\\-\\\\ \nEe0ä,.|:<=]{0,40}") {
            let mut end = 0;
            for token in tokens(&sql) {
                prop_assert!(!token.text.is_empty() && token.start >= end);
                prop_assert_eq!(&sql[token.start..token.end()], token.text);
                end = token.end();
                let _ = token.name();
            }
            let all = tokens(&sql);
            prop_assert!(split(&all, |token| token.is_symbol(",")).len() <= all.len() + 1);
        }

        #[test]
        fn quotes_hold_any_name(name in "\\PC{0,12}") {
            let sql = format!("\"{}\"", name.replace('"', "\"\""));
            let all = tokens(&sql);
            prop_assert_eq!((all.len(), all[0].name()), (1, name));
        }
    }
}
