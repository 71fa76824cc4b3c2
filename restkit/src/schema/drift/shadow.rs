//! The declared schema in the words of the database: created where nobody sees it, and read again.

use super::{Catalog, ReadOptions, Relation, RelationKind, read};
use crate::{
    db::{Db, DbError, Dialect, Executor, PoolSettings, Statement, Tx},
    query::builder::{literal, of_schema, quoted},
    schema::{
        catalog::tokens::tokens,
        create,
        model::{Index, Schema, Table, TableName},
    },
};

/// What was created and read again.
pub(super) struct Shadow {
    /// One for each declared table, in the same order.
    pub(super) relations: Vec<Relation>,
    /// Whether each was read from the database; of the others only what needs no translation can be compared.
    pub(super) faithful: Vec<bool>,
    /// Why some were not.
    pub(super) reason: Option<String>,
}

/// A statement of ours about schemas.
fn statement(sql: &str) -> Statement {
    Statement { sql: of_schema(sql), args: Vec::new(), writes: true, prepared: false, packed: false }
}

/// The name of a table in the shadow, where those of several schemas meet.
fn shadow_name(place: usize) -> TableName {
    TableName::bare(format!("restkit_shadow_{place}"))
}

/// The name of an index there.
fn index_name(table: usize, place: usize) -> String {
    format!("restkit_shadow_{table}_{place}")
}

/// The part of a table that the database has words of its own for. Keys, and indexes of nothing but columns, are the same wherever they are
/// read, and take most of the time to create.
fn hidden(place: usize, table: &Table, dialect: Dialect) -> Table {
    let mut hidden = table.clone();
    hidden.name = shadow_name(place);
    hidden.foreign_keys.clear();
    hidden.unique.clear();
    hidden.indexes.retain(|index| plain(index, table, dialect).is_none());
    for (at, index) in hidden.indexes.iter_mut().enumerate() {
        index.name = index_name(place, at);
    }
    // On SQLite they decide what may be null.
    if dialect == Dialect::Postgres {
        hidden.primary_key.clear();
        hidden.columns.iter_mut().for_each(|column| column.identity = false);
    }
    hidden
}

/// The table as it was read, with what was left out of it.
fn shown(place: usize, mut relation: Relation, table: &Table, dialect: Dialect) -> Relation {
    let read = &mut relation.table;
    read.name = table.name.clone();
    read.primary_key.clone_from(&table.primary_key);
    read.foreign_keys.clone_from(&table.foreign_keys);
    read.unique.clone_from(&table.unique);
    for (column, declared) in read.columns.iter_mut().zip(&table.columns) {
        column.identity = declared.identity;
    }
    let created = std::mem::take(&mut read.indexes);
    let mut next = 0;
    for index in &table.indexes {
        let plain = plain(index, table, dialect).or_else(|| {
            next += 1;
            let name = index_name(place, next - 1);
            let found = created.iter().find(|index| index.name == name)?;
            Some(Index { name: index.name.clone(), ..found.clone() })
        });
        read.indexes.extend(plain);
    }
    relation
}

/// An index in the words of the database, if it needs no translation: of columns alone, in the order and collation that they have.
fn plain(index: &Index, table: &Table, dialect: Dialect) -> Option<Index> {
    let keys: Option<Vec<String>> = index.keys.iter().map(|key| plain_key(key, table, dialect)).collect();
    (index.condition.is_none()).then_some(())?;
    Some(Index { keys: keys?, ..index.clone() })
}

fn plain_key(key: &str, table: &Table, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::Sqlite {
        return Some(key.to_owned());
    }
    let all = tokens(key);
    let column = table.columns.iter().find(|column| all.first().is_some_and(|token| token.text == quoted(&column.name)))?;
    let rest = &all[1..];
    let (collation, rest) = match rest {
        [word, name, rest @ ..] if word.is("COLLATE") => (Some(name.name()), rest),
        rest => (None, rest),
    };
    let own = collation.is_none() || collation == column.collation;
    let order: String = rest.iter().map(|token| format!(" {}", token.text)).collect();
    (own && matches!(order.as_str(), "" | " DESC" | " DESC NULLS LAST" | " NULLS FIRST")).then(|| quoted(&column.name) + &order)
}

