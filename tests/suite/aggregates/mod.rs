//! What is told of rows together: exact sums, for whom, of which groups.

use restkit::{db::Db, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
    token::Token,
};
use serde_json::{Value, json};

on_both!(
    all_rows_are_one_group,
    rows_that_are_alike_are_a_group,
    sums_are_exact_whatever_their_size,
    least_and_greatest_are_those_of_lists,
    groups_have_pages,
    a_cursor_is_bound_to_its_groups,
    filters_searches_and_policies_are_those_of_lists,
    a_field_that_is_not_seen_is_not_told_of,
    what_is_wrong_is_said,
    methods_are_told,
);

const SALES: &str = "/api/v1/sales";

/// Who may do what.
#[derive(Clone, Copy, Debug, ColumnEnum)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// Sees everything.
    Manager,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Not yet.
    Open,
    /// Over.
    Done,
}

fn seen() -> Condition<Sale> {
    Sale::secret().eq(false)
}

/// Something that was sold.
#[resource(
    path = "/sales",
    page_size = 3,
    search(what),
    aggregate(
        group_by(state, town, day, paid, secret),
        sum(stars, price, margin),
        avg(stars, price),
        min(stars, price, what, day, weight, margin),
        max(stars, price, what, day, weight, state)
    )
)]
#[authorize(read = public && policy(seen) || role(Role::Manager), create = public, update = public, delete = public)]
#[derive(Debug)]
struct Sale {
    #[resource(id)]
    id: i64,
    #[resource(filter)]
    what: String,
    #[resource(filter, default = State::Open)]
    state: State,
    town: Option<String>,
    day: Option<NaiveDate>,
    #[resource(default = false)]
    paid: bool,
    #[resource(filter)]
    stars: Option<i64>,
    price: Option<Decimal>,
    weight: Option<f64>,
    #[authorize(read = role(Role::Manager))]
    margin: Option<i16>,
    #[authorize(read = role(Role::Manager))]
    #[resource(default = false)]
    secret: bool,
}

async fn started(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("/api/v1", Sale::routes()).start().await
}

type Changes = Vec<restkit::Assignment<Sale>>;

async fn sale(db: &Db, what: &str, changes: Changes) {
    Sale::repository(db).as_system().insert(changes.into_iter().chain([Sale::what().set(what)])).await.unwrap();
}

async fn get(app: &TestApp, query: &str) -> Value {
    app.get(format!("{SALES}/aggregate?{query}")).send().await.expect(200).json()
}

