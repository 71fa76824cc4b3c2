//! Columns that nobody sets: the database computes them from others of their row, or from the rows that a relation leads to, or a function does from
//! what was read.

use super::{ColumnSpec, MeasureSpec, Policy, RelationKind, RelationSpec, ResourceSpec, TypeMismatch, Value};

/// How the value of a column is computed.
#[derive(Clone, Copy, Debug)]
pub enum Computed {
    /// From other columns of its row, in SQL: a generated column of the table.
    Sql {
        /// The expression in the words of SQLite.
        sqlite: &'static [SqlPart],
        /// The expression in the words of PostgreSQL.
        postgres: &'static [SqlPart],
    },
    /// From the rows that a relation to many leads to, as far as the caller sees them, when it is read. No table has such a column.
    Related {
        /// The index of the relation.
        relation: usize,
        /// What is told of a column of theirs; how many there are where nothing is said.
        told: Option<MeasureSpec>,
    },
    /// From other columns of its row, in Rust, when it was read. No table has such a column.
    Rust {
        /// The indices of the columns that it is computed from; none of them is computed so itself.
        inputs: &'static [usize],
        /// Computes it from the values of the row, by index; null where a column is none of the inputs.
        with: fn(&[Value]) -> Result<Value, TypeMismatch>,
    },
}

/// A part of an expression in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlPart {
    /// SQL as it stands.
    Text(&'static str),
    /// The index of a column of the same row.
    Column(usize),
}

impl ColumnSpec {
    /// Whether it is in the table. What is computed from other rows, or in Rust, is not.
    pub const fn is_stored(&self) -> bool {
        !matches!(self.computed, Some(Computed::Related { .. } | Computed::Rust { .. }))
    }

    /// Whether the database can tell it, be it stored or computed. What is computed in Rust is in no statement.
    pub(crate) const fn is_selected(&self) -> bool {
        !matches!(self.computed, Some(Computed::Rust { .. }))
    }

    /// The relation, by its index, from whose rows it is computed, and what is told of them.
    pub(crate) const fn gathered(&self) -> Option<(usize, Option<MeasureSpec>)> {
        match self.computed {
            Some(Computed::Related { relation, told }) => Some((relation, told)),
            _ => None,
        }
    }

    /// Whether its value changes when this column of its row does.
    pub(crate) fn follows(&self, column: usize) -> bool {
        let Some(Computed::Sql { sqlite, postgres }) = self.computed else { return false };
        sqlite.iter().chain(postgres).any(|part| *part == SqlPart::Column(column))
    }
}

impl ResourceSpec {
    /// The relation from whose rows a column is computed.
    pub(crate) fn gathers(&self, column: usize) -> Option<&'static RelationSpec> {
        let (relation, _) = self.columns.get(column)?.gathered()?;
        self.relations.get(relation)
    }

    /// Whether it has columns that are computed from the rows of others.
    pub(crate) fn has_gathered(&self) -> bool {
        self.columns.iter().any(|column| column.gathered().is_some())
    }

    /// The columns that one is computed from in Rust, which are to be read for it.
    pub(crate) fn inputs(&self, column: usize) -> &'static [usize] {
        match self.columns.get(column).and_then(|column| column.computed) {
            Some(Computed::Rust { inputs, .. }) => inputs,
            _ => &[],
        }
    }

    /// The value of a column that is computed in Rust, from those of its row; null for any other.
    pub(crate) fn compute(&self, column: usize, values: &[Value]) -> Result<Value, TypeMismatch> {
        match self.columns.get(column).and_then(|column| column.computed) {
            Some(Computed::Rust { with, .. }) => with(values),
            _ => Ok(Value::Null),
        }
    }

    /// Fills in, among the values of a row, all that is computed in Rust.
    pub(crate) fn compute_all(&self, values: &mut [Value]) -> Result<(), TypeMismatch> {
        for (index, _) in self.columns.iter().enumerate().filter(|(_, column)| !column.is_selected()) {
            let value = self.compute(index, values)?;
            if let Some(slot) = values.get_mut(index) {
                *slot = value;
            }
        }
        Ok(())
    }

    /// The relations from whose rows its columns are computed.
    pub(crate) fn gathering(&self) -> impl Iterator<Item = &'static RelationSpec> + use<> {
        let (columns, relations) = (self.columns, self.relations);
        columns.iter().filter_map(|column| relations.get(column.gathered()?.0))
    }

    /// The columns of other resources that a computed one tells something of: who does not see these does not see it.
    pub(crate) fn told_by(&self, column: usize) -> Vec<(&'static Self, usize)> {
        let (Some(relation), Some(spec)) = (self.gathers(column), self.columns.get(column)) else { return Vec::new() };
        let by = match relation.kind {
            RelationKind::ManyToMany { through, mine, theirs } => vec![(through(), mine), (through(), theirs)],
            _ => relation.their_columns().iter().map(|theirs| (relation.target(), *theirs)).collect(),
        };
        let told = spec.gathered().and_then(|(_, told)| told).map(|told| (relation.target(), told.column));
        by.into_iter().chain(told).collect()
    }

    /// The decisions for seeing a column: its own, and those for what it tells of.
    pub(crate) fn decisions(&self, column: usize) -> impl Iterator<Item = &'static Policy> + use<> {
        let mut decisions = Vec::new();
        for column in std::iter::once(column).chain(self.inputs(column).iter().copied()) {
            decisions.extend(self.columns.get(column).and_then(|column| column.read));
            decisions.extend(self.told_by(column).into_iter().filter_map(|(of, told)| of.columns.get(told)?.read));
        }
        decisions.into_iter()
    }

    /// Whether everybody sees a column who sees its row.
    pub(crate) fn is_plain(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(ColumnSpec::readable) && self.decisions(column).next().is_none()
    }
}

/// What is wrong with a computed column, in words for the developer; `None` when nothing is.
pub(crate) fn fault(of: &ResourceSpec, column: usize) -> Option<String> {
    let field = of.columns.get(column)?.field;
    let input = |at: &usize| of.columns.get(*at).filter(|input| !input.readable() || !input.is_selected());
    if let Some(input) = of.inputs(column).iter().find_map(input) {
        let name = of.name;
        return Some(format!(
            "{name}.{field} is computed from {name}.{}, which nobody sees or is computed so itself",
            input.field
        ));
    }
    of.told_by(column).into_iter().find_map(|(other, told)| {
        let told = other.columns.get(told)?;
        let (place, theirs) = (format!("{}.{field}", of.name), format!("{}.{}", other.name, told.field));
        if !told.readable() {
            return Some(format!("{place} would tell something of {theirs}, which nobody sees: remove one of the two"));
        }
        (!told.is_stored())
            .then(|| format!("{place} is computed from {theirs}, which is computed itself from rows of others: name a column"))
    })
}
