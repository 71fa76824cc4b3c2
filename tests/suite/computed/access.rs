//! What is computed from rows of others is so from those that the caller sees.

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{empty, line, order, shop};

on_both!(
    everybody_counts_what_they_see,
    filters_and_orders_are_those_of_the_answer,
    pages_lead_there_and_back,
    a_column_that_is_not_seen_is_not_told_of,
    the_document_says_so,
);

async fn get(app: &TestApp, admin: bool, path: &str) -> Value {
    let request = app.get(path);
    let request = if admin { request.as_admin(9) } else { request };
    request.send().await.expect(200).json()
}

async fn everybody_counts_what_they_see(backend: Backend) {
    let app = empty(backend).await;
    let orders = shop(app.db()).await;
    let said = |row: &Value| {
        ["line_count", "label_count", "total", "weight", "pieces", "dearest", "first"].map(|member| row[member].clone())
    };
    let first = [json!(2), json!(1), json!("7.97"), json!(50), json!(5), json!("5"), json!("milk")];
    let all = [json!(3), json!(1), json!("1007.97"), json!(60), json!(6), json!("1000"), json!("gold")];
    let none = [json!(0), json!(0), json!("0"), Value::Null, json!(0), Value::Null, Value::Null];
    for (admin, first) in [(false, first), (true, all)] {
        assert_eq!(said(&get(&app, admin, &format!("/orders/{}", orders[0])).await), first);
        assert_eq!(said(&get(&app, admin, &format!("/orders/{}", orders[2])).await), none);
        let list = get(&app, admin, "/orders").await;
        assert_eq!(said(&list["items"][0]), first);
        assert_eq!(said(&list["items"][2]), none);
        let some = get(&app, admin, &format!("/orders/{}?fields=line_count", orders[0])).await;
        assert_eq!(some, json!({"line_count": first[0]}));
        let found = get(&app, admin, "/orders?q=first&fields=line_count,total").await;
        assert_eq!(found["items"], json!([{"line_count": first[0], "total": first[2]}]));
    }
}

/// Who is shown a value finds the row by it, and by no other.
async fn filters_and_orders_are_those_of_the_answer(backend: Backend) {
    let app = empty(backend).await;
    let orders = shop(app.db()).await;
    let ids = |page: &Value| -> Vec<Value> { page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect() };
    let [one, two, three] = orders.map(|id| json!(id));
    for (admin, path, expected) in [
        (false, "/orders?line_count=2", vec![&one]),
        (true, "/orders?line_count=2", vec![]),
        (true, "/orders?line_count=3", vec![&one]),
        (false, "/orders?line_count__gte=1", vec![&one, &two]),
        (false, "/orders?line_count=0", vec![&three]),
        (false, "/orders?total__lt=100&sort=-total", vec![&one, &two, &three]),
        (true, "/orders?total__lt=100&sort=total", vec![&three, &two]),
        (false, "/orders?total=7.970", vec![&one]),
        (false, "/orders?label_count=1", vec![&one, &two]),
        (false, "/orders?weight__isnull=true", vec![&three]),
        (false, "/orders?weight__between=10,50&sort=weight", vec![&two, &one]),
        (false, "/orders?first__contains=il", vec![&one]),
        (true, "/orders?first__startswith=gol", vec![&one]),
        (false, "/orders?sort=-dearest", vec![&two, &one, &three]),
        (true, "/orders?sort=-dearest", vec![&one, &two, &three]),
        (false, "/orders?sort=-line_count,title&offset=1", vec![&two, &three]),
        (true, "/orders?q=first&line_count=3", vec![&one]),
        (false, "/orders?q=first&line_count=3", vec![]),
    ] {
        let page = get(&app, admin, path).await;
        assert_eq!(ids(&page).iter().collect::<Vec<_>>(), expected, "{admin} {path}");
        // The planner knows of other rows, and is not asked where a filter looks at them.
        let how = if path.contains("sort=-dearest") { "exact" } else { "estimated" };
        let counted = get(&app, admin, &format!("{path}&count={how}&limit=1")).await;
        let offset = usize::from(path.contains("offset"));
        assert_eq!(counted["total"], json!(expected.len() + offset), "{admin} {path}");
    }
    let body = json!({"filter": {"or": [{"line_count": 2}, {"not": {"total__gt": "0"}}]}, "sort": ["-line_count"]});
    let found = app.post("/orders/query").json(&body).send().await.expect(200).json();
    assert_eq!(ids(&found), [one, three]);
    for (admin, count) in [(false, 2), (true, 1)] {
        let groups = get(&app, admin, "/orders/aggregate?line_count__between=1,2").await;
        assert_eq!(groups["items"], json!([{"count": count}]));
    }
}

