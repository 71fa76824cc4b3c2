//! The body of a query: a tree of filters, and what the query of a list says otherwise.

use serde::de::DeserializeSeed as _;
use serde_json::Value as JsonValue;

use super::{
    Flaw, Include, Sight,
    body::{answer, malformed},
    document,
    filters::{Filters, MOST_FILTERS, too_many_filters, too_many_reaches},
    include::{self, Asked, Choice},
    json::{StrictJson, read_scalar, unknown_member},
    list::{Count, ListParameters, ListReader, own_sort_key, shown_field, sort_key},
    pointer::Pointer,
    search,
};
use crate::{
    problem::{Fault, Problem},
    spec::{
        DataType, Expr, Filter, FilterBy, INCLUDE, Kind, MOST_INCLUDES, MOST_OFFSET, MOST_REACHES, MOST_VALUES, Operand,
        ResourceSpec, SEARCH, Search, SortKey, TextMatch, Value,
    },
};

/// How many `and`, `or` and `not` stand in each other at most.
pub(super) const DEEPEST: usize = 8;

impl ListReader {
    /// Reads the body of a query, and which related rows the answer holds.
    ///
    /// # Errors
    /// 400 when the body is not well-formed JSON, 422 with every fault when it does not fit.
    pub fn read_body(&self, body: &[u8], sight: Sight<'_>) -> Result<(ListParameters, Vec<Include>), Problem> {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let json =
            StrictJson.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json)).map_err(malformed)?;
        let mut reading =
            Reading { reader: self, sight, pointer: Pointer::default(), faults: Vec::new(), filters: 0, reaches: 0 };
        let (list, asked) = reading.query(&json);
        let include = asked.finish();
        // What is wrong otherwise may be the number of rows as well.
        if reading.faults.is_empty()
            && let Err(flaw) = Include::bounded(&include, list.limit)
        {
            reading.at(INCLUDE, |this| this.fault(flaw));
        }
        answer(reading.faults)?;
        Ok((list, include))
    }
}

/// How far the reading of a body has come.
struct Reading<'a> {
    reader: &'a ListReader,
    sight: Sight<'a>,
    pointer: Pointer,
    faults: Vec<Fault>,
    /// How many filters were met.
    filters: usize,
    /// How many times one went through a relation.
    reaches: usize,
}

/// Whose rows a tree is about, and what the caller sees of them.
#[derive(Clone, Copy)]
struct Of<'a> {
    filters: &'a Filters,
    sight: Sight<'a>,
}

