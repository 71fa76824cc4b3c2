//! `migrate`: what `migrate new` and `migrate check` compute for an app of 200 tables with 20 columns each, without a database and without files.
#![allow(clippy::print_stdout, reason = "a benchmark that prints its outcome")]

use std::{env, hint::black_box, process::ExitCode, time::Instant};

use restkit::db::Dialect;
use restkit_bench::{
    Result,
    migrate::{COLUMNS, Form, TABLES, check, new, record, resources},
    statistics::{median, span},
};

/// How often each is timed; a half of it before, so that nothing is new to the machine.
const ROUNDS: usize = 20;

fn main() -> ExitCode {
    measure().map_or_else(
        |error| {
            eprintln!("migrate: {error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn measure() -> Result<()> {
    let rounds = env::args().nth(1).map_or(Ok(ROUNDS), |rounds| rounds.parse())?;
    let (before, after) = (resources(Form::Before), resources(Form::After));
    println!("{TABLES} tables of {COLUMNS} columns, milliseconds: median (least to greatest) of {rounds}");
    for (dialect, name) in [(Dialect::Postgres, "PostgreSQL"), (Dialect::Sqlite, "SQLite")] {
        let recorded = record(&before, dialect)?;
        let first = || new("", &before, dialect);
        let changed = || new(&recorded, &after, dialect);
        let same = || check(&recorded, &before, dialect);
        let differences = || check(&recorded, &after, dialect);
        time(name, "new: all tables", rounds, &first)?;
        time(name, "new: a change of each table", rounds, &changed)?;
        time(name, "check: nothing", rounds, &same)?;
        time(name, "check: a change of each table", rounds, &differences)?;
    }
    Ok(())
}

/// Prints how long something takes, and how much came of it.
fn time(database: &str, what: &str, rounds: usize, work: &dyn Fn() -> Result<usize>) -> Result<()> {
    for _ in 0..rounds / 2 {
        black_box(work()?);
    }
    let mut times = Vec::with_capacity(rounds);
    let mut size = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        size = black_box(work()?);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let (least, greatest) = span(&times);
    println!("{database:10}  {what:30}  {:8.1} ({least:.1} to {greatest:.1})  {size}", median(&times));
    Ok(())
}
