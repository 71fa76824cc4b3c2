//! What nobody but a person knows: whether something new is something old under another name.

use std::io::{BufRead, IsTerminal as _, Write, stdin, stdout};

use crate::{
    app::StartError,
    schema::{Answer, Question, Subject},
};

/// Asks whoever is there; without anybody, collects what would have to be asked.
pub(super) struct Asking<'a> {
    /// Whether what is gone may go with its values: then nothing is a rename.
    allow_data_loss: bool,
    person: Option<Person<'a>>,
    /// What was answered: both databases ask the same.
    known: Vec<(Question, Answer)>,
    open: Vec<String>,
    failed: Option<StartError>,
}

/// Somebody who reads questions and writes answers.
struct Person<'a> {
    answers: Box<dyn BufRead + 'a>,
    questions: Box<dyn Write + 'a>,
}

impl<'a> Asking<'a> {
    /// Asks on the terminal, if there is one.
    pub(super) fn new(allow_data_loss: bool) -> Self {
        let terminal = stdin().is_terminal().then(|| Person { answers: Box::new(stdin().lock()), questions: Box::new(stdout()) });
        Self::of(allow_data_loss, terminal)
    }

    const fn of(allow_data_loss: bool, person: Option<Person<'a>>) -> Self {
        Self { allow_data_loss, person, known: Vec::new(), open: Vec::new(), failed: None }
    }

    /// Answers a question.
    pub(super) fn answer(&mut self, question: &Question) -> Answer {
        if self.failed.is_some() {
            return Answer::New;
        }
        if let Some((_, answer)) = self.known.iter().find(|(known, _)| known == question) {
            return answer.clone();
        }
        if let Some(person) = &mut self.person {
            match person.ask(question) {
                Ok(answer) => {
                    self.known.push((question.clone(), answer.clone()));
                    return answer;
                }
                Err(error) => self.failed = Some(error),
            }
            return Answer::New;
        }
        if !self.allow_data_loss {
            let (name, gone) = (what(question), question.gone.join(" and "));
            self.open.push(format!(
                "{name} is new and {gone} is gone: if it has only another name, say so with `renamed_from`, or run this on a terminal; or say --allow-data-loss, if what is gone may go with its values"
            ));
        }
        Answer::New
    }

    /// Whether everything was answered.
    pub(super) fn finish(&mut self) -> Result<(), StartError> {
        match self.failed.take() {
            Some(error) => Err(error),
            None if self.open.is_empty() => Ok(()),
            None => Err(StartError::App(std::mem::take(&mut self.open))),
        }
    }
}

impl Person<'_> {
    /// Asks until the answer is one of those that were offered.
    fn ask(&mut self, question: &Question) -> Result<Answer, StartError> {
        let mut text = format!("{} is new. Is it\n  0  new\n", what(question));
        for (number, gone) in question.gone.iter().enumerate() {
            text.push_str(&format!("  {}  {gone} under another name\n", number + 1));
        }
        loop {
            let asked = write!(self.questions, "{text}[0-{}] ", question.gone.len()).and_then(|()| self.questions.flush());
            asked.map_err(|source| StartError::System { doing: "cannot ask", source })?;
            let mut line = String::new();
            let read = self.answers.read_line(&mut line);
            if read.map_err(|source| StartError::System { doing: "cannot read the answer", source })? == 0 {
                return Err(StartError::App(vec!["the question was not answered; nothing was written".to_owned()]));
            }
            let Ok(number) = line.trim().parse::<usize>() else { continue };
            if number == 0 {
                return Ok(Answer::New);
            }
            if let Some(gone) = question.gone.get(number - 1) {
                return Ok(Answer::RenamedFrom(gone.clone()));
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::model::TableName;

    fn question(gone: &[&str]) -> Question {
        let gone = gone.iter().map(|gone| (*gone).to_owned()).collect();
        Question { subject: Subject::Column { table: TableName::bare("tasks") }, new: "name".to_owned(), gone }
    }

    /// The answer to a question of somebody who writes this, what they were asked, and how it ended.
    fn answered(written: &str, gone: &[&str]) -> (Answer, String, Result<(), String>) {
        let mut questions = Vec::new();
        let person = Person { answers: Box::new(written.as_bytes()), questions: Box::new(&mut questions) };
        let mut asking = Asking::of(false, Some(person));
        let answer = asking.answer(&question(gone));
        let end = asking.finish().map_err(|error| error.report());
        drop(asking);
        (answer, String::from_utf8(questions).unwrap(), end)
    }

    #[test]
    fn a_person_says_what_was_renamed() {
        let (answer, asked, end) = answered("2\n", &["title", "heading"]);
        assert_eq!((answer, end), (Answer::RenamedFrom("heading".to_owned()), Ok(())));
        let text = "the column tasks.name is new. Is it\n  0  new\n  1  title under another name\n  2  heading under another name\n[0-2] ";
        assert_eq!(asked, text);
        assert_eq!(answered(" 1 \r\n", &["title"]).0, Answer::RenamedFrom("title".to_owned()));
        assert_eq!(answered("0\n", &["title"]).0, Answer::New);
    }

    #[test]
    fn nobody_is_asked_twice() {
        let mut questions = Vec::new();
        let mut asking =
            Asking::of(false, Some(Person { answers: Box::new(&b"1\n0\n"[..]), questions: Box::new(&mut questions) }));
        let answers = [&["title"][..], &["heading"], &["title"]].map(|gone| asking.answer(&question(gone)));
        assert_eq!(answers, [Answer::RenamedFrom("title".to_owned()), Answer::New, Answer::RenamedFrom("title".to_owned())]);
        assert!(asking.finish().is_ok());
    }

    #[test]
    fn what_is_no_answer_is_asked_again() {
        let (answer, asked, end) = answered("\ny\n3\n-1\n99999999999999999999\n1", &["title"]);
        assert_eq!((answer, end), (Answer::RenamedFrom("title".to_owned()), Ok(())));
        assert_eq!(asked.matches("[0-1] ").count(), 6);
    }

    #[test]
    fn who_goes_away_has_decided_nothing() {
        let mut questions = Vec::new();
        let mut asking = Asking::of(true, Some(Person { answers: Box::new(&b"x\n"[..]), questions: Box::new(&mut questions) }));
        asking.answer(&question(&["title"]));
        // Nobody is asked any more.
        asking.answer(&question(&["heading"]));
        assert!(asking.finish().unwrap_err().report().contains("was not answered; nothing was written"));
        drop(asking);
        assert!(!String::from_utf8(questions).unwrap().contains("heading"));
    }

    #[test]
    fn what_nobody_is_asked_is_listed() {
        let mut asking = Asking::of(false, None);
        assert_eq!(asking.answer(&question(&["title", "heading"])), Answer::New);
        let report = asking.finish().unwrap_err().report();
        assert!(
            report.contains("tasks.name is new and title and heading is gone") && report.contains("renamed_from"),
            "{report}"
        );
        let mut asking = Asking::of(true, None);
        assert_eq!(asking.answer(&question(&["title"])), Answer::New);
        assert!(asking.finish().is_ok());
    }
}
