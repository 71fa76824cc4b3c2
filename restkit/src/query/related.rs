//! Rows that the rows of another statement lead to: one statement for all of them.
//!
//! The keys travel as one JSON array, so that the text is the same for any number of them.

use super::{
    SortKey,
    after::Key,
    builder::Sql,
    column::{self, Table},
    condition,
    gathered::{Seen, Used},
    list::write_order,
    plan::Plan,
    shape::{Shape, What},
};
use crate::{
    db::{DbError, Dialect, Row, Statement},
    spec::{ColumnSpec, Expr, KeyValues, Kind, ResourceSpec, Value},
};

/// How rows are found from keys.
#[derive(Clone, Debug)]
pub enum Link {
    /// Columns of theirs, by their indices, hold the key.
    Columns(Box<[usize]>),
    /// Rows of another resource hold the key in `mine`, and the keys of the rows in `theirs`.
    Through {
        /// The resource of the links.
        links: &'static ResourceSpec,
        /// The column that holds the key that the rows are found from.
        mine: usize,
        /// The column that holds the key of a row.
        theirs: usize,
        /// The links that the caller may see.
        scope: Expr,
    },
}

/// Which rows are asked for.
#[derive(Clone, Debug)]
pub struct RelatedQuery {
    /// The keys that they are found from, no part of them null.
    pub keys: Vec<KeyValues>,
    /// How they are found.
    pub link: Link,
    /// The rows that the caller may see.
    pub scope: Expr,
    /// What their columns are computed from that are computed from other rows.
    pub gathered: Seen,
    /// The order of the rows of one key, without the key of the resource: [`Plan::order`] adds it.
    pub sort: Vec<SortKey>,
    /// How many rows each key has at most.
    pub limit: RelatedLimit,
}

/// How many rows a key has at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelatedLimit {
    /// As many as there are: for what cannot be more than one, or is asked for by the program.
    None,
    /// So many, which many requests ask for and which deserves a statement of its own.
    Fixed(u32),
    /// So many.
    Asked(u32),
}

impl Link {
    /// The columns that hold the key, of the resource that they are in; empty where they are not there, which holds of no relation.
    fn columns(&self, spec: &'static ResourceSpec) -> Vec<&'static ColumnSpec> {
        let (spec, columns): (_, &[usize]) = match self {
            Self::Columns(columns) => (spec, columns),
            Self::Through { links, mine, .. } => (*links, std::slice::from_ref(mine)),
        };
        columns.iter().map(|column| spec.columns.get(*column)).collect::<Option<_>>().unwrap_or_default()
    }
}

/// The key that rows are found from: the columns that hold it, and what each part is called among them.
struct OfKey {
    columns: Vec<&'static ColumnSpec>,
    names: Vec<String>,
}

impl OfKey {
    /// The key of a link; no column is called like a part of it.
    fn new(spec: &'static ResourceSpec, link: &Link) -> Self {
        let columns = link.columns(spec);
        let names = (0..columns.len()).map(|at| free_name(spec, link, at)).collect();
        Self { columns, names }
    }

    fn parts(&self) -> impl Iterator<Item = (&'static ColumnSpec, &str)> {
        self.columns.iter().copied().zip(self.names.iter().map(String::as_str))
    }

    /// Writes the keys as rows, each part as its column holds it.
    fn write(&self, sql: &mut Sql, dialect: Dialect) {
        let alone = self.columns.len() == 1;
        sql.push("SELECT ").list(", ", self.parts().enumerate(), |sql, (at, (column, name))| {
            column::element(sql, column, (!alone).then_some(at), dialect);
            sql.push(" AS ").name(name);
        });
        sql.push(match (dialect, alone) {
            (Dialect::Postgres, true) => " FROM jsonb_array_elements_text(",
            (Dialect::Postgres, false) => " FROM jsonb_array_elements(",
            (Dialect::Sqlite, _) => " FROM json_each(",
        });
        sql.placeholder().push(")");
    }

    /// Writes that the columns are those of the key.
    fn write_equal(&self, sql: &mut Sql) {
        sql.list(" AND ", self.parts(), |sql, (column, name)| {
            sql.name(column.column).push(" = ").name(name);
        });
    }
}

impl Plan {
    /// The rows that keys lead to. Each is answered as in a list, and then the key that led to it; one that several keys lead to is answered for
    /// each of them. The rows of one key are in their order.
    pub fn related(&self, query: &RelatedQuery) -> Statement {
        let spec = self.resource();
        let order = self.order(&query.sort);
        let mut shape = Shape::new(What::Related, self.dialect);
        let own = order.iter().filter(|key| key.by.is_none()).map(|key| key.column);
        let used = query.gathered.used(spec, self.whole.columns().iter().copied().chain(own), &mut shape);
        let part = |key: &KeyValues| match &**key {
            [alone] => alone.to_json(),
            parts => serde_json::Value::Array(parts.iter().map(Value::to_json).collect()),
        };
        let keys = query.keys.iter().map(part).collect();
        shape.arg(Value::Json(serde_json::Value::Array(keys)), Kind::Json);
        match &query.link {
            Link::Columns(columns) => {
                shape.byte(0);
                shape.columns(columns);
            }
            Link::Through { links, mine, theirs, scope } => {
                shape.byte(1);
                shape.number(std::ptr::from_ref(*links).addr());
                shape.number(*mine);
                shape.number(*theirs);
                condition::shape(scope, links, &mut shape);
            }
        }
        condition::shape(&query.scope, spec, &mut shape);
        shape.number(order.len());
        for key in &order {
            shape.number(key.column);
            shape.byte(u8::from(key.descending));
        }
        match query.limit {
            RelatedLimit::None => shape.byte(0),
            RelatedLimit::Fixed(limit) => {
                shape.byte(1);
                shape.number(limit as usize);
            }
            RelatedLimit::Asked(limit) => {
                shape.byte(2);
                shape.arg(Value::Integer(i64::from(limit)), Kind::I64);
            }
        }
        let statement = self.cache.statement(shape, false, |sql| self.write_related(sql, query, &order, &used));
        Statement { packed: self.whole.is_packed(), ..statement }
    }

