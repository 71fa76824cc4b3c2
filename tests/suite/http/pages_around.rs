//! Pages backward, pages by number, and how many rows there are.

use restkit::prelude::*;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{TASKS, app_of, column, started_todo, task, thing::Thing};

on_both!(
    pages_lead_back,
    a_page_has_links_to_both_sides,
    an_empty_page_leads_back_to_where_it_began,
    a_long_text_is_passed_backward,
    rows_are_counted_when_that_is_asked_for,
    a_count_tells_nothing_of_the_rows_of_others,
    a_guess_is_for_those_who_see_all,
    rows_are_passed_over_where_that_is_declared,
);

const THINGS: &str = "/api/v1/things";

async fn things(backend: Backend, count: i32) -> TestApp {
    let app = app_of::<Thing>(backend).start().await;
    for n in 0..count {
        let thing = json!({"name": format!("{n:02}"), "weight": (n % 3 != 0).then_some(n % 2), "present": n % 2 == 0});
        app.post(THINGS).json(&thing).send().await.expect(201);
    }
    app
}

async fn page(app: &TestApp, query: &str) -> Value {
    app.get(format!("{THINGS}?{query}")).send().await.expect(200).json()
}

fn cursor<'a>(page: &'a Value, name: &str) -> &'a str {
    page[name].as_str().unwrap_or_else(|| panic!("no {name} in {page}"))
}

async fn pages_lead_back(backend: Backend) {
    let app = things(backend, 11).await;
    for sort in ["id", "-id", "weight", "-weight", "weight,-name", "-weight,present,name"] {
        let query = format!("sort={sort}&limit=4&weight__isnull=false&name__lt=99");
        let query = if sort.contains("weight") { format!("sort={sort}&limit=4") } else { query };
        let mut pages = vec![page(&app, &query).await];
        assert_eq!(pages[0]["prev"], json!(null), "nothing comes before the first page");
        while let Value::String(next) = &pages[pages.len() - 1]["next"] {
            pages.push(page(&app, &format!("{query}&cursor={next}")).await);
        }
        for at in (1..pages.len()).rev() {
            let back = page(&app, &format!("{query}&cursor={}", cursor(&pages[at], "prev"))).await;
            assert_eq!(back["items"], pages[at - 1]["items"], "{sort}: before page {at}");
            assert_eq!(back["prev"].is_null(), at == 1, "{sort}: before page {at}");
            // And forward again.
            let forth = page(&app, &format!("{query}&cursor={}", cursor(&back, "next"))).await;
            assert_eq!(forth["items"], pages[at]["items"], "{sort}: page {at} again");
        }
    }
}

async fn a_page_has_links_to_both_sides(backend: Backend) {
    let app = things(backend, 9).await;
    let first = app.get(format!("{THINGS}?sort=-name&present=true&limit=2")).send().await.expect(200);
    let target = |link: &str, relation: &str| {
        let end = format!(">; rel=\"{relation}\"");
        let found = link.split(", ").find_map(|link| link.strip_prefix('<')?.strip_suffix(&end).map(str::to_owned));
        found.unwrap_or_else(|| panic!("no {relation} in {link}"))
    };
    assert!(!first.header("link").contains("prev"));
    let second = app.get(target(&first.header("link"), "next")).send().await.expect(200);
    assert_eq!(column(&second.json(), "name"), ["04", "02"]);
    let back = app.get(target(&second.header("link"), "prev")).send().await.expect(200);
    assert_eq!(back.at("/items"), first.at("/items"));
    let third = app.get(target(&second.header("link"), "next")).send().await.expect(200);
    assert_eq!((column(&third.json(), "name"), third.at("/next")), (vec![json!("00")], json!(null)));
    assert!(!third.header("link").contains("next"));
}

async fn an_empty_page_leads_back_to_where_it_began(backend: Backend) {
    let app = things(backend, 4).await;
    let first = page(&app, "limit=3").await;
    app.delete(format!("{THINGS}/4")).send().await.expect(204);
    let empty = page(&app, &format!("limit=3&cursor={}", cursor(&first, "next"))).await;
    assert_eq!((&empty["items"], &empty["next"]), (&json!([]), &json!(null)));
    let back = page(&app, &format!("limit=3&cursor={}", cursor(&empty, "prev"))).await;
    assert_eq!(column(&back, "id"), [1, 2, 3], "the row after which the empty page began is on it");
    // The same at the other end.
    let second = page(&app, &format!("limit=2&cursor={}", cursor(&page(&app, "limit=2").await, "next"))).await;
    assert_eq!(column(&second, "id"), [3]);
    for id in [1, 2] {
        app.delete(format!("{THINGS}/{id}")).send().await.expect(204);
    }
    let empty = page(&app, &format!("limit=2&cursor={}", cursor(&second, "prev"))).await;
    assert_eq!((&empty["items"], &empty["prev"]), (&json!([]), &json!(null)));
    let forth = page(&app, &format!("limit=2&cursor={}", cursor(&empty, "next"))).await;
    assert_eq!(column(&forth, "id"), [3]);
}

async fn a_long_text_is_passed_backward(backend: Backend) {
    let app = app_of::<Thing>(backend).start().await;
    for name in ["c", "a", "b"] {
        app.post(THINGS).json(&json!({"name": name.repeat(100_000)})).send().await.expect(201);
    }
    let first = page(&app, "sort=name&limit=2").await;
    let second = page(&app, &format!("sort=name&limit=2&cursor={}", cursor(&first, "next"))).await;
    let back = page(&app, &format!("sort=name&limit=2&cursor={}", cursor(&second, "prev"))).await;
    assert!(cursor(&second, "prev").len() < 1_000);
    assert_eq!(column(&back, "id"), [2, 3]);
}

