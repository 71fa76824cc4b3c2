//! Keyset pages: every row once, whatever happens meanwhile, and cursors that nobody can make up.

use std::collections::BTreeSet;

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{TASKS, app_of, column, started_todo, task, thing::Thing};

on_both!(
    pages_follow_each_other,
    the_link_keeps_the_query,
    equal_and_null_values_lose_no_row,
    rows_that_come_and_go_neither_repeat_nor_hide_others,
    a_cursor_is_bound_to_its_query,
    a_cursor_grants_nothing,
    forged_cursors_are_refused,
    a_cursor_cannot_be_read,
    a_cursor_of_the_largest_row_works,
    long_texts_make_no_long_cursors,
);

const THINGS: &str = "/api/v1/things";

/// Walks through all pages of a query and gives the ids in the order in which they came.
async fn walk(app: &TestApp, query: &str) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app.get(format!("{THINGS}?{query}{cursor}")).send().await.expect(200).json();
        ids.extend(column(&page, "id").iter().map(|id| id.as_i64().unwrap()));
        match &page["next"] {
            Value::String(next) => cursor = format!("&cursor={next}"),
            next => {
                assert!(next.is_null());
                return ids;
            }
        }
        assert!(ids.len() <= 1000, "the pages of {query} have no end");
    }
}

/// Thirty things, whose values repeat and are missing here and there.
async fn thirty_things(backend: Backend) -> TestApp {
    let app = app_of::<Thing>(backend).start().await;
    for n in 0..30_i32 {
        let name = match n % 3 {
            0 => "a",
            1 => "b",
            _ => "",
        };
        let thing = json!({
            "name": name,
            "weight": (n % 4 != 0).then_some(n % 5 - 2),
            "price": (n % 5 != 0).then_some(f64::from(n % 3) / 3.0),
            "present": n % 2 == 0,
            "made": (n % 6 != 0).then(|| format!("2026-11-{:02}T00:00:00.{:06}Z", 1 + n % 7, n % 3)),
        });
        app.post(THINGS).json(&thing).send().await.expect(201);
    }
    app
}

async fn pages_follow_each_other(backend: Backend) {
    let app = thirty_things(backend).await;
    let ids: Vec<i64> = (1..=30).collect();
    for limit in [3, 29, 30, 31] {
        assert_eq!(walk(&app, &format!("limit={limit}")).await, ids, "pages of {limit}");
    }
    let backwards: Vec<i64> = ids.iter().rev().copied().collect();
    assert_eq!(walk(&app, "sort=-id&limit=7").await, backwards);
}

