//! `http [time] [count] [postgres] [sqlite] [OPERATION …]`: what generated endpoints cost, beside handwritten ones. Where nothing of a
//! kind is named, all of it is measured; an operation is named by the first word of its name.
#![allow(clippy::print_stdout, reason = "a benchmark that prints its outcome")]

use std::{env, path::PathBuf, process::ExitCode, time::Duration};

use restkit_bench::{
    Result,
    http::{
        fixture::Fixture,
        measure::{Plan, can_count, count, time},
        operations::{OPERATIONS, Operation},
        server,
    },
};
use restkit_tests::database::Backend;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((word, rest)) if word == server::SUBCOMMAND => server::serve(rest),
        _ => measure(&arguments),
    };
    outcome.map_or_else(
        |error| {
            eprintln!("http: {error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// What was asked for.
struct Wish {
    time: bool,
    count: bool,
    backends: Vec<Backend>,
    operations: Vec<Operation>,
}

impl Wish {
    fn read(words: &[String]) -> Result<Self> {
        let mut wish = Self { time: false, count: false, backends: Vec::new(), operations: Vec::new() };
        for word in words {
            match word.as_str() {
                "time" => wish.time = true,
                "count" => wish.count = true,
                "postgres" => wish.backends.push(Backend::Postgres),
                "sqlite" => wish.backends.push(Backend::Sqlite),
                word => {
                    let before = wish.operations.len();
                    wish.operations
                        .extend(OPERATIONS.into_iter().filter(|operation| operation.name.split(',').next() == Some(word)));
                    if wish.operations.len() == before {
                        return Err(format!("nothing that can be measured is called {word}").into());
                    }
                }
            }
        }
        if !wish.time && !wish.count {
            (wish.time, wish.count) = (true, true);
        }
        if wish.backends.is_empty() {
            wish.backends.extend([Backend::Postgres, Backend::Sqlite]);
        }
        if wish.operations.is_empty() {
            wish.operations.extend(OPERATIONS);
        }
        Ok(wish)
    }
}

fn measure(words: &[String]) -> Result<()> {
    let wish = Wish::read(words)?;
    let plan = Plan { connections: 32, pairs: 6, round: Duration::from_millis(1500), counted: 1000 };
    if cfg!(debug_assertions) {
        println!("This is a build without optimizations: the figures say nothing. Use --profile bench.\n");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for &backend in &wish.backends {
            if !backend.is_available() {
                println!("{backend:?} is not installed: passed over.\n");
                continue;
            }
            let fixture = Fixture::new(backend).await?;
            if wish.time {
                print_time(&fixture, plan, &wish.operations).await?;
            }
            if wish.count {
                print_count(&fixture, plan, &wish.operations).await?;
            }
        }
        Ok(())
    })
}

async fn print_time(fixture: &Fixture, plan: Plan, operations: &[Operation]) -> Result<()> {
    let backend = fixture.backend;
    println!("{backend:?}: processor time of the server per request, {} connections", plan.connections);
    println!(
        "{:<28} {:>10} {:>10} {:>7} {:>13} {:>7} {:>10} {:>10}",
        "", "by hand", "restkit", "ratio", "span", "target", "by hand", "restkit"
    );
    for outcome in time(fixture, plan, operations).await? {
        println!(
            "{:<28} {:>7.1} µs {:>7.1} µs {:>7.2} {:>6.2}–{:<6.2} {:>7.2} {:>8.0}/s {:>8.0}/s",
            outcome.operation.name,
            outcome.by_hand.micros,
            outcome.generated.micros,
            outcome.ratio,
            outcome.span.0,
            outcome.span.1,
            outcome.operation.target,
            outcome.by_hand.rate,
            outcome.generated.rate,
        );
    }
    println!();
    Ok(())
}

async fn print_count(fixture: &Fixture, plan: Plan, operations: &[Operation]) -> Result<()> {
    let backend = fixture.backend;
    if !can_count() {
        println!("{backend:?}: valgrind is not installed, instructions are not counted.\n");
        return Ok(());
    }
    let directory = env::var_os("RESTKIT_BENCH_CALLGRIND").map_or_else(|| PathBuf::from("target/callgrind"), PathBuf::from);
    std::fs::create_dir_all(&directory)?;
    println!("{backend:?}: instructions of the server in user space per request");
    println!("{:<28} {:>10} {:>10} {:>7} {:>7}", "", "by hand", "restkit", "ratio", "target");
    for row in count(fixture, plan, operations, &directory).await? {
        println!(
            "{:<28} {:>10.0} {:>10.0} {:>7.2} {:>7.2}",
            row.operation.name,
            row.by_hand,
            row.generated,
            row.generated / row.by_hand,
            row.operation.target
        );
    }
    println!();
    Ok(())
}
