//! Orders by columns of the row that a relation leads to.

use std::cmp::Ordering;

use restkit::prelude::*;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{User, blog, comment, cover, empty, post, user};

on_both!(
    an_order_is_that_of_what_the_caller_sees,
    pages_lead_there_and_back,
    a_long_cursor_finds_its_place_again,
    what_is_not_lent_is_no_order,
    a_cursor_is_of_its_order,
);

#[derive(Clone, Copy, Debug)]
enum Who {
    Nobody,
    User(i64),
    Admin,
}

async fn get(app: &TestApp, who: Who, path: &str) -> Value {
    let request = app.get(path);
    let request = match who {
        Who::Nobody => request,
        Who::User(id) => request.as_user(id),
        Who::Admin => request.as_admin(99),
    };
    request.send().await.expect(200).json()
}

fn ids(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
}

/// Nulls last in either direction.
fn order(a: &Value, b: &Value, descending: bool) -> Ordering {
    let ordering = match (a, b) {
        (Value::Null, Value::Null) => return Ordering::Equal,
        (Value::Null, _) => return Ordering::Greater,
        (_, Value::Null) => return Ordering::Less,
        (Value::Number(a), Value::Number(b)) => a.as_i64().cmp(&b.as_i64()),
        (a, b) => a.as_str().unwrap().cmp(b.as_str().unwrap()),
    };
    if descending { ordering.reverse() } else { ordering }
}

/// What the rows of a list say of themselves, in the order of these keys.
fn sorted(rows: &Value, keys: &str) -> Vec<Value> {
    let mut rows = rows["items"].as_array().unwrap().clone();
    let keys: Vec<&str> = keys.split(',').collect();
    let descending = keys.last().unwrap().starts_with('-');
    let value = |row: &Value, key: &str| match key.trim_start_matches('-').split_once("__") {
        Some((relation, member)) => row[relation].get(member).cloned().unwrap_or(Value::Null),
        None => row[key.trim_start_matches('-')].clone(),
    };
    let compare = |a: &Value, b: &Value| {
        let by = |key: &&str| order(&value(a, key), &value(b, key), key.starts_with('-'));
        let id = || order(&a["id"], &b["id"], descending);
        keys.iter().map(by).find(|ordering| ordering.is_ne()).unwrap_or_else(id)
    };
    rows.sort_by(compare);
    rows.iter().map(|row| row["id"].clone()).collect()
}

const POSTS: [&str; 5] =
    ["author__name", "-author__name,title", "author__id,-id", "cover__url", "-cover__url,-author__name,title"];

/// What is included tells what an order may go by.
async fn an_order_is_that_of_what_the_caller_sees(backend: Backend) {
    let app = empty(backend).await;
    let users = blog(app.db()).await;
    let mut found = Vec::new();
    for who in [Who::Nobody, Who::User(users[0].id), Who::User(users[2].id), Who::Admin] {
        let all = get(&app, who, "/posts?limit=50&include=author,cover").await;
        let mut orders = Vec::new();
        for keys in POSTS {
            let page = get(&app, who, &format!("/posts?limit=50&sort={keys}")).await;
            assert_eq!(ids(&page), sorted(&all, keys), "{who:?} {keys}");
            let body = json!({"sort": keys.split(',').collect::<Vec<_>>(), "limit": 50});
            let request = app.post("/posts/query").json(&body);
            let request = if let Who::User(id) = who { request.as_user(id) } else { request };
            if !matches!(who, Who::Admin) {
                assert_eq!(ids(&request.send().await.expect(200).json()), ids(&page), "{who:?} {keys}");
            }
            orders.push(ids(&page));
        }
        found.push(orders);
        let all = get(&app, who, "/comments?limit=50&include=author,parent").await;
        for keys in ["author__name,-text", "-parent__written,author__name", "parent__text,parent__written", "-author__name"] {
            let page = get(&app, who, &format!("/comments?limit=50&sort={keys}")).await;
            assert_eq!(ids(&page), sorted(&all, keys), "{who:?} {keys}");
        }
    }
    found.dedup();
    assert!(found.len() >= 3, "callers see different things");
}

