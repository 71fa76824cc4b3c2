//! Walks through pages while others write: what was there all the time is met once, forward and back.

use std::collections::BTreeSet;

use proptest::{prelude::*, sample::subsequence};
use restkit::{
    db::Db,
    prelude::*,
    query::CursorKey,
    resource::{RowPage, Rows, Select},
};
use restkit_tests::{database::Database, on_both};

use super::fixture::{backends, connect};

/// Something with few values, so that rows are equal and null by many keys.
#[derive(Debug)]
#[resource(path = "/leaves")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Leaf {
    #[resource(id)]
    id: i64,
    #[resource(sort)]
    width: Option<i16>,
    #[resource(sort)]
    colour: Option<String>,
    #[resource(sort)]
    dry: bool,
    #[resource(sort)]
    length: Option<f64>,
    #[resource(belongs_to = twig)]
    twig_id: Option<Id<Twig>>,
}

/// What a leaf may be on. There are three, and one of them has no height.
#[derive(Debug)]
#[resource(path = "/twigs")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Twig {
    #[resource(id, natural)]
    id: i64,
    #[resource(sort)]
    height: Option<i16>,
}

/// The values of a leaf.
type Values = (Option<i16>, Option<String>, bool, Option<f64>, Option<i64>);

fn values() -> impl Strategy<Value = Values> {
    let colour = prop::option::of(prop::sample::select(vec!["", "red", "Red"]).prop_map(str::to_owned));
    let length = prop::option::of(prop::sample::select(vec![0.5, -1.0]));
    (prop::option::of(0..2_i16), colour, any::<bool>(), length, prop::option::weighted(0.7, 0..3_i64))
}

/// What others do between two pages.
#[derive(Clone, Debug)]
enum Meanwhile {
    Insert(Values),
    /// Removes one of those that may go.
    Delete(prop::sample::Index),
    /// Removes the row at the end of the page that was read last, from where its cursor leads on.
    DeleteTheEnd,
    Nothing,
}

fn meanwhile() -> impl Strategy<Value = Meanwhile> {
    prop_oneof![
        2 => values().prop_map(Meanwhile::Insert),
        2 => any::<prop::sample::Index>().prop_map(Meanwhile::Delete),
        2 => Just(Meanwhile::DeleteTheEnd),
        1 => Just(Meanwhile::Nothing),
    ]
}

/// Keys of an order by their number, and whether each is descending.
fn sort() -> impl Strategy<Value = Vec<(usize, bool)>> {
    subsequence((0..6).collect::<Vec<usize>>(), 0..=3).prop_shuffle().prop_flat_map(|keys| {
        let count = keys.len();
        (Just(keys), prop::collection::vec(any::<bool>(), count)).prop_map(|(keys, down)| keys.into_iter().zip(down).collect())
    })
}

fn select(rows: &Rows<Leaf>, sort: &[(usize, bool)], limit: u32) -> Select<Leaf> {
    let key = |select: Select<Leaf>, (key, down): &(usize, bool)| {
        let (up, other) = match key {
            0 => (Leaf::width().asc(), Leaf::width().desc()),
            1 => (Leaf::colour().asc(), Leaf::colour().desc()),
            2 => (Leaf::dry().asc(), Leaf::dry().desc()),
            3 => (Leaf::length().asc(), Leaf::length().desc()),
            4 => (Leaf::twig().asc(Twig::height()), Leaf::twig().desc(Twig::height())),
            _ => (Leaf::twig().asc(Twig::id()), Leaf::twig().desc(Twig::id())),
        };
        select.sort(if *down { other } else { up })
    };
    sort.iter().fold(rows.select().limit(limit), key)
}

async fn insert(rows: &Rows<Leaf>, (width, colour, dry, length, twig): Values) -> i64 {
    let twig = Leaf::twig_id().set(twig.map(Id::new));
    let set = [Leaf::width().set(width), Leaf::colour().set(colour), Leaf::dry().set(dry), Leaf::length().set(length), twig];
    rows.insert(set).await.unwrap().id
}

