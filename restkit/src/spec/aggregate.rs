//! What is told of rows together: how many there are, sums and the like, for all of them or for each group.

use super::ResourceSpec;

/// What `/tasks/aggregate` answers: `#[resource(aggregate(group_by(status), sum(price)))]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AggregateSpec {
    /// The columns, by their indices, that rows can be grouped by.
    pub groups: &'static [usize],
    /// What is told of each group besides how many rows it has.
    pub measures: &'static [MeasureSpec],
}

/// Something that is told of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureSpec {
    /// The index of the column.
    pub column: usize,
    /// What is told.
    pub measure: Measure,
}

/// What is told of values; of none of them `null`. Rows without a value count for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// All of them together, exactly.
    Sum,
    /// The sum by the number of values.
    Average,
    /// The least.
    Least,
    /// The greatest.
    Greatest,
}

/// What follows the path of a collection where groups of its rows are told of.
pub const AGGREGATE_PATH: &str = "aggregate";

/// The parameter that says which groups there are.
pub const GROUP_BY: &str = "group_by";

/// The parameter that says what is told of them.
pub const MEASURES: &str = "measures";

impl Measure {
    /// How it is called.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Average => "avg",
            Self::Least => "min",
            Self::Greatest => "max",
        }
    }
}

impl MeasureSpec {
    /// Its name in requests and answers: `price__sum`.
    pub fn name(&self, resource: &ResourceSpec) -> String {
        let member = resource.columns.get(self.column).map_or("", |column| column.member);
        format!("{member}__{}", self.measure.word())
    }
}
