//! Statements as they stand in a file.

use std::fmt::Write as _;

/// The first line of a file that is not run in one transaction, as sqlx has it.
pub const NO_TRANSACTION: &str = "-- no-transaction";

/// The statements before and after those of a [`Frame::Rebuild`], each in a line of its own.
///
/// Rebuilding a table of SQLite means to drop the old one, which with foreign keys switched on would remove or refuse the rows that refer to
/// it; and they cannot be switched inside a transaction. Whoever recognises the frame may run what is inside in a transaction of
/// their own, with foreign keys off, and look at `PRAGMA foreign_key_check` before its commit. After a failure the connection should be
/// thrown away: other settings of it (`legacy_alter_table`, `writable_schema`) may be left as the statements made them.
pub const REBUILD: ([&str; 2], [&str; 2]) =
    (["PRAGMA foreign_keys = OFF;", "BEGIN IMMEDIATE;"], ["COMMIT;", "PRAGMA foreign_keys = ON;"]);

/// How the statements of a [`Script`] are run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frame {
    /// In one transaction.
    #[default]
    Transaction,
    /// Each for itself, since they cannot be in a transaction. Each may be run again after an interruption.
    Bare,
    /// In one transaction of SQLite while foreign keys are off; see [`REBUILD`].
    Rebuild,
}

/// Statements that are run together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// How they are run.
    pub frame: Frame,
    /// The statements, in their order.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Why it is there, where that is not plain; may have several lines.
    pub comment: Option<String>,
    /// The SQL, without a semicolon.
    pub sql: String,
}

impl Statement {
    pub(super) fn new(sql: impl Into<String>) -> Self {
        Self { comment: None, sql: sql.into() }
    }

    pub(super) fn because(sql: impl Into<String>, comment: impl Into<String>) -> Self {
        Self { comment: Some(comment.into()), sql: sql.into() }
    }
}

impl Script {
    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The content of a file that sqlx-cli runs too.
    ///
    /// ```
    /// use restkit::schema::{Frame, Script, Statement};
    ///
    /// let statement = Statement { comment: Some("Nobody asks for it.".to_owned()), sql: "DROP INDEX \"i\"".to_owned() };
    /// let script = Script { frame: Frame::Rebuild, statements: vec![statement] };
    /// assert_eq!(
    ///     script.text(),
    ///     "-- no-transaction\nPRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n\
    ///      -- Nobody asks for it.\nDROP INDEX \"i\";\nCOMMIT;\nPRAGMA foreign_keys = ON;\n"
    /// );
    /// ```
    pub fn text(&self) -> String {
        let mut text = String::new();
        if self.frame != Frame::Transaction {
            text.push_str(NO_TRANSACTION);
            text.push('\n');
        }
        let (opening, closing) = if self.frame == Frame::Rebuild { REBUILD } else { ([""; 2], [""; 2]) };
        let mut lines = |lines: [&str; 2]| {
            for line in lines.iter().filter(|line| !line.is_empty()) {
                text.push_str(line);
                text.push('\n');
            }
        };
        lines(opening);
        let mut body = String::new();
        for statement in &self.statements {
            for line in statement.comment.iter().flat_map(|comment| comment.lines()) {
                // Writing to a String cannot fail.
                let _ = writeln!(body, "-- {line}");
            }
            let _ = writeln!(body, "{};", statement.sql);
        }
        text.push_str(&body);
        for line in closing.iter().filter(|line| !line.is_empty()) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// One file up and one down. A plan that can be run in one transaction has one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What it does, as a word for the name of a file: `change`, `backfill`, `constrain`, `indexes`, `validate` or `finish`.
    pub name: &'static str,
    /// What leads on.
    pub up: Script,
    /// What leads back. Values that `up` took away do not come back.
    pub down: Script,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// What is quick: names, new tables and columns, what is in the way.
    Change,
    /// Rows of tables that others use meanwhile.
    Backfill,
    /// Conditions for rows that are written from now on.
    Constrain,
    /// Indexes, beside the writes of others.
    Indexes,
    /// Rows that were written after the backfill and before the conditions; together with what follows.
    Refill,
    /// Conditions for rows that exist, beside the writes of others.
    Validate,
    /// What builds on all that, and what goes away.
    Finish,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Backfill => "backfill",
            Self::Constrain => "constrain",
            Self::Indexes => "indexes",
            Self::Refill | Self::Validate => "validate",
            Self::Finish => "finish",
        }
    }

    const fn frame(self) -> Frame {
        match self {
            Self::Indexes => Frame::Bare,
            _ => Frame::Transaction,
        }
    }
}

/// Something to do, and how it is undone in the state that it leads to.
#[derive(Clone, Debug)]
pub(super) struct Op {
    pub(super) stage: Stage,
    pub(super) up: Vec<Statement>,
    pub(super) down: Vec<Statement>,
}

/// Puts together what is done at the same time. Undoing is doing the opposite of each in the opposite order.
pub(super) fn assemble(mut ops: Vec<Op>) -> Vec<Step> {
    // Without rows to fill there is nothing to wait for.
    if !ops.iter().any(|op| op.stage == Stage::Backfill) {
        // In their order, behind what is quick.
        ops.sort_by_key(|op| op.stage);
        for op in ops.iter_mut().filter(|op| op.stage == Stage::Constrain) {
            op.stage = Stage::Change;
        }
    }
    ops.sort_by_key(|op| op.stage);
    ops.chunk_by(|a, b| a.stage.name() == b.stage.name())
        .filter_map(|ops| {
            let stage = ops.first()?.stage;
            let script = |mut statements: Vec<Statement>| {
                // What is dropped for good and what is dropped to be made anew may follow each other.
                statements.dedup_by(|next, last| next.sql == last.sql);
                Script { frame: stage.frame(), statements }
            };
            let up = ops.iter().flat_map(|op| op.up.iter().cloned()).collect();
            let down = ops.iter().rev().flat_map(|op| op.down.iter().cloned()).collect();
            Some(Step { name: stage.name(), up: script(up), down: script(down) })
        })
        .collect()
}