/// A walk to one end of the list: the ids in the order in which they were met, and the last page.
struct Walk<'a> {
    rows: &'a Rows<Leaf>,
    sort: &'a [(usize, bool)],
    limit: u32,
    cursors: CursorKey,
    /// Rows that were there before the walk and may be removed.
    loose: Vec<i64>,
    gone: BTreeSet<i64>,
    writes: std::vec::IntoIter<Meanwhile>,
}

impl Walk<'_> {
    async fn reach_the_end(&mut self, first: RowPage<Leaf>, backward: bool) -> (Vec<i64>, RowPage<Leaf>) {
        let (mut met, mut page) = (Vec::new(), first);
        loop {
            let ids = page.rows.iter().map(|row| row.id);
            met.extend(if backward { ids.rev().collect::<Vec<_>>() } else { ids.collect() });
            let Some(cursor) = (if backward { &page.prev } else { &page.next }).clone() else { return (met, page) };
            assert!(met.len() < 200, "the walk has no end");
            self.meanwhile(met.last().copied()).await;
            page = select(self.rows, self.sort, self.limit).page(Some(&cursor), &self.cursors).await.unwrap();
        }
    }

    async fn meanwhile(&mut self, end: Option<i64>) {
        let id = match self.writes.next() {
            Some(Meanwhile::Insert(values)) => {
                insert(self.rows, values).await;
                return;
            }
            Some(Meanwhile::Delete(which)) if !self.loose.is_empty() => *which.get(&self.loose),
            Some(Meanwhile::DeleteTheEnd) => match end.filter(|end| self.loose.contains(end)) {
                Some(end) => end,
                None => return,
            },
            _ => return,
        };
        if self.gone.insert(id) {
            self.rows.delete(id).await.unwrap();
        }
    }
}

async fn check(
    db: &Db,
    start: Vec<(Values, bool)>,
    sort: &[(usize, bool)],
    limit: u32,
    writes: Vec<Meanwhile>,
) -> Result<(), TestCaseError> {
    let rows = Leaf::repository(db).as_system();
    let (mut loose, mut firm) = (Vec::new(), BTreeSet::new());
    for (values, stays) in start {
        let id = insert(&rows, values).await;
        if stays {
            firm.insert(id);
        } else {
            loose.push(id);
        }
    }
    let cursors = CursorKey::new(b"a secret");
    let mut walk = Walk { rows: &rows, sort, limit, cursors, loose, gone: BTreeSet::new(), writes: writes.into_iter() };
    let first = select(&rows, sort, limit).page(None, &walk.cursors).await.unwrap();
    prop_assert!(first.prev.is_none(), "nothing comes before the first page");
    let (forth, last) = walk.reach_the_end(first, false).await;
    let (back, first) = walk.reach_the_end(last, true).await;
    prop_assert!(first.prev.is_none());
    // The order is that of one large page, as far as the rows are still there.
    let all: Vec<i64> = select(&rows, sort, 1000).all().await.unwrap().iter().map(|row| row.id).collect();
    let firm_of = |ids: &[i64]| ids.iter().copied().filter(|id| firm.contains(id)).collect::<Vec<_>>();
    let mut expected = firm_of(&all);
    prop_assert_eq!(firm_of(&forth), expected.clone(), "forward");
    expected.reverse();
    prop_assert_eq!(firm_of(&back), expected, "back");
    for met in [forth, back] {
        prop_assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), met.len(), "a row came twice: {:?}", met);
    }
    Ok(())
}

/// What is there and whether it stays, the order, the size of a page, and what others do.
type Case = (Vec<(Values, bool)>, Vec<(usize, bool)>, u32, Vec<Meanwhile>);

#[test]
fn walks_meet_what_stays_once() {
    let input =
        (prop::collection::vec((values(), any::<bool>()), 0..12), sort(), 1..4_u32, prop::collection::vec(meanwhile(), 0..16));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for backend in backends() {
        let database = runtime.block_on(Database::migrated(backend, &[Twig::spec(), Leaf::spec()]));
        let db = runtime.block_on(connect(database.url()));
        let twig = |id: i64| [Twig::id().set(id), Twig::height().set([None, Some(1), Some(2)][usize::try_from(id).unwrap()])];
        runtime.block_on(Twig::repository(&db).as_system().insert_many((0..3).map(twig))).unwrap();
        let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
        let run = async |(start, sort, limit, writes): Case| {
            db.execute(restkit::db::Statement::literal("DELETE FROM leaves", Vec::new())).await.unwrap();
            check(&db, start, &sort, limit, writes).await
        };
        let outcome = proptest::test_runner::TestRunner::new(config).run(&input, |case| runtime.block_on(run(case)));
        outcome.unwrap_or_else(|error| panic!("{backend:?}: {error}"));
    }
}

