//! The query of an aggregate: filters, groups, and what is told of each.

use super::{
    Sight,
    include::together,
    list::ListReader,
    parameters::{decode, encoded_pairs, encoding, invalid, unknown},
};
use crate::{
    problem::{Fault, Problem},
    spec::{Expr, GROUP_BY, INCLUDE, MEASURES, MeasureSpec, Search},
};

/// What the query of an aggregate asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct AggregateParameters {
    /// The filters, all of which hold.
    pub filter: Expr,
    /// What is searched for besides.
    pub search: Option<Box<Search>>,
    /// The columns that rows are grouped by, each once; none for all rows together.
    pub groups: Vec<usize>,
    /// What is told of each group besides how many rows it has.
    pub measures: Vec<MeasureSpec>,
    /// How many groups a page holds at most.
    pub limit: u32,
    /// The cursor as it came, not opened.
    pub cursor: Option<String>,
}

/// Parameters of lists that mean nothing here: groups have an order of their own, and no rows.
const OF_LISTS: [&str; 5] = ["sort", "fields", "count", "offset", INCLUDE];

impl ListReader {
    /// Reads the query of an aggregate. A column that the caller may not see is none to group by, to measure or to filter by.
    ///
    /// # Errors
    /// As [`ListReader::read`].
    pub fn read_aggregate(&self, query: Option<&str>, sight: Sight<'_>) -> Result<AggregateParameters, Problem> {
        let mut faults = Vec::new();
        let (mut groups, mut measures) = (None, None);
        let mut rest = String::new();
        for (name, value) in encoded_pairs(query) {
            let known = decode(name).unwrap_or_default();
            match known.as_ref() {
                GROUP_BY | MEASURES => {
                    let slot = if known == GROUP_BY { &mut groups } else { &mut measures };
                    if slot.is_some() {
                        faults.push(Fault::parameter(known, "repeated_parameter", "must come once"));
                    } else if let Ok(value) = decode(value) {
                        *slot = Some(value);
                    } else {
                        faults.push(encoding(known));
                    }
                }
                of_lists if OF_LISTS.contains(&of_lists) => faults.push(unknown(of_lists)),
                _ => {
                    rest.push_str(if rest.is_empty() { "" } else { "&" });
                    rest.extend([name, "=", value]);
                }
            }
        }
        let groups = groups.map_or_else(Vec::new, |text| self.groups(&text, sight, &mut faults));
        let measures = match measures {
            Some(text) => self.measures(&text, sight, &mut faults),
            None => self.seen(sight),
        };
        let own = if faults.is_empty() { Ok((groups, measures)) } else { Err(invalid(faults)) };
        let ((groups, measures), list) = together(own, self.read(Some(&rest), sight))?;
        let super::ListParameters { filter, search, limit, cursor, .. } = list;
        Ok(AggregateParameters { filter, search, groups, measures, limit, cursor })
    }

    /// What is told of each group, as far as the caller sees it.
    fn seen(&self, sight: Sight<'_>) -> Vec<MeasureSpec> {
        let all = self.resource().aggregate.map_or(&[][..], |aggregate| aggregate.measures);
        all.iter().copied().filter(|measure| sight.own.sees(measure.column)).collect()
    }

    fn groups(&self, text: &str, sight: Sight<'_>, faults: &mut Vec<Fault>) -> Vec<usize> {
        let resource = self.resource();
        let all = resource.aggregate.map_or(&[][..], |aggregate| aggregate.groups);
        let mut groups = Vec::new();
        for name in text.split(',') {
            match resource.member(name).filter(|column| all.contains(column) && sight.own.sees(*column)) {
                Some(column) if groups.contains(&column) => {}
                Some(column) => groups.push(column),
                None => faults.push(Fault::parameter(GROUP_BY, "unknown_group", format!("rows are not grouped by {name:?}"))),
            }
        }
        groups
    }

    fn measures(&self, text: &str, sight: Sight<'_>, faults: &mut Vec<Fault>) -> Vec<MeasureSpec> {
        let seen = self.seen(sight);
        let mut measures = Vec::new();
        for name in text.split(',') {
            match seen.iter().find(|measure| measure.name(self.resource()) == name) {
                Some(measure) if measures.contains(measure) => {}
                Some(measure) => measures.push(*measure),
                None => faults.push(Fault::parameter(MEASURES, "unknown_measure", format!("nothing is called {name:?}"))),
            }
        }
        measures
    }
}
