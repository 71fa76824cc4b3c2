use std::any::Any;

use axum::response::IntoResponse;
use futures_util::{FutureExt as _, future::BoxFuture};
use http::header::WWW_AUTHENTICATE;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;
use crate::{
    problem::Problems,
    spec::{ArgumentFacts, ArgumentSpec, ColumnSpec, Generated, Operation, PolicyRows, RoleName},
};

struct Named(&'static str);

impl RoleName for Named {
    fn role_name(&self) -> &'static str {
        self.0
    }
}

const ADMIN: Policy = Policy::Role(&Named("admin"));
const BANNED: Policy = Policy::Role(&Named("banned"));
const WRITE: Policy = Policy::Scope("write");
/// A policy function; the number tells it from others.
macro_rules! function {
    ($number:literal $name:literal $rows:expr, $arguments:expr) => {
        Policy::Custom(&PolicySpec {
            name: $name,
            arguments: $arguments,
            problems: Problems::None,
            rows: &Function::<$number> { asked: !$arguments.is_empty(), rows: || $rows },
        })
    };
}

const PUBLISHED: Policy = function!(0 "published" Expr::Compare(2, Compare::Equal, Value::Bool(true)), &NOTHING_TAKEN);
const NOTHING: Policy = function!(1 "nothing" Expr::Constant(false), &NOTHING_TAKEN);
/// These are asked in a request.
const ASKED: Policy = function!(2 "asked" Expr::Compare(2, Compare::Equal, Value::Bool(true)), &REQUEST);
const NOTHING_ASKED: Policy = function!(3 "nothing_asked" Expr::Constant(false), &REQUEST);
const NOTHING_TAKEN: [ArgumentSpec; 0] = [];
const REQUEST: [ArgumentSpec; 1] = [ArgumentSpec::new("", ArgumentFacts::Context)];

struct Function<const NUMBER: u8> {
    asked: bool,
    rows: fn() -> Expr,
}

impl<const NUMBER: u8> PolicyRows for Function<NUMBER> {
    fn id(&self) -> TypeId {
        TypeId::of::<Self>()
    }

    fn of_caller(&self, _: &Caller) -> Option<Expr> {
        (!self.asked).then(self.rows)
    }

    fn in_request(&'static self, _: &(dyn Any + Send + Sync)) -> BoxFuture<'static, Result<Expr, Problem>> {
        let rows = self.rows;
        Box::pin(async move { Ok(rows()) })
    }
}

/// What a decision comes to when every policy function is asked on which it depends, and how many that were.
fn asking(policy: &Policy, resource: &ResourceSpec, caller: &Caller) -> (Result<Expr, Problem>, usize) {
    let mut decided = Decided::default();
    for number in 0.. {
        let rows = permit(policy, Some(resource), caller, &decided);
        let Some(asked) = rows.as_ref().ok().and_then(Expr::undecided) else { return (rows, number) };
        let answer = asked.rows.in_request(&()).now_or_never().unwrap().unwrap();
        decided.insert(asked, answer);
    }
    unreachable!("a policy was asked without end")
}

static COLUMNS: [ColumnSpec; 3] = [
    ColumnSpec::new::<i64>("id").generated(Generated::Key),
    ColumnSpec::new::<i64>("owner").owner(),
    ColumnSpec::new::<bool>("published"),
];
static NULLABLE_COLUMNS: [ColumnSpec; 3] = [
    ColumnSpec::new::<i64>("id").generated(Generated::Key),
    ColumnSpec::new::<Option<i64>>("owner").owner(),
    ColumnSpec::new::<Option<bool>>("published"),
];

fn resource(policy: Policy, columns: &'static [ColumnSpec]) -> ResourceSpec {
    ResourceSpec {
        name: "Post",
        path: "/posts",
        table: "posts",
        docs: "",
        columns,
        keys: &[0],
        rules: &[],
        operations: &Operation::ALL,
        read: policy,
        create: Policy::Public,
        update: Policy::Public,
        delete: Policy::Public,
        page_size: 20,
        max_page_size: 100,
        ..ResourceSpec::USUAL
    }
}

fn read(policy: Policy, caller: &Caller) -> Result<Expr, (u16, Option<String>)> {
    decide(&resource(policy, &COLUMNS), Action::Read, caller).map_err(|problem| {
        let response = problem.into_response();
        let challenge = response.headers().get(WWW_AUTHENTICATE).map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), challenge)
    })
}

