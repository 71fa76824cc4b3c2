//! Changes to a row only while it has a certain version.

use restkit::{prelude::*, query::RowVersion};
use restkit_tests::{database::Backend, on_both};

use super::{Errand, admin, errand, of, open};

on_both!(of_many_with_one_version_one_wins, a_row_of_another_version_stays_as_it_is, other_refusals_come_first);

/// The version after this one.
fn next(version: RowVersion) -> RowVersion {
    match version {
        RowVersion::Number(number) => RowVersion::Number(number + 1),
        digest @ RowVersion::Digest(_) => digest,
    }
}

async fn of_many_with_one_version_one_wins(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let milk = errand(&ann, "milk", 3).await;
    let (_, version) = ann.get_with_version(milk.id).await.unwrap();
    let racing = (0..12).map(|number| {
        let errands = of(&db, "1").if_version(version);
        tokio::spawn(async move { errands.update_returning(milk.id, [Errand::title().set(format!("milk {number}"))]).await })
    });
    let mut won = Vec::new();
    for one in racing.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Ok(errand) => won.push(errand.title),
            Err(problem) => assert_eq!(problem.kind(), ProblemKind::PRECONDITION_FAILED),
        }
    }
    assert_eq!(won.len(), 1);
    let (now, after) = ann.get_with_version(milk.id).await.unwrap();
    assert_eq!((now.title, after), (won.remove(0), next(version)));
}

async fn a_row_of_another_version_stays_as_it_is(backend: Backend) {
    let (_database, db) = open(backend).await;
    let (ann, admin) = (of(&db, "1"), admin(&db));
    let milk = errand(&ann, "milk", 3).await;
    let (_, old) = ann.get_with_version(milk.id).await.unwrap();
    ann.if_version(old).update(milk.id, [Errand::title().set("oats")]).await.unwrap();
    let stale = ann.if_version(old).update(milk.id, [Errand::title().set("rice")]).await;
    assert_eq!(stale.unwrap_err().kind(), ProblemKind::PRECONDITION_FAILED);
    let nothing = ann.if_version(old).update(milk.id, []).await;
    assert_eq!(nothing.unwrap_err().kind(), ProblemKind::PRECONDITION_FAILED);
    let removed = admin.if_version(old).delete(milk.id).await;
    assert_eq!(removed.unwrap_err().kind(), ProblemKind::PRECONDITION_FAILED);
    // In a transaction as well, which goes on.
    let transaction = db.begin().await.unwrap();
    let inside = Errand::repository(&transaction).as_system();
    let stale = inside.if_version(old).update(milk.id, [Errand::title().set("rice")]).await;
    assert_eq!(stale.unwrap_err().kind(), ProblemKind::PRECONDITION_FAILED);
    let (row, now) = inside.get_with_version(milk.id).await.unwrap();
    assert_eq!((row.title.as_str(), now), ("oats", next(old)));
    inside.if_version(now).delete(milk.id).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(ann.find(milk.id).await.unwrap().is_none());
}

async fn other_refusals_come_first(backend: Backend) {
    let (_database, db) = open(backend).await;
    let milk = errand(&of(&db, "1"), "milk", 3).await;
    let stranger = of(&db, "2").if_version(RowVersion::Number(7));
    let unseen = stranger.update(milk.id, [Errand::title().set("oats")]).await;
    assert_eq!(unseen.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    let denied = admin(&db).if_version(RowVersion::Number(7)).update(milk.id, [Errand::title().set("oats")]).await;
    assert_eq!(denied.unwrap_err().kind(), ProblemKind::FORBIDDEN);
    let broken = of(&db, "1").if_version(RowVersion::Number(7)).update(milk.id, [Errand::title().set("")]).await;
    assert_eq!(broken.unwrap_err().kind(), ProblemKind::VALIDATION);
}
