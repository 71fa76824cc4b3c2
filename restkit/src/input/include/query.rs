//! The part of a query that is about related rows.

use std::borrow::Cow;

use super::{Asked, Choice, Include, PermittedOf, Sight, Way, option, too_many};
use crate::{
    input::{
        Flaw, ListReader,
        filters::{Filters, MOST_FILTERS, too_many_filters, too_many_reaches},
        list::{number, own_sort_key, sort},
        parameters::{decode, encoding, invalid},
    },
    problem::{Fault, Problem, ProblemKind},
    spec::{Expr, FilterBy, INCLUDE, MOST_INCLUDES, MOST_REACHES, ResourceSpec},
};

/// What one parameter says.
enum Said<'a> {
    /// Which relations are included.
    Paths,
    /// Something of the rows of one.
    Of(Way, Told<'a>),
}

/// What a parameter says of the rows of one relation.
enum Told<'a> {
    /// How many one row has, of this resource.
    Limit(&'static ResourceSpec),
    /// In which order.
    Sort(&'static ResourceSpec),
    /// Which of them, by the filter with this number.
    Filter(&'a Filters, usize),
}

/// What is wrong, so far.
#[derive(Default)]
struct Faults {
    faults: Vec<Fault>,
    out_of_range: Vec<Fault>,
}

/// Which related rows are asked for, so far.
#[derive(Default)]
struct Filtered<'a> {
    chosen: Vec<Chosen<'a>>,
    /// How many filters there are.
    count: usize,
    /// The relations that they go by, each once for the rows of one path.
    reaching: Vec<(Way, FilterBy)>,
    /// The parameter that added the last of these.
    last: String,
}

/// What the rows of one path have to be like: conditions, each with the number of its filter.
struct Chosen<'a> {
    way: Way,
    filters: &'a Filters,
    conditions: Vec<(usize, Expr)>,
}

/// Whether a query asks for related rows.
pub fn includes(query: Option<&str>) -> bool {
    let names = query.unwrap_or_default().split('&').map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    names.into_iter().any(|name| decode(name).is_ok_and(|name| name == INCLUDE))
}

impl ListReader {
    /// Reads what of the query is about related rows; answers the rest of the query too, which others read.
    ///
    /// # Errors
    /// 400 with every fault; 422 when all that is wrong is a limit outside its range.
    pub fn read_included<'a>(
        &self,
        query: Option<&'a str>,
        permitted_of: PermittedOf<'_>,
    ) -> (Option<Cow<'a, str>>, Result<Vec<Include>, Problem>) {
        let spec = self.resource();
        let Some(query) = query.filter(|_| !spec.relations.is_empty()) else {
            return (query.map(Cow::Borrowed), Ok(Vec::new()));
        };
        let (mut asked, mut filtered) = (Asked::default(), Filtered::default());
        let (mut faults, mut rest, mut seen) = (Faults::default(), Vec::new(), Vec::new());
        for pair in query.split('&') {
            let (name, encoded) = pair.split_once('=').unwrap_or((pair, ""));
            let known = decode(name).ok().and_then(|name| Some((self.said(&name, permitted_of)?, name)));
            let Some((said, name)) = known else {
                rest.push(pair);
                continue;
            };
            if seen.contains(&name) {
                faults.faults.push(Fault::parameter(name, "repeated_parameter", "must come once"));
                continue;
            }
            seen.push(name.clone());
            if let Said::Of(way, Told::Filter(filters, at)) = said {
                filtered.add(way, filters, at, encoded, &name).unwrap_or_else(|flaw| faults.add(&name, flaw));
                continue;
            }
            let Ok(value) = decode(encoded) else {
                faults.faults.push(encoding(name));
                continue;
            };
            match said {
                Said::Paths => paths(spec, permitted_of, &value, &mut asked, &mut faults.faults),
                Said::Of(way, Told::Limit(target)) => match number(&value, 1..=target.max_page_size) {
                    Ok(limit) => asked.choose(way, Choice::Limit(limit)),
                    Err(flaw) => faults.add(&name, flaw),
                },
                Said::Of(way, Told::Sort(target)) => {
                    let (mut keys, permitted) = (Vec::new(), permitted_of(target));
                    sort(&|key| own_sort_key(target, &permitted, key), &name, &value, &mut keys, &mut faults.faults);
                    asked.choose(way, Choice::Sort(keys));
                }
                // Was read as it came.
                Said::Of(_, Told::Filter(..)) => {}
            }
        }
        if !filtered.reaching.is_empty() && filtered.reaching.len() + self.reaches(&rest, permitted_of) > MOST_REACHES {
            faults.add(&filtered.last, too_many_reaches());
        }
        for Chosen { way, filters, conditions } in filtered.chosen {
            asked.choose(way, Choice::Filter(filters.all_of(conditions)));
        }
        let rest = (!rest.is_empty()).then(|| Cow::Owned(rest.join("&")));
        (rest, faults.into_result(asked.finish()))
    }

    /// What the parameter of this name says about related rows, if anything: `include`, `comments.limit`, `comments.replies.approved`.
    fn said(&self, name: &str, permitted_of: PermittedOf<'_>) -> Option<Said<'_>> {
        if name == INCLUDE {
            return Some(Said::Paths);
        }
        let spec = self.resource();
        let (way, told) = option(spec, permitted_of, name, |relation, rest| {
            let target = relation.target();
            match rest {
                "limit" => Some(Told::Limit(target)),
                "sort" => Some(Told::Sort(target)),
                filter => {
                    let filters = self.filters_of(target)?;
                    let at = filters.at(filter, Sight { own: &permitted_of(target), of: permitted_of })?;
                    Some(Told::Filter(filters, at))
                }
            }
        })?;
        // The name of a member may hold dots: a filter of the list itself is not hidden by another one.
        let own = self.filters.at(name, Sight { own: &permitted_of(spec), of: permitted_of });
        own.is_none().then_some(Said::Of(way, told))
    }

    /// How many relations the filters of the list itself go by.
    fn reaches(&self, pairs: &[&str], permitted_of: PermittedOf<'_>) -> usize {
        let own = permitted_of(self.resource());
        let mut known: Vec<FilterBy> = Vec::new();
        for pair in pairs {
            let name = decode(pair.split_once('=').map_or(*pair, |(name, _)| name));
            let at = name.ok().and_then(|name| self.filters.at(&name, Sight { own: &own, of: permitted_of }));
            known.extend(at.and_then(|at| self.filters.by(at)).filter(|by| !known.contains(by)));
        }
        known.len()
    }
}

