//! Rows that the rows of another statement lead to: one statement for all of them.
//!
//! The keys travel as one JSON array, so that the text is the same for any number of them.

use super::{
    SortKey,
    after::Key,
    builder::Sql,
    column::{self, Table},
    condition,
    list::write_order,
    plan::Plan,
    shape::{Shape, What},
};
use crate::{
    db::{DbError, Dialect, Row, Statement},
    spec::{ColumnSpec, Expr, Kind, ResourceSpec, Value},
};

/// How rows are found from keys.
#[derive(Clone, Debug)]
pub enum Link {
    /// A column of theirs holds the key.
    Column(usize),
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
    /// The keys that they are found from, none of them null.
    pub keys: Vec<Value>,
    /// How they are found.
    pub link: Link,
    /// The rows that the caller may see.
    pub scope: Expr,
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
    /// The column that holds the key, of the resource that it is in.
    fn column(&self, spec: &'static ResourceSpec) -> Option<&'static ColumnSpec> {
        match self {
            Self::Column(column) => spec.columns.get(*column),
            Self::Through { links, mine, .. } => links.columns.get(*mine),
        }
    }
}

impl Plan {
    /// The rows that keys lead to. Each is answered as in a list, and then the key that led to it; one that several keys lead to is answered for
    /// each of them. The rows of one key are in their order.
    pub fn related(&self, query: &RelatedQuery) -> Statement {
        let spec = self.resource();
        let order = self.order(&query.sort);
        let mut shape = Shape::new(What::Related, self.dialect);
        let keys = query.keys.iter().map(Value::to_json).collect();
        shape.arg(Value::Json(serde_json::Value::Array(keys)), Kind::Json);
        match &query.link {
            Link::Column(column) => {
                shape.byte(0);
                shape.number(*column);
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
        let statement = self.cache.statement(shape, false, |sql| self.write_related(sql, query, &order));
        Statement { packed: self.whole.is_packed(), ..statement }
    }

    /// The key that led to an answered row, which was found by this link.
    ///
    /// # Errors
    /// When it is not of its type.
    pub fn related_key(&self, row: &Row, link: &Link) -> Result<Value, DbError> {
        match link.column(self.resource()) {
            Some(column) => row.value(self.whole.listed_values(), column.data_type.kind),
            None => Ok(Value::Null),
        }
    }

    fn write_related(&self, sql: &mut Sql, query: &RelatedQuery, order: &[SortKey]) {
        let (spec, dialect) = (self.resource(), self.dialect);
        let Some(column) = query.link.column(spec) else {
            // No relation is without its column.
            sql.push("SELECT ").placeholder();
            return;
        };
        let by_value = |key: &SortKey| {
            let column = spec.columns.get(key.column).filter(|_| key.by.is_none())?;
            Some(Key::of(column, key.descending))
        };
        let order: Vec<Key> = order.iter().filter_map(by_value).collect();
        let key = free_name(spec, &query.link);
        if let (Link::Column(_), RelatedLimit::None) = (&query.link, query.limit) {
            sql.push("SELECT ");
            self.whole.write_listed(sql);
            sql.push(", ");
            column::selected_as(sql, column, column.column, &key, dialect);
            sql.push(" FROM ").table(spec).push(" WHERE ").name(column.column);
            match dialect {
                // An array is looked up in an index, whatever the planner takes for its length.
                Dialect::Postgres => {
                    sql.push(" = ANY (ARRAY(");
                    write_keys(sql, column, &key, dialect);
                    sql.push("))");
                }
                Dialect::Sqlite => {
                    sql.push(" IN (");
                    write_keys(sql, column, &key, dialect);
                    sql.push(")");
                }
            }
            self.write_scope(sql, &query.scope);
            write_order(sql, &order, dialect);
            return;
        }
        sql.push("SELECT ");
        self.whole.write_listed(sql);
        sql.push(", ");
        column::selected_as(sql, column, &key, &key, dialect);
        sql.push(" FROM (");
        write_keys(sql, column, &key, dialect);
        sql.push(") AS keys CROSS JOIN ");
        match dialect {
            // Each key takes its first rows from an index, however many there are.
            Dialect::Postgres => {
                sql.push("LATERAL (SELECT * FROM ").table(spec);
                self.write_of_key(sql, query, column, &key, &order);
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
                self.write_of_key(sql, query, column, &key, &order);
                sql.push(")");
            }
        }
        write_order(sql, &order, dialect);
    }

    /// Writes which rows one key has.
    fn write_of_key(&self, sql: &mut Sql, query: &RelatedQuery, column: &'static ColumnSpec, key: &str, order: &[Key<'_>]) {
        sql.push(" WHERE ");
        match &query.link {
            Link::Column(_) => {
                sql.name(column.column).push(" = ").name(key);
            }
            Link::Through { links, theirs, scope, .. } => {
                let theirs = links.columns.get(*theirs).map_or("", |column| column.column);
                let own = self.resource().only_key().map_or("", |column| column.column);
                sql.name(own).push(" IN (SELECT ").name(theirs).push(" FROM ").table(links);
                sql.push(" WHERE ").name(column.column).push(" = ").name(key);
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

/// Writes the keys as rows, each as the column holds it.
fn write_keys(sql: &mut Sql, column: &'static ColumnSpec, name: &str, dialect: Dialect) {
    sql.push("SELECT ");
    column::element(sql, column, dialect);
    sql.push(" AS ").name(name).push(match dialect {
        Dialect::Postgres => " FROM jsonb_array_elements_text(",
        Dialect::Sqlite => " FROM json_each(",
    });
    sql.placeholder().push(")");
}

/// What the key is called among columns: as none of them is.
fn free_name(spec: &ResourceSpec, link: &Link) -> String {
    let links = if let Link::Through { links, .. } = link { links.columns } else { &[] };
    let mut name = "of_key".to_owned();
    while spec.columns.iter().chain(links).any(|column| column.column.eq_ignore_ascii_case(&name)) {
        name.push('_');
    }
    name
}
