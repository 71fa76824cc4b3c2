//! Rows of lists: on SQLite they come packed, and must say what the same rows say when they are read alone.

use proptest::prelude::*;
use restkit::{
    ColumnSpec, Expr, Generated, ResourceSpec, Value,
    db::{Db, Statement},
    query::{ListQuery, Plan, Position, Seen, SortKey},
    schema,
};
use restkit_tests::{database::Backend, on_both};

use super::fixture::{THING, check, open, resource, text, thing};

on_both!(no_letter_is_lost, a_column_may_be_called_like_the_array, what_others_have_stored_is_judged_alike);

/// Columns with the names that packed rows use themselves.
static ODD: ResourceSpec = resource(
    "Odd",
    "odd",
    &[
        ColumnSpec::new::<i64>("id").generated(Generated::Key),
        ColumnSpec::new::<Option<String>>("packed").sort(),
        ColumnSpec::new::<Option<f64>>("float").column("Packed_").sort(),
        ColumnSpec::new::<String>("page").column("further"),
    ],
    &[0],
);

const ALL: Expr = Expr::Constant(true);

fn query(sort: &[usize], after: Option<Vec<Value>>, limit: u32) -> ListQuery {
    let sort = sort.iter().map(|&column| SortKey::own(column, false)).collect();
    ListQuery { sort, from: after.map(Position::after), ..ListQuery::new(ALL, limit) }
}

/// What a list and a get write for the row with this key.
async fn both(db: &Db, plan: &Plan, key: &[Value]) -> [Result<String, String>; 2] {
    let rows = db.fetch_all(plan.list(&query(&[], None, 100))).await.unwrap();
    let listed = rows.iter().find(|row| *plan.key(row).unwrap() == *key).unwrap();
    let alone = db.fetch_optional(plan.get(key, &ALL, &Seen::NOTHING)).await.unwrap().unwrap();
    [listed, &alone].map(|row| {
        let mut json = Vec::new();
        plan.write_json(row, &restkit::Permitted::ALL, &mut json).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(json).unwrap())
    })
}

#[test]
fn a_listed_row_is_the_row_itself() {
    check(100, thing(), async |db, values| {
        let plan = Plan::new(&THING, db.dialect());
        db.execute(plan.insert(values.iter().cloned().enumerate().collect())).await.unwrap();
        let [listed, alone] = both(db, &plan, &values[..1]).await;
        prop_assert_eq!(listed.unwrap(), alone.unwrap());
        let rows = db.fetch_all(plan.list(&query(&[], None, 20))).await.unwrap();
        let found = plan.values(&rows[0]).unwrap();
        for (at, column) in THING.columns.iter().enumerate().filter(|(_, column)| column.readable()) {
            prop_assert_eq!(&found[at], &values[at], "{}", column.column);
        }
        Ok(())
    });
}

async fn no_letter_is_lost(backend: Backend) {
    let (_database, db) = open(backend).await;
    let plan = Plan::new(&THING, db.dialect());
    // One of each kind that somebody might escape in another way, alone, at an end, and among others.
    let letters =
        ('\u{1}'..='\u{ff}').chain(['\u{2028}', '\u{2029}', '\u{fffd}', '\u{ffff}', '\u{10000}', '\u{1f600}', '\u{10ffff}']);
    let texts = letters.flat_map(|c| [c.to_string(), format!("{c}a"), format!("abcd{c}"), format!("ab\\\"{c}{c},],'cd")]);
    let texts: Vec<String> = texts.chain(["null", "0", "[]", "\\u0041", "\\"].map(str::to_owned)).collect();
    for (n, texts) in texts.chunks(100).enumerate() {
        db.execute(Statement::literal("DELETE FROM things", Vec::new())).await.unwrap();
        let key = |at: usize| Value::Uuid(uuid::Uuid::from_u128((n * 100 + at) as u128));
        for (at, letters) in texts.iter().enumerate() {
            db.execute(plan.insert(vec![(0, key(at)), (13, text(letters))])).await.unwrap();
        }
        let rows = db.fetch_all(plan.list(&query(&[], None, 100))).await.unwrap();
        assert_eq!(rows.len(), texts.len());
        for (at, (row, letters)) in rows.iter().zip(texts).enumerate() {
            let alone = db.fetch_optional(plan.get(&[key(at)], &ALL, &Seen::NOTHING)).await.unwrap().unwrap();
            let [mut json, mut expected] = [Vec::new(), Vec::new()];
            plan.write_json(row, &restkit::Permitted::ALL, &mut json).unwrap();
            plan.write_json(&alone, &restkit::Permitted::ALL, &mut expected).unwrap();
            assert_eq!(json, expected, "{letters:?}");
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&json).unwrap()["te\"xt"], *letters);
            assert_eq!(plan.value(row, 13).unwrap(), text(letters));
        }
    }
}

