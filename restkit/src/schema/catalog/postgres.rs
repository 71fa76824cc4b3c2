//! PostgreSQL, from `pg_catalog`: five statements.

use std::collections::HashMap;

use super::{
    ColumnFacts, ReadOptions, Relation, RelationKind,
    fields::{Fields, once},
    tokens::{span, tokens, without_parentheses},
};
use crate::{
    db::{Arg, DbError, Executor, Row, Statement},
    schema::model::{Check, Column, DeleteRule, ForeignKey, Index, TableName, Unique},
    spec::{Kind, Value},
};

/// Begins each statement: the relations that are asked for. Partitions are part of their table, and what an extension brought is not ours.
macro_rules! of_relations {
    ($rest:literal) => {
        concat!(
            "WITH wanted AS (\
                SELECT c.*, n.nspname, c.relnamespace = pg_my_temp_schema() OR pg_table_is_visible(c.oid) AS visible \
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition \
                AND (jsonb_array_length($3) = 0 OR c.relname IN (SELECT jsonb_array_elements_text($3))) \
                AND CASE WHEN $2 THEN c.relnamespace = pg_my_temp_schema() ELSE \
                    n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)' \
                    AND (pg_table_is_visible(c.oid) OR n.nspname IN (SELECT jsonb_array_elements_text($1))) \
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = 'pg_class'::regclass \
                        AND e.objid = c.oid AND e.deptype = 'e') END\
            ) ",
            $rest
        )
    };
}

const RELATIONS: &str = of_relations!(
    "SELECT w.oid::bigint, w.nspname::text, w.visible, w.relname::text, w.relkind::text, obj_description(w.oid, 'pg_class') \
     FROM wanted AS w"
);

const COLUMNS: &str = of_relations!(
    "SELECT a.attrelid::bigint, a.attname::text, format_type(a.atttypid, a.atttypmod), \
        CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE format_type(a.atttypid, a.atttypmod) END, \
        (a.attnotnull OR t.typnotnull) AND w.relkind NOT IN ('v', 'm'), a.attidentity <> '', a.attgenerated <> '', pg_get_expr(d.adbin, d.adrelid), \
        (SELECT o.collname::text FROM pg_catalog.pg_collation AS o WHERE o.oid = a.attcollation AND a.attcollation <> t.typcollation), \
        CASE WHEN t.typtype = 'e' THEN t.typname::text END, \
        (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid), \
        col_description(a.attrelid, a.attnum) \
     FROM wanted AS w JOIN pg_catalog.pg_attribute AS a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped \
     JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid \
     LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
     ORDER BY a.attrelid, a.attnum"
);

const CONSTRAINTS: &str = of_relations!(
    "SELECT k.conrelid::bigint, k.conname::text, k.contype::text, \
        (SELECT jsonb_agg(a.attname ORDER BY n.place) FROM unnest(k.conkey) WITH ORDINALITY AS n(number, place) \
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = n.number), \
        CASE WHEN NOT pg_table_is_visible(k.confrelid) THEN s.nspname::text END, f.relname::text, \
        (SELECT jsonb_agg(a.attname ORDER BY n.place) FROM unnest(k.confkey) WITH ORDINALITY AS n(number, place) \
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = n.number), \
        k.confdeltype::text, k.confupdtype::text, k.confmatchtype = 'f', k.condeferrable, k.condeferred, k.convalidated, \
        pg_get_expr(k.conbin, k.conrelid), CASE WHEN k.contype = 'x' THEN pg_get_constraintdef(k.oid) END, to_jsonb(i) ->> 'indnullsnotdistinct' = 'true' \
     FROM wanted AS w JOIN pg_catalog.pg_constraint AS k ON k.conrelid = w.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x') \
     LEFT JOIN pg_catalog.pg_class AS f ON f.oid = k.confrelid LEFT JOIN pg_catalog.pg_namespace AS s ON s.oid = f.relnamespace \
     LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid AND k.contype = 'u'"
);