/// What a member says of the rows of one relation.
enum Told<'a> {
    Limit(&'static ResourceSpec),
    Sort(&'static ResourceSpec),
    Filter(&'a Filters),
}

impl Reading<'_> {
    fn fault(&mut self, flaw: Flaw) {
        flaw.report(self.pointer.as_str(), &mut self.faults);
    }

    fn at<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.pointer.enter(name);
        let done = work(self);
        self.pointer.leave(before);
        done
    }

    fn query(&mut self, json: &JsonValue) -> (ListParameters, Asked) {
        let (mut list, mut asked) = (self.reader.usual(self.sight.own), Asked::default());
        let JsonValue::Object(members) = json else {
            self.fault(Flaw::new("type", "must be an object"));
            return (list, asked);
        };
        for (name, value) in members {
            self.at(name, |this| match name.as_str() {
                "filter" => list.filter = this.tree(Of { filters: &this.reader.filters, sight: this.sight }, value, 0),
                SEARCH => match search::searched(this.reader.resource(), this.sight.own) {
                    Some(columns) => list.search = this.search(value, columns),
                    None => this.fault(unknown_member()),
                },
                "sort" => list.sort = this.sort(value, |this, name| sort_key(this.reader.resource(), this.sight, name)),
                "fields" => list.fields = Some(this.fields(value)),
                "limit" => {
                    let most = this.reader.resource().max_page_size;
                    list.limit = this.number(value, 1, most).unwrap_or(list.limit);
                }
                "offset" if this.reader.resource().offset => list.offset = this.number(value, 0, MOST_OFFSET),
                "cursor" => list.cursor = this.text(value),
                "count" => list.count = this.count(value),
                INCLUDE if !this.reader.resource().relations.is_empty() => this.paths(value, &mut asked),
                name => this.option(name, value, &mut asked),
            });
        }
        if members.contains_key("cursor") && list.offset.is_some() {
            let flaw = Flaw::new("conflict", "cannot stand beside `cursor`, which says where the page begins");
            self.at("offset", |this| this.fault(flaw));
        }
        (list, asked)
    }

    /// Which related rows the answer holds.
    fn paths(&mut self, json: &JsonValue, asked: &mut Asked) {
        if json.as_array().is_some_and(|paths| paths.len() > MOST_INCLUDES) {
            return self.fault(include::too_many());
        }
        self.names(json, |this, path| {
            let added = asked.add(this.reader.resource(), this.sight.of, path);
            added.unwrap_or_else(|flaw| this.fault(flaw));
        });
    }

    /// What a member says of the rows of one relation: `comments.limit`, `comments.replies.filter`.
    fn option(&mut self, name: &str, json: &JsonValue, asked: &mut Asked) {
        let (reader, sight) = (self.reader, self.sight);
        let known = include::option(reader.resource(), sight.of, name, |relation, option| match option {
            "limit" => Some(Told::Limit(relation.target())),
            "sort" => Some(Told::Sort(relation.target())),
            "filter" => {
                let filters = reader.filters_of(relation.target()).filter(|filters| !filters.is_empty())?;
                Some(Told::Filter(filters))
            }
            _ => None,
        });
        match known {
            Some((way, Told::Limit(target))) => {
                if let Some(limit) = self.number(json, 1, target.max_page_size) {
                    asked.choose(way, Choice::Limit(limit));
                }
            }
            Some((way, Told::Sort(target))) => {
                let permitted = (sight.of)(target);
                asked.choose(way, Choice::Sort(self.sort(json, |_, name| own_sort_key(target, &permitted, name))));
            }
            Some((way, Told::Filter(filters))) => {
                let of = Of { filters, sight: Sight { own: &(sight.of)(filters.resource()), of: sight.of } };
                asked.choose(way, Choice::Filter(self.tree(of, json, 0)));
            }
            None => self.fault(unknown_member()),
        }
    }

    /// The condition of a tree: all that its members say. `depth` is how many others it stands in.
    fn tree(&mut self, of: Of<'_>, json: &JsonValue, depth: usize) -> Expr {
        let all = Expr::Constant(true);
        let JsonValue::Object(members) = json else {
            self.fault(Flaw::new("type", "must be an object"));
            return all;
        };
        // What goes the same way is about one row.
        let mut reached: Vec<(FilterBy, Expr)> = Vec::new();
        let all = members.iter().fold(all, |all, (name, value)| {
            let part = self.at(name, |this| match name.as_str() {
                "and" | "or" | "not" if depth == DEEPEST => {
                    this.fault(Flaw::new("depth", format!("must not stand in more than {DEEPEST} others")));
                    Expr::Constant(true)
                }
                "and" => this.trees(of, value, depth, Expr::Constant(true), Expr::and),
                "or" => this.trees(of, value, depth, Expr::Constant(false), Expr::or),
                "not" => this.tree(of, value, depth + 1).negate(),
                _ => match this.filter(of, name, value) {
                    (None, part) => part,
                    (Some(by), part) => {
                        match reached.iter_mut().find(|(known, _)| *known == by) {
                            Some((_, parts)) => *parts = std::mem::replace(parts, Expr::Constant(true)).and(part),
                            None => {
                                this.reach();
                                reached.push((by, part));
                            }
                        }
                        Expr::Constant(true)
                    }
                },
            });
            all.and(part)
        });
        reached.into_iter().fold(all, |all, (by, parts)| all.and(by.condition(parts)))
    }

    /// Counts one more way through a relation.
    fn reach(&mut self) {
        self.reaches += 1;
        if self.reaches == MOST_REACHES + 1 {
            self.fault(too_many_reaches());
        }
    }

    fn trees(&mut self, of: Of<'_>, json: &JsonValue, depth: usize, start: Expr, join: fn(Expr, Expr) -> Expr) -> Expr {
        match json {
            JsonValue::Array(trees) if (1..=MOST_VALUES).contains(&trees.len()) => {
                trees.iter().enumerate().fold(start, |all, (index, tree)| {
                    let part = self.at(&index.to_string(), |this| this.tree(of, tree, depth + 1));
                    join(all, part)
                })
            }
            JsonValue::Array(_) => {
                self.fault(Flaw::new("items", format!("must be 1 to {MOST_VALUES} filters")));
                start
            }
            _ => {
                self.fault(Flaw::new("type", "must be a list"));
                start
            }
        }
    }

    /// The condition of a filter, and the relation that it goes by.
    fn filter(&mut self, of: Of<'_>, name: &str, json: &JsonValue) -> (Option<FilterBy>, Expr) {
        let Some(filter) = of.filters.named(name, of.sight) else {
            self.fault(unknown_member());
            return (None, Expr::Constant(true));
        };
        self.filters += 1;
        // Once, where it becomes too much.
        if self.filters == MOST_FILTERS + 1 {
            self.fault(too_many_filters());
        }
        let values = match self.values(filter, of.filters.resource(), json) {
            Ok(values) => values,
            Err(flaw) => {
                self.fault(flaw);
                return (None, Expr::Constant(true));
            }
        };
        (filter.by, filter.condition(values))
    }

    fn values(&mut self, filter: &Filter, of: &ResourceSpec, json: &JsonValue) -> Result<Vec<Value>, Flaw> {
        let Some(column) = filter.compared(of) else { return Err(unknown_member()) };
        let mut data_type = column.data_type;
        data_type.nullable = false;
        let text = DataType::new(Kind::Text);
        let counted = match filter.operator.operand() {
            Operand::Value => return Ok(vec![read_scalar(&data_type, json)?]),
            Operand::Truth => return Ok(vec![read_scalar(&DataType::new(Kind::Bool), json)?]),
            Operand::Text => return Ok(vec![read_scalar(&text, json)?]),
            Operand::FoldedText => {
                if json.as_str().is_some_and(|text| text.chars().nth(TextMatch::LONGEST).is_some()) {
                    return Err(Flaw::new("length", format!("must have at most {} characters", TextMatch::LONGEST)));
                }
                return Ok(vec![read_scalar(&text, json)?]);
            }
            Operand::Document => {
                document::check(json, &mut self.pointer, &mut self.faults);
                return Ok(vec![Value::Json(json.clone())]);
            }
            Operand::Values => 1..=MOST_VALUES,
            Operand::Range => 2..=2,
        };
        let JsonValue::Array(items) = json else { return Err(Flaw::new("type", "must be a list")) };
        if !counted.contains(&items.len()) {
            let (least, most) = counted.into_inner();
            let number = if least == most { least.to_string() } else { format!("{least} to {most}") };
            return Err(Flaw::new("items", format!("must be {number} values")));
        }
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match read_scalar(&data_type, item) {
                Ok(value) => values.push(value),
                Err(flaw) => self.at(&index.to_string(), |this| this.fault(flaw)),
            }
        }
        Ok(values)
    }

    fn sort(&mut self, json: &JsonValue, key: impl Fn(&Self, &str) -> Result<SortKey, Flaw>) -> Vec<SortKey> {
        let mut sort: Vec<SortKey> = Vec::new();
        self.names(json, |this, name| match key(this, name) {
            Ok(key) if sort.iter().any(|there| there.is_by(key)) => {}
            Ok(key) => sort.push(key),
            Err(flaw) => this.fault(flaw),
        });
        sort
    }

    fn fields(&mut self, json: &JsonValue) -> Vec<usize> {
        let mut fields = Vec::new();
        self.names(json, |this, name| match shown_field(this.reader.resource(), this.sight.own, name) {
            Ok(column) => fields.push(column),
            Err(flaw) => this.fault(flaw),
        });
        fields
    }

    /// A list of texts, at least one.
    fn names(&mut self, json: &JsonValue, mut each: impl FnMut(&mut Self, &str)) {
        let JsonValue::Array(items) = json else { return self.fault(Flaw::new("type", "must be a list")) };
        if items.is_empty() {
            self.fault(Flaw::new("items", "must be at least one name"));
        }
        for (index, item) in items.iter().enumerate() {
            self.at(&index.to_string(), |this| match item.as_str() {
                Some(name) => each(this, name),
                None => this.fault(Flaw::new("type", "must be a text")),
            });
        }
    }

    fn number(&mut self, json: &JsonValue, least: u32, most: u32) -> Option<u32> {
        let read = read_scalar(&DataType::new(Kind::I64), json).and_then(|value| match value {
            Value::Integer(n) => u32::try_from(n)
                .ok()
                .filter(|n| (least..=most).contains(n))
                .ok_or_else(|| Flaw::new("out_of_range", format!("must be between {least} and {most}"))),
            _ => Err(Flaw::new("type", "must be an integer")),
        });
        read.map_err(|flaw| self.fault(flaw)).ok()
    }

    fn text(&mut self, json: &JsonValue) -> Option<String> {
        if json.as_str().is_none() {
            self.fault(Flaw::new("type", "must be a text"));
        }
        json.as_str().map(str::to_owned)
    }

    fn search(&mut self, json: &JsonValue, columns: Vec<usize>) -> Option<Box<Search>> {
        let text = json.as_str().ok_or_else(|| Flaw::new("type", "must be a text"));
        text.and_then(|text| search::limited(text, columns)).map(Box::new).map_err(|flaw| self.fault(flaw)).ok()
    }

    fn count(&mut self, json: &JsonValue) -> Option<Count> {
        let count = json.as_str().and_then(Count::of);
        if count.is_none() {
            self.fault(Flaw::new("one_of", "must be one of exact, estimated"));
        }
        count
    }
}
