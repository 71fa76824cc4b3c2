//! Several operations that stand or fall together.

use restkit::{prelude::*, resource::Rows};
use restkit_tests::{database::Backend, on_both};

use super::{Errand, Person, errand, of, open, pointers};

on_both!(
    a_transaction_holds_several_operations,
    a_locked_row_waits_for_its_turn,
    conflicts_in_a_transaction_name_their_member,
    many_rows_are_made_or_none,
    a_unique_column_finds_a_row_again,
);

async fn a_transaction_holds_several_operations(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let milk = errand(&ann, "milk", 3).await;
    for keep in [false, true] {
        let transaction = db.begin().await.unwrap();
        let inside = Errand::repository(transaction.tx()).as_caller(&Caller::new("1"));
        let locked = inside.get_for_update(milk.id).await.unwrap();
        // A rule of the whole struct looks at the row first, in the same transaction.
        inside.update(locked.id, [Errand::title().set("oats")]).await.unwrap();
        errand(&inside, "tea", 1).await;
        assert_eq!(inside.insert([Errand::title().set("")]).await.unwrap_err().kind(), ProblemKind::VALIDATION);
        assert_eq!(inside.select().count().await.unwrap(), 2, "a fault is no failure of the transaction");
        if keep {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
            assert_eq!(ann.get(milk.id).await.unwrap().title, "milk");
        }
    }
    assert_eq!(ann.select().count().await.unwrap(), 2);
    assert_eq!(ann.get(milk.id).await.unwrap().title, "oats");
    assert_eq!(ann.get_for_update(milk.id).await.unwrap_err().kind(), ProblemKind::INTERNAL, "nothing would be locked");
}

async fn a_locked_row_waits_for_its_turn(backend: Backend) {
    let (_database, db) = open(backend).await;
    let milk = errand(&of(&db, "1"), "milk", 3).await;
    let counting: Vec<_> = (0..12)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let tx = db.begin().await.unwrap();
                let errands = Errand::repository(&tx).as_system();
                let now = errands.get_for_update(milk.id).await.unwrap().count;
                errands.update(milk.id, [Errand::count().set(now + 1)]).await.unwrap();
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for one in counting {
        one.await.unwrap();
    }
    assert_eq!(of(&db, "1").get(milk.id).await.unwrap().count, 12);
}

async fn conflicts_in_a_transaction_name_their_member(backend: Backend) {
    let (_database, db) = open(backend).await;
    let tx = db.begin().await.unwrap();
    let inside = Errand::repository(&tx).as_caller(&Caller::new("1"));
    errand(&inside, "milk", 3).await;
    let conflict = tx.savepoint(async || inside.insert([Errand::title().set("a"), Errand::code().set("c-milk")]).await).await;
    let problem = conflict.unwrap_err();
    assert_eq!((problem.kind(), pointers(&problem)), (ProblemKind::CONFLICT, vec![("/code", "unique")]));
    let person = Person::repository(&tx).as_system().insert([Person::name().set("Cid")]).await.unwrap();
    let helped = [Errand::title().set("tea"), Errand::code().set("t"), Errand::helper_id().set(person.id)];
    inside.insert(helped).await.unwrap();
    let dangling = [Errand::title().set("oats"), Errand::code().set("o"), Errand::helper_id().set(99)];
    let problem = inside.insert(dangling).await.unwrap_err();
    assert_eq!((problem.kind(), pointers(&problem)), (ProblemKind::CONFLICT, vec![("/helper_id", "reference")]));
    assert_eq!(inside.select().count().await.unwrap_err().kind(), ProblemKind::INTERNAL, "nothing goes on after a failure");
    assert!(tx.commit().await.is_err());
    assert_eq!(of(&db, "1").select().count().await.unwrap(), 0);
}

async fn many_rows_are_made_or_none(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let row = |title: &str, code: &str| [Errand::title().set(title), Errand::code().set(code)];
    let faults = ann.insert_many([row("a", "1"), row("", "2"), row("c", "c")]).await.unwrap_err();
    assert_eq!(pointers(&faults), [("/1/title", "length"), ("/2/title", "same")]);
    let conflict = ann.insert_many([row("a", "1"), row("b", "1")]).await.unwrap_err();
    assert_eq!((conflict.kind(), pointers(&conflict)), (ProblemKind::CONFLICT, vec![("/1/code", "unique")]));
    assert_eq!(ann.select().count().await.unwrap(), 0);
}

async fn a_unique_column_finds_a_row_again(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let upsert = async |rows: &Rows<Errand>, title: &str| {
        rows.upsert(Errand::code(), [Errand::code().set("m"), Errand::title().set(title)]).await
    };
    let made = upsert(&ann, "milk").await.unwrap();
    let found = upsert(&ann, "oats").await.unwrap();
    assert_eq!((found.id, found.title.as_str()), (made.id, "oats"));
    assert_eq!(upsert(&of(&db, "2"), "tea").await.unwrap_err().kind(), ProblemKind::CONFLICT, "not theirs to see");
    let not_unique = ann.upsert(Errand::title(), [Errand::title().set("a")]).await.unwrap_err();
    assert_eq!(not_unique.kind(), ProblemKind::INTERNAL);
    let missing = ann.upsert(Errand::code(), [Errand::title().set("a")]).await.unwrap_err();
    assert_eq!(pointers(&missing), [("/code", "required")]);
    let racers: Vec<_> = (0..8)
        .map(|n| {
            let ann = ann.clone();
            tokio::spawn(async move {
                ann.upsert(Errand::code(), [Errand::code().set("race"), Errand::title().set(n.to_string())]).await.unwrap().id
            })
        })
        .collect();
    let mut ids = Vec::new();
    for racer in racers {
        ids.push(racer.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}
