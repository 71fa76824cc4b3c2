//! What stands in an answer, is filtered by and gives an order.

use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::{each, get, note, orders, started};

on_both!(
    rows_lead_both_ways,
    half_a_key_leads_nowhere,
    filters_go_by_all_columns,
    orders_go_by_the_other_row,
    a_table_leads_to_itself,
    what_is_not_seen_is_not_there,
);

async fn rows_lead_both_ways(backend: Backend) {
    let app = orders(backend).await;
    for (order, line, text) in [(1, Some(1), "a"), (1, Some(2), "b"), (2, Some(1), "c"), (1, Some(1), "d"), (1, Some(1), "e")] {
        note(&app, order, line, text).await;
    }
    app.post("/labels").json(&json!({"order_id": 1, "line_no": 2, "color": "red"})).send().await.expect(201);

    let page = get(&app, "/notes?include=line.label&sort=text").await;
    let notes = page["items"].as_array().unwrap();
    let products: Vec<_> = notes.iter().map(|note| note["line"]["product"].as_str().unwrap()).collect();
    assert_eq!(products, ["pen", "ink", "paper", "pen", "pen"]);
    assert_eq!((&notes[1]["line"]["label"]["color"], &notes[0]["line"]["label"]), (&json!("red"), &Value::Null));

    let page = get(&app, "/lines?include=notes.line,label").await;
    let lines = page["items"].as_array().unwrap();
    let notes: Vec<_> = lines.iter().map(|line| each(&line["notes"], "text").concat()).collect();
    assert_eq!(notes, ["ed", "b", "c"]);
    assert_eq!((&lines[1]["label"]["color"], &lines[2]["label"]), (&json!("red"), &Value::Null));
    assert_eq!(lines[2]["notes"][0]["line"]["product"], "paper");

    let one = get(&app, "/lines/1/1?include=notes&notes.limit=3&notes.sort=text").await;
    assert_eq!(each(&one["notes"], "text").concat(), "ade");
    let page = get(&app, "/lines?include=notes&notes.text__in=a,c,d&notes.line__product__ne=ink").await;
    let notes: Vec<_> = page["items"].as_array().unwrap().iter().map(|line| each(&line["notes"], "text").concat()).collect();
    assert_eq!(notes, ["da", "", "c"]);
    // Members that are not asked for lead on all the same.
    let page = get(&app, "/notes?fields=text&include=line&text=c").await;
    assert_eq!(page["items"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["line", "text"]);
    assert_eq!(page["items"][0]["line"]["product"], "paper");
    let query = app.post("/lines/query").json(&json!({"include": ["notes"], "limit": 1})).send().await.expect(200).json();
    assert_eq!(each(&query["items"][0]["notes"], "text").concat(), "ed");
}

async fn half_a_key_leads_nowhere(backend: Backend) {
    let app = orders(backend).await;
    let id = note(&app, 1, None, "of the order").await;
    app.post("/labels").json(&json!({"order_id": 1, "line_no": null, "color": "red"})).send().await.expect(201);
    // Not even to what there is not, as the database has it too.
    app.post("/labels").json(&json!({"order_id": null, "line_no": 77, "color": "blue"})).send().await.expect(201);
    assert_eq!(get(&app, &format!("/notes/{id}?include=line")).await["line"], Value::Null);
    assert_eq!(get(&app, "/notes?line__product__ne=x").await["items"], json!([]));
    for label in get(&app, "/labels?include=line").await["items"].as_array().unwrap() {
        assert_eq!(label["line"], Value::Null);
    }
    let lines = get(&app, "/lines?include=notes,label").await;
    for line in lines["items"].as_array().unwrap() {
        assert_eq!((&line["notes"], &line["label"]), (&json!([]), &Value::Null));
    }
}

async fn filters_go_by_all_columns(backend: Backend) {
    let app = orders(backend).await;
    for (order, line, text) in [(1, Some(1), "a"), (1, Some(2), "b"), (2, Some(1), "a"), (2, None, "c")] {
        note(&app, order, line, text).await;
    }
    let notes = async |query: &str| {
        let page = get(&app, &format!("/notes?sort=text,id&{query}")).await;
        each(&page["items"], "text").concat()
    };
    assert_eq!(notes("line__product__icontains=P").await, "aa");
    assert_eq!(notes("line__product=paper").await, "a");
    assert_eq!(notes("line__product__in=ink,paper&order_id=1").await, "b");
    let lines = async |query: &str| {
        let page = get(&app, &format!("/lines?{query}")).await;
        each(&page["items"], "product").join(" ")
    };
    assert_eq!(lines("notes__text=a").await, "pen paper");
    assert_eq!(lines("notes__none__text=a").await, "ink");
    assert_eq!(lines("notes__text__in=b,c").await, "ink");
    let tree = json!({"filter": {"or": [{"notes__text": "b"}, {"product": "paper"}]}});
    let page = app.post("/lines/query").json(&tree).send().await.expect(200).json();
    assert_eq!(each(&page["items"], "product"), ["ink", "paper"]);
}

async fn orders_go_by_the_other_row(backend: Backend) {
    let app = orders(backend).await;
    for (order, line, text) in
        [(1, Some(1), "pen"), (2, Some(1), "paper"), (1, None, "none"), (1, Some(2), "ink"), (1, Some(1), "pen")]
    {
        note(&app, order, line, text).await;
    }
    let walk = async |first: &str| {
        let (mut path, mut found) = (first.to_owned(), Vec::new());
        loop {
            let page = app.get(&path).send().await.expect(200);
            let rows = page.json();
            found.extend(each(&rows["items"], "text").into_iter().map(str::to_owned));
            if rows["next"].is_null() {
                return found.join(" ");
            }
            path = format!("{first}&cursor={}", rows["next"].as_str().unwrap());
        }
    };
    assert_eq!(walk("/notes?limit=2&sort=line__product,-id").await, "ink paper pen pen none");
    assert_eq!(walk("/notes?limit=2&sort=-line__product,id").await, "pen pen paper ink none");
    for (line, color) in [(1, "white"), (2, "black")] {
        app.post("/labels").json(&json!({"order_id": 1, "line_no": line, "color": color})).send().await.expect(201);
    }
    let page = get(&app, "/lines?sort=label__color").await;
    assert_eq!(each(&page["items"], "product"), ["ink", "pen", "paper"]);
}

async fn a_table_leads_to_itself(backend: Backend) {
    let app = started(backend).await;
    for (series, number, of) in
        [("ä/1", 1, None), ("ä/1", 2, Some(("ä/1", 1))), ("b", 1, Some(("ä/1", 1))), ("b", 2, Some(("b", 1)))]
    {
        let part = json!({
            "series": series, "number": number, "ofSeries": of.map(|(series, _)| series), "ofNumber": of.map(|(_, number)| number),
        });
        app.post("/parts").json(&part).send().await.expect(201);
    }
    let part = get(&app, "/parts/%C3%A4%2F1/1?include=parts.parts,whole").await;
    assert_eq!(part["whole"], Value::Null);
    assert_eq!(each(&part["parts"], "series"), ["ä/1", "b"]);
    assert_eq!(part["parts"][1]["parts"][0]["number"], 2);
    let part = get(&app, "/parts/b/2?include=whole.whole").await;
    assert_eq!((&part["whole"]["series"], &part["whole"]["whole"]["series"]), (&json!("b"), &json!("ä/1")));
    let page = get(&app, "/parts?parts__number=2&sort=number,series").await;
    assert_eq!(each(&page["items"], "series"), ["b", "ä/1"]);
    let below = get(&app, "/parts/%C3%A4%2F1/1/parts?sort=number").await;
    assert_eq!(each(&below["items"], "series"), ["b", "ä/1"]);
}

async fn what_is_not_seen_is_not_there(backend: Backend) {
    let app = orders(backend).await;
    note(&app, 1, Some(3), "secret").await;
    note(&app, 1, Some(1), "plain").await;
    let page = get(&app, "/notes?include=line&sort=text").await;
    assert_eq!((&page["items"][0]["line"]["product"], &page["items"][1]["line"]), (&json!("pen"), &Value::Null));
    assert_eq!(get(&app, "/notes?line__product=gift").await["items"], json!([]));
    assert_eq!(each(&get(&app, "/notes?sort=line__product,text").await["items"], "text"), ["plain", "secret"]);
    app.get("/lines/1/3/notes").send().await.problem(404, "not_found");
    let all = app.get("/notes?include=line&line__product=gift").as_admin(1).send().await.expect(200).json();
    assert_eq!(all["items"][0]["line"]["product"], "gift");
    let below = app.get("/lines/1/3/notes").as_admin(1).send().await.expect(200).json();
    assert_eq!(each(&below["items"], "text"), ["secret"]);
}