async fn a_column_may_be_called_like_the_array(backend: Backend) {
    let (_database, db) = open(backend).await;
    schema::migrate(&db, &[&ODD]).await.unwrap();
    let plan = Plan::new(&ODD, db.dialect());
    for n in 0..9i64 {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let float = if n % 2 == 0 { Value::Null } else { Value::Float(n as f64 / 3.0) };
        let packed = if n % 3 == 0 { Value::Null } else { text(&format!("{}", 9 - n)) };
        db.execute(plan.insert(vec![(1, packed), (2, float), (3, text("x"))])).await.unwrap();
    }
    for sort in [&[1][..], &[2], &[1, 2], &[2, 1, 0]] {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let rows = db.fetch_all(plan.list(&query(sort, after, 2))).await.unwrap();
            for row in rows.iter().take(2) {
                let mut json = Vec::new();
                plan.write_json(row, &restkit::Permitted::ALL, &mut json).unwrap();
                let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
                assert_eq!(json["page"], "x");
                found.push(json["id"].as_i64().unwrap());
            }
            if rows.len() < 3 {
                break;
            }
            after = Some(plan.position(&rows[1], &query(sort, None, 2).sort).unwrap());
        }
        let all = db.fetch_all(plan.list(&query(sort, None, 100))).await.unwrap();
        let all: Vec<Value> = all.iter().map(|row| plan.value(row, 0).unwrap()).collect();
        assert_eq!(found.into_iter().map(Value::Integer).collect::<Vec<_>>(), all, "{sort:?}");
        assert_eq!(all.len(), 9);
    }
}

/// What PostgreSQL's types would not even take.
async fn what_others_have_stored_is_judged_alike(backend: Backend) {
    if backend == Backend::Postgres {
        return;
    }
    let (_database, db) = open(backend).await;
    let plan = Plan::new(&THING, db.dialect());
    let id = uuid::Uuid::from_u128(1);
    for (change, right) in [
        ("UPDATE things SET timestamp = '2026-11-21 10:00:00'", false),
        ("UPDATE things SET timestamp = '2026-11-21T10:00:00.00000\"Z'", false),
        ("UPDATE things SET date = '21.11.2026'", false),
        ("UPDATE things SET uuid = 'none'", false),
        ("UPDATE things SET uuid = '67E55044-10B1-426F-9247-BB680E5FE0C8'", true),
        ("UPDATE things SET uuid = '67e5504410b1426f9247bb680e5fe0c8'", true),
        ("UPDATE things SET decimal = '1.50'", true),
        ("UPDATE things SET decimal = 'x'", false),
        ("UPDATE things SET text = CAST(x'61ff' AS TEXT)", false),
        ("UPDATE things SET text = CAST(x'6100' AS TEXT)", true),
    ] {
        db.execute(Statement::literal("DELETE FROM things", Vec::new())).await.unwrap();
        db.execute(plan.insert(vec![(0, Value::Uuid(id))])).await.unwrap();
        db.execute(Statement::literal(change, Vec::new())).await.unwrap();
        let rows = db.fetch_all(plan.list(&query(&[], None, 20))).await.unwrap();
        let alone = db.fetch_optional(plan.get(&[Value::Uuid(id)], &ALL, &Seen::NOTHING)).await.unwrap().unwrap();
        let [listed, alone] = [&rows[0], &alone].map(|row| {
            let mut json = Vec::new();
            plan.write_json(row, &restkit::Permitted::ALL, &mut json).ok().map(|()| String::from_utf8(json).unwrap())
        });
        assert_eq!(listed, alone, "{change}");
        assert_eq!(listed.is_some(), right, "{change}");
    }
}
