//! Conditions as texts that cursors are bound to.

use std::fmt::Write as _;

use super::search;
use crate::spec::{Expr, ResourceSpec};

/// Writes what a condition asks for by the names of columns: what a cursor is bound to, also when columns were added since.
pub(in crate::query) fn describe(expr: &Expr, spec: &ResourceSpec, out: &mut String) {
    let name = |index: &usize| spec.columns.get(*index).map_or("", |column| column.column);
    // Writing to a String cannot fail.
    let _ = match expr {
        Expr::Constant(truth) => write!(out, "{truth}"),
        Expr::Compare(index, operator, value) => write!(out, "{:?} {operator:?} {value:?}", name(index)),
        Expr::Text(index, how, text) => write!(out, "{:?} {how:?} {text:?}", name(index)),
        Expr::IsNull(index) => write!(out, "{:?} null", name(index)),
        Expr::In(index, values) => write!(out, "{:?} in {values:?}", name(index)),
        Expr::Holds(index, held) => write!(out, "{:?} holds {held}", name(index)),
        Expr::All(parts) | Expr::Any(parts) => {
            out.push_str(if matches!(expr, Expr::All(_)) { "all(" } else { "any(" });
            for part in parts {
                describe(part, spec, out);
                out.push(',');
            }
            out.write_char(')')
        }
        Expr::Not(inner) => {
            out.push_str("not(");
            describe(inner, spec, out);
            out.write_char(')')
        }
        Expr::Related(related) => {
            let _ = write!(out, "related {:?}(", related.relation.name);
            describe(&related.condition, related.relation.target(), out);
            out.write_char(')')
        }
        // Who asks is no part of what is asked.
        Expr::Seeing(seeing) => return describe(&seeing.condition, spec, out),
        Expr::Search(search) => search::describe(search, spec, out),
        Expr::Undecided(policy) => write!(out, "{:?}", policy.name),
    };
}
