//! Writes whose answers hold related rows as well.

use super::{Access, Failure, IncludedRows, NewRows, Operations, Precondition, Visible};
use crate::{
    db::Row,
    input::{Include, Members},
    problem::Problem,
    spec::{Expr, Value},
};

/// A write that answers its row.
#[derive(Debug)]
pub enum Writing<'a> {
    /// A row is made, with rows of its relations.
    Create {
        /// What it holds.
        members: Members,
        /// The rows that are made with it.
        inside: &'a [NewRows<'a>],
    },
    /// A row is changed.
    Update {
        /// Its key.
        key: &'a [Value],
        /// What is changed.
        members: Members,
        /// Which versions are meant.
        precondition: &'a Precondition,
    },
}

impl Operations {
    /// Writes a row, and reads what is included in it, in one transaction: an error says that nothing was written. What the caller may see is
    /// decided before.
    ///
    /// # Errors
    /// Those of [`Operations::create_whole`] and [`Operations::update_returning`]; what a policy function of what is included, or what it takes, answers
    /// instead.
    pub async fn write_including(
        &self,
        access: &Access<'_>,
        writing: Writing<'_>,
        include: &[Include],
    ) -> Result<(Row, IncludedRows), Problem> {
        if include.is_empty() {
            return Ok((self.write(access, writing).await?, IncludedRows::default()));
        }
        let visible = &self.visible(access, include, &Expr::Constant(true), &[], Some(&[])).await?;
        let writing = &writing;
        // In a box: few writes include anything, and it would make the futures of all of them larger.
        Box::pin(self.retrying(|| {
            self.together(async |inside, _| inside.write_and_include(access, writing.again(), include, visible).await)
        }))
        .await
    }

    async fn write(&self, access: &Access<'_>, writing: Writing<'_>) -> Result<Row, Problem> {
        match writing {
            Writing::Create { members, inside } => self.create_whole(access, members, inside).await,
            Writing::Update { key, members, precondition } => self.update_returning(access, key, members, precondition).await,
        }
    }

    async fn write_and_include(
        &self,
        access: &Access<'_>,
        writing: Writing<'_>,
        include: &[Include],
        visible: &Visible,
    ) -> Result<(Row, IncludedRows), Failure> {
        let row = self.write(access, writing).await?;
        let selection = self.plan.selection(None, &[], true);
        let included = self.include(std::slice::from_ref(&row), &selection, include, visible).await?;
        Ok((row, included))
    }
}

impl Writing<'_> {
    /// The same once more.
    fn again(&self) -> Self {
        match self {
            Self::Create { members, inside } => Self::Create { members: members.clone(), inside },
            Self::Update { key, members, precondition } => Self::Update { key, members: members.clone(), precondition },
        }
    }
}