on_both!(rows_are_passed_over_and_counted, rows_are_guessed);

async fn rows_are_passed_over_and_counted(backend: restkit_tests::database::Backend) {
    let database = Database::migrated(backend, &[Twig::spec(), Leaf::spec()]).await;
    let db = connect(database.url()).await;
    let rows = Leaf::repository(&db).as_system();
    let leaf = |n: i16| [Leaf::width().set(n), Leaf::dry().set(n % 2 == 0)];
    rows.insert_many((0..230).map(leaf)).await.unwrap();
    let widths = |rows: &[Leaf]| rows.iter().map(|row| row.width.unwrap()).collect::<Vec<_>>();
    let by_width = || rows.select().sort(Leaf::width().desc());
    assert_eq!(widths(&by_width().offset(3).limit(2).all().await.unwrap()), [226, 225]);
    assert_eq!(by_width().offset(229).first().await.unwrap().unwrap().width, Some(0));
    assert!(by_width().offset(230).first().await.unwrap().is_none());
    let streamed: Vec<Leaf> = futures_util::TryStreamExt::try_collect(by_width().offset(5).limit(220).stream()).await.unwrap();
    assert_eq!(widths(&streamed), (5..225).rev().collect::<Vec<_>>());
    let cursors = CursorKey::new(b"a secret");
    let page = rows.filter(Leaf::dry().eq(true)).limit(10).with_total().offset(20).page(None, &cursors).await.unwrap();
    assert_eq!((page.total, widths(&page.rows)), (Some(115), (20..30).map(|n| n * 2).collect()));
    // Its cursors lead to the pages around, where the offset counts for nothing.
    let again = || rows.filter(Leaf::dry().eq(true)).limit(10).offset(20);
    let next = again().page(page.next.as_deref(), &cursors).await.unwrap();
    assert_eq!((next.total, widths(&next.rows)), (None, (30..40).map(|n| n * 2).collect::<Vec<_>>()));
    let prev = again().page(page.prev.as_deref(), &cursors).await.unwrap();
    assert_eq!(widths(&prev.rows), (10..20).map(|n| n * 2).collect::<Vec<_>>());
}

async fn rows_are_guessed(backend: restkit_tests::database::Backend) {
    let database = Database::migrated(backend, &[Twig::spec(), Leaf::spec()]).await;
    let db = connect(database.url()).await;
    let rows = Leaf::repository(&db).as_system();
    rows.insert_many((0..230).map(|n| [Leaf::width().set(n), Leaf::dry().set(n % 2 == 0)])).await.unwrap();
    let statement = |sql| restkit::db::Statement::literal(sql, Vec::new());
    db.execute(statement("ANALYZE leaves")).await.unwrap();
    assert_eq!(rows.select().estimate().await.unwrap(), 230);
    // PostgreSQL does not look at the rows, so that those that are gone in this transaction count; SQLite looks.
    let transaction = db.begin().await.unwrap();
    transaction.execute(statement("DELETE FROM leaves WHERE width >= 100")).await.unwrap();
    let rows = Leaf::repository(transaction.tx()).as_system();
    let (all, dry) = match backend {
        restkit_tests::database::Backend::Sqlite => (100, 50),
        restkit_tests::database::Backend::Postgres => (230, 115),
    };
    assert_eq!((rows.select().count().await.unwrap(), rows.select().estimate().await.unwrap()), (100, all));
    let page = rows.filter(Leaf::dry().eq(true)).limit(10).with_estimated_total().page(None, &CursorKey::new(b"a secret")).await;
    assert_eq!(page.unwrap().total, Some(dry));
}
