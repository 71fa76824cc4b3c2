//! What may differ between two schemas.

use serde::{Deserialize, Serialize};

use super::mention::mentions;
use crate::schema::model::{Check, Column, ForeignKey, Index, Table, TableName, Unique};

/// One difference. Names are those of the schema that it leads to, except of what goes away or is called differently from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A new table, with everything that belongs to it.
    CreateTable(Table),
    /// A table that goes away.
    DropTable(Table),
    /// A table that has another name.
    RenameTable {
        /// The name it had.
        from: TableName,
        /// The name it has now.
        to: TableName,
    },
    /// A new column.
    AddColumn {
        /// The table.
        table: TableName,
        /// The column.
        column: Column,
    },
    /// A column that goes away.
    DropColumn {
        /// The table.
        table: TableName,
        /// The column.
        column: Column,
    },
    /// A column that has another name.
    RenameColumn {
        /// The table.
        table: TableName,
        /// The name it had.
        from: String,
        /// The name it has now.
        to: String,
    },
    /// A column that is not what it was, but for its name.
    AlterColumn {
        /// The table.
        table: TableName,
        /// What it was.
        from: Column,
        /// What it is now.
        to: Column,
        /// Words of an enum that have another name, the old one first. Those that are only in one of the columns are new or gone.
        renamed_words: Vec<(String, String)>,
    },
    /// Another primary key.
    PrimaryKey {
        /// The table.
        table: TableName,
        /// The columns it had.
        from: Vec<String>,
        /// The columns it has now.
        to: Vec<String>,
    },
    /// A new constraint or index.
    AddConstraint {
        /// The table.
        table: TableName,
        /// The constraint.
        constraint: Constraint,
    },
    /// A constraint or index that goes away. One that is changed goes away and is new.
    DropConstraint {
        /// The table.
        table: TableName,
        /// The constraint.
        constraint: Constraint,
    },
    /// A constraint or index that has another name.
    RenameConstraint {
        /// The table.
        table: TableName,
        /// The name it had.
        from: String,
        /// The constraint as it is now.
        to: Constraint,
    },
}

/// What a table has beside its columns and its primary key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Constraint {
    /// A unique constraint.
    Unique(Unique),
    /// A foreign key.
    ForeignKey(ForeignKey),
    /// A check.
    Check(Check),
    /// An index.
    Index(Index),
}

impl Constraint {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Unique(unique) => &unique.name,
            Self::ForeignKey(key) => &key.name,
            Self::Check(check) => &check.name,
            Self::Index(index) => &index.name,
        }
    }

    /// The same under another name.
    #[must_use]
    pub fn named(mut self, new: &str) -> Self {
        let name = match &mut self {
            Self::Unique(unique) => &mut unique.name,
            Self::ForeignKey(key) => &mut key.name,
            Self::Check(check) => &mut check.name,
            Self::Index(index) => &mut index.name,
        };
        new.clone_into(name);
        self
    }

    /// Whether it is the same but for its name.
    pub fn is_like(&self, other: &Self) -> bool {
        self.clone().named("") == other.clone().named("")
    }

    /// Whether it is about a column of its table.
    pub fn concerns(&self, column: &str) -> bool {
        match self {
            Self::Unique(unique) => unique.columns.iter().any(|name| name == column),
            Self::ForeignKey(key) => key.columns.iter().any(|name| name == column),
            Self::Check(check) => mentions(&check.condition, column),
            Self::Index(index) => index.keys.iter().chain(&index.condition).any(|text| mentions(text, column)),
        }
    }

    /// All of a table: unique constraints, foreign keys, checks, indexes.
    pub fn of(table: &Table) -> impl Iterator<Item = Self> + '_ {
        let unique = table.unique.iter().cloned().map(Self::Unique);
        let keys = table.foreign_keys.iter().cloned().map(Self::ForeignKey);
        let checks = table.checks.iter().cloned().map(Self::Check);
        unique.chain(keys).chain(checks).chain(table.indexes.iter().cloned().map(Self::Index))
    }
}
