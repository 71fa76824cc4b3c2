//! What nobody but a person knows: whether something new is something old under another name.

use std::io::{BufRead as _, IsTerminal as _, stdin};

use super::output;
use crate::{
    app::StartError,
    schema::{Answer, Question, Subject},
};

/// Asks on a terminal; without one, collects what would have to be asked.
pub(super) struct Asking {
    /// Whether what is gone may go with its values: then nothing is a rename.
    allow_data_loss: bool,
    open: Vec<String>,
    failed: Option<StartError>,
}

impl Asking {
    pub(super) const fn new(allow_data_loss: bool) -> Self {
        Self { allow_data_loss, open: Vec::new(), failed: None }
    }

    /// Answers a question.
    pub(super) fn answer(&mut self, question: Question) -> Answer {
        if stdin().is_terminal() {
            return ask(&question).unwrap_or_else(|error| {
                self.failed = Some(error);
                Answer::New
            });
        }
        if !self.allow_data_loss {
            let (name, gone) = (what(&question), question.gone.join(" and "));
            self.open.push(format!(
                "{name} is new and {gone} is gone: if it has only another name, say so with `renamed_from`, or run this on a terminal; or say --allow-data-loss, if what is gone may go with its values"
            ));
        }
        Answer::New
    }

    /// Whether everything was answered.
    pub(super) fn finish(self) -> Result<(), StartError> {
        match self.failed {
            Some(error) => Err(error),
            None if self.open.is_empty() => Ok(()),
            None => Err(StartError::App(self.open)),
        }
    }
}

fn what(question: &Question) -> String {
    let new = &question.new;
    match &question.subject {
        Subject::Table => format!("the table {new}"),
        Subject::Column { table } => format!("the column {table}.{new}"),
        Subject::Word { table, column } => format!("the word {new} of {table}.{column}"),
    }
}

fn ask(question: &Question) -> Result<Answer, StartError> {
    let mut text = format!("{} is new. Is it\n  0  new\n", what(question));
    for (number, gone) in question.gone.iter().enumerate() {
        text.push_str(&format!("  {}  {gone} under another name\n", number + 1));
    }
    loop {
        output::print(&format!("{text}[0-{}] ", question.gone.len()))?;
        let mut line = String::new();
        let read = stdin().lock().read_line(&mut line);
        if read.map_err(|source| StartError::System { doing: "cannot read the answer", source })? == 0 {
            return Err(StartError::App(vec!["the question was not answered; nothing was written".to_owned()]));
        }
        match line.trim().parse::<usize>() {
            Ok(0) => return Ok(Answer::New),
            Ok(number) if number <= question.gone.len() => return Ok(Answer::RenamedFrom(question.gone[number - 1].clone())),
            _ => {}
        }
    }
}
