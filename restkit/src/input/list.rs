//! The query of a list: filters, order and page.

use std::{borrow::Cow, ops::RangeInclusive, sync::OnceLock};

use super::{
    Flaw, Sight,
    filters::Filters,
    parameters::{decode, encoded_pairs, encoding, invalid, read, unknown},
    search,
};
use crate::{
    problem::{Fault, Problem, ProblemKind},
    spec::{DataType, Expr, Kind, MOST_OFFSET, Permitted, RelationSpec, ResourceSpec, SEARCH, Search, SortKey, Value},
};

/// What the query of a list asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ListParameters {
    /// The filters, all of which hold, in the order in which the resource has them.
    pub filter: Expr,
    /// What is searched for besides.
    pub search: Option<Box<Search>>,
    /// The order, without the key.
    pub sort: Vec<SortKey>,
    /// The columns that the answer shows; `None` for all that may be seen.
    pub fields: Option<Vec<usize>>,
    /// How many rows a page holds at most.
    pub limit: u32,
    /// How many rows are passed over; `None` when the request does not say.
    pub offset: Option<u32>,
    /// The cursor as it came, not opened.
    pub cursor: Option<String>,
    /// Whether the answer says how many rows there are.
    pub count: Option<Count>,
}

/// How the rows of a list are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// One by one.
    Exact,
    /// As the database guesses where it can.
    Estimated,
}

/// Reads what the lists of one resource are asked for; made once.
#[derive(Debug)]
pub struct ListReader {
    resource: &'static ResourceSpec,
    pub(super) filters: Filters,
    /// Those of the resources that its relations lead to, each made when a request asks for one of them.
    related: Vec<(&'static ResourceSpec, OnceLock<Filters>)>,
}

impl Count {
    /// The one of this name.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "exact" => Some(Self::Exact),
            "estimated" => Some(Self::Estimated),
            _ => None,
        }
    }
}

impl ListReader {
    /// The reader for a resource.
    pub fn new(resource: &'static ResourceSpec) -> Self {
        let related = resource.related().into_iter().map(|other| (other, OnceLock::new())).collect();
        Self { resource, filters: Filters::new(resource), related }
    }

