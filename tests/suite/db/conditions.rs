//! A condition means the same in SQL as in Rust.

use proptest::prelude::*;
use restkit::{
    Compare, Expr, Kind, TextMatch, Value,
    query::{ListQuery, Plan, Seen, evaluate},
};
use serde_json::json;

use super::fixture::{THING, check, nullable, thing};

/// Conditions on the columns of [`THING`], with values of their kinds.
fn condition() -> impl Strategy<Value = Expr> {
    let column = 0..THING.columns.len();
    let compare = prop_oneof![
        3 => Just(Compare::Equal),
        3 => Just(Compare::NotEqual),
        1 => Just(Compare::Less),
        1 => Just(Compare::LessOrEqual),
        1 => Just(Compare::Greater),
        1 => Just(Compare::GreaterOrEqual),
    ];
    let of = |column: usize| nullable(THING.columns[column].data_type.kind);
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Expr::Constant),
        4 => (column.clone(), compare).prop_flat_map(move |(at, operator)| of(at).prop_map(move |v| Expr::Compare(at, operator, v))),
        2 => text_match(),
        2 => held(),
        2 => column.clone().prop_map(Expr::IsNull),
        2 => column.prop_flat_map(move |at| prop::collection::vec(of(at), 0..4).prop_map(move |list| Expr::In(at, list))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::Any),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    })
}

/// Documents that others hold: scalars of all kinds in lists and objects, and what nothing can be said of.
fn held() -> impl Strategy<Value = Expr> {
    let scalar = || {
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(1),
            json!(1.0),
            json!(2.5),
            json!("1"),
            json!("\u{1}ä"),
            json!(""),
        ])
    };
    let names = prop::sample::select(vec!["", "a", "b"]);
    let list = prop::collection::vec(scalar(), 0..3).prop_map(serde_json::Value::from);
    let object = prop_oneof![3 => scalar(), 1 => list.clone()].prop_recursive(2, 8, 3, move |inner| {
        prop::collection::hash_map(names.clone(), inner, 0..3)
            .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    });
    let document = prop_oneof![3 => list, 6 => object, 1 => scalar(), 1 => Just(json!([[1]])), 1 => Just(json!({"a": [{}]}))];
    let column = THING.columns.iter().position(|column| column.data_type.kind == Kind::Json).unwrap();
    (prop_oneof![9 => Just(column), 1 => Just(1)], document).prop_map(|(column, document)| Expr::Holds(column, document))
}

const HOW: [TextMatch; 7] = [
    TextMatch::Contains,
    TextMatch::StartsWith,
    TextMatch::EndsWith,
    TextMatch::ContainsIgnoringCase,
    TextMatch::StartsWithIgnoringCase,
    TextMatch::EndsWithIgnoringCase,
    TextMatch::EqualIgnoringCase,
];

/// Texts in texts: short ones, letters of patterns and both cases among them.
fn text_match() -> impl Strategy<Value = Expr> {
    let columns = (0..THING.columns.len()).filter(|at| THING.columns[*at].data_type.kind == Kind::Text).collect::<Vec<_>>();
    let how = prop::sample::select(HOW.to_vec());
    let text = prop_oneof![
        "[aAbBäÄßẞsSſkK\u{212a}%_\\\\]{0,2}",
        "[ -~]{0,2}",
        "[\\^$.*+?()\\[\\]{}|<>#&~\n-]{0,3}",
        Just("\u{10000}".to_owned()),
        Just("kK".repeat(100)),
        Just("s".repeat(201)),
    ];
    (prop::sample::select(columns), how, text).prop_map(|(column, how, text)| Expr::Text(column, how, text))
}

#[test]
fn sql_and_rust_agree() {
    let input = (prop::collection::vec(thing(), 1..6), prop::collection::vec(condition(), 1..8), any::<prop::sample::Index>());
    check(40, input, async |db, (rows, conditions, of)| {
        let plan = Plan::new(&THING, db.dialect());
        for row in &rows {
            db.execute(plan.insert(row.iter().cloned().enumerate().collect())).await.unwrap();
        }
        // The values of a row are the ones that conditions are most likely true for.
        let row = of.get(&rows);
        let few = || (1..row.len()).skip(of.index(4)).step_by(4);
        let equal = few().map(|at| Expr::Compare(at, Compare::Equal, row[at].clone()));
        let at_most = few().map(|at| Expr::Compare(at, Compare::LessOrEqual, row[at].clone()));
        let parts = row.iter().enumerate().filter_map(|(at, value)| match value {
            Value::Text(text) if !text.is_empty() => {
                let (half, _) = text.char_indices().nth(text.chars().count() / 2).unwrap_or_default();
                let (start, end) = text.split_at(half);
                let of = |how, text: &str| Expr::Text(at, how, text.to_owned());
                Some([
                    of(TextMatch::StartsWith, start),
                    of(TextMatch::EndsWith, end),
                    of(TextMatch::Contains, end),
                    of(TextMatch::StartsWithIgnoringCase, &start.to_uppercase()),
                    of(TextMatch::EndsWithIgnoringCase, &end.to_lowercase()),
                    of(TextMatch::ContainsIgnoringCase, &end.to_uppercase()),
                    of(TextMatch::EqualIgnoringCase, &text.to_lowercase()),
                ])
            }
            _ => None,
        });
        for expr in conditions.into_iter().chain(equal).chain(at_most).chain(parts.flatten()) {
            for expr in [expr.clone(), expr.negate()] {
                let expected: Vec<bool> = rows.iter().map(|row| evaluate(&expr, row) == Some(true)).collect();
                // The filter stands beside the scope.
                let query = ListQuery { filter: expr.clone(), ..ListQuery::new(Expr::Constant(true), 100) };
                let filtered = db.fetch_all(plan.list(&query)).await.unwrap();
                let query = ListQuery::new(expr.clone(), 100);
                let answer = db.fetch_all(plan.list(&query)).await.unwrap();
                prop_assert_eq!(answer.len(), filtered.len(), "{:?}", &expr);
                let found: Vec<Value> = answer.iter().map(|row| plan.value(row, 0).unwrap()).collect();
                let selected: Vec<bool> = rows.iter().map(|row| found.contains(&row[0])).collect();
                prop_assert_eq!(&selected, &expected, "{:?}", &expr);
                // The same as part of a statement on one row.
                let alone = db.fetch_optional(plan.get(&row[..1], &expr, &Seen::NOTHING)).await.unwrap().is_some();
                prop_assert_eq!(alone, evaluate(&expr, row) == Some(true), "{:?}", &expr);
            }
        }
        Ok(())
    });
}

#[test]
fn an_integer_out_of_range_is_no_mistake() {
    check(1, Just(()), async |db, ()| {
        let plan = Plan::new(&THING, db.dialect());
        let huge = Value::Integer(i64::MAX);
        let query = ListQuery {
            filter: Expr::Compare(3, Compare::Equal, huge.clone()),
            ..ListQuery::new(Expr::In(2, vec![huge, Value::Integer(i64::MIN)]), 3)
        };
        prop_assert!(db.fetch_all(plan.list(&query)).await.unwrap().is_empty());
        Ok(())
    });
}