    /// The key that led to an answered row, which was found by this link.
    ///
    /// # Errors
    /// When it is not of its type.
    pub fn related_key(&self, row: &Row, link: &Link) -> Result<KeyValues, DbError> {
        let columns = link.columns(self.resource()).into_iter().enumerate();
        columns.map(|(at, column)| row.value(self.whole.listed_values() + at, column.data_type.kind)).collect()
    }

    fn write_related<'a>(&self, sql: &mut Sql, query: &RelatedQuery, order: &[SortKey], used: &'a Used<'a>) {
        sql.reserve(used.values);
        let (spec, dialect) = (self.resource(), self.dialect);
        let key = OfKey::new(spec, &query.link);
        if key.columns.is_empty() {
            // No relation is without its columns.
            sql.push("SELECT ").placeholder();
            return;
        }
        let keys = |table: Table<'a>| -> Vec<Key<'a>> {
            let by_value = |key: &SortKey| {
                let column = spec.columns.get(key.column).filter(|_| key.by.is_none())?;
                Some(Key { of: (!column.is_stored()).then_some(table), ..Key::of(column, key.descending) })
            };
            order.iter().filter_map(by_value).collect()
        };
        let table = self.seeing(used);
        let order = keys(table);
        if let (Link::Columns(_), RelatedLimit::None) = (&query.link, query.limit) {
            sql.push("SELECT ");
            self.whole.write_listed(sql, table);
            for (column, name) in key.parts() {
                sql.push(", ");
                column::selected_as(sql, column, column.column, name, dialect);
            }
            sql.push(" FROM ").table(spec).push(" WHERE ");
            match (dialect, key.columns.as_slice()) {
                // An array is looked up in an index, whatever the planner takes for its length.
                (Dialect::Postgres, [column]) => {
                    sql.name(column.column).push(" = ANY (ARRAY(");
                    key.write(sql, dialect);
                    sql.push("))");
                }
                (_, columns) => {
                    let (open, close) = if columns.len() == 1 { ("", " IN (") } else { ("(", ") IN (") };
                    sql.push(open).list(", ", columns, |sql, column| {
                        sql.name(column.column);
                    });
                    sql.push(close);
                    key.write(sql, dialect);
                    sql.push(")");
                }
            }
            self.write_scope(sql, &query.scope);
            write_order(sql, &order, dialect);
            return;
        }
        let found = Table { alias: Some("found"), ..table };
        sql.push("SELECT ");
        self.whole.write_listed(sql, found);
        for (column, name) in key.parts() {
            sql.push(", ");
            column::selected_as(sql, column, name, name, dialect);
        }
        sql.push(" FROM (");
        key.write(sql, dialect);
        sql.push(") AS keys CROSS JOIN ");
        match dialect {
            // Each key takes its first rows from an index, however many there are.
            Dialect::Postgres => {
                sql.push("LATERAL (SELECT * FROM ").table(spec);
                self.write_of_key(sql, query, &key, &order);
                sql.push(") AS found");
            }
            Dialect::Sqlite => {
                let own = |sql: &mut Sql| {
                    sql.list(", ", spec.key_columns(), |sql, key| {
                        sql.name(key.column);
                    });
                };
                sql.table(spec).push(" AS found WHERE (");
                own(sql);
                sql.push(") IN (SELECT ");
                own(sql);
                sql.push(" FROM ").table(spec);
                self.write_of_key(sql, query, &key, &order);
                sql.push(")");
            }
        }
        write_order(sql, &keys(found), dialect);
    }

    /// Writes which rows one key has.
    fn write_of_key(&self, sql: &mut Sql, query: &RelatedQuery, key: &OfKey, order: &[Key<'_>]) {
        sql.push(" WHERE ");
        match &query.link {
            Link::Columns(_) => key.write_equal(sql),
            Link::Through { links, theirs, scope, .. } => {
                let theirs = links.columns.get(*theirs).map_or("", |column| column.column);
                let own = self.resource().only_key().map_or("", |column| column.column);
                sql.name(own).push(" IN (SELECT ").name(theirs).push(" FROM ").table(links);
                sql.push(" WHERE ");
                key.write_equal(sql);
                write_and(sql, scope, Table::of(links, self.dialect));
                sql.push(")");
            }
        }
        self.write_scope(sql, &query.scope);
        write_order(sql, order, self.dialect);
        match query.limit {
            RelatedLimit::None => {}
            RelatedLimit::Fixed(limit) => {
                sql.push(" LIMIT ").integer(i64::from(limit));
            }
            RelatedLimit::Asked(_) => {
                sql.push(" LIMIT ").placeholder();
            }
        }
    }

    fn write_scope(&self, sql: &mut Sql, scope: &Expr) {
        write_and(sql, scope, self.table());
    }
}

fn write_and(sql: &mut Sql, condition: &Expr, table: Table<'_>) {
    sql.push(" AND ");
    condition::text(condition, table, sql);
}

/// What a part of the key is called among columns: as none of them is.
fn free_name(spec: &ResourceSpec, link: &Link, part: usize) -> String {
    let links = if let Link::Through { links, .. } = link { links.columns } else { &[] };
    let mut name = if part == 0 { "of_key".to_owned() } else { format!("of_key_{part}") };
    while spec.columns.iter().chain(links).any(|column| column.column.eq_ignore_ascii_case(&name)) {
        name.push('_');
    }
    name
}