fn needs_credentials(policy: Policy) -> bool {
    read(policy, &Caller::anonymous()) == Err((401, Some("Bearer realm=\"api\"".to_owned())))
}

fn owned_by(key: i64) -> Expr {
    Expr::Compare(1, Compare::Equal, Value::Integer(key))
}

fn published() -> Expr {
    Expr::Compare(2, Compare::Equal, Value::Bool(true))
}

const ALL: Result<Expr, (u16, Option<String>)> = Ok(Expr::Constant(true));
const DENIED: Result<Expr, (u16, Option<String>)> = Err((403, None));

#[test]
fn each_atom_decides_for_an_authenticated_caller() {
    let user = Caller::new("7");
    let admin = Caller::new("1").with_roles(["admin"]);
    let writer = Caller::new("2").with_scopes(["write"]);
    assert_eq!(read(Policy::Public, &user), ALL);
    assert_eq!(read(Policy::Authenticated, &user), ALL);
    assert_eq!(read(ADMIN, &user), DENIED);
    assert_eq!(read(ADMIN, &admin), ALL);
    assert_eq!(read(WRITE, &writer), ALL);
    assert_eq!(read(Policy::Owner, &user), Ok(owned_by(7)));
    assert_eq!(read(PUBLISHED, &user), Ok(published()));
    assert_eq!(read(NOTHING, &user), DENIED);
    assert_eq!(read(Policy::Not(&ADMIN), &user), ALL);
    assert_eq!(read(Policy::Not(&ADMIN), &admin), DENIED);
    assert_eq!(read(Policy::Not(&Policy::Owner), &user), Ok(owned_by(7).negate()));
    assert_eq!(read(Policy::Not(&Policy::Public), &user), DENIED);
}

#[test]
fn combinations_leave_the_smallest_condition() {
    let user = Caller::new("7");
    let admin = Caller::new("1").with_roles(["admin"]);
    let owner_or_admin = Policy::Any(&[Policy::Owner, ADMIN]);
    assert_eq!(read(owner_or_admin, &user), Ok(owned_by(7)));
    assert_eq!(read(owner_or_admin, &admin), ALL);
    assert_eq!(read(Policy::All(&[Policy::Owner, ADMIN]), &user), DENIED);
    assert_eq!(read(Policy::All(&[Policy::Owner, ADMIN]), &admin), Ok(owned_by(1)));
    assert_eq!(read(Policy::All(&[Policy::Owner, PUBLISHED]), &user), Ok(Expr::All(vec![owned_by(7), published()])));
    assert_eq!(read(Policy::Any(&[]), &user), DENIED);
    assert_eq!(read(Policy::All(&[]), &user), ALL);
}

#[test]
fn nobody_passes_where_public_is_not_written() {
    for policy in [
        Policy::Authenticated,
        ADMIN,
        WRITE,
        Policy::Owner,
        PUBLISHED,
        Policy::Not(&ADMIN),
        Policy::Not(&BANNED),
        Policy::Not(&Policy::Owner),
        Policy::Not(&Policy::Not(&Policy::Public)),
        Policy::Any(&[Policy::Owner, PUBLISHED]),
        Policy::All(&[PUBLISHED, Policy::Not(&BANNED)]),
        Policy::All(&[]),
        Policy::Any(&[]),
    ] {
        assert!(needs_credentials(policy), "{policy}");
    }
}

#[test]
fn nobody_passes_where_public_is_written() {
    let nobody = Caller::anonymous();
    assert_eq!(read(Policy::Public, &nobody), ALL);
    assert_eq!(read(Policy::Any(&[Policy::Public, ADMIN]), &nobody), ALL);
    assert_eq!(read(Policy::All(&[Policy::Public, PUBLISHED]), &nobody), Ok(published()));
    assert_eq!(read(Policy::All(&[PUBLISHED, Policy::Public]), &nobody), Ok(published()));
    assert_eq!(read(Policy::All(&[Policy::Public, Policy::Not(&BANNED)]), &nobody), ALL);
    // Of `||`, only the part that says `public` counts.
    const PUBLIC_AND_PUBLISHED: Policy = Policy::All(&[Policy::Public, PUBLISHED]);
    const EVERYTHING: Policy = function!(4 "everything" Expr::Constant(true), &NOTHING_TAKEN);
    assert_eq!(read(Policy::Any(&[PUBLIC_AND_PUBLISHED, EVERYTHING]), &nobody), Ok(published()));
    assert_eq!(read(Policy::Any(&[PUBLIC_AND_PUBLISHED, Policy::Owner]), &Caller::new("7")), Ok(published().or(owned_by(7))));
    // `public` opens the door; the other parts must hold all the same.
    assert!(needs_credentials(Policy::All(&[Policy::Public, Policy::Authenticated])));
    assert!(needs_credentials(Policy::All(&[Policy::Public, Policy::Owner])));
    assert!(needs_credentials(Policy::All(&[Policy::Public, NOTHING])));
}

