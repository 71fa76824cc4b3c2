//! Computed columns of rows that handlers read and write.

use futures_util::TryStreamExt as _;
use restkit::{db::Statement, prelude::*, problem::ProblemKind};
use restkit_tests::{database::Backend, on_both};

use super::fixtures::{Customer, Line, Order, empty, line, order, shop};

on_both!(rows_have_them_everywhere, conditions_and_orders_name_them, nobody_sets_them, statements_of_ones_own);

fn nobody() -> Caller {
    Caller::anonymous()
}

async fn rows_have_them_everywhere(backend: Backend) {
    let app = empty(backend).await;
    let orders = shop(app.db()).await;
    let all = Order::repository(app.db()).as_system();
    let seen = Order::repository(app.db()).as_caller(&nobody());
    assert_eq!(all.get(orders[0]).await.unwrap().line_count, 3);
    assert_eq!(seen.get(orders[0]).await.unwrap().line_count, 2);
    assert_eq!(seen.find(orders[2]).await.unwrap().unwrap().total, Decimal::ZERO);
    let made = seen.insert([Order::title().set("new")]).await.unwrap();
    assert_eq!((made.line_count, made.weight), (0, None));
    line(app.db(), made.id, "tea", "2", 2, false).await;
    let (row, version) = seen.get_with_version(made.id).await.unwrap();
    assert_eq!(row.line_count, 1);
    let changed = seen.if_version(version).update_returning(made.id, [Order::title().set("newer")]).await.unwrap();
    assert_eq!((changed.line_count, changed.total), (1, Decimal::from(4)));
    let many = seen.insert_many([[Order::title().set("a")], [Order::title().set("b")]]).await.unwrap();
    assert!(many.iter().all(|row| row.line_count == 0));
    let streamed: Vec<Order> = seen.select().stream().try_collect().await.unwrap();
    assert_eq!(streamed.len(), 6);
    assert_eq!(streamed[0].first.as_deref(), Some("milk"));
    let lines = seen.load(Order::lines(), &streamed[..1]).await.unwrap();
    assert_eq!(lines[0].iter().map(|line| line.amount).sum::<Decimal>(), streamed[0].total);
    let customer = Customer::repository(app.db()).as_system().insert([Customer::name().set("ann")]).await.unwrap();
    seen.update(orders[0], [Order::customer_id().set(Some(Id::new(customer.id)))]).await.unwrap();
    let loaded = seen.load(Order::customer(), &[seen.get(orders[0]).await.unwrap()]).await.unwrap();
    assert_eq!(loaded[0].as_ref().unwrap().order_count, 1);
    let tx = app.db().begin().await.unwrap();
    let locked = Order::repository(tx.tx()).as_caller(&nobody()).get_for_update(orders[0]).await.unwrap();
    assert_eq!(locked.line_count, 2);
    tx.rollback().await.unwrap();
}

async fn conditions_and_orders_name_them(backend: Backend) {
    let app = empty(backend).await;
    let orders = shop(app.db()).await;
    let all = Order::repository(app.db()).as_system();
    let seen = Order::repository(app.db()).as_caller(&nobody());
    assert_eq!(all.filter(Order::line_count().ge(3)).count().await.unwrap(), 1);
    assert_eq!(seen.filter(Order::line_count().ge(3)).count().await.unwrap(), 0);
    assert!(seen.filter(!Order::line_count().eq(0)).exists().await.unwrap());
    let sorted = seen.select().sort(Order::total().desc()).limit(2).all().await.unwrap();
    assert_eq!(sorted.iter().map(|row| row.id).collect::<Vec<_>>(), orders[..2]);
    let lines = Line::repository(app.db()).as_system();
    let dear = lines.filter(Line::amount().gt(Decimal::from(5)).and(Line::order().is(Order::line_count().eq(3)))).all().await;
    assert_eq!(dear.unwrap().iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["gold"]);
}

async fn nobody_sets_them(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    for set in [Order::line_count().set(3), Order::total().set(Decimal::ONE)] {
        let rows = Order::repository(app.db()).as_system();
        let problem = rows.update(order, [set.clone()]).await.unwrap_err();
        assert_eq!((problem.kind(), problem.faults()[0].code.as_ref()), (ProblemKind::VALIDATION, "read_only"));
        let problem = rows.insert([Order::title().set("x"), set]).await.unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::VALIDATION);
    }
}

async fn statements_of_ones_own(backend: Backend) {
    let app = empty(backend).await;
    let orders = shop(app.db()).await;
    let lines = Line::repository(app.db());
    let row = app.db().fetch_optional(Statement::literal("SELECT * FROM lines WHERE name = 'tea'", Vec::new())).await;
    let tea: Line = lines.from_row(&row.unwrap().unwrap()).unwrap();
    assert_eq!((tea.amount, *tea.order_id.key()), (Decimal::from(5), orders[0]));
    let sql = "SELECT *, (SELECT COUNT(*) FROM orders WHERE customer_id = customers.id) AS order_count FROM customers";
    Customer::repository(app.db()).as_system().insert([Customer::name().set("ann")]).await.unwrap();
    let row = app.db().fetch_optional(Statement::literal(sql, Vec::new())).await.unwrap().unwrap();
    assert_eq!(Customer::repository(app.db()).from_row(&row).unwrap().order_count, 0);
}
