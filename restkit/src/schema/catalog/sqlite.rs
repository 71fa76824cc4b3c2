//! SQLite, from its pragmas and the texts of its definitions: three statements.

use std::collections::HashMap;

use super::{
    ColumnFacts, Relation, RelationKind,
    fields::{Fields, once},
    search, text,
};
use crate::{
    db::{DbError, Executor, Row, Statement},
    schema::model::{Check, Column, DeleteRule, ForeignKey, Index, TableName, Unique},
};

// Of an attached database the texts cannot be asked for: its name would have to be part of the statement.
const DEFINITIONS: &str = "SELECT l.schema, l.type AS type, l.name, l.name, s.sql, l.strict, l.wr, 0 AS rank FROM pragma_table_list AS l \
     LEFT JOIN sqlite_schema AS s ON l.schema = 'main' AND s.name = l.name AND s.type IN ('table', 'view') \
     WHERE l.type <> 'shadow' AND l.schema <> 'temp' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     UNION ALL SELECT 'main', s.type, s.name, s.tbl_name, s.sql, 0, 0, 1 FROM sqlite_schema AS s WHERE s.type IN ('index', 'trigger') \
     ORDER BY rank";

// Column 1 of `hidden` is of virtual tables only, 2 and 3 are generated.
const COLUMNS: &str = "SELECT l.schema, l.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM pragma_table_list AS l \
     JOIN pragma_table_xinfo(l.name, l.schema) AS c WHERE c.hidden <> 1 ORDER BY l.schema, l.name, c.cid";

const FOREIGN_KEYS: &str = "SELECT l.schema, l.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_delete, f.on_update \
     FROM pragma_table_list AS l JOIN pragma_foreign_key_list(l.name, l.schema) AS f WHERE l.type = 'table' \
     ORDER BY l.schema, l.name, f.id DESC, f.seq";

pub(super) async fn read(on: &Executor) -> Result<Vec<Relation>, DbError> {
    let mut found = Found::default();
    for row in ask(on, DEFINITIONS).await? {
        found.definition(Fields::of(&row))?;
    }
    for row in ask(on, COLUMNS).await? {
        found.column(Fields::of(&row))?;
    }
    for row in ask(on, FOREIGN_KEYS).await? {
        found.foreign_key(Fields::of(&row))?;
    }
    Ok(found.finish())
}

async fn ask(on: &Executor, sql: &'static str) -> Result<Vec<Row>, DbError> {
    on.fetch_all(once(Statement::literal(sql, Vec::new()))).await
}

#[derive(Default)]
struct Found {
    relations: Vec<(Relation, Pending)>,
    /// Where a name stands in the list, with that of its database.
    places: HashMap<(String, String), usize>,
}

/// What has to be known of a relation until all of it is read.
#[derive(Default)]
pub(super) struct Pending {
    /// The definition of a virtual table.
    pub(super) sql: String,
    /// The names of its triggers, and their definitions.
    pub(super) triggers: Vec<(String, String)>,
    text: text::TableText,
    without_rowid: bool,
    /// The places of the columns of the key, from 1, with their names.
    key: Vec<(i64, String)>,
    /// The number of the foreign key that was read last.
    last_foreign_key: Option<i64>,
}

impl Found {
    fn of(&mut self, schema: String, name: String) -> Option<&mut (Relation, Pending)> {
        self.places.get(&(schema, name)).and_then(|place| self.relations.get_mut(*place))
    }

    fn definition(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let (schema, kind) = (fields.text()?, fields.text()?);
        let (name, of, sql) = (fields.text()?, fields.text()?, fields.text()?);
        let (strict, without_rowid) = (fields.truth()?, fields.truth()?);
        match kind.as_str() {
            "index" => {
                // Those of constraints have no text.
                if let Some((relation, _)) = self.of(schema, of).filter(|_| !sql.is_empty()) {
                    let text::IndexText { unique, keys, condition } = text::index(&sql);
                    relation.table.indexes.push(Index { name, keys, unique, method: None, condition });
                }
            }
            "trigger" => {
                if let Some((relation, pending)) = self.of(schema, of) {
                    relation.triggers.push(name.clone());
                    pending.triggers.push((name, sql));
                }
            }
            _ => {
                let kind = match kind.as_str() {
                    "view" => RelationKind::View,
                    "virtual" => RelationKind::Foreign,
                    _ => RelationKind::Table,
                };
                let pending = match kind {
                    RelationKind::Table => Pending { text: text::table(&sql), without_rowid, ..Pending::default() },
                    _ => Pending { sql, ..Pending::default() },
                };
                let bare = schema == "main";
                let named = TableName { schema: (!bare).then(|| schema.clone()), name: name.clone() };
                let relation = Relation { strict, ..Relation::new(kind, schema.clone(), named) };
                self.places.insert((schema, name), self.relations.len());
                self.relations.push((relation, pending));
            }
        }
        Ok(())
    }

