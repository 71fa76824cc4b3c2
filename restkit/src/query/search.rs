//! Words in texts, as each database finds them.
//!
//! PostgreSQL looks into an index over an expression, [`write_vector`], that is written here for statements and for the schema alike; SQLite into a
//! table of FTS5 beside the table, [`search_table`]. What is searched for is bound in the language of either, in which every word stands in quotes.
//! In both a place is known with its column, so that a caller finds nothing by a column that they do not see.

use std::{fmt::Write as _, sync::LazyLock};

use super::{builder::Sql, column::Table, shape::Shape};
use crate::{
    db::Dialect,
    spec::{BETWEEN_WORDS, ColumnSpec, Kind, Phrase, ResourceSpec, Search, SearchField, SearchSpec, Value},
};

/// How many characters of all texts of a row PostgreSQL looks into, each column an equal part: it takes no more than a megabyte of words, and
/// refuses the row.
const MOST_CHARACTERS: usize = 200_000;

/// The marks by which PostgreSQL tells where a word stands.
const MARKS: [(&str, char); SearchSpec::MOST_FIELDS] = [("'A'", 'A'), ("'B'", 'B'), ("'C'", 'C'), ("'D'", 'D')];

/// A regular expression of what stands between words. `translate` would be the plain way, and takes six times as long: it compares each character of a text
/// with each of these.
static BETWEEN_WORDS_PATTERN: LazyLock<String> = LazyLock::new(|| {
    let escaped = BETWEEN_WORDS.chars().map(|one| if one.is_ascii() { format!("\\{one}") } else { one.to_string() });
    format!("[{}]+", escaped.collect::<String>())
});

/// The columns that a search looks into, with their place among all that are searched.
fn fields<'a>(spec: &ResourceSpec, search: &'a Search) -> impl Iterator<Item = (usize, SearchField)> + Clone + use<'a> {
    let all = spec.search.map_or(&[][..], |search| search.fields);
    all.iter().copied().enumerate().filter(|(_, field)| search.columns.contains(&field.column))
}

/// Whether there is nothing to look into, so that it is unknown.
fn is_nowhere(spec: &ResourceSpec, search: &Search) -> bool {
    fields(spec, search).next().is_none()
}

/// Collects the shape and the values of a search.
pub(super) fn shape(search: &Search, spec: &ResourceSpec, to: &mut Shape) {
    if is_nowhere(spec, search) {
        return to.byte(9);
    }
    to.byte(11);
    let Search { wanted, unwanted, .. } = search;
    to.byte(u8::from(!wanted.is_empty()) + 2 * u8::from(!unwanted.is_empty()));
    match to.dialect {
        Dialect::Postgres if search.is_empty() => {}
        Dialect::Postgres => to.arg(Value::Text(tsquery(search, spec)), Kind::Text),
        Dialect::Sqlite => {
            for (phrases, between) in [(wanted, " AND "), (unwanted, " OR ")] {
                if !phrases.is_empty() {
                    to.arg(Value::Text(fts5(phrases.iter().map(|phrase| phrase.join(" ")), between, search, spec)), Kind::Text);
                }
            }
        }
    }
}

/// Writes a search as a condition.
pub(super) fn text(search: &Search, table: Table<'_>, sql: &mut Sql) {
    let Some(all) = table.spec.search.filter(|_| !is_nowhere(table.spec, search)) else {
        sql.push("NULL");
        return;
    };
    match table.dialect {
        _ if search.is_empty() => {
            sql.push("FALSE");
        }
        Dialect::Postgres => {
            sql.push("(");
            write_vector(sql, all, table);
            sql.push(" @@ to_tsquery(");
            write_language(sql, all);
            sql.push(", ").placeholder().push("))");
        }
        Dialect::Sqlite => {
            let parts = [(&search.wanted, " IN ("), (&search.unwanted, " NOT IN (")];
            let parts = parts.into_iter().filter(|(phrases, _)| !phrases.is_empty());
            sql.push("(").list(" AND ", parts, |sql, (_, is)| {
                if let Some(alias) = table.alias {
                    sql.name(alias).push(".");
                }
                sql.push(row_number(table.spec)).push(is).push("SELECT rowid FROM ");
                write_search_table(sql, table.spec);
                sql.push(" WHERE ").name(&search_table(table.spec)).push(" MATCH ").placeholder().push(")");
            });
            sql.push(")");
        }
    }
}

/// Appends what a cursor is bound to.
pub(super) fn describe(search: &Search, spec: &ResourceSpec, out: &mut String) -> std::fmt::Result {
    let columns = fields(spec, search).filter_map(|(_, field)| spec.columns.get(field.column)).map(|column| column.column);
    write!(out, "search {:?} {:?} {:?}", columns.collect::<Vec<_>>(), search.wanted, search.unwanted)
}

