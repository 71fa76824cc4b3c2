//! `GET` on a collection: what is in it, filters, sort and limits. Pages are in `pages`.

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, app_of, column, started_todo, task, thing::Thing};

on_both!(
    an_empty_list_is_a_list,
    a_list_holds_whole_rows,
    filters_are_equalities_and_all_hold,
    filters_work_on_every_kind_of_value,
    what_is_not_declared_cannot_be_filtered_by,
    every_fault_of_a_query_is_named,
    a_parameter_stands_once,
    rows_come_in_order_of_their_key,
    sort_keys_are_applied_in_turn,
    bad_sort_keys_are_named,
    texts_are_sorted_by_code_point,
    nulls_come_last_in_both_directions,
    a_page_has_the_default_size,
    a_limit_has_bounds,
    parameters_may_be_percent_encoded,
);

const THINGS: &str = "/api/v1/things";

async fn things(backend: Backend, rows: &[serde_json::Value]) -> TestApp {
    let app = app_of::<Thing>(backend).start().await;
    for row in rows {
        app.post(THINGS).json(row).send().await.expect(201);
    }
    app
}

async fn an_empty_list_is_a_list(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.get(TASKS).as_user(1).send().await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.text(), r#"{"items":[],"next":null,"prev":null}"#);
    assert!(!answer.headers.contains_key("link"));
}

async fn a_list_holds_whole_rows(backend: Backend) {
    let app = started_todo(backend).await;
    let created = task(&app, 1, json!({"title": "Milk", "description": "Two litres", "priority": 5})).await;
    let list = app.get(TASKS).as_user(1).send().await.expect(200).json();
    assert_eq!(list, json!({"items": [created], "next": null, "prev": null}));
    let keys: Vec<_> = created.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["created_at", "description", "id", "owner_id", "priority", "status", "title", "updated_at"]);
}

async fn filters_are_equalities_and_all_hold(backend: Backend) {
    let app = started_todo(backend).await;
    for (title, status, priority) in [("a", "todo", 1), ("b", "doing", 1), ("c", "doing", 2)] {
        task(&app, 1, json!({"title": title, "status": status, "priority": priority})).await;
    }
    let titles = async |query: &str| {
        let list = app.get(format!("{TASKS}?{query}")).as_user(1).send().await.expect(200).json();
        column(&list, "title")
    };
    assert_eq!(titles("status=doing").await, ["b", "c"]);
    assert_eq!(titles("priority=1").await, ["a", "b"]);
    assert_eq!(titles("status=doing&priority=1").await, ["b"]);
    assert_eq!(titles("title=c&priority=1").await, [""; 0]);
    assert_eq!(titles("title=C").await, [""; 0], "equality minds case");
}

async fn filters_work_on_every_kind_of_value(backend: Backend) {
    let full = json!({"name": "full", "weight": -7, "price": 0.5, "present": false, "made": "2026-11-21T10:00:00.5Z"});
    let app = things(backend, &[full, json!({"name": ""})]).await;
    let names = async |query: &str| {
        let list = app.get(format!("{THINGS}?{query}")).send().await.expect(200).json();
        column(&list, "name")
    };
    for query in
        ["weight=-7", "price=0.5", "present=false", "made=2026-11-21T10:00:00.5Z", "made=2026-11-21T11:00:00.500%2B01:00"]
    {
        assert_eq!(names(query).await, ["full"], "{query}");
    }
    assert_eq!(names("name=").await, [""], "an empty text is a text");
    assert_eq!(names("present=true").await, [""]);
}

async fn what_is_not_declared_cannot_be_filtered_by(backend: Backend) {
    let app = started_todo(backend).await;
    for parameter in ["description", "owner_id", "created_at", "row_version", "nonsense", "id", "TITLE", "title "] {
        let path = format!("{TASKS}?{}=1", parameter.replace(' ', "%20"));
        let answer = app.get(path).as_user(1).send().await;
        answer.faults(400, "invalid_parameter", &[&format!("{parameter}: unknown_parameter")]);
    }
}

async fn every_fault_of_a_query_is_named(backend: Backend) {
    let app = started_todo(backend).await;
    let path = format!("{TASKS}?status=later&priority=high&nonsense=1&sort=description,title&limit=many&title=a%00b");
    app.get(path).as_user(1).send().await.faults(
        400,
        "invalid_parameter",
        &[
            "status: one_of",
            "priority: type",
            "nonsense: unknown_parameter",
            "sort: unknown_sort_key",
            "limit: type",
            "title: nul",
        ],
    );
}

async fn a_parameter_stands_once(backend: Backend) {
    let app = started_todo(backend).await;
    for (query, name) in [("title=a&title=a", "title"), ("limit=1&limit=2", "limit"), ("sort=title&sort=priority", "sort")] {
        let answer = app.get(format!("{TASKS}?{query}")).as_user(1).send().await;
        answer.faults(400, "invalid_parameter", &[&format!("{name}: repeated_parameter")]);
    }
}

