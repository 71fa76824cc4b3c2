//! Conditions on rows: data that becomes SQL or is evaluated in Rust.

use std::marker::PhantomData;

use super::{PolicySpec, RelationSpec, Resource, ResourceSpec, Search, Value};

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Where a text stands in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextMatch {
    /// Anywhere.
    Contains,
    /// At its beginning.
    StartsWith,
    /// At its end.
    EndsWith,
    /// Anywhere, whatever the case of letters.
    ContainsIgnoringCase,
    /// At its beginning, whatever the case of letters.
    StartsWithIgnoringCase,
    /// At its end, whatever the case of letters.
    EndsWithIgnoringCase,
    /// It is the other one, whatever the case of letters.
    EqualIgnoringCase,
}

impl TextMatch {
    /// How many characters a text has at most that is looked for whatever the case: with a longer one the condition is unknown.
    pub const LONGEST: usize = 200;

    /// Whether upper and lower case are the same to it. Letters are the same when Unicode's simple case folding makes them so, in every
    /// language alike: `K`, `k` and the sign for kelvin are, `ß` and `ss` are not.
    pub const fn ignores_case(self) -> bool {
        match self {
            Self::Contains | Self::StartsWith | Self::EndsWith => false,
            Self::ContainsIgnoringCase | Self::StartsWithIgnoringCase | Self::EndsWithIgnoringCase | Self::EqualIgnoringCase => {
                true
            }
        }
    }
}

/// A condition on a row of one resource, without its type. Columns are indices into the resource's table.
///
/// SQL's three-valued logic holds: a comparison with null is unknown, and an unknown condition selects no row.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Every row, or no row.
    Constant(bool),
    /// Column, operator, value.
    Compare(usize, Compare, Value),
    /// Whether a text stands in that of the column.
    Text(usize, TextMatch, String),
    /// Whether the column is null.
    IsNull(usize),
    /// Whether the column is one of these values.
    In(usize, Vec<Value>),
    /// Whether the JSON of the column holds this: an array of scalars that are among its items, or an object of scalars that are its members.
    /// Any other document is held by none.
    Holds(usize, serde_json::Value),
    /// All of these; true when empty.
    All(Vec<Expr>),
    /// Any of these; false when empty.
    Any(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// Whether a row that a relation leads to fulfils a condition.
    Related(Box<RelatedExpr>),
    /// A condition on a column that is computed from the rows of others, with what the caller sees of these.
    Seeing(Box<SeeingExpr>),
    /// Whether words stand in the columns that the resource is searched by. Only the database can tell.
    Search(Box<Search>),
    /// What this policy function selects, which has still to be asked. Unknown until then, and so it selects no row.
    Undecided(&'static PolicySpec),
}

impl Expr {
    /// Both conditions, simplified where one is constant.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Constant(true), e) | (e, Self::Constant(true)) => e,
            (Self::Constant(false), _) | (_, Self::Constant(false)) => Self::Constant(false),
            (Self::All(mut a), Self::All(b)) => {
                a.extend(b);
                Self::All(a)
            }
            (Self::All(mut a), e) => {
                a.push(e);
                Self::All(a)
            }
            (a, b) => Self::All(vec![a, b]),
        }
    }

    /// Either condition, simplified where one is constant.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Constant(false), e) | (e, Self::Constant(false)) => e,
            (Self::Constant(true), _) | (_, Self::Constant(true)) => Self::Constant(true),
            (Self::Any(mut a), Self::Any(b)) => {
                a.extend(b);
                Self::Any(a)
            }
            (Self::Any(mut a), e) => {
                a.push(e);
                Self::Any(a)
            }
            (a, b) => Self::Any(vec![a, b]),
        }
    }

    /// The opposite condition, simplified where it is constant.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Constant(b) => Self::Constant(!b),
            Self::Not(inner) => *inner,
            e => Self::Not(Box::new(e)),
        }
    }

    /// Whether the condition looks at `column`.
    pub fn mentions(&self, column: usize) -> bool {
        match self {
            Self::Constant(_) | Self::Undecided(_) => false,
            Self::Compare(c, ..) | Self::Text(c, ..) | Self::IsNull(c) | Self::In(c, _) | Self::Holds(c, _) => *c == column,
            Self::All(inner) | Self::Any(inner) => inner.iter().any(|e| e.mentions(column)),
            Self::Not(inner) => inner.mentions(column),
            // What is in other tables does not change with this row; only which rows of them are its own does.
            Self::Related(related) => related.relation.own_columns().contains(&column),
            Self::Seeing(seeing) => seeing.condition.mentions(column),
            Self::Search(search) => search.columns.contains(&column),
        }
    }

    /// The first policy function in it that has still to be asked.
    pub(crate) fn undecided(&self) -> Option<&'static PolicySpec> {
        match self {
            Self::Undecided(policy) => Some(policy),
            Self::All(inner) | Self::Any(inner) => inner.iter().find_map(Self::undecided),
            Self::Not(inner) => inner.undecided(),
            Self::Related(related) => related.parts().find_map(Self::undecided),
            Self::Seeing(seeing) => seeing.visible.iter().chain([&seeing.condition]).find_map(Self::undecided),
            Self::Constant(_)
            | Self::Compare(..)
            | Self::Text(..)
            | Self::IsNull(_)
            | Self::In(..)
            | Self::Search(_)
            | Self::Holds(..) => None,
        }
    }
}

