//! PostgreSQL's errors, by SQLSTATE.

use sqlx::postgres::{PgDatabaseError, PgSeverity};

use crate::db::{DbError, error::Class};

/// What an error means for the caller; `Err` when it is not about a constraint or another transaction.
pub(in crate::db) fn sort(error: &PgDatabaseError) -> Result<DbError, Class> {
    let named = |name: Option<&str>| name.map(str::to_owned);
    Ok(match error.code() {
        // Exclusion constraints are unique constraints of a more general kind.
        "23505" | "23P01" => DbError::Unique { table: named(error.table()), columns: columns(error) },
        "23503" => DbError::ForeignKey {
            constraint: named(error.constraint()),
            columns: error.detail().map(referring_columns).unwrap_or_default(),
        },
        "23514" => DbError::Check { constraint: named(error.constraint()) },
        "23502" => DbError::Check { constraint: named(error.column()) },
        // Too long for the column, out of its range, not of its type (of a type that the descriptor names), too long for its index; or a generated
        // column divides by it, or takes a root or a logarithm of it that is none. The message of some of them holds the value, and goes no further.
        "22001" | "22003" | "22007" | "22008" | "22012" | "2201E" | "2201F" | "22P02" | "54000" => {
            DbError::Check { constraint: None }
        }
        "40001" | "40P01" => DbError::Serialization,
        code => return Err(class(error, code)),
    })
}

fn class(error: &PgDatabaseError, code: &str) -> Class {
    let away = code.starts_with("08") // the connection
        || code.starts_with("53") // out of connections, memory or disk
        || code.starts_with("57") // shut down, starting up, cancelled
        || code == "25006" // read-only after a fail-over
        || code == "55P03"; // a lock did not come free
    if away || ends_connection(error) { Class::Unavailable } else { Class::Other }
}

/// Whether the connection is of no use after this error.
pub(super) fn ends_connection(error: &PgDatabaseError) -> bool {
    let code = error.code();
    matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic)
        || code.starts_with("08")
        || code == "25006"
        || is_another_statement(error)
        || is_outdated_statement(error)
}

/// Whether the server does not know what was prepared on this connection (any more), or knows something else under its name.
pub(super) fn is_another_statement(error: &PgDatabaseError) -> bool {
    matches!(error.code(), "26000" | "42P05")
}

/// Whether what was prepared no longer fits the tables; a new connection prepares it anew.
pub(super) fn is_outdated_statement(error: &PgDatabaseError) -> bool {
    error.code() == "0A000" && error.routine() == Some("RevalidateCachedQuery")
}

/// The columns of a broken unique rule.
fn columns(error: &PgDatabaseError) -> Vec<String> {
    error
        .detail()
        .and_then(key_of_detail)
        .or_else(|| column_of_constraint(error.table()?, error.constraint()?).map(|column| vec![column]))
        .unwrap_or_default()
}

/// The columns from `Key (a, "b c")=(1, 2) already exists.`: the words around the parentheses depend on the server's language.
fn key_of_detail(detail: &str) -> Option<Vec<String>> {
    let (_, rest) = detail.split_once('(')?;
    let (list, _) = rest.split_once(")=(")?;
    let mut columns = Vec::new();
    let mut rest = list;
    loop {
        let (name, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_name(quoted)?
        } else {
            let end = rest.find(", ").unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        };
        // An expression of an index is no column.
        if name.contains(['(', ' ']) && !rest.starts_with('"') {
            return None;
        }
        columns.push(name);
        match after.strip_prefix(", ") {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(columns),
            None => return None,
        }
    }
}

/// The columns from `Key (a, b)=(1, 2) is not present in table "users".`, where names have no quotes: the whole may be one name, too.
fn referring_columns(detail: &str) -> Vec<String> {
    let Some((list, _)) = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=(")) else { return Vec::new() };
    let mut columns = vec![list.to_owned()];
    if list.contains(", ") {
        columns.extend(list.split(", ").map(str::to_owned));
    }
    columns
}

/// A name up to its closing quote, and what comes after it; a doubled quote stands for one.
fn quoted_name(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, rest)),
        }
    }
}

/// The column by the way constraints are named: `<table>_<column>_key`.
fn column_of_constraint(table: &str, constraint: &str) -> Option<String> {
    let column = constraint.strip_prefix(table)?.strip_prefix('_')?.strip_suffix("_key")?;
    (!column.is_empty()).then(|| column.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_reference() {
        assert_eq!(referring_columns("Key (owner_id)=(9) is not present in table \"users\"."), ["owner_id"]);
        assert_eq!(referring_columns("Key (The Owner, b)=(9, 1) is …"), ["The Owner, b", "The Owner", "b"]);
        assert!(referring_columns("Key is not present in table \"users\".").is_empty());
    }

    #[test]
    fn columns_of_a_conflict() {
        let key = |text| key_of_detail(text);
        assert_eq!(key("Key (email)=(a@b) already exists."), Some(vec!["email".to_owned()]));
        assert_eq!(key("Key (a, b)=(1, 2) already exists."), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(
            key("Schlüssel »(\"or\"\"der\", b)=(1, 2)« existiert bereits."),
            Some(vec!["or\"der".to_owned(), "b".to_owned()])
        );
        assert_eq!(key("Key (lower(email))=(a) already exists."), None);
        assert_eq!(key("nothing of the kind"), None);
        assert_eq!(key("Key (\"open=(1"), None);
        assert_eq!(column_of_constraint("users", "users_email_key").as_deref(), Some("email"));
        assert_eq!(column_of_constraint("users", "users__key"), None);
        assert_eq!(column_of_constraint("users", "people_email_key"), None);
    }
}
