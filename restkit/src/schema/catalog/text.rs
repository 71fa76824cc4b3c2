//! What SQLite keeps of a table and of an index only as the text of its definition.

use super::tokens::{Token, TokenKind, group, span, split, tokens, without_parentheses};

/// What the text of a `CREATE TABLE` says beyond the pragmas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TableText {
    pub(super) columns: Vec<ColumnText>,
    /// The unique constraints: their names, empty where there is none, and their columns.
    pub(super) unique: Vec<(String, Vec<String>)>,
    /// The checks: their names and conditions.
    pub(super) checks: Vec<(String, String)>,
    /// The foreign keys in order of declaration: their names, and when they are checked.
    pub(super) foreign_keys: Vec<(String, Option<&'static str>)>,
    pub(super) autoincrement: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnText {
    pub(super) name: String,
    pub(super) collation: Option<String>,
    pub(super) generated: Option<String>,
}

/// What the text of a `CREATE INDEX` says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct IndexText {
    pub(super) unique: bool,
    pub(super) keys: Vec<String>,
    pub(super) condition: Option<String>,
}

const CONSTRAINTS: [&str; 12] =
    ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS", "FOREIGN"];

fn begins_constraint(token: &Token<'_>) -> bool {
    CONSTRAINTS.iter().any(|word| token.is(word))
}

/// Reads a `CREATE TABLE`; what is not understood is passed over.
pub(super) fn table(sql: &str) -> TableText {
    let mut table = TableText::default();
    let all = tokens(sql);
    let Some(open) = all.iter().position(|token| token.is_symbol("(")) else { return table };
    let body = &all[open..open + group(&all[open..])];
    let inside = body.get(1..body.len() - 1).unwrap_or_default();
    for part in split(inside, |token| token.is_symbol(",")) {
        let Some(first) = part.first() else { continue };
        let of_table = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| first.is(word));
        let mut rest = Rest { sql, tokens: part };
        if of_table {
            rest.constraints(&mut table, None);
        } else {
            let mut column = ColumnText { name: first.name(), ..ColumnText::default() };
            let constraints = part.iter().skip(1).position(begins_constraint).map_or(part.len(), |at| at + 1);
            rest.tokens = &part[constraints..];
            rest.constraints(&mut table, Some(&mut column));
            table.columns.push(column);
        }
    }
    table
}

/// What is still to be read of a part.
struct Rest<'a, 't> {
    sql: &'t str,
    tokens: &'a [Token<'t>],
}

impl<'a, 't> Rest<'a, 't> {
    fn take(&mut self, count: usize) -> &'a [Token<'t>] {
        let (taken, rest) = self.tokens.split_at(count.min(self.tokens.len()));
        self.tokens = rest;
        taken
    }

    fn next_is(&self, keyword: &str) -> bool {
        self.tokens.first().is_some_and(|token| token.is(keyword))
    }

    /// Takes the words if they come next.
    fn words(&mut self, words: &[&str]) -> bool {
        let there = words.len() <= self.tokens.len() && words.iter().zip(self.tokens).all(|(word, token)| token.is(word));
        if there {
            self.take(words.len());
        }
        there
    }

    /// The inside of the parentheses that come next.
    fn parentheses(&mut self) -> Option<&'a [Token<'t>]> {
        if !self.tokens.first()?.is_symbol("(") {
            return None;
        }
        let taken = self.take(group(self.tokens));
        taken.get(1..taken.len() - 1)
    }

    fn constraints(&mut self, table: &mut TableText, mut column: Option<&mut ColumnText>) {
        let mut name = String::new();
        while let Some(token) = self.tokens.first().copied() {
            if self.words(&["CONSTRAINT"]) {
                name = self.take(1).first().map(Token::name).unwrap_or_default();
                continue;
            }
            if self.words(&["CHECK"]) {
                let condition = self.parentheses().unwrap_or_default();
                table.checks.push((name.clone(), span(self.sql, condition)));
            } else if self.words(&["UNIQUE"]) {
                let columns = match self.parentheses() {
                    Some(list) => names(list),
                    None => column.iter().map(|column| column.name.clone()).collect(),
                };
                table.unique.push((name.clone(), columns));
            } else if self.words(&["AUTOINCREMENT"]) {
                table.autoincrement = true;
            } else if self.words(&["PRIMARY", "KEY"]) {
                // It may stand inside of the parentheses too.
                let list = self.parentheses().unwrap_or_default();
                table.autoincrement |= list.iter().any(|token| token.is("AUTOINCREMENT"));
            } else if self.words(&["REFERENCES"]) {
                self.take(1);
                self.parentheses();
                table.foreign_keys.push((name.clone(), self.when()));
            } else if self.words(&["FOREIGN", "KEY"]) {
                self.parentheses();
                // The name is still that of the constraint.
                continue;
            } else if self.words(&["COLLATE"]) {
                let collation = self.take(1).first().map(Token::name);
                if let Some(column) = column.as_deref_mut() {
                    column.collation = collation;
                }
            } else if self.words(&["GENERATED", "ALWAYS", "AS"]) || self.words(&["AS"]) {
                let expression = self.parentheses().map(|inside| span(self.sql, inside));
                if let Some(column) = column.as_deref_mut() {
                    column.generated = expression;
                }
            } else if self.words(&["DEFAULT"]) {
                if self.parentheses().is_none() {
                    let signed = self.tokens.first().is_some_and(|token| token.kind == TokenKind::Symbol);
                    self.take(if signed { 2 } else { 1 });
                }
            } else if token.is_symbol("(") {
                self.parentheses();
            } else {
                self.take(1);
            }
            name.clear();
        }
    }

    /// When a foreign key is checked; what it does is known from the pragma.
    fn when(&mut self) -> Option<&'static str> {
        let mut when = None;
        loop {
            if self.words(&["ON"]) {
                // DELETE or UPDATE, and the action in one word or two.
                self.take(1);
                let two = self.next_is("SET") || self.next_is("NO");
                self.take(if two { 2 } else { 1 });
            } else if self.words(&["MATCH"]) {
                self.take(1);
            } else if self.words(&["NOT", "DEFERRABLE"]) {
                when = None;
                let _ = self.words(&["INITIALLY"]) && !self.take(1).is_empty();
            } else if self.words(&["DEFERRABLE", "INITIALLY", "DEFERRED"]) {
                when = Some("DEFERRABLE INITIALLY DEFERRED");
            } else if self.words(&["DEFERRABLE"]) {
                when = Some("DEFERRABLE");
                let _ = self.words(&["INITIALLY"]) && !self.take(1).is_empty();
            } else {
                return when;
            }
        }
    }
}

