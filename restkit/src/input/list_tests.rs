//! The queries of lists against a descriptor written by hand.

use super::{
    ListParameters, ListReader, Sight,
    tests::{DUE, ID, PRIORITY, SPEC, TITLE, faults},
};
use crate::{
    problem::Problem,
    spec::{Compare, Expr, SortKey, TextMatch, Value},
};

fn list(query: &str) -> Result<ListParameters, Problem> {
    ListReader::new(&SPEC).read(Some(query), Sight::ALL)
}

fn filter(query: &str) -> Expr {
    list(query).unwrap_or_else(|problem| panic!("{query}: {:?}", faults(&problem))).filter
}

fn equal(column: usize, value: Value) -> Expr {
    Expr::Compare(column, Compare::Equal, value)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn lists_take_declared_parameters_only() {
    let read = list("priority=2&title=a+b%20%C3%A9&sort=-priority,id&limit=7&cursor=abc").unwrap();
    assert_eq!(read.filter, Expr::All(vec![equal(TITLE, text("a b é")), equal(PRIORITY, Value::Integer(2))]));
    assert_eq!(read.sort, [SortKey::own(PRIORITY, true), SortKey::own(ID, false)]);
    assert_eq!((read.limit, read.cursor.as_deref()), (7, Some("abc")));
    assert_eq!(list("").unwrap(), ListReader::new(&SPEC).read(None, Sight::ALL).unwrap());

    let wrong = "priority=x&secret=1&note=a&limit=1&limit=2&sort=note,-title,title&title=%ff&due=2023-02-29&%fe=1";
    let problem = list(wrong).unwrap_err();
    assert_eq!(problem.kind().status, 400);
    assert_eq!(
        faults(&problem),
        [
            "priority: type",
            "secret: unknown_parameter",
            "note: unknown_parameter",
            "limit: repeated_parameter",
            "sort: unknown_sort_key",
            "title: encoding",
            "due: format",
            "%fe: encoding",
        ]
    );
}

#[test]
fn every_operator_makes_its_condition() {
    let one = || Value::Integer(1);
    let compare = |operator| Expr::Compare(PRIORITY, operator, Value::Integer(1));
    for (query, expected) in [
        ("priority__ne=1", compare(Compare::NotEqual)),
        ("priority__lt=1", compare(Compare::Less)),
        ("priority__lte=1", compare(Compare::LessOrEqual)),
        ("priority__gt=1", compare(Compare::Greater)),
        ("priority__gte=1", compare(Compare::GreaterOrEqual)),
        ("priority__in=1", Expr::In(PRIORITY, vec![one()])),
        ("priority__nin=1,2", Expr::Not(Box::new(Expr::In(PRIORITY, vec![one(), Value::Integer(2)])))),
        ("priority__between=1,1", Expr::All(vec![compare(Compare::GreaterOrEqual), compare(Compare::LessOrEqual)])),
        ("due__isnull=true", Expr::IsNull(DUE)),
        ("due__isnull=false", Expr::Not(Box::new(Expr::IsNull(DUE)))),
        ("title__contains=%25", Expr::Text(TITLE, TextMatch::Contains, "%".to_owned())),
        ("title__icontains=a", Expr::Text(TITLE, TextMatch::ContainsIgnoringCase, "a".to_owned())),
        ("title__startswith=", Expr::Text(TITLE, TextMatch::StartsWith, String::new())),
        ("title__istartswith=a", Expr::Text(TITLE, TextMatch::StartsWithIgnoringCase, "a".to_owned())),
        ("title__endswith=a", Expr::Text(TITLE, TextMatch::EndsWith, "a".to_owned())),
        ("title__iendswith=a", Expr::Text(TITLE, TextMatch::EndsWithIgnoringCase, "a".to_owned())),
        ("title__iexact=a", Expr::Text(TITLE, TextMatch::EqualIgnoringCase, "a".to_owned())),
    ] {
        assert_eq!(filter(query), expected, "{query}");
    }
}

#[test]
fn the_order_of_filters_makes_no_difference() {
    assert_eq!(filter("title__icontains=a&priority__gt=1&priority=2"), filter("priority=2&priority__gt=1&title__icontains=a"));
}

#[test]
fn a_comma_stands_between_values_or_is_part_of_a_text() {
    let values = |query| match filter(query) {
        Expr::In(_, values) => values,
        other => panic!("{query}: {other:?}"),
    };
    assert_eq!(values("title__in=a,b%2Cc,+,"), [text("a"), text("b,c"), text(" "), text("")]);
    assert_eq!(values("title__in="), [text("")]);
    assert_eq!(values("priority__in=1%2C2,3"), [1, 2, 3].map(Value::Integer));
    let range = |from, to| {
        let compare = |operator, bound| Expr::Compare(TITLE, operator, text(bound));
        Expr::All(vec![compare(Compare::GreaterOrEqual, from), compare(Compare::LessOrEqual, to)])
    };
    assert_eq!(filter("title__between=a,b"), range("a", "b"));
    assert_eq!(filter("title__between=a%2Cb"), range("a", "b"));
    assert_eq!(filter("title__between=a%2Cb,c"), range("a,b", "c"));
}

#[test]
fn operators_that_do_not_fit_are_unknown() {
    for name in ["title__isnull", "due__contains", "title__", "title__lte__lte", "title__LT", "note__ne", "secret__in", "id__in"]
    {
        assert_eq!(faults(&list(&format!("{name}=1")).unwrap_err()), [format!("{name}: unknown_parameter")]);
    }
}

#[test]
fn values_of_filters_have_bounds() {
    let many = |count| vec!["1"; count].join(",");
    assert!(list(&format!("priority__in={}", many(100))).is_ok());
    assert!(list(&format!("title__icontains={}", "ä".repeat(200))).is_ok());
    let query = format!(
        "priority__in={}&title__nin={}&due__between=2026-11-21&priority__between=1,2,3&title__iexact={}&due__in=2026-11-21,x&due__isnull=1",
        many(101),
        many(3_000),
        "ä".repeat(201),
    );
    let problem = list(&query).unwrap_err();
    let expected = [
        "priority__in: items",
        "title__nin: items",
        "due__between: items",
        "priority__between: items",
        "title__iexact: length",
        "due__in: format",
        "due__isnull: type",
    ];
    assert_eq!((problem.kind().status.as_u16(), faults(&problem)), (400, expected.map(str::to_owned).to_vec()));
    assert!(problem.faults()[5].detail.starts_with("value 2: "), "{}", problem.faults()[5].detail);
}

#[test]
fn faults_in_lists_are_those_of_single_values() {
    for (query, fault) in [
        ("priority__in=", "priority__in: type"),
        ("priority__in=1,,2", "priority__in: type"),
        ("title__in=a,%00", "title__in: nul"),
        ("title__in=a,%ff", "title__in: encoding"),
        ("title__contains=%00", "title__contains: nul"),
        ("title__icontains=%ff", "title__icontains: encoding"),
        ("priority__in=1&priority__in=2", "priority__in: repeated_parameter"),
    ] {
        assert_eq!(faults(&list(query).unwrap_err()), [fault], "{query}");
    }
}

#[test]
fn a_limit_out_of_range_is_422() {
    for limit in ["0", "101", "-1", "99999999999999999999999999999999999999999999"] {
        let problem = list(&format!("limit={limit}")).unwrap_err();
        assert_eq!((problem.kind().status.as_u16(), faults(&problem)), (422, vec!["limit: out_of_range".to_owned()]), "{limit}");
    }
    for limit in ["", "x", "1.5", "+1", "%2B1", " 1", "0x1"] {
        assert_eq!(list(&format!("limit={limit}")).unwrap_err().kind().status, 400, "{limit}");
    }
    assert_eq!(list("limit=0&nope=1").unwrap_err().kind().status, 400);
}
