//! `lists`: lists of a table with a million rows in PostgreSQL, beside each other and beside the same written by hand.
#![allow(clippy::print_stdout, reason = "a benchmark that prints its outcome")]

use std::process::ExitCode;

use axum::Router;
use restkit::{
    Kind, Value,
    db::{Arg, Statement},
    testing::{self, TestApp},
};
use restkit_bench::{
    Result,
    lists::{
        fixture::{Fixture, POSTS},
        measure::{ask, compare, last_page},
        model,
    },
};
use restkit_tests::database::Backend;

const COUNTED: &str = "author_id=7&status=published&count=exact";

/// A word of a thousand posts.
const FOUND: &str = "q=topic17";

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(measure()));
    outcome.map_or_else(
        |error| {
            eprintln!("lists: {error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

async fn measure() -> Result<()> {
    if cfg!(debug_assertions) {
        println!("This is a build without optimizations: the figures say nothing. Use --profile bench.\n");
    }
    if !Backend::Postgres.is_available() {
        println!("PostgreSQL is not installed: nothing is measured.");
        return Ok(());
    }
    let fixture = Fixture::new().await?;
    let (ours, theirs) = (&fixture.generated, &fixture.by_hand);
    println!("{POSTS} posts in PostgreSQL, microseconds from a request to its answer, one at a time");
    println!("{:<52} {:>9} {:>9} {:>7} {:>13} {:>7}", "", "this", "beside", "ratio", "span", "target");
    for order in ["/posts", "/posts?sort=-created_at", "/posts?sort=rating"] {
        let (last, pages) = last_page(ours, order).await?;
        print(&format!("{order}: page {pages} beside page 1"), (ours, &last), (ours, order), 1.3).await?;
    }
    same(&ask(ours, "/posts?include=author,comments").await?, &ask(theirs, "/whole").await?)?;
    print("20 posts, author, 3 comments each, beside by hand", (ours, "/posts?include=author,comments"), (theirs, "/whole"), 1.0)
        .await?;
    same(&ask(ours, "/posts").await?, &ask(theirs, "/posts").await?)?;
    print("20 posts beside by hand", (ours, "/posts"), (theirs, "/posts"), 1.0).await?;
    print("20 posts without structs beside with structs", (ours, "/posts"), (ours, "/structs"), 1.0).await?;
    let (counted, by_hand) = (format!("/posts?{COUNTED}"), format!("/counted?{COUNTED}"));
    same(&ask(ours, &counted).await?, &ask(theirs, &by_hand).await?)?;
    print("filtered, with the exact total, beside by hand", (ours, &counted), (theirs, &by_hand), 1.0).await?;
    let (found, by_hand) = (format!("/posts?{FOUND}"), format!("/found?{FOUND}"));
    same(&ask(ours, &found).await?, &ask(theirs, &by_hand).await?)?;
    print("found by a word of 1000 posts, best first, by hand", (ours, &found), (theirs, &by_hand), 1.0).await?;
    let author = Arg::new(Value::Integer(7), Kind::I64);
    let status = Arg::new(Value::Text("published".to_owned()), Kind::Text);
    plans(&fixture, &counted, &[author, status]).await?;
    // The condition and the measure each take the word, in the language of `to_tsquery`.
    let word = || Arg::new(Value::Text("'topic17'".to_owned()), Kind::Text);
    plans(&fixture, &found, &[word(), word(), word()]).await
}

async fn print(name: &str, one: (&Router, &str), other: (&Router, &str), target: f64) -> Result<()> {
    let outcome = compare(one, other).await?;
    let (least, greatest) = outcome.span;
    println!(
        "{name:<52} {:>6.0} µs {:>6.0} µs {:>7.2} {least:>6.2}–{greatest:<6.2} {target:>7.2}",
        outcome.one, outcome.other, outcome.ratio
    );
    Ok(())
}

/// Both sides answer the same rows, and the same total.
fn same(ours: &serde_json::Value, theirs: &serde_json::Value) -> Result<()> {
    let alike = ours["items"] == theirs["items"] && ours["total"] == theirs["total"];
    if alike { Ok(()) } else { Err(format!("the answers differ:\n{ours}\n{theirs}").into()) }
}

/// Prints how the database runs the statements of a list. An app without rows is asked for the same, to hear them.
async fn plans(fixture: &Fixture, list: &str, args: &[Arg]) -> Result<()> {
    let empty = TestApp::on(testing::Backend::postgres(fixture.url()), model::app()).await;
    println!("\n{list}");
    let answer = empty.get(list).await;
    for sql in answer.statements() {
        println!("  {sql}");
        let taken = (1..=args.len()).take_while(|number| sql.contains(&format!("${number}"))).count();
        let explain: &'static str = format!("EXPLAIN (COSTS OFF) {sql}").leak();
        for row in fixture.db.fetch_all(Statement::literal(explain, args.iter().take(taken).cloned().collect())).await? {
            if let Value::Text(line) = row.value(0, Kind::Text)? {
                println!("    {line}");
            }
        }
    }
    Ok(())
}