/// The value by which [`write_relevance`] finds places; `None` when nothing is wanted, so that all rows are worth the same.
pub(super) fn relevant(search: &Search, spec: &ResourceSpec, dialect: Dialect) -> Option<Value> {
    let mut words: Vec<&String> = search.wanted.iter().flatten().collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() || is_nowhere(spec, search) {
        return None;
    }
    Some(Value::Text(match dialect {
        Dialect::Postgres => words.into_iter().map(|word| lexeme(word)).collect::<Vec<_>>().join(" | "),
        Dialect::Sqlite => fts5(words.into_iter().cloned(), " OR ", search, spec),
    }))
}

/// Writes what a row is worth: for each column, how often the wanted words stand there, times its weight. It depends on nothing but the row, so that a
/// list keeps its order whatever becomes of other rows, and it is a whole number, the same on both databases.
///
/// `placeholder` is the number of [`relevant`].
pub(super) fn write_relevance(sql: &mut Sql, search: &Search, table: Table<'_>, placeholder: Option<usize>) {
    let (Some(all), Some(placeholder)) = (table.spec.search, placeholder) else {
        sql.push(if table.dialect == Dialect::Postgres { "CAST(0 AS BIGINT)" } else { "0" });
        return;
    };
    let most = i64::from(SearchSpec::MOST_PLACES);
    let columns = fields(table.spec, search).filter_map(|(at, field)| Some((at, field, table.spec.columns.get(field.column)?)));
    match table.dialect {
        Dialect::Postgres => {
            sql.push("(").list(" + ", columns, |sql, (_, field, column)| {
                sql.integer(i64::from(field.weight)).push(" * LEAST(").integer(most);
                // With equal weights, and words any of which will do, this is the number of places: each is a cover of its own.
                sql.push(", CAST(ts_rank_cd('{1, 1, 1, 1}', ");
                write_words(sql, all, table, column);
                // By itself, so that it is made once and not for each row.
                sql.push(", (SELECT to_tsquery(");
                write_language(sql, all);
                sql.push(", ").placeholder_at(placeholder).push("))) AS BIGINT))");
            });
            sql.push(")");
        }
        Dialect::Sqlite => {
            let name = search_table(table.spec);
            sql.push("COALESCE((SELECT ").list(" + ", columns, |sql, (at, field, column)| {
                // One more character for each place.
                sql.integer(i64::from(field.weight)).push(" * COALESCE(min(").integer(most).push(", length(highlight(");
                sql.name(&name).push(", ").integer(i64::try_from(at).unwrap_or_default()).push(", char(1), '')) - length(");
                sql.name(&name).push(".").name(column.column).push(")), 0)");
            });
            sql.push(" FROM ");
            write_search_table(sql, table.spec);
            sql.push(" WHERE ").name(&name).push(" MATCH ").placeholder_at(placeholder).push(" AND ").name(&name);
            sql.push(".rowid = ").table(table.spec).push(".").push(row_number(table.spec)).push("), 0)");
        }
    }
}

/// Writes the words of all columns that are searched, each marked with its column: what the index of PostgreSQL is over.
pub(crate) fn write_vector(sql: &mut Sql, search: SearchSpec, table: Table<'_>) {
    let columns = search.fields.iter().zip(MARKS).filter_map(|(field, mark)| Some((table.spec.columns.get(field.column)?, mark)));
    sql.push("(").list(" || ", columns, |sql, (column, (mark, _))| {
        sql.push("setweight(");
        write_words(sql, search, table, column);
        sql.push(", ").push(mark).push(")");
    });
    sql.push(")");
}

/// Writes the words of one column with their places.
fn write_words(sql: &mut Sql, search: SearchSpec, table: Table<'_>, column: &'static ColumnSpec) {
    let most = MOST_CHARACTERS / search.fields.len().max(1);
    sql.push("to_tsvector(");
    write_language(sql, search);
    // The parser of PostgreSQL knows addresses, numbers and paths, whose parts nobody would find.
    sql.push(", regexp_replace(lower(left(COALESCE(");
    table.text(sql, column);
    sql.push(", ''), ")
        .integer(i64::try_from(most).unwrap_or_default())
        .push(") COLLATE \"default\"), ")
        .literal(&BETWEEN_WORDS_PATTERN);
    sql.push(", ' ', 'g'))");
}

fn write_language(sql: &mut Sql, search: SearchSpec) {
    sql.literal(search.language.unwrap_or("simple")).push("::regconfig");
}

/// A word in the language of PostgreSQL.
fn lexeme(word: &str) -> String {
    format!("'{}'", word.to_lowercase().replace('\\', "\\\\").replace('\'', "''"))
}

/// What is searched for in the language of PostgreSQL.
fn tsquery(search: &Search, spec: &ResourceSpec) -> String {
    let marks: String = fields(spec, search).filter_map(|(at, _)| MARKS.get(at)).map(|(_, mark)| mark).collect();
    let all = spec.search.map_or(0, |search| search.fields.len());
    let word = |word: &String, marks: &str| {
        // Without marks an index knows the answer.
        if marks.len() == all && all == 1 || marks.is_empty() { lexeme(word) } else { format!("{}:{marks}", lexeme(word)) }
    };
    let phrase = |phrase: &Phrase| match phrase.as_slice() {
        [alone] if marks.len() == all => word(alone, ""),
        [alone] => word(alone, &marks),
        // A phrase stands within one column.
        words => {
            let in_column = |mark: char| {
                let words: Vec<String> = words.iter().map(|one| word(one, mark.encode_utf8(&mut [0; 4]))).collect();
                format!("({})", words.join(" <-> "))
            };
            format!("({})", marks.chars().map(in_column).collect::<Vec<_>>().join(" | "))
        }
    };
    let wanted = search.wanted.iter().map(phrase);
    let unwanted = search.unwanted.iter().map(|unwanted| format!("!{}", phrase(unwanted)));
    wanted.chain(unwanted).collect::<Vec<_>>().join(" & ")
}

