//! Which columns a caller may see and set.

use super::ResourceSpec;

/// The columns of a resource, by their indices, that a caller may not see or not set by the decisions on its fields. Empty for nearly all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permitted {
    unseen: Vec<usize>,
    unset: Vec<usize>,
}

impl Permitted {
    /// Every column: for the program itself, and where no field has a decision.
    pub const ALL: Self = Self { unseen: Vec::new(), unset: Vec::new() };

    /// Excludes a column: from what is seen, and so from what is set.
    pub(crate) fn hide(&mut self, column: usize) {
        self.unseen.push(column);
    }

    /// Excludes a column from what is set.
    pub(crate) fn protect(&mut self, column: usize) {
        self.unset.push(column);
    }

    /// Whether the column may be seen: answered, filtered and sorted by.
    pub fn sees(&self, column: usize) -> bool {
        !self.unseen.contains(&column)
    }

    /// Whether the column may be set, as far as the decisions on fields go.
    pub fn sets(&self, column: usize) -> bool {
        self.sees(column) && !self.unset.contains(&column)
    }

    /// The columns that answers show; `None` for all that they show to anybody.
    pub fn shown(&self, resource: &ResourceSpec) -> Option<Vec<usize>> {
        let shown = |column: &usize| resource.columns[*column].readable() && self.sees(*column);
        (!self.sees_all()).then(|| (0..resource.columns.len()).filter(shown).collect())
    }

    /// Whether no column is hidden.
    pub const fn sees_all(&self) -> bool {
        self.unseen.is_empty()
    }
}