    /// The resource.
    pub const fn resource(&self) -> &'static ResourceSpec {
        self.resource
    }

    /// The filters of a resource that a relation leads to.
    pub(super) fn filters_of(&self, target: &'static ResourceSpec) -> Option<&Filters> {
        if std::ptr::eq(target, self.resource) {
            return Some(&self.filters);
        }
        let (_, filters) = self.related.iter().find(|(known, _)| std::ptr::eq(*known, target))?;
        Some(filters.get_or_init(|| Filters::new(target)))
    }

    /// What is asked for when nothing is said.
    pub(super) fn usual(&self, permitted: &Permitted) -> ListParameters {
        ListParameters {
            filter: Expr::Constant(true),
            search: None,
            sort: Vec::new(),
            fields: permitted.shown(self.resource),
            limit: self.resource.page_size,
            offset: None,
            cursor: None,
            count: None,
        }
    }

    /// Whether a request may ask for a filter or an order by columns of other resources, or for their rows in the answer: what it asks for is
    /// known when its query, or its body, was read.
    pub fn may_reach(&self, query: Option<&str>, posted: bool) -> bool {
        let lends = |relation: &RelationSpec| posted || relation.filter || relation.lends_order;
        (query.is_some() || posted) && self.resource.relations.iter().any(lends)
    }

    /// Whether a parameter is one of every list, and not the name of a filter.
    fn knows(&self, name: &str, permitted: &Permitted) -> bool {
        matches!(name, "sort" | "fields" | "limit" | "cursor" | "count")
            || (name == "offset" && self.resource.offset)
            || (name == SEARCH && search::searched(self.resource, permitted).is_some())
    }

    /// Reads the query of one row: which columns the answer shows; `None` for all.
    ///
    /// # Errors
    /// 400 with every fault.
    pub fn read_fields(&self, query: Option<&str>, permitted: &Permitted) -> Result<Option<Vec<usize>>, Problem> {
        let all = permitted.shown(self.resource);
        let Some(query) = query.filter(|query| !query.is_empty()) else { return Ok(all) };
        let (mut faults, mut read) = (Vec::new(), None);
        for (name, value) in encoded_pairs(Some(query)) {
            match (decode(name), decode(value)) {
                (Err(name), _) => faults.push(encoding(name)),
                (Ok(name), _) if name != "fields" => faults.push(unknown(&name)),
                (Ok(name), _) if read.is_some() => faults.push(Fault::parameter(name, "repeated_parameter", "must come once")),
                (Ok(name), Err(_)) => faults.push(encoding(name)),
                (Ok(_), Ok(value)) => read = Some(fields(self.resource, permitted, &value, &mut faults)),
            }
        }
        if faults.is_empty() { Ok(read.or(all)) } else { Err(invalid(faults)) }
    }

    /// Reads the query of a list. A column that the caller may not see is none to show, to filter or to sort by.
    ///
    /// # Errors
    /// 400 with every fault; 422 when all that is wrong is a `limit` outside its range.
    pub fn read(&self, query: Option<&str>, sight: Sight<'_>) -> Result<ListParameters, Problem> {
        let (spec, permitted) = (self.resource, sight.own);
        let mut list = self.usual(permitted);
        let Some(query) = query.filter(|query| !query.is_empty()) else { return Ok(list) };
        let mut faults = Vec::new();
        let mut out_of_range = Vec::new();
        let mut seen: Vec<Cow<'_, str>> = Vec::new();
        let mut conditions: Vec<(usize, Expr)> = Vec::new();
        for (name, value) in encoded_pairs(Some(query)) {
            let name = match decode(name) {
                Ok(name) => name,
                Err(name) => {
                    faults.push(encoding(name));
                    continue;
                }
            };
            let filter = self.filters.at(&name, sight);
            if filter.is_none() && !self.knows(&name, permitted) {
                faults.push(unknown(&name));
                continue;
            }
            if seen.contains(&name) {
                faults.push(Fault::parameter(name, "repeated_parameter", "must come once"));
                continue;
            }
            seen.push(name.clone());
            if let Some(at) = filter {
                match self.filters.condition(at, value) {
                    Ok(condition) => conditions.push((at, condition)),
                    Err(flaw) => faults.push(Fault::parameter(name, flaw.code, flaw.detail)),
                }
                continue;
            }
            let Ok(value) = decode(value) else {
                faults.push(encoding(name));
                continue;
            };
            match name.as_ref() {
                "sort" => sort(&|key| sort_key(spec, sight, key), "sort", &value, &mut list.sort, &mut faults),
                "fields" => list.fields = Some(fields(spec, permitted, &value, &mut faults)),
                "limit" | "offset" => {
                    let limits = if name == "limit" { 1..=spec.max_page_size } else { 0..=MOST_OFFSET };
                    match number(&value, limits) {
                        Ok(number) if name == "limit" => list.limit = number,
                        Ok(number) => list.offset = Some(number),
                        Err(flaw) if flaw.code == "out_of_range" => {
                            out_of_range.push(Fault::parameter(name, flaw.code, flaw.detail));
                        }
                        Err(flaw) => faults.push(Fault::parameter(name, flaw.code, flaw.detail)),
                    }
                }
                "count" => match Count::of(&value) {
                    None => faults.push(Fault::parameter(name, "one_of", "must be one of exact, estimated")),
                    count => list.count = count,
                },
                SEARCH => match search::limited(&value, search::searched(spec, permitted).unwrap_or_default()) {
                    Ok(search) => list.search = Some(Box::new(search)),
                    Err(flaw) => faults.push(Fault::parameter(name, flaw.code, flaw.detail)),
                },
                _ => list.cursor = Some(value.into_owned()),
            }
        }
        if seen.iter().any(|name| name == "cursor") && seen.iter().any(|name| name == "offset") {
            faults.push(Fault::parameter("offset", "conflict", "cannot stand beside `cursor`, which says where the page begins"));
        }
        if faults.is_empty() && out_of_range.is_empty() {
            list.filter = self.filters.all_of(conditions);
            return Ok(list);
        }
        if faults.is_empty() {
            let problem = Problem::new(ProblemKind::PARAMETER_OUT_OF_RANGE, "A parameter is out of its range.");
            return Err(problem.with_faults(out_of_range));
        }
        faults.append(&mut out_of_range);
        Err(invalid(faults))
    }
}

