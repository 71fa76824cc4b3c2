//! What a script does to those who use a PostgreSQL database meanwhile: each statement that locks a table for long, rewrites it, or takes something
//! away that a running program needs, and what to write instead.
//!
//! It reads tokens, so that nothing in a text, a name or a comment counts. Tables that the same script creates are nobody's yet.
//! `-- restkit: allow(rule)` above a statement silences a rule for it.

use std::{collections::HashSet, fmt};

use super::{
    files::NO_TRANSACTION,
    statements::{Statement, statements},
    tokens::{Token, TokenKind},
};
use crate::{db::Dialect, schema::RENAME};

/// Something to know about a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    /// The line of the statement.
    pub(crate) line: usize,
    /// The name of the rule.
    pub(crate) rule: &'static str,
    /// What happens, and what to write instead.
    pub(crate) message: &'static str,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} [{}]", self.line, self.message, self.rule)
    }
}

/// A rule: its name, what it says, and whether it says it of a statement.
type Rule = (&'static str, &'static str, fn(&Statement<'_>, &Context) -> bool);

/// What is known of the whole script.
struct Context {
    without_transaction: bool,
    /// Tables whose constraints are validated or dropped in it: a condition that holds already makes SET NOT NULL quick.
    proven: HashSet<String>,
}

const RULES: &[Rule] = &[
    (
        "index",
        "writers wait until the index is built; write CREATE INDEX CONCURRENTLY in a script of its own that begins with `-- no-transaction`",
        |s, _| is_create_index(s) && !s.has(&["concurrently"]),
    ),
    (
        "drop-index",
        "everybody who uses the table waits while the index is dropped; write DROP INDEX CONCURRENTLY in a script of its own that begins with `-- no-transaction`",
        |s, _| s.begins_with(&["drop", "index"]) && !s.has(&["concurrently"]),
    ),
    (
        "concurrently-in-transaction",
        "CONCURRENTLY fails inside a transaction; begin the script with the line `-- no-transaction`",
        |s, context| {
            let kind = is_create_index(s) || s.begins_with(&["drop", "index"]) || s.begins_with(&["reindex"]);
            kind && s.has(&["concurrently"]) && !context.without_transaction
        },
    ),
    (
        "index-left-invalid",
        "after an interruption IF NOT EXISTS takes the invalid rest for the index; write DROP INDEX CONCURRENTLY IF EXISTS before it instead",
        |s, _| is_create_index(s) && s.has(&["concurrently", "if", "not", "exists"]),
    ),
    (
        "set-not-null",
        "all rows are read while nobody else uses the table; add CHECK (… IS NOT NULL) NOT VALID, validate it in another script, and then SET NOT NULL is quick",
        |s, context| {
            s.has(&["set", "not", "null"]) && is_alter(s) && !table(s).is_some_and(|table| context.proven.contains(&table))
        },
    ),
    (
        "constraint-not-valid",
        "all rows are checked while nobody else writes; add the constraint NOT VALID, and VALIDATE CONSTRAINT in another script",
        |s, _| {
            is_alter(s)
                && s.has(&["add"])
                && (adds(s, "check") || s.has(&["foreign", "key"]) || s.has(&["references"]))
                && !s.has(&["not", "valid"])
        },
    ),
    (
        "constraint-builds-index",
        "the index of the constraint is built while nobody else uses the table; build it by CREATE UNIQUE INDEX CONCURRENTLY first, and add the constraint USING INDEX",
        |s, _| {
            is_alter(s) && (adds(s, "unique") || s.has(&["primary", "key"]) && adds(s, "primary")) && !s.has(&["using", "index"])
        },
    ),
    (
        "type-change",
        "the table is rewritten while nobody else reads or writes it; add a column of the new type, fill it, and take the old one away in a later deployment",
        |s, _| is_alter(s) && changes_type(s),
    ),
    (
        "volatile-default",
        "a default that may differ from row to row rewrites the table while it is locked; add the column without it, set the default, and fill the rows in parts",
        |s, _| is_alter(s) && adds_column(s) && has_volatile_default(s),
    ),
    (
        "computed-column",
        "the table is rewritten while nobody else reads or writes it; add a plain column and fill it in parts",
        |s, _| {
            let counted = s.tokens.iter().any(|token| token.is("serial") || token.is("bigserial") || token.is("smallserial"));
            is_alter(s) && adds_column(s) && (s.has(&["generated"]) || counted)
        },
    ),
    (
        "required-column",
        "it fails as soon as the table has rows, and so does a program that does not know the column; give it a DEFAULT",
        |s, _| {
            is_alter(s)
                && adds_column(s)
                && s.has(&["not", "null"])
                && !s.has(&["default"])
                && !s.has(&["generated"])
                && !s.has(&["set", "not", "null"])
        },
    ),
    ("rename", RENAME, |s, _| is_alter(s) && s.has(&["rename"]) && !s.has(&["rename", "constraint"])),
    (
        "drop-column",
        "a program that runs meanwhile and still names the column fails; take it out of the program first, and drop it in a later deployment",
        |s, _| s.begins_with(&["alter", "table"]) && drops_column(s),
    ),
    (
        "drop-table",
        "a program that runs meanwhile and still uses the table fails; take it out of the program first, and drop it in a later deployment",
        |s, _| s.begins_with(&["drop", "table"]),
    ),
    ("whole-table", "nobody else reads or writes the table until this is over; do it while nobody needs it", |s, _| {
        s.begins_with(&["vacuum", "full"])
            || s.begins_with(&["cluster"])
            || s.begins_with(&["lock"])
            || s.begins_with(&["truncate"])
    }),
    (
        "all-rows",
        "every row is written and locked in one transaction; do it in parts, in a migration in Rust or in a script that begins with `-- no-transaction`",
        |s, _| (s.begins_with(&["update"]) || s.begins_with(&["delete"])) && !s.has(&["where"]),
    ),
];

/// What there is to know about a script for PostgreSQL; nothing about those of SQLite, which has one writer anyway.
pub(crate) fn lint(script: &str, dialect: Dialect) -> Vec<Warning> {
    if dialect == Dialect::Sqlite {
        return Vec::new();
    }
    let all = statements(script, dialect);
    let proves = |s: &&Statement<'_>| s.has(&["validate", "constraint"]) || s.has(&["drop", "constraint"]);
    let context = Context {
        without_transaction: script.starts_with(NO_TRANSACTION),
        proven: all.iter().filter(proves).filter_map(table).collect(),
    };
    let mut made = HashSet::new();
    let mut warnings = Vec::new();
    for statement in &all {
        if statement.begins_with(&["create"]) && statement.tokens.iter().take(4).any(|token| token.is("table")) {
            made.extend(table(statement));
        }
        if table(statement).is_some_and(|table| made.contains(&table)) {
            continue;
        }
        let said = RULES.iter().filter(|(rule, _, applies)| applies(statement, &context) && !is_allowed(statement, rule));
        warnings.extend(said.map(|(rule, message, _)| Warning { line: statement.line, rule, message }));
    }
    warnings
}

fn is_allowed(statement: &Statement<'_>, rule: &str) -> bool {
    statement.comments.iter().any(|comment| {
        let allowed = comment.trim_start_matches("--").trim().strip_prefix("restkit:").map(str::trim);
        let list = allowed.and_then(|text| text.strip_prefix("allow(")?.strip_suffix(')'));
        list.is_some_and(|list| list.split(',').any(|word| word.trim() == rule))
    })
}

/// The table that a statement is about: what follows TABLE, or ON for an index.
fn table(statement: &Statement<'_>) -> Option<String> {
    let leads: &[&str] = if is_create_index(statement) { &["on"] } else { &["table", "update", "from"] };
    let at = statement.tokens.iter().position(|token| leads.iter().any(|word| token.is(word)))?;
    let skipped = ["if", "not", "exists", "only"];
    let mut rest = statement.tokens[at + 1..].iter().skip_while(|token| skipped.iter().any(|word| token.is(word))).peekable();
    let mut name = rest.next()?;
    while rest.next_if(|token| token.is_symbol('.')).is_some() {
        name = rest.next()?;
    }
    Some(name_of(name))
}

fn name_of(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::Name => token.text.trim_matches('"').replace("\"\"", "\""),
        _ => token.text.to_ascii_lowercase(),
    }
}

fn is_alter(s: &Statement<'_>) -> bool {
    s.begins_with(&["alter", "table"])
}

fn is_create_index(s: &Statement<'_>) -> bool {
    s.begins_with(&["create", "index"]) || s.begins_with(&["create", "unique", "index"])
}

/// Whether `ADD [CONSTRAINT name]` is followed by this word.
fn adds(s: &Statement<'_>, word: &str) -> bool {
    s.tokens.iter().enumerate().any(|(at, token)| {
        let after = |places: usize| s.tokens.get(at + places).is_some_and(|token| token.is(word));
        let named = s.tokens.get(at + 1).is_some_and(|token| token.is("constraint"));
        token.is("add") && (after(1) || (named && after(3)))
    })
}

fn adds_column(s: &Statement<'_>) -> bool {
    let others = ["constraint", "check", "unique", "primary", "foreign", "exclude"];
    s.tokens.windows(2).any(|pair| pair[0].is("add") && !others.iter().any(|word| pair[1].is(word)))
}

fn drops_column(s: &Statement<'_>) -> bool {
    let others = ["constraint", "not", "default", "expression", "identity"];
    s.tokens.windows(2).any(|pair| pair[0].is("drop") && !others.iter().any(|word| pair[1].is(word)))
}

/// `ALTER [COLUMN] name [SET DATA] TYPE`.
fn changes_type(s: &Statement<'_>) -> bool {
    s.has(&["set", "data", "type"])
        || s.tokens.windows(3).any(|three| three[0].is("alter") && three[2].is("type"))
        || s.tokens.windows(4).any(|four| four[0].is("alter") && four[1].is("column") && four[3].is("type"))
}

/// Whether the default calls a function that is not the same for all rows of a statement.
fn has_volatile_default(s: &Statement<'_>) -> bool {
    let stable = ["now", "current_timestamp", "transaction_timestamp", "statement_timestamp", "current_date", "current_user"];
    s.tokens.windows(3).any(|three| {
        let name = &three[1];
        three[0].is("default")
            && name.kind == TokenKind::Word
            && three[2].is_symbol('(')
            && !stable.iter().any(|word| name.is(word))
    })
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
