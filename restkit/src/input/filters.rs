//! The filters of a resource: which of them a name is, and what it makes of a value.

use std::borrow::Cow;

use super::{
    Flaw, Sight, document,
    parameters::{decode, read},
    scalar,
};
use crate::spec::{
    DataType, Expr, Filter, FilterBy, Kind, MOST_REACHES, MOST_VALUES, Operand, ResourceSpec, TextMatch, Value, filters,
};

/// How many filters a tree has at most, and the filters of everything that a request includes together.
pub(super) const MOST_FILTERS: usize = 100;

/// The filters of one resource; made once.
#[derive(Debug)]
pub(super) struct Filters {
    resource: &'static ResourceSpec,
    /// In the order in which the resource has them.
    all: Vec<Filter>,
    /// Where each is in `all`, in the order of their names.
    by_name: Vec<usize>,
}

impl Filters {
    pub(super) fn new(resource: &'static ResourceSpec) -> Self {
        let all = filters(resource);
        let mut by_name: Vec<usize> = (0..all.len()).collect();
        by_name.sort_by(|a, b| all[*a].name.cmp(&all[*b].name));
        Self { resource, all, by_name }
    }

    /// The resource.
    pub(super) const fn resource(&self) -> &'static ResourceSpec {
        self.resource
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Where the filter of this name is, as far as the caller may know of it.
    pub(super) fn at(&self, name: &str, sight: Sight<'_>) -> Option<usize> {
        let found = self.by_name.binary_search_by(|at| self.all[*at].name.as_str().cmp(name));
        let known = |at: &usize| match self.all[*at] {
            Filter { column, by: Some(by), .. } => sight.reaches(self.resource, by.relation, column),
            Filter { column, by: None, .. } => sight.own.sees(column),
        };
        found.ok().map(|at| self.by_name[at]).filter(known)
    }

    /// The filter of this name, as far as the caller may know of it.
    pub(super) fn named(&self, name: &str, sight: Sight<'_>) -> Option<&Filter> {
        self.at(name, sight).map(|at| &self.all[at])
    }

    /// The relation that a filter goes by.
    pub(super) fn by(&self, at: usize) -> Option<FilterBy> {
        self.all.get(at)?.by
    }

    /// The condition that a filter makes of a value as it came.
    pub(super) fn condition(&self, at: usize, encoded: &str) -> Result<Expr, Flaw> {
        let filter = &self.all[at];
        match filter.compared(self.resource) {
            Some(compared) => condition(&compared.data_type, filter, encoded),
            // No filter is without its column.
            None => Ok(Expr::Constant(true)),
        }
    }

    /// All of these conditions, each with the number of its filter. Those that go the same way are about one row.
    pub(super) fn all_of(&self, mut conditions: Vec<(usize, Expr)>) -> Expr {
        // In one order, so that the same filters are one statement, and one list to a cursor.
        conditions.sort_by_key(|(at, _)| *at);
        let mut all = Expr::Constant(true);
        let mut conditions = conditions.into_iter().peekable();
        while let Some((at, mut condition)) = conditions.next() {
            if let Some(by) = self.by(at) {
                while let Some((_, further)) = conditions.next_if(|(at, _)| self.by(*at) == Some(by)) {
                    condition = condition.and(further);
                }
                condition = by.condition(condition);
            }
            all = all.and(condition);
        }
        all
    }
}

/// That a request goes through relations too often.
pub(super) fn too_many_reaches() -> Flaw {
    Flaw::new("items", format!("is one too many: a query reaches through relations {MOST_REACHES} times at most"))
}

/// That a request has too many filters.
pub(super) fn too_many_filters() -> Flaw {
    Flaw::new("items", format!("is one too many: a query has at most {MOST_FILTERS} filters"))
}

/// The condition that a filter makes of a value as it came.
fn condition(data_type: &DataType, filter: &Filter, encoded: &str) -> Result<Expr, Flaw> {
    let text = || decode(encoded).map_err(|_| not_utf8());
    let operand = filter.operator.operand();
    let value = match operand {
        Operand::Value => read(data_type, &text()?)?,
        Operand::Truth => read(&DataType::new(Kind::Bool), &text()?)?,
        Operand::Text => scalar::text(&DataType::new(Kind::Text), text()?)?,
        Operand::FoldedText => {
            let text = text()?;
            if text.chars().nth(TextMatch::LONGEST).is_some() {
                return Err(Flaw::new("length", format!("must have at most {} characters", TextMatch::LONGEST)));
            }
            scalar::text(&DataType::new(Kind::Text), text)?
        }
        Operand::Document => document::parsed(&text()?)?,
        Operand::Values | Operand::Range => {
            let values = values(data_type, encoded, operand == Operand::Range)?;
            return Ok(filter.condition(values));
        }
    };
    Ok(filter.condition(vec![value]))
}

/// Several values with commas between them. In a text of any letters an encoded comma is part of a value; other values hold none, and clients
/// that encode the commas between them as well are understood.
fn values(data_type: &DataType, encoded: &str, range: bool) -> Result<Vec<Value>, Flaw> {
    let parts = encoded.split(',').take(MOST_VALUES + 1);
    let mut texts = parts.map(|part| decode(part).map_err(|_| not_utf8())).collect::<Result<Vec<_>, _>>()?;
    // A range is of two values, so that a comma in one stands between them.
    if !data_type.is_free_text() || (range && texts.len() == 1) {
        let separate =
            |text: Cow<'_, str>| text.split(',').take(MOST_VALUES + 1).map(|part| Cow::Owned(part.to_owned())).collect();
        texts = texts.into_iter().flat_map::<Vec<Cow<'_, str>>, _>(separate).collect();
    }
    if range && texts.len() != 2 {
        return Err(Flaw::new("items", "must be two values, with a comma between them"));
    }
    if texts.len() > MOST_VALUES {
        return Err(Flaw::new("items", format!("must be at most {MOST_VALUES} values")));
    }
    let value = |(at, text): (usize, &Cow<'_, str>)| {
        let numbered = |flaw: Flaw| Flaw { code: flaw.code, detail: format!("value {}: {}", at + 1, flaw.detail).into() };
        read(data_type, text).map_err(numbered)
    };
    texts.iter().enumerate().map(value).collect()
}

fn not_utf8() -> Flaw {
    Flaw::new("encoding", "must be percent-encoded UTF-8")
}
