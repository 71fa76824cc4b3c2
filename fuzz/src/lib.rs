//! A list of rows of every kind, and what has to hold of each answer about it: no request makes the app fail, and the database finds the rows that
//! fulfil the filter when it is evaluated in Rust.

use std::sync::OnceLock;

use restkit::{
    Value,
    db::{Db, PoolSettings},
    input::{ListParameters, ListReader, Sight},
    prelude::*,
    query::{CursorKey, evaluate},
    resource::{Access, Operations, Page, Visible},
    schema,
};
use tokio::runtime::{Builder, Runtime};

/// A word.
#[derive(ColumnEnum, Clone, Copy)]
pub enum Word {
    First,
    Second,
}

/// A thing of every kind.
#[resource(path = "/things", max_page_size = 30, offset)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Thing {
    #[resource(id)]
    pub id: i64,
    #[resource(filter, sort)]
    pub text: String,
    #[resource(filter, sort)]
    pub note: Option<String>,
    #[resource(filter, sort)]
    pub small: Option<i16>,
    #[resource(filter, sort)]
    pub large: i64,
    #[resource(filter, sort)]
    pub float: f64,
    #[resource(filter, sort)]
    pub price: Option<Decimal>,
    #[resource(filter, sort)]
    pub day: Option<NaiveDate>,
    #[resource(filter, sort)]
    pub time: NaiveTime,
    #[resource(filter, sort)]
    pub at: DateTime<Utc>,
    #[resource(filter, sort)]
    pub flag: Option<bool>,
    #[resource(filter, sort)]
    pub word: Word,
    #[resource(filter)]
    pub uuid: Uuid,
    #[resource(filter)]
    pub bytes: Vec<u8>,
}

/// The texts of the rows: what folding, escaping and ordering stumble over.
const TEXTS: [&str; 12] =
    ["", "milk", "Milk", "MİLK", "straße", "STRASSE", "100%", "a_b", "back\\slash", "'; --", "\u{10FFFF}é", "K\u{212A}k"];

/// The rows, in a database of this process.
pub struct Lists {
    runtime: Runtime,
    operations: Operations,
    reader: ListReader,
    cursors: CursorKey,
    /// The values of all columns.
    rows: Vec<Vec<Value>>,
}