// What follows a key of an index is written as `pg_get_indexdef` does for the whole, of which the parts cannot be asked for.
const INDEXES: &str = of_relations!(
    "SELECT i.indrelid::bigint, c.relname::text, i.indisunique, m.amname::text, pg_get_expr(i.indpred, i.indrelid), \
        (SELECT jsonb_agg( \
            CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.indexrelid, n, false) \
                ELSE '\"' || replace(a.attname, '\"', '\"\"') || '\"' END \
            || coalesce((SELECT ' COLLATE \"' || replace(o.collname, '\"', '\"\"') || '\"' FROM pg_catalog.pg_collation AS o \
                WHERE o.oid = i.indcollation[n - 1] AND o.oid <> coalesce(a.attcollation, x.attcollation)), '') \
            || coalesce((SELECT ' ' || p.opcname FROM pg_catalog.pg_opclass AS p \
                WHERE p.oid = i.indclass[n - 1] AND NOT p.opcdefault), '') \
            || CASE i.indoption[n - 1] & 3 WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' WHEN 3 THEN ' DESC' ELSE '' END \
            ORDER BY n) \
            FROM generate_series(1, i.indnkeyatts) AS n \
            JOIN pg_catalog.pg_attribute AS x ON x.attrelid = i.indexrelid AND x.attnum = n \
            LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1] AND a.attnum > 0), \
        (SELECT string_agg('\"' || replace(a.attname, '\"', '\"\"') || '\"', ', ' ORDER BY n) \
            FROM generate_series(i.indnkeyatts + 1, i.indnatts) AS n \
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1]), \
        i.indisvalid, to_jsonb(i) ->> 'indnullsnotdistinct' = 'true' \
     FROM wanted AS w JOIN pg_catalog.pg_index AS i ON i.indrelid = w.oid \
     JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am AS m ON m.oid = c.relam \
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))"
);

const TRIGGERS: &str = of_relations!(
    "SELECT g.tgrelid::bigint, g.tgname::text FROM wanted AS w \
     JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = w.oid AND NOT g.tgisinternal"
);

pub(super) async fn read(on: &Executor, options: &ReadOptions) -> Result<Vec<Relation>, DbError> {
    let mut found = Found::default();
    for row in ask(on, RELATIONS, options).await? {
        found.relation(Fields::of(&row))?;
    }
    for row in ask(on, COLUMNS, options).await? {
        found.column(Fields::of(&row))?;
    }
    for row in ask(on, CONSTRAINTS, options).await? {
        found.constraint(Fields::of(&row))?;
    }
    for row in ask(on, INDEXES, options).await? {
        found.index(Fields::of(&row))?;
    }
    for row in ask(on, TRIGGERS, options).await? {
        let mut fields = Fields::of(&row);
        if let Some(relation) = found.of(&mut fields)? {
            relation.triggers.push(fields.text()?);
        }
    }
    Ok(found.0.into_values().collect())
}

async fn ask(on: &Executor, sql: &'static str, options: &ReadOptions) -> Result<Vec<Row>, DbError> {
    let names = |names: &[String]| Arg::new(Value::Json(names.to_vec().into()), Kind::Json);
    let temporary = Arg::new(Value::Bool(options.temporary), Kind::Bool);
    let args = vec![names(&options.schemas), temporary, names(&options.tables)];
    on.fetch_all(once(Statement::literal(sql, args))).await
}

/// Without the parentheses that the server puts around all of it.
fn bare(sql: String) -> String {
    let all = tokens(&sql);
    let inside = without_parentheses(&all);
    if inside.len() == all.len() { sql } else { span(&sql, inside) }
}

/// What was found so far, by its number in the catalog.
#[derive(Default)]
struct Found(HashMap<i64, Relation>);

impl Found {
    /// The relation that a row is about: its first value says which. One that was made since the first statement is left out.
    fn of(&mut self, fields: &mut Fields<'_>) -> Result<Option<&mut Relation>, DbError> {
        Ok(self.0.get_mut(&fields.number()?))
    }

