//! What finds words in texts.

use crate::{
    db::Dialect,
    query::{
        Table,
        builder::{Sql, quoted},
        row_number, search_table, write_vector,
    },
    schema::{ddl::search, model::Index, names},
    spec::ResourceSpec,
};

/// The index of the texts that a resource is searched by: over an expression on PostgreSQL, which needs no column and is built beside the writes of others;
/// a table of FTS5 on SQLite.
pub(in crate::schema) fn declared(spec: &'static ResourceSpec, dialect: Dialect) -> Option<Index> {
    let declared = spec.search?;
    let columns: Vec<&str> =
        declared.fields.iter().filter_map(|field| spec.columns.get(field.column)).map(|column| column.column).collect();
    Some(match dialect {
        Dialect::Postgres => {
            let mut sql = Sql::new();
            write_vector(&mut sql, declared, Table::of(spec, dialect));
            Index {
                name: names::name(spec.table, &columns.join("_"), "search"),
                keys: vec![sql.into_text()],
                unique: false,
                method: Some("gin".to_owned()),
                condition: None,
            }
        }
        Dialect::Sqlite => {
            // FTS5 knows the endings of English alone.
            let stemmer = if declared.language == Some("english") { "porter " } else { "" };
            let options = format!("content_rowid='{}', tokenize='{stemmer}unicode61 remove_diacritics 0'", row_number(spec));
            Index {
                name: search_table(spec),
                keys: columns.into_iter().map(quoted).collect(),
                unique: false,
                method: Some(search::method(&options)),
                condition: None,
            }
        }
    })
}
