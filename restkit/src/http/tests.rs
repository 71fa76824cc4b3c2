//! What can be wrong before a request comes. The HTTP contract itself is held by the suite in `tests/`, on both databases.

use super::faults;
use crate::spec::{AggregateSpec, ColumnSpec, Generated, Mount, Operation, Policy, ResourceSpec, Rule};

const fn resource(name: &'static str, table: &'static str, columns: &'static [ColumnSpec]) -> ResourceSpec {
    ResourceSpec {
        name,
        path: "/things",
        table,
        docs: "",
        columns,
        keys: &[0],
        rules: &[],
        operations: &Operation::ALL,
        read: Policy::Public,
        create: Policy::Public,
        update: Policy::Public,
        delete: Policy::Public,
        page_size: 20,
        max_page_size: 100,
        ..ResourceSpec::USUAL
    }
}

static PLAIN: [ColumnSpec; 1] = [ColumnSpec::new::<i64>("id").generated(Generated::Key)];
static WRONG: [ColumnSpec; 3] = [
    ColumnSpec::new::<i64>("id").generated(Generated::Key),
    ColumnSpec::new::<i64>("limit").filter(),
    ColumnSpec::new::<String>("code").rules(&[Rule::Pattern("(")]),
];
static THING: ResourceSpec = resource("Thing", "things", &PLAIN);
static OTHER: ResourceSpec = resource("Other", "things", &PLAIN);
static BAD: ResourceSpec = resource("Bad", "bad", &WRONG);

fn mount(path: &str, resource: &'static ResourceSpec) -> Mount {
    Mount { path: path.to_owned(), resource }
}

#[test]
fn resources_that_stand_in_each_others_way_are_both_named() {
    assert_eq!(
        faults(&[mount("/api/things", &THING), mount("/api/things", &OTHER)]),
        ["Thing and Other are both mounted at /api/things", "Thing and Other are both stored in the table things"]
    );
    assert!(faults(&[mount("/api/things", &THING), mount("/api/bad/ly", &PLAIN_ELSEWHERE)]).is_empty());
}

static PLAIN_ELSEWHERE: ResourceSpec = resource("Elsewhere", "elsewhere", &PLAIN);

#[test]
fn what_no_request_could_use_is_found_at_start_up() {
    let found = faults(&[mount("/bad", &BAD)]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("Bad.limit: no filter can be called `limit`"), "{found:?}");
    assert!(found[1].starts_with("Bad.code: `(` is no regular expression"), "{found:?}");
    for path in ["things", "/things/", "/", "//things"] {
        assert_eq!(faults(&[mount(path, &THING)]).len(), 1, "{path}");
    }
}

static WORDS: [ColumnSpec; 1] = [ColumnSpec::new::<String>("word")];
static COUNTED: ResourceSpec =
    ResourceSpec { aggregate: Some(AggregateSpec { groups: &[], measures: &[] }), ..resource("Counted", "counted", &PLAIN) };
static NAMED: ResourceSpec =
    ResourceSpec { aggregate: Some(AggregateSpec { groups: &[], measures: &[] }), ..resource("Named", "named", &WORDS) };

#[test]
fn groups_are_told_of_where_nothing_else_is() {
    assert!(faults(&[mount("/counted", &COUNTED)]).is_empty());
    assert_eq!(
        faults(&[mount("/named", &NAMED)]),
        [
            "Named: a row may have the key `aggregate`, and `/named/aggregate` tells of groups: take `aggregate` away, or rule the word out by the \
          type of the key"
        ]
    );
    assert_eq!(
        faults(&[mount("/counted", &COUNTED), mount("/counted/aggregate", &THING)]),
        ["Thing is mounted at /counted/aggregate, where groups of Counted are told of"]
    );
}
