//! The columns of a resource by their names and types: conditions, orders and assignments that a compiler checks.

use std::marker::PhantomData;

use super::{
    Column, Compare, Condition, Expr, Resource, SortKey, TextMatch, Value,
    operand::{IntoOperand, IsOrdered, IsTextColumn},
};

/// A column of `R` with values of type `T`; `Task::title()` makes one.
///
/// ```
/// use restkit::prelude::*;
///
/// #[resource(path = "/tasks")]
/// #[authorize(read = public, create = public, update = public, delete = public)]
/// pub struct Task {
///     #[resource(id)]
///     pub id: i64,
///     #[validate(length(max = 200))]
///     pub title: String,
///     pub priority: i16,
/// }
///
/// let urgent = Task::priority().ge(3).and(Task::title().contains("milk"));
/// let order = Task::priority().desc();
/// let changes = [Task::title().set("milk"), Task::priority().set(5)];
/// # let _ = (urgent, order, changes);
/// ```
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

    /// The index of the column in the table.
    pub const fn index(self) -> usize {
        self.index
    }
}

/// A column of `R`, or a tuple of two to four of them: what rows are found by.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column of `{R}`, and no tuple of its columns",
    label = "no columns",
    note = "write a column as in `Task::code()`, or several as in `(Membership::team_id(), Membership::user_id())`"
)]
pub trait Columns<R> {
    /// The indices of the columns in the table.
    fn indices(self) -> Vec<usize>;
}

impl<R, T> Columns<R> for Field<R, T> {
    fn indices(self) -> Vec<usize> {
        vec![self.index]
    }
}

macro_rules! columns {
    ($(($($column:ident $at:tt),*))*) => {$(
        impl<R, $($column),*> Columns<R> for ($(Field<R, $column>),*) {
            fn indices(self) -> Vec<usize> {
                vec![$(self.$at.index),*]
            }
        }
    )*};
}

columns! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
}

impl<R: Resource, T: Column> Field<R, T> {
    fn compare(self, operator: Compare, value: impl IntoOperand<T>) -> Condition<R> {
        Condition::new(Expr::Compare(self.index, operator, value.into_operand().into_value()))
    }

    /// Rows where the column equals `value`; none when `value` is null, as in SQL.
    pub fn eq(self, value: impl IntoOperand<T>) -> Condition<R> {
        self.compare(Compare::Equal, value)
    }

    /// Rows where the column is neither `value` nor null.
    pub fn ne(self, value: impl IntoOperand<T>) -> Condition<R> {
        self.compare(Compare::NotEqual, value)
    }

    /// Rows where the column is one of `values`.
    pub fn is_in(self, values: impl IntoIterator<Item = impl IntoOperand<T>>) -> Condition<R> {
        Condition::new(Expr::In(self.index, values.into_iter().map(|value| value.into_operand().into_value()).collect()))
    }

    /// Rows where the column is none of `values`, nor null; every row when there are no values.
    pub fn not_in(self, values: impl IntoIterator<Item = impl IntoOperand<T>>) -> Condition<R> {
        !self.is_in(values)
    }

    /// Rows where the column is null.
    pub fn is_null(self) -> Condition<R> {
        Condition::new(Expr::IsNull(self.index))
    }

    /// Rows where the column is not null.
    pub fn is_not_null(self) -> Condition<R> {
        !self.is_null()
    }

    /// The column with a new value, for an insert or update.
    pub fn set(self, value: impl IntoOperand<T>) -> Assignment<R> {
        Assignment { column: self.index, value: value.into_operand().into_value(), resource: PhantomData }
    }
}

/// What needs an order: texts by code point, enums by their words, `false` before `true`.
impl<R: Resource, T: Column> Field<R, T> {
    /// Rows where the column is less than `value`.
    pub fn lt(self, value: impl IntoOperand<T>) -> Condition<R>
    where
        T: IsOrdered,
    {
        self.compare(Compare::Less, value)
    }

    /// Rows where the column is at most `value`.
    pub fn le(self, value: impl IntoOperand<T>) -> Condition<R>
    where
        T: IsOrdered,
    {
        self.compare(Compare::LessOrEqual, value)
    }