async fn pages_lead_there_and_back(backend: Backend) {
    let app = empty(backend).await;
    let users = blog(app.db()).await;
    for (who, limit) in [(Who::Nobody, 1), (Who::User(users[0].id), 2), (Who::Admin, 3)] {
        for keys in ["author__name", "-author__name,text", "parent__written,-author__name", "-parent__text,-written"] {
            for more in ["", "&fields=text"] {
                let all = ids_or_texts(&get(&app, who, &format!("/comments?limit=50&sort={keys}{more}")).await);
                let mut path = format!("/comments?limit={limit}&sort={keys}{more}");
                let (mut met, mut last) = (Vec::new(), Value::Null);
                while !path.is_empty() {
                    last = get(&app, who, &path).await;
                    met.extend(ids_or_texts(&last));
                    path = next(&last, "next", limit, keys, more);
                }
                assert_eq!(met, all, "{who:?} {keys} {more}");
                let mut back = ids_or_texts(&last);
                path = next(&last, "prev", limit, keys, more);
                while !path.is_empty() {
                    let page = get(&app, who, &path).await;
                    let mut further = ids_or_texts(&page);
                    further.append(&mut back);
                    back = further;
                    path = next(&page, "prev", limit, keys, more);
                }
                assert_eq!(back, all, "{who:?} {keys} {more}, back");
            }
        }
    }
}

fn ids_or_texts(page: &Value) -> Vec<Value> {
    page["items"].as_array().unwrap().iter().map(|row| row.get("id").unwrap_or(&row["text"]).clone()).collect()
}

fn next(page: &Value, direction: &str, limit: u32, keys: &str, more: &str) -> String {
    let cursor = page[direction].as_str();
    cursor.map(|cursor| format!("/comments?limit={limit}&sort={keys}{more}&cursor={cursor}")).unwrap_or_default()
}

async fn a_long_cursor_finds_its_place_again(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    // A cursor with such a text would be too long.
    for number in ["3", "1", "2"] {
        let made = post(db, &ann, number, false).await;
        cover(db, &made, &format!("{}{number}", "x".repeat(4_000))).await;
    }
    let page = get(&app, Who::User(1), "/posts?limit=1&sort=cover__url").await;
    assert!(page["next"].as_str().unwrap().len() < 2_000);
    let next =
        get(&app, Who::User(1), &format!("/posts?limit=1&sort=cover__url&cursor={}", page["next"].as_str().unwrap())).await;
    assert_eq!((&page["items"][0]["title"], &next["items"][0]["title"]), (&json!("1"), &json!("2")));
    let prev =
        get(&app, Who::User(1), &format!("/posts?limit=1&sort=cover__url&cursor={}", next["prev"].as_str().unwrap())).await;
    assert_eq!(prev["items"], page["items"]);
}

async fn what_is_not_lent_is_no_order(backend: Backend) {
    let app = empty(backend).await;
    let document = app.get("/openapi.json").send().await.expect(200).json();
    let parameters = document["paths"]["/posts"]["get"]["parameters"].as_array().unwrap();
    let sort = parameters.iter().find(|one| one["name"] == "sort").unwrap();
    let keys = json!([
        "id",
        "-id",
        "title",
        "-title",
        "author__id",
        "-author__id",
        "author__name",
        "-author__name",
        "cover__id",
        "-cover__id",
        "cover__url",
        "-cover__url"
    ]);
    assert_eq!(sort["schema"]["items"]["enum"], keys);
    for key in
        ["author__password", "author__active", "author", "author__posts", "comments__text", "author.name", "author__", "__name"]
    {
        let faults = ["sort: unknown_sort_key"];
        app.get(format!("/posts?sort={key}")).send().await.faults(400, "invalid_parameter", &faults);
        let body = json!({"sort": ["title", key]});
        app.post("/posts/query").json(&body).send().await.faults(422, "validation", &["/sort/1: unknown_sort_key"]);
    }
    // The rows of a relation have an order of their own columns.
    let faults = ["comments.sort: unknown_sort_key"];
    app.get("/posts?include=comments&comments.sort=author__name").send().await.faults(400, "invalid_parameter", &faults);
}

async fn a_cursor_is_of_its_order(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    for title in ["a", "b", "c"] {
        let made = post(db, &ann, title, false).await;
        comment(db, &made, None, None, title, 1).await;
    }
    let page = get(&app, Who::Nobody, "/posts?limit=1&sort=author__name").await;
    let cursor = page["next"].as_str().unwrap();
    for other in ["title", "-author__name", "author__id", "cover__url", "author__name,title"] {
        let path = format!("/posts?limit=1&sort={other}&cursor={cursor}");
        app.get(path).send().await.faults(400, "invalid_parameter", &["cursor: invalid"]);
    }
    // It grants nothing: who is not seen any more comes last, and what comes after that is what the caller sees of it.
    User::repository(db).as_system().update(ann.id, [User::active().set(false)]).await.unwrap();
    let page = get(&app, Who::Nobody, &format!("/posts?limit=5&sort=author__name&cursor={cursor}")).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 3);
}
