//! Bodies that make a row together with others: those of relations with `write`, and those below another row.

use serde_json::value::RawValue;

use super::{
    Flaw,
    body::{Apart, Members, Read, answer, complete, filled, read},
    pointer::Pointer,
    values::Setter,
};
use crate::{
    problem::{Fault, Location, Problem, ProblemKind},
    spec::{ColumnSpec, Permitted, RelationSpec, ResourceSpec, Value},
};

/// A body that makes a row, read as far as it is about that row alone.
#[derive(Debug)]
pub struct WholeBody {
    spec: &'static ResourceSpec,
    members: Read,
    faults: Vec<Fault>,
    /// What it holds of relations, by their place in the list of all.
    inside: Vec<(&'static RelationSpec, Box<RawValue>)>,
}

/// The rows that a body holds of a relation.
pub type RowsOf = (&'static RelationSpec, Vec<Members>);

impl WholeBody {
    /// Reads a body. `set` are columns that something else sets, for which they are read-only then, and their values.
    ///
    /// # Errors
    /// 400 when the body is not well-formed JSON.
    pub fn read(
        spec: &'static ResourceSpec,
        body: &[u8],
        permitted: &Permitted,
        set: &[(usize, Value)],
    ) -> Result<Self, Problem> {
        let mut apart = Apart { names: spec.written().map(|relation| relation.name).collect(), found: Vec::new() };
        let (members, faults) = read_without(spec, body, permitted, set, &mut apart)?;
        let inside = apart.found.into_iter().filter_map(|(name, json)| Some((spec.relation(name)?, json))).collect();
        Ok(Self { spec, members, faults, inside })
    }

    /// The relations of which it holds rows.
    pub fn relations(&self) -> impl Iterator<Item = &'static RelationSpec> {
        self.inside.iter().map(|(relation, _)| *relation)
    }

    /// Everything that it holds: the members of the row, as [`create`](super::create) answers them, and the rows of relations, for which `permitted_of` says
    /// which columns the caller may set. The columns that refer to the new row are null in these, and the rules of their whole structs are not asked:
    /// both need the key.
    ///
    /// # Errors
    /// 400 when a row is no well-formed JSON, 422 with every fault when something does not fit.
    pub fn finish(
        self,
        permitted: &Permitted,
        permitted_of: &dyn Fn(&RelationSpec) -> Permitted,
    ) -> Result<(Members, Vec<RowsOf>), Problem> {
        let mut faults = Vec::new();
        let own = keep(complete(self.spec, self.members, self.faults, Setter::Client(permitted)), "", &mut faults)?;
        let mut inside = Vec::with_capacity(self.inside.len());
        for (relation, json) in self.inside {
            inside.push((relation, rows(relation, &json, &permitted_of(relation), &mut faults)?));
        }
        answer(faults)?;
        // Without faults it is there.
        Ok((own.unwrap_or_default(), inside))
    }
}

/// Reads the rows of one relation.
fn rows(
    relation: &'static RelationSpec,
    json: &RawValue,
    permitted: &Permitted,
    faults: &mut Vec<Fault>,
) -> Result<Vec<Members>, Problem> {
    let pointer = Pointer::to(relation.name);
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(json.get()) else {
        Flaw::new("type", "must be an array").report(pointer.as_str(), faults);
        return Ok(Vec::new());
    };
    let most = usize::try_from(relation.most()).unwrap_or(usize::MAX);
    if items.len() > most {
        Flaw::new("length", format!("must have at most {most} items")).report(pointer.as_str(), faults);
        return Ok(Vec::new());
    }
    let target = relation.target();
    let set: Vec<(usize, Value)> = relation.their_columns().iter().map(|column| (*column, Value::Null)).collect();
    let mut rows = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let body = item.get().as_bytes();
        let (members, own) = read_without(target, body, permitted, &set, &mut Apart::default())?;
        let at = format!("{}/{index}", pointer.as_str());
        rows.extend(keep(filled(target, members, own, Setter::Client(permitted)), &at, faults)?);
    }
    Ok(rows)
}

/// Reads the columns of a row, of which some are set by something else.
fn read_without(
    spec: &ResourceSpec,
    body: &[u8],
    permitted: &Permitted,
    set: &[(usize, Value)],
    apart: &mut Apart,
) -> Result<(Read, Vec<Fault>), Problem> {
    if set.is_empty() {
        return read(spec, body, ColumnSpec::creatable, permitted, apart);
    }
    let mut without = permitted.clone();
    set.iter().for_each(|(column, _)| without.protect(*column));
    let (mut members, faults) = read(spec, body, ColumnSpec::creatable, &without, apart)?;
    for (column, value) in set {
        if let (Some(member), Some(seen)) = (members.values.get_mut(*column), members.seen.get_mut(*column)) {
            (*member, *seen) = (Some(value.clone()), true);
        }
    }
    Ok((members, faults))
}

/// Notes what is wrong with one of several rows, so that everything is told at once.
fn keep(read: Result<Members, Problem>, at: &str, faults: &mut Vec<Fault>) -> Result<Option<Members>, Problem> {
    match read {
        Ok(members) => Ok(Some(members)),
        Err(problem) if problem.kind() == ProblemKind::VALIDATION => {
            faults.extend(problem.faults().iter().cloned().map(|mut fault| {
                if let Location::Pointer(pointer) = &mut fault.at {
                    pointer.insert_str(0, at);
                }
                fault
            }));
            Ok(None)
        }
        Err(problem) => Err(problem),
    }
}