    /// Rows where the column is greater than `value`.
    pub fn gt(self, value: impl IntoOperand<T>) -> Condition<R>
    where
        T: IsOrdered,
    {
        self.compare(Compare::Greater, value)
    }

    /// Rows where the column is at least `value`.
    pub fn ge(self, value: impl IntoOperand<T>) -> Condition<R>
    where
        T: IsOrdered,
    {
        self.compare(Compare::GreaterOrEqual, value)
    }

    /// Rows where the column is at least `least` and at most `most`.
    pub fn between(self, least: impl IntoOperand<T>, most: impl IntoOperand<T>) -> Condition<R>
    where
        T: IsOrdered,
    {
        self.ge(least).and(self.le(most))
    }

    /// Small values first, nulls last.
    pub const fn asc(self) -> Sort<R>
    where
        T: IsOrdered,
    {
        Sort::of(SortKey::own(self.index, false))
    }

    /// Great values first, nulls last.
    pub const fn desc(self) -> Sort<R>
    where
        T: IsOrdered,
    {
        Sort::of(SortKey::own(self.index, true))
    }
}

/// What looks into texts, letter by letter: upper and lower case differ, and `%` and `_` are letters like others.
impl<R: Resource, T: Column> Field<R, T> {
    fn matches(self, how: TextMatch, text: impl Into<String>) -> Condition<R> {
        Condition::new(Expr::Text(self.index, how, text.into()))
    }

    /// Rows where `text` stands somewhere in the column.
    pub fn contains(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::Contains, text)
    }

    /// Rows where the column begins with `text`.
    pub fn starts_with(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::StartsWith, text)
    }

    /// Rows where the column ends with `text`.
    pub fn ends_with(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::EndsWith, text)
    }
}

/// The same, whatever the case of letters: two letters are the same when Unicode's simple case folding makes them so, on every database and in
/// every language alike. With a text of more than [`TextMatch::LONGEST`] characters no row fulfils these conditions, nor their opposites.
///
/// ```
/// use restkit::prelude::*;
///
/// #[resource(path = "/tasks")]
/// #[authorize(read = public, create = public, update = public, delete = public)]
/// pub struct Task {
///     #[resource(id)]
///     pub id: i64,
///     pub title: String,
/// }
///
/// let milk = Task::title().contains_ignoring_case("MILK").or(Task::title().eq_ignoring_case("bread"));
/// # let _ = milk;
/// ```
impl<R: Resource, T: Column> Field<R, T> {
    /// Rows where the column is `text`.
    pub fn eq_ignoring_case(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::EqualIgnoringCase, text)
    }

    /// Rows where `text` stands somewhere in the column.
    pub fn contains_ignoring_case(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::ContainsIgnoringCase, text)
    }

    /// Rows where the column begins with `text`.
    pub fn starts_with_ignoring_case(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::StartsWithIgnoringCase, text)
    }

    /// Rows where the column ends with `text`.
    pub fn ends_with_ignoring_case(self, text: impl Into<String>) -> Condition<R>
    where
        T: IsTextColumn,
    {
        self.matches(TextMatch::EndsWithIgnoringCase, text)
    }
}

/// A column of `R` and the value that it is to have; `Task::title().set("milk")` makes one.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an assignment does nothing until a repository is given it"]
pub struct Assignment<R> {
    column: usize,
    value: Value,
    resource: PhantomData<fn() -> R>,
}

impl<R> Assignment<R> {
    /// The index of the column, and the value.
    pub fn into_parts(self) -> (usize, Value) {
        (self.column, self.value)
    }
}

/// A key of the order of rows of `R`; `Task::priority().desc()` makes one.
#[derive(Debug)]
#[must_use = "an order does nothing until a repository is given it"]
pub struct Sort<R> {
    key: SortKey,
    resource: PhantomData<fn() -> R>,
}

impl<R> Sort<R> {
    pub(super) const fn of(key: SortKey) -> Self {
        Self { key, resource: PhantomData }
    }

    /// The key without its type.
    pub const fn into_key(self) -> SortKey {
        self.key
    }
}