#[test]
fn a_missing_scope_is_named_where_it_would_help() {
    const READ: Policy = Policy::Scope("read");
    let user = Caller::new("7").with_scopes(["read"]);
    let challenge =
        |scope: &str| Err((403, Some(format!("Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"{scope}\""))));
    assert_eq!(read(WRITE, &user), challenge("write"));
    assert_eq!(read(Policy::All(&[WRITE, READ, Policy::Authenticated]), &user), challenge("write"));
    assert_eq!(read(Policy::Any(&[WRITE, ADMIN]), &user), challenge("write"));
    assert_eq!(read(Policy::All(&[WRITE, READ]), &Caller::new("7")), challenge("write read"));
    assert_eq!(read(Policy::All(&[WRITE, ADMIN]), &user), DENIED);
    assert_eq!(read(Policy::Not(&READ), &user), DENIED);
}

#[test]
fn a_subject_that_is_no_key_owns_nothing() {
    let stranger = Caller::new("somebody");
    assert_eq!(read(Policy::Owner, &stranger), DENIED);
    assert_eq!(read(Policy::Not(&Policy::Owner), &stranger), ALL);
    let nullable = resource(Policy::Not(&Policy::Owner), &NULLABLE_COLUMNS);
    let rows = decide(&nullable, Action::Read, &stranger).unwrap();
    assert_eq!(rows, Expr::Compare(1, Compare::Equal, Value::Null).negate());
}

