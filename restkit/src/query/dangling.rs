//! Which references lead nowhere: asked after a foreign-key conflict, which SQLite reports without a name.

use super::{
    builder::Sql,
    column::{self, Table},
    plan::Plan,
};
use crate::{
    db::{Arg, DbError, Executor, Statement},
    spec::{ColumnSpec, ForeignKeySpec, Value},
};

impl Plan {
    /// Which of the columns that these values were written to refer to a row that is not there. `key` is that of the row, where it was there before: what
    /// a reference of several columns holds besides is read from it.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn dangling(&self, on: &Executor, values: &[(usize, Value)], key: Option<&[Value]>) -> Result<Vec<usize>, DbError> {
        let mut dangling: Vec<usize> = Vec::new();
        for foreign in self.resource().foreign_keys() {
            // Where a part leads nowhere by itself, the whole does not either.
            if foreign.columns.iter().any(|column| dangling.contains(column)) {
                continue;
            }
            let Some(statement) = self.refers(&foreign, values, key) else { continue };
            if on.ask_after_failure(statement).await?.is_none() {
                dangling.extend(&*foreign.columns);
            }
        }
        Ok(dangling)
    }

    /// Asks for a row unless a reference leads nowhere; `None` when nothing was written to it, or null.
    fn refers(&self, foreign: &ForeignKeySpec, values: &[(usize, Value)], key: Option<&[Value]>) -> Option<Statement> {
        let (spec, dialect) = (self.resource(), self.dialect);
        let written = |column: usize| values.iter().find(|(at, _)| *at == column).map(|(_, value)| value);
        let pairs: Vec<(usize, &'static ColumnSpec)> =
            foreign.columns.iter().copied().zip(foreign.target.key_columns()).collect();
        let said = pairs.iter().filter_map(|(column, _)| written(*column));
        let (count, nulls) = said.fold((0, 0), |(count, nulls), value| (count + 1, nulls + usize::from(value.is_null())));
        if count == 0 || nulls > 0 {
            return None;
        }
        let (mut sql, mut args) = (Sql::new(), Vec::new());
        let here = Table::of(spec, dialect);
        let there = Table { spec: foreign.target, dialect, alias: Some("referred"), seen: &[] };
        // What was not written is as the row has it; on a new row it is null.
        let kept: Vec<&'static ColumnSpec> =
            pairs.iter().filter(|(column, _)| written(*column).is_none()).filter_map(|(at, _)| spec.columns.get(*at)).collect();
        if !kept.is_empty() {
            sql.push("SELECT 1 FROM ").table(spec).push(" WHERE ");
            for (column, part) in spec.key_columns().zip(key?) {
                here.outer(&mut sql, column);
                sql.push(" = ");
                column::placeholder(&mut sql, column, dialect);
                args.push(Arg::new(part.clone(), column.data_type.kind));
                sql.push(" AND ");
            }
            sql.push("(");
            for column in &kept {
                here.outer(&mut sql, column);
                sql.push(" IS NULL OR ");
            }
            sql.push("EXISTS (");
        }
        sql.push("SELECT 1 FROM ").table(foreign.target).push(" AS referred WHERE ");
        sql.list(" AND ", &pairs, |sql, (column, referred)| match (written(*column), spec.columns.get(*column)) {
            (None, Some(own)) => {
                let own_name = |sql: &mut Sql| here.outer(sql, own);
                let their_name = |sql: &mut Sql| there.name(sql, referred);
                column::equal(sql, (foreign.target, referred, &their_name), (spec, own, &own_name), dialect);
            }
            (value, _) => {
                there.name(sql, referred);
                sql.push(" = ");
                column::placeholder(sql, referred, dialect);
                args.push(Arg::new(value.cloned().unwrap_or(Value::Null), referred.data_type.kind));
            }
        });
        if !kept.is_empty() {
            sql.push("))");
        }
        Some(Statement { sql: sql.finish(), args, writes: false, prepared: true, packed: false })
    }
}