/// A condition on the rows that a relation leads to: true when one of them fulfils it.
#[derive(Clone, Debug, PartialEq)]
pub struct RelatedExpr {
    /// The relation.
    pub relation: &'static RelationSpec,
    /// The condition, on columns of the other resource.
    pub condition: Expr,
    /// Which rows of the other resource, and which links, the caller may see. Before that is decided the condition is unknown.
    pub visible: Option<[Expr; 2]>,
}

impl RelatedExpr {
    fn parts(&self) -> impl Iterator<Item = &Expr> {
        self.visible.iter().flatten().chain([&self.condition])
    }
}

impl Expr {
    /// Whether a row that the relation leads to fulfils a condition; which of them the caller sees is still to be decided.
    pub fn related(relation: &'static RelationSpec, condition: Self) -> Self {
        Self::Related(Box::new(RelatedExpr { relation, condition, visible: None }))
    }

    /// Whether it looks at rows of other resources.
    pub(crate) fn reaches(&self) -> bool {
        match self {
            Self::Related(_) | Self::Seeing(_) => true,
            Self::All(inner) | Self::Any(inner) => inner.iter().any(Self::reaches),
            Self::Not(inner) => inner.reaches(),
            Self::Constant(_)
            | Self::Compare(..)
            | Self::Text(..)
            | Self::IsNull(_)
            | Self::In(..)
            | Self::Search(_)
            | Self::Holds(..)
            | Self::Undecided(_) => false,
        }
    }

    /// Calls `each` with every relation in it for which it is still to be decided what the caller sees. `of` is the resource that it is about.
    pub(crate) fn for_each_unseen(&self, of: &ResourceSpec, each: &mut dyn FnMut(&'static RelationSpec)) {
        match self {
            Self::Related(related) => {
                if related.visible.is_none() {
                    each(related.relation);
                }
                related.condition.for_each_unseen(related.relation.target(), each);
            }
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|part| part.for_each_unseen(of, each)),
            Self::Not(inner) => inner.for_each_unseen(of, each),
            Self::Compare(column, ..) | Self::Text(column, ..) | Self::IsNull(column) | Self::In(column, _) => {
                of.gathers(*column).into_iter().for_each(each);
            }
            Self::Constant(_) | Self::Seeing(_) | Self::Search(_) | Self::Holds(..) | Self::Undecided(_) => {}
        }
    }

    /// Decides it: `visible` says which rows of a resource the caller sees.
    pub(crate) fn see(&mut self, of: &ResourceSpec, visible: &dyn Fn(&'static ResourceSpec) -> Self) {
        match self {
            Self::Related(related) => {
                let RelatedExpr { relation, condition, visible: decided } = &mut **related;
                decided.get_or_insert_with(|| relation.seen(visible));
                condition.see(relation.target(), visible);
            }
            Self::All(inner) | Self::Any(inner) => inner.iter_mut().for_each(|part| part.see(of, visible)),
            Self::Not(inner) => inner.see(of, visible),
            Self::Compare(column, ..) | Self::Text(column, ..) | Self::IsNull(column) | Self::In(column, _) => {
                let column = *column;
                if let Some(relation) = of.gathers(column) {
                    let condition = std::mem::replace(self, Self::Constant(false));
                    *self = Self::Seeing(Box::new(SeeingExpr { column, visible: relation.seen(visible), condition }));
                }
            }
            Self::Constant(_) | Self::Seeing(_) | Self::Search(_) | Self::Holds(..) | Self::Undecided(_) => {}
        }
    }
}

/// A condition on one column that is computed from the rows of others. Without it such a condition is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct SeeingExpr {
    /// The index of the column.
    pub column: usize,
    /// Which rows of the other resource, and which links, the caller may see.
    pub visible: [Expr; 2],
    /// The condition.
    pub condition: Expr,
}

impl RelationSpec {
    /// What is seen of the rows that it leads to, and of the links.
    pub(crate) fn seen(&self, visible: &dyn Fn(&'static ResourceSpec) -> Expr) -> [Expr; 2] {
        [visible(self.target()), self.through().map_or(Expr::Constant(true), visible)]
    }
}

/// A condition on rows of `R`: what a policy function answers.
///
/// ```
/// use restkit::prelude::*;
/// # use restkit::Field;
/// fn published<R: Resource>(status: Field<R, String>) -> Condition<R> {
///     status.eq("published")
/// }
/// ```
#[derive(Debug, PartialEq)]
#[must_use = "a condition does nothing unless a policy or a query uses it"]
pub struct Condition<R> {
    expr: Expr,
    resource: PhantomData<fn() -> R>,
}

impl<R> Clone for Condition<R> {
    fn clone(&self) -> Self {
        Self { expr: self.expr.clone(), resource: PhantomData }
    }
}

impl<R: Resource> Condition<R> {
    pub(crate) const fn new(expr: Expr) -> Self {
        Self { expr, resource: PhantomData }
    }

    /// Every row.
    pub const fn all() -> Self {
        Self::new(Expr::Constant(true))
    }

    /// No row.
    pub const fn none() -> Self {
        Self::new(Expr::Constant(false))
    }

    /// Rows that fulfil both.
    pub fn and(self, other: Self) -> Self {
        Self::new(self.expr.and(other.expr))
    }

    /// Rows that fulfil either.
    pub fn or(self, other: Self) -> Self {
        Self::new(self.expr.or(other.expr))
    }

    /// The condition without its type.
    pub fn into_expr(self) -> Expr {
        self.expr
    }
}

impl<R: Resource> std::ops::Not for Condition<R> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(self.expr.negate())
    }
}