    fn relation(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let number = fields.number()?;
        let (schema, visible, name) = (fields.text()?, fields.truth()?, fields.text()?);
        let kind = match fields.text()?.as_str() {
            "p" => RelationKind::Partitioned,
            "v" => RelationKind::View,
            "m" => RelationKind::MaterializedView,
            "f" => RelationKind::Foreign,
            _ => RelationKind::Table,
        };
        let name = TableName { schema: (!visible).then(|| schema.clone()), name };
        let docs = fields.optional()?;
        self.0.insert(number, Relation { docs, ..Relation::new(kind, schema, name) });
        Ok(())
    }

    fn column(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let Some(relation) = self.of(&mut fields)? else { return Ok(()) };
        let (name, sql_type, base_type) = (fields.text()?, fields.text()?, fields.text()?);
        let (not_null, identity, generated, expression) = (fields.truth()?, fields.truth()?, fields.truth()?, fields.optional()?);
        let (collation, enumeration, words, docs) = (fields.optional()?, fields.optional()?, fields.list()?, fields.optional()?);
        let (generated, default) = if generated { (expression.map(bare), None) } else { (None, expression) };
        let nullable = !not_null;
        let column = Column { name, sql_type, collation, nullable, default, identity, generated, words, ..Column::default() };
        relation.table.columns.push(column);
        relation.facts.push(ColumnFacts { base_type, enumeration, automatic: identity, docs });
        Ok(())
    }

    fn constraint(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let Some(relation) = self.of(&mut fields)? else { return Ok(()) };
        let (name, kind, columns) = (fields.text()?, fields.text()?, fields.list()?);
        let references = TableName { schema: fields.optional()?, name: fields.text()? };
        let (referenced, delete, update) = (fields.list()?, fields.text()?, fields.text()?);
        let (full, deferrable, deferred, validated) = (fields.truth()?, fields.truth()?, fields.truth()?, fields.truth()?);
        let (condition, definition, nulls_alike) = (fields.text()?, fields.text()?, fields.truth()?);
        let rule = match update.as_str() {
            "c" => "ON UPDATE CASCADE",
            "n" => "ON UPDATE SET NULL",
            "d" => "ON UPDATE SET DEFAULT",
            _ => "",
        };
        let said = [
            (full, "MATCH FULL"),
            (kind == "f" && !rule.is_empty(), rule),
            (kind == "f" && delete == "d", "ON DELETE SET DEFAULT"),
            (deferred, "DEFERRABLE INITIALLY DEFERRED"),
            (deferrable && !deferred, "DEFERRABLE"),
            (!validated, "NOT VALID"),
            (nulls_alike, "NULLS NOT DISTINCT"),
        ];
        relation.remarks.extend(said.into_iter().filter(|(is, _)| *is).map(|(_, words)| format!("{name} {words}")));
        let table = &mut relation.table;
        match kind.as_str() {
            "p" => table.primary_key = columns,
            "u" => table.unique.push(Unique { name, columns }),
            "c" => table.checks.push(Check { name, condition: bare(condition) }),
            "f" => {
                let on_delete = match delete.as_str() {
                    "c" => DeleteRule::Cascade,
                    "n" => DeleteRule::SetNull,
                    _ => DeleteRule::Restrict,
                };
                table.foreign_keys.push(ForeignKey { name, columns, references, referenced, on_delete });
            }
            _ => relation.remarks.push(format!("{name} {definition}")),
        }
        Ok(())
    }

    fn index(&mut self, mut fields: Fields<'_>) -> Result<(), DbError> {
        let Some(relation) = self.of(&mut fields)? else { return Ok(()) };
        let (name, unique, method) = (fields.text()?, fields.truth()?, fields.text()?);
        let (condition, keys, included) = (fields.optional()?.map(bare), fields.list()?, fields.optional()?);
        let (valid, nulls_alike) = (fields.truth()?, fields.truth()?);
        if let Some(included) = included {
            relation.remarks.push(format!("{name} INCLUDE ({included})"));
        }
        if !valid {
            relation.remarks.push(format!("{name} INVALID"));
        }
        if nulls_alike {
            relation.remarks.push(format!("{name} NULLS NOT DISTINCT"));
        }
        let method = (method != "btree").then_some(method);
        relation.table.indexes.push(Index { name, keys, unique, method, condition });
        Ok(())
    }
}
