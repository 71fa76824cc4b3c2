//! Names of columns inside SQL.

use crate::query::builder::quoted;

/// The expression with a column called by its new name.
pub(in crate::schema) fn renamed(expression: &str, from: &str, to: &str) -> String {
    let mut result = String::with_capacity(expression.len());
    for token in tokens(expression) {
        match token {
            Token::Name(_, name) if name == from => result.push_str(&quoted(to)),
            Token::Name(text, _) | Token::Other(text) => result.push_str(text),
        }
    }
    result
}

/// Whether the expression is about a column.
pub(in crate::schema) fn mentions(expression: &str, column: &str) -> bool {
    tokens(expression).iter().any(|token| matches!(token, Token::Name(_, name) if name == column))
}

enum Token<'a> {
    /// A name as written, and what it stands for.
    Name(&'a str, String),
    /// Everything else.
    Other(&'a str),
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            c if c.is_alphabetic() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len())
            }
            c if c.is_ascii_digit() => rest.find(|c: char| !c.is_alphanumeric() && c != '.' && c != '_').unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (text, after) = rest.split_at(length);
        tokens.push(match first {
            '"' if text.len() >= 2 => Token::Name(text, text[1..text.len() - 1].replace("\"\"", "\"")),
            // What stands before a parenthesis is a function.
            c if (c.is_alphabetic() || c == '_') && !after.trim_start().starts_with('(') => {
                Token::Name(text, text.to_lowercase())
            }
            _ => Token::Other(text),
        });
        rest = after;
    }
    tokens
}

/// How long a literal or name is that begins with this quote, with both its quotes.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut from = 1;
    while let Some(at) = text[from..].find(quote) {
        from += at + 1;
        if !text[from..].starts_with(quote) {
            return from;
        }
        from += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_column_is_renamed() {
        let check = r#"length("name") > 0 AND name <> 'name''s "name"' AND names = name(1)"#;
        assert_eq!(
            renamed(check, "name", "ti\"tle"),
            r#"length("ti""tle") > 0 AND "ti""tle" <> 'name''s "name"' AND names = name(1)"#
        );
        assert!(mentions("lower(title)", "title") && !mentions("'title' || title_2", "title") && !mentions("", "x"));
        assert_eq!(renamed("\"ä\" 'open", "ä", "b"), "\"b\" 'open");
        assert!(!mentions("a::text", "text") || mentions("a::text", "a"));
    }
}