fn manager() -> String {
    Token::of("1").roles(&["manager"]).sign()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

async fn all_rows_are_one_group(backend: Backend) {
    let app = started(backend).await;
    let none = get(&app, "measures=stars__sum,stars__avg,price__sum,price__min,what__max").await;
    let expected =
        json!({"count": 0, "stars__sum": null, "stars__avg": null, "price__sum": null, "price__min": null, "what__max": null});
    assert_eq!(none, json!({"items": [expected], "next": null}));
    sale(app.db(), "a", vec![Sale::stars().set(1), Sale::price().set(decimal("1.50"))]).await;
    sale(app.db(), "b", vec![Sale::stars().set(-4), Sale::price().set(decimal("2.25"))]).await;
    sale(app.db(), "c", vec![Sale::weight().set(0.5)]).await;
    let all = get(&app, "").await;
    assert_eq!(
        all["items"],
        json!([{
            "count": 3, "stars__sum": -3, "price__sum": "3.75", "stars__avg": "-1.5", "price__avg": "1.875",
            "stars__min": -4, "price__min": "1.5", "what__min": "a", "day__min": null, "weight__min": 0.5,
            "stars__max": 1, "price__max": "2.25", "what__max": "c", "day__max": null, "weight__max": 0.5, "state__max": "open",
        }])
    );
}

async fn rows_that_are_alike_are_a_group(backend: Backend) {
    let app = started(backend).await;
    for (what, state, town, stars) in [
        ("a", State::Done, Some("Zoo"), 1),
        ("b", State::Open, Some("äb"), 2),
        ("c", State::Open, None, 3),
        ("d", State::Open, Some("Zoo"), 4),
        ("e", State::Open, Some("aa"), 5),
        ("f", State::Open, None, 6),
    ] {
        sale(app.db(), what, vec![Sale::state().set(state), Sale::town().set(town.map(str::to_owned)), Sale::stars().set(stars)])
            .await;
    }
    // By code point, those without a value last.
    assert_eq!(
        get(&app, "group_by=town&measures=stars__sum&limit=10").await["items"],
        json!([
            {"town": "Zoo", "count": 2, "stars__sum": 5},
            {"town": "aa", "count": 1, "stars__sum": 5},
            {"town": "äb", "count": 1, "stars__sum": 2},
            {"town": null, "count": 2, "stars__sum": 9},
        ])
    );
    assert_eq!(
        get(&app, "group_by=state,town,state&measures=stars__max&limit=10").await["items"],
        json!([
            {"state": "done", "town": "Zoo", "count": 1, "stars__max": 1},
            {"state": "open", "town": "Zoo", "count": 1, "stars__max": 4},
            {"state": "open", "town": "aa", "count": 1, "stars__max": 5},
            {"state": "open", "town": "äb", "count": 1, "stars__max": 2},
            {"state": "open", "town": null, "count": 2, "stars__max": 6},
        ])
    );
    assert_eq!(
        get(&app, "group_by=paid&measures=stars__avg").await["items"],
        json!([{"paid": false, "count": 6, "stars__avg": "3.5"}])
    );
}

async fn sums_are_exact_whatever_their_size(backend: Backend) {
    let app = started(backend).await;
    for number in [i64::MAX, i64::MAX, i64::MIN, i64::MAX, -1] {
        sale(app.db(), "a", vec![Sale::stars().set(number), Sale::town().set("large")]).await;
    }
    let sum = get(&app, "measures=stars__sum,stars__avg").await;
    let text = sum["items"][0]["stars__sum"].to_string();
    assert_eq!(text.parse::<f64>().unwrap(), 18_446_744_073_709_551_612_f64, "{text}");
    assert_eq!(sum["items"][0]["stars__avg"], "3689348814741910322.4");
    let body = app.get(format!("{SALES}/aggregate?measures=stars__sum")).send().await.text();
    assert!(body.contains("\"stars__sum\":18446744073709551612"), "{body}");
    for price in ["999999999999999999.9999999999", "999999999999999999.9999999999", "0.0000000003", "-0.0000000001", "-1"] {
        sale(app.db(), "b", vec![Sale::price().set(decimal(price)), Sale::town().set("exact")]).await;
    }
    let exact = get(&app, "group_by=town&measures=price__sum,price__avg,price__min").await;
    assert_eq!(
        exact["items"][0],
        json!({
            "town": "exact", "count": 5, "price__sum": "1999999999999999999", "price__avg": "399999999999999999.8", "price__min": "-1"
        })
    );
    assert_eq!(exact["items"][1]["price__sum"], Value::Null);
}

async fn least_and_greatest_are_those_of_lists(backend: Backend) {
    let app = started(backend).await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (what, price, on, weight) in
        [("Zebra", "9.5", "2026-01-02", 1.5), ("ape", "10", "2025-12-31", -2.25), ("äh", "-3.75", "2026-11-21", 1e300)]
    {
        let set = vec![Sale::price().set(decimal(price)), Sale::day().set(day(on)), Sale::weight().set(weight)];
        sale(app.db(), what, set).await;
    }
    assert_eq!(
        get(&app, "measures=price__min,price__max,what__min,what__max,day__min,day__max,weight__min,weight__max").await["items"]
            [0],
        json!({
            "count": 3, "price__min": "-3.75", "price__max": "10", "what__min": "Zebra", "what__max": "äh",
            "day__min": "2025-12-31", "day__max": "2026-11-21", "weight__min": -2.25, "weight__max": 1e300
        })
    );
}

async fn groups_have_pages(backend: Backend) {
    let app = started(backend).await;
    for n in 0..40_u32 {
        let town = (n % 4 != 0).then(|| format!("t{}", n % 7));
        let day = NaiveDate::from_ymd_opt(2026, 1, 1 + n % 3).filter(|_| n % 5 != 0);
        sale(app.db(), "a", vec![Sale::town().set(town), Sale::day().set(day)]).await;
    }
    for by in ["town", "day", "town,day", "day,town", "state,day,town"] {
        let all = get(&app, &format!("group_by={by}&limit=100&measures=stars__sum")).await;
        let all = all["items"].as_array().unwrap().clone();
        assert_eq!(all.iter().map(|group| group["count"].as_i64().unwrap()).sum::<i64>(), 40);
        for limit in [1, 2, 3, 7] {
            let (mut found, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = get(&app, &format!("group_by={by}&limit={limit}&measures=stars__sum{cursor}")).await;
                found.extend(page["items"].as_array().unwrap().clone());
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
                assert!(found.len() <= all.len());
            }
            assert_eq!(found, all, "{by} by {limit}");
        }
    }
    assert_eq!(get(&app, "group_by=town").await["items"].as_array().unwrap().len(), 3, "the usual page");
}

async fn a_cursor_is_bound_to_its_groups(backend: Backend) {
    let app = started(backend).await;
    for n in 0..5 {
        sale(app.db(), "a", vec![Sale::town().set(n.to_string())]).await;
    }
    let next = get(&app, "group_by=town&limit=2").await["next"].as_str().unwrap().to_owned();
    assert_eq!(get(&app, &format!("group_by=town&limit=9&cursor={next}")).await["items"].as_array().unwrap().len(), 3);
    for other in ["", "group_by=state", "group_by=town,state", "group_by=town&what=a", "group_by=town&q=a"] {
        let answer = app.get(format!("{SALES}/aggregate?{other}&cursor={next}")).send().await;
        answer.faults(400, "invalid_parameter", &["cursor: invalid"]);
    }
    app.get(format!("{SALES}?cursor={next}")).send().await.faults(400, "invalid_parameter", &["cursor: invalid"]);
}

async fn filters_searches_and_policies_are_those_of_lists(backend: Backend) {
    let app = started(backend).await;
    for (what, stars, secret) in [("red apple", 1, false), ("green apple", 2, false), ("pear", 4, false), ("apple pie", 8, true)]
    {
        sale(app.db(), what, vec![Sale::stars().set(stars), Sale::secret().set(secret)]).await;
    }
    let sum = async |query: &str| get(&app, &format!("measures=stars__sum&{query}")).await["items"][0].clone();
    assert_eq!(sum("").await, json!({"count": 3, "stars__sum": 7}));
    assert_eq!(sum("stars__gt=1").await, json!({"count": 2, "stars__sum": 6}));
    assert_eq!(sum("q=apple").await, json!({"count": 2, "stars__sum": 3}));
    assert_eq!(sum("q=apple&what__startswith=red").await, json!({"count": 1, "stars__sum": 1}));
    let path = format!("{SALES}/aggregate?measures=stars__sum&q=apple&group_by=secret");
    let all = app.get(path).bearer(&manager()).send().await.expect(200).json();
    assert_eq!(
        all["items"],
        json!([{"secret": false, "count": 2, "stars__sum": 3}, {"secret": true, "count": 1, "stars__sum": 8}])
    );
}

async fn a_field_that_is_not_seen_is_not_told_of(backend: Backend) {
    let app = started(backend).await;
    sale(app.db(), "a", vec![Sale::margin().set(7)]).await;
    for (query, fault) in [
        ("group_by=secret", "group_by: unknown_group"),
        ("group_by=nothing", "group_by: unknown_group"),
        ("measures=margin__sum", "measures: unknown_measure"),
        ("measures=nothing__sum", "measures: unknown_measure"),
    ] {
        app.get(format!("{SALES}/aggregate?{query}")).send().await.faults(400, "invalid_parameter", &[fault]);
    }
    let seen = get(&app, "").await;
    assert!(seen["items"][0].get("margin__sum").is_none() && seen["items"][0].get("margin__min").is_none(), "{seen}");
    let all = app.get(format!("{SALES}/aggregate")).bearer(&manager()).send().await.expect(200).json();
    assert_eq!((&all["items"][0]["margin__sum"], &all["items"][0]["margin__min"]), (&json!(7), &json!(7)));
}

async fn what_is_wrong_is_said(backend: Backend) {
    let app = started(backend).await;
    for (query, faults) in [
        ("sort=what", &["sort: unknown_parameter"][..]),
        (
            "fields=what&count=exact&include=x",
            &["fields: unknown_parameter", "count: unknown_parameter", "include: unknown_parameter"],
        ),
        ("group_by=what", &["group_by: unknown_group"]),
        ("group_by=&measures=", &["group_by: unknown_group", "measures: unknown_measure"]),
        ("group_by=state&group_by=town", &["group_by: repeated_parameter"]),
        ("measures=%ff", &["measures: encoding"]),
        ("nothing=1&measures=count", &["nothing: unknown_parameter", "measures: unknown_measure"]),
        ("stars=x&group_by=x", &["stars: type", "group_by: unknown_group"]),
    ] {
        app.get(format!("{SALES}/aggregate?{query}")).send().await.faults(400, "invalid_parameter", faults);
    }
    let answer = app.get(format!("{SALES}/aggregate?limit=0")).send().await;
    answer.faults(422, "parameter_out_of_range", &["limit: out_of_range"]);
}

async fn methods_are_told(backend: Backend) {
    let app = started(backend).await;
    let path = format!("{SALES}/aggregate");
    let answer = app.post(&path).json(&json!({})).send().await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
    assert_eq!(app.request(http::Method::OPTIONS, &path).send().await.expect(204).header("allow"), "GET, HEAD, OPTIONS");
    app.request(http::Method::HEAD, &path).send().await.expect(200);
    app.get(&path).header("accept", "text/plain").send().await.problem(406, "not_acceptable");
    app.get(&path).bearer("nonsense").send().await.expect(401);
    app.delete(&path).send().await.problem(405, "method_not_allowed");
}
