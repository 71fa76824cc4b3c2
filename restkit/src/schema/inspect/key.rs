//! Which column is the key.

use crate::{
    db::Dialect,
    schema::{catalog::Relation, model::Column},
};

/// The index of the key, or why there is none that a resource can have.
pub(super) fn of(relation: &Relation, dialect: Dialect) -> Result<usize, String> {
    if relation.is_view() {
        return of_view(relation, dialect);
    }
    let place = |name: &String| relation.table.columns.iter().position(|column| column.name == *name);
    match relation.table.primary_key.as_slice() {
        [] => Err("it has no primary key".to_owned()),
        [name] => {
            let at = place(name).ok_or("its key is no column")?;
            if can_be(relation, at, dialect) {
                return Ok(at);
            }
            Err(format!("its key `{name}` is neither a whole number nor a UUID"))
        }
        names => Err(format!("its key has {} columns: {}", names.len(), names.join(", "))),
    }
}

/// Views do not say which column tells rows apart; one that is called so probably does.
fn of_view(relation: &Relation, dialect: Dialect) -> Result<usize, String> {
    let columns = &relation.table.columns;
    let named = |is: &dyn Fn(&Column) -> bool| {
        columns.iter().enumerate().position(|(at, column)| is(column) && can_be(relation, at, dialect))
    };
    named(&|column| column.name.eq_ignore_ascii_case("id"))
        .ok_or_else(|| "it is a view without a column `id` that could be the key".to_owned())
}

fn can_be(relation: &Relation, at: usize, dialect: Dialect) -> bool {
    let Some(facts) = relation.facts.get(at) else { return false };
    let base = facts.base_type.to_lowercase();
    match dialect {
        Dialect::Postgres => matches!(base.as_str(), "smallint" | "integer" | "bigint" | "uuid"),
        Dialect::Sqlite => base.contains("int") || base == "uuid",
    }
}
