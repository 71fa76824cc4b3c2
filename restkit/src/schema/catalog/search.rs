//! Tables of words of SQLite, which are the indexes of others.

use super::{
    RelationKind, canonical,
    sqlite::Pending,
    tokens::{group, span, split, tokens},
};
use crate::schema::{
    catalog::Relation,
    ddl::search,
    model::{Index, TableName},
};

/// Takes each table of words that is kept as restkit keeps it for an index of its table, and its triggers for a part of that. Others stay what they are.
pub(super) fn absorb(relations: &mut Vec<(Relation, Pending)>) {
    let mut at = 0;
    while at < relations.len() {
        let found = found(&relations[at]).filter(|(table, index)| is_kept(relations, at, table, index));
        let Some((table, index)) = found else {
            at += 1;
            continue;
        };
        let triggers = search::triggers(&index.name);
        if let Some((relation, _)) = relations.iter_mut().find(|(relation, _)| relation.table.name == table) {
            relation.triggers.retain(|trigger| !triggers.contains(trigger));
            relation.table.indexes.push(index);
        }
        relations.remove(at);
    }
}

/// The index that a virtual table is perhaps, and the table that it is over.
fn found((relation, pending): &(Relation, Pending)) -> Option<(TableName, Index)> {
    if relation.kind != RelationKind::Foreign {
        return None;
    }
    let all = tokens(&pending.sql);
    let fts5 = all.iter().position(|token| token.is("fts5"))?;
    let arguments = all.get(fts5 + 1..)?;
    let arguments = arguments.get(..group(arguments))?;
    let inside = arguments.get(1..arguments.len().checked_sub(1)?)?;
    let (mut keys, mut options, mut content) = (Vec::new(), Vec::new(), None);
    for argument in split(inside, |token| token.is_symbol(",")) {
        match argument {
            [name, equals, value] if equals.is_symbol("=") && name.is("content") => content = Some(value.name()),
            [_, equals, ..] if equals.is_symbol("=") => options.push(span(&pending.sql, argument)),
            _ => keys.push(span(&pending.sql, argument)),
        }
    }
    let table = TableName { schema: relation.table.name.schema.clone(), name: content? };
    let method = Some(search::method(&options.join(", ")));
    Some((table, Index { name: relation.table.name.name.clone(), keys, unique: false, method, condition: None }))
}

/// Whether the table is there, and the triggers are those that keep the index.
fn is_kept(relations: &[(Relation, Pending)], at: usize, table: &TableName, index: &Index) -> bool {
    let Some((_, pending)) = relations.iter().find(|(relation, _)| relation.table.name == *table) else { return false };
    let Some(expected) = search::create(table, index) else { return false };
    let there = |name: &str| pending.triggers.iter().find(|(trigger, _)| trigger == name).map(|(_, sql)| sql.as_str());
    let triggers = search::triggers(&index.name);
    let there = std::iter::once(Some(relations[at].1.sql.as_str())).chain(triggers.iter().map(|name| there(name)));
    there.zip(&expected).all(|(there, expected)| there.is_some_and(|there| canonical(there) == canonical(expected)))
}