/// The same in the language of FTS5: phrases, all of which or any of which are found.
fn fts5(phrases: impl Iterator<Item = String>, between: &str, search: &Search, spec: &ResourceSpec) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let phrases: Vec<String> = phrases.map(|phrase| quoted(&phrase)).collect();
    let phrases = phrases.join(between);
    let columns = fields(spec, search);
    if columns.clone().count() == spec.search.map_or(0, |search| search.fields.len()) {
        return phrases;
    }
    let columns = columns.filter_map(|(_, field)| spec.columns.get(field.column)).map(|column| quoted(column.column));
    format!("{{{}}} : ({phrases})", columns.collect::<Vec<_>>().join(" "))
}

/// The table of FTS5 beside the table of a resource, and the index of PostgreSQL where the name is not too long.
pub(crate) fn search_table(spec: &ResourceSpec) -> String {
    let columns = spec.search.map_or(&[][..], |search| search.fields).iter().filter_map(|field| spec.columns.get(field.column));
    let columns: Vec<&str> = columns.map(|column| column.column).collect();
    format!("{}_{}_search", spec.table, columns.join("_"))
}

fn write_search_table(sql: &mut Sql, spec: &ResourceSpec) {
    if let Some(schema) = spec.schema {
        sql.name(schema).push(".");
    }
    sql.name(&search_table(spec));
}

/// What SQLite calls the number of a row: as no column is called.
pub(crate) fn row_number(spec: &ResourceSpec) -> &'static str {
    let free = |name: &&str| spec.columns.iter().all(|column| !column.column.eq_ignore_ascii_case(name));
    ["rowid", "_rowid_", "oid"].into_iter().find(free).unwrap_or("rowid")
}

#[cfg(test)]
mod tests {
    use super::*;

    static COLUMNS: [ColumnSpec; 3] =
        [ColumnSpec::new::<i64>("id"), ColumnSpec::new::<String>("title"), ColumnSpec::new::<String>("body")];
    static SPEC: ResourceSpec = ResourceSpec {
        table: "posts",
        columns: &COLUMNS,
        search: Some(SearchSpec {
            fields: &[SearchField { column: 1, weight: 4 }, SearchField { column: 2, weight: 1 }],
            language: None,
        }),
        ..ResourceSpec::USUAL
    };

    fn search(columns: &[usize]) -> Search {
        let phrase = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Search {
            columns: columns.to_vec(),
            wanted: vec![phrase(&["Milk"]), phrase(&["oat", "flakes"])],
            unwanted: vec![phrase(&["sugar"]), phrase(&["a\"b", "it's"])],
        }
    }

    #[test]
    fn every_word_stands_in_quotes() {
        assert_eq!(
            tsquery(&search(&[1, 2]), &SPEC),
            "'milk' & (('oat':A <-> 'flakes':A) | ('oat':B <-> 'flakes':B)) & !'sugar' \
             & !(('a\"b':A <-> 'it''s':A) | ('a\"b':B <-> 'it''s':B))"
        );
        let wanted = |search: &Search| fts5(search.unwanted.iter().map(|phrase| phrase.join(" ")), " OR ", search, &SPEC);
        assert_eq!(wanted(&search(&[1, 2])), "\"sugar\" OR \"a\"\"b it's\"");
    }

    #[test]
    fn a_column_that_is_not_seen_is_not_looked_into() {
        assert_eq!(
            tsquery(&search(&[2]), &SPEC),
            "'milk':B & (('oat':B <-> 'flakes':B)) & !'sugar':B & !(('a\"b':B <-> 'it''s':B))"
        );
        assert_eq!(fts5(["milk".to_owned()].into_iter(), " AND ", &search(&[2]), &SPEC), "{\"body\"} : (\"milk\")");
        assert!(is_nowhere(&SPEC, &search(&[0])) && is_nowhere(&SPEC, &search(&[])));
        assert_eq!(relevant(&search(&[0]), &SPEC, Dialect::Postgres), None);
    }

    #[test]
    fn names_are_free() {
        assert_eq!((search_table(&SPEC).as_str(), row_number(&SPEC)), ("posts_title_body_search", "rowid"));
        static TAKEN: [ColumnSpec; 2] = [ColumnSpec::new::<i64>("RowId"), ColumnSpec::new::<i64>("_rowid_")];
        assert_eq!(row_number(&ResourceSpec { columns: &TAKEN, ..SPEC }), "oid");
    }
}
