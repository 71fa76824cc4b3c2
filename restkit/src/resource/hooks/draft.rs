//! What is about to be written, for hooks to look at and to change.

use std::{fmt, marker::PhantomData};

use crate::spec::{Column, Field, IntoOperand, Resource, Value};

/// The values that an operation is about to write.
pub struct Draft<R> {
    values: Proposed,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Draft<R> {
    /// The value that the column is to have; `None` when the operation does not set it.
    pub fn get<T: Column>(&self, field: Field<R, T>) -> Option<T> {
        T::from_value(self.values.values.get(field.index())?.clone()?).ok()
    }

    /// Sets a column, whoever may otherwise set it; only the key cannot be set. The rules of the resource hold for the value, and the row
    /// as it will be must be one that the caller may make or leave so: otherwise the operation ends with 422 or 403.
    pub fn set<T: Column>(&mut self, field: Field<R, T>, value: impl IntoOperand<T>) {
        let (column, value) = field.set(value).into_parts();
        if let Some(slot) = self.values.values.get_mut(column) {
            *slot = Some(value);
            self.values.touched.push(column);
        }
    }

    pub(super) const fn new(values: Proposed) -> Self {
        Self { values, resource: PhantomData }
    }

    pub(super) fn into_proposed(self) -> Proposed {
        self.values
    }
}

impl<R: Resource> fmt::Debug for Draft<R> {
    /// Which columns are set, and not to what: some are secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = R::spec().columns.iter().zip(&self.values.values);
        f.debug_set().entries(columns.filter(|(_, value)| value.is_some()).map(|(column, _)| column.field)).finish()
    }
}

/// A draft without its type.
#[derive(Default)]
pub(super) struct Proposed {
    /// By column; `None` where nothing is set.
    values: Vec<Option<Value>>,
    /// What hooks have set.
    touched: Vec<usize>,
}

impl Proposed {
    pub(super) const fn new(values: Vec<Option<Value>>) -> Self {
        Self { values, touched: Vec::new() }
    }

    /// What hooks have set.
    pub(super) fn into_touched(self) -> Vec<(usize, Value)> {
        let Self { mut values, touched } = self;
        let mut take = |column: usize| Some((column, values.get_mut(column)?.take()?));
        touched.into_iter().filter_map(&mut take).collect()
    }
}