/// What SQL makes of a condition: `None` is unknown.
fn truth_of(rows: &Expr, row: &[Value]) -> Option<bool> {
    match rows {
        Expr::Constant(truth) => Some(*truth),
        Expr::Compare(column, Compare::Equal, value) if row[*column].is_null() || value.is_null() => {
            let _ = (column, value);
            None
        }
        Expr::Compare(column, Compare::Equal, value) => Some(row[*column] == *value),
        Expr::All(parts) => parts.iter().map(|part| truth_of(part, row)).fold(Some(true), and),
        Expr::Any(parts) => parts.iter().map(|part| truth_of(part, row)).fold(Some(false), or),
        Expr::Not(inner) => truth_of(inner, row).map(|truth| !truth),
        Expr::Related(_) | Expr::Seeing(_) | Expr::Undecided(_) => None,
        other => panic!("{other:?}"),
    }
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

#[test]
fn a_policy_is_asked_only_when_the_decision_depends_on_it() {
    let (spec, nobody, admin) = (resource(Policy::Public, &COLUMNS), Caller::anonymous(), Caller::new("7").with_roles(["admin"]));
    let asked = |policy: Policy, caller: &Caller| {
        let (decision, number) = asking(&policy, &spec, caller);
        (decision.map_err(|problem| problem.kind().status.as_u16()), number)
    };
    assert_eq!(asked(ASKED, &admin), (Ok(published()), 1));
    assert_eq!(asked(ASKED, &nobody), (Err(401), 0));
    assert_eq!(asked(Policy::Any(&[ASKED, ADMIN]), &admin), (Ok(Expr::Constant(true)), 0));
    assert_eq!(asked(Policy::All(&[ASKED, BANNED]), &admin), (Err(403), 0));
    assert_eq!(asked(Policy::All(&[Policy::Public, ASKED]), &nobody), (Ok(published()), 1));
    assert_eq!(asked(Policy::Any(&[Policy::Owner, ASKED, Policy::Not(&ASKED)]), &admin).1, 1);
    assert_eq!(asked(NOTHING_ASKED, &admin), (Err(403), 1));
}

#[test]
fn what_was_not_asked_selects_no_row() {
    let undecided = read(Policy::Any(&[ASKED, Policy::Not(&ASKED)]), &Caller::new("7")).unwrap();
    assert!(undecided.undecided().is_some());
    let row = [Value::Integer(1), Value::Integer(8), Value::Bool(true)];
    assert_eq!(truth_of(&undecided, &row), None);
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    and(a.map(|a| !a), b.map(|b| !b)).map(|truth| !truth)
}

/// The policy on one row, without partial evaluation: what `decide` and the database must come to together.
fn literally(policy: &Policy, caller: &Caller, row: &[Value]) -> Option<bool> {
    match policy {
        Policy::Public => Some(true),
        Policy::Authenticated => Some(caller.is_authenticated()),
        Policy::Role(role) => Some(caller.has_role(role.role_name())),
        Policy::Scope(scope) => Some(caller.has_scope(scope)),
        Policy::Owner => match (caller.subject().map(str::parse::<i64>), &row[1]) {
            (None, _) => Some(false),
            (Some(_), Value::Null) => None,
            (Some(subject), owner) => Some(subject.is_ok_and(|subject| Value::Integer(subject) == *owner)),
        },
        Policy::Custom(policy) => {
            let asked = || policy.rows.in_request(&()).now_or_never().unwrap().unwrap();
            truth_of(&policy.rows.of_caller(caller).unwrap_or_else(asked), row)
        }
        Policy::Any(parts) => parts.iter().map(|part| literally(part, caller, row)).fold(Some(false), or),
        Policy::All(parts) => parts.iter().map(|part| literally(part, caller, row)).fold(Some(true), and),
        Policy::Not(inner) => literally(inner, caller, row).map(|truth| !truth),
    }
}

/// The same for somebody without credentials.
fn for_nobody(policy: &Policy, row: &[Value]) -> Option<bool> {
    let nobody = Caller::anonymous();
    match policy {
        Policy::Public => Some(true),
        Policy::Any(parts) => parts.iter().map(|part| for_nobody(part, row)).fold(Some(false), or),
        Policy::All(parts) if parts.iter().any(Policy::opens) => {
            let holds = |part: &Policy| if part.opens() { for_nobody(part, row) } else { literally(part, &nobody, row) };
            parts.iter().map(holds).fold(Some(true), and)
        }
        _ => Some(false),
    }
}

fn policies() -> impl Strategy<Value = Policy> {
    let atom = prop_oneof![
        Just(Policy::Public),
        Just(Policy::Authenticated),
        Just(ADMIN),
        Just(BANNED),
        Just(WRITE),
        Just(Policy::Owner),
        Just(PUBLISHED),
        Just(NOTHING),
        Just(ASKED),
        Just(NOTHING_ASKED),
    ];
    // A policy is made of statics; the few that a test makes may stay.
    atom.prop_recursive(4, 24, 4, |inner| {
        let parts = proptest::collection::vec(inner.clone(), 0..4).prop_map(|parts| &*Box::leak(parts.into_boxed_slice()));
        prop_oneof![
            parts.clone().prop_map(Policy::Any),
            parts.prop_map(Policy::All),
            inner.prop_map(|inner| Policy::Not(Box::leak(Box::new(inner)))),
        ]
    })
}

fn callers() -> impl Strategy<Value = Caller> {
    let known = (
        prop_oneof![Just("7"), Just("8"), Just("no key")],
        proptest::sample::subsequence(vec!["admin", "banned"], 0..=2),
        any::<bool>(),
    )
        .prop_map(|(subject, roles, writes)| Caller::new(subject).with_roles(roles).with_scopes(writes.then_some("write")));
    prop_oneof![1 => Just(Caller::anonymous()), 3 => known]
}

proptest! {
    #[test]
    fn a_decision_selects_the_rows_that_the_policy_means(policy in policies(), caller in callers()) {
        let owners = [Value::Integer(7), Value::Integer(8), Value::Null];
        let flags = [Value::Bool(true), Value::Bool(false), Value::Null];
        let spec = resource(policy, &NULLABLE_COLUMNS);
        let (decision, _) = asking(&policy, &spec, &caller);
        if let Err(problem) = &decision {
            let expected = if caller.is_authenticated() { 403 } else { 401 };
            prop_assert_eq!(problem.kind().status.as_u16(), expected);
        }
        for owner in &owners {
            for flag in &flags {
                let row = [Value::Integer(1), owner.clone(), flag.clone()];
                let meant = if caller.is_authenticated() { literally(&policy, &caller, &row) } else { for_nobody(&policy, &row) };
                let selected = decision.as_ref().map_or(Some(false), |rows| truth_of(rows, &row));
                let stranger = caller.subject() == Some("no key");
                // Of rows that are not theirs, a subject that is no key may see fewer, never more.
                prop_assert!(
                    (selected == Some(true)) == (meant == Some(true)) || stranger && selected != Some(true),
                    "{policy} for {caller:?} on {row:?}: {selected:?}, not {meant:?}"
                );
            }
        }
    }
}
