//! Pages in an order by columns of other rows: walked one after the other they are the whole list, for whoever sees some of these rows.

use std::{cmp::Ordering, collections::BTreeMap};

use proptest::{prelude::*, sample::subsequence};
use restkit::{
    ColumnSpec, Compare, Expr, Generated, OnDelete, PartColumns, RelationKind, RelationSpec, ResourceSpec, Value,
    db::Statement,
    query::{ListQuery, Plan, Position, Seen, SortKey},
};
use restkit_tests::database::Database;
use uuid::Uuid;

use super::{
    fixture::{THING, USER, backends, connect, resource, thing},
    pages::order_of,
};

/// Something that leads to a thing, or to none.
static NOTE: ResourceSpec = ResourceSpec {
    relations: &[RelationSpec {
        name: "about",
        kind: RelationKind::BelongsTo { columns: PartColumns::new([2]) },
        target: || &THING,
        sort: &[],
        limit: None,
        filter: false,
        lends_order: true,
        nested: false,
        write: false,
        on_delete: OnDelete::Restrict,
    }],
    ..resource(
        "Note",
        "notes",
        &[
            ColumnSpec::new::<i64>("id").generated(Generated::Key),
            ColumnSpec::new::<Option<i16>>("width").column("sort 0").sort(),
            ColumnSpec::new::<Option<Uuid>>("thing"),
            ColumnSpec::new::<Option<f64>>("float"),
        ],
        &[0],
    )
};

/// Own columns, and then those of the other row.
fn keys() -> impl Strategy<Value = Vec<SortKey>> {
    let lent = (0..THING.columns.len()).filter(|at| *at == 0 || THING.columns[*at].sort);
    let lent = lent.map(|column| SortKey { by: Some(0), ..SortKey::own(column, false) });
    let all: Vec<SortKey> = [SortKey::own(0, false), SortKey::own(1, false)].into_iter().chain(lent).collect();
    subsequence(all, 1..=3).prop_shuffle().prop_flat_map(|keys| {
        let count = keys.len();
        let turned = move |down: Vec<bool>| {
            keys.iter().zip(down).map(|(key, descending)| SortKey { descending, ..*key }).collect::<Vec<_>>()
        };
        prop::collection::vec(any::<bool>(), count).prop_map(turned)
    })
}

/// Things, and of each note its width and its thing, if that is there.
type Rows = (Vec<Vec<Value>>, Vec<(Option<i16>, Option<prop::sample::Index>)>);

/// The order, the size of a page, whether all things are seen, and whether an answer shows no columns.
type List = (Vec<SortKey>, u32, bool, bool);

fn case() -> impl Strategy<Value = (Rows, Vec<List>)> {
    let note = (prop::option::of(0..2_i16), prop::option::weighted(0.8, any::<prop::sample::Index>()));
    let rows = (prop::collection::vec(thing(), 1..5), prop::collection::vec(note, 0..12));
    (rows, prop::collection::vec((keys(), 1..5_u32, any::<bool>(), any::<bool>()), 6))
}

async fn check(db: &restkit::db::Db, ((things, notes), lists): (Rows, Vec<List>)) -> Result<(), TestCaseError> {
    let (plan, others) = (Plan::new(&NOTE, db.dialect()), Plan::new(&THING, db.dialect()));
    for table in ["DELETE FROM notes", "DELETE FROM things"] {
        db.execute(Statement::literal(table, Vec::new())).await.unwrap();
    }
    let mut by_key: BTreeMap<String, &Vec<Value>> = BTreeMap::new();
    for thing in &things {
        if by_key.insert(format!("{:?}", thing[0]), thing).is_none() {
            db.execute(others.insert(thing.iter().cloned().enumerate().collect())).await.unwrap();
        }
    }
    let things: Vec<&Vec<Value>> = by_key.values().copied().collect();
    let mut rows = Vec::new();
    for (at, (width, thing)) in notes.into_iter().enumerate() {
        let thing = thing.map(|index| *index.get(&things));
        let width = width.map_or(Value::Null, |width| Value::Integer(width.into()));
        let id = Value::Integer(i64::try_from(at).unwrap() * 7 % 5 * 100 + i64::try_from(at).unwrap());
        let row = vec![id, width, thing.map_or(Value::Null, |thing| thing[0].clone())];
        db.execute(plan.insert(row.iter().cloned().enumerate().collect())).await.unwrap();
        rows.push((row, thing));
    }
    for (sort, limit, all, narrow) in lists {
        let visible = if all { Expr::Constant(true) } else { Expr::Compare(1, Compare::Equal, Value::Bool(true)) };
        let order = plan.order(&sort);
        let sees = |thing: &&Vec<Value>| all || thing[1] == Value::Bool(true);
        let place = |(row, thing): &(Vec<Value>, Option<&Vec<Value>>)| -> Vec<Value> {
            let value = |key: &SortKey| match key.by {
                None => row[key.column].clone(),
                Some(_) => thing.as_ref().copied().filter(sees).map_or(Value::Null, |thing| thing[key.column].clone()),
            };
            order.iter().map(value).collect()
        };
        let compare = |a: &[Value], b: &[Value]| {
            let one = |(at, key): (usize, &SortKey)| order_of(&a[at], &b[at], key.descending);
            order.iter().enumerate().map(one).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
        };
        rows.sort_by(|a, b| compare(&place(a), &place(b)));
        let expected: Vec<&Value> = rows.iter().map(|(row, _)| &row[0]).collect();
        let list = |from| ListQuery {
            sort: sort.clone(),
            seen: vec![(0, visible.clone(), Seen::NOTHING)],
            fields: narrow.then(|| vec![0]),
            from,
            ..ListQuery::new(Expr::Constant(true), limit)
        };
        for backward in [false, true] {
            let mut found = Vec::new();
            let last = rows.last().filter(|_| backward);
            let mut from = last.map(|row| Position { values: place(row), backward, inclusive: true });
            loop {
                let query = list(from);
                let selection = plan.selected(&query);
                let page = db.fetch_all(plan.list(&query)).await.unwrap();
                let more = page.len() > limit as usize;
                for row in page.iter().take(limit as usize) {
                    found.push(selection.value(row, 0).unwrap());
                }
                if !more {
                    break;
                }
                let values = plan.position_in(&selection, &page[limit as usize - 1], &sort).unwrap();
                from = Some(Position { values, backward, inclusive: false });
            }
            if backward {
                found.reverse();
            }
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected.clone(), "{:?} {} {}", &order, backward, all);
        }
    }
    Ok(())
}

#[test]
fn pages_are_the_whole_list() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for backend in backends() {
        let database = runtime.block_on(Database::migrated(backend, &[&NOTE, &THING, &USER]));
        let db = runtime.block_on(connect(database.url()));
        let config = ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() };
        let outcome = proptest::test_runner::TestRunner::new(config).run(&case(), |case| runtime.block_on(check(&db, case)));
        outcome.unwrap_or_else(|error| panic!("{backend:?}: {error}"));
    }
}
