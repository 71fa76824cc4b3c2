//! Pages: walked one after the other they are the whole list, whatever it is sorted by.

use std::cmp::Ordering;

use proptest::{prelude::*, sample::subsequence};
use restkit::{
    Compare, Expr, Value,
    query::{ListQuery, Plan, Position, SortKey},
};

use super::fixture::{THING, check, thing};

fn sort() -> impl Strategy<Value = Vec<SortKey>> {
    let columns: Vec<usize> = (0..THING.columns.len()).filter(|at| *at == 0 || THING.columns[*at].sort).collect();
    subsequence(columns, 0..=3)
        .prop_shuffle()
        .prop_flat_map(|columns| {
            let count = columns.len();
            (Just(columns), prop::collection::vec(any::<bool>(), count))
        })
        .prop_map(|(columns, down)| {
            columns.into_iter().zip(down).map(|(column, descending)| SortKey::own(column, descending)).collect()
        })
}

/// The order of two values in a list: nulls last in either direction.
pub(super) fn order_of(a: &Value, b: &Value, descending: bool) -> Ordering {
    let ordering = match (a, b) {
        (Value::Null, Value::Null) => return Ordering::Equal,
        (Value::Null, _) => return Ordering::Greater,
        (_, Value::Null) => return Ordering::Less,
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap(),
        (Value::Text(a), Value::Text(b)) => a.chars().cmp(b.chars()),
        (Value::Uuid(a), Value::Uuid(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Timestamp(a), Value::Timestamp(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => a.cmp(b),
        other => panic!("{other:?}"),
    };
    if descending { ordering.reverse() } else { ordering }
}

fn compare(a: &[Value], b: &[Value], order: &[SortKey]) -> Ordering {
    let one = |key: &SortKey| order_of(&a[key.column], &b[key.column], key.descending);
    order.iter().map(one).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
}

#[test]
fn pages_are_the_whole_list() {
    let input = (prop::collection::vec(thing(), 0..14), prop::collection::vec((sort(), 1u32..7, any::<bool>()), 6));
    check(30, input, async |db, (mut rows, lists)| {
        let plan = Plan::new(&THING, db.dialect());
        for row in &rows {
            db.execute(plan.insert(row.iter().cloned().enumerate().collect())).await.unwrap();
        }
        for (sort, limit, filtered) in lists {
            let order = plan.order(&sort);
            rows.sort_by(|a, b| compare(a, b, &order));
            let filter = if filtered { Expr::Compare(1, Compare::Equal, Value::Bool(true)) } else { Expr::Constant(true) };
            let expected: Vec<&Value> =
                rows.iter().filter(|row| !filtered || row[1] == Value::Bool(true)).map(|row| &row[0]).collect();
            let list = |from| ListQuery {
                filter: filter.clone(),
                sort: sort.clone(),
                from,
                ..ListQuery::new(Expr::Constant(true), limit)
            };
            for backward in [false, true] {
                let mut found = Vec::new();
                let last = rows.iter().rfind(|row| !filtered || row[1] == Value::Bool(true));
                // From the end of the list, the last row is the one to begin with.
                let mut from = last.filter(|_| backward).map(|row| Position {
                    values: order.iter().map(|key| row[key.column].clone()).collect(),
                    backward,
                    inclusive: true,
                });
                loop {
                    let page = db.fetch_all(plan.list(&list(from))).await.unwrap();
                    let more = page.len() > limit as usize;
                    prop_assert!(page.len() <= limit as usize + 1);
                    for row in page.iter().take(limit as usize) {
                        found.push(plan.value(row, 0).unwrap());
                    }
                    if !more {
                        break;
                    }
                    let values = plan.position(&page[limit as usize - 1], &sort).unwrap();
                    from = Some(Position { values, backward, inclusive: false });
                }
                if backward {
                    found.reverse();
                }
                prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected.clone(), "{:?} {}", &order, backward);
            }
        }
        Ok(())
    });
}

#[test]
fn a_position_of_another_order_selects_nothing() {
    check(1, thing(), async |db, row| {
        let plan = Plan::new(&THING, db.dialect());
        db.execute(plan.insert(row.into_iter().enumerate().collect())).await.unwrap();
        for after in [vec![], vec![Value::Null; 3]] {
            let from = Some(Position::after(after));
            let query = ListQuery { from, ..ListQuery::new(Expr::Constant(true), 2) };
            prop_assert!(db.fetch_all(plan.list(&query)).await.unwrap().is_empty());
        }
        Ok(())
    });
}