impl<'a> Filtered<'a> {
    /// Adds what a filter asks for.
    fn add(&mut self, way: Way, filters: &'a Filters, at: usize, encoded: &str, name: &str) -> Result<(), Flaw> {
        self.count += 1;
        if self.count > MOST_FILTERS {
            // Told once, where it becomes too much.
            return if self.count == MOST_FILTERS + 1 { Err(too_many_filters()) } else { Ok(()) };
        }
        let condition = filters.condition(at, encoded)?;
        if let Some(by) = filters.by(at)
            && !self.reaching.iter().any(|(known, there)| *known == way && *there == by)
        {
            self.reaching.push((way.clone(), by));
            name.clone_into(&mut self.last);
        }
        match self.chosen.iter_mut().find(|known| known.way == way) {
            Some(known) => known.conditions.push((at, condition)),
            None => self.chosen.push(Chosen { way, filters, conditions: vec![(at, condition)] }),
        }
        Ok(())
    }
}

impl Faults {
    fn add(&mut self, name: &str, flaw: Flaw) {
        let of_range = flaw.code == "out_of_range";
        let faults = if of_range { &mut self.out_of_range } else { &mut self.faults };
        faults.push(Fault::parameter(name, flaw.code, flaw.detail));
    }

    fn into_result<T>(mut self, read: T) -> Result<T, Problem> {
        match (self.faults.is_empty(), self.out_of_range.is_empty()) {
            (true, true) => Ok(read),
            (true, false) => Err(out_of_range(self.out_of_range)),
            (false, _) => {
                self.faults.append(&mut self.out_of_range);
                Err(invalid(self.faults))
            }
        }
    }
}

fn out_of_range(faults: Vec<Fault>) -> Problem {
    Problem::new(ProblemKind::PARAMETER_OUT_OF_RANGE, "A parameter is out of its range.").with_faults(faults)
}

/// Two parts of a query, each read for itself.
///
/// # Errors
/// What is wrong with either, in one answer.
pub fn together<A, B>(first: Result<A, Problem>, second: Result<B, Problem>) -> Result<(A, B), Problem> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(problem), Ok(_)) | (Ok(_), Err(problem)) => Err(problem),
        (Err(first), Err(second)) => {
            let faults = first.faults().iter().chain(second.faults()).cloned().collect();
            let only_ranges = [&first, &second].iter().all(|problem| problem.kind() == ProblemKind::PARAMETER_OUT_OF_RANGE);
            Err(if only_ranges { out_of_range(faults) } else { invalid(faults) })
        }
    }
}

/// Reads paths into the tree that they make together.
fn paths(spec: &ResourceSpec, permitted_of: PermittedOf<'_>, text: &str, asked: &mut Asked, faults: &mut Vec<Fault>) {
    for (index, path) in text.split(',').enumerate() {
        let added = if index == MOST_INCLUDES { Err(too_many()) } else { asked.add(spec, permitted_of, path) };
        if let Err(flaw) = added {
            faults.push(Fault::parameter(INCLUDE, flaw.code, flaw.detail));
        }
        if index == MOST_INCLUDES {
            return;
        }
    }
}