/// The names at the beginning of each item of a list.
fn names(list: &[Token<'_>]) -> Vec<String> {
    split(list, |token| token.is_symbol(",")).iter().filter_map(|item| item.first()).map(Token::name).collect()
}

/// Reads a `CREATE INDEX`.
pub(super) fn index(sql: &str) -> IndexText {
    let all = tokens(sql);
    let unique = all.get(1).is_some_and(|token| token.is("UNIQUE"));
    let Some(open) = all.iter().position(|token| token.is_symbol("(")) else { return IndexText::default() };
    let (list, rest) = all[open..].split_at(group(&all[open..]));
    let inside = list.get(1..list.len() - 1).unwrap_or_default();
    let keys = split(inside, |token| token.is_symbol(",")).iter().map(|key| span(sql, key)).collect();
    let condition = rest.first().is_some_and(|token| token.is("WHERE")).then(|| span(sql, without_parentheses(&rest[1..])));
    IndexText { unique, keys, condition }
}

/// One way of writing for what means the same to SQLite: blanks, comments, quotes around names, the case of words and parentheses around all
/// of it make no difference.
pub fn canonical(sql: &str) -> String {
    let all = tokens(sql);
    let mut inside = without_parentheses(&all);
    // The order that an index has when none is written.
    if inside.len() > 1 && inside.last().is_some_and(|token| token.is("ASC")) {
        inside = &inside[..inside.len() - 1];
    }
    let words = inside.iter().map(|token| match token.kind {
        TokenKind::Word | TokenKind::Number => token.text.to_lowercase(),
        TokenKind::Name => token.name().to_lowercase(),
        TokenKind::Text | TokenKind::Symbol => token.text.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table() {
        let found = table(
            "CREATE TABLE \"a (b\" (-- not )\n id INTEGER PRIMARY KEY ON CONFLICT FAIL AUTOINCREMENT,\n \
             [full name] VARCHAR(10) NOT NULL DEFAULT -1 CONSTRAINT \"long enough\" CHECK (length([full name]) > (2)) COLLATE NOCASE UNIQUE,\n \
             x, y AS (x || ',') STORED,\n \
             p INT DEFAULT (1 + 2) REFERENCES other ON DELETE SET NULL ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED CHECK (p > 0),\n \
             CONSTRAINT k UNIQUE (x COLLATE NOCASE DESC, \"full name\") CHECK (1)\n \
             FOREIGN KEY (x) REFERENCES other (a), CONSTRAINT \"f\" FOREIGN KEY (p, x) REFERENCES b (c, d) NOT DEFERRABLE INITIALLY IMMEDIATE) STRICT",
        );
        let column = |name: &str| ColumnText { name: name.to_owned(), ..ColumnText::default() };
        let name = |name: &str| name.to_owned();
        assert_eq!(
            found,
            TableText {
                columns: vec![
                    column("id"),
                    ColumnText { collation: Some(name("NOCASE")), ..column("full name") },
                    column("x"),
                    ColumnText { generated: Some(name("x || ','")), ..column("y") },
                    column("p"),
                ],
                unique: vec![(name(""), vec![name("full name")]), (name("k"), vec![name("x"), name("full name")])],
                checks: vec![
                    (name("long enough"), name("length([full name]) > (2)")),
                    (name(""), name("p > 0")),
                    (name(""), name("1")),
                ],
                foreign_keys: vec![(name(""), Some("DEFERRABLE INITIALLY DEFERRED")), (name(""), None), (name("f"), None),],
                autoincrement: true,
            }
        );
    }

    #[test]
    fn an_index() {
        let found = index("CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE DESC, lower(b, ',')) WHERE (a IS NOT NULL)");
        assert_eq!(found.keys, ["a COLLATE NOCASE DESC", "lower(b, ',')"]);
        assert_eq!((found.unique, found.condition.as_deref()), (true, Some("a IS NOT NULL")));
    }

    #[test]
    fn what_means_the_same_is_written_the_same() {
        for (a, b) in [("( \"Title\" >= 1 )", "title>=1"), ("a ASC", "[a]"), ("A  IN ('x')", "`a` in('x') -- so")] {
            assert_eq!(canonical(a), canonical(b));
        }
        for (a, b) in [("a = 'X'", "a = 'x'"), ("a DESC", "a"), ("(a) or (b)", "a or b")] {
            assert_ne!(canonical(a), canonical(b));
        }
    }

    #[test]
    fn what_is_cut_off_is_no_reason_to_panic() {
        let sql = "CREATE TABLE t (a INT DEFAULT - CONSTRAINT c CHECK (a REFERENCES x (b) ON DELETE SET AS (";
        for end in 0..sql.len() {
            let _ = (table(&sql[..end]), index(&sql[..end]), canonical(&sql[..end]));
        }
    }
}
