//! The operators of filters, each with the same answer on both databases.

use restkit::prelude::*;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, app_of, column, started_todo, task, thing::Thing};

on_both!(
    numbers_are_compared,
    texts_are_compared_by_code_point,
    texts_are_looked_into,
    case_is_folded_alike,
    patterns_are_letters,
    rows_without_a_value_match_no_comparison,
    moments_and_truths_are_compared,
    filters_of_one_member_hold_together,
    words_of_an_enum_can_be_counted_up,
    every_fault_is_named,
    the_policy_stays_on_top,
    an_email_is_found_in_any_case,
);

const THINGS: &str = "/api/v1/things";

async fn things(backend: Backend, rows: &[serde_json::Value]) -> TestApp {
    let app = app_of::<Thing>(backend).start().await;
    for row in rows {
        app.post(THINGS).json(row).send().await.expect(201);
    }
    app
}

async fn names(app: &TestApp, query: &str) -> Vec<String> {
    let list = app.get(format!("{THINGS}?limit=50&{query}")).send().await.expect(200).json();
    column(&list, "name").iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

async fn numbers_are_compared(backend: Backend) {
    let rows: Vec<_> = (1..=5).map(|n| json!({"name": n.to_string(), "weight": n, "price": f64::from(n) / 2.0})).collect();
    let app = things(backend, &rows).await;
    for (query, expected) in [
        ("weight__ne=3", "1245"),
        ("weight__in=1,5,7", "15"),
        ("weight__in=1%2C5", "15"),
        ("weight__nin=1,5", "234"),
        ("weight__lt=3", "12"),
        ("weight__lte=3", "123"),
        ("weight__gt=3", "45"),
        ("weight__gte=3", "345"),
        ("weight__between=2,4", "234"),
        ("weight__between=4,2", ""),
        ("price__gt=1&price__lt=2.5", "34"),
        ("price__in=0.5,2.5", "15"),
        ("weight__gte=2&weight__ne=3&price__lte=2", "24"),
    ] {
        assert_eq!(names(&app, query).await.concat(), expected, "{query}");
    }
}

async fn texts_are_compared_by_code_point(backend: Backend) {
    let app = things(backend, &["B", "Z", "a", "ä", "\u{ffff}", "\u{1f600}"].map(|name| json!({"name": name}))).await;
    assert_eq!(names(&app, "name__lt=a").await, ["B", "Z"]);
    assert_eq!(names(&app, "name__gte=a&name__ne=a").await, ["ä", "\u{ffff}", "\u{1f600}"]);
    assert_eq!(names(&app, "name__gt=%EF%BF%BF").await, ["\u{1f600}"]);
    assert_eq!(names(&app, "name__between=Z,a").await, ["Z", "a"]);
}

async fn texts_are_looked_into(backend: Backend) {
    let app = things(backend, &["milk", "Milk", "oat milk", "milk,bread", "bread"].map(|name| json!({"name": name}))).await;
    for (query, expected) in [
        ("name__contains=milk", vec!["milk", "oat milk", "milk,bread"]),
        ("name__startswith=milk", vec!["milk", "milk,bread"]),
        ("name__endswith=milk", vec!["milk", "oat milk"]),
        ("name__icontains=MILK", vec!["milk", "Milk", "oat milk", "milk,bread"]),
        ("name__istartswith=mI", vec!["milk", "Milk", "milk,bread"]),
        ("name__iendswith=Ilk", vec!["milk", "Milk", "oat milk"]),
        ("name__iexact=miLK", vec!["milk", "Milk"]),
        ("name__in=milk,bread", vec!["milk", "bread"]),
        ("name__in=milk%2Cbread", vec!["milk,bread"]),
        ("name__nin=milk,bread,milk%2Cbread", vec!["Milk", "oat milk"]),
        ("name__contains=&name__ne=bread", vec!["milk", "Milk", "oat milk", "milk,bread"]),
        ("name__icontains=", vec!["milk", "Milk", "oat milk", "milk,bread", "bread"]),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
    }
}

async fn case_is_folded_alike(backend: Backend) {
    let all =
        ["Straße", "STRAẞE", "ΣΊΣΥΦΟΣ", "σίσυφος", "Kelvin", "\u{212a}elvin", "İstanbul", "istanbul", "Istanbul", "ISTANBUL"];
    let app = things(backend, &all.map(|name| json!({"name": name}))).await;
    assert_eq!(names(&app, "name__iexact=stra%C3%9Fe").await, ["Straße", "STRAẞE"]);
    assert_eq!(names(&app, "name__icontains=%CF%83%CF%8A").await, [""; 0]);
    assert_eq!(names(&app, "name__iendswith=%CE%A6%CE%9F%CE%A3").await, ["ΣΊΣΥΦΟΣ", "σίσυφος"]);
    assert_eq!(names(&app, "name__istartswith=k").await, ["Kelvin", "\u{212a}elvin"]);
    // No language has rules of its own, and one letter is never two.
    assert_eq!(names(&app, "name__iexact=istanbul").await, ["istanbul", "Istanbul", "ISTANBUL"]);
    assert_eq!(names(&app, "name__icontains=strasse").await, [""; 0]);
}

async fn patterns_are_letters(backend: Backend) {
    let all = ["100%", "100", "a_b", "aXb", "a.c", "abc", "x\\d", "x1", "(a|b)*", "^start", "end$", "a\nb", "[a]"];
    let app = things(backend, &all.map(|name| json!({"name": name}))).await;
    for name in all {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for operator in ["", "__iexact", "__in"] {
            assert_eq!(names(&app, &format!("name{operator}={encoded}")).await, [name], "{operator}");
        }
        for operator in ["contains", "icontains", "startswith", "istartswith", "endswith", "iendswith"] {
            let found = names(&app, &format!("name__{operator}={encoded}")).await;
            let expected = all.into_iter().filter(|other| match operator.trim_start_matches('i') {
                "startswith" => other.starts_with(name),
                "endswith" => other.ends_with(name),
                _ => other.contains(name),
            });
            assert_eq!(found, expected.collect::<Vec<_>>(), "{operator} {name:?}");
        }
    }
    // As much as may be asked for, with letters of which each has several cases.
    assert_eq!(names(&app, &format!("name__icontains={}", "k".repeat(200))).await, [""; 0]);
}

async fn rows_without_a_value_match_no_comparison(backend: Backend) {
    let app =
        things(backend, &[json!({"name": "none"}), json!({"name": "one", "weight": 1}), json!({"name": "two", "weight": 2})])
            .await;
    assert_eq!(names(&app, "weight__isnull=true").await, ["none"]);
    assert_eq!(names(&app, "weight__isnull=false").await, ["one", "two"]);
    assert_eq!(names(&app, "weight__ne=1").await, ["two"]);
    assert_eq!(names(&app, "weight__nin=1").await, ["two"]);
    assert_eq!(names(&app, "weight__lt=2").await, ["one"]);
    assert_eq!(names(&app, "weight__isnull=true&weight=1").await, [""; 0]);
}

async fn moments_and_truths_are_compared(backend: Backend) {
    let made = |day: u32| format!("2026-11-{day:02}T10:00:00Z");
    let rows: Vec<_> = (1..=3).map(|n| json!({"name": n.to_string(), "present": n == 2, "made": made(n)})).collect();
    let app = things(backend, &rows).await;
    assert_eq!(names(&app, "present__ne=true").await, ["1", "3"]);
    assert_eq!(names(&app, "present__in=true,false").await, ["1", "2", "3"]);
    assert_eq!(names(&app, "made__gte=2026-11-02T10:00:00Z").await, ["2", "3"]);
    assert_eq!(names(&app, "made__between=2026-11-01T10:00:00Z,2026-11-02T12:00:00%2B02:00").await, ["1", "2"]);
    assert_eq!(names(&app, "made__in=2026-11-03T12:00:00%2B02:00,2020-01-01T00:00:00Z").await, ["3"]);
}

async fn filters_of_one_member_hold_together(backend: Backend) {
    let app = things(backend, &["abc", "abd", "xbc"].map(|name| json!({"name": name}))).await;
    assert_eq!(names(&app, "name__startswith=ab&name__endswith=c").await, ["abc"]);
    // A cursor is that of its filters, in whatever order they are written.
    let first = app.get(format!("{THINGS}?limit=1&name__gt=a&name__icontains=B")).send().await.expect(200).json();
    let cursor = first["next"].as_str().unwrap();
    assert_eq!(names(&app, &format!("name__icontains=B&name__gt=a&cursor={cursor}")).await, ["abd", "xbc"]);
    for query in ["name__icontains=B", "name__icontains=B&name__gte=a", "name__icontains=b&name__gt=a"] {
        let answer = app.get(format!("{THINGS}?{query}&cursor={cursor}")).send().await;
        answer.faults(400, "invalid_parameter", &["cursor: invalid"]);
    }
}

async fn words_of_an_enum_can_be_counted_up(backend: Backend) {
    let app = started_todo(backend).await;
    for (title, status) in [("a", "todo"), ("b", "doing"), ("c", "done")] {
        task(&app, 1, json!({"title": title, "status": status})).await;
    }
    let titles = async |query: &str| {
        let list = app.get(format!("{TASKS}?{query}")).as_user(1).send().await.expect(200).json();
        column(&list, "title")
    };
    assert_eq!(titles("status__in=todo,done").await, ["a", "c"]);
    assert_eq!(titles("status__nin=todo,done").await, ["b"]);
    assert_eq!(titles("status__ne=todo").await, ["b", "c"]);
}

async fn every_fault_is_named(backend: Backend) {
    let app = started_todo(backend).await;
    let long = "x".repeat(201);
    let path = format!(
        "{TASKS}?status__in=todo,later&priority__lt=high&priority__between=1&status__lt=todo&title__isnull=true&title__icontains={long}\
         &description__contains=a&title__like=a"
    );
    app.get(path).as_user(1).send().await.faults(
        400,
        "invalid_parameter",
        &[
            "status__in: one_of",
            "priority__lt: type",
            "priority__between: items",
            "status__lt: unknown_parameter",
            "title__isnull: unknown_parameter",
            "title__icontains: length",
            "description__contains: unknown_parameter",
            "title__like: unknown_parameter",
        ],
    );
}

async fn the_policy_stays_on_top(backend: Backend) {
    let app = started_todo(backend).await;
    task(&app, 1, json!({"title": "of Ada"})).await;
    task(&app, 2, json!({"title": "of Bob"})).await;
    for query in ["title__contains=of", "title__ne=x", "title__nin=x", "priority__gte=0", "title__icontains="] {
        let list = app.get(format!("{TASKS}?{query}")).as_user(2).send().await.expect(200).json();
        assert_eq!(column(&list, "title"), ["of Bob"], "{query}");
    }
}

/// Somebody to write to.
#[resource(path = "/contacts")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Contact {
    #[resource(id)]
    id: i64,
    #[validate(email)]
    #[resource(filter)]
    email: Option<String>,
}

async fn an_email_is_found_in_any_case(backend: Backend) {
    let app = app_of::<Contact>(backend).start().await;
    let made = app.post("/api/v1/contacts").json(&json!({"email": "Ada@Example.com"})).send().await.expect(201);
    app.post("/api/v1/contacts").json(&json!({})).send().await.expect(201);
    // Rules say what may be stored, not what may be asked for.
    let list = app.get("/api/v1/contacts?email__istartswith=ADA@").send().await.expect(200).json();
    assert_eq!(column(&list, "id"), [made.at("/id")]);
}
