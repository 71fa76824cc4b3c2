//! Conditions on rows: data that becomes SQL or is evaluated in Rust.

use std::marker::PhantomData;

use super::{Column, Resource, Value};

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

/// A condition on a row of one resource, without its type. Columns are indices into the resource's table.
///
/// SQL's three-valued logic holds: a comparison with null is unknown, and an unknown condition selects no row.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Every row, or no row.
    Constant(bool),
    /// Column, operator, value.
    Compare(usize, Compare, Value),
    /// Whether the column is null.
    IsNull(usize),
    /// Whether the column is one of these values.
    In(usize, Vec<Value>),
    /// All of these; true when empty.
    All(Vec<Expr>),
    /// Any of these; false when empty.
    Any(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
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
            Self::Constant(_) => false,
            Self::Compare(c, ..) | Self::IsNull(c) | Self::In(c, _) => *c == column,
            Self::All(inner) | Self::Any(inner) => inner.iter().any(|e| e.mentions(column)),
            Self::Not(inner) => inner.mentions(column),
        }
    }
}

/// A condition on rows of `R`: what a policy function answers.
///
/// ```
/// use restkit::prelude::*;
/// # use restkit::Field;
/// fn published<R: Resource>(status: Field<R, String>) -> Condition<R> {
///     status.eq("published".to_owned())
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a condition does nothing unless a policy or a query uses it"]
pub struct Condition<R> {
    expr: Expr,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Condition<R> {
    const fn new(expr: Expr) -> Self {
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

/// A column of `R` with values of type `T`; `Task::title()` makes one.
#[derive(Debug)]
pub struct Field<R, T> {
    index: usize,
    types: PhantomData<fn() -> (R, T)>,
}

impl<R, T> Clone for Field<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T> Copy for Field<R, T> {}

impl<R, T> Field<R, T> {
    /// The column at `index` of the table of `R`. Generated code calls this; the index must be that of a column of type `T`.
    #[doc(hidden)]
    pub const fn new(index: usize) -> Self {
        Self { index, types: PhantomData }
    }
}

impl<R: Resource, T: Column> Field<R, T> {
    fn compare(self, operator: Compare, value: T) -> Condition<R> {
        Condition::new(Expr::Compare(self.index, operator, value.into_value()))
    }

    /// Rows where the column equals `value`; none when `value` is null, as in SQL.
    pub fn eq(self, value: T) -> Condition<R> {
        self.compare(Compare::Equal, value)
    }

    /// Rows where the column is neither `value` nor null.
    pub fn ne(self, value: T) -> Condition<R> {
        self.compare(Compare::NotEqual, value)
    }

    /// Rows where the column is less than `value`.
    pub fn lt(self, value: T) -> Condition<R> {
        self.compare(Compare::Less, value)
    }

    /// Rows where the column is at most `value`.
    pub fn le(self, value: T) -> Condition<R> {
        self.compare(Compare::LessOrEqual, value)
    }

    /// Rows where the column is greater than `value`.
    pub fn gt(self, value: T) -> Condition<R> {
        self.compare(Compare::Greater, value)
    }

    /// Rows where the column is at least `value`.
    pub fn ge(self, value: T) -> Condition<R> {
        self.compare(Compare::GreaterOrEqual, value)
    }

    /// Rows where the column is one of `values`.
    pub fn is_in(self, values: impl IntoIterator<Item = T>) -> Condition<R> {
        Condition::new(Expr::In(self.index, values.into_iter().map(T::into_value).collect()))
    }

    /// Rows where the column is null.
    pub fn is_null(self) -> Condition<R> {
        Condition::new(Expr::IsNull(self.index))
    }
}
