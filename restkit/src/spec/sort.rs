//! What lists can be ordered by.

use super::{ColumnSpec, ResourceSpec};

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The index of the column, in the resource that a relation leads to where it goes by one.
    pub column: usize,
    /// Whether great values come first.
    pub descending: bool,
    /// The index of the relation that it goes by, to one row at most. Where there is no such row, the value is null.
    pub by: Option<usize>,
}

impl SortKey {
    /// By a column of the resource itself.
    pub const fn own(column: usize, descending: bool) -> Self {
        Self { column, descending, by: None }
    }

    /// Whether both go by the same column.
    pub fn is_by(self, other: Self) -> bool {
        (self.column, self.by) == (other.column, other.by)
    }
}

impl ResourceSpec {
    /// The column that a key goes by; `None` for a key that no list has.
    pub fn sorted(&self, key: &SortKey) -> Option<&'static ColumnSpec> {
        let columns = match key.by {
            None => self.columns,
            Some(by) => self.relations.get(by).filter(|relation| !relation.to_many())?.target().columns,
        };
        columns.get(key.column)
    }

    /// Whether lists are ordered by this column of theirs.
    pub fn is_sortable(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|spec| (spec.sort || self.is_key(column)) && spec.readable())
    }

    /// The key of this name, small values first: a member, or a relation and a member of its row (`author__name`).
    pub fn sort_key(&self, name: &str) -> Option<SortKey> {
        if let Some(column) = self.member(name) {
            return self.is_sortable(column).then_some(SortKey::own(column, false));
        }
        let (relation, member) = name.split_once("__")?;
        let by = self.relations.iter().position(|known| known.name == relation && known.lends_order)?;
        let target = self.relations[by].target();
        let column = target.member(member).filter(|column| target.is_sortable(*column))?;
        Some(SortKey { column, descending: false, by: Some(by) })
    }

    /// The names of all keys: of its own, then of those that relations lend.
    pub fn sort_names(&self) -> Vec<String> {
        let own = |of: &Self| {
            let sortable = (0..of.columns.len()).filter(|column| of.is_sortable(*column));
            sortable.map(|column| of.columns[column].member).collect::<Vec<_>>()
        };
        let lent = self
            .relations
            .iter()
            .filter(|relation| relation.lends_order)
            .flat_map(|relation| own(relation.target()).into_iter().map(|member| format!("{}__{member}", relation.name)));
        own(self).into_iter().map(str::to_owned).chain(lent).collect()
    }
}
