//! What a database says of its tables, in lines that are equal when the tables are, whatever the order of their columns.

use std::collections::BTreeSet;

use super::run::Connection;

/// Everything that a database knows of its tables.
pub async fn catalog(connection: &mut Connection) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    match connection {
        Connection::Sqlite(_) => {
            for query in SQLITE {
                lines.extend(connection.rows(query).await.into_iter().map(line));
            }
            for row in connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").await {
                let (name, sql) = (row[0].clone().unwrap(), row[1].clone().unwrap());
                lines.extend(constraints(&sql).into_iter().map(|constraint| format!("{name} {constraint}")));
                lines.extend(sql.contains("AUTOINCREMENT").then(|| format!("{name} counts")));
            }
        }
        Connection::Postgres(_) => {
            for query in POSTGRES {
                lines.extend(connection.rows(query).await.into_iter().map(line));
            }
        }
    }
    lines
}

fn line(row: Vec<Option<String>>) -> String {
    row.into_iter().map(|value| value.unwrap_or_else(|| "-".to_owned())).collect::<Vec<_>>().join(" ")
}

const SQLITE: &[&str] = &[
    "SELECT t.name, c.name, c.type, CAST(c.\"notnull\" AS TEXT), c.dflt_value, CAST(c.pk AS TEXT), CAST(c.hidden AS TEXT), CAST(t.strict AS TEXT) \
     FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite%'",
    "SELECT t.name, k.\"from\", k.\"table\", k.\"to\", k.on_delete FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k \
     WHERE t.type = 'table'",
    "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL",
    "SELECT 'temp', name FROM temp.sqlite_schema",
];

const POSTGRES: &[&str] = &[
    "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text, a.attidentity::text, \
     a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), l.collname::text FROM pg_attribute AS a \
     JOIN pg_class AS c ON c.oid = a.attrelid LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
     LEFT JOIN pg_collation AS l ON l.oid = a.attcollation \
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped",
    "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), convalidated::text FROM pg_constraint \
     WHERE connamespace = 'public'::regnamespace",
    "SELECT i.indexdef, x.indisvalid::text FROM pg_indexes AS i JOIN pg_index AS x ON x.indexrelid = format('%I', i.indexname)::regclass \
     WHERE i.schemaname = 'public'",
    "SELECT sequencename::text FROM pg_sequences WHERE schemaname = 'public'",
    "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
];

/// The named constraints in the text of a table, wherever they stand; those that refer to others by their names only.
fn constraints(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in sql.match_indices("CONSTRAINT \"") {
        let rest = &sql[at + "CONSTRAINT ".len()..];
        let name_end = rest[1..].find('"').unwrap() + 2;
        let body = rest[name_end..].trim_start();
        let open = body.find('(').unwrap();
        let mut depth = 0;
        let close = body
            .char_indices()
            .find(|(_, character)| {
                depth += i32::from(*character == '(') - i32::from(*character == ')');
                *character == ')' && depth == 0
            })
            .unwrap()
            .0;
        let refers = body.starts_with("FOREIGN") || body.starts_with("REFERENCES");
        found.push(if refers { rest[..name_end].to_owned() } else { format!("{} {}", &rest[..name_end], &body[open..=close]) });
    }
    found
}
