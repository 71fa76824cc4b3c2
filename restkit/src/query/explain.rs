//! Whether an index serves a list, as the database says of its plans.

use super::{
    SortKey,
    after::Key,
    list::write_order,
    plan::Plan,
    shape::{Shape, What},
};
use crate::{
    db::{DbError, Dialect, Row, Statement},
    spec::{Expr, Kind, Value},
};

/// What finding rows takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// Every row is looked at.
    pub scans: bool,
    /// All rows that are found are put into order before the first is answered.
    pub sorts: bool,
    /// The indexes that are looked into, as PostgreSQL calls them. It reads a whole index, too, to find rows by a column that does not begin it.
    pub indexes: Vec<String>,
}

impl Plan {
    /// Asks how the rows that fulfil a condition are found; [`Plan::explained`] reads the answer. PostgreSQL reads all of a small table
    /// whatever its indexes, unless `enable_seqscan` is off.
    pub fn explain_filter(&self, filter: &Expr) -> Statement {
        self.about_scope(What::ExplainFilter, self.before(), filter, "")
    }

    /// Asks how the first rows of a list in this order are found. PostgreSQL sorts few rows whatever their indexes, unless `enable_sort` is off.
    pub fn explain_order(&self, sort: &[SortKey]) -> Statement {
        let order = self.order(sort);
        let mut shape = Shape::new(What::ExplainOrder, self.dialect);
        for key in &order {
            shape.number(key.column);
            shape.byte(u8::from(key.descending));
        }
        let own = order.iter().filter(|key| key.by.is_none());
        let columns = own.filter_map(|key| Some((self.resource().columns.get(key.column)?, key.descending)));
        let keys: Vec<Key<'_>> = columns.map(|(column, descending)| Key::of(column, descending)).collect();
        self.cache.statement(shape, false, |sql| {
            sql.push(self.before()).table(self.resource());
            write_order(sql, &keys, self.dialect);
            sql.push(" LIMIT 1");
        })
    }

    const fn before(&self) -> &'static str {
        match self.dialect {
            Dialect::Postgres => "EXPLAIN (FORMAT JSON) SELECT 1 FROM ",
            Dialect::Sqlite => "EXPLAIN QUERY PLAN SELECT 1 FROM ",
        }
    }

    /// What the answer to [`Plan::explain_filter`] or [`Plan::explain_order`] says.
    ///
    /// # Errors
    /// When the rows are no answer to it.
    pub fn explained(&self, rows: &[Row]) -> Result<Explained, DbError> {
        let mut found = Explained::default();
        for row in rows {
            match self.dialect {
                Dialect::Postgres => {
                    if let Value::Json(plan) = row.value(0, Kind::Json)? {
                        nodes(&plan, &mut found);
                    }
                }
                Dialect::Sqlite => {
                    if let Value::Text(step) = row.value(3, Kind::Text)? {
                        // An index is also gone through value by value of the column that begins it, where these are few.
                        found.scans |= step.starts_with("SCAN") || step.contains("(ANY(");
                        found.sorts |= step == "USE TEMP B-TREE FOR ORDER BY";
                    }
                }
            }
        }
        Ok(found)
    }
}

/// Looks at every node of a plan of PostgreSQL. An order that an index has begun (`Incremental Sort`) is as good as one that it has.
fn nodes(plan: &serde_json::Value, found: &mut Explained) {
    match plan {
        serde_json::Value::Array(plans) => plans.iter().for_each(|plan| nodes(plan, found)),
        serde_json::Value::Object(node) => {
            let kind = node.get("Node Type").and_then(serde_json::Value::as_str).unwrap_or_default();
            found.scans |= kind == "Seq Scan";
            found.sorts |= kind == "Sort";
            found.indexes.extend(node.get("Index Name").and_then(serde_json::Value::as_str).map(str::to_owned));
            ["Plan", "Plans"].iter().filter_map(|inside| node.get(*inside)).for_each(|inside| nodes(inside, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_node_of_a_plan_is_looked_at() {
        let node = |kind: &str| json!({"Node Type": kind});
        let plan = |inside: &[&str]| {
            let inside: Vec<_> = inside.iter().map(|kind| node(kind)).collect();
            json!([{"Plan": {"Node Type": "Limit", "Plans": [{"Node Type": "Append", "Plans": inside}]}}])
        };
        for (inside, scans, sorts) in [
            (&["Index Scan", "Incremental Sort"][..], false, false),
            (&["Index Scan", "Seq Scan"], true, false),
            (&["Sort"], false, true),
        ] {
            let mut found = Explained::default();
            nodes(&plan(inside), &mut found);
            assert_eq!((found.scans, found.sorts, found.indexes.len()), (scans, sorts, 0));
        }
        let mut found = Explained::default();
        let inner = json!({"Node Type": "Bitmap Index Scan", "Index Name": "by_state"});
        nodes(&json!([{"Plan": {"Node Type": "Bitmap Heap Scan", "Plans": [inner]}}]), &mut found);
        assert_eq!(found.indexes, ["by_state"]);
    }
}