async fn rows_are_counted_when_that_is_asked_for(backend: Backend) {
    let app = things(backend, 10).await;
    assert!(page(&app, "limit=2").await.get("total").is_none());
    for (query, total) in [("limit=2", 10), ("limit=50", 10), ("present=true&limit=1", 5), ("name=none", 0)] {
        assert_eq!(page(&app, &format!("count=exact&{query}")).await["total"], json!(total), "{query}");
    }
    let first = page(&app, "limit=4&name__gte=02").await;
    let second = page(&app, &format!("limit=4&name__gte=02&count=exact&cursor={}", cursor(&first, "next"))).await;
    assert_eq!(second["total"], json!(8), "the cursor of a page that was not counted");
    let back = page(&app, &format!("limit=4&name__gte=02&count=exact&cursor={}", cursor(&second, "prev"))).await;
    assert_eq!((&back["total"], &back["items"]), (&json!(8), &first["items"]));
    for wrong in ["count=", "count=true", "count=Exact"] {
        app.get(format!("{THINGS}?{wrong}")).send().await.faults(400, "invalid_parameter", &["count: one_of"]);
    }
}

async fn a_count_tells_nothing_of_the_rows_of_others(backend: Backend) {
    let app = started_todo(backend).await;
    for n in 0..3 {
        task(&app, 1, json!({"title": format!("of Ada {n}")})).await;
        task(&app, 2, json!({"title": format!("of Bob {n}")})).await;
        task(&app, 2, json!({"title": format!("also of Bob {n}")})).await;
    }
    for count in ["exact", "estimated"] {
        for (user, total) in [(1, 3), (2, 6), (3, 0)] {
            let list = app.get(format!("{TASKS}?limit=1&count={count}")).as_user(user).send().await.expect(200);
            assert_eq!(list.at("/total"), json!(total), "{count} for {user}");
        }
    }
}

async fn a_guess_is_for_those_who_see_all(backend: Backend) {
    let app = things(backend, 7).await;
    let guess = page(&app, "limit=2&count=estimated").await["total"].as_u64().unwrap();
    match backend {
        Backend::Sqlite => assert_eq!(guess, 7),
        // Nothing was analyzed, so the guess is one.
        Backend::Postgres => assert!(guess > 7, "{guess}"),
    }
    // What is on one page needs no guess.
    assert_eq!(page(&app, "limit=50&count=estimated").await["total"], json!(7));
    assert_eq!(page(&app, "limit=50&count=estimated&name__icontains=0").await["total"], json!(7));
    assert!(page(&app, "limit=1&count=estimated&name__icontains=0&weight__in=1,0").await["total"].is_u64());
}

/// Something on a shelf.
#[resource(path = "/jars", page_size = 3, offset)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Jar {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    name: String,
}

async fn rows_are_passed_over_where_that_is_declared(backend: Backend) {
    let app = app_of::<Jar>(backend).start().await;
    for n in 0..8 {
        app.post("/api/v1/jars").json(&json!({"name": n.to_string()})).send().await.expect(201);
    }
    let jars = async |query: &str| app.get(format!("/api/v1/jars?{query}")).send().await.expect(200).json();
    assert_eq!(column(&jars("offset=0").await, "id"), [1, 2, 3]);
    assert_eq!(column(&jars("offset=5&sort=-id").await, "id"), [3, 2, 1]);
    assert_eq!(column(&jars("offset=2&limit=2&name__gt=3").await, "name"), ["6", "7"]);
    let page = jars("offset=3&count=exact").await;
    assert_eq!((column(&page, "id"), &page["total"]), (vec![json!(4), json!(5), json!(6)], &json!(8)));
    let next = jars(&format!("cursor={}", cursor(&page, "next"))).await;
    assert_eq!(column(&next, "id"), [7, 8]);
    let prev = jars(&format!("cursor={}", cursor(&page, "prev"))).await;
    assert_eq!((column(&prev, "id"), &prev["prev"]), (vec![json!(1), json!(2), json!(3)], &json!(null)));
    let beyond = jars("offset=9&count=exact").await;
    assert_eq!((&beyond["items"], &beyond["next"], &beyond["total"]), (&json!([]), &json!(null), &json!(8)));
    // The links lead on by cursors.
    let link = app.get("/api/v1/jars?offset=3&limit=2").send().await.expect(200).header("link");
    assert!(!link.contains("offset") && link.contains("limit=2&cursor="), "{link}");

    let both = app.get(format!("/api/v1/jars?offset=3&cursor={}", cursor(&page, "next"))).send().await;
    both.faults(400, "invalid_parameter", &["offset: conflict"]);
    for offset in ["10001", "-1", "99999999999999999999"] {
        let answer = app.get(format!("/api/v1/jars?offset={offset}")).send().await;
        answer.faults(422, "parameter_out_of_range", &["offset: out_of_range"]);
    }
    jars("offset=10000").await;
    app.get("/api/v1/jars?offset=a").send().await.faults(400, "invalid_parameter", &["offset: type"]);
    let things = things(backend, 0).await;
    things.get(format!("{THINGS}?offset=1")).send().await.faults(400, "invalid_parameter", &["offset: unknown_parameter"]);
}