impl Lists {
    /// Made once.
    pub fn get() -> &'static Self {
        static LISTS: OnceLock<Lists> = OnceLock::new();
        LISTS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (operations, rows) = runtime.block_on(async {
            let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.expect("a database");
            schema::migrate(&db, &[Thing::spec()]).await.expect("a table");
            let things = Thing::repository(&db).as_system();
            for at in 0..TEXTS.len() {
                things.insert(row(at)).await.expect("a row");
            }
            let all = Thing::repository(&db).as_system().select().all().await.expect("rows");
            let values = |thing: &Thing| (0..Thing::spec().columns.len()).map(|at| thing.value(at)).collect();
            (Operations::new(&db, Thing::spec()), all.iter().map(values).collect())
        });
        Self { runtime, operations, reader: ListReader::new(Thing::spec()), cursors: CursorKey::new(b"of nobody"), rows }
    }

    /// What a query asks for; `None` when it is refused.
    pub fn read(&self, query: &str) -> Option<ListParameters> {
        self.client_error(self.reader.read(Some(query), Sight::ALL))
    }

    /// What a body asks for; `None` when it is refused.
    pub fn read_body(&self, body: &[u8]) -> Option<ListParameters> {
        self.client_error(self.reader.read_body(body, Sight::ALL)).map(|(list, _)| list)
    }

    /// The page that is asked for; `None` when it is refused.
    pub fn page(&self, parameters: ListParameters) -> Option<Page> {
        let visible = Visible::default();
        let page = self.operations.list(Access::system(), parameters, &[], &visible, &self.cursors);
        self.client_error(self.runtime.block_on(page))
    }

    /// A fault of the client is an answer; one of the app is a find.
    fn client_error<T>(&self, result: Result<T, Problem>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problem) => {
                assert!(problem.kind().status.is_client_error(), "{problem:?}");
                None
            }
        }
    }

    /// The keys of the rows of a page.
    pub fn keys(&self, page: &Page) -> Vec<Value> {
        page.rows.iter().map(|row| page.selection.value(row, 0).expect("a key")).collect()
    }

    /// The keys of the rows that fulfil the filter, as Rust sees it.
    pub fn expected(&self, parameters: &ListParameters) -> Vec<Value> {
        let fulfils = |row: &&Vec<Value>| evaluate(&parameters.filter, row) == Some(true);
        self.rows.iter().filter(fulfils).map(|row| row[0].clone()).collect()
    }

    /// Holds the answer against what Rust makes of the same request.
    pub fn check(&self, parameters: ListParameters) {
        let expected = self.expected(&parameters);
        let from_the_start = parameters.cursor.is_none() && parameters.offset.is_none();
        let (limit, counted) = (parameters.limit as usize, parameters.count.is_some());
        let Some(page) = self.page(parameters) else { return };
        let found = self.keys(&page);
        assert!(found.iter().all(|key| expected.contains(key)), "found {found:?}, expected {expected:?}");
        if from_the_start {
            assert_eq!(found.len(), limit.min(expected.len()), "found {found:?}, expected {expected:?}");
        }
        if counted {
            assert_eq!(page.total, Some(expected.len() as u64));
        }
    }

    /// Walks over all pages and back again.
    pub fn walk(&self, parameters: ListParameters) {
        let mut expected = self.expected(&parameters);
        let mut walked = Vec::new();
        let mut next = ListParameters { cursor: None, offset: None, ..parameters.clone() };
        let mut before = None;
        // One page more than there can be.
        for _ in 0..=self.rows.len() {
            let page = self.page(next.clone()).expect("a page of one's own cursor");
            walked.extend(self.keys(&page));
            before = page.prev;
            let Some(cursor) = page.next else { break };
            next.cursor = Some(cursor);
        }
        let mut back: Vec<Value> = walked[walked.len() - walked.len().min(last(walked.len(), parameters.limit))..].to_vec();
        while let Some(cursor) = before {
            let page = self.page(ListParameters { cursor: Some(cursor), ..next.clone() }).expect("a page of one's own cursor");
            back.splice(0..0, self.keys(&page));
            before = page.prev;
            assert!(back.len() <= self.rows.len(), "the way back has no end: {back:?}");
        }
        assert_eq!(back, walked, "the way back is another");
        let key = |value: &Value| value.to_json().as_i64();
        walked.sort_by_key(key);
        expected.sort_by_key(key);
        assert_eq!(walked, expected, "pages lose or repeat rows");
    }
}

/// How many rows the last page has.
fn last(rows: usize, limit: u32) -> usize {
    let limit = limit as usize;
    if rows == 0 { 0 } else { (rows - 1) % limit + 1 }
}

/// A row; some values of different rows are the same, and some are null.
fn row(at: usize) -> Vec<restkit::Assignment<Thing>> {
    let n = at as i64;
    let some = |every: usize| at % every != 0;
    let text = TEXTS[at];
    vec![
        Thing::text().set(text),
        Thing::note().set(some(3).then(|| TEXTS[at / 2].to_owned())),
        Thing::small().set(some(4).then_some((n % 3) as i16 - 1)),
        Thing::large().set([i64::MIN, -1, 0, 1, i64::MAX][at % 5]),
        Thing::float().set([0.0, -0.0, 0.1, 1e300, -1e-300][at % 5]),
        Thing::price().set(some(5).then(|| Decimal::new(n * 50 - 100, (at % 4) as u32))),
        Thing::day().set(some(2).then(|| NaiveDate::from_num_days_from_ce_opt(730_000 + at as i32 / 3).unwrap_or_default())),
        Thing::time().set(NaiveTime::from_num_seconds_from_midnight_opt(at as u32 * 7_000, 1_000).unwrap_or_default()),
        Thing::at().set(DateTime::from_timestamp_micros(n / 2 * 86_400_000_001).unwrap_or_default()),
        Thing::flag().set(some(3).then_some(at % 2 == 0)),
        Thing::word().set(if at % 2 == 0 { Word::First } else { Word::Second }),
        Thing::uuid().set(Uuid::from_u128(at as u128 * 0x1_0000_0000_0000_0001)),
        Thing::bytes().set(text.as_bytes().to_vec()),
    ]
}