    fn column(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let Some((relation, pending)) = self.of(fields.text()?, fields.text()?) else { return Ok(()) };
        let (name, sql_type, not_null) = (fields.text()?, fields.text()?, fields.truth()?);
        let (default, key) = (fields.optional()?, fields.number()?);
        let text = pending.text.columns.iter().find(|column| column.name.eq_ignore_ascii_case(&name));
        let collation = text.and_then(|text| text.collation.clone());
        let generated = text.and_then(|text| text.generated.clone());
        if key > 0 {
            pending.key.push((key, name.clone()));
        }
        relation.facts.push(ColumnFacts { base_type: sql_type.clone(), ..ColumnFacts::default() });
        let nullable = !not_null;
        let column = Column { name, sql_type, collation, nullable, default, generated, ..Column::default() };
        relation.table.columns.push(column);
        Ok(())
    }

    fn foreign_key(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let Some((relation, pending)) = self.of(fields.text()?, fields.text()?) else { return Ok(()) };
        let (number, references, column) = (fields.number()?, fields.text()?, fields.text()?);
        let (referenced, on_delete, on_update) = (fields.optional()?, fields.text()?, fields.text()?);
        if pending.last_foreign_key != Some(number) {
            pending.last_foreign_key = Some(number);
            // They come in the order of the text, with numbers that count down to zero.
            let place = relation.table.foreign_keys.len();
            let (name, when) = pending.text.foreign_keys.get(place).cloned().unwrap_or_default();
            let called = if name.is_empty() { format!("foreign key to {references}") } else { name.clone() };
            relation.remarks.extend(when.map(|when| format!("{called} {when}")));
            if !matches!(on_update.as_str(), "NO ACTION" | "RESTRICT") {
                relation.remarks.push(format!("{called} ON UPDATE {on_update}"));
            }
            if on_delete == "SET DEFAULT" {
                relation.remarks.push(format!("{called} ON DELETE {on_delete}"));
            }
            let on_delete = match on_delete.as_str() {
                "CASCADE" => DeleteRule::Cascade,
                "SET NULL" => DeleteRule::SetNull,
                _ => DeleteRule::Restrict,
            };
            let references = TableName::bare(references);
            relation.table.foreign_keys.push(ForeignKey {
                name,
                columns: Vec::new(),
                references,
                referenced: Vec::new(),
                on_delete,
            });
        }
        if let Some(foreign_key) = relation.table.foreign_keys.last_mut() {
            foreign_key.columns.push(column);
            foreign_key.referenced.extend(referenced);
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<Relation> {
        search::absorb(&mut self.relations);
        let mut keys = HashMap::new();
        for (relation, pending) in &mut self.relations {
            pending.key.sort();
            let key: Vec<String> = pending.key.drain(..).map(|(_, name)| name).collect();
            let table = &mut relation.table;
            let unique = pending.text.unique.drain(..).map(|(name, columns)| Unique { name, columns });
            table.unique.extend(unique);
            table.checks.extend(pending.text.checks.drain(..).map(|(name, condition)| Check { name, condition }));
            for (column, facts) in
                table.columns.iter_mut().zip(&mut relation.facts).filter(|(column, _)| key.contains(&column.name))
            {
                let counted = key.len() == 1 && !pending.without_rowid && column.sql_type.eq_ignore_ascii_case("integer");
                facts.automatic = counted;
                column.identity = counted && pending.text.autoincrement;
                column.nullable &= !(counted || pending.without_rowid || relation.strict);
            }
            keys.insert((relation.schema.clone(), table.name.name.to_lowercase()), key.clone());
            table.primary_key = key;
        }
        let mut relations: Vec<Relation> = self.relations.into_iter().map(|(relation, _)| relation).collect();
        // Columns that a foreign key does not name are those of the key.
        for relation in &mut relations {
            for foreign_key in &mut relation.table.foreign_keys {
                foreign_key.references.schema.clone_from(&relation.table.name.schema);
                if foreign_key.referenced.len() != foreign_key.columns.len() {
                    let key = (relation.schema.clone(), foreign_key.references.name.to_lowercase());
                    foreign_key.referenced = keys.get(&key).cloned().unwrap_or_default();
                }
            }
        }
        relations
    }
}
