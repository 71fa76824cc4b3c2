//! A search for leaks: what a caller is answered does not depend on what they may not see.
//!
//! Two databases hold worlds that look alike to the caller. Rows that the caller does not see have other values in one of them, or are not there,
//! or are there as well; so have the fields that are kept from them. Whatever is asked, the answers have to be the same: rows, pages, totals,
//! tags and faults.

mod dice;
mod queries;
mod ratings;
mod worlds;

use restkit::prelude::*;
use restkit_tests::{
    answer::Answer,
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::Value;

use self::{
    dice::Dice,
    queries::{Offer, Query},
    ratings::{Rating, Remark},
    worlds::{Asker, Member, Note, Reply, World},
};

on_both!(answers_do_not_depend_on_what_is_hidden);

/// How many pairs of worlds there are for each caller.
const WORLDS: u8 = 4;

/// How many reads each pair is asked.
const READS: usize = 80;

/// How many pages of a list are followed.
const PAGES: usize = 3;

fn app(backend: Backend) -> AppBuilder {
    let routes = (Member::routes(), Note::routes(), Reply::routes(), Rating::routes(), Remark::routes());
    AppBuilder::new(backend).mount("", routes)
}

async fn ask(app: &TestApp, asker: Asker, query: &Query) -> Answer {
    let mut request = app.request(query.method.clone(), query.uri());
    if let Some(body) = &query.body {
        request = request.json(body);
    }
    match asker {
        Asker::Nobody => request,
        Asker::Member(id) => request.as_user(id),
        Asker::Admin => request.as_admin(1),
    }
    .send()
    .await
}

/// What an answer says about rows: all but what every answer makes anew.
fn said(answer: &Answer) -> (u16, String, Value) {
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    for cursor in ["next", "prev"] {
        if let Some(cursor) = body.get_mut(cursor) {
            *cursor = cursor.is_string().into();
        }
    }
    if let Some(problem) = body.as_object_mut() {
        problem.remove("trace_id");
    }
    let tag = answer.headers.get("etag").map(|tag| String::from_utf8_lossy(tag.as_bytes()).into_owned()).unwrap_or_default();
    (answer.status.as_u16(), tag, body)
}

/// Asks both, and follows pages as long as the answers are the same; whether they are, and how many rows were in them.
async fn compare(here: &TestApp, there: &TestApp, asker: Asker, query: &Query) -> Result<usize, String> {
    let (mut one, mut other) = (query.clone(), query.clone());
    let mut rows = 0;
    for page in 0..PAGES {
        let (a, b) = (ask(here, asker, &one).await, ask(there, asker, &other).await);
        let (said_here, said_there) = (said(&a), said(&b));
        if said_here != said_there {
            return Err(format!("{asker:?}, page {page}: {} {:?}\n{said_here:#?}\n{said_there:#?}", one.uri(), one.body));
        }
        let (a, b): (Value, Value) =
            (serde_json::from_slice(&a.body).unwrap_or_default(), serde_json::from_slice(&b.body).unwrap_or_default());
        rows += a["items"].as_array().map_or(usize::from(said_here.0 == 200), Vec::len);
        let (Some(next), Some(same)) = (a["next"].as_str(), b["next"].as_str()) else { break };
        (one, other) = (query.clone().at(next), query.clone().at(same));
    }
    Ok(rows)
}

async fn answers_do_not_depend_on_what_is_hidden(backend: Backend) {
    let offer = Offer::new(serde_json::to_value(app(backend).app().document()).unwrap());
    let computed = ["reply_count__gt", "member__note_count", "star_sum", "last_verdict", "first_reply__contains", "title_length"];
    let others =
        ["rating__stars__lt", "remarks__none__text", "look__font__size", "hidden_look__tags__contains", "rating__remark_count"];
    let own = ["salary__gte", "verdict__icontains", "member__salary", "replies__text", "q"];
    for hidden in own.into_iter().chain(others).chain(computed) {
        assert!(offer.parameters().any(|name| name == hidden), "{hidden} is asked for, too");
    }
    let (here, there) = (app(backend).start().await, app(backend).start().await);
    let (mut rows, mut differences, mut chosen) = (0, 0, 0);
    for asker in [Asker::Nobody, Asker::Member(1), Asker::Member(2)] {
        for number in 0..WORLDS {
            let mut dice = Dice::new(number);
            let world = World::random(&mut dice);
            for (app, world) in [(&here, &world), (&there, &world.like(asker, &mut dice))] {
                for wipe in [
                    "DELETE FROM remarks",
                    "DELETE FROM ratings",
                    "DELETE FROM replies",
                    "DELETE FROM notes",
                    "DELETE FROM members",
                ] {
                    app.execute(wipe).await;
                }
                world.store(app.db()).await;
            }
            for _ in 0..READS {
                let query = offer.draw(&mut dice);
                rows += compare(&here, &there, asker, &query).await.unwrap_or_else(|difference| panic!("{difference}"));
                let differs = compare(&here, &there, Asker::Admin, &query).await.is_err();
                differences += usize::from(differs);
                chosen += usize::from(differs && query.chooses());
            }
        }
    }
    // Who sees everything is told the worlds apart by the same reads, and who does not is answered rows.
    let reads = usize::from(WORLDS) * READS * 3;
    assert!(differences > reads / 10, "{differences} of {reads} reads look at what is hidden");
    assert!(chosen > reads / 50, "{chosen} of {reads} reads choose among rows of which some are hidden");
    assert!(rows > reads / 2, "{rows} rows in the answers to {reads} reads");
}
