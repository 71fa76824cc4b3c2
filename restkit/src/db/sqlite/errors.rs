//! SQLite's errors, by extended result code.

use sqlx::{error::DatabaseError, sqlite::SqliteError};

use crate::db::{DbError, error::Class};

/// What an error means for the caller; `Err` when it is not about a constraint.
pub(in crate::db) fn sort(error: &SqliteError) -> Result<DbError, Class> {
    let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(1);
    let message = error.message();
    Ok(match code {
        // UNIQUE, PRIMARY KEY and ROWID.
        2067 | 1555 | 2579 => {
            let (table, columns) = columns(message);
            DbError::Unique { table, columns }
        }
        787 => DbError::ForeignKey { constraint: None, columns: Vec::new() },
        // BUSY_SNAPSHOT: another transaction has written since this one first read.
        517 => DbError::Serialization,
        // A trigger raised it; foreign keys that restrict do that too.
        1811 if message.contains("FOREIGN KEY") => DbError::ForeignKey { constraint: None, columns: Vec::new() },
        // CHECK, NOT NULL, and a value of the wrong type in a strict table.
        275 | 1299 | 3091 => DbError::Check { constraint: message.split_once(": ").map(|(_, name)| name.to_owned()) },
        _ => {
            // BUSY, LOCKED, IOERR, FULL, CANTOPEN.
            let away = matches!(code & 0xff, 5 | 6 | 10 | 13 | 14);
            return Err(if away { Class::Unavailable } else { Class::Other });
        }
    })
}

/// Table and columns from `UNIQUE constraint failed: users.email, users.name`.
fn columns(message: &str) -> (Option<String>, Vec<String>) {
    let mut table = None;
    let mut columns = Vec::new();
    let list = message.split_once(": ").map(|(_, list)| list).unwrap_or_default();
    for part in list.split(", ") {
        if let Some((of, column)) = part.split_once('.') {
            table.get_or_insert_with(|| of.to_owned());
            columns.push(column.to_owned());
        }
    }
    // A dot or a comma in a name cannot be told from those around it, so each reading as one column is given.
    if list.split(", ").any(|part| part.split('.').count() != 2) {
        let readings = list.match_indices('.').map(|(at, _)| list[at + 1..].to_owned());
        columns.extend(readings.filter(|_| table.is_some()));
    }
    (table, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_conflict() {
        let both = ("users".to_owned(), vec!["email".to_owned(), "name".to_owned()]);
        assert_eq!(columns("UNIQUE constraint failed: users.email, users.name"), (Some(both.0), both.1));
        let odd = columns("UNIQUE constraint failed: a.b.c, d").1;
        assert!(["b.c", "c, d"].iter().all(|reading| odd.iter().any(|column| column == reading)), "{odd:?}");
        assert_eq!(columns("UNIQUE constraint failed: index 'lower'"), (None, Vec::new()));
        assert_eq!(columns(""), (None, Vec::new()));
    }
}