/// `id,title`: the names of members that answers hold, in whatever order.
fn fields(spec: &ResourceSpec, permitted: &Permitted, text: &str, faults: &mut Vec<Fault>) -> Vec<usize> {
    let mut fields = Vec::new();
    for name in text.split(',') {
        match shown_field(spec, permitted, name) {
            Ok(column) => fields.push(column),
            Err(flaw) => faults.push(Fault::parameter("fields", flaw.code, flaw.detail)),
        }
    }
    fields
}

/// The column of a member that answers hold.
pub(super) fn shown_field(spec: &ResourceSpec, permitted: &Permitted, name: &str) -> Result<usize, Flaw> {
    let unknown = || Flaw::new("unknown_field", format!("answers have no member {name:?}"));
    spec.member(name).filter(|column| spec.columns[*column].readable() && permitted.sees(*column)).ok_or_else(unknown)
}

/// A number of rows.
pub(super) fn number(text: &str, limits: RangeInclusive<u32>) -> Result<u32, Flaw> {
    let out_of_range = || Flaw::new("out_of_range", format!("must be between {} and {}", limits.start(), limits.end()));
    match read(&DataType::new(Kind::U32), text) {
        Ok(Value::Integer(n)) => match u32::try_from(n) {
            Ok(number) if limits.contains(&number) => Ok(number),
            _ => Err(out_of_range()),
        },
        Err(flaw) if flaw.code == "out_of_range" => Err(out_of_range()),
        Err(flaw) => Err(flaw),
        Ok(_) => Err(out_of_range()),
    }
}

/// `-priority,id`: the names of keys; a minus sign turns the order around.
pub(super) fn sort(
    key: &dyn Fn(&str) -> Result<SortKey, Flaw>,
    parameter: &str,
    text: &str,
    into: &mut Vec<SortKey>,
    faults: &mut Vec<Fault>,
) {
    for name in text.split(',') {
        match key(name) {
            Err(flaw) => faults.push(Fault::parameter(parameter, flaw.code, flaw.detail)),
            // The first mention orders the rows; a later one finds nothing left to order. JSON Schema could not forbid it either.
            Ok(key) if into.iter().any(|there| there.is_by(key)) => {}
            Ok(key) => into.push(key),
        }
    }
}

/// One key of the order of a list.
pub(super) fn sort_key(spec: &ResourceSpec, sight: Sight<'_>, key: &str) -> Result<SortKey, Flaw> {
    read_key(spec, key, |known| match known.by.and_then(|by| spec.relations.get(by)) {
        Some(relation) => sight.reaches(spec, relation, known.column),
        None => sight.own.sees(known.column),
    })
}

/// One key of the order of the rows of a relation, which goes by their own columns.
pub(super) fn own_sort_key(spec: &ResourceSpec, permitted: &Permitted, key: &str) -> Result<SortKey, Flaw> {
    read_key(spec, key, |known| known.by.is_none() && permitted.sees(known.column))
}

fn read_key(spec: &ResourceSpec, key: &str, seen: impl Fn(&SortKey) -> bool) -> Result<SortKey, Flaw> {
    let (name, descending) = key.strip_prefix('-').map_or((key, false), |name| (name, true));
    let unknown = || Flaw::new("unknown_sort_key", format!("lists are not sorted by {name:?}"));
    spec.sort_key(name).filter(seen).map(|key| SortKey { descending, ..key }).ok_or_else(unknown)
}