async fn the_link_keeps_the_query(backend: Backend) {
    let app = thirty_things(backend).await;
    let first = app.get(format!("{THINGS}?sort=-name,weight&present=true&limit=2")).send().await.expect(200);
    let link = first.header("link");
    let target = link.strip_prefix('<').and_then(|rest| rest.strip_suffix(r#">; rel="next""#)).expect("a link to the next page");
    let next = first.at("/next").as_str().unwrap().to_owned();
    assert!(target.contains(&next), "{link} leads to another page than {next}");
    let by_link = app.get(target).send().await.expect(200);
    let by_cursor = app.get(format!("{THINGS}?cursor={next}&limit=2&present=true&sort=-name,weight")).send().await.expect(200);
    assert_eq!(by_link.at("/items"), by_cursor.at("/items"));
    assert_ne!(by_link.at("/items"), first.at("/items"));
    // The page size is no part of what a cursor is bound to.
    app.get(format!("{THINGS}?cursor={next}&limit=5&present=true&sort=-name,weight")).send().await.expect(200);
}

async fn equal_and_null_values_lose_no_row(backend: Backend) {
    let app = thirty_things(backend).await;
    let all: BTreeSet<i64> = (1..=30).collect();
    for column in ["name", "weight", "price", "present", "made"] {
        let others = ["weight", "-price", "made", "-name"].into_iter().filter(|key| key.trim_start_matches('-') != column);
        let others = others.collect::<Vec<_>>().join(",");
        for sort in [column.to_owned(), format!("-{column}"), format!("-{column},id"), format!("{column},{others}")] {
            let whole = walk(&app, &format!("sort={sort}&limit=50")).await;
            assert_eq!(whole.iter().copied().collect::<BTreeSet<_>>(), all, "sort={sort} in one page");
            for limit in [4, 11] {
                assert_eq!(walk(&app, &format!("sort={sort}&limit={limit}")).await, whole, "sort={sort} in pages of {limit}");
            }
        }
    }
}

async fn rows_that_come_and_go_neither_repeat_nor_hide_others(backend: Backend) {
    let app = thirty_things(backend).await;
    let before = walk(&app, "sort=weight&limit=50").await;
    let mut seen: Vec<i64> = Vec::new();
    let mut deleted = BTreeSet::new();
    let mut cursor = String::new();
    for round in 0.. {
        let page = app.get(format!("{THINGS}?sort=weight&limit=4{cursor}")).send().await.expect(200).json();
        seen.extend(column(&page, "id").iter().map(|id| id.as_i64().unwrap()));
        let Value::String(next) = &page["next"] else { break };
        cursor = format!("&cursor={next}");
        // The last row that was seen goes, and so does one that was not seen yet; a row comes in at the front, one at the end.
        let unseen = before.iter().rev().find(|id| !seen.contains(id) && !deleted.contains(*id));
        for id in [seen.last(), unseen].into_iter().flatten().copied().filter(|_| round % 2 == 0) {
            app.delete(format!("{THINGS}/{id}")).send().await.expect(204);
            deleted.insert(id);
        }
        app.post(THINGS).json(&json!({"name": "front", "weight": -100})).send().await.expect(201);
    }
    let distinct: BTreeSet<i64> = seen.iter().copied().collect();
    assert_eq!(distinct.len(), seen.len(), "a row came twice: {seen:?}");
    for id in before {
        assert!(distinct.contains(&id) || deleted.contains(&id), "row {id} was hidden");
    }
}

async fn a_cursor_is_bound_to_its_query(backend: Backend) {
    let app = thirty_things(backend).await;
    let next = app.get(format!("{THINGS}?sort=name&present=true")).send().await.expect(200).at("/next");
    let next = next.as_str().unwrap();
    app.get(format!("{THINGS}?sort=name&present=true&cursor={next}")).send().await.expect(200);
    for query in
        ["", "sort=name", "present=true", "sort=-name&present=true", "sort=name&present=false", "sort=name&present=true&weight=1"]
    {
        let answer = app.get(format!("{THINGS}?{query}&cursor={next}")).send().await;
        answer.faults(400, "invalid_parameter", &["cursor: invalid"]);
    }
    // Nor does it fit another collection, be it of the same kind of key.
    let todo = started_todo(backend).await;
    todo.get(format!("{TASKS}?cursor={next}")).as_user(1).send().await.faults(400, "invalid_parameter", &["cursor: invalid"]);
}

async fn a_cursor_grants_nothing(backend: Backend) {
    let app = started_todo(backend).await;
    for n in 0..3 {
        task(&app, 1, json!({"title": format!("of Ada {n}")})).await;
        task(&app, 2, json!({"title": format!("of Bob {n}")})).await;
    }
    let next = app.get(format!("{TASKS}?limit=1")).as_user(1).send().await.expect(200).at("/next");
    let path = format!("{TASKS}?limit=100&cursor={}", next.as_str().unwrap());
    assert_eq!(column(&app.get(&path).as_user(1).send().await.expect(200).json(), "title"), ["of Ada 1", "of Ada 2"]);
    let list = app.get(&path).as_user(2).send().await.expect(200).json();
    assert_eq!(column(&list, "title"), ["of Bob 0", "of Bob 1", "of Bob 2"], "the policy is that of the caller");
    app.get(&path).send().await.problem(401, "unauthenticated");
}

async fn forged_cursors_are_refused(backend: Backend) {
    let app = thirty_things(backend).await;
    let next = app.get(THINGS).send().await.expect(200).at("/next");
    let next = next.as_str().unwrap();
    let mut forged: Vec<String> = (0..next.len())
        .map(|i| {
            let mut bytes = next.as_bytes().to_vec();
            bytes[i] = if bytes[i] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    forged.extend([String::new(), "x".to_owned(), "%00".to_owned(), "1".to_owned(), "eyJpZCI6MX0".to_owned()]);
    forged.extend([next[1..].to_owned(), next[..next.len() - 1].to_owned(), format!("{next}A"), format!("{next}=")]);
    forged.push("A".repeat(20_000));
    for cursor in forged {
        let answer = app.get(format!("{THINGS}?cursor={cursor}")).send().await;
        answer.faults(400, "invalid_parameter", &["cursor: invalid"]);
    }
}

async fn a_cursor_cannot_be_read(backend: Backend) {
    let app = app_of::<Thing>(backend).start().await;
    for _ in 0..4 {
        app.post(THINGS).json(&json!({"name": "SECRETSECRETSECRET"})).send().await.expect(201);
    }
    let next =
        || async { app.get(format!("{THINGS}?sort=name")).send().await.expect(200).at("/next").as_str().unwrap().to_owned() };
    let (one, two) = (next().await, next().await);
    assert_ne!(one, two, "two cursors for one place would tell that the place is the same");
    assert!(one.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)), "{one} has to be escaped in a URL");
    assert!(!one.contains("SECRET") && !one.contains("U0VDUkVU"));
}

async fn a_cursor_of_the_largest_row_works(backend: Backend) {
    // What a client may store it may also walk past.
    let app = app_of::<Thing>(backend).start().await;
    for n in 0..3 {
        app.post(THINGS).json(&json!({"name": format!("{}{n}", "ü".repeat(1000))})).send().await.expect(201);
    }
    assert_eq!(walk(&app, "sort=name&limit=1").await, [1, 2, 3]);
    assert_eq!(walk(&app, "sort=-name&limit=2").await, [3, 2, 1]);
}

async fn long_texts_make_no_long_cursors(backend: Backend) {
    let app = app_of::<Thing>(backend).start().await;
    for name in ["d", "b", "a", "c"] {
        app.post(THINGS).json(&json!({"name": name.repeat(100_000)})).send().await.expect(201);
    }
    assert_eq!(walk(&app, "sort=name&limit=1").await, [3, 2, 4, 1]);
    assert_eq!(walk(&app, "sort=-name&limit=3").await, [1, 4, 2, 3]);
    let page = app.get(format!("{THINGS}?sort=name&limit=1")).send().await.expect(200);
    assert!(page.header("link").len() < 1_000, "{}", page.header("link"));
    // Where that page began is known no more.
    app.delete(format!("{THINGS}/3")).send().await.expect(204);
    let next = page.at("/next").as_str().unwrap().to_owned();
    app.get(format!("{THINGS}?sort=name&limit=1&cursor={next}")).send().await.problem(400, "invalid_parameter");
}
