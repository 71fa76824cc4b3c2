//! Sums are exact, and the same on both databases.

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use restkit::prelude::*;
use restkit_tests::{app::TestApp, database::Backend, on_both};

use super::fixtures::{Line, Order, empty, order};

on_both!(whole_numbers_are_added_exactly, what_is_too_much_is_the_greatest_number, decimals_are_added_exactly);

async fn with(app: &TestApp, prices: &[Decimal], weights: &[i64]) -> Order {
    let order = order(app.db(), "sum").await;
    let lines = Line::repository(app.db()).as_system();
    let rows = prices.iter().zip(weights).map(|(price, weight)| {
        [Line::order_id().set(order), Line::name().set("x"), Line::price().set(*price), Line::weight().set(*weight)]
    });
    lines.insert_many(rows).await.unwrap();
    Order::repository(app.db()).as_system().get(order).await.unwrap()
}

async fn whole_numbers_are_added_exactly(backend: Backend) {
    let app = empty(backend).await;
    let mut runner = TestRunner::deterministic();
    let one = prop_oneof![any::<i64>(), -5_i64..5, (-2_000_000_000_i64..2_000_000_000)];
    for _ in 0..30 {
        let weights = proptest::collection::vec(one.clone(), 1..6).new_tree(&mut runner).unwrap().current();
        let prices = vec![Decimal::ONE; weights.len()];
        let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        let held = i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX });
        assert_eq!(with(&app, &prices, &weights).await.weight, Some(held), "{weights:?}");
    }
}

async fn what_is_too_much_is_the_greatest_number(backend: Backend) {
    let app = empty(backend).await;
    let one = [Decimal::ONE; 3];
    for (weights, sum) in [
        (vec![i64::MAX, 1], i64::MAX),
        (vec![i64::MAX, 0], i64::MAX),
        (vec![i64::MIN, -1], i64::MIN),
        (vec![i64::MIN, 0], i64::MIN),
        (vec![i64::MAX, i64::MAX, i64::MIN], i64::MAX - 1),
        (vec![i64::MIN, 1], i64::MIN + 1),
        (vec![-1, 1], 0),
    ] {
        assert_eq!(with(&app, &one[..weights.len()], &weights).await.weight, Some(sum), "{weights:?}");
    }
    let great: Decimal = "900000000000000000".parse().unwrap();
    let most: Decimal = "999999999999999999.9999999999".parse().unwrap();
    let third = Decimal::from(300_000_000_000_000_000_i64);
    assert_eq!(with(&app, &[third, third, third], &[0; 3]).await.total, great);
    assert_eq!(with(&app, &[great, great], &[0; 2]).await.total, most);
    assert_eq!(with(&app, &[-great, -great, Decimal::ONE], &[0; 3]).await.total, -most);
}

async fn decimals_are_added_exactly(backend: Backend) {
    let app = empty(backend).await;
    let mut runner = TestRunner::deterministic();
    let one = (-99_999_999_i64..99_999_999, 0_u32..6).prop_map(|(number, scale)| Decimal::new(number, scale));
    for _ in 0..30 {
        let prices = proptest::collection::vec(one.clone(), 1..8).new_tree(&mut runner).unwrap().current();
        let order = with(&app, &prices, &vec![0; prices.len()]).await;
        assert_eq!(order.total, prices.iter().sum::<Decimal>(), "{prices:?}");
        assert_eq!(order.dearest, prices.iter().max().copied(), "{prices:?}");
        let found = Order::repository(app.db()).as_system().filter(Order::total().eq(order.total));
        assert!(found.all().await.unwrap().iter().any(|row| row.id == order.id), "it is found by {}", order.total);
    }
}