async fn rows_come_in_order_of_their_key(backend: Backend) {
    let app = started_todo(backend).await;
    for title in ["c", "a", "b"] {
        task(&app, 1, json!({"title": title})).await;
    }
    let list = app.get(TASKS).as_user(1).send().await.expect(200).json();
    assert_eq!(column(&list, "title"), ["c", "a", "b"]);
}

async fn sort_keys_are_applied_in_turn(backend: Backend) {
    let app = started_todo(backend).await;
    for (title, priority) in [("a", 1), ("b", 2), ("c", 1), ("d", 2)] {
        task(&app, 1, json!({"title": title, "priority": priority})).await;
    }
    let titles = async |sort: &str| {
        let list = app.get(format!("{TASKS}?sort={sort}")).as_user(1).send().await.expect(200).json();
        column(&list, "title")
    };
    assert_eq!(titles("title").await, ["a", "b", "c", "d"]);
    assert_eq!(titles("-title").await, ["d", "c", "b", "a"]);
    assert_eq!(titles("-priority,title").await, ["b", "d", "a", "c"]);
    assert_eq!(titles("priority,-title").await, ["c", "a", "d", "b"]);
    assert_eq!(titles("priority").await, ["a", "c", "b", "d"], "the key decides between equals");
    assert_eq!(titles("-priority").await, ["d", "b", "c", "a"], "and it runs in the direction of what it follows");
    assert_eq!(titles("-title,title").await, ["d", "c", "b", "a"], "a name that comes again decides nothing");
}

async fn bad_sort_keys_are_named(backend: Backend) {
    let app = started_todo(backend).await;
    for sort in ["description", "nonsense", "-", "", "title,", "+title", "row_version", "title;drop", "title%00"] {
        let answer = app.get(format!("{TASKS}?sort={sort}")).as_user(1).send().await;
        let body = answer.problem(400, "invalid_parameter");
        assert_eq!(body["errors"][0]["parameter"], "sort", "{sort}: {body}");
    }
}

async fn texts_are_sorted_by_code_point(backend: Backend) {
    let names = ["b", "B", "a", "ä", "Z", "é", "_", "1", "\u{1f600}", "\u{ffff}"];
    let app = things(backend, &names.map(|name| json!({"name": name}))).await;
    let mut expected = names;
    expected.sort_unstable();
    let list = app.get(format!("{THINGS}?sort=name&limit=50")).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), expected);
    expected.reverse();
    let list = app.get(format!("{THINGS}?sort=-name&limit=50")).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), expected);
}

async fn nulls_come_last_in_both_directions(backend: Backend) {
    let rows = [json!({"name": "a"}), json!({"name": "b", "weight": 2}), json!({"name": "c", "weight": 1}), json!({"name": "d"})];
    let app = things(backend, &rows).await;
    let list = app.get(format!("{THINGS}?sort=weight&limit=50")).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), ["c", "b", "a", "d"]);
    let list = app.get(format!("{THINGS}?sort=-weight&limit=50")).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), ["b", "c", "d", "a"]);
}

async fn a_page_has_the_default_size(backend: Backend) {
    let app = things(backend, &(0..4).map(|n| json!({"name": n.to_string()})).collect::<Vec<_>>()).await;
    let list = app.get(THINGS).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), ["0", "1", "2"]);
    let list = app.get(format!("{THINGS}?limit=4")).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), ["0", "1", "2", "3"]);
    assert_eq!(list["next"], json!(null));
}

async fn a_limit_has_bounds(backend: Backend) {
    let app = started_todo(backend).await;
    for (limit, status, code) in [
        ("1", 200, ""),
        ("100", 200, ""),
        ("0", 422, "parameter_out_of_range"),
        ("101", 422, "parameter_out_of_range"),
        ("-1", 422, "parameter_out_of_range"),
        ("99999999999999999999999", 422, "parameter_out_of_range"),
        ("", 400, "invalid_parameter"),
        ("ten", 400, "invalid_parameter"),
        ("1.5", 400, "invalid_parameter"),
        ("%2B1", 400, "invalid_parameter"),
        ("1%20", 400, "invalid_parameter"),
    ] {
        let answer = app.get(format!("{TASKS}?limit={limit}")).as_user(1).send().await.expect(status);
        if status != 200 {
            let body = answer.problem(status, code);
            assert_eq!(body["errors"][0]["parameter"], "limit", "{limit}: {body}");
        }
    }
}

async fn parameters_may_be_percent_encoded(backend: Backend) {
    let app = things(backend, &[json!({"name": "a b&c=d+ü"})]).await;
    for query in ["name=a%20b%26c%3Dd%2B%C3%BC", "n%61me=a+b%26c=d%2B%c3%bc"] {
        let list = app.get(format!("{THINGS}?{query}")).send().await.expect(200).json();
        assert_eq!(column(&list, "name"), ["a b&c=d+ü"], "{query}");
    }
    // Octets that are no UTF-8 name no text.
    app.get(format!("{THINGS}?name=%ff")).send().await.problem(400, "invalid_parameter");
}