async fn pages_lead_there_and_back(backend: Backend) {
    let app = empty(backend).await;
    for number in 0..7 {
        let order = order(app.db(), &format!("o{number}")).await;
        for at in 0..number % 3 {
            line(app.db(), order, "l", "1.5", 1, at == 1).await;
        }
    }
    for (admin, sort) in [false, true]
        .into_iter()
        .flat_map(|admin| ["line_count", "-line_count,title", "-weight", "weight,-total"].map(|sort| (admin, sort)))
    {
        let all = get(&app, admin, &format!("/orders?sort={sort}")).await["items"].clone();
        let page = async |cursor: &str| {
            let cursor = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
            get(&app, admin, &format!("/orders?sort={sort}&limit=2{cursor}")).await
        };
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let mut now = page("").await;
        loop {
            there.extend(now["items"].as_array().unwrap().clone());
            match now["next"].as_str() {
                Some(next) => now = page(next).await,
                None => break,
            }
        }
        assert_eq!(json!(there), all, "{sort}");
        loop {
            let mut items = now["items"].as_array().unwrap().clone();
            items.append(&mut back);
            back = items;
            match now["prev"].as_str() {
                Some(prev) => now = page(prev).await,
                None => break,
            }
        }
        assert_eq!(json!(back), all, "{sort}");
    }
}

async fn a_column_that_is_not_seen_is_not_told_of(backend: Backend) {
    let app = empty(backend).await;
    let orders = shop(app.db()).await;
    let path = format!("/orders/{}", orders[0]);
    assert_eq!(get(&app, true, &path).await["cost"], json!(12));
    let seen = get(&app, false, &path).await;
    assert_eq!((seen.get("cost"), &seen["line_count"]), (None, &json!(2)));
    let listed = get(&app, false, "/orders").await;
    assert!(listed["items"].as_array().unwrap().iter().all(|row| row.get("cost").is_none()));
    for (query, fault) in [
        ("fields=cost", "fields: unknown_field"),
        ("cost=4", "cost: unknown_parameter"),
        ("cost__gt=4", "cost__gt: unknown_parameter"),
        ("sort=cost", "sort: unknown_sort_key"),
    ] {
        app.get(format!("/orders?{query}")).send().await.faults(400, "invalid_parameter", &[fault]);
        app.get(format!("/orders?{query}")).as_admin(1).send().await.expect(200);
    }
    let made = app.post("/orders").json(&json!({"title": "new"})).send().await.expect(201);
    assert!(made.json().get("cost").is_none());
}

async fn the_document_says_so(backend: Backend) {
    let app = empty(backend).await;
    let document = app.get("/openapi.json").send().await.expect(200).json();
    let order = &document["components"]["schemas"]["Order"];
    let required = order["required"].as_array().unwrap();
    assert!(required.contains(&json!("line_count")) && !required.contains(&json!("cost")));
    assert_eq!(order["properties"]["line_count"]["readOnly"], json!(true));
    let create = &document["components"]["schemas"]["OrderCreate"]["properties"];
    assert!(create.get("title").is_some() && create.get("line_count").is_none() && create.get("total").is_none());
}