pub(super) async fn on_sqlite(expected: &Schema) -> Result<Shadow, DbError> {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await?;
    let statements = create(&hide(expected, Dialect::Sqlite), Dialect::Sqlite);
    if !statements.is_empty() {
        db.execute(statement(&statements.join("; "))).await?;
    }
    let read = read(&Executor::from(&db), &ReadOptions::default()).await?;
    db.close().await;
    Ok(Shadow::of(expected, Dialect::Sqlite, &read, None))
}

fn hide(expected: &Schema, dialect: Dialect) -> Schema {
    let tables = expected.tables.iter().enumerate().map(|(place, table)| hidden(place, table, dialect)).collect();
    Schema { tables }
}

pub(super) async fn on_postgres(expected: &Schema, tx: &Tx) -> Result<Shadow, DbError> {
    const MAY: &str =
        "SELECT 1 WHERE has_database_privilege(current_database(), 'TEMP') AND current_setting('transaction_read_only') = 'off'";
    // What is created without a schema goes to the first of the path.
    const PATH: &str =
        "SELECT set_config('search_path', concat_ws(', ', 'pg_temp', nullif(current_setting('search_path'), '')), true)";
    if tx.fetch_optional(Statement::literal(MAY, Vec::new())).await?.is_none() {
        let reason = Some("temporary tables are not allowed here".to_owned());
        return Ok(Shadow::of(expected, Dialect::Postgres, &Catalog::default(), reason));
    }
    let hidden = hide(expected, Dialect::Postgres);
    tx.fetch_optional(Statement::literal(PATH, Vec::new())).await?;
    let mut refused = None;
    if make(&hidden, tx).await.is_err() {
        // Each for itself, so that a type which the database does not know leaves the other tables comparable.
        for table in hidden.tables {
            if let Err(error) = make(&Schema { tables: vec![table] }, tx).await {
                refused = Some(words(error)?);
            }
        }
    }
    let options = ReadOptions { temporary: true, ..ReadOptions::default() };
    let read = read(&Executor::from(tx), &options).await?;
    Ok(Shadow::of(expected, Dialect::Postgres, &read, refused))
}

/// Creates tables in one go: a round trip for each statement would take long for hundreds of them.
async fn make(schema: &Schema, tx: &Tx) -> Result<(), DbError> {
    let statements = create(schema, Dialect::Postgres);
    if statements.is_empty() {
        return Ok(());
    }
    let body = format!("BEGIN {}; END", statements.join("; "));
    // A backslash is a backslash in it, whatever the server's settings are.
    let sql = format!("DO LANGUAGE plpgsql {}", literal(&body));
    tx.savepoint(async || tx.execute(statement(&sql)).await.map(drop)).await
}

/// What the database said; an error that is not its answer goes on.
fn words(error: DbError) -> Result<String, DbError> {
    match error {
        DbError::Other(sqlx::Error::Database(error)) => Ok(error.message().to_owned()),
        DbError::Unique { .. } | DbError::ForeignKey { .. } | DbError::Check { .. } => Ok(error.to_string()),
        error => Err(error),
    }
}

impl Shadow {
    fn of(expected: &Schema, dialect: Dialect, read: &Catalog, refused: Option<String>) -> Self {
        let mut shadow = Self { relations: Vec::new(), faithful: Vec::new(), reason: None };
        let mut others = Vec::new();
        for (place, table) in expected.tables.iter().enumerate() {
            let found = read.find(&shadow_name(place));
            shadow.faithful.push(found.is_some());
            shadow.relations.push(match found {
                Some(relation) => shown(place, relation.clone(), table, dialect),
                None => {
                    others.push(table.name.to_string());
                    let relation = Relation::new(RelationKind::Table, String::new(), table.name.clone());
                    Relation { table: table.clone(), ..relation }
                }
            });
        }
        if !others.is_empty() {
            let refused = refused.unwrap_or_else(|| "they could not be read".to_owned());
            shadow.reason = Some(format!(
                "types, defaults, conditions and keys of indexes were not compared of {}: {refused}",
                others.join(", ")
            ));
        }
        shadow
    }
}
