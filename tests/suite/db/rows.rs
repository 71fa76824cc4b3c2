//! One row: made, read, changed, removed.

use restkit::{
    Compare, Expr, Value,
    db::{Db, DbError},
    query::{ListQuery, Miss, Plan, RowVersion, Seen},
};
use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixture::{TASK, USER, open, text};

on_both!(a_row_from_birth_to_death, conflicts_name_their_column, locked_rows_have_write_only_columns);

async fn user(db: &Db, email: &str) -> i64 {
    let plan = Plan::new(&USER, db.dialect());
    let row = db.fetch_optional(plan.insert(vec![(1, text(email)), (2, text("s"))])).await.unwrap().unwrap();
    match plan.value(&row, 0).unwrap() {
        Value::Integer(id) => id,
        other => panic!("{other:?}"),
    }
}

fn task(title: &str, priority: i64, owner: i64) -> Vec<(usize, Value)> {
    vec![(1, text(title)), (2, text("todo")), (3, Value::Integer(priority)), (7, Value::Integer(owner))]
}

async fn a_row_from_birth_to_death(backend: Backend) {
    let (_database, db) = open(backend).await;
    let (users, plan) = (Plan::new(&USER, db.dialect()), Plan::new(&TASK, db.dialect()));
    let owner = user(&db, "a@b").await;
    let row = db.fetch_optional(plan.insert(task("a", 2, owner))).await.unwrap().unwrap();
    let mut out = Vec::new();
    plan.write_json(&row, &restkit::Permitted::ALL, &mut out).unwrap();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&out).unwrap(),
        json!({"id": 1, "title": "a", "status": "todo", "priority": 2, "price": null, "size": null, "blob": null, "owner_id": owner})
    );
    let (key, all, none) = ([Value::Integer(1)], Expr::Constant(true), Expr::Constant(false));
    assert_eq!(plan.version(&row).unwrap(), RowVersion::Number(1));
    let mine = Expr::Compare(7, Compare::Equal, Value::Integer(owner));
    let others = mine.clone().negate();
    assert!(db.read_by_key(&TASK, plan.get(&key, &mine, &Seen::NOTHING)).await.unwrap().is_some());
    assert!(db.read_by_key(&TASK, plan.get(&key, &others, &Seen::NOTHING)).await.unwrap().is_none());

    let row = db.fetch_optional(plan.update_returning(&key, &mine, vec![(1, text("b"))], Some(1))).await.unwrap().unwrap();
    assert_eq!((plan.version(&row).unwrap(), plan.value(&row, 1).unwrap()), (RowVersion::Number(2), text("b")));
    assert!(db.fetch_optional(plan.update_returning(&key, &mine, vec![(1, text("c"))], Some(1))).await.unwrap().is_none());
    for (read, action, version, miss) in [
        (&none, &all, None, Miss::NotFound),
        (&all, &others, Some(1), Miss::Denied),
        (&all, &mine, Some(1), Miss::VersionMismatch),
        (&all, &mine, Some(2), Miss::Gone),
    ] {
        let row = db.fetch_optional(plan.diagnose(&key, read, action)).await.unwrap();
        assert_eq!(plan.miss(row.as_ref(), version).unwrap(), miss);
    }

    let user_key = [Value::Integer(owner)];
    assert!(matches!(db.execute(users.delete(&user_key, &all, None)).await, Err(DbError::ForeignKey { .. })));
    assert_eq!(db.execute(plan.delete(&key, &all, Some(1))).await.unwrap(), 0);
    assert_eq!(db.execute(plan.delete(&key, &mine, Some(2))).await.unwrap(), 1);
    assert_eq!(db.execute(users.delete(&user_key, &all, None)).await.unwrap(), 1);
    // Ids are not used again.
    assert_eq!(user(&db, "c@d").await, owner + 1);
}

async fn conflicts_name_their_column(backend: Backend) {
    let (_database, db) = open(backend).await;
    let (users, plan) = (Plan::new(&USER, db.dialect()), Plan::new(&TASK, db.dialect()));
    user(&db, "a@b").await;
    let again = db.fetch_optional(users.insert(vec![(1, text("a@b")), (2, text("s"))])).await.unwrap_err();
    let DbError::Unique { table, columns } = again else { panic!("{again:?}") };
    assert_eq!((table.as_deref(), columns), (Some("order"), vec!["select".to_owned()]));
    let orphan = task("a", 2, 99);
    assert!(matches!(db.fetch_optional(plan.insert(orphan.clone())).await, Err(DbError::ForeignKey { .. })));
    assert_eq!(plan.dangling(&(&db).into(), &orphan, None).await.unwrap(), [7]);
    assert!(db.fetch_all(plan.list(&everything())).await.unwrap().is_empty(), "nothing of it was kept");
    let broken = db.execute(plan.insert(task("toolong", 2, 1))).await.unwrap_err();
    assert!(matches!(&broken, DbError::Check { constraint: Some(name) } if name == "tasks_title_check"), "{broken:?}");
}

fn everything() -> ListQuery {
    ListQuery::new(Expr::Constant(true), 100)
}

async fn locked_rows_have_write_only_columns(backend: Backend) {
    let (_database, db) = open(backend).await;
    let users = Plan::new(&USER, db.dialect());
    let key = [Value::Integer(user(&db, "a@b").await)];
    let tx = db.begin().await.unwrap();
    let row = tx.fetch_optional(users.lock(&key, &Expr::Constant(true), &Seen::NOTHING)).await.unwrap().unwrap();
    assert_eq!(users.locked_values(&row).unwrap(), [key[0].clone(), text("a@b"), text("s"), Value::Null]);
    assert_eq!(users.values(&row).unwrap()[2], Value::Null);
    assert_eq!(users.version(&row).unwrap(), RowVersion::Number(1));
    let mut out = Vec::new();
    users.write_json(&row, &restkit::Permitted::ALL, &mut out).unwrap();
    assert!(!String::from_utf8(out).unwrap().contains("secret"));
    tx.rollback().await.unwrap();
}
